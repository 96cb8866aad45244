"""The report as a file: its form, its media type, its name."""

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath

from layers.brief.coverage.figures import reach
from layers.brief.coverage.geodata import write_geojson, write_geopackage
from layers.brief.coverage.headline import place_name
from layers.brief.coverage.material import Material
from layers.brief.coverage.page import write_page
from layers.brief.coverage.paper import write_paper
from layers.brief.coverage.table_file import write_csv
from layers.labels import L


class FileFormat(StrEnum):
    """A form that a report can have, by the ending of its file's name."""

    HTML = "html"
    PDF = "pdf"
    CSV = "csv"
    XLSX = "xlsx"
    GPKG = "gpkg"
    GEOJSON = "geojson"

    @property
    def draws_ground(self) -> bool:
        """Whether the covered ground is in it."""
        return self in (FileFormat.HTML, FileFormat.PDF, FileFormat.GPKG)

    @classmethod
    def of_file(cls, name: str) -> "FileFormat | None":
        """Return the form that a file's name asks for, None where it is none of these."""
        ending = PurePath(name).suffix.lstrip(".").lower()
        ending = {"htm": "html", "json": "geojson"}.get(ending, ending)
        return cls(ending) if ending in list(cls) else None


MEDIA_TYPES = {
    FileFormat.HTML: "text/html; charset=utf-8",
    FileFormat.PDF: "application/pdf",
    FileFormat.CSV: "text/csv; charset=utf-8",
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileFormat.GPKG: "application/geopackage+sqlite3",
    FileFormat.GEOJSON: "application/geo+json",
}


def _workbook(material: Material) -> bytes:
    """What writes workbooks is loaded when the first is asked for."""
    from layers.brief.coverage.sheets import write_workbook

    return write_workbook(material)


WRITERS = {
    FileFormat.PDF: write_paper,
    FileFormat.CSV: write_csv,
    FileFormat.XLSX: _workbook,
    FileFormat.GPKG: write_geopackage,
    FileFormat.GEOJSON: write_geojson,
}


@dataclass(frozen=True)
class ReportFile:
    body: bytes
    media_type: str
    name: str
    """In the reader's language."""
    plain_name: str
    """In letters that every system knows."""


def write_report(material: Material, kind: FileFormat) -> ReportFile:
    """Return the report in one of its forms, in the current language.

    Raises
    ------
    MissingPartError
        For a page while the front end is not built; for a PDF without a Chinese font.
    """
    names = (f"{_name(material)}.{kind.value}", f"{_plain_name(material)}.{kind.value}")
    if kind is FileFormat.HTML:
        return ReportFile(write_page(material).html.encode(), MEDIA_TYPES[kind], *names)
    return ReportFile(WRITERS[kind](material), MEDIA_TYPES[kind], *names)


def _name(material: Material) -> str:
    """``渭南市-避难场所-覆盖报告-1 km``"""
    report = L("coverage report", "覆盖报告")
    parts = (place_name(material), str(material.layer.title), str(report), reach(material.coverage), _day(material))
    return re.sub(r'[\\/:*?"<>|\s\x00-\x1f]+', " ", "-".join(filter(None, parts))).strip()


def _plain_name(material: Material) -> str:
    coverage = material.coverage
    area = (coverage.get("area") or {}).get("code", "")
    far = f"{coverage['radius_m']:g}m" if coverage.get("radius_m") is not None else ""
    if coverage.get("minutes") is not None:
        far = f"{coverage['minutes']:g}min"
    parts = ("onemap-coverage", coverage["layer"], area, far, _day(material))
    return re.sub(r"[^A-Za-z0-9.-]+", "-", "-".join(filter(None, parts)))


def _day(material: Material) -> str:
    return str(material.coverage.get("as_of") or "")[:10].replace("-", "")
