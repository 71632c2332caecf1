"""The query language, ranking, and passages with the place where they stand."""
