"""Every target of the table held against every area of its level."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from layers.catalog import HAZARDS, find_layer
from layers.errors import InvalidInputError, UnknownLayerError, invalid
from layers.labels import L
from layers.layer import Layer
from layers.models import Area
from layers.narrowing import parse_filters
from layers.people.cells import People
from layers.people.store import find_population
from layers.queries.coverage.place import Place, place_of
from layers.queries.coverage.question import CoverageQuestion
from layers.queries.coverage.targets.measures import MEASURES, Asked
from layers.queries.coverage.targets.size import LEAST_S, TargetStage, expected_stages_s, stage_of
from layers.queries.coverage.targets.table import Target, targets_in_force
from layers.queries.coverage.targets.verdicts import Verdict, undefined
from layers.queries.coverage.versions import data_versions
from layers.queries.danger import Danger, open_dangers
from layers.steps import Stages, unwatched


@dataclass(frozen=True)
class CheckedTarget:
    """One target in every area of its level, by code; no areas where there are none of that level."""

    target: Target
    verdicts: tuple[tuple[Area, Verdict], ...]
    excluded: Mapping[str, int]
    """Why resources were left out, and how many."""


@dataclass(frozen=True)
class TargetsAnswer:
    area: Area | None
    people: People | None
    by_road: bool
    targets: tuple[CheckedTarget, ...]
    versions: Mapping[str, str | int]
    as_of: datetime | None


def check_targets(
    *,
    area: str | None = None,
    keys: Sequence[str] | None = None,
    population: str | None = None,
    by_road: bool = False,
    stages: Stages = unwatched,
) -> TargetsAnswer:
    """Hold the targets that are in force against the areas of their levels.

    Parameters
    ----------
    area
        Code: only the areas that are this one or lie beneath it; None: all.
    keys
        Of the targets; None: all that are in force.
    population
        Code; None: the default one.
    by_road
        Whether depots' times are by road where roads are known; else they are estimated. Times on foot always are.
    stages
        Told which target is held next (`TargetStage`), and the share of that which is done; what it raises ends the
        work.

    Returns
    -------
    TargetsAnswer
        In the order of the table. Shares and rates are of the population's people; a value equal to its limit passes.
        A target whose layer, clock or filter is not there is undefined in every area, and says why.

    Raises
    ------
    InvalidInputError
        For a target or a population that is not there.
    """
    chosen = chosen_targets(keys)
    found = find_population(population)
    versions: dict[str, str | int] = {}
    moments: list[datetime] = []
    checked, people = [], None
    for target, question in questions_of(chosen, area, population):
        step = stages(stage_of(target))
        if isinstance(question, str):
            checked.append(CheckedTarget(target, _undefined(target, area, question), {}))
            continue
        data = data_versions(question, found)
        versions |= data.versions
        moments += [data.as_of] if data.as_of else []
        asked = Asked(target, question, _areas(target, area), _place(question, data.versions), by_road, step)
        people = people or (asked.place.people if asked.place else None)
        verdicts, excluded = MEASURES[target.measure](asked)
        checked.append(CheckedTarget(target, tuple(zip(asked.areas, verdicts, strict=True)), excluded))
    where = Area.objects.get(code=area) if area else None
    return TargetsAnswer(where, people, by_road, tuple(checked), versions, max(moments, default=None))


def expected_check_s(area: str | None, keys: Sequence[str] | None, population: str | None) -> dict[TargetStage, float]:
    """Return how many seconds each target is expected to take (`layers.queries.coverage.size`)."""
    asked = questions_of(chosen_targets(keys), area, population)
    return {
        stage_of(target): LEAST_S
        if isinstance(question, str)
        else LEAST_S + sum(expected_stages_s(target, question).values())
        for target, question in asked
    }


def questions_of(
    targets: Sequence[Target], area: str | None, population: str | None
) -> list[tuple[Target, CoverageQuestion | str]]:
    """Return with each target what it asks of coverage, or why it cannot be asked."""
    danger = open_dangers(HAZARDS) if any(target.hazard for target in targets) else Danger()
    return [(target, _question(target, area, population, danger)) for target in targets]


def chosen_targets(keys: Sequence[str] | None) -> tuple[Target, ...]:
    """Return the targets of these keys, or all that are in force.

    Raises
    ------
    InvalidInputError
        For one that is not in force.
    """
    known = targets_in_force()
    if keys is None:
        return known
    for key in keys:
        if key not in {target.key for target in known}:
            detail = L("No target “{key}” is in force; there are: {known}.", "没有目标“{key}”；现有：{known}。")
            raise invalid("target", detail.format(key=key[:50], known=", ".join(target.key for target in known)))
    return tuple(target for target in known if target.key in keys)


def _question(target: Target, area: str | None, population: str | None, danger: Danger) -> CoverageQuestion | str:
    """What the target asks of coverage, or why it cannot be asked."""
    try:
        layer = find_layer(target.layer)
        values = parse_filters(layer.filters, {**target.filters, **_suits(target, layer)})
    except UnknownLayerError:
        return "no_layer"
    except InvalidInputError:
        return "unknown_field"
    unknown = target.filters.keys() - {parameter.name for one in layer.filters for parameter in one.parameters}
    fields = {one.name for one in layer.model._meta.get_fields()}
    if unknown or (target.sum_of and target.sum_of not in fields):
        return "unknown_field"
    if target.hazard and danger:
        values["avoid"] = danger
    return CoverageQuestion(layer, population=population, area=area, level=target.level, filters=values, ground=False)


def _suits(target: Target, layer: Layer) -> dict[str, list[str]]:
    """Suitability for the hazard, of layers whose resources have one."""
    has = any(one.name == "hazard" for one in layer.filters)
    return {"hazard": [target.hazard]} if target.hazard and has else {}


def _areas(target: Target, area: str | None) -> tuple[Area, ...]:
    rows = Area.objects.in_force().filter(level=target.level).select_related("parent").order_by("code")
    return tuple(rows.filter(lineage__contains=[area]) if area else rows)


def _place(question: CoverageQuestion, versions: Mapping[str, str | int]) -> Place | None:
    """Where the question is asked; None where no area of it has an outline."""
    try:
        return place_of(question, find_population(question.population), versions)
    except InvalidInputError:
        return None


def _undefined(target: Target, area: str | None, why: str) -> tuple[tuple[Area, Verdict], ...]:
    return tuple((row, undefined(why, limit=target.limit)) for row in _areas(target, area))
