"""Which sites count: a layer's rows that pass the filters, with what a what-if closes, adds or moves."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from layers.errors import Fault, InvalidInputError, TooBroadError, invalid
from layers.functions import Latitude, Longitude
from layers.labels import L
from layers.layer import Layer
from layers.queries.coverage.changes import Changes
from layers.queries.coverage.notes import Note, note
from layers.queries.coverage.question import CAPACITY_FIELDS, Capacity, CoverageQuestion, Method
from layers.queries.coverage.radii import PROFILES, StandardRadii, StandardRadius, require_classes, standard_radii
from layers.queries.coverage.reach import Sites
from layers.queries.question import count_excluded, narrowed

MAX_SITES = 200_000


@dataclass(frozen=True)
class ChosenSites:
    """Sites as columns, in the order of their codes, added ones last; and what there is to say about the choice."""

    sites: Sites
    excluded: Mapping[str, int]
    """Why filters left rows out, and how many; in the area asked about, where there is one."""
    standard: tuple[StandardRadius, ...] = ()
    notes: tuple[Note, ...] = ()


def choose_sites(question: CoverageQuestion) -> ChosenSites:
    """Return the sites that a question is about.

    Returns
    -------
    ChosenSites
        Limits are metres, or seconds where travel time is asked; capacities are NaN where none is known or asked. An
        added site is of no class: of standard radii the smallest is its.

    Raises
    ------
    InvalidInputError
        For a capacity or a standard radius that the layer has none of; for codes in the changes that are not there.
    TooBroadError
        For more than `MAX_SITES` sites.
    ConflictError
        For standard profiles that are missing.
    """
    layer, values = question.layer, dict(question.filters)
    rows = narrowed(layer.model._default_manager.all(), layer, values)
    columns = _read(rows.order_by("code"), _fields(question))
    radii = _radii(columns) if question.method is Method.STANDARD_RADIUS else None
    limit = radii.smallest_m if radii else question.limit
    sites = Sites(
        tuple(columns["code"]),
        np.array(columns["lon"], float),
        np.array(columns["lat"], float),
        _capacities(question, columns),
        radii.limits if radii else np.full(len(columns["code"]), limit),
    )
    around: Any = layer.model._default_manager.all()
    around = around.in_area(question.area) if question.area else around
    return ChosenSites(
        changed(sites, question.changes, layer, limit=limit),
        count_excluded(around, layer, values),
        radii.rows if radii else (),
        _notes(question, radii),
    )


def changed(sites: Sites, changes: Changes, layer: Layer, *, limit: float) -> Sites:
    """Return the sites as a what-if has them; added ones serve as far as `limit`.

    Raises
    ------
    InvalidInputError
        Naming every code that no row of the layer has; closing one that a filter leaves out anyway is no fault.
    """
    if not changes:
        return sites
    _require_known(changes, layer, sites)
    room = sites.capacity_persons.copy()
    for place, code in enumerate(sites.codes):
        room[place] = changes.capacity.get(code, room[place])
    closed = frozenset(changes.close)
    stay = np.array([place for place, code in enumerate(sites.codes) if code not in closed], np.int64)
    added = changes.add
    return Sites(
        (*(sites.codes[place] for place in stay), *changes.added_codes),
        np.concatenate([sites.lons[stay], [one.lon for one in added]]),
        np.concatenate([sites.lats[stay], [one.lat for one in added]]),
        np.concatenate([room[stay], [np.nan if (n := one.capacity_persons) is None else n for one in added]]),
        np.concatenate([sites.limits[stay], np.full(len(added), limit)]),
    )


def _require_known(changes: Changes, layer: Layer, sites: Sites) -> None:
    asked = dict.fromkeys((*changes.close, *changes.capacity))
    missing = asked.keys() - set(sites.codes)
    if missing:
        missing -= set(layer.model._default_manager.filter(code__in=missing).values_list("code", flat=True))
    detail = L("There is no “{code}” in {layer} any more.", "{layer}中已没有“{code}”。")
    faults = [
        Fault(
            detail.format(code=code[:64], layer=layer.title),
            pointer="/changes/close" if code in changes.close else "/changes/capacity",
        )
        for code in asked
        if code in missing
    ]
    if faults:
        raise InvalidInputError(*faults)


def capacity_field(layer: Layer, capacity: Capacity) -> str:
    """Return the field of a layer that says how many people a site holds, for a capacity that is one.

    Raises
    ------
    InvalidInputError
        The layer has no such field.
    """
    field = CAPACITY_FIELDS[capacity]
    if field not in {one.name for one in layer.model._meta.get_fields()}:
        detail = L("{layer} have no capacity for people.", "{layer}没有可容纳人数。")
        raise invalid("capacity", detail.format(layer=layer.title))
    return field


def _fields(question: CoverageQuestion) -> tuple[str, ...]:
    fields: tuple[str, ...] = ()
    if question.capacity is not Capacity.NONE:
        fields = (capacity_field(question.layer, question.capacity),)
    if question.method is Method.STANDARD_RADIUS:
        require_classes(question.layer)
        fields += tuple(PROFILES)
    return fields


def _read(rows: Any, fields: tuple[str, ...]) -> dict[str, list[Any]]:
    names = ("code", "lon", "lat", *fields)
    found = list(rows.annotate(lon=Longitude("geom"), lat=Latitude("geom")).values_list(*names)[: MAX_SITES + 1])
    if len(found) > MAX_SITES:
        detail = L("More than {most:,} sites; narrow by a filter.", "场所超过 {most:,} 个；请用条件缩小范围。").format(
            most=MAX_SITES
        )
        raise TooBroadError(Fault(detail, "area"))
    columns = zip(*found, strict=True) if found else ((),) * len(names)
    return dict(zip(names, map(list, columns), strict=True))


def _capacities(question: CoverageQuestion, columns: Mapping[str, list[Any]]) -> Any:
    if question.capacity is Capacity.NONE:
        return np.full(len(columns["code"]), np.nan)
    return np.array([np.nan if n is None else n for n in columns[CAPACITY_FIELDS[question.capacity]]], float)


def _radii(columns: Mapping[str, list[Any]]) -> StandardRadii:
    return standard_radii({name: np.array(columns[name], object) for name in PROFILES})


def _notes(question: CoverageQuestion, radii: StandardRadii | None) -> tuple[Note, ...]:
    notes = []
    if radii and radii.without_class:
        text = L(
            "{n:,} sites have neither design class nor duration; the smallest standard radius, {m:,.0f} m, is theirs.",
            "{n:,} 个场所没有设计类别和避难时长，按最小规范半径 {m:,.0f} 米计。",
        )
        notes.append(note("without_class", text, n=radii.without_class, m=radii.smallest_m))
    if changes := question.changes:
        text = L(
            "A what-if: {closed} closed, {added} added, {moved} with another capacity; the register is unchanged.",
            "假设方案：关闭 {closed} 个、新增 {added} 个、调整容量 {moved} 个；未改动登记数据。",
        )
        if question.scenario:
            text = L(
                "“{name}”, a what-if: {closed} closed, {added} added, {moved} with another capacity; the register is "
                "unchanged.",
                "假设方案“{name}”：关闭 {closed} 个、新增 {added} 个、调整容量 {moved} 个；未改动登记数据。",
            )
        n = {"closed": len(changes.close), "added": len(changes.add), "moved": len(changes.capacity)}
        notes.append(note("what_if", text, name=question.scenario.name if question.scenario else "", **n))
    return tuple(notes)
