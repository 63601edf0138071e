"""How far a scene is from the truth: the measures of the teacher's and of the imagined scenes' evaluation."""

from dataclasses import dataclass

import numpy as np

from ...geometry import Scene, pose_encoding_to_camera, unproject
from .truth import Truth

SHORTEST_BASELINE = 0.3  # metres; a shorter one has no direction worth measuring


@dataclass(frozen=True)
class SceneScore:
    """Errors of one scene.

    depth is the mean relative error after scaling to the truth's median; rotations (degrees, view k against view 1) and
    translations (degrees between directions from camera 1 to camera k, where the true way is over 0.3 m) have one entry
    a view; cloud (depths unprojected with the cameras found) and points (of the point head) are median distances from
    the truth after alignment by a similarity, as shares of the diagonal of the true points' box.
    """

    kind: str
    depth: float
    rotations: tuple[float, ...]
    translations: tuple[float, ...]
    cloud: float
    points: float


def score_scene(scene: Scene, true: Truth, kind: str = "") -> SceneScore:
    """The errors of the scene of one set: tensors or arrays [N, …], as `VGGT.forward` and `truth` of one set have them."""
    encoding, depth, points = (np.asarray(part, dtype=np.float64) for part in (scene.pose_encoding, scene.depth, scene.points))
    true_encoding, true_depth, true_points = (np.asarray(part, dtype=np.float64) for part in true[:3])
    found = pose_encoding_to_camera(_seeing(encoding), *depth.shape[-2:])
    known = pose_encoding_to_camera(true_encoding, *depth.shape[-2:])
    rotations, translations = _camera_errors(found.camera_from_world, known.camera_from_world, float(true.metres))
    scaled = depth * np.median(true_depth / depth)
    return SceneScore(
        kind=kind,
        depth=float((np.abs(scaled - true_depth) / true_depth).mean()),
        rotations=rotations,
        translations=translations,
        cloud=cloud_error(unproject(depth, found), true_points),
        points=cloud_error(points, true_points),
    )


def cloud_error(found: np.ndarray, true: np.ndarray) -> float:
    """The median distance of points [..., 3] from their true places after alignment, as a share of the true box's diagonal."""
    found, true = found.reshape(-1, 3), true.reshape(-1, 3)
    diagonal = np.linalg.norm(true.max(axis=0) - true.min(axis=0))
    scale, rotation, shift = similarity(found, true)
    return float(np.median(np.linalg.norm(scale * found @ rotation.T + shift - true, axis=1)) / diagonal)


def similarity(source: np.ndarray, target: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
    """Scale, rotation and shift that take source [M, 3] nearest to target [M, 3] in least squares (Umeyama 1991)."""
    of_source, of_target = source.mean(axis=0), target.mean(axis=0)
    centred, aim = source - of_source, target - of_target
    left, values, right = np.linalg.svd(aim.T @ centred / len(source))
    sign = np.ones(3)
    sign[2] = np.sign(np.linalg.det(left) * np.linalg.det(right))
    rotation = left * sign @ right
    scale = float((values * sign).sum() / max(centred.var(axis=0).sum(), 1e-12))
    return scale, rotation, of_target - scale * rotation @ of_source


def summarise(scores: list[SceneScore]) -> dict:
    """Medians over all scenes, and of each kind of set; counts are of scenes, or of the views that a median is over."""
    kinds = sorted({score.kind for score in scores})
    whole = {"all": _summary(scores)}
    return whole | {kind: _summary([score for score in scores if score.kind == kind]) for kind in kinds}


def _summary(scores: list[SceneScore]) -> dict:
    rotations = [angle for score in scores for angle in score.rotations]
    translations = [angle for score in scores for angle in score.translations]
    return {
        "scenes": len(scores),
        "depth_relative": _median([score.depth for score in scores]),
        "rotation_degrees": _median(rotations), "rotations": len(rotations),
        "translation_degrees": _median(translations), "translations": len(translations),
        "cloud_of_diagonal": _median([score.cloud for score in scores]),
        "points_of_diagonal": _median([score.points for score in scores]),
    }


def _median(values: list[float]) -> float | None:
    return round(float(np.median(values)), 4) if values else None


def _seeing(encoding: np.ndarray) -> np.ndarray:
    """Encodings whose fields of view are such that a camera can have: a bad guess is to be scored, not refused."""
    return np.concatenate([encoding[..., :7], encoding[..., 7:].clip(0.05, 3.0)], axis=-1)


def _camera_errors(found: np.ndarray, known: np.ndarray, metres: float) -> tuple[tuple[float, ...], tuple[float, ...]]:
    rotations, translations = [], []
    for view in range(1, len(known)):
        turns, ways = zip(*(_relative(poses[0], poses[view]) for poses in (found, known)))
        rotations.append(_degrees((np.trace(turns[0].T @ turns[1]) - 1) / 2))
        if np.linalg.norm(ways[1]) * metres > SHORTEST_BASELINE:
            length = max(np.linalg.norm(ways[0]) * np.linalg.norm(ways[1]), 1e-12)
            translations.append(_degrees(ways[0] @ ways[1] / length))
    return tuple(rotations), tuple(translations)


def _relative(first: np.ndarray, other: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rotation of the other camera from the first, and the other's centre in the first camera's frame."""
    centre = -other[:, :3].T @ other[:, 3]
    return other[:, :3] @ first[:, :3].T, first[:, :3] @ centre + first[:, 3]


def _degrees(cosine: float) -> float:
    return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))
