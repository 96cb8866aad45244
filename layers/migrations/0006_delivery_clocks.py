"""Add the seats of areas, and the table of delivery clocks with the first ones; nothing is overwritten."""

from importlib import import_module

import django.contrib.gis.db.models.fields
import django.contrib.postgres.fields
import django.core.validators
from django.db import migrations, models

import layers.models.place

reference_data = import_module("layers.migrations.0002_reference_data")


def add_clocks(apps, schema_editor):
    clocks = apps.get_model("layers", "DeliveryClock").objects
    there = set(clocks.values_list("key", flat=True))
    for row in reference_data.read("clocks.csv"):
        if row["key"] not in there:
            clocks.create(
                key=row["key"],
                order=int(row["order"]),
                title=row["title"],
                title_en=row["title_en"],
                depot_levels=row["depot_levels"].split(),
                within_minutes=int(row["within_minutes"]),
                standard_no=row["standard_no"],
                clause=row["clause"],
                effective_from=row["effective_from"] or None,
                verification=row["verification"],
                note=row["note"],
            )


class Migration(migrations.Migration):
    dependencies = [
        ("layers", "0005_vehicle_standards"),
    ]

    operations = [
        migrations.AddField(
            model_name="area",
            name="seat",
            field=django.contrib.gis.db.models.fields.PointField(
                blank=True,
                help_text="where its administration sits; stands for the area where one point must",
                null=True,
                srid=4326,
                validators=[layers.models.place.validate_position],
                verbose_name="seat",
            ),
        ),
        migrations.CreateModel(
            name="DeliveryClock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(verbose_name="key")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("title_en", models.CharField(blank=True, max_length=200, verbose_name="English title")),
                (
                    "depot_levels",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("central", "central"),
                                ("province", "province"),
                                ("city", "city"),
                                ("county", "county"),
                                ("town", "town"),
                                ("village", "village"),
                            ],
                            max_length=10,
                        ),
                        blank=True,
                        default=list,
                        help_text="whose stock counts; empty: any",
                        size=None,
                        verbose_name="depot levels",
                    ),
                ),
                (
                    "within_minutes",
                    models.PositiveIntegerField(
                        help_text="from now, loading included, the limit too",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(10080),
                        ],
                        verbose_name="within, minutes",
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
                "verbose_name": "delivery clock",
                "verbose_name_plural": "delivery clocks",
                "ordering": ["order", "key", "effective_from"],
                "constraints": [
                    models.UniqueConstraint(fields=("key", "effective_from"), name="clock_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("effective_from", None)), fields=("key",), name="clock_undated_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("within_minutes__range", (1, 10080))), name="clock_has_a_limit"
                    ),
                ],
            },
        ),
        migrations.RunPython(add_clocks, migrations.RunPython.noop),
    ]
