"""Annotations that come in and go out: inside PDFs, as W3C JSON-LD, Markdown and CSV."""
