"""A Zotero library moved in: read in a sandboxed process, brought in piece by piece, and again as often as wanted."""
