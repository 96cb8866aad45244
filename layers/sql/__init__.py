"""Functions and triggers that the database keeps; installed anew after every ``migrate``.

They are code, not data: the files beside this one are idempotent and always those of the running release.
"""

from collections.abc import Iterator
from pathlib import Path

from django.db import connection, models

FILES = ("area.sql", "version.sql", "change.sql", "documents.sql")
EVENTS = (("INSERT", "NEW"), ("UPDATE", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD"))
"""An update logs the old rows too: a stock line may have moved from one depot to another."""


def install(layers: list[tuple[str, type[models.Model]]]) -> None:
    """Install the functions, and the triggers of every layer (key, model)."""
    folder = Path(__file__).parent
    with connection.cursor() as cursor:
        for name in FILES:
            cursor.execute((folder / name).read_text("utf-8"))
    for key, model in layers:
        install_triggers(key, model)


def install_triggers(key: str, model: type[models.Model]) -> None:
    """Let the database log the layer's changes, raise its version, and find each point's area."""
    table = model._meta.db_table
    for changed, column in ((table, _id_column(model)), *_parts(model)):
        _trigger(
            "layers_version",
            changed,
            "CONSTRAINT TRIGGER",
            "AFTER INSERT OR UPDATE OR DELETE",
            "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION layers_raise_version(%s)",
            [key],
        )
        for event, rows in EVENTS:
            _trigger(
                f"layers_change_{event.lower()}_{rows.lower()}",
                changed,
                "TRIGGER",
                f"AFTER {event}",
                f"REFERENCING {rows} TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION layers_log_change(%s, %s)",
                [key, column],
            )
        _trigger(
            "layers_change_truncate",
            changed,
            "TRIGGER",
            "AFTER TRUNCATE",
            "FOR EACH STATEMENT EXECUTE FUNCTION layers_log_change(%s, %s)",
            [key, column],
        )
    if any(field.name == "area" for field in model._meta.fields):
        _trigger(
            "layers_area",
            table,
            "TRIGGER",
            "BEFORE INSERT OR UPDATE OF geom",
            "FOR EACH ROW EXECUTE FUNCTION layers_set_area()",
            [],
        )


def _id_column(model: type[models.Model]) -> str:
    """The column that names the changed resource; none for a table of reference, which changes as a whole."""
    return "id" if isinstance(model._meta.pk, models.UUIDField) else ""


def _parts(model: type[models.Model]) -> Iterator[tuple[str, str]]:
    """The tables whose rows belong to the model's (stock lines, suitability), and the column that says whose."""
    for relation in model._meta.related_objects:
        if relation.on_delete is models.CASCADE:
            yield relation.related_model._meta.db_table, str(relation.field.column)


def _trigger(name: str, table: str, kind: str, when: str, rest: str, arguments: list[str]) -> None:
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER IF EXISTS {quote(name)} ON {quote(table)}")
        cursor.execute(f"CREATE {kind} {quote(name)} {when} ON {quote(table)} {rest}", arguments)
