"""What a brief looks up to put a document's keys into words; without the database, the keys stand for themselves."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from django.contrib.gis.geos import Point
from django.db import DatabaseError, InterfaceError
from django.db.models import Q

from layers.brief.words import language, name_of
from layers.catalog import find_layer
from layers.geo import WGS84
from layers.models import Area, Depot, Item, Population

log = logging.getLogger("onemap.brief")
T = TypeVar("T")


def unless_away(ask: Callable[[], T], otherwise: T) -> T:
    """Return what `ask` finds, or `otherwise` while the database is away: a plainer brief is better than none."""
    try:
        return ask()
    except (DatabaseError, InterfaceError) as error:
        log.warning("a plainer brief: %s", str(error).strip().replace("\n", " "))
        return otherwise


def area_at(lon: float, lat: float) -> str:
    """Return the names of the areas that a place lies in, the larger first; empty where there is none."""
    return unless_away(lambda: _area_at(lon, lat), "")


def _area_at(lon: float, lat: float) -> str:
    around = Area.objects.in_force().filter(parts__geom__covers=Point(lon, lat, srid=WGS84)).distinct()
    by_depth = sorted(around, key=lambda area: len(area.lineage))
    names = [name_of(vars(area)) for area in by_depth[-3:]]
    return " ".join(names) if language() == "zh" else ", ".join(reversed(names))


def resource_name(reference: str) -> str:
    """Return the name and code of ``layer:code``, which the document has shown that the caller may read."""
    key, _, code = reference.partition(":")
    model = find_layer(key).model
    row = unless_away(lambda: model._default_manager.filter(code=code).values("name", "name_en").first(), None)
    return f"{name_of(row)} ({code})" if row else code


def item_texts(keys: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return, for each key or GB/T 38565 code, the item's name and its unit."""
    wanted = list(keys)
    none: list[Item] = []
    rows = unless_away(lambda: list(Item.objects.filter(Q(key__in=wanted) | Q(code__in=wanted))), none)
    found = {key: (row.names[language()], row.units[language()]) for row in rows for key in (row.key, row.code)}
    return {key: found.get(key, (key, "")) for key in wanted}


def depots_are_demo(codes: Iterable[str]) -> bool:
    return unless_away(lambda: Depot.objects.filter(code__in=list(codes), is_demo=True).exists(), False)


def people_are_demo(population: str) -> bool:
    return unless_away(lambda: Population.objects.filter(code=population, is_demo=True).exists(), False)
