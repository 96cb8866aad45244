"""How long measuring coverage is expected to take: a price for each thing that is looked at, stage by stage."""

import math
from dataclasses import dataclass
from typing import Any

from django.contrib.gis.db.models import Extent

from layers.geo import BBox
from layers.models import Area, CellForm, Population
from layers.people.store import count_cells, find_population
from layers.queries.coverage.question import Capacity, CoverageQuestion, Method
from layers.queries.coverage.stages import Stage
from layers.travel.times import roads_in_use

LEAST_S = 0.01
"""Of every stage."""
POINT_S, OUTLINE_S = 1e-6, 1.5e-5
"""Of a cell: reading it, and telling in which area it lies; of one with an outline, which share of it."""
SITE_S = 5e-6
NEAREST_S = 1.2e-6
"""Of a cell: the metres to its nearest site."""
PAIR_S, PLACED_S = 4e-7, 2e-6
"""Of a pair of a cell and a site within its limit: its metres, and its part in giving people places."""
WALK_S, AROUND_S = 3e-6, 4e-5
"""Of such a pair: its way on foot by estimate; and of a site, looking around it."""
ROADS_S = 0.05
"""Of a site: looking around it along roads, however many ways are found."""
CIRCLE_S = 1.5e-4
"""Of a site: its circle in the union of them."""
CROWDED = 3.0
"""Where people live there are so many times more sites around than in the mean of the box."""
WORTH_A_LOOK_S = 1.0
"""Where the whole population would take longer, the cells and sites of the place asked about are counted."""
USUAL_M = 1000.0
"""Of standard radii, which each site has of its own."""
KM_A_DEGREE = 111.2


@dataclass(frozen=True)
class Size:
    """How much there is to look at."""

    cells: int
    sites: int
    pairs: float
    """Of a cell and a site within its limit, about."""
    with_outlines: bool

    @classmethod
    def of(cls, question: CoverageQuestion, population: Population | None, box: BBox | None) -> "Size":
        """Return how much there is to look at in a box; None: in all the world."""
        rows: Any = question.layer.model._default_manager.all()
        sites = (rows if box is None else rows.in_bbox(box)).count()
        cells = count_cells(population, bbox=box) if population else 0
        reach_m = question.limit * question.speed_m_s if question.method is Method.TRAVEL_TIME else question.limit
        within = 1.0 if box is None else CROWDED * math.pi * ((reach_m or USUAL_M) / 1000) ** 2 / _ground_km2(box)
        outlines = population is not None and population.form == CellForm.POLYGONS
        return cls(cells, sites, cells * sites * min(1.0, within), outlines)


def expected_s(question: CoverageQuestion) -> dict[Stage, float]:
    """Return how many seconds of one processor each stage takes when nothing of it is at hand.

    Raises
    ------
    InvalidInputError
        For a population that is not there.

    Notes
    -----
    A sum of prices (docs/performance.md), to tell what is waited for from what is not, and the parts of a bar.
    """
    population = find_population(question.population)
    whole = _box_of(population) if population else None
    found = _prices(question, Size.of(question, population, whole))
    place = _place_of(question)
    if place is None or sum(found.values()) <= WORTH_A_LOOK_S:
        return found
    return _prices(question, Size.of(question, population, place))


def _prices(question: CoverageQuestion, size: Size) -> dict[Stage, float]:
    walks, gives_places = question.method is Method.TRAVEL_TIME, question.capacity is not Capacity.NONE
    seconds = {
        Stage.PEOPLE: size.cells * (OUTLINE_S if size.with_outlines else POINT_S),
        Stage.SITES: size.sites * SITE_S,
        Stage.WALKING if walks else Stage.REACH: _reach_s(size, walks=walks, gives_places=gives_places),
    }
    if gives_places:
        seconds[Stage.PLACES] = size.pairs * PLACED_S
    seconds[Stage.AREAS] = 0.0
    if question.ground and not walks:
        seconds[Stage.GROUND] = size.sites * CIRCLE_S
    seconds[Stage.WRITING] = 0.0
    return {stage: LEAST_S + price for stage, price in seconds.items()}


def _reach_s(size: Size, *, walks: bool, gives_places: bool) -> float:
    if walks:
        return size.pairs * WALK_S + size.sites * (ROADS_S if roads_in_use() else AROUND_S)
    return size.pairs * PAIR_S if gives_places else size.cells * NEAREST_S


def _box_of(population: Population) -> BBox:
    return BBox(population.west, population.south, population.east, population.north)


def _place_of(question: CoverageQuestion) -> BBox | None:
    """The box of the area or the polygon asked about; None: everywhere, or an area without an outline."""
    if question.polygon is not None:
        return BBox(*question.polygon.bounds)
    if question.area is None:
        return None
    extent = Area.objects.filter(code=question.area).aggregate(box=Extent("geom"))["box"]
    return BBox(*extent) if extent else None


def _ground_km2(box: BBox) -> float:
    """About: the box's width is that at its middle."""
    width = (box.east - box.west) % 360 * math.cos(math.radians((box.south + box.north) / 2))
    return max(1.0, width * (box.north - box.south) * KM_A_DEGREE**2)
