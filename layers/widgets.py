"""Form widgets for places that need no map from another host."""

from typing import Any

from django import forms
from django.contrib.gis.geos import GEOSException, GEOSGeometry

from layers.geo import WGS84


class LonLatWidget(forms.MultiWidget):
    """A point as two numbers, longitude and latitude on WGS 84."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        box = {"step": "any", "style": "width:12em"}
        super().__init__(
            {
                "lon": forms.NumberInput({**box, "min": -180, "max": 180, "placeholder": "lon 经度"}),
                "lat": forms.NumberInput({**box, "min": -90, "max": 90, "placeholder": "lat 纬度"}),
            },
            attrs,
        )

    def decompress(self, value: Any) -> list[Any]:
        if isinstance(value, str) and value:
            try:
                value = GEOSGeometry(value)
            except (GEOSException, ValueError):
                return [None, None]
        return [value.x, value.y] if value else [None, None]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        lon, lat = super().value_from_datadict(data, files, name)
        return f"SRID={WGS84};POINT({lon} {lat})" if lon and lat else None


class OutlineWidget(forms.Textarea):
    """An outline or a line as GeoJSON text."""

    def format_value(self, value: Any) -> Any:
        return value.geojson if hasattr(value, "geojson") else value

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return super().value_from_datadict(data, files, name) or None
