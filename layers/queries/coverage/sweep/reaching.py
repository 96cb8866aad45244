"""Which sites can reach a tile: by chord on the unit sphere, so that poles and antimeridian are like everywhere."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from layers.geo import BBox
from layers.live.sphere import ROUNDING, Floats, chord_beyond, chord_within, to_sphere
from layers.queries.coverage.reach import Sites

Positions = NDArray[np.int64]


@dataclass(frozen=True)
class Ball:
    """A point of the unit sphere, and a chord beyond which nothing of a box lies."""

    centre: Floats
    chord: float


def ball_around(box: BBox) -> Ball:
    """Return a ball that holds all of a box, which is at most 90° wide and high.

    Notes
    -----
    Along a parallel the chord from the box's middle grows with the difference in longitude; along a meridian its cosine
    is a sine curve, which is concave while positive and so least at an end. Hence nothing is farther than a corner.
    """
    middle = to_sphere([(box.west + box.east) / 2], [(box.south + box.north) / 2])
    corners = to_sphere([box.west, box.east, box.west, box.east], [box.south, box.south, box.north, box.north])
    return Ball(middle[0], float(np.linalg.norm(corners - middle, axis=1).max()) + ROUNDING)


class SitesByPlace:
    """Sites in k-d trees of their unit vectors, a tree for each limit."""

    def __init__(self, sites: Sites) -> None:
        self._bands = []
        for limit_m in np.unique(sites.limits).tolist():
            which = np.flatnonzero(sites.limits == limit_m)
            tree = cKDTree(to_sphere(sites.lons[which], sites.lats[which]), balanced_tree=False)
            self._bands.append((limit_m, which, tree))

    def reaches_all(self, ball: Ball) -> bool:
        """Return whether one site certainly reaches all that lies in the ball."""
        return any(tree.query(ball.centre)[0] + ball.chord <= chord_within(limit_m) for limit_m, _, tree in self._bands)

    def near(self, ball: Ball) -> Positions:
        """Return the sites that may reach something in the ball, in their order: no others do."""
        found = [
            which[tree.query_ball_point(ball.centre, chord_beyond(limit_m) + ball.chord)]
            for limit_m, which, tree in self._bands
        ]
        return np.sort(np.concatenate([np.zeros(0, np.int64), *found]))
