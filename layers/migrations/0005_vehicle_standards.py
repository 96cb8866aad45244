"""Add the standard profiles of vehicles (speed, detour, top speed of each); nothing is overwritten."""

from importlib import import_module

from django.db import migrations

reference_data = import_module("layers.migrations.0002_reference_data")


class Migration(migrations.Migration):
    dependencies = [("layers", "0004_truck_travel_standards")]
    operations = [migrations.RunPython(reference_data.add_standards, migrations.RunPython.noop)]
