"""Collections: nested lists of papers, of a team or of one person alone."""
