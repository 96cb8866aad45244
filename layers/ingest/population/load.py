"""A whole import of people: open, place, check, write, compare; one transaction."""

import hashlib
import math
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from layers.errors import ConflictError, Fault, InvalidInputError
from layers.ingest.crs import System, choose_system
from layers.ingest.errors import BadFileError, BadOptionError
from layers.ingest.population.batches import CellFile, ReadingOptions
from layers.ingest.population.intake import Intake
from layers.ingest.population.opening import open_cells
from layers.ingest.population.overlaps import OverlapFinder, Overlaps
from layers.ingest.population.placing import CellPlacer
from layers.ingest.population.report import PopulationReport
from layers.ingest.wording import say
from layers.models import CellForm, Population, PopulationBlock
from layers.people.write import write_population

TOLERANCE = 1e-9
"""Of the file's people: what sums of many numbers with fractions may differ by."""
FIRST_YEAR = 1800

Progress = Callable[[str, int, int | None], None]
"""Called with the stage, and of it what is done and, where it is known, what there is."""


@dataclass(frozen=True)
class About:
    """What every share of the population will say of it."""

    code: str
    name: str
    source: str
    year: int
    name_en: str = ""
    is_estimate: bool = False
    method: str = ""


@dataclass(frozen=True)
class PopulationOptions:
    """What the user says of the file."""

    reading: ReadingOptions = field(default_factory=ReadingOptions)
    crs: str | None = None
    datum: str | None = None
    dry_run: bool = False
    strict: bool = False


def import_population(
    path: Path | str,
    about: About,
    options: PopulationOptions | None = None,
    *,
    progress: Progress = lambda stage, done, expected: None,
) -> PopulationReport:
    """Import a file as the cells of a population, in the place of those it had.

    The file is read in pieces; all of it is written in one transaction. Rows that are refused leave the others in,
    unless `strict`; a dry run does all the same and takes it back.

    Raises
    ------
    BadFileError, BadOptionError, InvalidInputError
        Nothing can be imported as it stands; nothing has been written.
    """
    options, path = options or PopulationOptions(), Path(path)
    values = _checked(about)
    file = open_cells(path, options.reading)
    system = _system(path, file, options)
    values |= {"file_name": path.name, "file_sha256": _checksum(path)}
    intake = Intake(CellPlacer(system, file.form), OverlapFinder())
    before = Population.objects.filter(code=about.code).values_list("total_persons", flat=True).first()
    with transaction.atomic():
        population = write_population(
            about.code, intake.cells(file, lambda done, expected: progress("read", done, expected)), **values
        )
        population.form = intake.placer.form or CellForm.POINTS
        population.save(update_fields=["form"])
        overlaps = _overlaps(intake.overlaps, population, progress)
        report = _report(file, system, intake, population, overlaps, options, before=before)
        _reconcile(report)
        if not report.written:
            transaction.set_rollback(True)
    return report


def _checked(about: About) -> dict[str, Any]:
    """The fields of the population, or all faults of them at once."""
    values = {name: value for name, value in asdict(about).items() if name != "code"}
    faults = []
    try:
        Population(code=about.code, **values, form=CellForm.POINTS, is_demo=False).clean_fields(
            exclude={"total_persons", "cells", "west", "south", "east", "north", "form", "file_name", "file_sha256"}
        )
    except ValidationError as error:
        faults = [
            Fault(f"--{name.replace('_', '-')}: {' '.join(texts)}", name) for name, texts in error.message_dict.items()
        ]
    if not FIRST_YEAR <= about.year <= timezone.localdate().year + 1:
        faults.append(
            Fault(
                say("--year {year} is no year of a census.", "--year {year} 不是有效的年份。", year=about.year), "year"
            )
        )
    if about.is_estimate and not about.method.strip():
        faults.append(
            Fault(
                say("An estimate needs --method: by what rule it was made.", "估算数据须用 --method 说明估算方法。"),
                "method",
            )
        )
    if about.method.strip() and not about.is_estimate:
        faults.append(
            Fault(say("--method belongs to an --estimate.", "--method 须与 --estimate 一起使用。"), "estimate")
        )
    if faults:
        raise InvalidInputError(*faults)
    return {**values, "is_demo": False}


def _system(path: Path, file: CellFile, options: PopulationOptions) -> System:
    """A raster must say where it is: degrees cannot be told from its pixels."""
    if file.form is CellForm.RASTER and not (file.crs or options.crs or options.datum):
        raise BadOptionError(
            "crs",
            say(
                "{name} declares no coordinate system; say which with --crs EPSG:n.",
                "{name} 没有声明坐标系；请用 --crs EPSG:n 指明。",
                name=path.name,
            ),
        )
    return choose_system(declared=file.crs, crs=options.crs, datum=options.datum)


def _overlaps(finder: OverlapFinder, population: Population, progress: Progress) -> Overlaps:
    found, tiles = Overlaps(), len(finder.lines)
    if tiles:
        for done, so_far in enumerate(finder.find(population), start=1):
            found = so_far
            progress("overlaps", done, tiles)
    return found


def _report(
    file: CellFile,
    system: System,
    intake: Intake,
    population: Population,
    overlaps: Overlaps,
    options: PopulationOptions,
    *,
    before: float | None,
) -> PopulationReport:
    if not intake.account.rows_read and not file.without_data:
        raise BadFileError(say("The file has no rows.", "文件没有数据。"))
    stored = PopulationBlock.objects.filter(population=population).values_list("persons", flat=True)
    return PopulationReport(
        code=population.code,
        file=population.file_name,
        form=population.form,
        coordinates=system.name,
        encoding=file.encoding,
        persons_column=file.persons_column,
        account=intake.account,
        without_data=file.without_data,
        overlaps=overlaps,
        cells=population.cells,
        stored_persons=math.fsum(stored),
        version=population.version,
        replaced_persons=before,
        dry_run=options.dry_run,
        strict=options.strict,
    )


def _reconcile(report: PopulationReport) -> None:
    """Refuse to keep people who do not add up to those of the file."""
    if abs(report.difference) > TOLERANCE * max(1.0, report.account.file_persons):
        raise ConflictError(
            say(
                "The people stored ({stored:,.6f}) and lost ({lost:,.6f}) are not those of the file ({file:,.6f});"
                " nothing was written.",
                "入库人口（{stored:,.6f}）与丢失人口（{lost:,.6f}）之和与文件人口（{file:,.6f}）不符；未写入任何数据。",
                stored=report.stored_persons,
                lost=report.account.lost_persons,
                file=report.account.file_persons,
            )
        )


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
