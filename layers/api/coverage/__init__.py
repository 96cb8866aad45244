"""Coverage: its question, answer, report, and both as long work."""
