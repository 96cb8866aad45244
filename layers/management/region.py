"""Whether new roads are those of the region that the resources lie in."""

from dataclasses import dataclass, field

from django.contrib.gis.geos import Polygon
from django.db import DatabaseError

from layers import catalog
from layers.geo import WGS84
from layers.labels import L
from layers.travel.building.errors import RoadBuildError
from layers.travel.building.source import RoadSource
from layers.travel.closures import LAYER
from layers.travel.record import RoadsRecord

Box = tuple[float, float, float, float]


@dataclass
class Region:
    """Judges the roads read from a file by the resources among them."""

    in_use: RoadsRecord | None
    force: bool
    warnings: list[str] = field(default_factory=list)

    def judge(self, source: RoadSource) -> None:
        """Warn when no resource lies among the new roads; refuse when some lie among those in use.

        Raises
        ------
        RoadBuildError
            Unless `force`.
        """
        try:
            if not _count() or _count(source.bbox):
                return
            among_old = _count(self.in_use.bbox) if self.in_use else 0
        except DatabaseError:
            self.warnings.append(
                L(
                    "The database is away: whether resources lie among these roads was not checked.",
                    "数据库不可用：未检查资源是否位于该路网范围内。",
                )
            )
            return
        none = L(
            "No resource lies among these roads: is it the right region?",
            "该路网范围内没有任何资源，请确认地区是否正确。",
        )
        if among_old and not self.force:
            raise RoadBuildError(
                none
                + L(
                    " {n} resources lie among the roads in use, which stay; --force replaces them.",
                    "现用路网范围内有 {n} 个资源，保持不变；如需替换请加 --force。",
                ).format(n=among_old)
            )
        self.warnings.append(none)


def _count(box: Box | None = None) -> int:
    """How many resources there are, or lie in the box."""
    found = 0
    for layer in catalog.layers():
        if layer.geometry != "point" or layer.key == LAYER:
            continue
        rows = layer.model._default_manager.all()
        if box:
            area = Polygon.from_bbox(box)
            area.srid = WGS84
            rows = rows.filter(geom__intersects=area)
        found += rows.count()
    return found
