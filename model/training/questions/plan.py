"""Outlines on the floor and the distances between them."""

import numpy as np


def segment_distances(points: np.ndarray, outlines: np.ndarray) -> np.ndarray:
    """From every point [p, 2] to every outline [o, 4, 2], the least of its four edges, [p, o]."""
    edges = np.roll(outlines, -1, axis=1) - outlines
    away = points[:, None, None] - outlines[None]
    share = np.clip((away * edges).sum(-1) / np.maximum((edges * edges).sum(-1), 1e-9), 0, 1)
    return np.linalg.norm(away - share[..., None] * edges, axis=-1).min(axis=-1)


def gaps(outlines: np.ndarray) -> np.ndarray:
    """The least distance between every two of the outlines [o, 4, 2] that do not meet, [o, o]."""
    count = len(outlines)
    one_way = segment_distances(outlines.reshape(-1, 2), outlines).reshape(count, 4, count).min(axis=1)
    return np.minimum(one_way, one_way.T)


def closest(first: np.ndarray, second: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The two points, one of each outline [4, 2], that are nearest to each other."""
    found = []
    for corners, outline, swapped in ((first, second, False), (second, first, True)):
        edges = np.roll(outline, -1, axis=0) - outline
        away = corners[:, None] - outline[None]
        share = np.clip((away * edges).sum(-1) / np.maximum((edges * edges).sum(-1), 1e-9), 0, 1)
        feet = outline + share[..., None] * edges
        length = np.linalg.norm(corners[:, None] - feet, axis=-1)
        corner, edge = np.unravel_index(length.argmin(), length.shape)
        pair = (corners[corner], feet[corner, edge])
        found.append((length[corner, edge], pair[::-1] if swapped else pair))
    return min(found, key=lambda item: item[0])[1]


def first_met(position: np.ndarray, yaw: float, width: float, outlines: np.ndarray) -> np.ndarray:
    """How far a way of that width from `position` along yaw (radians) is free before each outline [o, 4, 2]; inf if it misses it."""
    ahead = np.array([np.cos(yaw), np.sin(yaw)])
    left = np.array([-ahead[1], ahead[0]])
    local = outlines - position
    along, across = local @ ahead, local @ left
    free = np.full(len(outlines), np.inf)
    for number in range(len(outlines)):
        free[number] = _enters(along[number], across[number], width / 2)
    return free


def _enters(along: np.ndarray, across: np.ndarray, half: float) -> float:
    """The least `along` of the part of a polygon that lies within `half` of the way's middle and ahead."""
    best = np.inf
    for place in range(4):
        a, b = along[place - 1], along[place]
        u, v = across[place - 1], across[place]
        low, high = 0.0, 1.0
        if abs(v - u) < 1e-9:
            if abs(u) > half:
                continue
        else:
            first, second = sorted(((-half - u) / (v - u), (half - u) / (v - u)))
            low, high = max(low, first), min(high, second)
        if low <= high:
            ends = (a + low * (b - a), a + high * (b - a))
            if max(ends) > 0:
                best = min(best, max(min(ends), 0.0))
    return best


def to_wall(position: np.ndarray, yaw: float, width: float, half: np.ndarray) -> float:
    """How far a way of that width is free inside the walls, which stand at ±half [2] around the origin."""
    ahead = np.array([np.cos(yaw), np.sin(yaw)])
    sides = position + np.outer([-width / 2, width / 2], [-ahead[1], ahead[0]])
    with np.errstate(divide="ignore"):
        reach = (np.sign(ahead) * half - sides) / ahead
    return float(max(reach[np.isfinite(reach)].min(), 0.0))
