"""Who shares in a place's sites without living there: people beyond its edge, who take part but are not answered."""

from dataclasses import replace

import numpy as np
from scipy.sparse import csr_matrix, hstack

from layers.geo import BBox
from layers.people.cells import Cells, joined
from layers.people.shares import AreaShares, area_shares
from layers.people.store import load_people, replaced_meanwhile
from layers.queries.coverage.kept import Kept, digest
from layers.queries.coverage.near import METRES_A_DEGREE, metres_reached
from layers.queries.coverage.place import Place
from layers.queries.coverage.question import CoverageQuestion
from layers.queries.coverage.reach import Floats, Sites

_KEPT: Kept[Place] = Kept(1 << 27, lambda place: 64 * len(place.cells) + 16 * int(place.shares.matrix.nnz))


def with_neighbours(place: Place, sites: Sites, question: CoverageQuestion) -> Place:
    """Return a place with, after its own cells, those beyond its edge that its sites may reach.

    Parameters
    ----------
    sites
        Those that matter to the place (`sites_near`). One of them reaches into it, so its people live at most twice its
        limit beyond the edge.

    Returns
    -------
    Place
        Of a cell that the edge cuts, and of one beyond it, all people are in `cells`; `within` says which share of them
        lives in the place, of a neighbour none. Everywhere is its own neighbour: then it is the place itself.

    Raises
    ------
    ConflictError
        The population is being replaced.
    """
    if place.people is None or place.outline is None or not len(sites):
        return place
    limits_m = metres_reached(sites, question)
    key = (*place.key, digest(sites.lons, sites.lats, limits_m))
    return _KEPT.get(key, lambda: _widened(place, _box_around(sites, limits_m), key))


def _widened(place: Place, box: BBox, key: tuple[object, ...]) -> Place:
    code = place.people.code  # type: ignore[union-attr]
    people = load_people(code, bbox=box, outlines=True)
    if people is None or people.version != place.people.version:  # type: ignore[union-attr]
        raise replaced_meanwhile(code)
    beyond = people.cells.take(area_shares(people.cells, [place.outline]).inside == 0)
    cells = joined([Cells(some.lons, some.lats, some.persons) for some in (place.cells, beyond)])
    nobody = np.zeros(len(beyond))
    shares = hstack([place.shares.matrix, csr_matrix((len(place.shares), len(beyond)))], format="csr")
    within = np.concatenate([place.within, nobody])
    return replace(place, cells=cells, within=within, shares=AreaShares(shares), key=key)


def _box_around(sites: Sites, limits_m: Floats) -> BBox:
    """A box that holds all within the sites' limits; all the way round where it would reach a pole or 180°."""
    lat_margin = limits_m / METRES_A_DEGREE
    south, north = float((sites.lats - lat_margin).min()), float((sites.lats + lat_margin).max())
    squeeze = np.cos(np.radians(np.minimum(np.abs(sites.lats) + lat_margin, 90.0)))
    lon_margin = np.where(squeeze > 0.01, lat_margin / np.maximum(squeeze, 0.01), 360.0)
    west, east = float((sites.lons - lon_margin).min()), float((sites.lons + lon_margin).max())
    if west < -180 or east > 180:
        west, east = -180.0, 180.0
    return BBox(west, max(south, -90.0), east, min(north, 90.0))
