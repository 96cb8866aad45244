"""What an administrative code says of its area: the level, and which area lies above (GB/T 2260 and its extensions)."""

from typing import Any

from layers.ingest.rows import Row
from layers.models import Area, AreaLevel

RANK = {level: rank for rank, level in enumerate(AreaLevel.values)}


def level_of(code: str) -> str | None:
    """Return the level that a code's form tells, or None for another country's."""
    if not code.isascii() or not code.isdigit():
        return None
    if len(code) == 6:
        return (
            AreaLevel.PROVINCE if code.endswith("0000") else AreaLevel.CITY if code.endswith("00") else AreaLevel.COUNTY
        ).value
    return {
        2: AreaLevel.PROVINCE.value,
        4: AreaLevel.CITY.value,
        9: AreaLevel.TOWN.value,
        12: AreaLevel.VILLAGE.value,
    }.get(len(code))


def codes_above(code: str) -> list[str]:
    """Return the codes that the area above may have, the nearest first: padded with zeros or not."""
    if level_of(code) is None:
        return []
    stems = [code[:length] for length in (9, 6, 4, 2) if length < len(code.rstrip("0") or code)]
    forms = dict.fromkeys(form for stem in stems for form in (stem, stem.ljust(6, "0")))
    return [form for form in forms if form != code]


def complete_area(wanted: dict[str, Any], instance: Any) -> dict[str, Any]:
    """Return the level and the parent that the code tells, where the file and the row have none."""
    code = wanted.get("code") or instance.code
    told: dict[str, Any] = {}
    if not wanted.get("level") and not instance.level and level_of(code):
        told["level"] = level_of(code)
    if wanted.get("parent_id") is None:
        told["parent_id"] = instance.parent_id or _parent_of(code)
    return told


def _parent_of(code: str) -> Any:
    above = codes_above(code)
    found = dict(Area.objects.filter(code__in=above).values_list("code", "pk"))
    return next((found[one] for one in above if one in found), None)


def parents_first(rows: list[Row]) -> list[list[Row]]:
    """Return the rows in groups by level, so that a parent is there when its children are written."""
    groups: dict[int, list[Row]] = {}
    for row in rows:
        level = row.values.get("level") or level_of(row.values["code"]) or AreaLevel.VILLAGE
        groups.setdefault(RANK[str(level)], []).append(row)
    return [groups[rank] for rank in sorted(groups)]
