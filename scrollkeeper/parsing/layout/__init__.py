"""Lines of a page in reading order, what does not belong to the text, headings, captions and the text itself."""
