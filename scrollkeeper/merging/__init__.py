"""Papers merged into one, with all that hangs on them, and merges undone."""
