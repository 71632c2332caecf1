"""Shared notes: live documents (Yjs) of a team or of one of its papers, with their history."""
