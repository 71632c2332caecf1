"""Formats of bibliographies, pure: a module each, listed in catalogue.py; what they read and write is CSL-JSON."""
