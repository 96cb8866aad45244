"""Building road tiles: what goes in, what is refused, and that nothing takes the place of working tiles by accident."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely
from django.contrib.gis.geos import Point
from django.core.management import CommandError, call_command

from layers.models import Shelter
from layers.travel import engine
from layers.travel.building.errors import RoadBuildError
from layers.travel.building.publish import WORK, build_roads
from layers.travel.building.road_layer import convert
from layers.travel.building.source import read_source
from layers.travel.building.tiles import PHASES
from layers.travel.building.writing import Road, write_roads
from layers.travel.network import Network
from layers.travel.record import ARCHIVE, CURRENT, RoadsRecord
from tests.travel.conftest import opened
from tests.travel.network import SPACING_M, ask, grid, junction, middle, stop

pytestmark = pytest.mark.usefixtures("needs_engine")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "roads"


@pytest.fixture
def pbf(tmp_path):
    path = tmp_path / "small.osm.pbf"
    write_roads(path, grid())
    return path


def version(folder):
    return RoadsRecord.read(folder / CURRENT).version


def sets(folder):
    return sorted(path.name for path in folder.iterdir() if path.is_dir() and not path.is_symlink())


def test_the_record_says_where_the_roads_come_from(folder, pbf):
    steps = []
    record = build_roads(pbf, folder, step=lambda: steps.append(1), note="invented")
    assert RoadsRecord.read(folder / CURRENT) == record
    assert record.source == "small.osm.pbf"
    assert record.source_sha256 == read_source(pbf).sha256
    assert record.engine == engine.version()
    assert record.ways == 2 * 9 * 8
    west, south, east, north = record.bbox
    assert (west, north) == pytest.approx(junction(0, 0), abs=1e-4)
    assert (east, south) == pytest.approx(junction(8, 8), abs=1e-4)
    assert len(steps) == len(PHASES) + 3


def test_tiles_are_the_same_in_the_archive_and_the_index_finds_them(folder, pbf):
    build_roads(pbf, folder)
    assert sets(folder) == [version(folder)]
    assert opened(folder).legs(ask(junction(1, 1)), [stop(junction(2, 1), junction(1, 1))])[0].basis == "road"


def write_text(path):
    path.write_text("not a PBF")


def write_half(path):
    write_roads(path, grid())
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def write_noise(path):
    write_roads(path, grid())
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 200] = bytes(200)
    path.write_bytes(bytes(data))


def write_footpaths(path):
    write_roads(path, [Road((junction(0, 0), junction(1, 0)), {"highway": "footway"})])


def write_nothing(path):
    write_roads(path, [])


@pytest.mark.parametrize("write", [write_text, write_half, write_noise, write_footpaths, write_nothing])
def test_a_broken_file_is_refused_and_the_tiles_in_use_stay(folder, pbf, tmp_path, write):
    build_roads(pbf, folder)
    before = version(folder)
    broken = tmp_path / "broken.osm.pbf"
    write(broken)
    with pytest.raises(RoadBuildError, match=r"broken\.osm\.pbf"):
        build_roads(broken, folder)
    assert version(folder) == before
    assert sets(folder) == [before]


def test_a_file_that_is_not_there_is_named(folder, tmp_path):
    with pytest.raises(RoadBuildError, match="none"):
        build_roads(tmp_path / "none.osm.pbf", folder)


def test_a_full_disk_leaves_the_tiles_in_use(folder, pbf, monkeypatch):
    build_roads(pbf, folder)
    before = version(folder)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("layers.travel.building.publish.pack", full)
    with pytest.raises(RoadBuildError, match="No space left"):
        build_roads(pbf, folder)
    assert version(folder) == before
    assert sets(folder) == [before]


def test_an_engine_that_fails_is_quoted(folder, pbf, monkeypatch, tmp_path):
    program = tmp_path / "fails"
    program.write_text("#!/bin/sh\necho the engine is out of order\nexit 3\n")
    program.chmod(0o755)
    monkeypatch.setattr(engine, "program", lambda name: program)
    with pytest.raises(RoadBuildError, match=r"3.*out of order"):
        build_roads(pbf, folder)
    assert sets(folder) == []


SCRIPT = """
import os, sys
from pathlib import Path
os.environ["DJANGO_SETTINGS_MODULE"] = "mapserver.settings"
import django
django.setup()
from layers.travel import engine
from layers.travel.building.publish import build_roads
engine.program = lambda name: Path(sys.argv[3])
build_roads(Path(sys.argv[1]), Path(sys.argv[2]), step=lambda: print("step", flush=True))
"""


@pytest.fixture
def slow_build(folder, pbf, tmp_path):
    """A build in a process of its own, in the midst of the engine's work."""
    program = tmp_path / "slow"
    program.write_text("#!/bin/sh\nexec sleep 60\n")
    program.chmod(0o755)
    build_roads(pbf, folder)
    command = [sys.executable, "-c", SCRIPT, str(pbf), str(folder), str(program)]
    process = subprocess.Popen(
        command, cwd=Path(__file__).resolve().parents[2], stdout=subprocess.PIPE, start_new_session=True
    )
    process.stdout.readline()
    while not (folder / WORK / "valhalla.json").exists():
        time.sleep(0.01)
    yield process
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def test_two_builds_at_once_are_one_too_many(folder, pbf, slow_build):
    before = version(folder)
    with pytest.raises(RoadBuildError, match=r"Another build|已有路网构建"):
        build_roads(pbf, folder)
    assert version(folder) == before


