"""Citation keys: made by a pattern in the language of Better BibTeX, unique in the team, stable, or pinned by hand."""
