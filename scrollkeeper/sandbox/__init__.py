"""Foreign bytes are read in locked-down processes of their own: how those are started, locked, asked and ended."""
