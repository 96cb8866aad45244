"""How long the way takes: by road where roads are known, else estimated, and always saying which."""
