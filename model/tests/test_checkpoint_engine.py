"""What the converter writes is read by the Go engine, which replies as PyTorch does, or as the same graphs do in Python."""

import os
import subprocess
from pathlib import Path

import numpy as np
import pytest

from engine import need_engine

from model.checkpoint import Options, convert
from model.checkpoint.random import LIKENESSES, write_checkpoint, write_geometry
from model.checkpoint.random.planted import plant
from model.checkpoint.verify.case import Case
from model.checkpoint.verify.found import read, write
from model.checkpoint.verify.graphs import of_graphs
from model.checkpoint.verify.reference import reference
from model.precision import Precision

ROOT = Path(__file__).resolve().parents[2]
LIKE = LIKENESSES["small"]
CASE = Case(views=2, limit=12)


@pytest.fixture(scope="module")
def converted(tmp_path_factory):
    """A folder of bundles beside their references' replies: float32 with a scene, and int8 and both kinds of int4 without."""
    folder = tmp_path_factory.mktemp("converted")
    source = folder.parent / "random"
    write_checkpoint(source, LIKE, seed=1)
    write_geometry(folder.parent / "vggt.safetensors", LIKE, seed=1)
    given = {"folder": source, "trained": False, "view_size": LIKE.view_size}
    language = {"language": "MIT", "projector": "MIT"}
    whole = {"vggt": folder.parent / "vggt.safetensors", "scene_layers": LIKE.geometry.head.layers, "licences": {**language, "scene": "MIT"}}
    asked, exact = reference(Options(out=folder, **given, **whole), CASE, lambda *found: plant(source, *found))
    write(folder / "float32", asked, exact)
    convert(Options(out=folder / "float32" / "bundle", points=True, **given, **whole))
    for kind in ("int8", "int4", "int4-asymmetric"):
        bundle = folder / kind / "bundle"
        convert(Options(out=bundle, precision=Precision.parse([kind]), licences=language, **given))
        write(folder / kind, *of_graphs(bundle, CASE, exact.position_ids, exact.rope_delta))
    return folder


def test_the_replies_have_latents_and_the_first_a_scene(converted):
    for folder in converted.iterdir():
        case, arrays = read(folder)
        assert case["latents"] >= LIKE.projector.latents and len(case["tokens"]) == CASE.limit
        assert case["scene"] == (folder.name == "float32") and all(np.isfinite(array).all() for array in arrays.values())
        assert not case["scene"] or arrays["depth"].std() > 0


def test_the_graphs_in_python_reply_as_pytorch_does(converted):
    case, exact = read(converted / "float32")
    _, found = of_graphs(converted / "float32" / "bundle", CASE, exact["position_ids"], case["rope_delta"])
    assert found.reply.tokens == case["tokens"]
    assert np.abs(found.reply.hidden_states - exact["hidden_states"]).max() < 1e-3
    assert set(found.scene) == {"imagined", "pose_encoding", "depth", "depth_confidence", "points", "points_confidence"}


def test_weights_in_blocks_change_the_states_and_little(converted):
    _, exact = read(converted / "float32")
    for kind in ("int8", "int4", "int4-asymmetric"):
        _, rounded = read(converted / kind)
        first, other = exact["hidden_states"][0], rounded["hidden_states"][0]
        alike = first @ other / np.linalg.norm(first) / np.linalg.norm(other)
        assert 0.9 < alike < 0.999999, (kind, alike)


def test_the_go_engine_replies_as_the_references_do(converted):
    need_engine()
    done = subprocess.run(
        ["go", "test", "./reasoning", "-count=1", "-v", "-run", "TestConvertedBundlesReplyAsTheirReferences"],
        cwd=ROOT, env={**os.environ, "THINKER3D_TEST_CONVERTED": str(converted)}, capture_output=True, text=True, check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for kind in ("float32", "int8", "int4", "int4-asymmetric"):
        assert f"--- PASS: TestConvertedBundlesReplyAsTheirReferences/{kind}/" in done.stdout, done.stdout
