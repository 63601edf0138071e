"""`python -m bench.clouds.geometry`: clouds by the imagined and by the real cameras, and the table of them in docs/scene.md."""

import argparse
import tempfile
from pathlib import Path

from . import page, published, room
from .measure import Fit, fit

MARKS = ("<!-- figures: written by python -m bench.clouds.geometry -->", "<!-- end of the cameras' figures -->")
GEOMETRIES = ("imagined", "known")


def main() -> None:
    """Reads the command line and does it all."""
    parser = argparse.ArgumentParser(prog="python -m bench.clouds.geometry", description=__doc__)
    parser.add_argument("--program", type=Path, default=Path("build/thinker3d"))
    parser.add_argument("--bundle", type=Path, default=Path("model/bundles/nano"))
    parser.add_argument("--rooms", type=int, default=6)
    parser.add_argument("--page", type=Path, default=Path("docs/scene.md"))
    given = parser.parse_args()
    lines = ["| `rig.geometry` | rooms in metres | median, cm | 90 % within, cm |", "|---|---|---|---|"]
    with tempfile.TemporaryDirectory() as folder:
        places = [room.make(number, Path(folder)) for number in range(given.rooms)]
        for geometry in GEOMETRIES:
            fits = []
            for place in places:
                try:
                    fits.append(fit(published.cloud(given.program, given.bundle, place.bag, {}, {"geometry": geometry}), place.surface))
                    print(place.seed, geometry, fits[-1], flush=True)
                except published.NotMetric as error:
                    print(error, flush=True)
            middle = Fit.middle(fits)
            figures = f"{middle.median * 100:.1f} | {middle.ninety * 100:.1f}" if middle else "– | –"
            lines.append(f"| {geometry} | {len(fits)} of {len(places)} | {figures} |")
    page.put(given.page, MARKS, "\n".join(lines))


if __name__ == "__main__":
    main()
