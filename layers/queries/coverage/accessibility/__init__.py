"""Places per person, asked of the registers: two-step floating catchment areas, by cell, by area, and over all."""
