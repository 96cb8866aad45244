"""Places per person: its question, answer, and long work."""
