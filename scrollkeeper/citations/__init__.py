"""References as records, and the papers of the library that they mean."""
