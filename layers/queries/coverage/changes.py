"""What if: sites closed, added, or given another capacity. A question carries it; the registers never see it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from layers.geo import LonLat, parse_number
from layers.labels import L
from layers.pointers import Reader, escaped, refused

MAX_CHANGES = 1000
"""Of each kind."""
MAX_CAPACITY_PERSONS = 10_000_000
MAX_CODE, MAX_NAME = 64, 200
KINDS = ("close", "add", "capacity")
SITE_KEYS = ("name", "lon", "lat", "capacity_persons")


class ScenarioName(NamedTuple):
    """What changes are known by."""

    id: str
    """Empty where they are not kept."""
    name: str


@dataclass(frozen=True)
class AddedSite:
    """A site that is not in the register."""

    name: str
    position: LonLat
    capacity_persons: float | None = None
    """None: it covers, but serves nobody."""

    @property
    def lon(self) -> float:
        return self.position.lon

    @property
    def lat(self) -> float:
        return self.position.lat


@dataclass(frozen=True)
class Changes:
    """What is different from today. Nothing is both closed and given a capacity."""

    close: tuple[str, ...] = ()
    """Codes, each once."""
    add: tuple[AddedSite, ...] = ()
    capacity: Mapping[str, float] = field(default_factory=dict)
    """Code → the capacity it has instead, persons; for whichever kind of capacity is asked about."""

    def __bool__(self) -> bool:
        return bool(self.close or self.add or self.capacity)

    @property
    def codes(self) -> tuple[str, ...]:
        """The sites of the register that are spoken of."""
        return (*self.close, *self.capacity)

    @property
    def added_codes(self) -> tuple[str, ...]:
        """How added sites are called: no code of a register begins with “+”."""
        return tuple(f"+{place + 1}" for place in range(len(self.add)))

    def document(self) -> dict[str, Any]:
        """Return the document that `parse_changes` reads."""
        added = [
            {"name": one.name, "lon": one.lon, "lat": one.lat, "capacity_persons": one.capacity_persons}
            for one in self.add
        ]
        return {"close": list(self.close), "add": added, "capacity": dict(self.capacity)}


NO_CHANGES = Changes()


def parse_changes(document: Any) -> Changes:
    """Return changes from ``{"close": [code], "add": [{name, lon, lat, capacity_persons}], "capacity": {code: n}}``.

    Raises
    ------
    InvalidInputError
        With every fault, each with its JSON pointer within the document.
    """
    if document is None:
        return Changes()
    if not isinstance(document, dict):
        raise refused(L("changes must be an object.", "changes 必须是对象。"))
    reader = Reader()
    reader.no_others(document, KINDS, "")
    close = tuple(dict.fromkeys(_close(reader, _listed(reader, document, "close", list))))
    added = enumerate(_listed(reader, document, "add", list))
    add = [read_site(reader, one, pointer=f"/add/{place}", unnamed=f"+{place + 1}") for place, one in added]
    capacity = dict(_capacity(reader, _listed(reader, document, "capacity", dict)))
    for code in [code for code in capacity if code in close]:
        with reader.at(f"/capacity/{escaped(code)}"):
            raise refused(
                L("“{code}” cannot be closed and have a capacity.", "“{code}”不能既关闭又设容量。").format(code=code)
            )
    reader.refuse()
    return Changes(close, tuple(one for one in add if one), capacity)


def _listed(reader: Reader, document: Mapping[str, Any], kind: str, wanted: Any) -> Any:
    """What the document lists of a kind, empty where nothing can be read."""
    value: Any = document.get(kind)
    if value is None:
        return wanted()
    with reader.at(f"/{kind}"):
        if not isinstance(value, wanted):
            needed = L("a list", "列表") if wanted is list else L("an object of code and persons", "编码与人数的对象")
            raise refused(L("{kind} must be {needed}.", "{kind} 必须是{needed}。").format(kind=kind, needed=needed))
        if len(value) > MAX_CHANGES:
            raise refused(L("At most {most:,} of these.", "最多 {most:,} 项。").format(most=MAX_CHANGES))
        return value
    return wanted()


def _close(reader: Reader, codes: list[Any]) -> Iterator[str]:
    for place, code in enumerate(codes):
        with reader.at(f"/close/{place}"):
            if not isinstance(code, str) or not 0 < len(code) <= MAX_CODE:
                raise refused(
                    L("A code is a text of 1 to {most} characters.", "编码为 1–{most} 个字符。").format(most=MAX_CODE)
                )
            yield code


def _capacity(reader: Reader, capacities: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    for code, persons in capacities.items():
        with reader.at(f"/capacity/{escaped(code)}"):
            yield code, parse_persons(persons)


def read_site(reader: Reader, value: Any, *, pointer: str, unnamed: str) -> AddedSite | None:
    """Read a site that is not in the register; None where something is wrong with it, which the reader then has."""
    if not isinstance(value, dict):
        with reader.at(pointer):
            raise refused(L("A site must be an object with lon and lat.", "站点必须是含 lon 和 lat 的对象。"))
        return None
    position = capacity = None
    reader.no_others(value, SITE_KEYS, pointer)
    with reader.each_at(pointer):
        position = LonLat(value.get("lon"), value.get("lat"))  # type: ignore[arg-type]
    if value.get("capacity_persons") is not None:
        with reader.at(f"{pointer}/capacity_persons"):
            capacity = parse_persons(value["capacity_persons"])
    name = value.get("name") or unnamed
    with reader.at(f"{pointer}/name"):
        if not isinstance(name, str) or len(name) > MAX_NAME:
            raise refused(
                L("A name is a text of at most {most} characters.", "名称不超过 {most} 个字符。").format(most=MAX_NAME)
            )
    return AddedSite(name, position, capacity) if position else None


def parse_persons(value: Any) -> float:
    """Return a number of persons, from 0 to `MAX_CAPACITY_PERSONS`."""
    persons = parse_number(value, name="capacity_persons")
    if not 0 <= persons <= MAX_CAPACITY_PERSONS:
        detail = L("A capacity is from 0 to {most:,} persons.", "容量为 0 到 {most:,} 人。")
        raise refused(detail.format(most=MAX_CAPACITY_PERSONS))
    return persons
