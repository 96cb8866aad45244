"""Insert or update many rows at once through COPY: about twice as fast as the ORM's bulk_create.

The one place of the import that speaks SQL; names come from the models and are quoted, values travel as data.
"""

import json
from collections.abc import Iterable
from io import StringIO
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.db import connection, models

STAGE = "onemap_import_stage"
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def upsert(model: type[models.Model], instances: list[Any], *, identity: Iterable[str], updated: Iterable[str]) -> None:
    """Write instances; where one with the same `identity` fields exists, only its `updated` fields change.

    Like ``bulk_create``: fields' ``pre_save`` runs, ``save`` and signals do not, database triggers do.
    """
    if not instances:
        return
    fields = [
        field for field in model._meta.concrete_fields if not (field.generated or isinstance(field, models.AutoField))
    ]
    quote = connection.ops.quote_name
    table, stage = quote(model._meta.db_table), quote(STAGE)
    columns = ", ".join(quote(str(field.column)) for field in fields)
    settings = ", ".join(f"{name} = EXCLUDED.{name}" for name in map(quote, _columns(model, updated)))
    key = ", ".join(map(quote, _columns(model, identity)))
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE {stage} ON COMMIT DROP AS "  # noqa: S608 (quoted names, here and below)
            f"SELECT {columns} FROM {table} WITH NO DATA"
        )
        cursor.copy_expert(f"COPY {stage} ({columns}) FROM STDIN", _as_copy(instances, fields))
        cursor.execute(
            f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {stage} "  # noqa: S608
            f"ON CONFLICT ({key}) DO UPDATE SET {settings}"
        )
        cursor.execute(f"DROP TABLE {stage}")


def _columns(model: type[models.Model], names: Iterable[str]) -> list[str]:
    return [str(model._meta.get_field(name).column) for name in names]  # type: ignore[union-attr]


def _as_copy(instances: list[Any], fields: list[Any]) -> StringIO:
    lines = ("\t".join(_text(field, field.pre_save(one, True)) for field in fields) for one in instances)
    return StringIO("\n".join(lines) + "\n")


def _text(field: Any, value: Any) -> str:
    """One value in the text form of COPY."""
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, GEOSGeometry):
        return value.hexewkb.decode("ascii")
    if isinstance(field, models.JSONField):
        return json.dumps(value, ensure_ascii=False).translate(_ESCAPES)
    if isinstance(value, list):
        return _array(value).translate(_ESCAPES)
    return str(value).translate(_ESCAPES)


def _array(items: list[Any]) -> str:
    """A PostgreSQL array of texts, each quoted."""
    quoted = (str(item).replace("\\", "\\\\").replace('"', '\\"') for item in items)
    return "{" + ",".join(f'"{item}"' for item in quoted) + "}"
