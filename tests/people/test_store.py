"""Populations are found, kept while they stay the same, streamed, and replaced as a whole."""

import math
import threading
from collections.abc import Iterator

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from layers.errors import ConflictError, InvalidInputError
from layers.geo import BBox
from layers.models import Population, PopulationBlock
from layers.people import write
from layers.people.blocks import MOST_CELLS, tile_of
from layers.people.cells import Cells
from layers.people.kept import KEPT, KeptCells
from layers.people.store import blocks_of, find_population, load_people
from layers.people.write import by_tile, write_population
from tests.people.cases import as_rows, population, scattered, squares

pytestmark = pytest.mark.django_db


def test_the_default_is_the_newest_that_is_no_demo() -> None:
    assert find_population() is None
    assert load_people() is None
    population("demo", is_demo=True, year=2024)
    assert find_population().code == "demo"  # type: ignore[union-attr]
    population("old", year=2010)
    population("new", year=2020)
    assert find_population().code == "new"  # type: ignore[union-attr]
    assert find_population("old").code == "old"  # type: ignore[union-attr]


def test_an_unknown_code_is_refused_with_those_there_are() -> None:
    population("one")
    with pytest.raises(InvalidInputError, match=r"“two”.*one"):
        find_population("two")
    with pytest.raises(InvalidInputError):
        load_people("two")


def test_what_was_written_is_loaded() -> None:
    pieces = [scattered(500, seed=1), scattered(700, seed=2)]
    row = population("town", *pieces, source="A census", year=2017, is_estimate=True)
    people = load_people("town")
    assert people is not None
    assert as_rows(people.cells) == sorted(as_rows(pieces[0]) + as_rows(pieces[1]))
    assert (row.cells, row.total_persons) == (1200, math.fsum(people.cells.persons))
    assert (row.west, row.north) == (people.cells.lons.min(), people.cells.lats.max())
    assert (people.source, people.year, people.is_estimate, people.version) == ("A census", 2017, True, 1)


def test_cells_come_by_tile_and_then_as_they_were_given() -> None:
    given = scattered(2000)
    population("town", given)
    people = load_people("town")
    assert people is not None
    order = np.argsort(tile_of(given.lons, given.lats), kind="stable")
    np.testing.assert_array_equal(people.cells.lons, given.lons[order])


def test_cells_without_people_take_part_in_nothing() -> None:
    row = population("town", Cells(np.array([1.0, 2, 3]), np.zeros(3), np.array([0.0, 5, 0])))
    assert (row.cells, row.total_persons, row.west, row.east) == (1, 5, 2, 2)
    empty = population("empty", Cells(np.zeros(0), np.zeros(0), np.zeros(0)))
    assert (empty.cells, empty.total_persons) == (0, 0)
    assert len(load_people("empty").cells) == 0  # type: ignore[union-attr]


@pytest.mark.parametrize("bbox", [BBox(109.6, 34.1, 110.3, 35.55), BBox(110.9, 34, 109.1, 36), BBox(0, 0, 1, 1)])
@pytest.mark.parametrize("kept", [False, True])
def test_a_box_gives_the_cells_whose_point_lies_in_it(bbox: BBox, kept: bool) -> None:
    given = scattered(3000)
    population("town", given)
    if kept:
        load_people("town")
    if bbox.west <= bbox.east:
        inside = (given.lons >= bbox.west) & (given.lons <= bbox.east)
    else:
        inside = (given.lons >= bbox.west) | (given.lons <= bbox.east)
    inside &= (given.lats >= bbox.south) & (given.lats <= bbox.north)
    assert as_rows(load_people("town", bbox=bbox).cells) == as_rows(given.take(inside))  # type: ignore[union-attr]


def test_a_box_reads_only_the_blocks_it_touches() -> None:
    row = population("town", scattered(3000))
    assert PopulationBlock.objects.count() == 64
    assert {block.tile for block in blocks_of(row, bbox=BBox(109.3, 34.3, 109.4, 34.6))} == {
        int(tile_of([109.3], [lat])[0]) for lat in (34.3, 34.6)
    }


def test_outlines_are_given_when_asked_for() -> None:
    given = squares(300)
    population("town", given, form="polygons")
    assert load_people("town").cells.outlines is None  # type: ignore[union-attr]
    cells = load_people("town", outlines=True).cells  # type: ignore[union-attr]
    assert cells.outlines is not None
    assert given.outlines is not None
    assert sorted(one.wkb for one in cells.outlines) == sorted(one.wkb for one in given.outlines)
    assert all(one.bounds[0] < lon < one.bounds[2] for one, lon in zip(cells.outlines, cells.lons, strict=True))


