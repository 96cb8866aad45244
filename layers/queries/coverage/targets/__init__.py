"""Targets of coverage: rows of a table, held against every area of a level."""
