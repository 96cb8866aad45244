"""The coverage report 覆盖报告: what a planner takes into a meeting: a page, a paper, tables and geometry."""
