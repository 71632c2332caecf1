"""What a person does inside a document; for now, where they stopped reading."""
