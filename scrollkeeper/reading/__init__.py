"""What a person does inside a document; where they stopped reading, and what they mean to read."""
