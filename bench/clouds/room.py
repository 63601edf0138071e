"""A room that no model was trained on: a bag of one moment in it, and the surfaces that the cameras truly see."""

from dataclasses import dataclass
from pathlib import Path

from scipy.spatial import cKDTree

from model.rooms.bag import write
from model.rooms.record import entries
from model.rooms.recording import Plan, Recording
from model.rooms.schedule import Faults

FIRST_SEED = 8_000_000  # training's begin at 1,000,000, those held out of it at 9,000,000
FINER = 2  # true rays a pixel, in each direction


@dataclass(frozen=True)
class Room:
    """`bag` holds one moment; `surface` has points of what the cameras see, in odom."""

    seed: int
    bag: Path
    surface: cKDTree


def make(number: int, folder: Path) -> Room:
    """The room of a number; the same number, the same room."""
    seed = FIRST_SEED + number
    recording = Recording(Plan(seed, seconds=0.2, faults=Faults(None, None)))
    bag = folder / f"{seed}.mcap"
    write(entries(recording), bag)
    frames = recording.frames[0]
    views = recording.room.render([recording.optical_pose(frame) for frame in frames], recording.cameras[0].lens.finer(FINER))
    return Room(seed, bag, cKDTree(views.points.reshape(-1, 3)))
