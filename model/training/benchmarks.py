"""Two moments of the sample in the forms of MindCube and of Ego3D-Bench: `python -m model.training.benchmarks`.

The images are the bytes of the sample bag, so that an evaluation sees what a replay sees. The questions about the first moment
are those of `model.training.sample`.
"""

import argparse
import json
from pathlib import Path

from rosbags.highlevel import AnyReader
from rosbags.typesys import Stores, get_typestore

from .sample import questions

_SEED, _MOMENTS = 7, (0, 19)
_VIEWS = ("front", "left", "back", "right")  # in the order in which the questions number them
_APART_NANOS = 50_000_000  # further than the cameras of a moment, nearer than the next moment


def images(bag: Path, stamp_nanos: int) -> dict[str, bytes]:
    """Each camera's picture of the moment whose front picture has the stamp, by the camera's name."""
    found = {}
    with AnyReader([bag], default_typestore=get_typestore(Stores.ROS2_HUMBLE)) as reader:
        topics = {f"/camera/{name}/image_raw/compressed": name for name in _VIEWS}
        chosen = [connection for connection in reader.connections if connection.topic in topics]
        for connection, _, data in reader.messages(chosen):
            image = reader.deserialize(data, connection.msgtype)
            stamp = image.header.stamp.sec * 10**9 + image.header.stamp.nanosec
            if abs(stamp - stamp_nanos) < _APART_NANOS:
                found[topics[connection.topic]] = bytes(image.data)
    return found


def mindcube(question: dict) -> dict:
    """A line of MindCube's form; its setting is rotation, for the views are from one spot."""
    return {"id": f"rotation_{question['id']}", "category": [question["type"]], "type": "surround", "meta_info": [], "question": question["question"],
            "images": [_image(question, name) for name in _VIEWS], "gt_answer": question["answer"]}


def ego3d(question: dict) -> dict:
    """A line of Ego3D-Bench's form: named views, options beside the question; a distance is asked for as a number."""
    text, _, _ = question["question"].partition(" A. ")
    views = {name.capitalize(): _image(question, name) for name in _VIEWS}
    headings = "\n".join(f"{name} view: <image>" for name in views)
    line = {"id": question["id"], "question": f"{headings}\n{text}", "source": "sample", "images": views}
    if question["type"] == "distance":
        metres = question["choices"][question["answer"]].removesuffix(" m")
        return {**line, "category": "Ego_Centric_Absolute_Distance", "options": [], "answer": metres}
    options = [f"{letter}. {words}" for letter, words in question["choices"].items()]
    return {**line, "category": "Localization", "options": options, "answer": question["answer"]}


def _image(question: dict, name: str) -> str:
    return f"images/{question['moment']:02d}_{name}.jpg"


def main() -> None:
    """Reads the command line and writes the images and both files."""
    parser = argparse.ArgumentParser(prog="python -m model.training.benchmarks", description=__doc__)
    parser.add_argument("--bag", type=Path, default=Path("e2e/sample/room.mcap"))
    parser.add_argument("--out", type=Path, default=Path("e2e/sample/benchmarks"))
    given = parser.parse_args()
    (given.out / "images").mkdir(parents=True, exist_ok=True)
    asked = []
    for moment in _MOMENTS:
        about = questions(_SEED, moment)
        asked += [{**question, "id": f"moment{moment:02d}_{question['id']}"} for question in about]
        for name, data in images(given.bag, about[0]["stamp_nanos"]).items():
            (given.out / _image(about[0], name)).write_bytes(data)
    for name, form in (("mindcube", mindcube), ("ego3d", ego3d)):
        (given.out / f"{name}.jsonl").write_text("".join(json.dumps(form(question)) + "\n" for question in asked))


if __name__ == "__main__":
    main()
