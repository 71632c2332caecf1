"""PDF bytes in, a Document out: `parser` reads; what only talks to a process that reads does not load it."""
