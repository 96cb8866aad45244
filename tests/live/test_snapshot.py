"""What is kept on disk is what was in memory; what is not whole, not ours or not of now is told and not used."""

import json
import threading
import time
from datetime import timedelta

import numpy as np
import pytest
from django.db import connection

from layers.live import archive
from layers.live import index as index_module
from layers.live.archive import DamagedError, read_archive, write_archive
from layers.live.connecting import address
from layers.live.index import LiveIndex
from layers.live.keeping import Keeper
from layers.live.snapshot import ASIDE, Snapshots
from layers.models import Item, Shelter, StockLine
from tests import world
from tests.live.test_feed import codes, ids


@pytest.fixture
def make(transactional_db, tmp_path):
    """Make indexes that share a folder, each as a process of its own would."""
    made = []

    def make(folder=tmp_path / "live"):
        index = LiveIndex()
        index.snapshots = Snapshots(folder, index.readers, address())
        made.append(index)
        return index

    yield make
    for index in made:
        index.close()


@pytest.fixture
def register(transactional_db):
    world.area("9901", world.box(109, 34, 110, 35), level="city")
    for code, place in world.draw("ABC").items():
        world.shelter(code, place, capacity_evacuation_persons=7)
    tent = world.item("tent-snap")
    world.depot("D1", stock=[{"item": tent, "on_hand": 10, "reserved": 4}])
    world.depot("D2", stock=[{"item": tent, "on_hand": 5}])
    return tent


def everything(index):
    """All that answers are made of, row by row, in an order of its own."""
    found = {}
    items = Item.objects.values_list("pk", flat=True)
    for key, table in index.tables.items():
        for slot in table.all_slots().tolist():
            stock = {item: int(table.stock.total([item])[slot]) for item in (items if key == "depots" else ())}
            columns = {name: None if np.isnan(c[slot]) else c[slot].item() for name, c in table.numbers.items()}
            where = (table.lons[slot], table.lats[slot], table.areas.within("9901")[table.area[slot]])
            found[key, str(table.row_id(slot))] = (where, columns, table.blobs.get(slot), stock)
    return found


def test_what_is_read_back_is_what_was_held(make, register):
    first = make()
    first.connect()
    Shelter.objects.filter(code="B").delete()
    Shelter.objects.filter(code="C").update(name="moved", geom=world.point((109.9, 34.9)))
    StockLine.objects.filter(depot__code="D1").update(on_hand=20)
    world.shelter("NEW", (109.7, 34.7))
    first.catch_up()
    first.snapshots.write(first.frozen())
    second = make()
    assert second.restore()
    assert everything(second) == everything(first)
    assert second.known == first.known
    assert (second.standing.as_of, second.standing.versions) == (first.standing.as_of, first.standing.versions)
    assert not second.standing.connected
    near = [table.nearest(109.7, 34.7, 9) for table in (first.tables["shelters"], second.tables["shelters"])]
    assert near[0].metres == near[1].metres


def test_a_second_process_reads_the_snapshot_of_the_first_and_catches_up(make, register, monkeypatch):
    make().connect()
    world.shelter("LATER")
    Shelter.objects.filter(code="A").delete()
    monkeypatch.setattr(index_module, "read_contents", lambda *_: pytest.fail("the database was read as a whole"))
    second = make()
    second.connect()
    assert codes(second) == ids()
    assert second.standing.connected
    world.shelter("STILL")
    second.catch_up()
    assert codes(second) == ids()


def test_arrays_of_a_snapshot_are_mapped_and_changing_one_changes_no_other(make, register):
    first, second = make(), make()
    first.connect()
    second.connect()
    table = first.tables["shelters"]
    assert not table.lons.flags.owndata
    Shelter.objects.filter(code="A").update(status="full")
    first.catch_up()
    value = {index: index.tables["shelters"].numbers["status"].tolist() for index in (first, second)}
    assert value[first] != value[second]
    assert make().snapshots.read() is not None


