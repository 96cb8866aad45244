"""The bodies of scenarios: what is kept, and what is compared."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from layers.api.body_texts import as_texts
from layers.api.coverage.reading import TODAY_PARAMETERS, read_coverage_body
from layers.api.reading import read_texts
from layers.api.scenarios.asked import scenario_asked
from layers.catalog import COVERAGE, Layer, find_layer
from layers.errors import Fault, InvalidInputError, OneMapError
from layers.geo import parse_polygon
from layers.labels import L
from layers.pointers import Reader, escaped, refused
from layers.queries.coverage.changes import Changes, ScenarioName, parse_changes
from layers.queries.coverage.question import CoverageQuestion
from layers.queries.coverage.scenarios import WhatIf, require_known
from layers.rights import Role, require_reach

KEYS = ("name", "note", "layer", "changes", "parameters")
MAX_NAME, MAX_NOTE = 200, 5000
MAX_COMPARED = 8


@dataclass(frozen=True)
class Kept:
    """What of a scenario its maker says."""

    name: str
    note: str
    layer: Layer
    changes: Changes
    parameters: Mapping[str, Any]


def read_scenario_body(body: Any, role: Role | None) -> Kept:
    """Return what a body would keep.

    Raises
    ------
    InvalidInputError
        With every fault and its pointer; also for parameters that coverage of the layer does not take.
    NotSignedInError, NotAllowedError
        For a layer that the role may not read.
    """
    if not isinstance(body, dict):
        raise refused(L("The body must be a JSON object.", "请求体必须是 JSON 对象。"), "/")
    reader = Reader()
    reader.no_others(body, KEYS, "")
    name, note, layer, changes = "", "", None, Changes()
    with reader.at("/name"):
        name = _text(body.get("name"), MAX_NAME, least=1)
    with reader.at("/note"):
        note = _text(body.get("note") or "", MAX_NOTE)
    with reader.at("/layer"):
        layer = _layer(body.get("layer"), role)
    with reader.at("/changes"):
        changes = parse_changes(body.get("changes"))
    parameters = _parameters(reader, body.get("parameters"), layer, role)
    reader.refuse()
    assert layer is not None  # noqa: S101  # else there were faults
    return Kept(name, note, layer, changes, parameters)


def _text(value: Any, most: int, *, least: int = 0) -> str:
    if not isinstance(value, str) or not least <= len(value.strip()) <= most or "\x00" in value:
        detail = L("A text of {least} to {most:,} characters is needed.", "需要 {least} 至 {most:,} 个字符的文本。")
        raise refused(detail.format(least=least, most=most))
    return value.strip()


def _layer(value: Any, role: Role | None) -> Layer:
    if not isinstance(value, str):
        raise refused(L("The key of a layer is needed.", "需要图层的键。"))
    try:
        layer = find_layer(value)
    except OneMapError as error:
        raise refused(str(error)) from None
    require_reach(role, layer.sensitivity, layer.title)
    if COVERAGE not in layer.questions:
        raise refused(L("{layer} cover nobody.", "{layer}没有覆盖分析。").format(layer=layer.title))
    return layer


def _parameters(reader: Reader, value: Any, layer: Layer | None, role: Role | None) -> Mapping[str, Any]:
    """Whatever coverage takes, as far as it is given; kept as it was written."""
    if value is None or layer is None:
        return {}
    with reader.at("/parameters"):
        if not isinstance(value, dict):
            raise refused(L("parameters must be an object.", "parameters 必须是对象。"))
        if value.get("polygon") is not None:
            with reader.at("/parameters/polygon"):
                parse_polygon(value["polygon"])
        rest = {name: one for name, one in value.items() if name != "polygon"}
        try:
            read_texts(as_texts(rest), TODAY_PARAMETERS, layer, role)
        except InvalidInputError as error:
            pointed = (Fault(one.detail, pointer=f"/{escaped(one.parameter or '')}") for one in error.faults)
            raise InvalidInputError(*pointed) from None
        return value
    return {}


@dataclass(frozen=True)
class Comparison:
    """One question, asked of today and of each scenario."""

    question: CoverageQuestion
    what_ifs: tuple[WhatIf, ...]


def read_comparison(body: Any, role: Role | None) -> Comparison:
    """Return what is to be compared: ``{"layer", "scenarios": […], …}`` and what a coverage body takes.

    Raises
    ------
    InvalidInputError
        With every fault and its pointer.
    UnknownFeatureError, NotSignedInError, NotAllowedError
        For a scenario that is not there, or not the role's to read.
    """
    if not isinstance(body, dict):
        raise refused(L("The body must be a JSON object.", "请求体必须是 JSON 对象。"), "/")
    reader = Reader()
    layer, question = None, None
    with reader.at("/layer"):
        layer = _layer(body.get("layer"), role)
    what_ifs: tuple[WhatIf, ...] = ()
    if layer is not None:
        with reader.at("/scenarios"):
            what_ifs = read_what_ifs(body.get("scenarios"), layer, role)
        rest = {"ground": False, **{name: one for name, one in body.items() if name not in ("layer", "scenarios")}}
        try:
            question, _ = read_coverage_body(rest, layer, role, parameters=TODAY_PARAMETERS)
        except InvalidInputError as error:
            reader.faults.extend(error.faults)
    reader.refuse()
    assert question is not None  # noqa: S101  # else there were faults
    return Comparison(question, what_ifs)


def read_what_ifs(value: Any, layer: Layer, role: Role | None) -> tuple[WhatIf, ...]:
    """Return what is to be held against today: a list of ids of scenarios, and of ``{"name", "changes"}``.

    Raises
    ------
    InvalidInputError
        With every fault and its pointer; also for a scenario of another layer, and for sites that are gone.
    UnknownFeatureError, NotSignedInError, NotAllowedError
        For a scenario that is not there, or not the role's to read.
    """
    if not isinstance(value, list) or not 1 <= len(value) <= MAX_COMPARED:
        detail = L("Give a list of 1 to {most} scenarios.", "请给出 1 到 {most} 个方案的列表。")
        raise refused(detail.format(most=MAX_COMPARED))
    reader, found = Reader(), []
    for place, one in enumerate(value):
        with reader.at(f"/{place}"):
            found.append(_what_if(one, layer, role))
    reader.refuse()
    return tuple(found)


def _what_if(value: Any, layer: Layer, role: Role | None) -> WhatIf:
    if isinstance(value, str):
        return scenario_asked(value, layer, role)
    if not isinstance(value, dict):
        raise refused(L("This must be a scenario's id, or a name with changes.", "此处应为方案编号，或名称与变更。"))
    reader, name, changes = Reader(), "", Changes()
    reader.no_others(value, ("name", "changes"), "")
    with reader.at("/name"):
        name = _text(value.get("name"), MAX_NAME, least=1)
    with reader.at("/changes"):
        changes = parse_changes(value.get("changes"))
    reader.refuse()
    made_up = WhatIf(ScenarioName("", name), changes)
    require_known(layer, made_up)
    return made_up
