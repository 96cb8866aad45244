"""An invented nation for `onemap bench sweep`: shelters and people around towns, counties with winding borders."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.catalog import find_layer
from layers.people.cells import Cells
from layers.queries.coverage.question import CoverageQuestion
from mapserver.bench.scratch import Scratch
from mapserver.bench.town import MOST_PERSONS, SEED

WEST, SOUTH, ACROSS, UP = 100.0, 24.0, 20, 12
"""Degrees; a county to each."""
TOWNS = 2_000
PIECE = 500_000
CORNERS = 1_000
"""Of a county's outline, about."""
RADIUS_M = 1_000.0


@dataclass(frozen=True)
class Nation:
    """Places of shelters, and people piece by piece, whose number alone bounds the memory that making them takes."""

    n_cells: int
    n_sites: int

    def describe(self) -> str:
        return (
            f"{self.n_sites:,} invented shelters and {self.n_cells:,} cells of 1 to {MOST_PERSONS} people around "
            f"{TOWNS:,} towns in {WEST:g}–{WEST + ACROSS:g}° E, {SOUTH:g}–{SOUTH + UP:g}° N, in {ACROSS * UP} counties "
            f"with winding borders of some {CORNERS:,} corners (seed {SEED})."
        )

    def sites(self) -> NDArray[np.float64]:
        """Return longitudes and latitudes, shape (sites, 2)."""
        return _around_towns(np.random.default_rng([SEED, 1]), self.n_sites)

    def pieces(self, show: Callable[[float], None] = lambda done: None) -> Iterator[Cells]:
        rng = np.random.default_rng([SEED, 2])
        for begin in range(0, self.n_cells, PIECE):
            n = min(PIECE, self.n_cells - begin)
            at = _around_towns(rng, n)
            yield Cells(at[:, 0].copy(), at[:, 1].copy(), rng.integers(1, MOST_PERSONS + 1, n).astype(float))
            show(begin + n)


def question(population: str) -> CoverageQuestion:
    """Return what is asked of a population: whom a shelter within the radius reaches, county by county."""
    shelters = find_layer("shelters")
    return CoverageQuestion(shelters, radius_m=RADIUS_M, population=population, level="county", ground=False)


def load_sites_and_counties(scratch: Scratch, nation: Nation) -> None:
    """Fill areas and shelters through the tables that the product asks."""
    from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Point

    from layers.models import Area, Shelter

    with scratch.in_use():
        for number, outline in enumerate(counties()):
            geom = MultiPolygon(GEOSGeometry(memoryview(shapely.to_wkb(outline)), srid=4326))
            Area.objects.create(code=f"N{number:03d}", name=f"N{number:03d}", level="county", geom=geom)
        places = enumerate(nation.sites().tolist())
        Shelter.objects.bulk_create(
            (Shelter(code=f"N-{n}", name=f"N-{n}", geom=Point(lon, lat, srid=4326)) for n, (lon, lat) in places),
            batch_size=1000,
        )


def load_people(scratch: Scratch, code: str, nation: Nation, show: Callable[[float], None]) -> None:
    """Write the cells as a population."""
    from layers.people.write import write_population

    with scratch.in_use():
        write_population(code, nation.pieces(show), name="Invented nation", source="onemap bench", year=2026)


def counties() -> list[Any]:
    """Return outlines row by row from the south-west; neighbours share their borders, corner by corner."""
    squares = [shapely.box(WEST + n, SOUTH + m, WEST + n + 1, SOUTH + m + 1) for m in range(UP) for n in range(ACROSS)]
    return [shapely.transform(shapely.segmentize(square, 4 / CORNERS), _winding) for square in squares]


def _winding(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Move a place by less than a county, one place always alike; the nation's own edge stays where it is."""
    x, y = corners[:, 0] - WEST, corners[:, 1] - SOUTH
    inside = np.sin(np.pi * x / ACROSS) * np.sin(np.pi * y / UP)
    moved: NDArray[np.float64] = 0.05 * inside * np.stack([np.sin(23 * y + 3 * x), np.sin(29 * x + 5 * y)])
    return corners + moved.T


def _around_towns(rng: np.random.Generator, n: int) -> NDArray[np.float64]:
    """Places around towns, denser the nearer; large towns have more."""
    towns = np.random.default_rng([SEED, 0])
    at = towns.uniform((WEST, SOUTH), (WEST + ACROSS, SOUTH + UP), (TOWNS, 2))
    sizes = towns.pareto(1.2, TOWNS) + 0.1
    which = rng.choice(TOWNS, n, p=sizes / sizes.sum())
    places = at[which] + rng.exponential(0.06, (n, 1)) * rng.normal(size=(n, 2))
    return np.clip(places, (WEST, SOUTH), (WEST + ACROSS - 1e-6, SOUTH + UP - 1e-6))
