"""Teams are kept apart: by the database, and by every route."""
