"""Checkpoints as Hugging Face writes them, made into bundles and compared with PyTorch on the same weights."""

import json
import shutil

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import Qwen2_5_VLForConditionalGeneration

from model.bundles import sha256, verify
from model.checkpoint import Options, convert
from model.checkpoint.language import current_name
from model.checkpoint.progress import Progress
from model.language import graph
from model.language.generate import Decoder, generate, image_embeddings
from model.language.prompt import Encoder, render
from model.language.runner import Prompt, Runner
from model.language.small import small_config, small_model
from model.projector import PREFIX
from model.reference import settings, tokenizer as tokens
from model.reference.asking import asked

TOLERANCE = 1e-4  # of values around 1: the same fp32 sums in another order
LIMIT = 48
INDEX = "model.safetensors.index.json"
LAYERS = (0, 1, 2, 3)


def write_checkpoint(folder, language, tokenizer, projector=None):
    """A sharded checkpoint: the language model by transformers' own writer, the projector in a shard of its own."""
    language.save_pretrained(folder, max_shard_size="1MB")
    tokens.write(tokenizer, folder / "tokenizer.json")
    ends = [tokenizer.token_to_id(name) for name in settings.TOKENS["stop"]]
    (folder / "generation_config.json").write_text(json.dumps({"eos_token_id": ends, "repetition_penalty": 1.05}), encoding="utf-8")
    if projector is not None:
        state = {PREFIX + name: tensor.contiguous() for name, tensor in projector.state_dict().items()}
        save_file(state, folder / "model-projector.safetensors")
        index = json.loads((folder / INDEX).read_text(encoding="utf-8"))
        index["weight_map"] |= dict.fromkeys(state, "model-projector.safetensors")
        (folder / INDEX).write_text(json.dumps(index), encoding="utf-8")
    return folder


def options(folder, out, **more):
    given = {
        "view_size": (170, 226), "trained": False, "maximum_new_tokens": 512, "scene_layers": LAYERS,
        "licences": {"language": "Apache-2.0", "projector": "Apache-2.0"}, **more,
    }
    return Options(folder=folder, out=out, **given)


def shards(folder):
    """All tensors of a checkpoint by name."""
    return {name: tensor for path in folder.glob("*.safetensors") for name, tensor in load_file(path).items()}


@pytest.fixture(scope="session")
def thinker(models, tmp_path_factory):
    """A 3DThinker checkpoint with the reference bundle's random weights, and geometry weights beside it."""
    folder = write_checkpoint(tmp_path_factory.mktemp("source") / "thinker", models.language, models.tokenizer, models.projector)
    state = models.geometry.state_dict()
    state["track_head.norm.weight"] = torch.zeros(3)
    torch.save(state, folder.parent / "geometry.pt")
    save_file({name: tensor.contiguous() for name, tensor in state.items()}, folder.parent / "geometry.safetensors")
    return folder


@pytest.fixture(scope="session")
def converted(thinker, tmp_path_factory):
    out, lines = tmp_path_factory.mktemp("converted") / "bundle", []
    given = {"language": "Apache-2.0", "projector": "Apache-2.0", "scene": "vggt-1b"}
    convert(options(thinker, out, vggt=thinker.parent / "geometry.pt", name="made", licences=given, maximum_latents=8), Progress(lines.append))
    return out, lines


def _reply_in_pytorch(language, description, one, tokenizer, rule, image_tokens):
    parts = render(description["prompt"], description["tokens"]["image_pad"], image_tokens, [""] * len(one.grid_thw), one.question)
    ids, pad = Encoder(tokenizer).encode(parts), tokenizer.token_to_id(description["tokens"]["image_pad"])
    images, grid = image_embeddings(language, one.pixel_values, one.grid_thw), torch.from_numpy(one.grid_thw)
    decoder = Decoder(language, pad)
    positions, delta = decoder.positions(ids, grid)
    prompt = Prompt(ids, pad, images.numpy(), positions[:, 0].numpy(), delta)
    return prompt, generate(decoder, ids, images, grid, rule, LIMIT)


