"""Add the table of coverage targets with the first ones; nothing is overwritten."""

import json
from importlib import import_module

import django.core.validators
from django.db import migrations, models

reference_data = import_module("layers.migrations.0002_reference_data")
TEXTS = (
    "key",
    "title",
    "title_en",
    "measure",
    "layer",
    "level",
    "sum_of",
    "clock",
    "capacity",
    "hazard",
    "standard_no",
    "clause",
    "verification",
    "note",
)
NUMBERS = ("share", "at_least", "radius_m", "minutes", "m2_per_person")


def add_targets(apps, schema_editor):
    targets = apps.get_model("layers", "CoverageTarget").objects
    there = set(targets.values_list("key", flat=True))
    for row in reference_data.read("targets.csv"):
        if row["key"] not in there:
            targets.create(
                order=int(row["order"]),
                filters=json.loads(row["filters"]),
                effective_from=row["effective_from"] or None,
                **{name: row[name] for name in TEXTS},
                **{name: float(row[name]) if row[name] else None for name in NUMBERS},
            )


class Migration(migrations.Migration):
    dependencies = [
        ("layers", "0010_populations"),
    ]

    operations = [
        migrations.CreateModel(
            name="CoverageTarget",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(verbose_name="key")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("title_en", models.CharField(blank=True, max_length=200, verbose_name="English title")),
                (
                    "measure",
                    models.CharField(
                        choices=[
                            ("share_within", "share of people within reach"),
                            ("one_per_area", "so many in each area"),
                            ("per_10000", "for each 10,000 people"),
                            ("spacing", "share of ground within the spacing"),
                            ("tier_share", "share of people that depots reach in time"),
                        ],
                        max_length=15,
                        verbose_name="measure",
                    ),
                ),
                (
                    "layer",
                    models.CharField(
                        help_text="key of the layer, such as shelters", max_length=40, verbose_name="layer"
                    ),
                ),
                (
                    "filters",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text='the layer’s filters: {"kind": ["long"]}',
                        verbose_name="which of them",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("country", "country"),
                            ("province", "province"),
                            ("city", "city"),
                            ("county", "county"),
                            ("town", "town"),
                            ("village", "village"),
                        ],
                        default="county",
                        max_length=10,
                        verbose_name="level of the areas",
                    ),
                ),
                (
                    "share",
                    models.FloatField(
                        blank=True,
                        help_text="from 0 to 1, of people or of ground",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(1),
                        ],
                        verbose_name="share",
                    ),
                ),
                (
                    "at_least",
                    models.FloatField(
                        blank=True,
                        help_text="in each area, or for each 10,000 people",
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="at least",
                    ),
                ),
                (
                    "sum_of",
                    models.CharField(
                        blank=True,
                        help_text="such as members_persons; empty: resources are counted",
                        max_length=60,
                        verbose_name="number field to add up",
                    ),
                ),
                (
                    "radius_m",
                    models.FloatField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="radius or spacing, metres",
                    ),
                ),
                (
                    "minutes",
                    models.FloatField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(240),
                        ],
                        verbose_name="minutes on foot",
                    ),
                ),
                (
                    "clock",
                    models.CharField(
                        blank=True,
                        help_text="key of the clock of a depot tier",
                        max_length=50,
                        verbose_name="delivery clock",
                    ),
                ),
                (
                    "capacity",
                    models.CharField(
                        choices=[
                            ("none", "reach alone"),
                            ("evacuation", "a place for evacuation"),
                            ("post_impact", "a place after impact"),
                        ],
                        default="none",
                        max_length=15,
                        verbose_name="capacity",
                    ),
                ),
                (
                    "hazard",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("flood", "flood"),
                            ("landslide", "landslide or debris flow"),
                            ("storm_surge", "storm surge"),
                            ("earthquake", "earthquake"),
                            ("tsunami", "tsunami"),
                            ("fire", "large fire"),
                            ("waterlogging", "waterlogging"),
                            ("volcano", "volcano"),
                            ("typhoon", "typhoon"),
                            ("chemical", "chemical leak"),
                            ("snow", "snow and ice"),
                        ],
                        help_text="only shelters that suit it and stand outside every hazard count",
                        max_length=20,
                        verbose_name="hazard",
                    ),
                ),
                (
                    "m2_per_person",
                    models.FloatField(
                        blank=True,
                        help_text="by which missing places are told as area",
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="m² per person",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                ("standard_no", models.CharField(blank=True, max_length=80, verbose_name="standard number")),
                ("clause", models.CharField(blank=True, max_length=80, verbose_name="clause")),
                ("effective_from", models.DateField(blank=True, null=True, verbose_name="effective from")),
                ("effective_to", models.DateField(blank=True, null=True, verbose_name="effective to")),
                (
                    "verification",
                    models.CharField(
                        choices=[
                            ("official", "read in the official text"),
                            ("secondary", "read in a public copy"),
                            ("expert", "expert knowledge, to be checked"),
                            ("low", "uncertain, must be checked"),
                            ("local", "set locally"),
                        ],
                        default="expert",
                        max_length=10,
                        verbose_name="verified",
                    ),
                ),
                ("verified_by", models.CharField(blank=True, max_length=100, verbose_name="verified by")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
            ],
            options={
                "verbose_name": "coverage target",
                "verbose_name_plural": "coverage targets",
                "ordering": ["order", "key", "effective_from"],
                "constraints": [
                    models.UniqueConstraint(fields=("key", "effective_from"), name="target_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("effective_from", None)), fields=("key",), name="target_undated_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("share", None), ("share__range", (0, 1)), _connector="OR"),
                        name="target_share_from_0_to_1",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("measure", "share_within"), _negated=True),
                            models.Q(
                                ("share__isnull", False),
                                models.Q(("radius_m__isnull", False), ("minutes__isnull", False), _connector="XOR"),
                            ),
                            _connector="OR",
                        ),
                        name="target_reach_is_radius_or_minutes",
                        violation_error_message="A share of people needs the share, and either a radius or minutes.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("measure__in", ("one_per_area", "per_10000")), _negated=True),
                            ("at_least__isnull", False),
                            _connector="OR",
                        ),
                        name="target_count_has_a_limit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("measure", "spacing"), _negated=True),
                            ("radius_m__isnull", False),
                            _connector="OR",
                        ),
                        name="target_spacing_has_metres",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("measure", "tier_share"), _negated=True),
                            models.Q(("share__isnull", False), models.Q(("clock", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="target_tier_has_a_clock",
                    ),
                ],
            },
        ),
        migrations.RunPython(add_targets, migrations.RunPython.noop),
    ]
