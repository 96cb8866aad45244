"""Parameters, or a body, become an `AccessibilityQuestion`: those of coverage, and how distance weighs."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

from layers.api.coverage.reading import (
    CAPACITY,
    CELL_ONLY,
    GROUND,
    coverage_question,
    read_coverage_body,
)
from layers.api.coverage.reading import (
    PARAMETERS as COVERAGE_PARAMETERS,
)
from layers.api.reading import GEOMETRY, Asked
from layers.catalog import Layer
from layers.errors import InvalidInputError, invalid
from layers.filters import Parameter, one_of
from layers.geo import parse_number
from layers.labels import L
from layers.pointers import Reader
from layers.queries.coverage.accessibility.question import AccessibilityQuestion, Band, DecayKind
from layers.queries.coverage.question import Capacity, CoverageQuestion, Method
from layers.queries.coverage.sites import capacity_field
from layers.rights import Role

MOST_BANDS = 20


def _bands(text: str, name: str) -> tuple[Band, ...]:
    found = tuple(_band(part, name) for part in text.split(","))
    if len(found) > MOST_BANDS:
        raise invalid(name, L("At most {most} bands.", "最多 {most} 段。").format(most=MOST_BANDS))
    if found[0].limit <= 0 or any(after.limit <= before.limit for before, after in pairwise(found)):
        detail = L(
            "The limits of {name} must rise from above 0, as in 500:1,1000:0.6.",
            "{name} 的上限须从大于 0 起逐段增大，如 500:1,1000:0.6。",
        )
        raise invalid(name, detail.format(name=name))
    if not any(band.weight for band in found) or not all(0 <= band.weight <= 1 for band in found):
        detail = L(
            "The weights of {name} must lie between 0 and 1, and one above 0.",
            "{name} 的权重须在 0 到 1 之间，且至少一个大于 0。",
        )
        raise invalid(name, detail.format(name=name))
    return found


def _band(part: str, name: str) -> Band:
    limit, colon, weight = part.partition(":")
    if not colon:
        detail = L(
            "{name} is a list of limit:weight, as in 500:1,1000:0.6.", "{name} 是“上限:权重”列表，如 500:1,1000:0.6。"
        )
        raise invalid(name, detail.format(name=name))
    return Band(parse_number(limit, name=name), parse_number(weight, name=name))


DECAY = Parameter(
    "decay",
    L("how distance weighs; none if not given, bands if those are", "距离权重，默认 none；给出 bands 时默认 bands"),
    "choice",
    one_of(DecayKind),
    DecayKind,
    "gaussian",
)
BANDS = Parameter(
    "bands",
    L(
        "limit:weight, nearest first, in metres, or minutes with minutes; the last ends at the limit of reach",
        "“上限:权重”由近到远，单位为米（按 minutes 时为分钟）；末段须等于可达上限",
    ),
    "text",
    _bands,
    example="500:1,1000:0.6",
)
WHOSE_PLACES = replace(CAPACITY, label=L("which capacity counts; needed", "计入的容量，必填"))
PARAMETERS = (
    *(WHOSE_PLACES if one is CAPACITY else one for one in COVERAGE_PARAMETERS if one not in (GROUND, GEOMETRY)),
    DECAY,
    BANDS,
)
CELL_PARAMETERS = (*PARAMETERS, *CELL_ONLY)


def accessibility_question(layer: Layer, asked: Asked, role: Role | None) -> AccessibilityQuestion:
    """Return the question that parameters ask.

    Raises
    ------
    InvalidInputError
        As `coverage_question`; without a capacity, for a layer that has none, and for bands that do not fit the reach.
    """
    return _weighed(coverage_question(layer, asked, role), asked.values)


def read_accessibility_body(
    body: Any, layer: Layer, role: Role | None, *, parameters: tuple[Parameter, ...] = PARAMETERS
) -> tuple[AccessibilityQuestion, Mapping[str, Any]]:
    """Return what a body asks, and the values of its parameters.

    Raises
    ------
    InvalidInputError
        With every fault and its JSON pointer.
    """
    question, values = read_coverage_body(body, layer, role, parameters=parameters)
    reader = Reader()
    with reader.each_at(""):
        return _weighed(question, values), values
    raise InvalidInputError(*reader.faults)


def _weighed(question: CoverageQuestion, values: Mapping[str, Any]) -> AccessibilityQuestion:
    if question.capacity is Capacity.NONE:
        capacity_field(question.layer, Capacity.EVACUATION)
        detail = L(
            "Say whose places to share: capacity=evacuation or post_impact.",
            "请指明分享哪种容量：capacity=evacuation 或 post_impact。",
        )
        raise invalid("capacity", detail)
    capacity_field(question.layer, question.capacity)
    bands = values.get("bands", ())
    decay = DecayKind(values.get("decay", DecayKind.BANDS if bands else DecayKind.NONE))
    if bool(bands) != (decay is DecayKind.BANDS):
        detail = L(
            "decay=bands needs bands, as in 500:1,1000:0.6; no other decay takes them.",
            "decay=bands 须同时给出 bands（如 500:1,1000:0.6），其他衰减方式不用。",
        )
        raise invalid("bands" if bands else "decay", detail)
    if bands:
        _require_fit(question, bands)
    return AccessibilityQuestion(replace(question, ground=False, geometry=False), decay, bands)


def _require_fit(question: CoverageQuestion, bands: tuple[Band, ...]) -> None:
    if question.method is Method.STANDARD_RADIUS:
        detail = L(
            "Bands need one limit for all: give radius_m or minutes.", "分段须有统一上限：请给出 radius_m 或 minutes。"
        )
        raise invalid("bands", detail)
    name = "minutes" if question.method is Method.TRAVEL_TIME else "radius_m"
    limit = getattr(question, name)
    if bands[-1].limit != limit:
        detail = L(
            "The last band must end at {name}, {limit:g}; it ends at {end:g}.",
            "末段上限须等于 {name} 的 {limit:g}，现为 {end:g}。",
        )
        raise invalid("bands", detail.format(name=name, limit=limit, end=bands[-1].limit))
