"""Add the standard profiles that came after the first ones (speed of trucks, time to load); nothing is overwritten."""

from importlib import import_module

from django.db import migrations

reference_data = import_module("layers.migrations.0002_reference_data")


class Migration(migrations.Migration):
    dependencies = [("layers", "0003_change_log")]
    operations = [migrations.RunPython(reference_data.add_standards, migrations.RunPython.noop)]