def _agrees(folder, language, tokenizer, rule, image_tokens):
    """Greedy replies of the graphs and of PyTorch on some questions: same tokens, hidden states within tolerance."""
    description = verify(folder)
    runner = Runner(folder, description, 1024)
    for one in asked(99, 3):
        prompt, wanted = _reply_in_pytorch(language, description, one, tokenizer, rule, image_tokens)
        seen = runner.see(one.pixel_values, one.grid_thw)
        assert np.abs(seen - prompt.images).max() <= TOLERANCE
        found = runner.generate(prompt, rule, LIMIT)
        assert found.tokens == wanted.tokens and len(found.tokens) > 4
        assert np.abs(found.hidden_states - wanted.hidden_states).max() <= TOLERANCE


def test_a_sharded_checkpoint_answers_as_pytorch_does(thinker, converted, models):
    assert len(list(thinker.glob("*.safetensors"))) > 2
    language = Qwen2_5_VLForConditionalGeneration.from_pretrained(thinker, dtype=torch.float32).eval().requires_grad_(False)
    _agrees(converted[0], language, models.tokenizer, models.rule(), settings.IMAGE_TOKENS)


def test_projector_and_scene_agree_with_pytorch(converted, models):
    one = asked(7, 1)[0]
    sessions = {name: onnxruntime.InferenceSession(str(converted[0] / f"{name}.onnx")) for name in ("projector", "geometry", "scene")}
    latents = torch.randn(4, 128, generator=torch.Generator().manual_seed(3))
    images = image_embeddings(models.language, one.pixel_values, one.grid_thw).unflatten(0, (-1, settings.IMAGE_TOKENS))
    wanted = models.projector(latents, images)
    found = sessions["projector"].run(None, {"latents": latents[None].numpy(), "image_embeddings": images[None].numpy()})[0][0]
    assert np.abs(found - wanted.numpy()).max() <= TOLERANCE * float(wanted.abs().max())
    scene = models.geometry(torch.from_numpy(one.pictures), wanted)
    layers = sessions["geometry"].run(None, {"pictures": one.pictures[None]})[0]
    for name, part in zip(scene._fields[:3], sessions["scene"].run(None, {"layers": layers, "imagined": wanted[None].numpy()}), strict=True):
        assert np.allclose(part[0], getattr(scene, name).numpy(), rtol=1e-3, atol=1e-3), name


def test_sizes_tokens_provenance_and_licences_are_read_off_the_files(thinker, converted):
    folder, lines = converted
    description = verify(folder)
    assert description["projector"] == {"latents": 4, "image_tokens": 48, "features": 69, "channels": 128}
    assert description["latents"] == {"feed": "hidden", "maximum": 8, "count": 4, "offset": 0}
    assert description["scene"] == settings.SCENE and description["decoder"]["layers"] == 4
    assert description["tokens"] == settings.TOKENS and description["trained"] is False
    assert description["sampling"]["repetition_penalty"] == 1.05
    licences = {entry["part"]: entry["spdx"] for entry in description["licences"]}
    assert licences == {"language": "Apache-2.0", "projector": "Apache-2.0", "scene": "CC-BY-NC-4.0"}
    source = description["provenance"]["source"]
    for path in (*thinker.glob("*.safetensors"), thinker.parent / "geometry.pt"):
        assert f"{path.name} sha256 {sha256(path)}" in source
    assert source.startswith("thinker: ") and str(thinker.parent) not in json.dumps(description)
    assert [line.split()[1] for line in lines if line[0] == "["] == ["vision:", "embedding:", "decoder:", "sampler:", "feed:", "projector:", "geometry:", "scene:"]


