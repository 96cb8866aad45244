"""Writing a population: its cells in any order and any number, its blocks replaced as a whole or not at all."""

import math
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from layers.models import CellForm, LayerVersion, Population, PopulationBlock
from layers.people.blocks import MOST_CELLS, pack, tile_of
from layers.people.cells import Cells, joined

COUNTER = "populations"
"""Among the data versions; imports of people go in single file by its row."""
MOST_WAITING = 3_000_000
"""Cells that wait for their tile to fill; beyond, the fullest tiles are written as they are."""
MOST_WAITING_OUTLINES = 200_000


def write_population(code: str, pieces: Iterable[Cells], *, form: str = CellForm.POINTS, **values: Any) -> Population:
    """Replace the cells of a population, or make it, in one transaction.

    Parameters
    ----------
    pieces
        The cells, piece by piece; cells without people take part in nothing and are left out.
    values
        Fields of `Population` such as name, source and year.

    Notes
    -----
    Whoever asks meanwhile gets the old people; so it stays if this is interrupted. The version is one that no
    population had before. Two at once come one after the other. `pieces` is read within the transaction.
    """
    with transaction.atomic():
        version = next_version()
        known = Population.objects.filter(code=code).first()
        population = known or Population(code=code)
        for name, value in {"form": form, **values}.items():
            setattr(population, name, value)
        population.version = version
        population.total_persons, population.cells = 0, 0
        population.west = population.south = population.east = population.north = 0
        population.save(force_insert=known is None)
        PopulationBlock.objects.filter(population=population).delete()
        _write_blocks(population, pieces)
        population.save()
    return population


def next_version() -> int:
    """Return a version that no population has had, of whatever code; the transaction holds others back until its end.

    So a population that was deleted and made anew is not taken for the old one by whoever has kept answers about it.
    """
    LayerVersion.objects.get_or_create(layer=COUNTER, defaults={"version": 0, "changed_at": timezone.now()})
    counter = LayerVersion.objects.select_for_update().get(layer=COUNTER)
    highest = Population.objects.aggregate(highest=Max("version"))["highest"] or 0
    counter.version, counter.changed_at = max(counter.version, highest) + 1, timezone.now()
    counter.save()
    return counter.version


def _write_blocks(population: Population, pieces: Iterable[Cells]) -> None:
    sums, parts = [], dict[int, int]()
    west, south, east, north = math.inf, math.inf, -math.inf, -math.inf
    for tile, cells in by_tile(pieces):
        persons = math.fsum(cells.persons.tolist())
        PopulationBlock.objects.create(
            population=population,
            tile=tile,
            part=parts.get(tile, 0),
            cells=len(cells),
            persons=persons,
            columns=pack(cells),
        )
        parts[tile] = parts.get(tile, 0) + 1
        sums.append(persons)
        population.cells += len(cells)
        west, east = min(west, cells.lons.min()), max(east, cells.lons.max())
        south, north = min(south, cells.lats.min()), max(north, cells.lats.max())
    population.total_persons = math.fsum(sums)
    if sums:
        population.west, population.south, population.east, population.north = west, south, east, north


def by_tile(pieces: Iterable[Cells]) -> Iterator[tuple[int, Cells]]:
    """Yield the cells with people tile by tile, each time at most as many as a block holds.

    A tile comes more than once if it has more cells, or if more than `MOST_WAITING` cells wait for theirs. Within a
    tile the cells keep their order.
    """
    waiting: dict[int, list[Cells]] = {}
    counts: dict[int, int] = {}
    for piece in pieces:
        for tile, cells in _split(piece):
            waiting.setdefault(tile, []).append(cells)
            counts[tile] = counts.get(tile, 0) + len(cells)
        most = MOST_WAITING if piece.outlines is None else MOST_WAITING_OUTLINES
        for tile in _ripe(counts, most):
            del counts[tile]
            yield from _as_blocks(tile, waiting.pop(tile))
    for tile in sorted(waiting):
        yield from _as_blocks(tile, waiting[tile])


def _ripe(counts: dict[int, int], most: int) -> list[int]:
    """The tiles to write now: the full ones; if still too much waits, the fullest until half of that is left."""
    ripe = [tile for tile, count in counts.items() if count >= MOST_CELLS]
    left = sum(counts.values()) - sum(counts[tile] for tile in ripe)
    if left > most:
        for tile in sorted(counts.keys() - set(ripe), key=lambda tile: (-counts[tile], tile)):
            ripe.append(tile)
            left -= counts[tile]
            if left <= most / 2:
                break
    return sorted(ripe)


def _split(piece: Cells) -> Iterator[tuple[int, Cells]]:
    cells = piece.take(piece.persons > 0)
    if not len(cells):
        return
    tiles = tile_of(cells.lons, cells.lats)
    order = np.argsort(tiles, kind="stable")
    ends = np.flatnonzero(np.diff(tiles[order])) + 1
    for which in np.split(order, ends):
        yield int(tiles[which[0]]), cells.take(which)


def _as_blocks(tile: int, parts: list[Cells]) -> Iterator[tuple[int, Cells]]:
    cells = joined(parts)
    for begin in range(0, len(cells), MOST_CELLS):
        yield tile, cells.take(slice(begin, begin + MOST_CELLS))