def test_a_killed_build_keeps_others_out_while_the_engine_runs_on_and_is_then_swept_away(folder, pbf, slow_build):
    before = version(folder)
    slow_build.send_signal(signal.SIGKILL)
    slow_build.wait()
    with pytest.raises(RoadBuildError):
        build_roads(pbf, folder)
    os.killpg(slow_build.pid, signal.SIGKILL)
    assert (folder / WORK).exists()
    assert version(folder) == before
    deadline = time.monotonic() + 10
    while True:
        try:
            build_roads(pbf, folder)
            break
        except RoadBuildError:
            assert time.monotonic() < deadline
            time.sleep(0.05)
    assert version(folder) != before
    assert sets(folder) == [version(folder)]


def test_readers_go_on_while_tiles_are_replaced_and_find_the_new_ones_by_themselves(folder, pbf, tmp_path, settings):
    settings.ROADS_DIR = folder
    build_roads(pbf, folder)
    network = Network()
    question, stops = ask(junction(1, 1)), [stop(junction(4, 1), junction(1, 1))]
    stopping, seen, failures = threading.Event(), set(), []

    def read():
        while not stopping.is_set():
            roads = network.roads()
            leg = roads.legs(question, stops).get(0)
            seen.add(roads.record.version)
            if leg is None or leg.basis != "road":
                failures.append(leg)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    versions = [version(folder)]
    for _ in range(2):
        build_roads(pbf, folder)
        versions.append(version(folder))
        deadline = time.monotonic() + 10
        while versions[-1] not in seen and time.monotonic() < deadline:
            time.sleep(0.01)
    stopping.set()
    for reader in readers:
        reader.join()
    assert not failures
    assert seen == set(versions)


def test_tiles_that_do_not_open_are_no_roads_and_those_opened_before_stay(folder, pbf, settings, caplog):
    settings.ROADS_DIR = folder
    build_roads(pbf, folder)
    (folder / CURRENT / "roads.json").write_text("{")
    assert Network().roads() is None
    assert "cannot be opened" in caplog.text
    build_roads(pbf, folder)
    network = Network()
    roads = network.roads()
    assert roads is not None
    (folder / CURRENT / "roads.json").write_text("{")
    assert network.roads() is roads
    (folder / CURRENT).unlink()
    assert network.roads() is None


def test_an_archive_cut_short_is_found_out_before_it_is_used(folder, pbf, monkeypatch):
    from layers.travel.building import publish

    whole = publish.pack

    def cut(tiles, archive):
        whole(tiles, archive)
        archive.write_bytes(b"no tiles here" * 100)

    monkeypatch.setattr(publish, "pack", cut)
    with pytest.raises(RoadBuildError):
        build_roads(pbf, folder)
    assert not (folder / CURRENT).exists()
    assert not (folder / WORK / ARCHIVE).exists()


# ── Own layers ──


def write_layer(path, lines, fields, crs="EPSG:4326"):
    pyogrio.raw.write(
        path,
        shapely.to_wkb([shapely.LineString(line) for line in lines]),
        [np.array(values, dtype=object) for values in fields.values()],
        list(fields),
        geometry_type="LineString",
        crs=crs,
    )
    return path


@pytest.mark.parametrize("suffix", ["gpkg", "geojson", "shp"])
def test_a_layer_of_ones_own_becomes_roads(tmp_path, folder, suffix):
    roads = list(grid())
    lines = [road.line for road in roads]
    fields = {"名称": [f"路{n}" for n in range(len(lines))], "等级": ["县道"] * len(lines), "限速": ["36"] * len(lines)}
    if suffix == "shp":
        fields = dict(zip(("name", "class", "maxspeed"), fields.values(), strict=True))
    layer = write_layer(tmp_path / f"own.{suffix}", lines, fields)
    converted = convert(layer, tmp_path / "own.osm.pbf")
    assert (converted.written.roads, converted.written.networks) == (len(lines), 1)
    assert set(converted.columns) == {"name", "class", "maxspeed"}
    assert not converted.unknown_classes
    build_roads(tmp_path / "own.osm.pbf", folder)
    leg = opened(folder).legs(ask(junction(1, 1)), [stop(junction(4, 5), junction(1, 1))])[0]
    assert leg.road_distance_m == pytest.approx(7 * SPACING_M, rel=0.01)


