"""Who has what: depots and their available, unexpired stock, from memory or from the database."""
