"""198 shelters and 329,318 people, against every pair of them measured from the files themselves."""

import csv

import numpy as np
import pyogrio
import pytest
import shapely
from pyproj import Geod

from layers import catalog
from layers.ingest.load import import_file
from layers.ingest.population.batches import ReadingOptions
from layers.ingest.population.load import About, PopulationOptions, import_population
from layers.queries.coverage.accessibility.measure import measure_accessibility
from layers.queries.coverage.accessibility.question import AccessibilityQuestion, DecayKind
from layers.queries.coverage.measure import measure_coverage
from layers.queries.coverage.question import Capacity, CoverageQuestion

RADII_M = (500.0, 1000.0, 2500.0, 5000.0)


@pytest.fixture
def hualien(db, shared_data):
    """Imported as the documentation says."""
    about = About(code="hualien", name="花蓮縣", source="tests", year=2017)
    file = shared_data / "hualien_population_2017.gpkg"
    assert import_population(file, about, PopulationOptions(ReadingOptions())).stored_persons == 329_318
    assert import_file("shelters", shared_data / "hualien_shelters.csv").created == 198
    return shared_data


def every_pair(files):
    """People of each area, the metres from its point to each shelter, and places: all 4,632 × 198 pairs."""
    _, _, wkb, (people,) = pyogrio.raw.read(files / "hualien_population_2017.gpkg", columns=["P_CNT"])
    shapes = shapely.from_wkb(wkb)
    centres = shapely.centroid(shapes)
    points = np.where(shapely.contains(shapes, centres), centres, shapely.point_on_surface(shapes))
    with (files / "hualien_shelters.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    metres, n = np.empty((len(shapes), len(rows))), np.ones(len(shapes))
    for at, row in enumerate(rows):
        lon, lat = float(row["經度"]), float(row["緯度"])
        metres[:, at] = Geod(ellps="WGS84").inv(shapely.get_x(points), shapely.get_y(points), lon * n, lat * n)[2]
    return np.nan_to_num(people), metres, np.array([float(row["預計收容人數"]) for row in rows])


def ask(radius_m, **values):
    return measure_coverage(
        CoverageQuestion(catalog.SHELTERS, radius_m=radius_m, population="hualien", ground=False, **values)
    )


def test_covered_people_agree_to_the_person_with_every_pair_measured(hualien):
    people, pairs, _ = every_pair(hualien)
    assert (people.sum(), *pairs.shape) == (329_318, 4632, 198)
    metres = pairs.min(axis=1)
    found = [ask(radius_m).total.covered_people for radius_m in RADII_M]
    assert found == [people[metres <= radius_m].sum() for radius_m in RADII_M]
    assert found == sorted(found)


def test_the_three_classes_add_up_and_the_places_given_are_no_more_than_there_are(hualien):
    answer = ask(1000.0, capacity=Capacity.EVACUATION)
    total = answer.total
    assert total.served + total.in_reach_no_place + total.out_of_reach == pytest.approx(329_318)
    assert total.covered_people == ask(1000.0).total.covered_people
    assert 0 < total.served <= answer.places.places
    assert answer.places.places_used == pytest.approx(total.served)
    assert np.all(answer.places.loads <= np.nan_to_num(answer.sites.capacity_persons) + 1e-6)


@pytest.mark.parametrize("decay", [DecayKind.NONE, DecayKind.GAUSSIAN])
def test_places_per_person_agree_with_every_pair_measured(hualien, decay):
    people, metres, places = every_pair(hualien)
    rim = np.exp(-0.5)
    felt = (np.exp(-0.5 * (metres / 1000) ** 2) - rim) / (1 - rim) if decay is DecayKind.GAUSSIAN else 1.0
    felt = np.where(metres <= 1000, felt, 0.0)
    demand = felt.T @ people
    per_person = felt @ np.divide(places, demand, out=np.zeros(len(places)), where=demand > 0)
    reach = CoverageQuestion(catalog.SHELTERS, radius_m=1000.0, population="hualien", capacity=Capacity.EVACUATION)
    found = measure_accessibility(AccessibilityQuestion(reach, decay))
    assert found.total.mean == pytest.approx(places[demand > 0].sum() / people.sum())
    assert found.total.none_in_reach == people[(felt > 0).sum(axis=1) == 0].sum()
    assert np.sort(found.by_cell.per_person) == pytest.approx(np.sort(per_person[people > 0]))
