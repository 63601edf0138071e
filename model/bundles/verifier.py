"""Verifies a bundle: its keys, its files, and that its numbers agree with its graphs and its tokenizer."""

import json
from pathlib import Path

import onnx
from tokenizers import Tokenizer

from ..precision import PARTS
from ..precision.seen import seen
from .writer import KEYS, NAME, OPTIONAL, SCHEMA, list_files

_REAL = {"float32": onnx.TensorProto.FLOAT, "float16": onnx.TensorProto.FLOAT16, "bfloat16": onnx.TensorProto.BFLOAT16}
_FREE = -1  # an axis that may differ from call to call
_LOWER_LAYERS = 3  # that the dense heads read beside the one that is imagined
_POINTS = {"points", "points_confidence"}  # outputs that a scene graph may have or not


def verify(folder: Path) -> dict:
    """Gives the description; raises ValueError with everything that is wrong."""
    folder = Path(folder)
    description = json.loads((folder / NAME).read_text(encoding="utf-8"))
    problems = _keys(description)
    if not problems:
        problems = [*_files(folder, description), *_tokens(folder, description), *_graphs(folder, description), *_rules(description), *_precision(folder, description)]
    if problems:
        raise ValueError(f"bundle {folder}: " + "; ".join(problems))
    return description


def _keys(description: dict) -> list[str]:
    if description.get("schema") != SCHEMA:
        return [f"schema {description.get('schema')!r} is not {SCHEMA}"]
    return [f"key {key} is missing or unknown" for key in sorted((set(description) ^ set(KEYS)) - (OPTIONAL - set(description)))]


def _files(folder: Path, description: dict) -> list[str]:
    listed = {entry["path"]: entry for entry in description["files"]}
    found = {entry["path"]: entry for entry in list_files(folder)}
    problems = [f"file {path} is {'not listed' if path in found else 'missing'}" for path in sorted(set(listed) ^ set(found))]
    return problems + [f"file {path} has changed" for path in sorted(set(listed) & set(found)) if listed[path] != found[path]]


def _tokens(folder: Path, description: dict) -> list[str]:
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokens = description["tokens"]
    names = [name for key, name in tokens.items() if key != "stop"] + tokens["stop"]
    special = {token.content for token in tokenizer.get_added_tokens_decoder().values() if token.special}
    problems = [
        f"token {name} is not in tokenizer.json" if tokenizer.token_to_id(name) is None else f"token {name} is no special token, so a question could say it"
        for name in names if name not in special
    ]
    rows = description["decoder"]["vocabulary"]
    if rows < tokenizer.get_vocab_size():
        problems.append(f"decoder.vocabulary {rows} is less than the {tokenizer.get_vocab_size()} tokens")
    return problems


def _rules(description: dict) -> list[str]:
    latents, projector, scene = description["latents"], description["projector"], description["scene"]
    problems = []
    if projector and projector["latents"] != latents["count"]:
        problems.append("projector.latents and latents.count differ")
    if latents["count"] > latents["maximum"] + 1 - latents["offset"]:
        problems.append("latents.maximum can never give latents.count states")
    if scene and not projector:
        problems.append("a scene needs a projector")
    if ("scene" in description["graphs"]) != ("geometry" in description["graphs"]):
        problems.append("graphs.geometry and graphs.scene must both be given or both be absent")
    if ("sampler" in description["graphs"]) != ("feed" in description["graphs"]):
        problems.append("graphs.sampler and graphs.feed must both be given or both be absent")
    if description.get("confidence", {"temperature": 1})["temperature"] <= 0:
        problems.append("confidence.temperature must be over 0")
    if description["sampling"]["maximum_new_tokens"] >= description["decoder"]["maximum_tokens"]:
        problems.append("sampling.maximum_new_tokens leaves no room for a prompt")
    return problems


def _graphs(folder: Path, description: dict) -> list[str]:
    problems = []
    for graph, file in description["graphs"].items():
        if file is None:
            continue
        model = onnx.load(str(folder / file), load_external_data=False).graph
        for direction, values in (("inputs", model.input), ("outputs", model.output)):
            expected = _ports(graph, direction, description)
            found = {value.name: _shape(value) for value in values}
            wrong = (set(found) ^ set(expected)) - _POINTS
            problems += [f"{graph}: {direction} {sorted(wrong)}"] if wrong else []
            problems += [
                f"{graph}: {name} is {found[name]}, must be {expected[name]}"
                for name in expected if name in found and not _fits(found[name], expected[name])
            ]
    return problems


