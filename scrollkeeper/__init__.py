"""ScrollKeeper: the shared reading room of a research group."""
