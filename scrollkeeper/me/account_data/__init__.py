"""What a person has here: told, taken along as a ZIP, and what becomes of it when their account ends."""
