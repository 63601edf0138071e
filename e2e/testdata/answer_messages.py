"""The messages of the end-to-end test that the ROS 2 peer lacks, written from the .msg files and not from thinker3d's code."""
import sys
from dataclasses import dataclass
from pathlib import Path

from cyclonedds.idl import IdlStruct
from cyclonedds.idl.types import float32, float64, sequence, uint8, uint32

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "topics/ros2/testdata"))

from messages import Header, Time  # noqa: E402


@dataclass
class CompressedImage(IdlStruct, typename="sensor_msgs.msg.dds_.CompressedImage_"):
    header: Header
    format: str
    data: sequence[uint8]


@dataclass
class ViewUsed(IdlStruct, typename="thinker3d_msgs.msg.dds_.ViewUsed_"):
    camera: str
    stamp: Time
    frame_id: str


@dataclass
class Timings(IdlStruct, typename="thinker3d_msgs.msg.dds_.Timings_"):
    queue: float64
    vision: float64
    prefill: float64
    scene: float64
    text: float64


@dataclass
class SpatialAnswer(IdlStruct, typename="thinker3d_msgs.msg.dds_.SpatialAnswer_"):
    header: Header
    question: str
    answer: str
    choice: str
    confidence: float32
    reasoning: str
    status: uint8
    reason: str
    views: sequence[ViewUsed]
    latent_count: uint32
    scene_points: uint32
    scale_known: bool
    timings: Timings
    model_id: str
    model_trained: bool
    bearing: float32
    distance: float32
    bearing_frame: str
    mode: uint8
    choices: sequence[str]
    choice_probabilities: sequence[float32]
    thinking_cut: bool
