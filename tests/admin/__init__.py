"""Administration of the instance."""
