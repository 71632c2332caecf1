"""Files on their way in: tus and forms, parts that survive restarts, and sweeps."""
