"""How a column's heading is recognised: by field name or by label, in either language, as people spell them."""

import re
import unicodedata
from collections.abc import Iterable

SYNONYMS: dict[str, tuple[str, ...]] = {
    "lon": ("lng", "long", "longitude", "经度", "經度", "东经", "x", "xcoord", "经度wgs84", "经度x"),
    "lat": ("latitude", "纬度", "緯度", "北纬", "y", "ycoord", "纬度y"),
    "code": ("编号", "編號", "代码", "代碼", "资源编码", "唯一编码", "行政区划代码", "区划代码"),
    "name": ("名稱", "全称", "单位名称"),
    "name_en": ("english", "英文名"),
    "address": ("位置", "详细地址", "地點", "地点", "住址"),
    "managing_unit": ("管理部门", "主管单位", "责任单位", "权属单位", "owner"),
    "contact_name": ("负责人", "责任人", "管理员", "manager"),
    "contact_phone": ("电话", "联系方式", "手机", "负责人电话", "值班电话", "phone", "tel"),
    "capacity_evacuation_persons": ("capacity", "容纳人数", "可容納人數", "容量", "收容人数", "预计收容人数"),
    "effective_area_m2": ("有效面积", "面积", "避难面积"),
    "facilities": ("配套设施",),
    "members_persons": ("队员人数", "队伍人数", "members"),
    "population_persons": ("人口数", "常住人口", "people", "population"),
    "on_hand": ("数量", "库存数量", "quantity"),
    "item": ("物资名称", "物资编码", "品名", "物资"),
    "depot": ("储备库", "仓库", "仓库编码"),
    "expires_on": ("到期日期", "失效日期"),
}
DBF_NAME_BYTES = 10
_PARENTHESES = re.compile(r"[(\[（【][^)\]）】]*[)\]）】]")
_JUNK = re.compile(r"[\s_\-.:：*/]+")


def normalise(heading: str) -> str:
    """Return a heading without case, spaces, marks and units in brackets."""
    text = _PARENTHESES.sub("", unicodedata.normalize("NFKC", heading))
    return _JUNK.sub("", text).lower()


def spellings(name: str, *labels: str) -> frozenset[str]:
    """Return a field's own names, normalised: the name in the program and its labels."""
    return frozenset(normalise(text) for text in (name, *labels))


def match(headings: Iterable[str], known: dict[str, frozenset[str]], *, prefixes: Iterable[str] = ()) -> dict[str, str]:
    """Return heading → field name for the headings that are known; each field is given to the first that names it.

    `known` maps field names to spellings; `prefixes` are words (the layer's title) that a heading may begin with. A
    heading may hold several lines (an import template's does): any of them counts.
    """
    by_spelling = {normalise(text): name for name in reversed(known) for text in SYNONYMS.get(name, ())}
    by_spelling |= {text: name for name in reversed(known) for text in known[name]}  # a field's own name wins
    found: dict[str, str] = {}
    for heading in headings:
        field = _field_of(heading, by_spelling, [normalise(prefix) for prefix in prefixes])
        if field and field not in found.values():
            found[heading] = field
    return found


def _field_of(heading: str, by_spelling: dict[str, str], prefixes: list[str]) -> str | None:
    texts = [normalise(line) for line in heading.splitlines() if line.strip()]
    for text in [*texts, *(text.removeprefix(prefix) for text in texts for prefix in prefixes)]:
        if text in by_spelling:
            return by_spelling[text]
    return _cut_off(heading, by_spelling)


def _cut_off(heading: str, by_spelling: dict[str, str]) -> str | None:
    """A shapefile keeps ten bytes of a name: one that was cut there is known if it can be one field only."""
    lengths = {len(heading.encode(encoding, "replace")) for encoding in ("utf-8", "gb18030")}
    if not lengths & {DBF_NAME_BYTES - 1, DBF_NAME_BYTES}:
        return None
    fields = {field for text, field in by_spelling.items() if text.startswith(normalise(heading))}
    return fields.pop() if len(fields) == 1 else None
