"""The published sizes, without their weights: names, shapes and what the description says of them."""

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from transformers import Qwen2_5_VLForConditionalGeneration

from model.checkpoint import Options, description, scene
from model.checkpoint.language import load_language, read_config
from model.checkpoint.parts import Parts
from model.checkpoint.random import LIKENESSES
from model.checkpoint.source import Source
from model.checkpoint.tensors import Stored, Tensors
from model.geometry import VGGT, published
from model.projector import Projector, ProjectorConfig
from model.reference import tokenizer as tokens

# A config.json in the form of the published 3B base: the text's keys at the top, as transformers 4.41 wrote them.
CONFIG = {
    "architectures": ["Qwen2_5_VLForConditionalGeneration"], "model_type": "qwen2_5_vl", "attention_dropout": 0.0,
    "bos_token_id": 151643, "eos_token_id": 151645, "vision_start_token_id": 151652, "vision_end_token_id": 151653,
    "vision_token_id": 151654, "image_token_id": 151655, "video_token_id": 151656, "hidden_act": "silu", "hidden_size": 2048,
    "initializer_range": 0.02, "intermediate_size": 11008, "max_position_embeddings": 128000, "max_window_layers": 70,
    "num_attention_heads": 16, "num_hidden_layers": 36, "num_key_value_heads": 2, "rms_norm_eps": 1e-06,
    "rope_theta": 1000000.0, "sliding_window": 32768, "tie_word_embeddings": True, "torch_dtype": "bfloat16",
    "transformers_version": "4.41.2", "use_cache": True, "use_sliding_window": False, "vocab_size": 151936,
    "vision_config": {
        "depth": 32, "hidden_act": "silu", "hidden_size": 1280, "intermediate_size": 3420, "num_heads": 16, "in_chans": 3,
        "out_hidden_size": 2048, "patch_size": 14, "spatial_merge_size": 2, "spatial_patch_size": 14, "window_size": 112,
        "fullatt_block_indexes": [7, 15, 23, 31], "tokens_per_second": 2, "temporal_patch_size": 2,
    },
    "rope_scaling": {"type": "mrope", "mrope_section": [16, 24, 24]},
}
ROWS = 151668  # of the embedding after the three latent tokens were added


@pytest.fixture
def source(models, tmp_path):
    """A folder with the published config.json, whose tokens are those of the small tokenizer."""
    ids = models.ids
    config = {**CONFIG, "image_token_id": ids["<|image_pad|>"], "eos_token_id": ids["<|im_end|>"]}
    (tmp_path / "config.json").write_text(json.dumps(config), encoding="utf-8")
    tokens.write(models.tokenizer, tmp_path / "tokenizer.json")
    save_file({"x": torch.zeros(1)}, tmp_path / "model.safetensors")
    return Source(tmp_path)


def _tensors(source):
    """The 3B checkpoint's tensors by their older names, without values, and without the tied output matrix."""
    embedding = _stored({"model.embed_tokens.weight": (ROWS, 2048)})
    with torch.device("meta"):
        state = Qwen2_5_VLForConditionalGeneration(read_config(source, embedding)).state_dict()
    del state["lm_head.weight"]
    older = {name.replace("model.language_model.", "model.").replace("model.visual.", "visual."): tensor for name, tensor in state.items()}
    return _stored({name: tuple(tensor.shape) for name, tensor in older.items()})


def _stored(shapes):
    """Tensors of a file that is not there: whatever reads one fails."""
    return Tensors({name: Stored(Path("absent.safetensors"), name, shape, torch.bfloat16) for name, shape in shapes.items()})


def test_the_3b_base_has_824_tensors_and_all_are_taken(source):
    tensors = _tensors(source)
    assert len(tensors) == 824  # as the published index has
    assert tensors.stored["model.layers.35.self_attn.k_proj.weight"].shape == (256, 2048)
    language, problems = load_language(read_config(source, tensors), tensors)
    assert not problems and language.weights.stored["lm_head.weight"].shape == (ROWS, 2048)
    count = tensors.bytes() // 2
    assert count == 3_754_622_976 - (151_936 - ROWS) * 2048  # the published 3,754,622,976 with fewer rows


def test_the_description_of_the_3b_checkpoint_is_that_of_the_reference(source):
    tensors = _tensors(source)
    language, _ = load_language(read_config(source, tensors), tensors)
    with torch.device("meta"):
        parts = Parts(source, language, Projector(ProjectorConfig()), VGGT(published()), latents=True)
    made = description.sections(parts, Options(source.folder, source.folder, licences={"scene": "vggt-1b"}), {})
    assert made["decoder"] == {"layers": 36, "hidden": 2048, "key_value_heads": 2, "head": 128, "vocabulary": ROWS, "maximum_tokens": 8192}
    assert made["projector"] == {"latents": 12, "image_tokens": 391, "features": 1374, "channels": 2048}
    assert made["scene"] == {"width": 518, "maximum_height": 518, "patch": 14, "resampling": "bicubic"}
    assert made["latents"] == {"feed": "hidden", "maximum": 12, "count": 12, "offset": 0}
    assert [entry["spdx"] for entry in made["licences"]] == ["LicenseRef-Qwen-Research", "LicenseRef-Qwen-Research", "CC-BY-NC-4.0"]


def test_sizes_of_the_published_geometry_model_are_read_off_its_shapes():
    with torch.device("meta"):
        state = VGGT(published()).state_dict()
    assert scene.sizes_of(state, None) == published()


def test_a_random_checkpoint_of_the_size_has_the_published_configuration():
    like, numbers = LIKENESSES["3b"], {name: number for number, name in enumerate(tokens.SPECIAL, start=151_643)}
    made = like.config(numbers.get)
    for key, value in CONFIG.items():
        if key == "vision_config":
            assert made[key] | value == made[key]
        else:
            assert made[key] == (ROWS if key == "vocab_size" else value), key
    assert like.projector == ProjectorConfig() and like.geometry == published() and like.entries == ROWS
