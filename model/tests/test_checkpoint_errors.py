"""What is wrong with a checkpoint is said by name, all at once, and nothing is written."""

import json
import pickle
import re
import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from test_checkpoint import INDEX, options, plain, thinker  # noqa: F401 (fixtures)

from model.checkpoint import __main__ as command
from model.checkpoint import convert, converter, limits
from model.projector import PREFIX, Projector, ProjectorConfig


@pytest.fixture
def copy(thinker, tmp_path):  # noqa: F811
    return shutil.copytree(thinker, tmp_path / "copy")


def _change(folder, change):
    """Applies `change` to all tensors, which then lie in one file."""
    state = {name: tensor for path in folder.glob("*.safetensors") for name, tensor in load_file(path).items()}
    for path in folder.glob("model*"):
        path.unlink()
    change(state)
    save_file(state, folder / "model.safetensors")


@pytest.fixture
def unprojected(copy):
    """A checkpoint with latent tokens and no projector."""
    _change(copy, lambda state: [state.pop(name) for name in list(state) if name.startswith(PREFIX)])
    return copy


def _refused(folder, tmp_path, **more):
    out = tmp_path / "made"
    with pytest.raises(ValueError) as refused:
        convert(options(folder, out, **more))
    assert not out.exists()
    return str(refused.value)


def test_missing_extra_and_misshapen_tensors_of_every_part_are_listed_in_one_error(copy, thinker, tmp_path):  # noqa: F811
    geometry = torch.load(thinker.parent / "geometry.pt", weights_only=True)
    geometry["depth_head.norm.weight"] = torch.zeros(3)
    torch.save(geometry, tmp_path / "geometry.pt")

    def change(state):
        del state[next(name for name in state if name.endswith("layers.2.mlp.up_proj.weight"))]
        state["model.layers.9.mlp.up_proj.weight"] = torch.zeros(2, 5)
        name = next(name for name in state if name.endswith("merger.ln_q.weight"))
        state[name] = torch.zeros(7)
        del state[f"{PREFIX}fusion_model.2.bias"]

    _change(copy, change)
    said = _refused(copy, tmp_path, vggt=tmp_path / "geometry.pt")
    for fault in (
        "missing model.language_model.layers.2.mlp.up_proj.weight [192, 128]",
        "extra model.language_model.layers.9.mlp.up_proj.weight [2, 5]",
        "model.visual.merger.ln_q.weight is [7], must be [64]",
        f"missing {PREFIX}fusion_model.2.bias [69]",
        "depth_head.norm.weight is [3], must be [128]",
    ):
        assert fault in said


def test_a_projector_without_latent_tokens_is_refused(copy, plain, tmp_path):  # noqa: F811
    shutil.copy(plain[0] / "tokenizer.json", copy)
    said = _refused(copy, tmp_path)
    assert "no latent tokens" in said and "<|latent_start|>" in said


@pytest.mark.parametrize("more, says", [
    ({"latents": 5}, "takes 4 states, 5 were stated"),
    ({"maximum_latents": 2}, "at most 2 latents can never give 4 states"),
    ({"maximum_latents": 4, "latent_offset": 1, "latents": 5}, "takes 4 states"),
    ({"view_size": (480, 640)}, "480x640 gives 391 image tokens a view, the projector takes 48"),
    ({"view_size": None}, "views need one size"),
    ({"licences": {"language": "Apache-2.0"}}, "not known for projector; state them: --licence projector=SPDX"),
    ({"licences": {"colour": "MIT"}}, "no part colour"),
])
def test_options_that_the_files_contradict_are_refused(thinker, tmp_path, more, says):  # noqa: F811
    assert says in _refused(thinker, tmp_path, **more)


