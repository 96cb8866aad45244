"""Rows → the database: found by their code, compared, written in bulk; a chunk that fails is tried row by row."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Point
from django.db import DatabaseError, DataError, IntegrityError, models, transaction

from layers.geo import WGS84
from layers.ingest import parts
from layers.ingest.areas import complete_area, level_of
from layers.ingest.bulk import upsert
from layers.ingest.report import RowNote
from layers.ingest.rows import Row, is_required
from layers.ingest.targets import Target
from layers.ingest.wording import say
from layers.labels import L

SOURCE_CHARACTERS = 200
BROKEN_RULES = {
    "team_on_duty_at_most_members": L("More people are on duty than the team has members.", "在岗人数超过队伍人数。"),
    "incident_starts_before_it_ends": L("It ends before it starts.", "结束时间早于发生时间。"),
    "stock_available_not_negative": L("More is reserved than is on hand.", "占用数量超过库存。"),
    "stock_not_negative": L("A quantity is negative.", "数量为负数。"),
    "stock_made_before_expiry": L("It expires before it was made.", "有效期早于生产日期。"),
    "area_valid_from_before_to": L("The area ends before it begins.", "停用日期早于启用日期。"),
    "hazard_radius_positive": L("The radius must be greater than 0.", "影响半径必须大于 0。"),
}
"""What the database's own rules say, in words."""


