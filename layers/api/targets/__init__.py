"""The table of targets, and its check."""
