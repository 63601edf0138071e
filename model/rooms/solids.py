"""The solids that rooms are made of, as arrays over solids so that a caster can read them without objects."""

from dataclasses import dataclass, field

import numpy as np

BOX, ELLIPSOID, CONE = 0, 1, 2
_UNIT_CORNERS = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], float)  # of the cube from -1 to 1


@dataclass
class Part:
    """One solid of a piece of furniture, in the piece's frame.

    `half` is half its extent along its own axes. A CONE stands along z; `ends` are its radii at the bottom and at
    the top as shares of half[0] and half[1], so (1, 1) is a cylinder.
    """

    kind: int
    centre: tuple[float, float, float]
    half: tuple[float, float, float]
    material: int
    rotation: np.ndarray = field(default_factory=lambda: np.eye(3))
    ends: tuple[float, float] = (1.0, 1.0)

    def corners(self) -> np.ndarray:
        """The eight corners of the part's own bounding box, in the piece's frame."""
        return _UNIT_CORNERS * self.half @ self.rotation.T + np.array(self.centre)


@dataclass(frozen=True)
class Solids:
    """All solids of a room as arrays: `rotation` is room-from-solid, `instance` the object that a solid belongs to."""

    kind: np.ndarray
    centre: np.ndarray
    rotation: np.ndarray
    half: np.ndarray
    ends: np.ndarray
    material: np.ndarray
    instance: np.ndarray

    def corners(self) -> np.ndarray:
        """The corners of every solid's bounding box in the room, [solids, 8, 3]."""
        scaled = _UNIT_CORNERS[None] * self.half[:, None]
        return np.einsum("pij,pkj->pki", self.rotation, scaled) + self.centre[:, None]
