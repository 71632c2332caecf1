"""Keeping those out who do harm: rates by person, token and address, and bans of addresses."""