def test_weights_as_safetensors_give_the_same_scene(thinker, converted, tmp_path):
    given = {"language": "Apache-2.0", "projector": "Apache-2.0", "scene": "vggt-1b-commercial"}
    convert(options(thinker, tmp_path / "made", vggt=thinker.parent / "geometry.safetensors", licences=given))
    for name in ("geometry.onnx", "scene.onnx"):
        assert sha256(tmp_path / "made" / name) == sha256(converted[0] / name)


def _older(name):
    return name.replace("model.language_model.", "model.").replace("model.visual.", "visual.")


@pytest.mark.parametrize("naming", [_older, current_name])
def test_both_namings_and_a_single_file_give_the_same_graphs(thinker, converted, tmp_path, naming):
    folder = tmp_path / "single"
    folder.mkdir()
    for name in ("config.json", "generation_config.json", "tokenizer.json"):
        shutil.copy(thinker / name, folder)
    projector = {name for name in shards(thinker) if name.startswith(PREFIX)}
    renamed = {name if name in projector else naming(current_name(name)): tensor for name, tensor in shards(thinker).items()}
    assert ("visual.merger.ln_q.weight" in renamed) == (naming is _older)
    save_file(renamed, folder / "model.safetensors")
    convert(options(folder, tmp_path / "made"))
    for name in ("vision", "embedding", "decoder", "projector"):
        assert sha256(tmp_path / "made" / f"{name}.onnx") == sha256(converted[0] / f"{name}.onnx")
    assert verify(tmp_path / "made")["scene"] is None


@pytest.fixture(scope="session")
def plain(models, tmp_path_factory):
    """A plain Qwen2.5-VL: tied embeddings, bfloat16, no projector, no latent tokens, rows to spare."""
    form = json.loads(models.tokenizer.to_str())
    form["added_tokens"] = [token for token in form["added_tokens"] if token["content"] not in (*tokens.LATENT, *tokens.TAGS)]
    tokenizer = type(models.tokenizer).from_str(json.dumps(form))
    config = small_config(tokenizer.get_vocab_size() + 40, models.ids)
    config.tie_word_embeddings = True
    language = small_model(config, 11)
    language.tie_weights()
    return write_checkpoint(tmp_path_factory.mktemp("source") / "plain", language.to(torch.bfloat16), tokenizer), tokenizer


def test_a_plain_checkpoint_with_tied_embeddings_answers_without_a_scene(plain, models, tmp_path):
    folder, tokenizer = plain
    assert "lm_head.weight" not in shards(folder)
    made = convert(options(folder, tmp_path / "made", licences={"language": "qwen2.5-vl-3b"}))
    assert made["projector"] is None and made["scene"] is None and set(made["graphs"]) == {"vision", "embedding", "decoder", "sampler", "feed"}
    assert made["latents"]["maximum"] == 0 and "research" in made["licences"][0]["note"]
    assert made["prompt"]["template"].endswith("assistant\n")
    language = Qwen2_5_VLForConditionalGeneration.from_pretrained(folder, dtype=torch.float32).eval().requires_grad_(False)
    _agrees(tmp_path / "made", language, tokenizer, models.rule(0), settings.IMAGE_TOKENS)


def test_large_weights_lie_beside_their_graph_and_are_listed(plain, tmp_path, monkeypatch):
    monkeypatch.setattr(graph, "_LARGEST_SINGLE_FILE", 1000)
    made = convert(options(plain[0], tmp_path / "made", licences={"language": "Apache-2.0"}))
    listed = {entry["path"]: entry["bytes"] for entry in made["files"]}
    assert listed["decoder.onnx.data"] > listed["decoder.onnx"] and listed["vision.onnx.data"] > listed["vision.onnx"]
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "made").iterdir()} == {0o644}
    stored = onnx.load(tmp_path / "made" / "decoder.onnx", load_external_data=False).graph.initializer
    assert {entry.value for tensor in stored for entry in tensor.external_data if entry.key == "location"} == {"decoder.onnx.data"}
    assert len(Runner(tmp_path / "made", made, 16).embed([1, 2])) == 2
