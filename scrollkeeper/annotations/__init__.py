"""Annotations on files: anchored by their words, seen by whom they are for, and found again in other versions."""
