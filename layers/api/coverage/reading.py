"""Parameters, or a body, become a `CoverageQuestion`."""

from collections.abc import Mapping
from typing import Any

from shapely.geometry.base import BaseGeometry

from layers.api.body_texts import as_texts
from layers.api.reading import BBOX, GEOMETRY, Asked, read_texts
from layers.api.scenarios.asked import scenario_asked
from layers.catalog import Layer
from layers.errors import Fault, InvalidInputError, invalid
from layers.filters import Parameter, as_count, as_flag, as_text, one_of
from layers.geo import parse_distance_m, parse_number, parse_polygon
from layers.labels import L
from layers.models import AreaLevel
from layers.pointers import Reader, escaped, refused
from layers.queries.coverage.changes import NO_CHANGES, Changes, parse_changes
from layers.queries.coverage.question import MAX_RADIUS_M, WALKING_M_S, Capacity, CoverageQuestion, Method
from layers.queries.coverage.walking import MAX_SECONDS, walker
from layers.rights import Role

MAX_MINUTES = MAX_SECONDS / 60
MOST_COLUMNS, COLUMNS_IF_NOT_SAID = 400, 96


def _minutes(text: str, name: str) -> float:
    minutes = parse_number(text, name=name)
    if not 0 < minutes <= MAX_MINUTES:
        detail = L("{name} must be greater than 0 and at most {most:,.0f}.", "{name} 必须大于 0 且不超过 {most:,.0f}。")
        raise invalid(name, detail.format(name=name, most=MAX_MINUTES))
    return minutes


def _speed(text: str, name: str) -> float:
    speed = parse_number(text, name=name)
    walker(speed)
    return speed


def _standard(text: str, name: str) -> str:
    if text != "standard":
        detail = L(
            "{name} can only be “standard”; give radius_m for metres.", "{name} 只能是 standard；米数请用 radius_m。"
        )
        raise invalid(name, detail.format(name=name))
    return text


def _columns(text: str, name: str) -> int:
    columns = as_count(text, name)
    if not 1 <= columns <= MOST_COLUMNS:
        detail = L("{name} must be from 1 to {most}.", "{name} 必须在 1 到 {most} 之间。")
        raise invalid(name, detail.format(name=name, most=MOST_COLUMNS))
    return columns


RADIUS_M = Parameter(
    "radius_m",
    L("radius of each site, metres, limit included", "服务半径（米，含）"),
    "number",
    lambda text, name: parse_distance_m(text, name=name, maximum=MAX_RADIUS_M),
    example=1000,
)
RADIUS = Parameter(
    "radius",
    L("“standard”: each by its standard profile", "standard：按规范参数各自半径"),
    "text",
    _standard,
    example="standard",
)
MINUTES = Parameter("minutes", L("minutes on foot, limit included", "步行分钟数（含）"), "number", _minutes, example=15)
SPEED_M_S = Parameter(
    "speed_m_s",
    L("walking speed, 0.8 to 1.4 m/s; 1.2 if not given", "步行速度，0.8 至 1.4 米/秒，默认 1.2"),
    "number",
    _speed,
    example=0.8,
)
POPULATION = Parameter(
    "population",
    L("code of the population; the newest that is no demo if not given", "人口数据编码，默认最新的非演示数据"),
    "text",
    as_text,
    example="hualien",
)
LEVEL = Parameter(
    "level",
    L("a row for each area of this level; directly beneath the area if not given", "按该级别分行，默认下一级"),
    "choice",
    one_of(AreaLevel),
    AreaLevel,
    "town",
)
CAPACITY = Parameter(
    "capacity",
    L("which capacity counts; none if not given", "计入的容量，默认不计"),
    "choice",
    one_of(Capacity),
    Capacity,
    "evacuation",
)
GROUND = Parameter(
    "ground",
    L("also measure km² of ground; true if not given", "同时计算覆盖面积，默认是"),
    "boolean",
    as_flag,
    example="false",
)
COLUMNS = Parameter(
    "columns",
    L(f"cells across the box, 1 to {MOST_COLUMNS}, about", f"横向单元数，约 1 至 {MOST_COLUMNS}"),
    "integer",
    _columns,
    example=COLUMNS_IF_NOT_SAID,
)
SCENARIO = Parameter(
    "scenario",
    L("id of a scenario: as it would be with its changes", "方案编号：按其变更计算"),
    "text",
    as_text,
    example="6c1f0e6a-58a5-4c0b-9f2e-0d6f6a1b2c3d",
)
TODAY_PARAMETERS = (RADIUS_M, RADIUS, MINUTES, SPEED_M_S, POPULATION, LEVEL, CAPACITY, GROUND, GEOMETRY)
"""All but what asks of a scenario."""
PARAMETERS = (*TODAY_PARAMETERS, SCENARIO)
CELL_ONLY = (BBOX, COLUMNS)
CELL_PARAMETERS = (*PARAMETERS, *CELL_ONLY)
BODY_OWN = ("polygon", "changes")


