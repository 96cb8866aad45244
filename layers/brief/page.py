"""A sheet written as one HTML file that asks nothing of any host."""

import base64
import hashlib
import html
import re
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils import timezone

from layers.brief import words
from layers.brief.chart import Chart, draw
from layers.brief.frame import PADDING_PX
from layers.brief.leaflet import leaflet
from layers.brief.sheet import Sheet
from layers.labels import L

PAPERS = {
    "a4": "A4",
    "a4-landscape": L("A4 landscape", "A4 横向"),
    "a3": "A3",
    "a3-landscape": L("A3 landscape", "A3 横向"),
}
TEXTS = {
    "question": L("Question", "问题"),
    "answer": L("Answer", "结论"),
    "map": L("Map", "地图"),
    "legend": L("Legend", "图例"),
    "north": L("N", "北"),
    "paper": L("Paper", "纸张"),
    "print": L("Print or save as PDF", "打印或存为 PDF"),
    "demo": L("Demo data · positions and town borders invented", "演示数据 · 位置与乡镇边界为虚构"),
    "written": L("Written", "生成时间"),
    "again": L("Ask again", "重新查询"),
    "no_scripts": L("The map needs scripts; the tables do not.", "显示地图需要启用脚本；表格不受影响。"),
}


NOTHING_RUNS = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"


@dataclass(frozen=True)
class Page:
    """The finished file, and the policy to serve it under, which stands in the file too."""

    html: str
    policy: str


def write(sheet: Sheet, *, written_at: datetime | None = None) -> Page:
    """Return the sheet as a page in the current language.

    Raises
    ------
    MissingPartError
        While the front end, which brings Leaflet, is not built.
    """
    now = written_at or timezone.now()
    chart = draw(sheet.drawing)
    scripts = (leaflet().script, chart.script, _paper_script(chart))
    policy = policy_of(scripts)
    text = render_to_string(
        "brief/page.html",
        {
            "sheet": sheet,
            "language": "zh-Hans" if words.language() == "zh" else "en",
            "chart": chart,
            "scripts": scripts,
            "leaflet_style": leaflet().style,
            "policy": policy,
            "papers": PAPERS,
            "written": f"{words.moment(now)} ({words.zone(now)})",
            "text": TEXTS,
        },
    )
    return Page(text, f"{policy}; frame-ancestors 'none'")


def policy_of(scripts: tuple[str, ...]) -> str:
    """Only these scripts run, known by their hashes, and nothing is loaded from anywhere; a style cannot run code."""
    hashes = " ".join(f"'sha256-{_digest(script)}'" for script in scripts)
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def policy_in(page: bytes) -> str:
    """Return the policy to serve a page under, which stands in it; one that runs nothing where none does."""
    found = re.search(rb'<meta http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    return f"{html.unescape(found[1].decode()) if found else NOTHING_RUNS}; frame-ancestors 'none'"


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _paper_script(chart: Chart) -> str:
    """What chooses the paper and prints; the map is fitted anew, for its size goes with the paper."""
    bounds = [list(corner) for corner in chart.bounds]
    return render_to_string("brief/paper.js", {"chart": chart, "bounds": bounds, "padding": PADDING_PX})
