"""One's own account: signing up and in, the second step, identity providers, tokens, and one's data."""
