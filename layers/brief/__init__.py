"""Briefs 简报: an answer as one sheet of HTML that prints well and opens anywhere, with no server and no network."""
