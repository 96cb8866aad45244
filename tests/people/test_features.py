"""People from polygons and points of GeoPackage, GeoJSON and Shapefile."""

import json
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely

from layers.ingest.errors import BadFileError, BadOptionError
from layers.ingest.population import read_features
from layers.ingest.population.report import PopulationReport
from layers.models import Population
from layers.people import write
from layers.people.store import load_people
from tests.people.cases import as_rows, squares

Import = Callable[..., PopulationReport]


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    shape = None if geometry is None else json.loads(shapely.to_geojson(geometry))
    return {"type": "Feature", "properties": properties, "geometry": shape}


def geojson(*features: dict[str, Any]) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features})


def save(path: Path, geometries: Sequence[Any], persons: Sequence[float], *, crs: str | None = "EPSG:4326") -> Path:
    kind = "Point" if geometries[0].geom_type == "Point" else "Polygon"
    pyogrio.raw.write(
        path,
        shapely.to_wkb(np.asarray(geometries, object)),
        [np.asarray(persons)],
        ["P_CNT"],
        geometry_type=kind,
        crs=crs,
    )
    return path


def loaded(*, outlines: bool = False) -> Any:
    people = load_people("town", outlines=outlines)
    assert people is not None
    return people.cells


def test_hualiens_people_are_all_there(shared_data: Path, bring_in: Import) -> None:
    file = shared_data / "hualien_population_2017.gpkg"
    report = bring_in(file, year=2017)
    _, _, shapes, (people,) = pyogrio.raw.read(file, columns=["P_CNT"])
    assert (report.account.rows_read, report.account.refused, report.exit_code) == (4632, 0, 0)
    assert report.stored_persons == report.account.file_persons == np.nansum(people) == 329_318
    assert (report.persons_column, report.form, report.difference) == ("P_CNT", "polygons", 0)
    assert (report.cells, report.account.unknown) == (3731, 901)
    cells = loaded(outlines=True)
    assert cells.total_persons == 329_318
    ground = shapely.area(shapely.from_wkb(shapes))[people > 0].sum()
    assert math.isclose(shapely.area(cells.outlines).sum(), ground, rel_tol=1e-12)


@pytest.mark.parametrize("name", ["cells.gpkg", "cells.geojson", "cells.shp"])
def test_each_format_gives_the_same_cells(name: str, bring_in: Import, tmp_path: Path) -> None:
    given = squares(300)
    assert given.outlines is not None
    report = bring_in(save(tmp_path / name, given.outlines, given.persons))
    assert (report.cells, report.form, report.coordinates) == (300, "polygons", "wgs84")
    cells = loaded(outlines=True)
    assert cells.total_persons == given.total_persons
    centres = {(round(lon, 6), round(lat, 6)): n for lon, lat, n in as_rows(given)}
    assert {(round(lon, 6), round(lat, 6)): n for lon, lat, n in as_rows(cells)} == centres


def test_points_are_points(bring_in: Import, tmp_path: Path) -> None:
    given = squares(50)
    report = bring_in(save(tmp_path / "cells.gpkg", shapely.points(given.lons, given.lats), given.persons))
    assert report.form == Population.objects.get().form == "points"
    assert as_rows(loaded()) == as_rows(given)
    assert loaded(outlines=True).outlines is None


@pytest.mark.parametrize("name", ["cells.gpkg", "cells.geojson", "cells.shp"])
def test_a_file_is_read_page_by_page(
    name: str, bring_in: Import, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_features, "FEATURES_AT_ONCE", 7)
    monkeypatch.setattr(read_features, "GEOJSON_AT_ONCE", 7)
    given = squares(35)
    assert given.outlines is not None
    path = save(tmp_path / name, given.outlines, given.persons)
    report = bring_in(path)
    assert (report.account.rows_read, report.stored_persons) == (35, given.total_persons)


