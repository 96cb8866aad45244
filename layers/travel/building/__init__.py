"""Making road tiles: read and judge a file of roads, build, try, and only then put them in the place of the old."""
