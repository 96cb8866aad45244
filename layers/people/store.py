"""Populations as the database keeps them: found by code, loaded as columns, or streamed block by block."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import F, Q, QuerySet, Sum

from layers.errors import ConflictError, invalid
from layers.geo import BBox
from layers.labels import L
from layers.models import Population, PopulationBlock
from layers.people.blocks import MOST_CELLS, TILE_COLUMNS, tile_spans, unpack
from layers.people.cells import Cells, People, joined
from layers.people.kept import KEPT

ATTEMPTS = 3
"""At reading a population that is being replaced."""


@dataclass(frozen=True)
class Block:
    """Some cells of one tile of a population, as packed."""

    tile: int
    part: int
    n_cells: int
    persons: float
    packed: bytes = field(repr=False)

    def cells(self, *, outlines: bool = False) -> Cells:
        return unpack(self.packed, outlines=outlines)


def find_population(code: str | None = None) -> Population | None:
    """Return a population: the one of that code, or by default the newest that is no demo.

    Returns
    -------
    None only where no code is given and there is no population at all.

    Raises
    ------
    InvalidInputError
        None has that code; the message names those there are.
    """
    if not code:
        return Population.objects.first()
    if found := Population.objects.filter(code=code).first():
        return found
    known = ", ".join(Population.objects.values_list("code", flat=True)[:20]) or L("none", "无")
    raise invalid(
        "population",
        L("There is no population “{code}”; there are: {known}.", "没有人口数据“{code}”；现有：{known}。").format(
            code=code[:50], known=known
        ),
    )


def load_people(code: str | None = None, *, bbox: BBox | None = None, outlines: bool = False) -> People | None:
    """Return a population with its cells; kept in the process until a new version is imported.

    Parameters
    ----------
    code
        Of the population; the default one where none is given.
    bbox
        Only cells whose point lies in it, the edges included.
    outlines
        Whether to give the outlines of cells that have one.

    Returns
    -------
    Cells by tile, then as they were imported: always in the same order. The columns are shared and cannot be written
    to. None where there is no population at all.

    Raises
    ------
    InvalidInputError
        None has that code.
    ConflictError
        It is being replaced again and again.
    """
    for _ in range(ATTEMPTS):
        population = find_population(code)
        if population is None:
            return None
        cells = _load(population, bbox=bbox, outlines=outlines)
        if cells is not None:
            return as_people(population, cells)
    raise replaced_meanwhile(code or "")


def blocks_of(population: Population, *, bbox: BBox | None = None) -> Iterator[Block]:
    """Yield the blocks of a population by tile; at any moment about one block's bytes are in memory.

    Reads in short queries, so whoever takes long over a block holds no transaction open.

    Parameters
    ----------
    bbox
        Only blocks of tiles that touch it.

    Raises
    ------
    ConflictError
        The population was replaced meanwhile: what was given so far is of the old one.
    """
    rows = _blocks(population, bbox)
    sizes = list(rows.values_list("pk", "cells"))
    for keys in _batches(sizes):
        got = list(rows.filter(pk__in=keys))
        if len(got) != len(keys):
            raise replaced_meanwhile(population.code)
        for row in got:
            yield Block(row.tile, row.part, row.cells, row.persons, bytes(row.columns))
    if not Population.objects.filter(pk=population.pk, version=population.version).exists():
        raise replaced_meanwhile(population.code)


def count_cells(population: Population, *, bbox: BBox | None = None) -> int:
    """Return how many cells the blocks of a population have that touch a box."""
    if bbox is None:
        return population.cells
    return _blocks(population, bbox).aggregate(cells=Sum("cells"))["cells"] or 0


def count_blocks(population: Population, *, bbox: BBox | None = None) -> int:
    """Return how many blocks of a population touch a box."""
    return _blocks(population, bbox).count()


def _blocks(population: Population, bbox: BBox | None) -> QuerySet[PopulationBlock]:
    """The blocks of this very version: a query sees either all of them or none."""
    rows = PopulationBlock.objects.filter(population=population, population__version=population.version)
    if bbox is not None:
        touched = Q(pk__in=[])
        for span in tile_spans(bbox):
            south, north = span.rows[0] * TILE_COLUMNS, (span.rows[1] + 1) * TILE_COLUMNS - 1
            touched |= Q(tile__range=(south, north), column__range=span.columns)
        rows = rows.annotate(column=F("tile") % TILE_COLUMNS).filter(touched)
    return rows.order_by("tile", "part")


def _batches(sizes: list[tuple[int, int]]) -> Iterator[list[int]]:
    """Keys of blocks that have together about as many cells as one block may have."""
    batch, cells = list[int](), 0
    for key, size in sizes:
        if batch and cells + size > MOST_CELLS:
            yield batch
            batch, cells = [], 0
        batch.append(key)
        cells += size
    if batch:
        yield batch


def _load(population: Population, *, bbox: BBox | None, outlines: bool) -> Cells | None:
    """The cells, from what is kept or from the database; None where the population was replaced meanwhile."""
    kept = KEPT.get(population, outlines)
    if kept is not None:
        return kept if bbox is None else kept.take(kept.inside(bbox))
    try:
        parts = [block.cells(outlines=outlines) for block in blocks_of(population, bbox=bbox)]
    except ConflictError:
        return None
    cells = joined(parts)
    if bbox is not None:
        return cells.take(cells.inside(bbox))
    KEPT.put(population, outlines, cells)
    return cells


def as_people(population: Population, cells: Cells) -> People:
    """Return a population with some of its cells."""
    return People(
        code=population.code,
        name=population.name,
        name_en=population.name_en,
        source=population.source,
        year=population.year,
        is_estimate=population.is_estimate,
        version=population.version,
        cells=cells,
    )


def replaced_meanwhile(code: str) -> ConflictError:
    """Build the error for a population that changed under the reader."""
    return ConflictError(
        L(
            "The population “{code}” was replaced while it was being read; ask again.",
            "人口数据“{code}”在读取期间被替换，请重试。",
        ).format(code=code)
    )
