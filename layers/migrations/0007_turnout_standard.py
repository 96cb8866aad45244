"""Add the standard profile of a team's turn-out; nothing is overwritten."""

from importlib import import_module

from django.db import migrations

reference_data = import_module("layers.migrations.0002_reference_data")


class Migration(migrations.Migration):
    dependencies = [("layers", "0006_delivery_clocks")]
    operations = [migrations.RunPython(reference_data.add_standards, migrations.RunPython.noop)]
