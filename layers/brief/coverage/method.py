"""How each number was made: method, parameters, denominator, data versions, and what the report does not say."""

from collections.abc import Iterator, Mapping
from typing import Any

from layers.brief import words
from layers.brief.asking import filter_facts
from layers.brief.coverage.figures import bare_percent, people, reach
from layers.brief.coverage.headline import layer_noun, place_name
from layers.brief.coverage.material import Material
from layers.brief.reasons import counts_text
from layers.brief.sheet import Fact
from layers.labels import L

BASES = {
    "geodesic": L("geodesic metres on WGS 84, not along roads", "WGS 84 椭球面直线距离，不是道路里程"),
    "road": L("on foot along roads", "沿道路步行"),
    "mixed": L("on foot along roads where they are known, else estimated", "有道路处沿道路步行，其余为估算"),
    "estimate": L("walking times estimated from distance, not along roads", "步行时间按距离估算，未沿道路"),
}
CAPACITIES = {
    "none": L("not counted", "不计容量"),
    "evacuation": L("places for evacuation", "疏散容量"),
    "post_impact": L("places after the impact", "灾后安置容量"),
}


def text_of(value: Any) -> str:
    """A text of a document in the current language."""
    return str(value[words.language()] if isinstance(value, Mapping) else value)


def question_facts(material: Material) -> Iterator[Fact]:
    """Yield what was asked, in short, for the head of the report."""
    coverage = material.coverage
    yield Fact(L("Where", "范围"), place_name(material))
    if named := coverage["query"].get("scenario"):
        yield Fact(L("What if", "假设方案"), named["name"])
    yield Fact(L("Reach", "服务范围"), reach(coverage))
    kind = (coverage.get("capacity") or {}).get("kind", "none")
    yield Fact(L("Capacity", "容量"), str(CAPACITIES.get(kind, kind)))
    yield from filter_facts(material.layer, _filters(coverage))
    yield Fact(
        L("Target", "目标"),
        L("{share} of each area's people", "各区人口的 {share}").format(share=bare_percent(material.target)),
    )
    if material.denominator:
        yield Fact(L("People", "人口"), _source(material.denominator))


def method_facts(material: Material) -> Iterator[Fact]:
    """Yield each step from data to figure."""
    coverage = material.coverage
    yield Fact(L("Covered", "覆盖"), _covered_text(coverage))
    if material.denominator:
        yield Fact(L("Denominator", "分母"), _denominator_text(material.denominator))
    yield Fact(L("Sites", "场所"), _sites_text(material))
    if material.with_places:
        yield Fact(L("Places", "床位"), _places_text(coverage["capacity"]))
    for row in coverage.get("standard") or []:
        yield Fact(L("Standard radius", "规范半径"), _standard_text(row))
    target = L(
        "{share} of an area's people; equality meets it. Set for this report; no official text is cited for it.",
        "各区人口的 {share}，等于即达标。由规划人员设定，本报告未引用正式文件。",
    )
    yield Fact(L("Target", "目标"), target.format(share=bare_percent(material.target)))
    if coverage.get("data_versions"):
        versions = "; ".join(f"{name} {version}" for name, version in coverage["data_versions"].items())
        yield Fact(L("Data versions", "数据版本"), versions)


def notes(material: Material) -> Iterator[str]:
    """Yield what the answers themselves note, each once, then what holds for every such report."""
    siting = (material.siting or {}).get("notes") or []
    yield from dict.fromkeys(text_of(note["text"]) for note in (*(material.coverage.get("notes") or []), *siting))
    yield str(
        L(
            "A cell with people is covered or not as a whole, by where its point lies; no one is counted twice, and "
            "nobody is counted through the drawn ground.",
            "每个人口单元按其代表点整体判定是否覆盖；不重复计人，也不经由图上范围统计人口。",
        )
    )
    if material.coverage.get("method") != "travel_time":
        yield str(
            L(
                "A straight distance is shorter than any way on foot; rivers, walls and slopes are not considered.",
                "直线距离短于实际步行距离，未考虑河流、围墙、坡度等阻隔。",
            )
        )
    yield str(
        L(
            "People are counted where their source has them, mostly where they live; by day many are elsewhere.",
            "人口按其来源所载位置统计，多为居住地；白天的分布会不同。",
        )
    )


