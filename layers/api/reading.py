"""Query parameters become values here, once and for every endpoint; what is not declared is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from layers.api.avoiding import read_avoid_texts
from layers.catalog import Layer, find_layer
from layers.errors import Fault, InvalidInputError, invalid
from layers.filters import Parameter, as_count, as_flag, as_text, one_of
from layers.geo import HALF_EARTH_M, BBox, LonLat, parse_distance_m, parse_number
from layers.labels import L
from layers.narrowing import parse_filters
from layers.queries.origin import Origin, origin_of
from layers.queries.question import Consistency
from layers.rights import Role, reach_of, require_reach

MAX_K = 1000
MAX_LIMIT = 10_000

LON = Parameter(
    "lon",
    L("longitude on WGS 84, degrees", "WGS 84 经度（度）"),
    "number",
    lambda text, name: parse_number(text, name=name),
    example=109.51,
)
LAT = Parameter(
    "lat",
    L("latitude on WGS 84, degrees", "WGS 84 纬度（度）"),
    "number",
    lambda text, name: parse_number(text, name=name),
    example=34.50,
)
FROM = Parameter(
    "from",
    L("measure from this resource instead, layer:code", "从该资源量起，图层:编码"),
    "text",
    as_text,
    example="incidents:INC-1",
)
K = Parameter(
    "k",
    L(f"how many, 1 to {MAX_K}; 5 if not given", f"个数，1 至 {MAX_K}，默认 5"),
    "integer",
    lambda text, name: _between(as_count(text, name), name, 1, MAX_K),
    example=5,
)
MAX_DISTANCE_M = Parameter(
    "max_distance_m",
    L("no farther than, metres, limit included", "最远距离（米，含）"),
    "number",
    lambda text, name: parse_distance_m(text, name=name),
    example=50000,
)
RADIUS_M = Parameter(
    "radius_m",
    L("radius in metres, limit included", "半径（米，含）"),
    "number",
    lambda text, name: parse_distance_m(text, name=name, maximum=HALF_EARTH_M),
    example=1000,
)
LIMIT = Parameter(
    "limit",
    L(f"at most so many features, 1 to {MAX_LIMIT}; more is clamped", f"最多返回个数，1 至 {MAX_LIMIT}，超过按上限"),
    "integer",
    lambda text, name: min(_between(as_count(text, name), name, 1, None), MAX_LIMIT),
    example=100,
)
OFFSET = Parameter(
    "offset",
    L("skip so many", "跳过个数"),
    "integer",
    lambda text, name: _between(as_count(text, name), name, 0, 10_000_000),
    example=0,
)
BBOX = Parameter(
    "bbox",
    L("west,south,east,north; west > east crosses the antimeridian", "西,南,东,北；西大于东表示跨 180° 经线"),
    "text",
    lambda text, name: BBox.parse(text, name=name),
    example="109,34,110,35",
)
CONSISTENCY = Parameter(
    "consistency",
    L("live: from memory, a moment behind at most; strict: from the database", "live：内存应答；strict：查询数据库"),
    "choice",
    lambda text, name: Consistency(one_of(Consistency)(text, name)),
    Consistency,
    "live",
)
GEOMETRY = Parameter("geometry", L("also return the geometry", "同时返回几何图形"), "boolean", as_flag, example="false")
TEXT = Parameter("q", L("what to look for", "搜索内容"), "text", as_text, example="朝阳公园")


def _between(value: int, name: str, least: int, most: int | None) -> int:
    if value < least or (most is not None and value > most):
        raise invalid(
            name,
            L("{name} must be from {least} to {most}.", "{name} 必须在 {least} 到 {most} 之间。").format(
                name=name, least=least, most=most or "∞"
            ),
        )
    return value


@dataclass(frozen=True)
class Asked:
    """A request's parameters as values, and those of them that are filters."""

    values: Mapping[str, Any]
    filters: Mapping[str, Any]
    filter_texts: Mapping[str, Any]
    """The filters as the caller wrote them, to be echoed."""


def read(
    query: QueryDict, parameters: tuple[Parameter, ...], layer: Layer | None = None, role: Role | None = None
) -> Asked:
    """Return the parameters of a query as values; see `read_texts`."""
    return read_texts(dict(query.lists()), parameters, layer, role)


