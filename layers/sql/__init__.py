"""Functions and triggers that the database keeps; installed anew after every ``migrate``.

They are code, not data: the files beside this one are idempotent and always those of the running release.
"""

from pathlib import Path

from django.db import connection, models

FILES = ("area.sql", "version.sql")


def install(layers: list[tuple[str, type[models.Model]]]) -> None:
    """Install the functions, and the triggers of every layer (key, model)."""
    folder = Path(__file__).parent
    with connection.cursor() as cursor:
        for name in FILES:
            cursor.execute((folder / name).read_text("utf-8"))
    for key, model in layers:
        install_triggers(key, model)


def install_triggers(key: str, model: type[models.Model]) -> None:
    """Let the database raise the layer's version when its rows or their parts change, and find each point's area."""
    for table in (model._meta.db_table, *_part_tables(model)):
        _create_trigger(
            "layers_version",
            table,
            "AFTER INSERT OR UPDATE OR DELETE",
            "layers_raise_version",
            argument=key,
            deferred=True,
        )
    if any(field.name == "area" for field in model._meta.fields):
        _create_trigger("layers_area", model._meta.db_table, "BEFORE INSERT OR UPDATE OF geom", "layers_set_area")


def _part_tables(model: type[models.Model]) -> list[str]:
    """The tables whose rows belong to rows of the model: stock lines, suitability, an area's parts."""
    return [
        relation.related_model._meta.db_table
        for relation in model._meta.related_objects
        if relation.on_delete is models.CASCADE
    ]


def _create_trigger(
    name: str, table: str, when: str, function: str, *, argument: str = "", deferred: bool = False
) -> None:
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER IF EXISTS {quote(name)} ON {quote(table)}")
        cursor.execute(
            f"CREATE {'CONSTRAINT ' if deferred else ''}TRIGGER {quote(name)} {when} ON {quote(table)} "
            f"{'DEFERRABLE INITIALLY DEFERRED ' if deferred else ''}FOR EACH ROW "
            f"EXECUTE FUNCTION {quote(function)}({'%s' if argument else ''})",
            [argument] if argument else [],
        )
