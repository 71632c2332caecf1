"""Who is calling: sessions, known devices, challenges and cookies."""
