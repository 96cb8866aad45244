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


def nearest_m(files):
    """People of each area, and the metres from its point to the nearest shelter: all 4,632 × 198 pairs."""
    _, _, wkb, (people,) = pyogrio.raw.read(files / "hualien_population_2017.gpkg", columns=["P_CNT"])
    shapes = shapely.from_wkb(wkb)
    centres = shapely.centroid(shapes)
    points = np.where(shapely.contains(shapes, centres), centres, shapely.point_on_surface(shapes))
    with (files / "hualien_shelters.csv").open(encoding="utf-8-sig") as file:
        places = [(float(row["經度"]), float(row["緯度"])) for row in csv.DictReader(file)]
    best = np.full(len(shapes), np.inf)
    for lon, lat in places:
        n = np.ones(len(shapes))
        metres = Geod(ellps="WGS84").inv(shapely.get_x(points), shapely.get_y(points), lon * n, lat * n)[2]
        best = np.minimum(best, metres)
    return np.nan_to_num(people), best, len(places)


def ask(radius_m, **values):
    return measure_coverage(
        CoverageQuestion(catalog.SHELTERS, radius_m=radius_m, population="hualien", ground=False, **values)
    )


def test_covered_people_agree_to_the_person_with_every_pair_measured(hualien):
    people, metres, shelters = nearest_m(hualien)
    assert (people.sum(), shelters, len(people)) == (329_318, 198, 4632)
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
