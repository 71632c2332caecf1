"""Interfaces that other systems' clients speak, over the services of the contexts below."""
