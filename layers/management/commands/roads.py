"""onemap roads build area.osm.pbf | build --from-layer roads.gpkg | status | check 109.51 34.50"""

import json
import tempfile
from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from layers.errors import OneMapError
from layers.geo import LonLat
from layers.labels import L
from layers.management.region import Region
from layers.travel import engine
from layers.travel.building.publish import build_roads
from layers.travel.building.road_layer import COLUMNS, convert
from layers.travel.building.tiles import PHASES
from layers.travel.network import network
from layers.travel.record import RoadsRecord
from layers.travel.vehicle import VehicleKey, vehicle_in_force

STEPS = len(PHASES) + 3


class Command(BaseCommand):
    help = "Road tiles for travel times: build, look at, try. 路网数据：构建、查看、检查。"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        build = actions.add_parser("build", help="build road tiles and put them in the place of those in use")
        build.add_argument("pbf", nargs="?", type=Path, metavar="FILE.osm.pbf", help="an OpenStreetMap extract")
        build.add_argument(
            "--from-layer", type=Path, metavar="FILE", help="lines of one's own: GPKG, GeoJSON, Shapefile"
        )
        for name in COLUMNS:
            build.add_argument(f"--{name}-column", metavar="NAME", help=f"of the layer: its column of {name}")
        build.add_argument("--force", action="store_true", help="even where no resource lies among the new roads")
        status = actions.add_parser("status", help="which roads are in use")
        status.add_argument("--json", action="store_true", dest="as_json")
        check = actions.add_parser("check", help="how far a place is from the nearest road of each vehicle")
        check.add_argument("lon")
        check.add_argument("lat")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['action']}")(options)
        except OneMapError as error:
            raise CommandError(str(error)) from None

    def _build(self, options: dict[str, Any]) -> None:
        if (options["pbf"] is None) == (options["from_layer"] is None):
            raise CommandError(L("Give a PBF, or --from-layer FILE.", "请给出 PBF 文件，或 --from-layer 文件。"))
        engine.require()
        console = Console(stderr=True)
        region = Region(in_use=_record(), force=options["force"])
        with ExitStack() as stack:
            pbf, name = options["pbf"], ""
            if options["from_layer"]:
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="onemap-roads-")))
                pbf, name = folder / "layer.osm.pbf", options["from_layer"].name
                columns = {name: options[f"{name}_column"] for name in COLUMNS if options[f"{name}_column"]}
                for sentence in convert(options["from_layer"], pbf, columns=columns).sentences():
                    console.print(sentence)
            bar = stack.enter_context(_progress(console))
            task = bar.add_task(L("Road tiles", "路网数据"), total=STEPS)
            record = build_roads(pbf, settings.ROADS_DIR, name=name, judge=region.judge, step=lambda: bar.advance(task))
        for sentence in region.warnings:
            console.print(sentence, style="bold yellow")
        self.stdout.write(_sentence(record))

    def _status(self, options: dict[str, Any]) -> None:
        record = _record()
        if options["as_json"]:
            document = {"engine": engine.version(), "folder": str(settings.ROADS_DIR), "roads": record and vars(record)}
            self.stdout.write(json.dumps(document, ensure_ascii=False))
        elif record is None:
            engine.require()
            self.stdout.write(
                L(
                    "No roads in {folder}: travel times are estimates. `onemap roads build` makes them.",
                    "{folder} 中没有路网，行程时间为估算。可用 `onemap roads build` 构建。",
                ).format(folder=settings.ROADS_DIR)
            )
        else:
            self.stdout.write(_sentence(record))

    def _check(self, options: dict[str, Any]) -> None:
        place = LonLat(options["lon"], options["lat"])
        roads = network.roads()
        if roads is None:
            self._status({"as_json": False})
            return
        table = Table(header_style="bold")
        table.add_column(str(L("vehicle", "车辆")))
        table.add_column(str(L("to the nearest road", "距最近道路")), justify="right")
        for key in VehicleKey:
            metres = roads.distance_to_road_m(place, vehicle_in_force({}, key))
            table.add_row(str(key.label), str(L("none", "无")) if metres is None else f"{metres:,.0f} m")
        Console().print(table)


def _record() -> RoadsRecord | None:
    roads = network.roads()
    return roads.record if roads else None


def _sentence(record: RoadsRecord) -> str:
    west, south, east, north = record.bbox
    sentence = L(
        "Roads of {source}: {ways:,} ways, {west:.4f},{south:.4f} to {east:.4f},{north:.4f}, built {built_at}"
        " (version {version}, Valhalla {engine}).",
        "路网 {source}：{ways:,} 条道路，范围 {west:.4f},{south:.4f} 至 {east:.4f},{north:.4f}，构建于 {built_at}"
        "（版本 {version}，Valhalla {engine}）。",
    ).format(**{**vars(record), "west": west, "south": south, "east": east, "north": north})
    return f"{sentence} {record.note}".rstrip()


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console
    )
