"""The live index: every resource in memory, found through an R-tree, kept fresh by the database's change log."""
