"""Stored PDFs read step by step by the sandboxed parser, by OCR, and again by newer parsers."""
