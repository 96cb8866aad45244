"""The body of a clocks question becomes a `ClocksQuestion`; every fault is named at once, by its JSON pointer."""

from collections.abc import Callable, Mapping
from typing import Any

from layers.api.supply.need_reading import read_danger, read_flags, read_items, read_vehicle, text_of
from layers.catalog import Layer, find_layer
from layers.errors import Fault, InvalidInputError, TooBroadError
from layers.filters import as_text, one_of
from layers.geo import LonLat, parse_number
from layers.labels import L
from layers.models import AreaLevel
from layers.pointers import Reader, refused
from layers.queries.clocks.judge import clocks_in_force
from layers.queries.clocks.question import MAX_SITES, Clock, ClocksQuestion, Site
from layers.queries.clocks.sites import sites_at, sites_in_area, sites_of_resources
from layers.reference import is_area
from layers.rights import Role, require_reach
from layers.travel.vehicle import vehicle_in_force

FLAGS = ("keep_minimum", "usable_only", "by_road")
KEYS = ("sites", "items", "clocks", "vehicle", "avoid", *FLAGS)

Found = tuple[tuple[Site, ...], tuple[str, ...]]
"""The sites, and the codes of areas that no point stands for."""


def read_question(body: Any, role: Role | None) -> ClocksQuestion:
    """Return what a request's body asks for.

    Raises
    ------
    InvalidInputError
        With every fault found and its pointer.
    TooBroadError
        For more sites than one answer may hold.
    UnknownLayerError, UnknownFeatureError, NotSignedInError, NotAllowedError
        For resources that are not there, or not the caller's to see.
    ConflictError
        For a standard profile that is missing.
    """
    if not isinstance(body, dict):
        raise refused(L("The body must be a JSON object.", "请求体必须是 JSON 对象。"), "/")
    reader = Reader()
    reader.no_others(body, KEYS, "")
    find_sites = _sites(reader, body.get("sites"), role)
    items = read_items(reader, body)
    clocks = _clocks(reader, body)
    own_vehicle, vehicle_key = read_vehicle(reader, body.get("vehicle"))
    flags, avoid = read_flags(reader, body, FLAGS), read_danger(reader, body, role)
    if reader.faults or find_sites is None:
        raise InvalidInputError(*reader.faults)
    sites, pointless = find_sites()
    _require_few(len(sites))
    vehicle = vehicle_in_force(own_vehicle, vehicle_key)
    return ClocksQuestion(sites, items, clocks, vehicle, body["sites"], pointless, avoid, **flags)


def _sites(reader: Reader, value: Any, role: Role | None) -> Callable[[], Found] | None:
    """How the sites are found; asked of the database only once the whole body is understood."""
    if isinstance(value, dict):
        return _area(reader, value)
    if not isinstance(value, list) or not value:
        detail = L(
            "sites must be an area with a level, or a list of “layer:code” or of lon, lat and name.",
            "sites 应为行政区加级别，或“图层:编码”列表，或含 lon、lat、name 的列表。",
        )
        reader.faults.append(Fault(detail, pointer="/sites"))
        return None
    _require_few(len(value))
    if isinstance(value[0], str):
        resources = [_resource(reader, one, place, role) for place, one in enumerate(value)]
        return lambda: (sites_of_resources([one for one in resources if one]), ())
    positions = [_position(reader, one, place) for place, one in enumerate(value)]
    return lambda: (sites_at([one for one in positions if one]), ())


def _area(reader: Reader, value: Mapping[str, Any]) -> Callable[[], Found]:
    reader.no_others(value, ("area", "level"), "/sites")
    code = level = ""
    with reader.at("/sites/area"):
        code = as_text(text_of(value.get("area"), "area"), "area")
        if not is_area(code):
            raise refused(L("No area has the code “{text}”.", "没有编码为“{text}”的行政区。").format(text=code))
    with reader.at("/sites/level"):
        level = one_of(AreaLevel)(text_of(value.get("level"), "level"), "level")
    return lambda: sites_in_area(code, level)


def _resource(reader: Reader, value: Any, place: int, role: Role | None) -> tuple[Layer, str] | None:
    with reader.at(f"/sites/{place}"):
        key, _, code = as_text(text_of(value, "site"), "site").partition(":")
        layer = find_layer(key)
        require_reach(role, layer.sensitivity, layer.title)
        if layer.geometry != "point":
            raise refused(L("A site must be a resource.", "站点必须是资源。"))
        return layer, code
    return None


def _position(reader: Reader, value: Any, place: int) -> tuple[LonLat, str] | None:
    pointer = f"/sites/{place}"
    with reader.at(pointer):
        if not isinstance(value, dict):
            raise refused(L("A site must be an object with lon and lat.", "站点必须是含 lon 和 lat 的对象。"))
    if not isinstance(value, dict):
        return None
    reader.no_others(value, ("lon", "lat", "name"), pointer)
    numbers: dict[str, float] = {}
    for name in ("lon", "lat"):
        with reader.at(f"{pointer}/{name}"):
            numbers[name] = parse_number(value.get(name), name=name)
    label = ""
    if value.get("name") not in (None, ""):
        with reader.at(f"{pointer}/name"):
            label = as_text(text_of(value["name"], "name"), "name")
    if len(numbers) < 2:
        return None
    try:
        return LonLat(**numbers), label or str(place + 1)
    except InvalidInputError as error:
        reader.faults.extend(Fault(fault.detail, pointer=f"{pointer}/{fault.parameter}") for fault in error.faults)
        return None


def _clocks(reader: Reader, body: Mapping[str, Any]) -> tuple[Clock, ...]:
    """The clocks asked for, in the table's order; all that are in force where none are named."""
    known = clocks_in_force()
    named = body.get("clocks")
    if named is None:
        return known
    listed = ", ".join(clock.key for clock in known)
    if not isinstance(named, list) or not named:
        detail = L("clocks must be a list of keys: {known}.", "clocks 应为键的列表：{known}。")
        reader.faults.append(Fault(detail.format(known=listed), pointer="/clocks"))
        return ()
    for place, key in enumerate(named):
        with reader.at(f"/clocks/{place}"):
            if key not in [clock.key for clock in known]:
                detail = L("No clock “{key}” is in force; there are: {known}.", "没有时限“{key}”；现有：{known}。")
                raise refused(detail.format(key=str(key)[:50], known=listed))
    return tuple(clock for clock in known if clock.key in named)


def _require_few(count: int) -> None:
    if count > MAX_SITES:
        detail = L("{n:,} sites are too many; at most {most:,}.", "站点 {n:,} 个，最多 {most:,} 个。")
        raise TooBroadError(Fault(detail.format(n=count, most=MAX_SITES), pointer="/sites"))
