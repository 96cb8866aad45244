"""People by place: cells of a population as columns, kept in blocks by the database."""
