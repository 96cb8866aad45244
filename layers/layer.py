"""What a layer is: one entry of the catalog, and what each role may do with it."""

from dataclasses import dataclass, field

from django.db import models

from layers.filters import Filter
from layers.rights import EDITORS, Role, Sensitivity, reach_of

NEAREST, WITHIN, COVERAGE = "nearest", "within", "coverage"


@dataclass(frozen=True)
class Style:
    """Hints for whoever draws the layer; the colours themselves are the client's."""

    icon: str
    color: str
    shape: str
    color_by: str = ""
    """A choice field whose value decides the colour."""
    colors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LiveTags:
    """Tags of a row that are no column of its table: the SQL function of its id that lists them, and their values."""

    sql_function: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Mobilisation:
    """What passes before a resource moves: its own minutes by day and at night, else those of a standard profile."""

    day_field: str
    night_field: str
    profile: str


@dataclass(frozen=True, eq=False)
class Layer:
    """One kind of thing on the map, and everything the rest of the program needs to know of it."""

    key: str
    model: type[models.Model]
    title: str
    style: Style
    order: int
    """Draw order, the higher on top."""
    sensitivity: Sensitivity
    """Who may see that the layer has features at all."""
    fields: dict[str, Sensitivity]
    """The fields that leave the database, in the order in which they are shown."""
    summary: tuple[str, ...] = ()
    """The fields worth showing in a list or a tooltip; all in tiles too, so all public within the layer."""
    documents: frozenset[str] = frozenset()
    """Those of `fields` that are documents made by the model (a property and its ``set_<name>``)."""
    filters: tuple[Filter, ...] = ()
    questions: tuple[str, ...] = (NEAREST, WITHIN, COVERAGE)
    sums: tuple[str, ...] = ()
    """Number fields that make sense added up."""
    writers: frozenset[Role] = EDITORS
    geometry: str = "point"
    prefetch: tuple[str, ...] = ()
    vehicle: str = "truck"
    """What travels between a place and the resources, if nothing else is asked (`layers.travel.vehicle.VehicleKey`)."""
    comes: bool = True
    """Whether the resources come to the place; False: people go from the place to them."""
    mobilisation: Mobilisation | None = None
    live_tags: dict[str, LiveTags] = field(default_factory=dict)
    """What filters of the live index ask for beside the model's own columns."""

    def readable_by(self, role: Role | None) -> bool:
        return reach_of(role) >= self.sensitivity

    def writable_by(self, role: Role | None) -> bool:
        return role in self.writers

    def fields_for(self, role: Role | None) -> tuple[str, ...]:
        """The names of the fields that `role` may read."""
        reach = reach_of(role)
        return tuple(name for name, sensitivity in self.fields.items() if sensitivity <= reach)

    def filters_for(self, role: Role | None) -> tuple[Filter, ...]:
        reach = reach_of(role)
        return tuple(one for one in self.filters if one.sensitivity <= reach)

    @property
    def tile_fields(self) -> tuple[str, ...]:
        """What each feature of a tile carries beside id, code and name."""
        names = dict.fromkeys((*self.summary, *filter(None, (self.style.color_by,))))
        return tuple(name for name in names if name not in self.documents)