def read_texts(
    texts: Mapping[str, list[str]],
    parameters: tuple[Parameter, ...],
    layer: Layer | None = None,
    role: Role | None = None,
) -> Asked:
    """Return the parameters of a query, name → texts, as values.

    A parameter of the endpoint stands before a filter of the layer that has the same name.

    Raises
    ------
    InvalidInputError
        All faults at once: unknown parameters, repeated ones, and values out of their kind.
    NotSignedInError, NotAllowedError
        For a filter that would tell what the role may not read.
    """
    own = {parameter.name for parameter in parameters}
    filters = tuple(one for one in layer.filters if one.name not in own) if layer else ()
    filter_names = {parameter.name for one in filters for parameter in one.parameters}
    known = {parameter.name: parameter for parameter in parameters}
    faults = _unknown(texts, {*known, *filter_names})
    if layer:
        _refuse_hidden_filters(layer, role, texts)
    values: dict[str, Any] = {}
    for name, parameter in known.items():
        try:
            if name in texts:
                values[name] = _parsed(parameter, texts[name])
        except InvalidInputError as error:
            faults.extend(error.faults)
    narrowing: dict[str, Any] = {}
    try:
        narrowing = parse_filters(filters, texts)
        if "avoid" in narrowing:
            narrowing["avoid"] = read_avoid_texts(narrowing["avoid"], role)
    except InvalidInputError as error:
        faults.extend(error.faults)
    if faults:
        raise InvalidInputError(*faults)
    return Asked(values, narrowing, {name: _echo(texts[name], narrowing[name]) for name in narrowing})


def _parsed(parameter: Parameter, texts: list[str]) -> Any:
    if parameter.many:
        return [parameter.parse(text, parameter.name) for text in texts]
    if len(texts) > 1:
        raise invalid(
            parameter.name, L("{name} is given more than once.", "{name} 只能给出一次。").format(name=parameter.name)
        )
    return parameter.parse(texts[0], parameter.name)


def _echo(texts: list[str], value: Any) -> Any:
    if len(texts) > 1 or (isinstance(value, list) and isinstance(value[0], str)):
        return texts
    return value if isinstance(value, bool | int | str) else texts[0]


def _unknown(texts: Mapping[str, Any], known: set[str]) -> list[Fault]:
    return [
        Fault(
            L(
                "There is no parameter “{name}” here; there are: {known}.", "此处没有参数“{name}”；现有：{known}。"
            ).format(name=name[:40], known=", ".join(sorted(known))),
            parameter=name[:40],
        )
        for name in texts
        if name not in known
    ]


def _refuse_hidden_filters(layer: Layer, role: Role | None, texts: Mapping[str, Any]) -> None:
    for one in layer.filters:
        if one.sensitivity > reach_of(role) and any(parameter.name in texts for parameter in one.parameters):
            require_reach(role, one.sensitivity, one.parameters[0].label)


def read_origin(values: Mapping[str, Any], role: Role | None) -> Origin:
    """Return where a question is asked from: lon and lat, or a resource that the role may read."""
    given = [name for name in ("lon", "lat", "from") if name in values]
    if given == ["lon", "lat"]:
        return Origin.at(LonLat(values["lon"], values["lat"]))
    if given == ["from"]:
        key, _, code = values["from"].partition(":")
        layer = find_layer(key)
        require_reach(role, layer.sensitivity, layer.title)
        if layer.geometry != "point":
            raise invalid("from", L("from must name a resource.", "from 必须是资源。"))
        return origin_of(layer, code)
    missing = [name for name in ("lon", "lat") if name not in values]
    if "from" in given or len(missing) == 0:
        raise invalid(
            "from", L("Give either lon and lat, or from; not both.", "请给出 lon 和 lat，或 from，不能同时给出。")
        )
    raise InvalidInputError(
        *(Fault(L("{name} is missing.", "缺少 {name}。").format(name=name), parameter=name) for name in missing)
    )


def required(values: Mapping[str, Any], name: str) -> Any:
    """Return a parameter that must be there."""
    if name not in values:
        raise invalid(name, L("{name} is missing.", "缺少 {name}。").format(name=name))
    return values[name]