def test_columns_are_understood_and_what_is_not_is_said(tmp_path):
    lines = [(junction(0, 0), junction(1, 0)), (junction(4, 4), junction(5, 4))]
    layer = write_layer(tmp_path / "own.gpkg", lines, {"kind": ["高速公路", "羊肠小道"], "单向": ["是", "反向"]})
    converted = convert(layer, tmp_path / "own.osm.pbf", columns={"class": "kind"})
    assert converted.unknown_classes == {"羊肠小道": 1}
    assert converted.written.networks == 2
    assert any("羊肠小道" in sentence for sentence in converted.sentences())
    import osmium

    tags = [dict(way.tags) for way in osmium.FileProcessor(str(tmp_path / "own.osm.pbf"), osmium.osm.WAY)]
    assert tags == [{"highway": "motorway", "oneway": "yes"}, {"highway": "unclassified", "oneway": "-1"}]
    with pytest.raises(RoadBuildError, match="nonesuch"):
        convert(layer, tmp_path / "x.osm.pbf", columns={"class": "nonesuch"})


def test_a_projected_layer_is_brought_to_wgs84_and_one_without_a_system_is_refused(tmp_path):
    from pyproj import Transformer

    line = (junction(0, 0), junction(1, 0))
    east, north = Transformer.from_crs(4326, 4547, always_xy=True).transform(*zip(*line, strict=True))
    projected = [tuple(zip(east, north, strict=True))]
    convert(write_layer(tmp_path / "p.gpkg", projected, {"n": ["x"]}, "EPSG:4547"), tmp_path / "p.osm.pbf")
    assert read_source(tmp_path / "p.osm.pbf").bbox[:2] == pytest.approx(line[0], abs=1e-4)
    with pytest.raises(RoadBuildError):
        convert(write_layer(tmp_path / "q.gpkg", projected, {"n": ["x"]}, None), tmp_path / "q.osm.pbf")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no", b'{"type": "FeatureCollection", "features": []}'])
def test_a_layer_without_lines_is_refused(tmp_path, content):
    path = tmp_path / "empty.geojson"
    path.write_bytes(content)
    with pytest.raises(RoadBuildError, match="empty"):
        convert(path, tmp_path / "x.osm.pbf")


# ── The command ──


@pytest.fixture
def here(settings, folder, db):
    settings.ROADS_DIR = folder


@pytest.mark.usefixtures("here")
def test_the_command_builds_tells_and_checks(pbf, capsys):
    call_command("roads", "status")
    call_command("roads", "build", str(pbf))
    call_command("roads", "status", "--json")
    printed = capsys.readouterr().out
    assert "small.osm.pbf" in printed
    document = json.loads(printed.splitlines()[-1])
    assert document["roads"]["ways"] == 144
    lon, lat = middle(junction(1, 1), junction(2, 1))
    call_command("roads", "check", str(lon), str(lat + 0.001))
    assert "111 m" in capsys.readouterr().out


@pytest.mark.usefixtures("here")
def test_roads_of_another_region_do_not_replace_those_among_the_resources_unless_forced(pbf, tmp_path, folder, capsys):
    Shelter.objects.create(code="S", name="S", geom=Point(*junction(3, 3), srid=4326))
    call_command("roads", "build", str(pbf))
    first = version(folder)
    elsewhere = tmp_path / "elsewhere.osm.pbf"
    write_roads(elsewhere, grid((10.0, 50.1)))
    with pytest.raises(CommandError, match="--force"):
        call_command("roads", "build", str(elsewhere))
    assert version(folder) == first
    call_command("roads", "build", str(elsewhere), "--force")
    assert version(folder) != first
    captured = capsys.readouterr()
    assert "elsewhere" in captured.out
    assert "right region" in captured.err or "地区是否正确" in captured.err


@pytest.mark.usefixtures("here")
def test_the_command_wants_one_source_and_an_engine(pbf, monkeypatch):
    with pytest.raises(CommandError, match="--from-layer"):
        call_command("roads", "build")
    monkeypatch.setattr(engine, "valhalla", None)
    with pytest.raises(CommandError, match="pyvalhalla"):
        call_command("roads", "build", str(pbf))
