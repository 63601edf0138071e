"""A picture of one moment: four views, the depth of the first, and a plan.

`python -m model.rooms.picture --out docs/pictures/room.png --seed 7 --moment 9`
"""

import argparse
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from .recording import SAMPLES, Plan, Recording
from .rig import HEIGHT, WIDTH

_COLOURS = 256
_MARGIN = 14


def montage(recording: Recording, moment: int) -> Image.Image:
    """Three columns and two rows: front, left, back; right, depth of front, plan."""
    frames = recording.frames[moment]
    lens = recording.cameras[0].lens
    views = recording.room.render([recording.optical_pose(f) for f in frames], lens, SAMPLES)
    tiles = [Image.fromarray(rgb) for rgb in views.rgb]
    names = [camera.name for camera in recording.cameras]
    tiles += [Image.fromarray(depth_colours(views.depth[0])), plan(recording, frames[0].stamp_nanos)]
    sheet = Image.new("RGB", (3 * WIDTH, 2 * HEIGHT), "white")
    for number, (tile, name) in enumerate(zip(tiles, [*names, f"depth of {names[0]}", "plan"])):
        ImageDraw.Draw(tile).text((5, 3), name, fill="black", stroke_width=2, stroke_fill="white")
        sheet.paste(tile, (number % 3 * WIDTH, number // 3 * HEIGHT))
    return sheet.quantize(_COLOURS, kmeans=4, dither=Image.Dither.NONE)


def depth_colours(depth: np.ndarray) -> np.ndarray:
    """Bytes [h, w, 3] from warm (near) over green to blue (far), evenly in the logarithm of the depth."""
    low, high = np.log(depth.min()), np.log(depth.max())
    share = (np.log(depth) - low) / (high - low)
    stops = np.array([[250, 235, 120], [240, 120, 60], [60, 140, 130], [40, 50, 110]], float)
    place = np.linspace(0, 1, len(stops))
    return np.stack([np.interp(share, place, stops[:, c]) for c in range(3)], axis=-1).astype(np.uint8)


def plan(recording: Recording, nanos: int) -> Image.Image:
    """The room from above: outlines with names, the drive and the robot's heading."""
    tile = Image.new("RGB", (WIDTH, HEIGHT), "white")
    draw = ImageDraw.Draw(tile)
    half = recording.room.half
    scale = min((WIDTH - 2 * _MARGIN) / (2 * half[0]), (HEIGHT - 2 * _MARGIN) / (2 * half[1]))

    def at(points):
        return [(WIDTH / 2 + x * scale, HEIGHT / 2 - y * scale) for x, y in points]

    draw.rectangle(at([(-half[0], half[1]), (half[0], -half[1])]), outline="black", width=2)
    for piece in sorted(recording.room.pieces, key=lambda p: p.category != "rug"):
        draw.polygon(at(piece.footprint()), outline="#555555", fill="#e8eef5" if piece.category == "rug" else "#cfd8c8")
    for piece in recording.room.pieces:
        draw.text(at([piece.centre()[:2]])[0], piece.name, fill="#223355", anchor="mm", font_size=9)
    stamps = [frames[0].stamp_nanos for frames in recording.frames]
    draw.line(at([recording.drive.pose(s).translation[:2] for s in stamps]), fill="#cc2222", width=2)
    pose = recording.drive.pose(nanos)
    draw.polygon(at(pose.apply(np.array([[0.3, 0, 0], [-0.15, 0.15, 0], [-0.15, -0.15, 0]]))[:, :2]), fill="#cc2222")
    return tile


def main() -> None:
    """Reads the command line and writes the picture."""
    parser = argparse.ArgumentParser(prog="python -m model.rooms.picture", description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--moment", type=int, default=9)
    given = parser.parse_args()
    given.out.parent.mkdir(parents=True, exist_ok=True)
    montage(Recording(Plan(given.seed)), given.moment).save(given.out, optimize=True)


if __name__ == "__main__":
    main()
