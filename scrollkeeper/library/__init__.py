"""Papers with their files and pages, the bin, and duplicates."""
