"""A whole import: read, map, check, write; one transaction, and a report of every row that is not in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.db import connection, transaction

from layers.ingest.areas import parents_first
from layers.ingest.crs import choose_system
from layers.ingest.errors import BadFileError
from layers.ingest.mapping import Mapping, choose_mapping, count_known
from layers.ingest.readers import open_table
from layers.ingest.report import ImportReport, Outcome, RowNote
from layers.ingest.rows import PLACES, Row, RowMaker
from layers.ingest.tables import Record, Table
from layers.ingest.targets import find_target
from layers.ingest.wording import say
from layers.ingest.write import Writer

ROWS_AT_ONCE = 2000
LOCK = 0x6F6E656D
"""The advisory lock that keeps imports in single file."""

Progress = Callable[[int, int | None], None]
"""Called with the rows done and, where it is known, the rows there are."""


@dataclass(frozen=True)
class ImportOptions:
    """What the user says of a file."""

    mapping: str | None = None
    """The name of a kept mapping, or a path to a TOML file."""
    crs: str | None = None
    datum: str | None = None
    sheet: str | None = None
    encoding: str | None = None
    dry_run: bool = False
    strict: bool = False


def import_file(
    layer: str,
    path: Path | str,
    options: ImportOptions | None = None,
    *,
    progress: Progress = lambda done, expected: None,
) -> ImportReport:
    """Import a file into a layer of the catalog (or into ``stock``).

    All rows are checked before the first is written; writing is one transaction. Rows that are refused leave the
    others in, unless `strict`; a dry run does all the same and takes it back.

    Raises
    ------
    UnknownLayerError, BadFileError, BadOptionError
        Nothing of the file can be imported as it stands; nothing has been written.
    """
    options, path = options or ImportOptions(), Path(path)
    target = find_target(layer)
    table = open_table(
        path, sheet=options.sheet, encoding=options.encoding, known=lambda headings: count_known(target, headings)
    )
    mapping = choose_mapping(target, table.columns, options.mapping)
    if table.has_geometry:
        mapping = mapping.without(PLACES)
    system = choose_system(
        declared=_declared(mapping.crs, table.crs),
        crs=options.crs,
        datum=options.datum or (mapping.datum if not options.crs else None),
    )
    maker = RowMaker(target, mapping, system)
    rows, read = _check_all(maker, table.records, table.rows_expected, progress)
    if not read:
        raise BadFileError(say("{name} has a header but no rows.", "{name} 只有表头，没有数据。", name=path.name))
    writer = Writer(target, source=path.name, system_name=system.name)
    _write_all(writer, rows, options, progress, refused=any(n.outcome is Outcome.REFUSED for n in maker.notes))
    notes = tuple(sorted((*maker.notes, *writer.notes), key=lambda note: note.line))
    return _report(writer, table, mapping, options, file=path.name, read=read, notes=notes)


def _report(
    writer: Writer,
    table: Table,
    mapping: Mapping,
    options: ImportOptions,
    *,
    file: str,
    read: int,
    notes: tuple[RowNote, ...],
) -> ImportReport:
    return ImportReport(
        layer=writer.target.key,
        file=file,
        mapping=mapping.title,
        coordinates=writer.system_name,
        encoding=table.encoding,
        rows_read=read,
        created=writer.counts["created"],
        updated=writer.counts["updated"],
        unchanged=writer.counts["unchanged"],
        notes=notes,
        ignored_columns=mapping.ignored,
        dry_run=options.dry_run,
        strict=options.strict,
    )


def _declared(of_mapping: str | None, of_file: str | None) -> str | None:
    """What is declared of the coordinates: a mapping is made for its files, so it goes first."""
    return of_mapping or of_file


def _check_all(
    maker: RowMaker, records: Iterator[Record], expected: int | None, progress: Progress
) -> tuple[list[Row], int]:
    rows: list[Row] = []
    read = 0
    while chunk := list(islice(records, ROWS_AT_ONCE)):
        rows.extend(maker.make(chunk))
        read += len(chunk)
        progress(read, expected)
    return rows, read


def _write_all(writer: Writer, rows: list[Row], options: ImportOptions, progress: Progress, *, refused: bool) -> None:
    with transaction.atomic():
        _one_at_a_time()
        done = 0
        for chunk in _chunks(writer, rows):
            writer.load_references(chunk)
            writer.write(chunk)
            done += len(chunk)
            progress(done, len(rows))
        if options.dry_run or (options.strict and (refused or writer.notes)):
            transaction.set_rollback(True)


def _chunks(writer: Writer, rows: list[Row]) -> Iterator[list[Row]]:
    groups = parents_first(rows) if writer.target.key == "areas" else [rows]
    for group in groups:
        for start in range(0, len(group), ROWS_AT_ONCE):
            yield group[start : start + ROWS_AT_ONCE]


def _one_at_a_time() -> None:
    """Two imports of the same codes at once would each see the other's rows as new."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
