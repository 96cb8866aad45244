"""Fresh and lossless: what commits is seen, in whatever order, through lost connections and long transactions."""

import threading
import time

import psycopg2
import pytest
from django.db import connection, transaction

from layers.live import feed as feed_module
from layers.live.connecting import connection_parameters
from layers.live.index import LiveIndex
from layers.live.service import Follower
from layers.models import Area, Shelter, StockLine
from tests import world


def codes(live, key="shelters"):
    table = live.tables[key]
    found = table.nearest(*world.ORIGIN, 10_000)
    return {str(table.row_id(slot)) for slot in found.slots}


def ids(model=Shelter):
    return {str(pk) for pk in model.objects.values_list("pk", flat=True)}


def test_created_changed_moved_and_deleted_rows_are_followed(live):
    world.shelters(world.draw("ABC"))
    live.catch_up()
    assert codes(live) == ids()
    Shelter.objects.filter(code="A").update(geom=world.point((10.0, 10.0)), status="closed")
    Shelter.objects.filter(code="B").delete()
    live.catch_up()
    assert codes(live) == ids()
    table = live.tables["shelters"]
    slot = table.slot(Shelter.objects.get(code="A").pk)
    assert (table.lons[slot], table.lats[slot]) == (10.0, 10.0)
    assert b'"closed"' in table.blobs.get(slot)[0]


def test_a_transaction_that_commits_late_is_not_lost(live):
    """The trap of a cursor over sequence numbers: an earlier number that becomes visible after a later one."""
    late = psycopg2.connect(**connection_parameters())
    cursor = late.cursor()
    cursor.execute(
        "INSERT INTO layers_shelter (id, code, name, name_en, search_key, created_at, updated_at, geom,"
        " source_datum, address, managing_unit, contact_name, contact_phone, source, is_demo, verified_by, level,"
        " duration, space, function, tenure, class_51143, serves, facilities, wheelchair_accessible,"
        " suits_frail_people, status) VALUES (gen_random_uuid(), 'LATE', 'late', '', '', now(), now(),"
        " 'POINT(109.5 34.5)', '', '', '', '', '', '', false, '', '', '', '', '', '', '', '', '{}', 'unknown',"
        " 'unknown', 'standby')"
    )
    world.shelter("EARLY")
    for _ in range(3):
        live.catch_up()
    assert codes(live) == ids()
    late.commit()
    late.close()
    live.catch_up()
    assert len(codes(live)) == 2
    assert codes(live) == ids()


def test_what_is_rolled_back_never_shows(live):
    with transaction.atomic():
        world.shelter("NEVER")
        transaction.set_rollback(True)
    live.catch_up()
    assert codes(live) == set()


def test_ten_thousand_changes_in_one_transaction(live):
    places = [(109 + i / 10_000, 34.5) for i in range(10_000)]
    Shelter.objects.bulk_create(Shelter(code=f"S{i}", name="s", geom=world.point(p)) for i, p in enumerate(places))
    live.catch_up()
    assert live.tables["shelters"].count == 10_000
    Shelter.objects.all().update(status="full")
    live.catch_up()
    view = live.tables["shelters"]
    column = view.columns["status"]
    assert {column.values[n] for n in view.numbers["status"][:10_000]} == {"full"}


def test_stock_follows_its_lines_even_from_one_depot_to_another(live):
    tent = world.item("tent-l")
    a = world.depot("A", stock=[{"item": tent, "on_hand": 10, "reserved": 4}])
    b = world.depot("B")
    live.catch_up()
    table = live.tables["depots"]

    def available():
        totals = table.stock.total([tent.pk])
        return [totals[table.slot(depot.pk)] for depot in (a, b)]

    assert available() == [6000, 0]
    StockLine.objects.update(depot=b)
    live.catch_up()
    assert available() == [0, 6000]
    StockLine.objects.update(expires_on="2001-01-01")
    live.catch_up()
    assert available() == [0, 0]


def test_a_lost_connection_loses_nothing(live):
    world.shelter("BEFORE")
    live.catch_up()
    pid = live.feed.connection.info.backend_pid
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
    world.shelter("MEANWHILE")
    with pytest.raises(psycopg2.Error):
        follow_for_5_s(live)
    world.shelter("AFTER")
    live.connect()
    assert codes(live) == ids()
    assert len(ids()) == 3


def follow_for_5_s(live):
    for _ in range(50):
        live.follow(0.1)


def test_after_the_log_was_pruned_too_far_everything_is_loaded_anew(live, monkeypatch):
    monkeypatch.setattr(feed_module, "KEEP_LOG_HOURS", 0)
    live.feed.close()
    world.shelter("MISSED")
    with psycopg2.connect(**connection_parameters()) as other:
        pruner = feed_module.Feed({})
        pruner.connection = other
        pruner.prune_log()
    live.connect()
    assert codes(live) == ids() != set()


def test_a_new_area_outline_reaches_the_filters(live):
    world.shelter("S")
    live.catch_up()
    world.area("9901", world.box(109, 34, 110, 35), level="city")
    Shelter.objects.update(geom=world.point(world.ORIGIN))
    live.catch_up()
    table = live.tables["shelters"]
    import numpy as np

    from layers.live.selection import Rows

    assert Rows(table, np.array([table.slot(Shelter.objects.get().pk)])).in_area("9901").tolist() == [True]
    Area.objects.all().delete()


def test_a_notification_that_comes_while_changes_are_read_is_not_waited_for(live):
    live.feed.begin()
    world.shelter("MEANWHILE")
    live.feed.read_changes()
    live.feed.advance(live.feed.cursor_xid)
    assert live.feed.wait(20)


def test_a_committed_change_shows_promptly_while_the_thread_follows(transactional_db):
    index = LiveIndex()
    follower = Follower(index)
    follower.start()
    try:
        deadline = time.monotonic() + 20
        while index.standing is None and time.monotonic() < deadline:
            time.sleep(0.01)
        world.shelter("PROMPT")
        seen = threading.Event()
        while not seen.is_set() and time.monotonic() < deadline:
            if codes(index) == ids():
                seen.set()
            time.sleep(0.005)
        assert seen.is_set()
        assert index.standing.connected
    finally:
        follower.stop()
