"""What a coverage report is made of, taken from an answer: its documents, its sites by name, its cells by class."""

from typing import Any

import numpy as np

from layers.api.coverage.document import cells_document, coverage_document
from layers.brief.coverage.material import CellColumns, Material, Site
from layers.brief.words import name_of
from layers.queries.coverage.answer import CoverageAnswer
from layers.queries.coverage.bins import bin_cells
from layers.queries.coverage.question import Capacity

PICTURE_COLUMNS = 64
"""Squares across the paper, at most."""
MOST_NAMES = 20_000
"""Of more sites, codes stand for names."""


def material_of(answer: CoverageAnswer, *, target: float, again: str, title: str = "", **further: Any) -> Material:
    """Return the material of a report, names in the current language; `further` are documents of further questions."""
    picture = cells_document(bin_cells(answer.by_cell, columns=PICTURE_COLUMNS), answer) if answer.people else None
    return Material(
        layer=answer.question.layer,
        coverage=coverage_document(answer),
        target=target,
        again=again,
        title=title,
        picture=picture,
        sites=_sites(answer),
        cells=_cells(answer) if answer.people else None,
        **further,
    )


def _sites(answer: CoverageAnswer) -> tuple[Site, ...]:
    sites, places = answer.sites, answer.places
    names = _names(answer)
    asked = answer.question.capacity is not Capacity.NONE
    loads = places.loads.tolist() if places else [None] * len(sites)
    return tuple(
        Site(code, names.get(code, code), lon, lat, room if asked and room == room else None, load)
        for code, lon, lat, room, load in zip(
            sites.codes, sites.lons.tolist(), sites.lats.tolist(), sites.capacity_persons.tolist(), loads, strict=True
        )
    )


def _names(answer: CoverageAnswer) -> dict[str, str]:
    """Names by code; what a what-if adds has those that it gives."""
    changes = answer.question.changes
    added = {code: one.name for code, one in zip(changes.added_codes, changes.add, strict=True)}
    if len(answer.sites) > MOST_NAMES:
        return added
    rows = answer.question.layer.model._default_manager.filter(code__in=answer.sites.codes)
    return {row["code"]: name_of(row) for row in rows.order_by().values("code", "name", "name_en")} | added


def _cells(answer: CoverageAnswer) -> CellColumns:
    """Only those where somebody lives."""
    by_cell = answer.by_cell
    some = np.flatnonzero(by_cell.cells.persons > 0)
    persons = by_cell.cells.persons[some]
    covered = np.where(by_cell.is_covered[some], persons, 0.0)
    served = covered if by_cell.served is None else by_cell.served[some]
    return CellColumns(
        by_cell.cells.lons[some],
        by_cell.cells.lats[some],
        persons,
        served,
        np.maximum(covered - served, 0.0),
        persons - covered,
    )
