"""The sample's first moment in the forms of MindCube and of Ego3D-Bench: `python -m model.rooms.benchmarks`.

The images are the bytes of the sample bag, so that an evaluation sees what a replay sees.
"""

import argparse
import json
from pathlib import Path

from mcap.reader import make_reader
from rosbags.typesys import Stores, get_typestore

_VIEWS = ("front", "left", "back", "right")  # in the order in which the questions number them
_IMAGE = "sensor_msgs/msg/CompressedImage"


def images(bag: Path, stamp_nanos: int) -> dict[str, bytes]:
    """Each camera's picture of the moment whose front picture has the stamp, by the camera's name."""
    store, found = get_typestore(Stores.ROS2_HUMBLE), {}
    with bag.open("rb") as file:
        topics = [f"/camera/{name}/image_raw/compressed" for name in _VIEWS]
        for _, channel, message in make_reader(file).iter_messages(topics=topics):
            image = store.deserialize_cdr(message.data, _IMAGE)
            name = channel.topic.split("/")[2]
            stamp = image.header.stamp.sec * 10**9 + image.header.stamp.nanosec
            if abs(stamp - stamp_nanos) < 50_000_000:
                found[name] = bytes(image.data)
    return found


def mindcube(question: dict) -> dict:
    """A line of MindCube's form; its setting is rotation, for the views are from one spot."""
    return {"id": f"rotation_{question['id']}", "category": [question["type"]], "type": "surround", "meta_info": [], "question": question["question"],
            "images": [f"images/{name}.jpg" for name in _VIEWS], "gt_answer": question["answer"]}


def ego3d(question: dict) -> dict:
    """A line of Ego3D-Bench's form: named views, options beside the question; a distance is asked for as a number."""
    text, _, _ = question["question"].partition(" A. ")
    views = {name.capitalize(): f"images/{name}.jpg" for name in _VIEWS}
    headings = "\n".join(f"{name} view: <image>" for name in views)
    line = {"id": question["id"], "question": f"{headings}\n{text}", "source": "sample", "images": views}
    if question["type"] == "distance":
        metres = question["choices"][question["answer"]].removesuffix(" m")
        return {**line, "category": "Ego_Centric_Absolute_Distance", "options": [], "answer": metres}
    options = [f"{letter}. {words}" for letter, words in question["choices"].items()]
    return {**line, "category": "Localization", "options": options, "answer": question["answer"]}


def main() -> None:
    """Reads the command line and writes the images and both files."""
    parser = argparse.ArgumentParser(prog="python -m model.rooms.benchmarks", description=__doc__)
    parser.add_argument("--sample", type=Path, default=Path("e2e/sample"))
    parser.add_argument("--out", type=Path, default=Path("e2e/sample/benchmarks"))
    given = parser.parse_args()
    questions = [json.loads(line) for line in (given.sample / "spatial.jsonl").read_text().splitlines()]
    (given.out / "images").mkdir(parents=True, exist_ok=True)
    for name, data in images(given.sample / "room.mcap", questions[0]["stamp_nanos"]).items():
        (given.out / "images" / f"{name}.jpg").write_bytes(data)
    for name, form in (("mindcube", mindcube), ("ego3d", ego3d)):
        (given.out / f"{name}.jsonl").write_text("".join(json.dumps(form(question)) + "\n" for question in questions))


if __name__ == "__main__":
    main()
