"""What each filter leaves out of one room, seen from above; heights are seen from the side."""

import matplotlib
import numpy as np

matplotlib.use("Agg")
from matplotlib import pyplot  # noqa: E402

from .measure import places  # noqa: E402

COLUMNS = 3
LOWEST, HIGHEST = 0.1, 2.3  # metres: without floor and ceiling, which would hide the rest


def save(path, clouds: dict[str, np.ndarray], whole: np.ndarray) -> None:
    """A panel for each cloud: its points grey, those of `whole` that it lacks red. A pixel is known again by its confidence, colour and view, for the
    scale, and so its place, may follow from other pixels."""
    place, pixels = places(whole), whole[["rgb", "confidence", "view"]].tolist()
    rows = -(-len(clouds) // COLUMNS)
    figure, panels = pyplot.subplots(rows, COLUMNS, figsize=(4 * COLUMNS, 3.6 * rows), layout="constrained")
    for panel in panels.flat:
        panel.set_axis_off()
    for panel, (name, kept) in zip(panels.flat, clouds.items()):
        there = set(kept[["rgb", "confidence", "view"]].tolist())
        gone = np.array([pixel not in there for pixel in pixels])
        side = "height" in name
        across = 2 if side else 1
        shown = np.ones(len(whole), bool) if side else (place[:, 2] > LOWEST) & (place[:, 2] < HIGHEST)
        for chosen, colour, size in ((shown & ~gone, "#5b6b7a", 0.3), (shown & gone, "#d62728", 0.3)):
            panel.scatter(place[chosen, 0], place[chosen, across], s=size, c=colour, linewidths=0, rasterized=True)
        panel.set_title(f"{name}\n{gone.sum():,} of {len(whole):,} left out", fontsize=9)
        panel.set_aspect("equal")
    figure.savefig(path, dpi=80, pil_kwargs={"optimize": True})
