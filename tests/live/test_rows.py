"""What PostgreSQL writes as properties says the same as the API's serialiser, for every layer and role."""

import json
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from layers import catalog
from layers.api.answers import features_of
from layers.live.blobs import BlobStore
from layers.live.rows import RowReader, whole
from layers.rights import Role, reach_of
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def varied():
    now = timezone.now()
    world.area("9901", world.box(109, 34, 110, 35), level="city")
    common = {"contact_phone": "1", "verified_at": now, "verified_by": "x", "source_datum": "gcj02", "source_x": 109.5}
    row = world.shelter(
        "S-1",
        capacity_evacuation_persons=100,
        occupancy_persons=5,
        occupancy_as_of=now,
        effective_area_m2=1234.5,
        facilities=["water", "power"],
        name_en='Quote " and \\ slash',
        **common,
    )
    row.set_suitability({"flood": "yes", "fire": "no"})
    world.shelter("S-2", (0.0, 0.0))
    world.depot(
        "D-1",
        stock=[
            {"item": world.item("tent-r"), "on_hand": "10.500", "reserved": 3},
            {
                "item": world.item("quilt-r"),
                "batch": "b",
                "on_hand": 7,
                "expires_on": timezone.localdate() - timedelta(days=1),
            },
        ],
        **common,
    )
    world.depot("D-2")
    world.team(
        "T-1",
        disciplines=["water"],
        vehicles=[{"name": "car", "count": 2}],
        live_position=world.point((109.6, 34.6)),
        live_position_at=now,
        **common,
    )


def moment(value):
    """A moment as such (PostgreSQL drops zeros at the end of its microseconds); anything else as it is."""
    return datetime.fromisoformat(value) if isinstance(value, str) and value[10:11] == "T" else value


@pytest.mark.parametrize("layer", [catalog.SHELTERS, catalog.DEPOTS, catalog.TEAMS], ids=lambda layer: layer.key)
@pytest.mark.parametrize("role", [None, Role.VIEWER, Role.COMMANDER], ids=str)
def test_the_pieces_up_to_a_role_are_the_serialisers_properties(varied, layer, role):
    connection.ensure_connection()
    rows = list(layer.model.objects.order_by("code"))
    batch = RowReader(layer).read(connection.connection, [row.pk for row in rows])
    blobs = BlobStore(batch.blob, batch.pieces)
    read = {whole(*one): (blobs.get(i), batch.lons[i], batch.lats[i]) for i, one in enumerate(batch.ids.tolist())}
    for feature, row in zip(features_of(layer, role, rows), rows, strict=True):
        pieces = b",".join(piece for piece in read[row.pk][0][: reach_of(role) + 1] if piece)
        properties = json.loads(b"{" + pieces + b"}")
        assert properties.pop("usable") == row.usable
        expected = json.loads(json.dumps(feature["properties"], default=str))
        assert {name: moment(value) for name, value in properties.items()} == {
            name: moment(value) for name, value in expected.items()
        }
        assert read[row.pk][1:] == (row.geom.x, row.geom.y)
