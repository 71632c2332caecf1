"""The bytes of papers: files, their pages, pictures and cache."""