@pytest.mark.parametrize("gone", [0.6, 1.0])
def test_what_has_mostly_changed_is_gathered_anew(make, transactional_db, gone):
    for i in range(40):
        world.shelter(f"S{i:02}")
    first = make()
    first.connect()
    for round_ in range(4):
        Shelter.objects.filter(code__lt=f"S{int(40 * gone):02}").update(name=f"round {round_}" + "x" * 180)
        first.catch_up()
        first.snapshots.write(first.frozen())
        first.restore()
        first.connect()
    size = len(first.tables["shelters"].blobs._base)
    second = make()
    assert second.restore()
    assert everything(second) == everything(first)
    used = sum(len(piece) for table in first.tables.values() for s in table.all_slots() for piece in table.blobs.get(s))
    assert size < 2.2 * used + 2000


def damage(path, how):
    content = path.read_bytes()
    changed = bytearray(content)
    changed[{"an array": 70, "the manifest": -60, "the mark": -1}.get(how, 0)] ^= 0xFF
    cut = {"cut off": content[:-1000], "empty": b"", "other": b"not a snapshot" * 100}
    path.write_bytes(cut.get(how, bytes(changed)))


@pytest.mark.parametrize("how", ["an array", "the manifest", "the mark", "cut off", "empty", "other"])
def test_a_damaged_snapshot_is_told_and_set_aside(make, register, how, caplog):
    first = make()
    first.connect()
    first.close()
    path = first.snapshots.path
    damage(path, how)
    second = make()
    assert not second.restore()
    assert "of no use" in caplog.text
    assert path.with_name(ASIDE).exists()
    assert not path.exists()
    second.connect()
    assert codes(second) == ids()
    assert path.exists(), "a new one was written"


@pytest.mark.parametrize("name", ["address", "fingerprint", "format"])
def test_a_snapshot_of_another_database_or_version_is_left_alone(make, register, name, caplog):
    first = make()
    first.connect()
    before = first.snapshots.path.read_bytes()
    second = make()
    second.snapshots._kind[name] = "another"
    assert not second.restore()
    assert "is not used" in caplog.text
    assert first.snapshots.path.read_bytes() == before


def test_a_snapshot_of_a_database_that_was_made_anew_is_not_used(make, register):
    """Same address, other history: as after a restored backup, when the log says nothing of what changed."""
    first = make()
    first.connect()
    first.close()
    second = make()
    assert second.restore()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE copied (LIKE layers_layerchange INCLUDING ALL)")
        cursor.execute("ALTER TABLE layers_layerchange RENAME TO old; ALTER TABLE copied RENAME TO layers_layerchange")
        cursor.execute("ALTER TABLE layers_shelter DISABLE TRIGGER USER")
        cursor.execute("UPDATE layers_shelter SET name = 'restored'")
        cursor.execute("ALTER TABLE layers_shelter ENABLE TRIGGER USER")
    try:
        second.connect()
        assert b"restored" in second.tables["shelters"].blobs.get(0)[0]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE layers_layerchange; ALTER TABLE old RENAME TO layers_layerchange")


def test_a_database_set_back_in_time_is_loaded_anew(make, register):
    index = make()
    index.connect()
    index.feed.resume(index.feed.cursor_xid + 1_000_000)
    assert not index.feed.leads_here(index._database, index.feed.cursor_xid)


def test_when_too_much_changed_all_is_loaded_and_the_others_find_it(make, register, monkeypatch):
    monkeypatch.setattr(index_module, "MOST_ROWS_ONE_BY_ONE", 2)
    first, second = make(), make()
    first.connect()
    second.connect()
    loads = []
    read = index_module.read_contents
    monkeypatch.setattr(index_module, "read_contents", lambda *a: loads.append(1) or read(*a))
    Shelter.objects.update(status="full")
    first.catch_up()
    second.catch_up()
    assert codes(first) == codes(second) == ids()
    assert len(loads) == 1


