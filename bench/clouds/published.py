"""What `thinker3d replay` publishes of a bag."""

import json
import subprocess
from pathlib import Path

import numpy as np
from rosbags.highlevel import AnyReader
from rosbags.typesys import Stores, get_typestore

CAMERAS = ("front", "left", "back", "right")
QUESTION = ("4 images from one spot, each turned 90 degrees further left. Which of these is nearest to the camera? "
            "A. toy chest B. plant C. sofa D. wardrobe")
LATENTS_AND_A_LITTLE = 12  # tokens: the scene is made of the latents, which come first
KINDS = {6: "<u4", 7: "<f4"}


class NotMetric(Exception):
    """Why a cloud has no metres."""


def cloud(program: Path, bundle: Path, bag: Path, scene: dict, rig: dict | None = None) -> np.ndarray:
    """The records of the first cloud in odom, with the settings of `scene` and `rig`; the ground gives the scale."""
    settings = {
        "cameras": [
            {"name": name, "image_topic": f"/camera/{name}/image_raw/compressed", "info_topic": f"/camera/{name}/camera_info"} for name in CAMERAS],
        "rig": rig or {},
        "reasoning": {"bundle": str(bundle.resolve()), "maximum_new_tokens": LATENTS_AND_A_LITTLE},
        "scene": {"target_frame": "odom", "ground_height": 0.0, **scene},
    }
    config, out = bag.with_suffix(".yaml"), bag.with_suffix(".out.mcap")
    config.write_text(json.dumps(settings))
    out.unlink(missing_ok=True)
    command = [str(program), "replay", str(bag), "--config", str(config), "--ask", QUESTION, "--out", str(out), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{bag.name}: {done.stderr}")
    answer = json.loads(done.stdout.splitlines()[0])
    if not answer["scale_known"]:
        raise NotMetric(f"{bag.name}: {answer['reason']}")
    with AnyReader([out], default_typestore=get_typestore(Stores.EMPTY)) as reader:
        for connection, _, data in reader.messages():
            if connection.topic.endswith("/points"):
                return _points(reader.deserialize(data, connection.msgtype))
    raise RuntimeError(f"{bag.name}: no cloud was published")


def _points(message) -> np.ndarray:
    record = np.dtype({"names": [f.name for f in message.fields], "formats": [KINDS[f.datatype] for f in message.fields],
                       "offsets": [f.offset for f in message.fields], "itemsize": message.point_step})
    return np.frombuffer(message.data.tobytes(), record)
