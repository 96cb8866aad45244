"""GET and POST /api/v1/coverage/{layer}/report: an answer about coverage as a page, a paper, tables or geometry."""
