"""Makes calibration.yml from the chessboard pairs of opencv-doc: `python -m model.stereo.calibrate`.

Needs opencv-python-headless (5.0.0.93 made the file here); nothing else of the project does. It exists because the
package has no extrinsics, and its intrinsics.yml does not fit its own images (1.8 px against 0.45 px with these).
"""

from pathlib import Path

import cv2
import numpy as np

from .pairs import NUMBERS, SIDES, read_image_file

CORNERS = (9, 6)
SQUARE_METRES = 0.025  # square_size of the package's left_intrinsics.yml
OUT = Path(__file__).with_name("calibration.yml")


def corners(side: str, number: int) -> np.ndarray:
    """The board's inner corners in one image, to a fraction of a pixel."""
    data = np.frombuffer(read_image_file(side, number), np.uint8)
    image = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)
    found, points = cv2.findChessboardCorners(image, CORNERS)
    if not found:
        raise ValueError(f"no chessboard in {side}{number:02d}.jpg")
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_COUNT, 30, 0.01)
    return cv2.cornerSubPix(image, points, (11, 11), (-1, -1), stop)


def main() -> None:
    """Calibrates each camera, then the pair, then the rectification, and writes them."""
    size = (640, 480)
    board = np.zeros((CORNERS[0] * CORNERS[1], 3), np.float32)
    board[:, :2] = np.mgrid[0:CORNERS[0], 0:CORNERS[1]].T.reshape(-1, 2) * SQUARE_METRES
    boards = [board] * len(NUMBERS)
    seen = {side: [corners(side, number) for number in NUMBERS] for side in SIDES}
    lenses = {side: cv2.calibrateCamera(boards, seen[side], size, None, None) for side in SIDES}
    (_, k1, d1, turns, moves), (_, k2, d2, _, _) = (lenses[side] for side in SIDES)
    error, _, _, _, _, rotation, translation, _, _ = cv2.stereoCalibrate(
        boards, seen["left"], seen["right"], k1, d1, k2, d2, size, flags=cv2.CALIB_FIX_INTRINSIC)
    r1, r2, p1, p2 = cv2.stereoRectify(k1, d1, k2, d2, size, rotation, translation, alpha=0)[:4]
    board_poses = np.array([np.concatenate([t.ravel(), m.ravel()]) for t, m in zip(turns, moves)])
    store = cv2.FileStorage(str(OUT), cv2.FILE_STORAGE_WRITE)
    store.write("image_width", size[0])
    store.write("image_height", size[1])
    store.write("square_size", SQUARE_METRES)
    store.write("reprojection_error", error)
    for name, value in {"K1": k1, "D1": d1, "R1": r1, "P1": p1, "K2": k2, "D2": d2, "R2": r2, "P2": p2,
                        "R": rotation, "T": translation, "board_poses": board_poses}.items():
        store.write(name, np.asarray(value))
    store.release()


if __name__ == "__main__":
    main()
