"""What must be fast, measured beside a floor or a peer on the same machine."""
