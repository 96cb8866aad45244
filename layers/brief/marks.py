"""The shapes and colours of the kinds, those of the page (``frontend/src/map/shapes.ts``, ``style/tokens.ts``)."""

from dataclasses import dataclass

from layers.layer import Layer

COLORS = {
    "shelter": "#1a7f4b",
    "depot": "#1257a8",
    "team": "#b45f06",
    "hazard": "#b9530a",
    "incident": "#c8201f",
    "other": "#5a4a9c",
    "red": "#c8201f",
    "orange": "#dd7508",
    "yellow": "#c79a00",
    "blue": "#2b7bd6",
    "people-served": "#1a7f4b",
    "people-no-place": "#c79a00",
    "people-out": "#6b4a8a",
    "map-void": "#e6ebee",
    "map-land": "#f6f5f1",
    "map-edge": "#cdd3d2",
    "map-edge-strong": "#a9b3b7",
    "map-label": "#51606d",
}
"""The light theme's: paper is white."""
SHARE_RAMP = ("#a86a24", "#d8b06a", "#efe1bd", "#8ecbc2", "#2f8f86")
"""Shares of an area, the lowest first; brown to teal, so that red-green blindness reads it."""

_CIRCLE = "M12 1.500a10.500 10.500 0 1 1 0 21 10.500 10.500 0 0 1 0-21z"
OUTLINES = {
    "square": "M6.500 2h11A4.500 4.500 0 0 1 22 6.500v11a4.500 4.500 0 0 1-4.500 4.500h-11A4.500 4.500 0 0 1 2 17.500"
    "v-11A4.500 4.500 0 0 1 6.500 2z",
    "circle": _CIRCLE,
    "diamond": "M10.600 1a2 2 0 0 1 2.800 0L23 10.600a2 2 0 0 1 0 2.800L13.400 23a2 2 0 0 1-2.800 0L1 13.400a2 2 0 0 1 "
    "0-2.800z",
    "triangle": "M10.300 2.200a2 2 0 0 1 3.400 0l9.200 17a2 2 0 0 1-1.750 2.900H2.850A2 2 0 0 1 1.100 19.200z",
    "ring": _CIRCLE,
}
"""On a grid of 24 by 24."""


@dataclass(frozen=True)
class Look:
    """How one resource is drawn: hollow where it cannot serve, so that grey paper tells it too."""

    shape: str
    color: str
    hollow: bool = False

    @property
    def path(self) -> str:
        return OUTLINES[self.shape]

    @property
    def symbol(self) -> str:
        """The name under which the page holds it."""
        return f"{self.shape}-{self.color.lstrip('#')}{'-hollow' if self.hollow else ''}"

    @property
    def text_height(self) -> float:
        """Where the middle of a number stands; a triangle is wider below."""
        return 15.2 if self.shape == "triangle" else 12.2


def look_of(layer: Layer, properties: dict[str, object]) -> Look:
    """Return the look of a resource with these properties."""
    style = layer.style
    graded = style.colors.get(str(properties.get(style.color_by))) if style.color_by else None
    shape = style.shape if style.shape in OUTLINES else "circle"
    serves = properties.get("usable") is not False or not layer.model.USABLE  # type: ignore[attr-defined]
    return Look(shape, COLORS.get(graded or style.color, COLORS["other"]), hollow=shape == "ring" or not serves)