@pytest.mark.parametrize("more, says", [
    ({"views": 0}, r"views.maximum is 0; it must lie between 1 and 256 \(--views\)"),
    ({"views": 257}, "views.maximum is 257"),
    ({"view_size": (1, 16385)}, r"views.resize.height is 16385; .* \(--view-size\)"),
    ({"temperature": -1.0}, r"sampling.temperature is -1.0; .* \(--temperature\)"),
    ({"temperature": float("nan")}, "sampling.temperature is nan"),
    ({"top_p": 1.5}, r"sampling.top_p is 1.5; it must lie over 0 and up to 1 \(--top-p\)"),
    ({"top_p": 0.0}, "sampling.top_p is 0.0"),
    ({"maximum_new_tokens": 0}, r"sampling.maximum_new_tokens is 0; .* \(--maximum-new-tokens\)"),
    ({"maximum_tokens": 512}, "maximum_new_tokens is 512; it must be less than decoder.maximum_tokens, 512, to leave room"),
    ({"maximum_tokens": 1, "views": -1}, "views.maximum is -1; .*decoder.maximum_tokens is 1; .*maximum_new_tokens is 512"),
    ({"latents": -3}, "latents.maximum is -3; .*latents.count is -3; "),
])
def test_options_that_the_engine_would_refuse_are_refused_before_a_graph_is_written(unprojected, tmp_path, monkeypatch, more, says):
    monkeypatch.setattr(converter, "write_graphs", lambda *_: pytest.fail("graphs were written"))
    assert re.search(says, _refused(unprojected, tmp_path, **{"licences": {"language": "Apache-2.0"}, "latents": 6, **more}))


@pytest.mark.parametrize("stored, says", [
    ({"min_pixels": 5000, "max_pixels": 4000}, "views.min_pixels is 5000; it must be at most views.max_pixels, 4000"),
    ({"image_std": [0.2, 0, 0.2]}, "views.std is 0; it must lie over 0 and up to 10"),
    ({"image_mean": [0.5]}, r"views.mean is \[0.5\]; it must be three numbers"),
])
def test_pixel_settings_that_the_engine_would_refuse_are_refused(unprojected, tmp_path, stored, says):
    (unprojected / "preprocessor_config.json").write_text(json.dumps(stored), encoding="utf-8")
    assert re.search(says, _refused(unprojected, tmp_path, licences={"language": "Apache-2.0"}, latents=6))


def test_geometry_weights_need_a_licence_and_a_projector(thinker, plain, tmp_path):  # noqa: F811
    weights = thinker.parent / "geometry.pt"
    assert "not known for scene" in _refused(thinker, tmp_path, vggt=weights)
    assert "no projector" in _refused(plain[0], tmp_path, vggt=weights, licences={"language": "Apache-2.0"})
    assert "--scene-layers" in _refused(thinker, tmp_path, vggt=weights, scene_layers=None)


@pytest.mark.parametrize("sizes, says", [
    ({"hidden": 64}, "takes states of width 64, the language model has 128"),
    ({"channels": 96}, "gives 96 channels, the geometry model takes 128"),
    ({"features": 70}, "imagines 70 features a view, pictures of 112x112 have 69"),
])
def test_parts_that_do_not_fit_each_other_are_refused(copy, thinker, tmp_path, sizes, says):  # noqa: F811
    given = {"latents": 4, "hidden": 128, "image_tokens": 48, "features": 69, "channels": 128, "prompt_tokens": 8, "depth": 2}
    other = {PREFIX + name: tensor for name, tensor in Projector(ProjectorConfig(**{**given, **sizes})).state_dict().items()}

    def change(state):
        for name in [name for name in state if name.startswith(PREFIX)]:
            del state[name]
        state.update(other)

    _change(copy, change)
    licences = {"language": "Apache-2.0", "projector": "Apache-2.0", "scene": "vggt-1b"}
    assert says in _refused(copy, tmp_path, vggt=thinker.parent / "geometry.pt", licences=licences)


def test_latents_without_a_projector_must_be_counted(unprojected, tmp_path):
    licences = {"language": "Apache-2.0"}
    assert "state it (--latents)" in _refused(unprojected, tmp_path, licences=licences)
    made = convert(options(unprojected, tmp_path / "made", licences=licences, latents=6))
    assert made["latents"]["count"] == made["latents"]["maximum"] == 6 and made["projector"] is None


