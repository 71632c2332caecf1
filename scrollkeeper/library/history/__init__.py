"""How papers were described before: every change of metadata, set back one by one or as a batch."""
