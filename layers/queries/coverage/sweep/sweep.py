"""Coverage swept: the same answer as `measure_coverage`, tile by tile, for populations of any size."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from layers.errors import invalid
from layers.labels import L
from layers.people.cells import Cells
from layers.people.store import as_people, blocks_of, count_blocks, find_population
from layers.queries.coverage.answer import Basis, ByCell, CoverageAnswer
from layers.queries.coverage.measure import area_row, area_rows, measure_coverage
from layers.queries.coverage.near import is_standing, is_touching
from layers.queries.coverage.place import Region, box_around, region_of
from layers.queries.coverage.place_notes import place_notes
from layers.queries.coverage.question import Capacity, CoverageQuestion, Method
from layers.queries.coverage.reach import Sites
from layers.queries.coverage.sites import choose_sites
from layers.queries.coverage.sweep.parcels import Parcels
from layers.queries.coverage.sweep.sums import WeighedSum
from layers.queries.coverage.sweep.tile import Parcel, ParcelCount, TileCount, count_tiles
from layers.queries.coverage.versions import data_versions

Mask = NDArray[np.bool_]

NO_CELLS = Cells(np.zeros(0), np.zeros(0), np.zeros(0))

Hands = Callable[[Iterable[Parcel]], Iterator[ParcelCount]]
"""Whoever counts parcels: takes them one by one and gives the counts of each, in whatever order."""


@dataclass(frozen=True)
class Swept:
    """How far a sweep has come."""

    tiles: int
    all_tiles: int
    people: float
    """Counted so far, of the place asked about."""


Progress = Callable[[Swept], None]


def by_itself(parcels: Iterable[Parcel]) -> Iterator[ParcelCount]:
    """Count parcels in this process, one after another."""
    return (ParcelCount(parcel.n_blocks, count_tiles(parcel.tiles)) for parcel in parcels)


def sweep_coverage(
    question: CoverageQuestion, *, hands: Hands = by_itself, progress: Progress = lambda swept: None
) -> CoverageAnswer:
    """Say how many people a layer's sites reach, over all and by area, in memory that does not grow with the people.

    Parameters
    ----------
    question
        Of one radius or of standard radii, without a capacity. Ground is not measured.
    hands
        Who counts; `layers.queries.coverage.sweep.crew` lends processes.
    progress
        Told after each parcel; what it raises ends the sweep.

    Returns
    -------
    CoverageAnswer
        That of `measure_coverage` without ground: of whole people to the last of them, of parts of people to 1e-9 of
        the figure. Sums are exact, so neither the order in which tiles come back nor how many count them changes a bit.
        `by_cell` is empty.

    Raises
    ------
    InvalidInputError
        As `measure_coverage`, and for a capacity or travel time.
    ConflictError
        The population was replaced meanwhile.
    """
    require_separable(question)
    population = find_population(question.population)
    if population is None:
        return measure_coverage(replace(question, ground=False, geometry=False))
    data = data_versions(question, population)
    region, chosen = region_of(question), choose_sites(question)
    everywhere = region.outline is None
    standing = np.ones(len(chosen.sites), bool) if everywhere else is_standing(region.outline, chosen.sites)
    around = box_around(population, region.outline)
    blocks = blocks_of(population, bbox=around)
    parcels = Parcels(blocks, region, chosen.sites, doubtful=np.flatnonzero(~standing), around=around)
    sums = count_parcels(parcels, hands, all_tiles=count_blocks(population, bbox=around), progress=progress)
    people, total = as_people(population, NO_CELLS), sums.total.tally
    rows = tuple(one.tally for one in sums.areas)
    sites = _that_matter(region, chosen.sites, standing, parcels)
    return CoverageAnswer(
        question=question,
        people=people,
        basis=Basis.GEODESIC,
        sites=sites,
        excluded=chosen.excluded,
        standard=chosen.standard,
        total=total,
        area=area_row(region.area, region.outline, total, sites, None) if region.area else None,
        rows=area_rows(region, rows, sites, None),
        outside=sums.outside.tally if region.rows else None,
        straight_line=None,
        places=None,
        ground=None,
        data=data,
        notes=(*chosen.notes, *place_notes(region, people, total.people)),
        n_cells=sums.n_cells,
        by_cell=ByCell(NO_CELLS, np.zeros(0, bool), None),
    )


class Sums:
    """The counts of tiles added up, exactly."""

    def __init__(self, n_areas: int) -> None:
        self.n_cells = 0
        self.total, self.outside = WeighedSum(), WeighedSum()
        self.areas = [WeighedSum() for _ in range(n_areas)]

    def add(self, count: TileCount) -> None:
        self.n_cells += count.n_cells
        self.total.add(count.total)
        self.outside.add(count.outside)
        for area, part in zip(count.areas, count.by_area, strict=True):
            self.areas[area].add(part)


def count_parcels(parcels: Parcels, hands: Hands, *, all_tiles: int, progress: Progress = lambda swept: None) -> Sums:
    """Have parcels counted and add up what comes back."""
    sums, tiles = Sums(parcels.n_areas), 0
    for parcel in hands(parcels):
        for count in parcel.tiles:
            sums.add(count)
            parcels.reaching.update(count.reaching)
        tiles += parcel.n_blocks
        progress(Swept(tiles, all_tiles, sums.total.tally.people))
    return sums


def _that_matter(region: Region, sites: Sites, matter: Mask, parcels: Parcels) -> Sites:
    """The sites that `sites_near` would find, by what the tiles said of those that stand elsewhere."""
    matter[sorted(parcels.reaching)] = True
    left = np.flatnonzero(~matter)
    if region.outline is not None:
        matter[left] = is_touching(region.outline, sites.take(left), sites.limits[left])
    return sites.take(np.flatnonzero(matter))


def require_separable(question: CoverageQuestion) -> None:
    """Refuse what cannot be told of a tile without knowing of the others."""
    if question.capacity is not Capacity.NONE:
        text = L(
            "Places are given out over all sites at once, which does not fall apart by tile: ask “onemap coverage”, of "
            "an area at a time.",
            "容量须在全部场所之间统一分配，不能按瓦片拆分：请用 onemap coverage 按行政区查询。",
        )
        raise invalid("capacity", text)
    if question.method is Method.TRAVEL_TIME:
        text = L(
            "Ways on foot cross the borders of tiles and need the roads, which workers do not have: ask “onemap "
            "coverage”, of an area at a time.",
            "步行路径会跨越瓦片边界，且工作进程没有路网：请用 onemap coverage 按行政区查询。",
        )
        raise invalid("minutes", text)
