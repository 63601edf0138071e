"""A picture of an imagined scene beside the true one, from above: `python -m model.training.evaluate.above …`.

Of the scenes of views all around a spot or a piece it takes the one whose error is the median, so neither the best nor the worst.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFont

from ...geometry import Scene, pose_encoding_to_camera, unproject
from ..data import Dataset
from ..nano import settings
from ..parts import Parts
from ..teacher import load_teacher
from ..teacher.scores import similarity
from ..teacher.truth import truth
from . import responses
from .imagined import Imagined, Judge, choose
from .projected import load_projector
from .quiz import quiz

_KINDS, _QUESTIONS, _SCENES = ("surround", "among"), 12, 60
_PIXELS, _METRE, _MARGIN, _TITLE, _HIGHEST = 460, 56, 16, 26, 2.2  # the last in metres: what is above is not drawn


def main() -> None:
    """Reads the command line and draws."""
    parser = argparse.ArgumentParser(prog="python -m model.training.evaluate.above", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="a folder made by python -m model.training.data")
    parser.add_argument("--out", type=Path, required=True, help="the run's folder")
    parser.add_argument("--step", choices=("stage1", "stage2"), default="stage2")
    parser.add_argument("--picture", type=Path, required=True)
    given = parser.parse_args()
    parts, data = Parts.after(given.out, given.step), Dataset(given.data)
    items = [item for item in quiz(data, _QUESTIONS) if item.view_set["kind"] in _KINDS]
    _, states, images = responses.answer(parts, data, items)
    teacher = load_teacher(given.out / "teacher")
    judge = Judge(given.data, teacher, load_projector(given.out, given.step, teacher.config))
    chosen = choose(items, states, _SCENES, settings.LATENTS["offset"], settings.LATENTS["count"])
    scenes = [Imagined(items[n], states[n][settings.LATENTS["offset"]:][:settings.LATENTS["count"]], images.of([items[n]])[0]) for n in chosen]
    if not scenes:
        raise ValueError(f"{given.out}: {given.step} imagines nothing all around")
    draw(judge, scenes).quantize(128).save(given.picture, optimize=True)


@torch.inference_mode()
def draw(judge: Judge, scenes: list[Imagined]) -> Image.Image:
    """The true scene, the imagined one and the teacher's, side by side."""
    scores = judge.score(scenes, [one.latents for one in scenes])
    one = scenes[int(np.argsort([score.cloud for score in scores])[len(scores) // 2])]
    room = judge.room(one.item)
    sample = judge.sample(one.item)
    true = truth(sample.cameras, sample.depth)
    found = {"imagined": judge.scenes(sample.pictures, [judge.projector(one.latents, one.images)])[0],
             "the teacher, on the views": judge.scenes(sample.pictures, None)[0]}
    colours = sample.pictures[0].permute(0, 2, 3, 1).reshape(-1, 3).numpy()
    points = true.points[0].numpy().reshape(-1, 3).astype(np.float64)
    sheets = [_plan("true", _in_room(points, true, sample), colours, _cameras_of_truth(sample), room)]
    for name, scene in found.items():
        cloud, cameras = _aligned(scene, points)
        sheets.append(_plan(name, _in_room(cloud, true, sample), colours, _in_room(cameras, true, sample), room))
    whole = Image.new("RGB", (sum(sheet.width for sheet in sheets), sheets[0].height), "white")
    for number, sheet in enumerate(sheets):
        whole.paste(sheet, (number * sheet.width, 0))
    return whole


def _aligned(scene: Scene, true: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A scene's cloud and its cameras' places after the similarity that takes the cloud nearest to the truth."""
    encoding, depth = (np.asarray(part, dtype=np.float64) for part in (scene.pose_encoding, scene.depth))
    camera = pose_encoding_to_camera(np.concatenate([encoding[:, :7], encoding[:, 7:].clip(0.05, 3.0)], axis=-1), *depth.shape[-2:])
    cloud = unproject(depth, camera).reshape(-1, 3)
    pose = camera.camera_from_world
    places = -np.einsum("nji,nj->ni", pose[..., :3], pose[..., 3])
    scale, rotation, shift = similarity(cloud, true)
    return scale * cloud @ rotation.T + shift, scale * places @ rotation.T + shift


def _in_room(points: np.ndarray, true, sample) -> np.ndarray:
    """From units of the scene and the first camera's frame to metres and the room's."""
    rotation, position = sample.cameras.rotation[0, 0].double().numpy(), sample.cameras.position[0, 0].double().numpy()
    return points * float(true.metres[0]) @ rotation.T + position


def _cameras_of_truth(sample) -> np.ndarray:
    return sample.cameras.position[0].double().numpy()


def _plan(title: str, points: np.ndarray, colours: np.ndarray, cameras: np.ndarray, room: dict) -> Image.Image:
    """Points from above, the higher over the lower; the walls as lines, the cameras as red discs."""
    sheet = Image.new("RGB", (_PIXELS, _PIXELS + _TITLE), "white")
    pen = ImageDraw.Draw(sheet)
    half_x, half_y = room["half"][:2]
    scale = min(_METRE, (_PIXELS - 2 * _MARGIN) / 2 / max(half_x, half_y))

    def place(x: float, y: float) -> tuple[float, float]:
        return _PIXELS / 2 + x * scale, _TITLE + _PIXELS / 2 - y * scale

    shown = points[:, 2] < _HIGHEST
    order = np.argsort(points[shown, 2])
    for (x, y, _), colour in zip(points[shown][order], colours[shown][order]):
        left, top = place(x, y)
        if _TITLE <= top < sheet.height - 2 and 0 <= left < _PIXELS - 2:
            pen.rectangle([left, top, left + 1.5, top + 1.5], fill=tuple(int(value) for value in colour))
    pen.rectangle([*place(-half_x, half_y), *place(half_x, -half_y)], outline="#222222", width=2)
    for x, y, _ in cameras:
        left, top = place(x, y)
        pen.ellipse([left - 4, top - 4, left + 4, top + 4], fill="#d02020", outline="white")
    pen.text((_MARGIN, 5), title, "#222222", ImageFont.load_default(15))
    return sheet


if __name__ == "__main__":
    main()