def test_the_same_version_is_read_once_and_a_new_one_anew() -> None:
    population("town", scattered(10))
    first = load_people("town")
    with CaptureQueriesContext(connection) as queries:
        again = load_people("town")
    assert len(queries) == 1
    assert first is not None
    assert again is not None
    assert again.cells is first.cells
    with pytest.raises(ValueError, match="read-only"):
        first.cells.persons[0] = 1
    population("town", scattered(20))
    newer = load_people("town")
    assert newer is not None
    assert (newer.version, len(newer.cells), len(first.cells)) == (2, 20, 10)


def test_what_is_kept_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("layers.people.kept.MOST_CELLS", 25)
    kept = KeptCells()
    one, two, three = (Population(code=code, version=1) for code in ("one", "two", "three"))
    kept.put(one, False, scattered(10))
    kept.put(two, False, scattered(10))
    assert kept.get(one, False)
    kept.put(three, False, scattered(10))
    assert [bool(kept.get(row, False)) for row in (one, two, three)] == [True, False, True]
    kept.put(one, False, scattered(26))
    assert kept.get(one, False) is None


def test_a_population_replaced_while_it_streams_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("layers.people.store.MOST_CELLS", 100)
    row = population("town", scattered(1000))
    stream = blocks_of(row)
    next(stream)
    population("town", scattered(1000, seed=2))
    with pytest.raises(ConflictError, match="replaced"):
        list(stream)


def test_replacing_leaves_nothing_of_the_old() -> None:
    population("town", scattered(1000), method="first")
    row = population("town", scattered(3, seed=5), method="second")
    assert (row.version, row.cells, row.method) == (2, 3, "second")
    assert sum(PopulationBlock.objects.values_list("cells", flat=True)) == 3


def test_one_that_was_deleted_and_made_anew_is_not_taken_for_the_old_one() -> None:
    population("town", scattered(10))
    assert len(load_people("town").cells) == 10  # type: ignore[union-attr]
    Population.objects.all().delete()
    assert population("town", scattered(20)).version == 2
    assert len(load_people("town").cells) == 20  # type: ignore[union-attr]


def test_what_fails_in_the_middle_leaves_the_old_people() -> None:
    population("town", scattered(10))

    def broken() -> Iterator[Cells]:
        yield scattered(MOST_CELLS + 5, box=(109, 34, 109.2, 34.2))
        assert PopulationBlock.objects.filter(population="town", cells=MOST_CELLS).exists()
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="disk"):
        write_population("town", broken(), name="Town", source="tests", year=2020)
    people = load_people("town")
    assert people is not None
    assert (people.version, as_rows(people.cells)) == (1, as_rows(scattered(10)))


def test_a_tile_with_more_cells_than_a_block_holds_has_parts() -> None:
    given = scattered(MOST_CELLS * 2 + 5, box=(109, 34, 109.2, 34.2))
    population("town", given)
    assert list(PopulationBlock.objects.values_list("part", "cells")) == [
        (0, MOST_CELLS),
        (1, MOST_CELLS),
        (2, 5),
    ]
    np.testing.assert_array_equal(load_people("town").cells.lons, given.lons)  # type: ignore[union-attr]


def test_what_waits_for_its_tile_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write, "MOST_WAITING", 500)
    pieces = [scattered(200, seed=seed) for seed in range(10)]
    read = 0

    def counted() -> Iterator[Cells]:
        nonlocal read
        for piece in pieces:
            read += len(piece)
            yield piece

    written, most, given = 0, 0, list[Cells]()
    for _tile, cells in by_tile(counted()):
        most = max(most, read - written)
        written += len(cells)
        given.append(cells)
    assert most <= 700
    assert sorted(row for cells in given for row in as_rows(cells)) == sorted(
        row for piece in pieces for row in as_rows(piece)
    )


@pytest.mark.django_db(transaction=True)
def test_two_who_make_the_same_population_come_one_after_the_other() -> None:
    both_are_ready, versions = threading.Barrier(2), list[int]()

    def make() -> None:
        both_are_ready.wait(30)
        versions.append(population("town", scattered(20_000)).version)
        connection.close()

    makers = [threading.Thread(target=make) for _ in range(2)]
    for one in makers:
        one.start()
    for one in makers:
        one.join(60)
    assert sorted(versions) == [1, 2]
    assert sum(PopulationBlock.objects.values_list("cells", flat=True)) == 20_000


@pytest.mark.django_db(transaction=True)
def test_a_reader_sees_the_old_people_until_all_new_ones_are_in() -> None:
    population("town", scattered(10))
    seen: list[int] = []

    def look() -> None:
        KEPT.clear()
        seen.append(len(load_people("town").cells))  # type: ignore[union-attr]
        connection.close()

    def pieces() -> Iterator[Cells]:
        yield scattered(MOST_CELLS + 5, box=(109, 34, 109.2, 34.2))
        reader = threading.Thread(target=look)
        reader.start()
        reader.join(30)
        yield scattered(1)

    population("town", *())  # version 2, the same hundred cells as by default
    write_population("town", pieces(), name="Town", source="tests", year=2020)
    look()
    assert seen == [100, MOST_CELLS + 6]
