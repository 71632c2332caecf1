"""Works found by their identifiers: asked of the registries that keep them, with manners, and remembered."""
