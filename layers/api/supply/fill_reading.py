"""The body of a fill question becomes a `Need`; every fault is named at once, by its JSON pointer."""

from collections.abc import Mapping
from typing import Any

from layers.api.reading import read_origin
from layers.api.supply.need_reading import number_in, read_danger, read_flags, read_items, read_vehicle, text_of
from layers.errors import Fault, InvalidInputError
from layers.filters import as_text, one_of
from layers.geo import parse_number
from layers.labels import L
from layers.pointers import Reader, refused
from layers.queries.fill.need import Choice, Need
from layers.queries.origin import Origin
from layers.rights import Role
from layers.travel.vehicle import vehicle_in_force

KEYS = ("place", "from", "items", "deadline_s", "choose", "keep_minimum", "usable_only", "vehicle", "avoid")
MAX_DEADLINE_S = 366 * 86_400.0


def read_need(body: Any, role: Role | None) -> Need:
    """Return what a request's body asks for.

    Raises
    ------
    InvalidInputError
        With every fault found and its pointer.
    UnknownLayerError, UnknownFeatureError, NotSignedInError, NotAllowedError
        For a resource in ``from`` that is not there, or not the caller's to see.
    ConflictError
        For a standard profile that is missing.
    """
    if not isinstance(body, dict):
        raise refused(L("The body must be a JSON object.", "请求体必须是 JSON 对象。"), "/")
    reader = Reader()
    reader.no_others(body, KEYS, "")
    values: dict[str, Any] = {}
    origin = _origin(reader, body, role)
    items = read_items(reader, body)
    own_vehicle, vehicle_key = read_vehicle(reader, body.get("vehicle"))
    if body.get("deadline_s") is not None:
        with reader.at("/deadline_s"):
            values["deadline_s"] = number_in(body["deadline_s"], "deadline_s", 0.001, MAX_DEADLINE_S)
    if "choose" in body:
        with reader.at("/choose"):
            values["choose"] = Choice(one_of(Choice)(text_of(body["choose"], "choose"), "choose"))
    values |= read_flags(reader, body, ("keep_minimum", "usable_only"))
    values["avoid"] = read_danger(reader, body, role)
    if reader.faults or origin is None:
        raise InvalidInputError(*reader.faults)
    return Need(origin, items, vehicle_in_force(own_vehicle, vehicle_key), **values)


def _origin(reader: Reader, body: Mapping[str, Any], role: Role | None) -> Origin | None:
    place, start = body.get("place"), body.get("from")
    if (place is None) == (start is None):
        detail = L("Give either place or from.", "请给出 place 或 from 之一。")
        reader.faults.append(Fault(detail, pointer="/place"))
        return None
    if start is not None:
        with reader.at("/from"):
            return read_origin({"from": as_text(text_of(start, "from"), "from")}, role)
        return None
    if not isinstance(place, dict):
        detail = L("place must be an object with lon and lat.", "place 必须是含 lon 和 lat 的对象。")
        reader.faults.append(Fault(detail, pointer="/place"))
        return None
    reader.no_others(place, ("lon", "lat"), "/place")
    try:
        given = {name: parse_number(place[name], name=name) for name in ("lon", "lat") if name in place}
        return read_origin(given, role)
    except InvalidInputError as error:
        reader.faults.extend(Fault(fault.detail, pointer=f"/place/{fault.parameter}") for fault in error.faults)
        return None
