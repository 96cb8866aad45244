"""Where to build next: its question, candidates, answer, and long work."""
