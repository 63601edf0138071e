"""Positions of a prompt's tokens on the three axes time, height and width."""

import numpy as np


def positions(ids: list[int], image_pad: int, grids: np.ndarray, merge: int) -> tuple[np.ndarray, int]:
    """Positions [3, tokens] and what is added to the cache's length for those of the reply.

    Text advances all axes together; an image's tokens lie in its grid from the place that is reached, and what follows
    starts after the greatest of them.
    """
    columns, reached, at = [], 0, 0
    views = iter(grids)
    while at < len(ids):
        if ids[at] != image_pad:
            columns.append(np.full((3, 1), reached))
            reached, at = reached + 1, at + 1
            continue
        sizes = np.array(next(views)) // (1, merge, merge)
        columns.append(reached + np.indices(sizes).reshape(3, -1))
        reached, at = reached + int(sizes.max()), at + int(sizes.prod())
    found = np.concatenate(columns, axis=1).astype(np.int64)
    return found, reached - len(ids)
