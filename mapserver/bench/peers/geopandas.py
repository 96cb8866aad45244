"""GeoPandas' `sjoin_nearest`, where it is installed: what an analyst would try first."""

from __future__ import annotations

import time
from importlib.util import find_spec

from layers.live.sphere import Floats
from mapserver.bench.report import Sample


def is_installed() -> bool:
    return find_spec("geopandas") is not None


def ask_geopandas(depots: Floats, origins: Floats) -> Sample:
    """Join each origin to its nearest depot by planar distance in degrees; the frames are there already."""
    import geopandas

    left, right = (
        geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(*columns), crs=4326) for columns in (origins, depots)
    )
    started = time.perf_counter()
    left.sjoin_nearest(right, distance_col="distance_degrees")
    return Sample(time.perf_counter() - started)
