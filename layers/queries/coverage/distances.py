"""Reach by geodesic metres: candidates by chord, then exact metres, by the bound of `layers.live.sphere`."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from layers.errors import Fault, TooBroadError
from layers.labels import L
from layers.live.cells import side_by_side
from layers.live.sphere import Floats, chord_beyond, chord_within, chords_beyond, to_sphere
from layers.people.cells import Cells
from layers.queries.coverage.metres import CHUNK, WORKERS, Places, geodesic_m, near_metres
from layers.queries.coverage.reach import Reach, Sites, reach_from_pairs

MAX_PAIRS = 60_000_000
"""Pairs of a cell and a site that one answer holds: some 3 GB while they are put in order."""
CELLS_A_DEGREE = 64
LEAST_SECOND_LOOK, GROWTH = 16, 4
BAND = 1.5
"""Limits of which none is more than so many times another are looked for together."""

Mask = NDArray[np.bool_]
Positions = NDArray[np.int64]


def reach_by_distance(cells: Cells, sites: Sites) -> Reach:
    """Find every pair of a cell and a site that is at most the site's limit away.

    Parameters
    ----------
    cells
        By their points, degrees on WGS 84.
    sites
        With limits in geodesic metres; a cell exactly at the limit is reached.

    Returns
    -------
    Reach
        With the geodesic metres of every pair, to a tenth of a millimetre; which pairs it holds is exact.

    Raises
    ------
    TooBroadError
        For more than `MAX_PAIRS` candidates.
    """
    if not len(cells) or not len(sites):
        nothing = np.zeros(0, np.int64)
        return reach_from_pairs(nothing, nothing, np.zeros(0), n_cells=len(cells), n_sites=len(sites))
    tree, places = cKDTree(_vectors(cells), balanced_tree=False), _vectors(sites)
    bands = [(band, cKDTree(places[band]), chord_beyond(float(sites.limits[band].max()))) for band in _bands(sites)]
    _require_few(sum(int(tree.count_neighbors(one, chord)) for _, one, chord in bands))
    found = [_pairs(tree, band, one, chord) for band, one, chord in bands]
    at_cell, at_site = (np.concatenate([one[part] for one in found]) for part in (0, 1))
    limits = sites.limits[at_site]
    starts, ends = Places(cells.lons, cells.lats), Places(sites.lons, sites.lats)
    metres = near_metres(starts, ends, at_cell, at_site, limits)
    within = metres <= limits
    return reach_from_pairs(at_cell[within], at_site[within], metres[within], n_cells=len(cells), n_sites=len(sites))


def nearest_costs(cells: Cells, sites: Sites) -> Floats:
    """Return the geodesic metres from each cell to its nearest site, whatever the limits, shape (cells,).

    Infinite where there is no site. One answer serves every radius: `costs <= radius_m` says who is covered.
    """
    costs = np.full(len(cells), np.inf)
    if not len(sites):
        return costs
    tree, order = cKDTree(_vectors(sites)), side_by_side(cells.lons, cells.lats, CELLS_A_DEGREE)
    ends = Places(sites.lons, sites.lats)
    for begin in range(0, len(order), CHUNK * WORKERS):
        part = order[begin : begin + CHUNK * WORKERS]
        costs[part] = least_metres(tree, ends, Places(cells.lons[part], cells.lats[part]))
    return costs


def is_covered(cells: Cells, sites: Sites) -> Mask:
    """Return which cells any site reaches, shape (cells,); metres only of those for which a chord does not tell."""
    covered = np.zeros(len(cells), bool)
    order, at = side_by_side(cells.lons, cells.lats, CELLS_A_DEGREE), _vectors(cells)
    for limit_m in np.unique(sites.limits):
        some = sites.take(np.flatnonzero(sites.limits == limit_m))
        left = order[~covered[order]]
        chords = cKDTree(_vectors(some)).query(
            at[left], distance_upper_bound=chord_beyond(limit_m) * (1 + 1e-9), workers=WORKERS
        )[0]
        covered[left] = chords <= chord_within(limit_m)
        unsure = left[(chords > chord_within(limit_m)) & (chords <= chord_beyond(limit_m))]
        covered[unsure] = nearest_costs(cells.take(unsure), some) <= limit_m
    return covered


def least_metres(tree: cKDTree, ends: Places, starts: Places, *, but_itself: bool = False) -> Floats:
    """Return the geodesic metres from each start to the nearest end, shape (starts,).

    Parameters
    ----------
    tree
        Of the ends' unit vectors, at least one.
    but_itself
        Starts and ends are the same places, and none is its own nearest; infinite where there is no other.

    Notes
    -----
    A few candidates settle nearly all: nothing unseen is nearer once the last chord is beyond the best metres.
    """
    lons, lats = starts
    costs, at = np.full(len(lons), np.inf), to_sphere(lons, lats)
    left, look = np.arange(len(lons)), min(2 + but_itself, len(ends.lons))
    measured = 1 + but_itself
    while len(left):
        chords, seen = tree.query(at[left], k=np.arange(1, look + 1), workers=WORKERS)
        near = seen[:, :measured]
        metres = geodesic_m(
            np.repeat(lons[left], near.shape[1]),
            np.repeat(lats[left], near.shape[1]),
            ends.lons[near.ravel()],
            ends.lats[near.ravel()],
        ).reshape(near.shape)
        if but_itself:
            metres[near == left[:, None]] = np.inf
        costs[left] = metres.min(axis=1)
        sure = (chords[:, -1] > chords_beyond(costs[left])) | (near.shape[1] == len(ends.lons))
        left = left[~sure]
        look = measured = min(max(GROWTH * look, LEAST_SECOND_LOOK), len(ends.lons))
    return costs


def _pairs(tree: cKDTree, band: Positions, places: cKDTree, chord: float) -> tuple[Positions, Positions]:
    found = tree.sparse_distance_matrix(places, chord, output_type="ndarray")
    return found["i"], band[found["j"]]


def _bands(sites: Sites) -> Iterator[Positions]:
    """The positions of sites whose limits are alike."""
    order = np.argsort(sites.limits, kind="stable")
    limits = sites.limits[order]
    begin = 0
    while begin < len(order):
        end = int(np.searchsorted(limits, limits[begin] * BAND, side="right"))
        yield order[begin:end]
        begin = end


def _vectors(places: Cells | Sites) -> Floats:
    return to_sphere(places.lons, places.lats)


def _require_few(pairs: int) -> None:
    if pairs > MAX_PAIRS:
        detail = L(
            "{n:,} pairs of cells and sites are too many (at most {most:,}): ask about a smaller area or radius.",
            "单元与场所的组合达 {n:,} 个，超过上限 {most:,}：请缩小范围或半径。",
        )
        raise TooBroadError(Fault(detail.format(n=pairs, most=MAX_PAIRS), "radius_m"))
