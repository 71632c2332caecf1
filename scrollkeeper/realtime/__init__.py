"""The WebSocket: one LISTEN a process, many sockets, each with what it may see."""
