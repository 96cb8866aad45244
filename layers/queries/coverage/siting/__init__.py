"""Where to build next: the fewest sites that cover all, or the sites that cover, serve or near people the most."""
