"""What pdfium draws, as columns of glyphs, and glyphs put together to words."""
