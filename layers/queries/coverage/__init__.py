"""Who is covered: people, capacity, travel time, targets, gaps, and where to build next."""
