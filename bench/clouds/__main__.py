"""`python -m bench.clouds`: measures the published clouds and writes the tables and the picture of docs/scene.md."""

import argparse
import json
import tempfile
from pathlib import Path

from . import page, picture, published, room
from .filters import NONE, variants
from .measure import fit


def main() -> None:
    """Reads the command line and does it all."""
    parser = argparse.ArgumentParser(prog="python -m bench.clouds", description=__doc__)
    parser.add_argument("--program", type=Path, default=Path("build/thinker3d"))
    parser.add_argument("--bundle", type=Path, default=Path("model/bundles/nano"))
    parser.add_argument("--rooms", type=int, default=6)
    parser.add_argument("--page", type=Path, default=Path("docs/scene.md"))
    parser.add_argument("--picture", type=Path, default=Path("docs/pictures/filters.png"))
    given = parser.parse_args()
    description = json.loads((given.bundle / "bundle.json").read_text())
    fits, drawn = {name: {} for name in variants()}, False
    with tempfile.TemporaryDirectory() as folder:
        for number in range(given.rooms):
            place = room.make(number, Path(folder))
            clouds = {}
            for name, settings in variants().items():
                try:
                    clouds[name] = published.cloud(given.program, given.bundle, place.bag, settings)
                    fits[name][place.seed] = fit(clouds[name], place.surface)
                except published.NotMetric as error:
                    fits[name][place.seed] = None
                    print(error, flush=True)
                print(place.seed, name, fits[name][place.seed], flush=True)
            page.write(given.page, f"{description['name']}/{description['version']}", fits)
            if not drawn and len(clouds) == len(fits):
                drawn = True
                picture.save(given.picture, {name: cloud for name, cloud in clouds.items() if name != NONE}, clouds[NONE])


if __name__ == "__main__":
    main()
