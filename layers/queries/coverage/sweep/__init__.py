"""Coverage of a province or a nation: counted tile by tile, by many processes, in memory that does not grow."""
