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
    shorter = [code[:length] for length in (9, 6, 4, 2) if length < len(code.rstrip("0") or code)]
    return [form for stem in shorter for form in (stem, stem.ljust(6, "0")) if form != code and len(form) != 3]


def complete_area(wanted: dict[str, Any], instance: Any) -> dict[str, Any]:
    """Return the level and the parent that the code tells, where the file and the row have none."""
    code = wanted.get("code") or instance.code
    told: dict[str, Any] = {}
    if not wanted.get("level") and not instance.level and level_of(code):
        told["level"] = level_of(code)
    if "parent_id" not in wanted and instance.parent_id is None:
        above = codes_above(code)
        found = dict(Area.objects.filter(code__in=above).values_list("code", "pk"))
        told["parent_id"] = next((found[one] for one in above if one in found), None)
    return told


def parents_first(rows: list[Row]) -> list[list[Row]]:
    """Return the rows in groups by level, so that a parent is there when its children are written."""
    groups: dict[int, list[Row]] = {}
    for row in rows:
        level = row.values.get("level") or level_of(row.values["code"]) or AreaLevel.VILLAGE
        groups.setdefault(RANK[str(level)], []).append(row)
    return [groups[rank] for rank in sorted(groups)]
