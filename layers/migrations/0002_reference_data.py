"""Fill the catalogue of items and the standard profiles: what is missing is added, what is there is never touched."""

import csv
import json
from pathlib import Path

from django.db import migrations

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "reference"


def read(name):
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def add_items(apps, schema_editor):
    items = apps.get_model("layers", "Item").objects
    ids = dict(items.values_list("key", "pk"))
    for row in read("items.csv"):  # a parent always stands before its children
        if row["key"] not in ids:
            ids[row["key"]] = items.create(
                key=row["key"],
                code=row["code"] or None,
                name=row["name"],
                name_en=row["name_en"],
                unit=row["unit"],
                unit_en=row["unit_en"],
                parent_id=ids[row["parent"]] if row["parent"] else None,
                unit_mass_kg=float(row["unit_mass_kg"]) if row["unit_mass_kg"] else None,
            ).pk


def add_standards(apps, schema_editor):
    profiles = apps.get_model("layers", "StandardProfile").objects
    for row in read("standards.csv"):
        profiles.get_or_create(
            key=row["key"],
            standard_no=row["standard_no"],
            clause=row["clause"],
            defaults={
                "title": row["title"],
                "title_en": row["title_en"],
                "value": float(row["value"]),
                "unit": row["unit"],
                "applies_to": json.loads(row["applies_to"]),
                "effective_from": row["effective_from"] or None,
                "verification": row["verification"],
                "note": row["note"],
            },
        )


class Migration(migrations.Migration):
    dependencies = [("layers", "0001_resources")]
    operations = [
        migrations.RunPython(add_items, migrations.RunPython.noop),
        migrations.RunPython(add_standards, migrations.RunPython.noop),
    ]
