"""Tests of the whole; each folder below belongs to the context of its name."""

import gc

# What tests import stays. Until all is imported (conftest.py) nothing is looked through for garbage, again and again.
gc.disable()