def _precision(folder: Path, description: dict) -> list[str]:
    """What the section says against the weights themselves; without it every graph that has weights has the number type."""
    graphs = {name: file for name, file in description["graphs"].items() if file is not None and name in PARTS}
    said = description.get("precision", dict.fromkeys(graphs, description["number_type"]))
    if set(said) != set(graphs):
        return [f"precision is of {', '.join(said)}, the graphs are {', '.join(graphs)}"]
    problems = []
    for name, file in graphs.items():
        found = seen(onnx.load(str(folder / file), load_external_data=False).graph)
        problems += [] if found == said[name] else [f"precision of {name} is {said[name]}, its weights are {found}"]
    return problems


def _fits(found: tuple, expected: tuple) -> bool:
    """None in what is expected stands for any size, a free one included; _FREE for a free one alone."""
    return found[0] == expected[0] and len(found[1]) == len(expected[1]) and all(
        wanted is None or wanted == (_FREE if size is None else size) for size, wanted in zip(found[1], expected[1])
    )


def _shape(value: onnx.ValueInfoProto) -> tuple[int, list]:
    tensor = value.type.tensor_type
    return tensor.elem_type, [size.dim_value if size.HasField("dim_value") else None for size in tensor.shape.dim]


def _ports(graph: str, direction: str, description: dict) -> dict[str, tuple[int, list]]:
    real, decoder = _REAL[description["number_type"]], description["decoder"]
    hidden, integer, short = decoder["hidden"], onnx.TensorProto.INT64, onnx.TensorProto.INT32
    views, projector, scene = description["views"], description["projector"] or {}, description["scene"] or {}
    cache = (real, [_FREE, decoder["key_value_heads"], _FREE, decoder["head"]])
    layers = [f"{kind}.{index}" for index in range(decoder["layers"]) for kind in ("key", "value")]
    pixels = 3 * views["temporal"] * views["patch"] ** 2
    row, single, double, truth = [_FREE, decoder["vocabulary"]], onnx.TensorProto.FLOAT, onnx.TensorProto.DOUBLE, onnx.TensorProto.BOOL
    tokens = [projector.get("features"), projector.get("channels")]
    imagined = (real, [_FREE, _FREE, *tokens])
    plane = [_FREE, _FREE, None, scene.get("width")]
    ports = {
        ("vision", "inputs"): {"pixel_values": (real, [None, pixels]), "grid_thw": (integer, [None, 3])},
        ("vision", "outputs"): {"image_embeddings": (real, [None, hidden])},
        ("embedding", "inputs"): {"input_ids": (integer, [_FREE, _FREE])},
        ("embedding", "outputs"): {"input_embeddings": (real, [_FREE, _FREE, hidden])},
        ("decoder", "inputs"): {
            "input_embeddings": (real, [_FREE, _FREE, hidden]), "position_ids": (integer, [3, _FREE, _FREE]),
            "seqlens_k": (short, [_FREE]), "total_sequence_length": (short, [1]), **{f"past_{name}": cache for name in layers},
        },
        ("decoder", "outputs"): {
            "logits": (single, row), "hidden_states": (real, [_FREE, _FREE, hidden]),
            **{f"present_{name}": cache for name in layers},
        },
        ("sampler", "inputs"): {
            "logits": (single, row), "said": (truth, row), "recorded": (integer, [_FREE]), "banned": (truth, row),
            "repetition_penalty": (single, [_FREE]), **{name: (double, [_FREE]) for name in ("temperature", "top_p", "uniform")},
            "candidates": (integer, [1]), "letter_tokens": (integer, [_FREE, _FREE]),
        },
        ("sampler", "outputs"): {
            "token": (integer, [_FREE]), "finite": (truth, [_FREE]), "letters": (single, [_FREE, _FREE]), "present_said": (truth, row),
        },
        ("feed", "inputs"): {
            "token_embeddings": (real, [_FREE, 1, hidden]), "hidden_states": (real, [_FREE, _FREE, hidden]), "feed_hidden": (truth, [_FREE]),
        },
        ("feed", "outputs"): {"input_embeddings": (real, [_FREE, 1, hidden])},
        ("projector", "inputs"): {
            "latents": (real, [_FREE, projector.get("latents"), hidden]),
            "image_embeddings": (real, [_FREE, _FREE, projector.get("image_tokens"), hidden]),
        },
        ("projector", "outputs"): {"imagined": imagined},
        ("geometry", "inputs"): {"pictures": (real, [_FREE, _FREE, 3, *plane[2:]])},
        ("geometry", "outputs"): {"layers": (real, [_FREE, _FREE, _LOWER_LAYERS, *tokens])},
        ("scene", "inputs"): {"layers": (real, [_FREE, _FREE, _LOWER_LAYERS, *tokens]), "imagined": imagined},
        ("scene", "outputs"): {
            "pose_encoding": (real, [_FREE, _FREE, 9]), "depth": (real, plane), "depth_confidence": (real, plane),
            "points": (real, [*plane, 3]), "points_confidence": (real, plane),
        },
    }
    return ports[graph, direction]
