"""Where to build next, in a report: the sentence that it comes down to, the picks, and what they change by area."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from layers.brief import words
from layers.brief.coverage.figures import UNKNOWN, bare_percent, people, percent, signed
from layers.brief.coverage.headline import area_noun
from layers.brief.coverage.judged import Judged, assessed, failing, judged_gains
from layers.brief.coverage.material import Material
from layers.brief.coverage.shades import PICK_COLOR
from layers.brief.known import area_at
from layers.brief.sheet import Cell, Column, Fact, Figure, Table
from layers.labels import L
from layers.queries.coverage.siting.question import SitingMethod

MOST_AREAS = 30
"""Of more areas only those are listed that gain anybody."""


def is_same_measure(material: Material) -> bool:
    """Whether the new sites are counted as the report counts: people with a place, or people within reach."""
    assert material.siting is not None  # noqa: S101
    return (material.siting["method"] == SitingMethod.SERVED) is material.with_places


def siting_sentence(material: Material) -> str:
    """Return what new sites would do; empty where none were asked for."""
    siting = material.siting
    if siting is None:
        return ""
    if not siting["picks"]:
        return str(L("No candidate would help anyone more.", "候选场所均不能使更多人受益。"))
    if is_same_measure(material):
        text = L(
            "{sites} would lift this to {share}: {gained} more people{areas}.",
            "{sites}可使其升至 {share}：增加 {gained} 人{areas}。",
        )
    elif material.with_places:
        text = L(
            "{sites} would bring {share} within reach, whether there is a place for them or not: {gained} more people.",
            "{sites}可使 {share} 的人可达（不论有无床位）：增加 {gained} 人。",
        )
    else:
        text = L(
            "{sites} would give {share} a place: {gained} more people.",
            "{sites}可使 {share} 的人有位可住：增加 {gained} 人。",
        )
    return text.format(
        sites=sites_text(siting),
        share=percent(siting["after"]["share"], target=material.target),
        gained=people(siting["people"]),
        areas=_areas_text(material),
    )


def sites_text(siting: Mapping[str, Any]) -> str:
    """``3 new sites``; ``1 new site``; enlarged ones are named as such."""
    n, enlarged = len(siting["picks"]), sum(one["is_upgrade"] for one in siting["picks"])
    if enlarged == n:
        text = L("{n} enlarged site", "扩容 {n} 处场所") if n == 1 else L("{n} enlarged sites", "扩容 {n} 处场所")
    elif enlarged:
        text = L("{n} new or enlarged sites", "新增或扩容 {n} 处场所")
    else:
        text = L("{n} new site", "新增 {n} 处场所") if n == 1 else L("{n} new sites", "新增 {n} 处场所")
    return text.format(n=n)


def siting_figure(material: Material) -> Iterator[Figure]:
    """Yield the share with the new sites, to stand beside that of today."""
    if material.siting and material.siting["picks"]:
        share = percent(material.siting["after"]["share"], target=material.target)
        gained = L("{n} more people", "增加 {n} 人").format(n=people(material.siting["people"]))
        text = L("with {sites}", "{sites}后").format(sites=sites_text(material.siting))
        yield Figure(share, text, gained, PICK_COLOR)


def siting_facts(material: Material) -> Iterator[Fact]:
    """Yield how the new sites were chosen, for the part that says how each number was made."""
    siting = material.siting
    if siting is None:
        return
    method = SitingMethod(siting["method"])
    text = L(
        "{method}: {label}; chosen among {n} candidates{source}, at most {p}; solver {solver}; {proven}",
        "{method}：{label}；候选点 {n} 个{source}，最多选 {p} 个；求解器 {solver}；{proven}",
    )
    gap = siting.get("gap") or 0
    proven = L("proven to be the best", "已证明为最优")
    if gap:
        proven = L("another choice may be better by up to {gap}", "其他方案最多可能优 {gap}").format(
            gap=bare_percent(gap)
        )
    yield Fact(
        L("New sites", "新增场所"),
        text.format(
            method=method.value.upper(),
            label=method.label,
            n=f"{siting['candidates']:,}",
            source=_source_text(siting["query"].get("candidates")),
            p=siting["p"] or L("as many as it takes", "所需数量"),
            solver=siting["solver"],
            proven=proven,
        ),
    )
    yield Fact(
        L("Gain", "新增人数"),
        str(
            L(
                "each site's gain counts those whom no site of today and no earlier one on the list serves; the order "
                "is that in which each adds the most",
                "每处新增人数不含现有场所和排在前面的场所已覆盖的人；按各自新增人数由多到少排序",
            )
        ),
    )


def picks_table(material: Material) -> Iterator[Table]:
    """Yield the new sites in the order in which they gain the most."""
    siting = material.siting
    if not siting or not siting["picks"]:
        return
    shares = _share_heading(material)
    far = _far(siting)
    columns = (
        Column("#", "figure"),
        Column(L("site", "场所")),
        Column(L("place", "位置")),
        *([Column(L("places", "容量"), "figure")] if siting["method"] == SitingMethod.SERVED else []),
        Column(L("people gained", "新增人数"), "figure"),
        Column(L("alone", "单独新增"), "figure"),
        Column(shares, "figure"),
        *(Column(heading, "figure") for heading, _ in far),
    )
    rows = tuple(
        (
            Cell(str(pick["rank"]), kind="figure"),
            Cell(pick_name(pick), str(L("more places", "扩容")) if pick["is_upgrade"] else ""),
            Cell(area_at(pick["lon"], pick["lat"]) or UNKNOWN, words.position(pick["lon"], pick["lat"])),
            *(
                [Cell(people(pick["capacity_persons"]), kind="figure")]
                if siting["method"] == SitingMethod.SERVED
                else []
            ),
            Cell(signed(pick["people_gained"]), kind="figure"),
            Cell(signed(pick["own_people_gained"]), kind="figure"),
            Cell(percent(pick["share"], target=material.target), kind="figure"),
            *(Cell(tell(pick), kind="figure") for _, tell in far),
        )
        for pick in siting["picks"]
    )
    yield Table(str(L("Where to build next", "建议新增场所")), columns, rows, _missed_text(siting))


def gains_table(material: Material) -> Iterator[Table]:
    """Yield the areas today and with the new sites, the lowest share first."""
    if not material.siting or not material.siting["picks"]:
        return
    pairs = [pair for pair in judged_gains(material) if pair[0].people]
    is_cut = len(pairs) > MOST_AREAS
    if is_cut:
        pairs = [pair for pair in pairs if _gained(*pair) > 0]
    if not pairs:
        return
    columns = (
        Column(L("area", "行政区")),
        Column(L("people", "人口"), "figure"),
        Column(L("today", "现状"), "figure"),
        Column(_share_heading(material), "figure"),
        Column(L("people gained", "新增人数"), "figure"),
        Column(
            L("then short of {target}", "届时距 {target} 差").format(target=bare_percent(material.target)), "figure"
        ),
    )
    rows = tuple(
        (
            Cell(words.name_of(now.row), now.code or ""),
            Cell(people(now.people), kind="figure"),
            Cell(percent(now.share, target=material.target), kind="figure"),
            Cell(percent(then.share, target=material.target), kind="figure"),
            Cell(signed(_gained(now, then)), kind="figure"),
            Cell(people(then.short), kind="figure missed") if then.short else Cell(L("met", "达标"), kind="figure met"),
        )
        for now, then in pairs
    )
    note = L("Areas that are not listed gain nobody.", "未列出的行政区无新增。") if is_cut else ""
    yield Table(str(L("Areas today and with the new sites", "各行政区：现状与新增后")), columns, rows, str(note))


def pick_name(pick: Mapping[str, Any]) -> str:
    """What a site is called; a point of a grid by its number."""
    name = words.name_of({**pick, "name": pick.get("name") or pick.get("code") or UNKNOWN})
    return str(L("grid point {n}", "网格点 {n}")).format(n=name[1:]) if re.fullmatch(r"#\d+", name) else name


def _gained(now: Judged, then: Judged) -> float:
    return (then.served or 0.0) - (now.served or 0.0)


def _areas_text(material: Material) -> str:
    """How many more areas would meet the target."""
    pairs = judged_gains(material)
    if not is_same_measure(material) or not pairs:
        return ""
    before, after = (tuple(pair[n] for pair in pairs) for n in (0, 1))
    missed, left, n = failing(before), failing(after), len(assessed(after))
    if len(left) >= len(missed):
        return ""
    if not left:
        return L("; all {n} {areas} would then meet the target", "，{n} 个{areas}将全部达标").format(
            n=n, areas=area_noun(after, n)
        )
    more = len(missed) - len(left)
    one = L("; {n} {areas} that misses the target would then meet it", "，将另有 {n} 个{areas}达标")
    many = L("; {n} {areas} that miss the target would then meet it", "，将另有 {n} 个{areas}达标")
    return (one if more == 1 else many).format(n=more, areas=area_noun(after, more))


def _share_heading(material: Material) -> str:
    served = material.siting is not None and material.siting["method"] == SitingMethod.SERVED
    return str(
        L("share then\nwith a place", "届时有位\n占比") if served else L("share then\nwithin reach", "届时可达\n占比")
    )


def _far(siting: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """How far people are then, where sites were chosen by that."""
    kinds = (
        ("mean_m", L("on average", "平均"), words.distance),
        ("farthest_m", L("farthest", "最远"), words.distance),
        ("mean_s", L("on average", "平均"), words.duration),
        ("farthest_s", L("farthest", "最远"), words.duration),
    )
    return [
        (str(heading), lambda pick, name=name, write=write: write(pick[name]))
        for name, heading, write in kinds
        if siting["after"].get(name) is not None
    ]


def _source_text(asked: Any) -> str:
    if isinstance(asked, Mapping) and "grid" in asked:
        return str(L(" of a grid of {m} m", "（间距 {m} 米的网格）")).format(m=words.number(asked["grid"]["spacing_m"]))
    if isinstance(asked, Mapping) and "layer" in asked:
        return str(L(" of the layer {name}", "（图层 {name}）")).format(name=asked["layer"])
    return ""


def _missed_text(siting: Mapping[str, Any]) -> str:
    missed = siting["unreachable"]["people"]
    if not missed:
        return ""
    text = L("{n} people are within reach of no site and of no candidate.", "{n} 人任何场所和候选点都覆盖不到。")
    return text.format(n=people(missed))
