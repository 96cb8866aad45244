"""Road tiles built once for all tests: a grid, and the real roads of Futian where the shared data is there."""

from pathlib import Path

import pytest

from layers.travel import engine
from tests.travel.network import with_one_way

REAL_PBF = Path(__file__).resolve().parents[3] / "shared/data/shenzhen_futian_roads_2024-10.osm.pbf"


@pytest.fixture(scope="session")
def needs_engine():
    if not engine.is_available():
        pytest.skip("pyvalhalla is not installed")


@pytest.fixture(scope="session")
def grid_pbf(tmp_path_factory):
    from layers.travel.building.writing import write_roads

    path = tmp_path_factory.mktemp("grid") / "grid.osm.pbf"
    write_roads(path, with_one_way())
    return path


@pytest.fixture(scope="session")
def grid_folder(needs_engine, grid_pbf, tmp_path_factory):
    from layers.travel.building.publish import build_roads

    folder = tmp_path_factory.mktemp("roads")
    build_roads(grid_pbf, folder)
    return folder


@pytest.fixture(scope="session")
def real_pbf():
    if not REAL_PBF.exists():
        pytest.skip("the shared data is not there")
    return REAL_PBF


@pytest.fixture(scope="session")
def real_folder(needs_engine, real_pbf, tmp_path_factory):
    from layers.travel.building.publish import build_roads

    folder = tmp_path_factory.mktemp("real-roads")
    build_roads(real_pbf, folder)
    return folder


def opened(folder):
    from layers.travel.record import ARCHIVE, CURRENT, RoadsRecord
    from layers.travel.roads import Roads

    return Roads(folder / CURRENT / ARCHIVE, RoadsRecord.read(folder / CURRENT))


@pytest.fixture(scope="session")
def roads(grid_folder):
    return opened(grid_folder)


@pytest.fixture(scope="session")
def real_roads(real_folder):
    return opened(real_folder)
