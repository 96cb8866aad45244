"""Reference data: the catalogue of items and the standard profiles."""

import importlib

import pytest
from django.apps import apps

from layers.catalog import find_layer
from layers.errors import UnknownLayerError
from layers.models import CoverageTarget, DeliveryClock, Item, StandardProfile
from layers.narrowing import parse_filters

pytestmark = pytest.mark.django_db
SOURCES_OF_2009 = (
    "woven-bag",
    "striped-cloth",
    "life-buoy",
    "life-jacket",
    "assault-boat",
    "rubber-boat",
    "iron-wire",
    "generator",
    "padded-coat",
    "quilt",
    "tent-other",
)


def test_the_catalogue_is_a_tree_with_names_and_units_in_both_languages() -> None:
    items = {item.pk: item for item in Item.objects.all()}
    assert len(items) > 80
    kinds = [item for item in items.values() if item.pk not in {other.parent_id for other in items.values()}]
    for item in items.values():
        item.full_clean(exclude=["unit"])
        assert item.name_en
    assert all(item.unit and item.unit_en and item.parent_id for item in kinds)
    assert set(SOURCES_OF_2009) <= {item.key for item in kinds}


def test_only_the_verified_digits_of_the_code_are_filled_in() -> None:
    codes = dict(Item.objects.exclude(code=None).values_list("key", "code"))
    assert codes == {"living": "1", "equipment": "2", "engineering": "3"}


def test_every_threshold_names_its_standard_and_how_far_it_is_verified() -> None:
    for profile in StandardProfile.objects.all():
        profile.full_clean()
        assert profile.standard_no
        assert profile.verification != "official", "no official text has been seen"
    unverified = StandardProfile.objects.filter(standard_no="GB/T 44013-2024", key__contains="radius")
    assert set(unverified.values_list("verification", flat=True)) == {"low"}


def test_every_mass_says_what_it_is_based_on_and_what_drives_itself_has_none() -> None:
    weighed = Item.objects.exclude(unit_mass_kg=None)
    assert weighed.count() > 60
    assert not weighed.filter(unit_mass_basis="").exists()
    assert not weighed.filter(unit_mass_kg__lte=0).exists()
    assert Item.objects.get(key="tent-12").unit_mass_basis.endswith("to be checked")
    assert set(Item.objects.filter(key__in=("excavator", "pump-truck")).values_list("unit_mass_kg", flat=True)) == {
        None
    }


def test_giving_masses_again_leaves_what_was_weighed() -> None:
    migration = importlib.import_module("layers.migrations.0009_unit_masses")
    Item.objects.filter(key="tent-12").update(unit_mass_kg=61, unit_mass_basis="weighed")
    Item.objects.filter(key="quilt").update(unit_mass_kg=None, unit_mass_basis="")
    migration.add_masses(apps, None)
    assert Item.objects.filter(key="tent-12", unit_mass_kg=61, unit_mass_basis="weighed").exists()
    assert Item.objects.get(key="quilt").unit_mass_kg == 3


def test_running_the_migration_again_touches_nothing_that_was_edited() -> None:
    migration = importlib.import_module("layers.migrations.0002_reference_data")
    Item.objects.filter(key="tent-12").update(name="改过的名称")
    StandardProfile.objects.filter(key="travel-detour_factor").update(value=9)
    Item.objects.filter(key="aed").delete()
    before = Item.objects.count(), StandardProfile.objects.count()
    migration.add_items(apps, None)
    migration.add_standards(apps, None)
    assert Item.objects.get(key="tent-12").name == "改过的名称"
    assert StandardProfile.objects.get(key="travel-detour_factor").value == 9
    assert (Item.objects.count(), StandardProfile.objects.count()) == (before[0] + 1, before[1])


def test_every_target_is_sound_and_none_passes_for_a_standard_that_was_not_read() -> None:
    targets = list(CoverageTarget.objects.all())
    assert {target.measure for target in targets} == {
        "share_within",
        "one_per_area",
        "per_10000",
        "spacing",
        "tier_share",
    }
    for target in targets:
        target.full_clean()
        assert target.title_en
        assert target.verification == "low", "no official text has been seen"
        assert target.note
        assert not target.clock or DeliveryClock.objects.filter(key=target.clock).exists()
        try:
            parse_filters(find_layer(target.layer).filters, target.filters)
        except UnknownLayerError:
            assert target.layer == "sensors"


def test_targets_are_added_where_missing_and_never_overwritten() -> None:
    migration = importlib.import_module("layers.migrations.0011_coverage_targets")
    CoverageTarget.objects.filter(key="volunteers-10000").update(at_least=7)
    CoverageTarget.objects.filter(key="depot-any-2h").delete()
    count = CoverageTarget.objects.count()
    migration.add_targets(apps, None)
    assert CoverageTarget.objects.count() == count + 1
    assert CoverageTarget.objects.get(key="volunteers-10000").at_least == 7
