"""An invented town for benches of coverage: shelters and cells of people around centres, in a grid of areas."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.people.cells import Cells
from layers.queries.coverage.reach import Sites
from mapserver.bench.scratch import Scratch

SEED = 20_261_126
WEST, SOUTH, SIDE_DEG = 109.0, 34.0, 1.0
AREAS_ACROSS = 4
CENTRES = 60
MOST_PERSONS, MOST_PLACES = 20, 2_000
RADIUS_M = 1_000.0
REGION = "T"
POPULATION = "town"
PLAIN_TABLES = """
    CREATE TABLE bench_site (lon float8, lat float8);
    CREATE TABLE bench_cell (lon float8, lat float8, persons float8, area int);
"""
PLAIN_INDEXES = """
    ALTER TABLE bench_site ADD geog geography(point);
    ALTER TABLE bench_cell ADD geog geography(point), ADD geom geometry(point, 4326);
    UPDATE bench_site SET geog = ST_SetSRID(ST_MakePoint(lon, lat), 4326)::geography;
    UPDATE bench_cell SET geom = ST_SetSRID(ST_MakePoint(lon, lat), 4326),
                          geog = ST_SetSRID(ST_MakePoint(lon, lat), 4326)::geography;
    CREATE INDEX ON bench_site USING gist (geog);
    CREATE INDEX ON bench_cell USING gist (geog);
    CREATE INDEX ON bench_cell USING gist (geom);
    ANALYZE bench_site;
    ANALYZE bench_cell;
"""
"""As a user of PostGIS would have them: geography and geometry, indexed, the area at hand."""


@dataclass(frozen=True)
class Town:
    """Shelters, people by cell, and the number of the area that each cell lies in."""

    sites: Sites
    cells: Cells
    area: NDArray[np.int64]

    def describe(self) -> str:
        return (
            f"{len(self.sites):,} invented shelters and {len(self.cells):,} cells with {self.cells.total_persons:,.0f} "
            f"people around {CENTRES} centres in {WEST:g}–{WEST + SIDE_DEG:g}° E, {SOUTH:g}–{SOUTH + SIDE_DEG:g}° N, "
            f"in {AREAS_ACROSS**2} areas (seed {SEED})."
        )


def invent_town(n_sites: int, n_cells: int) -> Town:
    rng = np.random.default_rng(SEED)
    centres = rng.uniform(0.05, 0.95, (CENTRES, 2))
    at_site, at_cell = (_around(rng, centres, n) for n in (n_sites, n_cells))
    persons = rng.integers(1, MOST_PERSONS + 1, n_cells).astype(float)
    places = rng.integers(50, MOST_PLACES + 1, n_sites).astype(float)
    codes = tuple(f"TOWN-{n}" for n in range(n_sites))
    sites = Sites(codes, WEST + at_site[:, 0], SOUTH + at_site[:, 1], places, np.full(n_sites, RADIUS_M))
    square = np.minimum((at_cell / SIDE_DEG * AREAS_ACROSS).astype(int), AREAS_ACROSS - 1)
    return Town(
        sites,
        Cells(WEST + at_cell[:, 0], SOUTH + at_cell[:, 1], persons),
        square[:, 1] * AREAS_ACROSS + square[:, 0],
    )


def outlines() -> list[Any]:
    """Return the areas as squares, row by row from the south-west."""
    step = SIDE_DEG / AREAS_ACROSS
    corners = [(WEST + step * n, SOUTH + step * m) for m in range(AREAS_ACROSS) for n in range(AREAS_ACROSS)]
    return [shapely.box(lon, lat, lon + step, lat + step) for lon, lat in corners]


def load_town(scratch: Scratch, town: Town) -> None:
    """Fill areas, shelters and a population through the tables that the product asks, and plain tables for peers."""
    from django.contrib.gis.geos import GEOSGeometry, MultiPolygon

    from layers.models import Area, Shelter
    from layers.people.write import write_population

    whole = shapely.box(WEST, SOUTH, WEST + SIDE_DEG, SOUTH + SIDE_DEG)
    with scratch.in_use():
        levels = [("county", f"{REGION}{n:02d}", outline) for n, outline in enumerate(outlines())]
        region = None
        for level, code, outline in [("city", REGION, whole), *levels]:
            geom = MultiPolygon(GEOSGeometry(memoryview(shapely.to_wkb(outline)), srid=4326))
            area = Area.objects.create(code=code, name=code, level=level, parent=region, geom=geom)
            region = region or area
        Shelter.objects.bulk_create(_shelters(town.sites), batch_size=1000)
        write_population(POPULATION, [town.cells], name="Invented town", source="onemap bench", year=2026)
    connection = scratch.connect()
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(PLAIN_TABLES)
            _copy(cursor, "bench_site", town.sites.lons, town.sites.lats)
            _copy(cursor, "bench_cell", town.cells.lons, town.cells.lats, town.cells.persons, town.area)
            cursor.execute(PLAIN_INDEXES)
    finally:
        connection.close()


def _shelters(sites: Sites) -> list[Any]:
    from django.contrib.gis.geos import Point

    from layers.models import Shelter

    columns = (sites.codes, sites.lons.tolist(), sites.lats.tolist(), sites.capacity_persons.tolist())
    return [
        Shelter(code=code, name=code, geom=Point(lon, lat, srid=4326), capacity_evacuation_persons=int(places))
        for code, lon, lat, places in zip(*columns, strict=True)
    ]


def _around(rng: np.random.Generator, centres: NDArray[np.float64], n: int) -> NDArray[np.float64]:
    """Places around centres, denser the nearer, within the square."""
    which = rng.integers(len(centres), size=n)
    spread = rng.exponential(0.03, (n, 1)) * rng.normal(size=(n, 2))
    return np.clip(centres[which] + spread, 0.0, 0.999999) * SIDE_DEG


def _copy(cursor: Any, table: str, *columns: NDArray[Any]) -> None:
    rows = zip(*(column.tolist() for column in columns), strict=True)
    cursor.copy_from(io.StringIO("".join("\t".join(map(repr, row)) + "\n" for row in rows)), table)
