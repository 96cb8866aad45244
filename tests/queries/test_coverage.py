"""Covered ground: geodesic circles, their union, and shares of land with the denominator named."""

import math

import numpy as np
import pytest
import shapely

from layers import catalog
from layers.errors import TooBroadError
from layers.geo import GEOD
from layers.queries.circles import area_km2, geodesic_circles, union
from layers.queries.coverage import ground
from layers.queries.coverage.measure import measure_coverage
from layers.queries.coverage.question import CoverageQuestion
from tests import world

CIRCLE_KM2 = math.pi


@pytest.mark.parametrize("lat", [0, 20, 30, 40, 50, 60, 85, -85])
def test_a_circle_has_its_true_area_and_radius_at_every_latitude(lat):
    (circle,) = geodesic_circles(np.array([109.5]), np.array([float(lat)]), 1000.0)
    assert area_km2(circle) == pytest.approx(CIRCLE_KM2, rel=1e-5)
    lons, lats = np.asarray(circle.exterior.coords).T
    n = len(lons)
    _, _, metres = GEOD.inv(np.full(n, 109.5), np.full(n, float(lat)), lons, lats)
    assert np.all(np.abs(metres - 1000) < 0.5)


def test_a_web_mercator_buffer_would_be_23_percent_too_small_at_40_degrees():
    # The trap that the geodesic circle avoids: 1000 Mercator units are 766 m there.
    from pyproj import Transformer

    to_lonlat = Transformer.from_crs(3857, 4326, always_xy=True)
    x, y = Transformer.from_crs(4326, 3857, always_xy=True).transform(109.5, 40.0)
    lon, lat = to_lonlat.transform(x, y + 1000)
    assert world.geodesic_m((109.5, 40.0), (lon, lat)) == pytest.approx(766.0, abs=2)


@pytest.mark.parametrize(
    ("lon", "lat"), [(179.999, -17.0), (-179.999, 52.0), (0.0, 89.99), (30.0, -90.0), (180.0, 0.0)]
)
def test_circles_across_the_antimeridian_and_the_poles_keep_their_area_and_stay_on_the_map(lon, lat):
    (circle,) = geodesic_circles(np.array([lon]), np.array([lat]), 20_000.0)
    assert circle.is_valid
    west, south, east, north = circle.bounds
    assert min(west, -east) >= -180
    assert min(south, -north) >= -90
    assert area_km2(circle) == pytest.approx(math.pi * 400, rel=1e-4)


def test_the_union_counts_overlap_once_and_its_order_does_not_matter():
    lons, lats = np.array([109.5, 109.5, 109.9]), np.array([34.5, 34.5, 34.5])
    circles = geodesic_circles(lons, lats, 1000.0)
    assert area_km2(union(circles)) == pytest.approx(2 * CIRCLE_KM2, rel=1e-5)
    assert area_km2(union(circles[::-1])) == pytest.approx(area_km2(union(circles)), rel=1e-12)
    assert union([]).is_empty


def measured(**values):
    return measure_coverage(CoverageQuestion(catalog.SHELTERS, geometry=True, **values))


@pytest.mark.django_db
class TestGround:
    def county(self):
        city = world.area("9901", world.box(109.0, 34.0, 110.0, 35.0), level="city")
        west = world.area("990101", world.box(109.0, 34.0, 109.5, 35.0), parent=city)
        world.area("990102", world.box(109.5, 34.0, 110.0, 35.0), parent=city)
        world.area("990103", None, parent=city)
        return city, west

    def test_share_is_of_the_areas_land_and_every_sub_area_has_a_row(self):
        self.county()
        world.shelter("A", (109.25, 34.5))
        answer = measured(radius_m=10_000, area="9901")
        covered, whole = answer.ground, answer.area.ground
        assert covered.covered_area_km2 == pytest.approx(math.pi * 100, rel=1e-4)
        true = abs(GEOD.geometry_area_perimeter(shapely.segmentize(shapely.box(109, 34, 110, 35), 0.001))[0]) / 1e6
        assert whole.area_km2 == pytest.approx(true, rel=1e-3)
        assert whole.area_share == pytest.approx(covered.covered_area_km2 / whole.area_km2)
        rows = {row.area.code: row.ground for row in answer.rows}
        counts = {row.area.code: row.sites for row in answer.rows}
        assert counts == {"990101": 1, "990102": 0, "990103": 0}
        assert rows["990101"].covered_area_km2 == pytest.approx(covered.covered_area_km2)
        assert rows["990102"].covered_area_km2 == 0
        assert rows["990103"].area_share is None
        assert area_km2(covered.outside) + covered.covered_area_km2 == pytest.approx(whole.area_km2, rel=1e-6)

    def test_a_shelter_beyond_the_edge_still_covers_ground_inside(self):
        self.county()
        world.shelter("B", (109.51, 34.5))
        world.shelter("FAR", (109.9, 34.5))
        answer = measured(radius_m=5_000, area="990101")
        assert (answer.area.sites, answer.sites.codes) == (0, ("B",))
        assert 0 < answer.ground.covered_area_km2 < math.pi * 25 / 2

    def test_shares_grow_with_the_radius_and_never_pass_one(self):
        self.county()
        for i in range(5):
            world.shelter(f"S{i}", (109.1 + i * 0.15, 34.5))
        shares = [
            measured(radius_m=r, area="9901").area.ground.area_share for r in (100, 1_000, 10_000, 50_000, 200_000)
        ]
        assert shares == sorted(shares)
        assert shares[-1] == 1.0

    def test_filters_decide_who_covers(self):
        world.shelter("A", status="closed")
        assert measured(radius_m=1000, filters={"usable": True}).ground.covered_area_km2 == 0

    def test_too_many_sites_are_refused_with_the_limit(self, monkeypatch):
        monkeypatch.setattr(ground, "MAX_SITES", 2)
        world.shelters(world.draw("ABC"))
        with pytest.raises(TooBroadError, match="2"):
            measured(radius_m=1000)
