"""People in: files of points, polygons or a raster → the cells of a population, streamed."""
