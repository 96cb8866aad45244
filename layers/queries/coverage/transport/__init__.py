"""The transport problem beneath the assignment: most people served, then fewest person-metres, in whole numbers."""
