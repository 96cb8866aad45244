"""Say what the masses of items are based on, and give typical ones where none is known; nothing is overwritten."""

from importlib import import_module

from django.db import migrations, models

reference_data = import_module("layers.migrations.0002_reference_data")


def add_masses(apps, schema_editor):
    items = apps.get_model("layers", "Item").objects
    for row in reference_data.read("items.csv"):
        if row["unit_mass_kg"]:
            mass_kg, basis = float(row["unit_mass_kg"]), row["mass_basis"]
            items.filter(key=row["key"], unit_mass_kg=None).update(unit_mass_kg=mass_kg)
            items.filter(key=row["key"], unit_mass_kg=mass_kg).update(unit_mass_basis=basis)


class Migration(migrations.Migration):
    dependencies = [("layers", "0008_road_closures")]
    operations = [
        migrations.AddField(
            model_name="item",
            name="unit_mass_basis",
            field=models.CharField(
                blank=True,
                help_text="weighed, on the label, or a typical value that is to be checked",
                max_length=120,
                verbose_name="what the mass is based on",
            ),
        ),
        migrations.RunPython(add_masses, migrations.RunPython.noop),
    ]