def coverage_question(
    layer: Layer,
    asked: Asked,
    role: Role | None,
    *,
    polygon: BaseGeometry | None = None,
    changes: Changes | None = None,
) -> CoverageQuestion:
    """Return the question that parameters ask.

    Raises
    ------
    InvalidInputError
        Unless exactly one of `radius_m`, `radius` and `minutes` is given; for both an area and a polygon, or both a
        scenario and changes; for a scenario of another layer, or whose sites are gone.
    UnknownFeatureError, NotSignedInError, NotAllowedError
        For a scenario that is not there, or not the role's to read.
    """
    values, filters = asked.values, dict(asked.filters)
    area = filters.pop("area", None)
    given = [one.name for one in (RADIUS_M, RADIUS, MINUTES) if one.name in values]
    if len(given) != 1:
        detail = L(
            "Give one of radius_m, radius=standard and minutes.", "请给出 radius_m、radius=standard、minutes 之一。"
        )
        raise invalid(given[-1] if given else "radius_m", detail)
    if "speed_m_s" in values and "minutes" not in values:
        raise invalid("speed_m_s", L("speed_m_s needs minutes beside it.", "speed_m_s 需要同时给出 minutes。"))
    if area and polygon is not None:
        raise invalid("area", L("Give either an area or a polygon.", "行政区与多边形只能给出一个。"))
    scenario = None
    if "scenario" in values:
        if changes is not None:
            detail = L(
                "Give either a scenario or changes: a scenario has its own.", "方案与变更只能给出一个：方案自带变更。"
            )
            raise invalid("scenario", detail)
        scenario, changes = scenario_asked(values["scenario"], layer, role)
    methods = {"radius_m": Method.RADIUS, "radius": Method.STANDARD_RADIUS, "minutes": Method.TRAVEL_TIME}
    return CoverageQuestion(
        layer,
        method=methods[given[0]],
        radius_m=values.get("radius_m"),
        minutes=values.get("minutes"),
        speed_m_s=values.get("speed_m_s", WALKING_M_S),
        population=values.get("population"),
        area=area,
        level=values.get("level"),
        polygon=polygon,
        capacity=Capacity(values.get("capacity", Capacity.NONE)),
        filters=filters,
        filter_texts={name: text for name, text in asked.filter_texts.items() if name != "area"},
        changes=changes or NO_CHANGES,
        scenario=scenario,
        ground=values.get("ground", True),
        geometry=values.get("geometry", False),
    )


def read_coverage_body(
    body: Any, layer: Layer, role: Role | None, *, parameters: tuple[Parameter, ...] = PARAMETERS
) -> tuple[CoverageQuestion, Mapping[str, Any]]:
    """Return what a body asks, and the values of its parameters: those of the address, a polygon and changes.

    Raises
    ------
    InvalidInputError
        With every fault and its JSON pointer.
    NotSignedInError, NotAllowedError
        For a filter that would tell what the role may not read.
    """
    if not isinstance(body, dict):
        raise refused(L("The body must be a JSON object.", "请求体必须是 JSON 对象。"), "/")
    reader = Reader()
    polygon, changes, asked = None, None, Asked({}, {}, {})
    with reader.at("/polygon"):
        polygon = None if body.get("polygon") is None else parse_polygon(body["polygon"])
    with reader.at("/changes"):
        changes = None if body.get("changes") is None else parse_changes(body["changes"])
    try:
        rest = {name: value for name, value in body.items() if name not in BODY_OWN}
        asked = read_texts(as_texts(rest), parameters, layer, role)
    except InvalidInputError as error:
        reader.faults.extend(_pointed(fault) for fault in error.faults)
    reader.refuse()
    with reader.each_at(""):
        return coverage_question(layer, asked, role, polygon=polygon, changes=changes), asked.values
    raise InvalidInputError(*reader.faults)


def _pointed(fault: Fault) -> Fault:
    return Fault(fault.detail, pointer=f"/{escaped(fault.parameter or '')}")
