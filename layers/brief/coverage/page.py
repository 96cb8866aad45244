"""The report as one HTML file that asks nothing of any host, moves on the screen and prints on A4."""

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from layers.brief import words
from layers.brief.chart import Chart
from layers.brief.coverage.chart import draw_chart
from layers.brief.coverage.judged import rows
from layers.brief.coverage.keys import Key, denominator_text, people_keys, share_keys
from layers.brief.coverage.material import Material
from layers.brief.coverage.picture import PADDING_PX, Picture, pictures
from layers.brief.coverage.report import coverage_report
from layers.brief.leaflet import leaflet
from layers.brief.page import TEXTS as SHARED_TEXTS
from layers.brief.page import Page, policy_of
from layers.labels import L

TEXTS = {
    **SHARED_TEXTS,
    "failing": L("Where the target is missed", "何处未达标"),
    "method": L("How each number was made", "各数字的由来"),
    "notes": L("Notes and limits", "说明与局限"),
    "bars": L("People by area and class, against the target", "各区人口分类与目标对照"),
    "gains": L("What each new site adds", "新增场所的效果"),
}
CAPTIONS = {
    "shares": L("Areas by share, against the target", "各区占比与目标对照"),
    "people": L("People by class", "人口分类"),
}


def write_page(material: Material) -> Page:
    """Return the report as a page in the current language.

    Raises
    ------
    MissingPartError
        While the front end, which brings Leaflet, is not built.
    """
    report = coverage_report(material)
    both = pictures(material, rows(material))
    shown = [
        (key, draw_chart(picture, kind=key), picture)
        for key, picture in (("shares", both.shares), ("people", both.people))
        if picture is not None
    ]
    charts = [chart for _, chart, _ in shown]
    scripts = tuple(filter(None, (leaflet().script if charts else "", *(one.script for one in charts), _paper(charts))))
    policy = policy_of(scripts)
    html = render_to_string(
        "brief/coverage.html",
        {
            "report": report,
            "language": "zh-Hans" if words.language() == "zh" else "en",
            "side_by_side": len(shown) > 1 and not shown[0][2].is_wide,
            "maps": [_map(material, key, chart, picture) for key, chart, picture in shown],
            "bars": mark_safe(report.bars),  # noqa: S308  # our own SVG, its texts escaped where they are written
            "gains": mark_safe(report.gains),  # noqa: S308
            "scripts": scripts,
            "leaflet_style": leaflet().style if charts else "",
            "policy": policy,
            "text": TEXTS,
        },
    )
    return Page(html, f"{policy}; frame-ancestors 'none'")


def _map(material: Material, key: str, chart: Chart, picture: Picture) -> dict[str, object]:
    keys = share_keys if key == "shares" else people_keys
    legend = [Key(mark_safe(one.sign), one.text) for one in keys(material, picture)]  # noqa: S308
    note = denominator_text(material) if key == "shares" else ""
    size = {"width": picture.frame.width_px, "height": picture.frame.height_px}
    return {"caption": CAPTIONS[key], "chart": chart, "legend": legend, "note": note, **size}


def _paper(charts: list[Chart]) -> str:
    """What prints, and fits the maps anew, for their size goes with the paper."""
    maps = [{"name": one.name, "bounds": [list(corner) for corner in one.bounds]} for one in charts]
    return render_to_string("brief/coverage.js", {"maps": maps, "padding": PADDING_PX})
