"""The whole report in the current language, before it becomes a page or a paper."""

from collections.abc import Iterator
from dataclasses import dataclass

from layers.brief import words
from layers.brief.coverage.bars import bars_svg
from layers.brief.coverage.checked import targets_table
from layers.brief.coverage.figures import UNKNOWN, people, percent
from layers.brief.coverage.gains import gains_svg
from layers.brief.coverage.headline import headline, layer_noun
from layers.brief.coverage.judged import Judged, rows, whole
from layers.brief.coverage.material import Material
from layers.brief.coverage.method import data_text, method_facts, notes, question_facts
from layers.brief.coverage.shades import people_classes
from layers.brief.coverage.siting import gains_table, picks_table, siting_facts, siting_figure, siting_sentence
from layers.brief.coverage.tables import areas_table, failing_table, ground_table
from layers.brief.coverage.what_ifs import comparison_tables
from layers.brief.known import people_are_demo
from layers.brief.sheet import Fact, Figure, Table
from layers.labels import L


@dataclass(frozen=True)
class CoverageReport:
    title: str
    kind: str
    headline: str
    facts: tuple[Fact, ...]
    figures: tuple[Figure, ...]
    bars: str
    """SVG; empty where there are no areas to compare."""
    gains: str
    """SVG; empty where no new sites are proposed."""
    failing: tuple[Table, ...]
    targets: tuple[Table, ...]
    plans: tuple[Table, ...]
    tables: tuple[Table, ...]
    method: tuple[Fact, ...]
    notes: tuple[str, ...]
    data: str
    """As of when, and by which versions of the data."""
    again: str
    demo: bool
    areas: tuple[Judged, ...]


def coverage_report(material: Material) -> CoverageReport:
    """Return what the report says."""
    everyone, areas = whole(material), rows(material)
    kind = L("Coverage: {layer}", "覆盖评估：{layer}").format(layer=material.layer.title)
    return CoverageReport(
        title=material.title or kind,
        kind=kind if material.title else str(L("Coverage report", "覆盖报告")),
        headline=words.sentences(headline(material, everyone, areas), siting_sentence(material)),
        facts=tuple(question_facts(material)),
        figures=tuple(_figures(material, everyone)),
        bars=bars_svg(material, areas),
        gains=gains_svg(material.siting, target=material.target) if material.siting else "",
        failing=tuple(failing_table(material, areas)),
        targets=tuple(targets_table(material)),
        plans=(*picks_table(material), *gains_table(material), *comparison_tables(material)),
        tables=(*areas_table(material, areas), *ground_table(material)),
        method=(*method_facts(material), *siting_facts(material)),
        notes=tuple(notes(material)),
        data=data_text(material),
        again=material.again,
        demo=bool(material.denominator and people_are_demo(material.denominator["population"])),
        areas=areas,
    )


def _figures(material: Material, everyone: Judged) -> Iterator[Figure]:
    """Yield the people of each class, then the sites; where no people are known, the ground."""
    if everyone.people is not None:
        for one in people_classes(material):
            count = getattr(everyone, one.key)
            part = count / everyone.people if everyone.people else None
            target = material.target if one.key == "served" else None
            yield Figure(percent(part, target=target), one.text, _of(count), one.color, part)
    elif material.coverage.get("covered_area_km2") is not None:
        share = material.coverage.get("area_share")
        area = f"{material.coverage['covered_area_km2']:,.1f} km²"
        yield Figure(
            percent(share) if share is not None else area, str(L("of the land within reach", "土地在可达范围内")), area
        )
    sites = material.coverage.get("sites") or {}
    capacity = material.coverage.get("capacity")
    under = L("{n} places", "容量 {n} 人").format(n=people(capacity["places"])) if capacity else ""
    yield Figure(people(sites.get("count")), layer_noun(material), under)
    yield from siting_figure(material)


def _of(count: float | None) -> str:
    return UNKNOWN if count is None else str(L("{n} people", "{n} 人")).format(n=people(count))


def moment_of(material: Material) -> str:
    as_of = material.coverage.get("as_of")
    return words.moment(as_of) if as_of else ""
