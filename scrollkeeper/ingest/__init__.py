"""Uploads that survive, and the pipeline from a stored PDF to a ready paper."""