class Writer:
    """Writes rows of one target; the caller holds the transaction."""

    def __init__(self, target: Target, *, source: str, system_name: str) -> None:
        self.target = target
        self.source = source[:SOURCE_CHARACTERS]
        self.system_name = system_name
        self.counts: Counter[str] = Counter()
        self.notes: list[RowNote] = []
        self.required = [
            field
            for field in target.fields.values()
            if field.field is not None and is_required(field.field) and field.name not in target.identity
        ]
        self.has_source = any(field.name == "source" for field in target.model._meta.fields)

    def write(self, rows: list[Row]) -> None:
        """Write the rows that the database accepts; `counts` and `notes` tell."""
        rows = [row for row in rows if self._resolve(row)] if self._references() else rows
        if not rows:
            return
        try:
            with transaction.atomic():
                self.counts += self._write(rows)
        except (IntegrityError, DataError) as error:
            if len(rows) == 1:
                self.notes.append(RowNote(rows[0].line, "", "", _why(error)))
                return
            for row in rows:
                self.write([row])

    # ── references ──

    def _references(self) -> list[Any]:
        return [field for field in self.target.fields.values() if field.points_to is not None]

    def load_references(self, rows: Iterable[Row]) -> None:
        """Look up every code that the rows refer to, once for the chunk."""
        rows = list(rows)
        self.known: dict[str, dict[str, Any]] = {}
        for field in self._references():
            wanted = {row.values[field.name] for row in rows if row.values.get(field.name)}
            manager = field.points_to._default_manager
            self.known[field.name] = dict(manager.filter(code__in=wanted).values_list("code", "pk"))

    def _resolve(self, row: Row) -> bool:
        for field in self._references():
            code = row.values.get(field.name)
            if isinstance(code, str) and code:
                found = self.known[field.name].get(code)
                if found is None:
                    self.notes.append(
                        RowNote(
                            row.line,
                            field.name,
                            code[:80],
                            say(
                                "There is no {kind} with the code “{code}”.",
                                "没有编码为“{code}”的{kind}。",
                                kind=field.points_to._meta.verbose_name,
                                code=code[:60],
                            ),
                        )
                    )
                    return False
                row.values[field.name] = found
            elif code == "":
                row.values[field.name] = None
        return True

    # ── one chunk ──

    def _write(self, rows: list[Row]) -> Counter[str]:
        existing = self._existing(rows)
        changes = parts.load(self.target, existing.values())
        counts: Counter[str] = Counter()
        instances: list[models.Model] = []
        refused: list[RowNote] = []
        for row in rows:
            instance = existing.get(self._identity(row))
            is_new = instance is None
            if is_new and (faults := list(self._missing(row))):
                refused.extend(faults)
                continue
            instance = instance if instance is not None else self.target.model()
            changed = self._apply(row, instance, is_new)
            changed_parts = changes.add(instance, row)
            counts["created" if is_new else "updated" if changed or changed_parts else "unchanged"] += 1
            if is_new or changed or changed_parts:
                instances.append(instance)
        self._upsert(instances, {name for row in rows for name in row.values})
        changes.write()
        self.notes.extend(refused)
        return counts

    def _missing(self, row: Row) -> Iterator[RowNote]:
        """What a new row lacks; one that is known already keeps what it has."""
        if row.place is None and self.target.geometry == "point":
            yield RowNote(
                row.line, "lon", "", say("The row is new and has no position.", "该行是新增记录，但没有坐标。")
            )
        for field in self.required:
            if field.name not in row.values and not self._told_by_code(field.name, row):
                yield RowNote(
                    row.line,
                    field.name,
                    "",
                    say("The row is new and has no {name}.", "该行是新增记录，但没有{name}。", name=field.label),
                )

    def _told_by_code(self, name: str, row: Row) -> bool:
        return self.target.key == "areas" and name == "level" and level_of(row.values["code"]) is not None

    def _identity(self, row: Row) -> tuple[Any, ...]:
        return tuple(row.values.get(name, "") for name in self.target.identity)

    def _existing(self, rows: list[Row]) -> dict[tuple[Any, ...], Any]:
        first = self.target.identity[0]
        found = self.target.model._default_manager.filter(**{f"{first}__in": [row.values[first] for row in rows]})
        names = [self.target.model._meta.get_field(name).attname for name in self.target.identity]
        return {tuple(getattr(one, name) for name in names): one for one in found}

    def _apply(self, row: Row, instance: Any, is_new: bool) -> bool:
        """Set what the file gives; return whether anything differs from before."""
        wanted = {
            self._attribute(name): value for name, value in row.values.items() if not parts.is_part(self.target, name)
        }
        if row.place is not None:
            wanted |= self._placed(row.place, instance)
        if is_new and self.has_source:
            wanted.setdefault("source", self.source)
        if self.target.key == "areas":
            wanted |= complete_area(wanted, instance)
        if not is_new and getattr(instance, "is_demo", False):
            wanted["is_demo"] = False
        changed = [name for name, value in wanted.items() if getattr(instance, name) != value]
        for name in changed:
            setattr(instance, name, wanted[name])
        return bool(changed)

    def _attribute(self, name: str) -> str:
        return str(self.target.model._meta.get_field(name).attname)

    def _placed(self, place: Any, instance: Any) -> dict[str, Any]:
        if self.target.geometry == "polygon":
            return {"geom": _geos(place.outline)}
        point = Point(place.lon, place.lat, srid=WGS84)
        same = instance.geom is not None and instance.geom.coords == point.coords
        fields: dict[str, Any] = {
            "source_x": place.source_x,
            "source_y": place.source_y,
            "source_datum": self.system_name,
            "geom": instance.geom if same else point,
        }
        return fields | ({"outline": _geos(place.outline)} if place.outline is not None else {})

    def _upsert(self, instances: list[Any], names: set[str]) -> None:
        if not instances:
            return
        options = self.target.model._meta
        given = {name for name in names if not parts.is_part(self.target, name)}
        always = {
            "geom",
            "outline",
            "source_x",
            "source_y",
            "source_datum",
            "source",
            "is_demo",
            "search_key",
            "updated_at",
            "level",
            "parent",
        }
        updated = [
            field.name
            for field in options.fields
            if field.name in given | always and field.name not in self.target.identity and field.concrete
        ]
        upsert(self.target.model, instances, identity=self.target.identity, updated=updated)


def _geos(outline: Any) -> MultiPolygon | None:
    geometry = GEOSGeometry(memoryview(outline.wkb), srid=WGS84)
    return geometry if isinstance(geometry, MultiPolygon) else None


def _why(error: DatabaseError) -> str:
    """What the database refused, in words."""
    diagnosis = getattr(error.__cause__, "diag", None)
    rule = getattr(diagnosis, "constraint_name", None)
    if rule in BROKEN_RULES:
        return str(BROKEN_RULES[rule])
    column = getattr(diagnosis, "column_name", None)
    if column:
        return say("{column} is missing.", "缺少 {column}。", column=column)
    return say(
        "The database refused the row ({why}).",
        "数据库拒绝了该行（{why}）。",
        why=rule or str(getattr(diagnosis, "message_primary", "") or error)[:200],
    )