def test_while_one_process_loads_another_waits_for_its_snapshot(make, register):
    first, second = make(), make()
    order = []
    with first.snapshots.one_loads():
        thread = threading.Thread(target=lambda: (second.connect(), order.append("second")))
        thread.start()
        time.sleep(0.5)
        order.append("first")
        assert second.standing is None
    thread.join(timeout=60)
    assert order == ["first", "second"]
    assert codes(second) == ids()


def test_while_one_process_writes_another_does_not(make, register):
    first, second = make(), make()
    first.connect()
    second.connect()
    with first.snapshots._locked("write.lock") as mine:
        assert mine
        assert not second.snapshots.write(second.frozen())
    assert second.snapshots.write(second.frozen())


def test_what_one_process_has_written_the_next_does_not_write_again(make, register):
    first, second = make(), make()
    first.connect()
    second.connect()
    world.shelter("CHANGE")
    for index in (first, second):
        index.catch_up()
    before = first.snapshots.path.stat().st_ino
    Keeper(first, first.snapshots).close()
    written = first.snapshots.path.stat().st_ino
    Keeper(second, second.snapshots).close()
    assert before != written == first.snapshots.path.stat().st_ino


def test_a_snapshot_is_written_when_due_where_something_changed(make, register, monkeypatch):
    index = make()
    index.connect()
    keeper = Keeper(index, index.snapshots)
    path = index.snapshots.path

    def keep():
        before = path.stat().st_mtime_ns
        monkeypatch.setattr(keeper, "_looked_at", -1e9)
        keeper.keep()
        if keeper._writing:
            keeper._writing.join()
        return path.stat().st_mtime_ns != before

    assert not keep(), "nothing changed"
    world.shelter("CHANGE")
    index.catch_up()
    assert not keep(), "the last one is not a minute old"
    keeper._every = timedelta(0)
    assert keep()
    assert not keep()
    world.shelter("LAST")
    index.catch_up()
    keeper.close()
    other = make()
    assert other.restore()
    assert codes(other) == ids()


def test_where_it_cannot_be_written_the_last_one_stays_and_answers_go_on(make, register, monkeypatch, caplog):
    first = make()
    first.connect()
    before = first.snapshots.path.read_bytes()

    def no_space(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive.os, "fsync", no_space)
    assert not first.snapshots.write(first.frozen())
    assert "No space left" in caplog.text
    assert first.snapshots.path.read_bytes() == before
    assert not list(first.snapshots.path.parent.glob("*.new"))
    second = make()
    second.snapshots.path.unlink()
    first.close()
    second.connect()
    assert codes(second) == ids()


@pytest.mark.parametrize("shape", [(0,), (0, 3), (5,), (7, 2, 3)])
@pytest.mark.parametrize("kind", ["f8", "i2", "u8", "?"])
def test_arrays_come_back_as_they_were(tmp_path, shape, kind):
    array = np.random.default_rng(5).integers(0, 2, shape).astype(kind)
    write_archive(tmp_path / "a", {"x": 1}, {"array": array, "bytes": [b"ab", b"", memoryview(b"c")]})
    manifest, arrays = read_archive(tmp_path / "a")
    assert manifest["x"] == 1
    assert arrays["array"].dtype == array.dtype
    assert np.array_equal(arrays["array"], array)
    assert arrays["bytes"].tobytes() == b"abc"


def test_every_single_changed_byte_of_an_archive_is_noticed(tmp_path):
    path = tmp_path / "a"
    write_archive(path, {}, {"array": np.arange(20)})
    content = path.read_bytes()
    padding = range(20 * 8, -(-20 * 8 // 64) * 64)
    for at in range(len(content)):
        if at in padding:
            continue
        changed = bytearray(content)
        changed[at] ^= 0x10
        path.write_bytes(changed)
        with pytest.raises((DamagedError, json.JSONDecodeError)):
            read_archive(path)
