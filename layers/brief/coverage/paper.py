"""The report on paper: a PDF of A4 pages, its maps and charts drawn as lines, the same bytes for the same answer."""

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from layers.brief import words
from layers.brief.coverage.judged import rows
from layers.brief.coverage.keys import denominator_text, people_keys, share_keys
from layers.brief.coverage.material import Material
from layers.brief.coverage.page import CAPTIONS, TEXTS
from layers.brief.coverage.picture import Picture, pictures
from layers.brief.coverage.report import CoverageReport, coverage_report
from layers.brief.coverage.svg_map import map_svg
from layers.brief.sheet import Table
from layers.errors import MissingPartError
from layers.labels import L

FONTS = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
    "SimHei",
)
"""Families with Chinese, Latin and figures; the first that is installed is used."""
TEMPLATE = Path(__file__).resolve().parents[2] / "templates" / "brief" / "coverage.typ"
BEFORE_ANY_DATA = datetime(2000, 1, 1, tzinfo=UTC)


def write_paper(material: Material) -> bytes:
    """Return the report as a PDF in the current language.

    Raises
    ------
    MissingPartError
        Where no font with Chinese is installed, or the typesetter is not.
    """
    typst = _typesetter()
    contents = _contents(material, chinese_font())
    as_of = material.coverage.get("as_of")
    paper = typst.compile(
        _template(),
        format="pdf",
        sys_inputs={"data": json.dumps(contents, ensure_ascii=False)},
        timestamp=(datetime.fromisoformat(as_of) if as_of else BEFORE_ANY_DATA).replace(microsecond=0),
    )
    return bytes(paper)


@cache
def chinese_font() -> str:
    """Return the family that the paper is set in.

    Raises
    ------
    MissingPartError
        There is none; the message says what to install.
    """
    families = set(_typesetter().Fonts(include_system_fonts=True).families())
    found = next((family for family in FONTS if family in families), None)
    if found is None:
        raise MissingPartError(
            L(
                "A PDF needs a Chinese font: install one (Debian, Ubuntu: apt-get install fonts-noto-cjk; Fedora: dnf "
                "install google-noto-sans-cjk-fonts) and start OneMap again, or print the report's HTML.",
                "生成 PDF 需要中文字体：请安装（Debian、Ubuntu：apt-get install fonts-noto-cjk；Fedora：dnf install "
                "google-noto-sans-cjk-fonts）后重启 OneMap，或直接打印 HTML 报告。",
            )
        )
    return found


def _typesetter() -> Any:
    """Typst, loaded when the first paper is asked for: it is large."""
    try:
        import typst
    except ImportError:
        raise MissingPartError(
            L(
                "A PDF needs the package typst; run script/setup, or print the report's HTML.",
                "生成 PDF 需要 typst 软件包；请运行 script/setup，或直接打印 HTML 报告。",
            )
        ) from None
    return typst


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()


def _contents(material: Material, font: str) -> dict[str, Any]:
    """All that the paper says, in JSON's types."""
    report = coverage_report(material)
    both = pictures(material, rows(material))
    maps = [(key, one) for key, one in (("shares", both.shares), ("people", both.people)) if one is not None]
    chinese = words.language() == "zh"
    return {
        "title": report.title,
        "kind": report.kind,
        "language": "zh" if chinese else "en",
        "region": "CN" if chinese else "GB",
        "fonts": [font],
        "words": {key: str(TEXTS[key]) for key in ("bars", "gains", "method", "notes", "again")},
        "demo": str(TEXTS["demo"]) if report.demo else "",
        "headline": report.headline,
        "facts": [_fact(one) for one in report.facts],
        "figures": [
            {"number": one.number, "text": one.text, "under": one.under, "color": one.color} for one in report.figures
        ],
        "maps": [_map(material, key, picture) for key, picture in maps],
        "side_by_side": len(maps) > 1 and not maps[0][1].is_wide,
        "bars": report.bars,
        "gains": report.gains,
        "failing": [_table(one) for one in report.failing],
        "tables": [_table(one) for one in (*report.plans, *report.targets, *report.tables)],
        "method": [_fact(one) for one in report.method],
        "notes": [str(one) for one in report.notes],
        "again": report.again,
        "data": _foot(report),
    }


def _foot(report: CoverageReport) -> str:
    return " · ".join(filter(None, (report.title, report.data)))


def _fact(fact: Any) -> dict[str, str]:
    return {"label": str(fact.label), "text": str(fact.text)}


def _map(material: Material, key: str, picture: Picture) -> dict[str, Any]:
    keys = share_keys if key == "shares" else people_keys
    caption = str(CAPTIONS[key])
    return {
        "caption": caption,
        "svg": map_svg(picture, name=caption),
        "keys": [{"sign": one.sign, "text": one.text} for one in keys(material, picture)],
        "note": denominator_text(material) if key == "shares" else "",
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "caption": str(table.caption),
        "columns": [{"heading": str(one.heading), "kind": one.kind} for one in table.columns],
        "rows": [
            [{"text": str(cell.text), "under": str(cell.under), "kind": cell.kind} for cell in row]
            for row in table.rows
        ],
        "note": str(table.note),
    }