class _Trap:
    def __reduce__(self):
        return (print, ("code of a file was run",))


def test_code_in_geometry_weights_is_never_run(thinker, tmp_path, capsys):  # noqa: F811
    torch.save({"trap": _Trap()}, tmp_path / "trap.pt")
    assert "trap.pt cannot be read" in _refused(thinker, tmp_path, vggt=tmp_path / "trap.pt")
    (tmp_path / "old.pt").write_bytes(pickle.dumps(_Trap(), protocol=2))
    assert "old.pt cannot be read" in _refused(thinker, tmp_path, vggt=tmp_path / "old.pt")
    assert "was run" not in capsys.readouterr().out


def test_shards_that_are_missing_or_outside_are_refused(copy, tmp_path):
    index = json.loads((copy / INDEX).read_text(encoding="utf-8"))
    first = sorted(index["weight_map"])[0]
    for name, says in (("lost.safetensors", "lost.safetensors"), ("../copy/x.safetensors", "not in the folder")):
        index["weight_map"][first] = name
        (copy / INDEX).write_text(json.dumps(index), encoding="utf-8")
        assert says in _refused(copy, tmp_path)


def test_an_index_without_weight_map_is_refused(copy, tmp_path):
    for content in ("{}", '{"metadata": {}}'):
        (copy / INDEX).write_text(content, encoding="utf-8")
        assert _refused(copy, tmp_path).startswith(f"checkpoint copy: {INDEX} has no weight_map")


@pytest.mark.parametrize("content, says", [
    ("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n", r"tokenizer.json cannot be read: .*; it is a Git LFS pointer: run git lfs pull"),
    ("{}", "tokenizer.json cannot be read: [^;]*$"),
])
def test_a_tokenizer_that_cannot_be_read_is_refused_by_name(copy, tmp_path, content, says):
    (copy / "tokenizer.json").write_text(content, encoding="utf-8")
    assert re.search(says, _refused(copy, tmp_path))


def test_positions_without_sections_are_refused_by_key(copy, tmp_path):
    config = json.loads((copy / "config.json").read_text(encoding="utf-8"))
    del config["text_config"]["rope_parameters"]
    config["text_config"] |= {"rope_scaling": None, "rope_theta": 1e6}
    (copy / "config.json").write_text(json.dumps(config), encoding="utf-8")
    assert "config.json has no mrope_section in rope_scaling" in _refused(copy, tmp_path)


def test_tied_embeddings_that_differ_are_refused(copy, tmp_path):
    config = json.loads((copy / "config.json").read_text(encoding="utf-8"))
    config["tie_word_embeddings"] = True
    config.get("text_config", {})["tie_word_embeddings"] = True
    (copy / "config.json").write_text(json.dumps(config), encoding="utf-8")
    assert "lm_head.weight [1280, 128] differs from" in _refused(copy, tmp_path)


def test_the_command_says_what_is_wrong_and_keeps_what_is_no_bundle(thinker, tmp_path, capsys):  # noqa: F811
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    assert command.main([str(thinker), "--out", str(tmp_path)]) == 1
    assert "is not a bundle" in capsys.readouterr().err
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert command.main([str(tmp_path), "--out", str(tmp_path / "made")]) == 1
    assert "config.json is missing" in capsys.readouterr().err


def test_the_ranges_are_those_of_the_engine():
    go = (Path(__file__).parents[2] / "reasoning" / "bundle" / "validate.go").read_text(encoding="utf-8")

    def number(said: str) -> int:
        value, _, shift = (re.search(r"maximumPixels += (.+)", go)[1] if said == "maximumPixels" else said).partition(" << ")
        return int(value) << int(shift or 0)

    found = re.findall(r'key: "(\w+)\.(\w+)", value: [^\n]*?, least: (\d+), most: (\w+(?: << \d+)?)', go)
    engine = {(section, key): (number(least), number(most)) for section, key, least, most in found}
    assert len(limits._RANGES) > 10
    for section, key, least, most, _ in limits._RANGES:
        assert engine[section, key] == (least, most), f"{section}.{key}"
