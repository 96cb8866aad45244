"""The sentences that the whole report comes down to."""

from layers.brief import words
from layers.brief.coverage.figures import bare_percent, many_people, people, percent, reach
from layers.brief.coverage.judged import Judged, assessed, failing
from layers.brief.coverage.material import Material
from layers.labels import L

MOST_NAMED = 14
"""Areas named in the sentence; the table has them all."""
LEVELS = {
    "country": (L("country", "国家"), L("countries", "国家")),
    "province": (L("province", "省份"), L("provinces", "省份")),
    "city": (L("city", "市"), L("cities", "市")),
    "county": (L("county", "区县"), L("counties", "区县")),
    "town": (L("town", "乡镇（街道）"), L("towns", "乡镇（街道）")),
    "village": (L("village", "村（社区）"), L("villages", "村（社区）")),
}


def place_name(material: Material) -> str:
    """What the place asked about is called."""
    area = material.coverage.get("area")
    if area:
        return words.name_of(area)
    drawn = material.coverage.get("query", {}).get("polygon")
    return str(L("The drawn place", "所画范围") if drawn else L("All areas", "全部范围"))


def headline(material: Material, whole: Judged, areas: tuple[Judged, ...]) -> str:
    """Return what a mayor understands: how many have a place, and where the target is missed."""
    if whole.share is None:
        return _without_share(material)
    return words.sentences(_share_text(material, whole), _target_text(material, whole, areas))


def area_noun(areas: tuple[Judged, ...], count: int) -> str:
    """``counties``; ``areas`` where they are of several levels."""
    levels = {one.row.get("level") for one in areas if one.code is not None}
    if len(levels) != 1 or (level := levels.pop()) not in LEVELS:
        return str(L("area", "行政区") if count == 1 else L("areas", "行政区"))
    return str(LEVELS[level][0 if count == 1 else 1])


def _without_share(material: Material) -> str:
    if material.denominator is None:
        return L(
            "{place}: no people are known, so there is no share of them; only ground is measured.",
            "{place}：没有人口数据，无法给出人口占比；仅统计土地面积。",
        ).format(place=place_name(material))
    return L(
        "{place}: nobody lives there, so there is no share of people.", "{place}：范围内没有人口，占比无从计算。"
    ).format(place=place_name(material))


def _share_text(material: Material, whole: Judged) -> str:
    if material.with_places:
        text = L(
            "{place}: {share} of {people} have a place in {layer} within {reach}.",
            "{place} {people}中，{share} 在 {reach} 内的{layer}有位可住。",
        )
    else:
        text = L(
            "{place}: {share} of {people} live within {reach} of one of {n} {layer}.",
            "{place} {people}中，{share} 在 {reach} 内有{layer}。",
        )
    return text.format(
        place=place_name(material),
        share=percent(whole.share, target=material.target),
        people=many_people(whole.people or 0),
        layer=layer_noun(material),
        n=f"{(material.coverage.get('sites') or {}).get('count', 0):,}",
        reach=reach(material.coverage),
    )


def layer_noun(material: Material) -> str:
    title = str(material.layer.title)
    return title if words.language() == "zh" else title[:1].lower() + title[1:]


def _target_text(material: Material, whole: Judged, areas: tuple[Judged, ...]) -> str:
    target, judged, missed = bare_percent(material.target), assessed(areas), failing(areas)
    if not judged:
        met = L("That meets the target of {target}.", "达到 {target} 的目标。")
        short = L("That misses the target of {target} by {n} people.", "未达 {target} 的目标，差 {n} 人。")
        return (met if whole.passes else short).format(target=target, n=people(whole.short))
    if not missed:
        text = L("All {n} {areas} meet the target of {target}.", "{n} 个{areas}全部达到 {target} 的目标。")
        if len(judged) == 1:
            text = L("Its one {areas} meets the target of {target}.", "所辖{areas}达到 {target} 的目标。")
        return text.format(n=len(judged), areas=area_noun(judged, len(judged)), target=target)
    text = L(
        "{missed} of {n} {areas} miss the target of {target}: {names}.",
        "{n} 个{areas}中有 {missed} 个未达 {target} 的目标：{names}。",
    )
    if len(missed) == len(judged):
        text = L(
            "All {n} {areas} miss the target of {target}: {names}.", "{n} 个{areas}均未达 {target} 的目标：{names}。"
        )
    if len(judged) == 1:
        text = L(
            "Its one {areas} misses the target of {target}: {names}.", "所辖{areas}未达 {target} 的目标：{names}。"
        )
    return text.format(
        missed=len(missed), n=len(judged), areas=area_noun(judged, len(judged)), target=target, names=_names(missed)
    )


def _names(areas: tuple[Judged, ...]) -> str:
    names = [words.name_of(one.row) for one in areas[:MOST_NAMED]]
    more = len(areas) - len(names)
    listed = words.listed(names)
    return listed + (L(" and {n} more", "等，另有 {n} 个").format(n=more) if more else "")
