"""The accuracy table in docs/accuracy.md is made here: our answers against brute force with another implementation.

``WRITE_DOCS=1 script/test -k accuracy_table`` writes the file anew; without it the file must be current.
"""

from pathlib import Path

import numpy as np
import pytest

from layers import catalog
from layers.geo import GEOD, LonLat
from layers.models import Shelter
from layers.queries.nearest import find_nearest
from layers.queries.origin import Origin
from layers.queries.within import Circle, find_within
from tests import world
from tests.documents import keep_section
from tests.queries.test_nearest import codes, scatter

pytestmark = pytest.mark.django_db

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "accuracy.md"
CENTRES = {
    "Equator": (109.5, 0.0),
    "30° N": (109.5, 30.0),
    "40° N": (109.5, 40.0),
    "60° N": (24.9, 60.0),
    "85° N": (15.6, 85.0),
    "Across the antimeridian (17° S)": (179.99, -17.0),
}
POINTS, K, RADIUS_M, REACH_M = 2000, 50, 50_000, 100_000
HEADINGS = (
    f"| place | {K} nearest in the same order | within {RADIUS_M // 1000} km: points, wrongly in or out | "
    "largest difference of a distance |"
)


def measure(centre, seed):
    places = scatter(centre, count=POINTS, reach_m=REACH_M, seed=seed)
    Shelter.objects.all().delete()
    Shelter.objects.bulk_create(
        Shelter(code=f"S{i:04}", name="s", geom=world.point(place)) for i, place in enumerate(places)
    )
    lons, lats = np.array(places).T
    metres = np.asarray(GEOD.inv(np.full(POINTS, centre[0]), np.full(POINTS, centre[1]), lons, lats)[2])
    order = sorted(range(POINTS), key=lambda i: (metres[i], f"S{i:04}"))
    origin = Origin.at(LonLat(*centre))
    nearest = find_nearest(catalog.SHELTERS, origin, k=K)
    within = find_within(catalog.SHELTERS, Circle(origin, RADIUS_M), limit=POINTS)
    expected_within = [f"S{i:04}" for i in order if metres[i] <= RADIUS_M]
    worst = max(abs(one.distance_m - metres[int(one.resource.code[1:])]) for one in (*nearest.found, *within.found))
    return {
        "same_order": codes(nearest) == [f"S{i:04}" for i in order[:K]],
        "wrong": len(set(codes(within)) ^ set(expected_within)),
        "inside": len(expected_within),
        "worst_m": worst,
    }


def test_the_accuracy_table_in_the_docs_is_current():
    rows = {name: measure(centre, seed) for seed, (name, centre) in enumerate(CENTRES.items())}
    lines = [
        "# Accuracy",
        "",
        f"Made by `tests/queries/test_accuracy_table.py`: {POINTS:,} points within {REACH_M // 1000} km of each place,",
        "PostGIS answers against brute force with GeographicLib (`pyproj.Geod`, WGS 84).",
        "",
        HEADINGS,
        "|---|---|---|---|",
    ]
    for name, row in rows.items():
        assert row["same_order"], name
        assert row["wrong"] == 0, name
        assert row["worst_m"] < 0.001, (name, row["worst_m"])
        lines.append(
            f"| {name} | yes | {row['inside']}, {row['wrong']} | < 0.001 mm |"
            if row["worst_m"] < 1e-6
            else f"| {name} | yes | {row['inside']}, {row['wrong']} | < 1 mm |"
        )
    text = "\n".join([*lines, ""])
    keep_section(DOCUMENT, "# Accuracy", text)