def test_a_geopackage_with_gaps_in_its_keys_is_read_whole(
    bring_in: Import, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sqlite3

    monkeypatch.setattr(read_features, "FEATURES_AT_ONCE", 4)
    given = squares(20)
    path = save(tmp_path / "cells.gpkg", shapely.points(given.lons, given.lats), given.persons)
    with sqlite3.connect(path) as database:
        for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{trigger}"')
        database.execute("DELETE FROM cells WHERE fid % 3 = 0")
    report = bring_in(path)
    assert report.account.rows_read == 14
    assert report.stored_persons == given.persons[[i for i in range(20) if (i + 1) % 3]].sum()


def test_metres_are_brought_to_degrees(bring_in: Import, tmp_path: Path) -> None:
    from pyproj import Transformer

    given = squares(20)
    to_metres = Transformer.from_crs(4326, 4547, always_xy=True)
    moved = shapely.points(*to_metres.transform(given.lons, given.lats))
    report = bring_in(save(tmp_path / "cells.gpkg", moved, given.persons, crs="EPSG:4547"))
    assert report.coordinates == "EPSG:4547"
    order = np.argsort(given.lons)
    np.testing.assert_allclose(np.sort(loaded().lons), given.lons[order], atol=1e-9)


def test_metres_without_a_system_are_asked_about(bring_in: Import) -> None:
    with pytest.raises(BadOptionError, match="metres, not degrees"):
        bring_in(geojson(feature(shapely.box(500000, 3800000, 500100, 3800100), people=5)), file="cells.geojson")


def test_the_point_of_a_cell_lies_inside_it(bring_in: Import) -> None:
    ring = shapely.Point(109, 34).buffer(0.1).difference(shapely.Point(109, 34).buffer(0.08))
    bring_in(geojson(feature(ring, people=5)), file="cells.geojson")
    cells = loaded(outlines=True)
    assert cells.outlines[0].contains(shapely.Point(cells.lons[0], cells.lats[0]))
    assert not ring.contains(ring.centroid)


def test_a_crossed_outline_is_mended_and_counted(bring_in: Import) -> None:
    bow = shapely.Polygon([(109, 34), (109.1, 34.1), (109.1, 34), (109, 34.1)])
    report = bring_in(geojson(feature(bow, people=8), feature(shapely.box(0, 1, 1, 2), people=1)), file="a.geojson")
    assert (report.account.mended, report.account.refused, report.cells, report.exit_code) == (1, 0, 2, 0)
    assert [(note.line, "mended" in note.reason, "Self-intersection" in note.reason) for note in report.notes] == [
        (1, True, True)
    ]
    outlines = loaded(outlines=True).outlines
    assert all(one.is_valid for one in outlines)
    assert sorted(round(one.area, 6) for one in outlines) == [0.005, 1.0]


def test_people_without_a_place_are_counted_as_lost_and_named(bring_in: Import) -> None:
    report = bring_in(
        geojson(
            feature(shapely.box(109, 34, 109.1, 34.1), people=10),
            feature(None, people=20),
            feature(shapely.Polygon(), people=30),
            feature(shapely.LineString([(109, 34), (110, 34)]), people=40),
            feature(shapely.Polygon([(109, 34), (110, 34), (109, 34)]), people=50),
            feature(shapely.box(179, 34, 181, 35), people=60),
            feature(None, people=0),
        ),
        file="cells.geojson",
    )
    assert (report.account.file_persons, report.stored_persons, report.account.lost_persons) == (210, 10, 200)
    assert (report.difference, report.account.refused, report.account.empty, report.exit_code) == (0, 5, 1, 3)
    assert {note.line: note.reason for note in report.notes} == {
        2: "It has no geometry.",
        3: "It has no geometry.",
        4: "The cells of this file are polygons; this one is not.",
        5: "The outline encloses no ground.",
        6: "The outline leaves the range of degrees.",
    }


def test_people_who_are_no_number_of_people_are_refused_and_named(bring_in: Import) -> None:
    place = shapely.Point(109, 34)
    report = bring_in(
        geojson(
            feature(place, people="1,200人"),
            feature(place, people="1.2万"),
            feature(place, people="many"),
            feature(place, people="-5"),
            feature(place, people=None),
        ),
        file="cells.geojson",
    )
    assert (report.stored_persons, report.account.negative_persons, report.account.refused) == (13_200, -5, 2)
    assert report.account.unknown == 1
    assert {note.line: (note.value, note.reason) for note in report.notes} == {
        3: ("many", "“many” is not a number."),
        4: ("-5", "The number of people is negative."),
        5: ("", "It says no number of people."),
    }


def test_overlapping_polygons_are_named_and_counted_once(bring_in: Import) -> None:
    report = bring_in(
        geojson(
            feature(shapely.box(109.0, 34, 109.1, 34.1), people=1),
            feature(shapely.box(109.1, 34, 109.2, 34.1), people=2),  # touches the first
            feature(shapely.box(109.05, 34, 109.1, 34.1), people=4),  # half the size, all of it on the first
            feature(shapely.box(109.1999, 34, 109.3, 34.1), people=8),  # a sliver on the second
            feature(shapely.box(108.9, 33.9, 109.26, 34.2), people=16),  # over a tile's edge, on all of them
        ),
        file="cells.geojson",
    )
    assert (report.stored_persons, report.exit_code) == (31, 0)
    assert {one.lines: round(one.share, 3) for one in report.overlaps.named} == {
        (1, 3): 1.0,
        (1, 5): 1.0,
        (2, 5): 1.0,
        (3, 5): 1.0,
        (4, 5): 0.6,
    }
    assert (report.overlaps.pairs, report.overlaps.slivers, len(report.overlaps.cells)) == (5, 1, 5)


@pytest.mark.parametrize("seed", range(4))
def test_overlaps_are_those_of_all_pairs(
    seed: int, bring_in: Import, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write, "MOST_WAITING_OUTLINES", 40)
    given = squares(150, seed=seed, side_deg=0.12)
    assert given.outlines is not None
    report = bring_in(save(tmp_path / "cells.gpkg", given.outlines, given.persons))
    slivers, expected = 0, {}
    for i, one in enumerate(given.outlines):
        for j, other in enumerate(given.outlines[:i]):
            share = one.intersection(other).area / min(one.area, other.area)
            slivers += 0 < share < 0.01
            if share >= 0.01:
                expected[j + 1, i + 1] = share
    assert (report.overlaps.pairs, report.overlaps.slivers) == (len(expected), slivers)
    for one in report.overlaps.named:
        assert math.isclose(one.share, expected[one.lines], rel_tol=1e-9)


def test_without_a_usual_name_the_columns_are_listed(bring_in: Import) -> None:
    file = geojson(feature(shapely.Point(1, 2), age=5, H_CNT=3))
    with pytest.raises(BadOptionError, match="the columns are: age, H_CNT"):
        bring_in(file, file="cells.geojson")
    assert bring_in(file, file="cells.geojson", persons_column="H_CNT").stored_persons == 3
    with pytest.raises(BadOptionError, match="no column “x”"):
        bring_in(file, file="cells.geojson", persons_column="x")


def test_two_usual_names_are_not_chosen_between(bring_in: Import) -> None:
    with pytest.raises(BadOptionError, match="人口, P_CNT"):
        bring_in(geojson(feature(shapely.Point(1, 2), 人口=5, P_CNT=3)), file="cells.geojson")


@pytest.mark.parametrize("column", ["P_CNT", "people", "Population", "persons", "人口", "常住人口（人）", "POP"])
def test_usual_names_are_known(column: str, bring_in: Import) -> None:
    report = bring_in(geojson(feature(shapely.Point(1, 2), **{column: 5, "other": 7})), file="cells.geojson")
    assert (report.persons_column, report.stored_persons) == (column, 5)


def test_a_table_in_a_geopackage_is_no_place(bring_in: Import, tmp_path: Path) -> None:
    path = tmp_path / "table.gpkg"
    pyogrio.raw.write(path, None, [np.array([5.0])], ["people"], geometry_type=None, crs=None)
    with pytest.raises(BadFileError, match="no geometries"):
        bring_in(path)
