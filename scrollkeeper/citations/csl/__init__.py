"""Formatted citations and bibliographies: styles of CSL, and citeproc-js in a process of its own."""
