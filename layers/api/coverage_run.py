"""Coverage as work that may take long: its question as a body, what its answer is of, and how long it may take."""

from collections.abc import Mapping
from typing import Any

from django.contrib.gis.db.models import Extent

from layers.api.coverage_document import coverage_document, query_document
from layers.api.coverage_reading import read_coverage_body
from layers.catalog import COVERAGE, Layer, layers_asked
from layers.errors import Fault, InvalidInputError
from layers.geo import BBox
from layers.labels import L
from layers.models import Area
from layers.people.store import count_cells, find_population
from layers.queries.coverage.measure import measure_coverage
from layers.queries.coverage.question import Capacity, CoverageQuestion, Method
from layers.queries.coverage.versions import data_versions
from layers.rights import Role, require_reach
from layers.runs.kinds import Kind, Work, register
from layers.runs.progress import Progress

CELL_S, CIRCLE_S = 2e-6, 4e-4
"""A cell's nearest site, and a site's circle in the union of them, on one core: roughly, to say what is waited for."""
PLACED_S, WALKED_S = 1e-5, 1e-4
"""Giving a cell's people places, and reckoning who walks there."""
WORTH_A_LOOK_S = 1.0
"""Where the whole population would take longer, the cells of the place asked about are counted."""


def prepare(question: Mapping[str, Any], role: Role | None) -> Work:
    """Understand the body of a coverage question, with its layer."""
    body = dict(question)
    layer = layer_of(body.pop("layer", None))
    require_reach(role, layer.sensitivity, layer.title)
    return work_of(read_coverage_body(body, layer, role)[0])


def work_of(question: CoverageQuestion) -> Work:
    """Return what there is to do for a question that was understood."""

    def answer(progress: Progress) -> dict[str, Any]:
        progress.stage("measuring", L("Counting the people in reach", "统计可达人口"), begin=0.05)
        found = measure_coverage(question)
        progress.stage("writing", L("Writing the answer", "整理结果"), begin=0.95)
        return coverage_document(found)

    def versions() -> dict[str, Any]:
        data = data_versions(question, find_population(question.population))
        return {**data.versions, "as_of": str(data.as_of)}

    return Work(
        {**query_document(question), "ground": question.ground, "geometry": question.geometry},
        answer,
        versions,
        estimate_s=estimate_s(question),
        sensitivity=question.layer.sensitivity,
    )


def as_body(question: CoverageQuestion) -> dict[str, Any]:
    """Return a question as the body that asks it, with its layer."""
    asked = query_document(question)
    how: dict[str, Any] = {"radius_m": question.radius_m}
    if question.method is Method.TRAVEL_TIME:
        how = {"minutes": question.minutes, "speed_m_s": question.speed_m_s}
    elif question.method is Method.STANDARD_RADIUS:
        how = {"radius": "standard"}
    kept = ("layer", "population", "area", "level", "capacity", "polygon")
    body = {name: asked[name] for name in kept} | how | dict(question.filter_texts)
    body |= {"scenario": question.scenario.id} if question.scenario else {"changes": asked["changes"]}
    body |= {"ground": question.ground, "geometry": question.geometry}
    return {name: value for name, value in body.items() if value is not None}


def estimate_s(question: CoverageQuestion) -> float:
    """Return about how long an answer takes when nothing of it is at hand."""
    try:
        population = find_population(question.population)
    except InvalidInputError:
        return 0.0  # the answer will say so, at once
    cell_s = CELL_S
    cell_s += PLACED_S if question.capacity is not Capacity.NONE else 0.0
    cell_s += WALKED_S if question.method is Method.TRAVEL_TIME else 0.0
    everywhere = question.area is None and question.polygon is None
    circles = question.layer.model._default_manager.count() if question.ground and everywhere else 0
    cells = population.cells if population else 0
    if population and cells * cell_s > WORTH_A_LOOK_S and not everywhere:
        cells = count_cells(population, bbox=_box(question))
    return cells * cell_s + circles * CIRCLE_S


def _box(question: CoverageQuestion) -> BBox | None:
    if question.polygon is not None:
        return BBox(*question.polygon.bounds)
    extent = Area.objects.filter(code=question.area).aggregate(box=Extent("geom"))["box"]
    return BBox(*extent) if extent else None


def layer_of(key: object) -> Layer:
    """Return the layer of that key that coverage can be asked of.

    Raises
    ------
    InvalidInputError
        There is none; the message names those there are.
    """
    known = layers_asked(COVERAGE)
    for layer in known:
        if layer.key == key:
            return layer
    names = ", ".join(layer.key for layer in known)
    detail = L("Say which layer; there are: {names}.", "请指明图层；现有：{names}。").format(names=names)
    raise InvalidInputError(Fault(detail, pointer="/layer"))


COVERAGE_RUN = register(Kind(COVERAGE, L("Coverage", "覆盖分析"), prepare))