def data_text(material: Material) -> str:
    """As of when, and by which versions: for the foot of each page."""
    as_of = material.coverage.get("as_of")
    versions = " · ".join(
        f"{name} {version}" for name, version in (material.coverage.get("data_versions") or {}).items()
    )
    moment = L("data as of {moment}", "数据截至 {moment}").format(moment=words.moment(as_of)) if as_of else ""
    return " · ".join(filter(None, (str(moment), versions)))


def _filters(coverage: Mapping[str, Any]) -> Mapping[str, Any]:
    return (coverage.get("query") or {}).get("filters") or {}


def _source(whose: Mapping[str, Any]) -> str:
    kind = L(" (estimate)", "（估算）") if whose.get("is_estimate") else ""
    return f"{people(whose['people'])} · {text_of(whose['name'])}, {whose['year']}{kind}"


def _covered_text(coverage: Mapping[str, Any]) -> str:
    basis = BASES.get(str(coverage.get("basis")), "")
    if coverage.get("method") == "travel_time":
        text = L(
            "at most {reach} at {speed} m/s from a site, the limit included: {basis}",
            "距场所 {reach}以内（含），步速 {speed} 米/秒：{basis}",
        )
        return text.format(reach=reach(coverage), speed=words.number(coverage.get("speed_m_s") or 0), basis=basis)
    text = L("at most {reach} from a site, the limit included: {basis}", "距场所 {reach} 以内（含）：{basis}")
    return text.format(reach=reach(coverage), basis=basis)


def _denominator_text(whose: Mapping[str, Any]) -> str:
    text = L(
        "{people} people in {cells} cells: {name} ({code}), {source}, {year}, version {version}",
        "{people} 人，{cells} 个单元：{name}（{code}），{source}，{year} 年，版本 {version}",
    ).format(
        people=people(whose["people"]),
        cells=f"{whose.get('cells', 0):,}",
        name=text_of(whose["name"]),
        code=whose["population"],
        source=whose["source"],
        year=whose["year"],
        version=whose.get("version"),
    )
    estimate = L("an estimate", "估算数据") if whose.get("is_estimate") else ""
    return words.clauses([text, str(estimate)]) if estimate else text


def _sites_text(material: Material) -> str:
    sites = material.coverage.get("sites") or {}
    parts = [L("{n} {layer}", "{layer} {n} 处").format(n=f"{sites.get('count', 0):,}", layer=layer_noun(material))]
    if sites.get("without_capacity"):
        text = L("{n} of them without a capacity: they cover, but serve nobody", "其中 {n} 处无容量：可覆盖，不接纳")
        parts.append(text.format(n=f"{sites['without_capacity']:,}"))
    if left_out := counts_text({"excluded": sites.get("excluded") or {}}):
        parts.append(left_out)
    return "; ".join(map(str, parts))


def _places_text(capacity: Mapping[str, Any]) -> str:
    how = L("assigned exactly", "精确分配")
    if capacity["method"] != "exact":
        how = L("assigned by a heuristic, at most {gap} from the best", "近似分配，与最优相差不超过 {gap}")
    text = L("{kind}: {used} of {places} used, {how}", "{kind}：共 {places} 个，用去 {used} 个，{how}")
    return text.format(
        kind=CAPACITIES.get(capacity["kind"], capacity["kind"]),
        used=people(capacity["places_used"]),
        places=people(capacity["places"]),
        how=str(how).format(gap=bare_percent(capacity.get("gap") or 0)),
    )


def _standard_text(row: Mapping[str, Any]) -> str:
    return " · ".join(f"{name} {value}" for name, value in row.items() if value not in (None, ""))
