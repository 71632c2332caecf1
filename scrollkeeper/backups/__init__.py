"""Backups: a dump of the database and every object that it names, made while the system is in use, and restored."""
