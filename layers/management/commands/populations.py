"""onemap populations | populations reconcile weinan-2020 --level county"""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import get_language
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from layers.errors import OneMapError
from layers.ingest.wording import say
from layers.labels import L
from layers.models import Area, AreaLevel, Population
from layers.people.reconcile import AreaCount, Reconciliation, reconcile
from layers.people.store import find_population


class Command(BaseCommand):
    help = "The populations there are; or one of them beside the census counts of areas. 人口数据。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json")
        actions = parser.add_subparsers(dest="action", metavar="reconcile")
        one = actions.add_parser("reconcile", help="sums of its cells beside the census counts of areas")
        one.add_argument("code", nargs="?", help="of the population; else the default one")
        one.add_argument("--level", choices=AreaLevel.values, default=AreaLevel.COUNTY.value, help="of the areas")
        one.add_argument("--area", help="only areas beneath the one with this code")
        one.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["action"] == "reconcile":
                self._reconcile(options)
            else:
                self._list(options)
        except OneMapError as error:
            raise CommandError(str(error)) from None

    def _list(self, options: dict[str, Any]) -> None:
        rows = list(Population.objects.all())
        if options["as_json"]:
            self._print([_listed(row) for row in rows])
            return
        if not rows:
            self.stdout.write(say("There are no populations.", "还没有人口数据。"))
            return
        table = _table(
            (L("code", "编码"), L("name", "名称"), L("year", "年份"), L("source", "数据来源")),
            (L("people", "人口"), L("cells", "单元数"), L("version", "版本")),
        )
        for row in rows:
            name = f"{_in_language(row.names)}{say(' (estimate)', '（估算）') if row.is_estimate else ''}"
            figures = (_number(row.total_persons), f"{row.cells:,}", str(row.version))
            table.add_row(row.code, name, str(row.year), row.source, *figures)
        Console().print(table)

    def _reconcile(self, options: dict[str, Any]) -> None:
        population = find_population(options["code"])
        if population is None:
            raise CommandError(say("There are no populations.", "还没有人口数据。"))
        if options["area"] and not Area.objects.filter(code=options["area"]).exists():
            raise CommandError(say("There is no area {code}.", "没有行政区 {code}。", code=options["area"]))
        found = reconcile(population, level=options["level"], within=options["area"])
        if options["as_json"]:
            self._print(_document(found))
        else:
            _show(found)

    def _print(self, document: Any) -> None:
        self.stdout.write(json.dumps(document, ensure_ascii=False, indent=2))


def _show(found: Reconciliation) -> None:
    console = Console()
    table = _table(
        (L("code", "编码"), L("area", "行政区"), L("year", "年份")),
        (L("census", "普查人口"), L("cells", "单元合计"), L("difference", "差额"), L("of the census", "占普查人口")),
    )
    for row in found.rows:
        known = row.difference is not None
        share = (
            f"{row.difference / row.census_persons:+.2%}" if row.difference is not None and row.census_persons else "–"
        )
        table.add_row(
            row.code,
            _in_language(row.name),
            str(row.census_year or "–"),
            _number(row.census_persons) if known else "–",
            _number(row.cells_persons),
            _number(row.difference, sign="+") if known else "–",
            share,
        )
    console.print(table)
    console.print(
        say(
            "{name} ({year}, {source}): {people} people, {outside} of them in none of these areas.",
            "{name}（{year} 年，{source}）：共 {people} 人，其中 {outside} 人不在以上行政区内。",
            name=_in_language(found.population.names),
            year=found.population.year,
            source=found.population.source,
            people=_number(found.population.total_persons),
            outside=_number(found.outside_persons),
        )
    )


def _document(found: Reconciliation) -> dict[str, Any]:
    return {
        "population": found.population.code,
        "version": found.population.version,
        "level": found.level,
        "people": found.population.total_persons,
        "outside_areas_people": found.outside_persons,
        "areas": [_area(row) for row in found.rows],
    }


def _area(row: AreaCount) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.name,
        "people": row.cells_persons,
        "census_people": row.census_persons,
        "census_year": row.census_year,
        "census_source": row.census_source,
        "census_difference": row.difference,
    }


def _listed(row: Population) -> dict[str, Any]:
    from layers.api.populations import population_document

    return {**population_document(row), "imported_at": row.imported_at.isoformat()}


def _table(texts: tuple[Any, ...], figures: tuple[Any, ...]) -> Table:
    table = Table(header_style="bold", box=SIMPLE_HEAD)
    for heading in texts:
        table.add_column(str(heading), overflow="fold")
    for heading in figures:
        table.add_column(str(heading), justify="right", no_wrap=True)
    return table


def _in_language(names: Any) -> str:
    return str(names["zh" if (get_language() or "en").startswith("zh") else "en"])


def _number(value: float | None, *, sign: str = "") -> str:
    if value is None:
        return "–"
    return f"{value:{sign},.0f}" if abs(value - round(value)) < 0.005 else f"{value:{sign},.2f}"
