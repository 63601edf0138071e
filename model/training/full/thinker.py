"""A checkpoint made ready to learn: its models, words and views, read as a conversion to a bundle reads them."""

from dataclasses import dataclass, replace

import torch
from tokenizers import AddedToken, Tokenizer
from transformers import Qwen2_5_VLForConditionalGeneration
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import smart_resize

from ...checkpoint import Options as Conversion
from ...checkpoint import description
from ...checkpoint.parts import Parts, load
from ...checkpoint.scene import load_scene
from ...checkpoint.tokens import LATENT
from ...geometry import VGGT
from ...projector import Projector, ProjectorConfig
from ..device import device
from ..imagining import Imaginer
from ..text import Form, Speech
from .options import Options

_LATENTS = 12  # of the published checkpoint
_UNSTATED = "unstated"  # a run states no licences; the conversion of what it saves asks for them


@dataclass
class Thinker:
    """The models of a run; `teacher` and `projector` are None without geometry weights, `added` are tokens that the tokenizer lacked."""

    parts: Parts
    language: Qwen2_5_VLForConditionalGeneration
    tokenizer: Tokenizer
    projector: Projector | None
    teacher: VGGT | None
    sections: dict
    grid: tuple[int, int]
    added: list[int]

    def imaginer(self) -> Imaginer:
        """The language model with its words; made after adapters are put in."""
        sections = self.sections
        form = Form(sections["prompt"], sections["tokens"], sections["latents"], self.grid[0] * self.grid[1])
        return Imaginer(self.language, Speech(self.tokenizer, form), self.grid)


def prepare(options: Options) -> Thinker:
    """Reads a checkpoint; what it lacks of tokens and projector is added."""
    conversion = Conversion(folder=options.checkpoint, out=options.out, view_size=options.view_size, resampling=options.resampling,
                            instruction=options.instruction, latents=options.latents)
    parts = load(conversion)
    scene = load_scene(options.teacher, options.teacher_layers) if options.teacher else None
    tokenizer, added = _with_latents(parts.source.tokenizer)
    grid = _grid(parts, conversion)
    projector = parts.projector or (_fresh(parts, scene, grid, options) if scene else None)
    whole = replace(parts, projector=projector, scene=scene, latents=True)
    if scene and projector.config.channels != scene.config.feature_width:
        raise ValueError(f"the projector gives {projector.config.channels} channels, the teacher has {scene.config.feature_width}")
    present = ["language", *(name for name in ("projector", "scene") if getattr(whole, name))]
    count = projector.config.latents if projector else options.latents or _LATENTS
    sections = description.sections(whole, replace(conversion, latents=count, licences=dict.fromkeys(present, _UNSTATED)), {})
    language = _language(parts, options, tokenizer, added)
    projector, scene = (part.to(device()).requires_grad_(False) if part else None for part in (projector, scene))
    return Thinker(parts, language, tokenizer, projector, scene, sections, grid, added)


def _with_latents(tokenizer: Tokenizer) -> tuple[Tokenizer, list[int]]:
    """The tokenizer with the latent tokens, and the numbers of those that it lacked."""
    made = Tokenizer.from_str(tokenizer.to_str())
    lacking = [name for name in LATENT if made.token_to_id(name) is None]
    made.add_special_tokens([AddedToken(name, normalized=False, special=True) for name in lacking])
    return made, [made.token_to_id(name) for name in lacking]


def _grid(parts: Parts, conversion: Conversion) -> tuple[int, int]:
    """Rows and columns of a view's merged tokens."""
    views = description.view_section(parts, conversion)
    cell = views["patch"] * views["merge"]
    high, wide = smart_resize(views["resize"]["height"], views["resize"]["width"], cell, views["min_pixels"], views["max_pixels"])
    return high // cell, wide // cell


def _fresh(parts: Parts, scene: VGGT, grid: tuple[int, int], options: Options) -> Projector:
    """A projector to the teacher's features with random weights."""
    width, height = options.view_size
    size, patch = scene.config.image_size, scene.config.patch
    high = min(round(height * (size / width) / patch) * patch, size)
    torch.manual_seed(options.seed)
    return Projector(ProjectorConfig(
        latents=options.latents or _LATENTS, hidden=parts.language.config.get_text_config().hidden_size, image_tokens=grid[0] * grid[1],
        features=scene.config.tokens(high, size), channels=scene.config.feature_width, prompt_tokens=options.prompt_tokens, depth=options.depth,
    ))


def _language(parts: Parts, options: Options, tokenizer: Tokenizer, added: list[int]) -> Qwen2_5_VLForConditionalGeneration:
    """The language model and the vision tower, nothing of which learns yet; a new token begins as the mean of all others."""
    real = getattr(torch, options.number_type)
    model = Qwen2_5_VLForConditionalGeneration.from_pretrained(parts.source.folder, config=parts.language.config, dtype=real)
    if added:
        if max(added) >= parts.language.config.get_text_config().vocab_size:
            model.resize_token_embeddings(max(added) + 1, mean_resizing=False)
        with torch.no_grad():
            for table in {id(part.weight): part.weight for part in (model.get_input_embeddings(), model.get_output_embeddings())}.values():
                table[added] = table[:min(added)].float().mean(0).to(table.dtype)
    return model.to(device()).eval().requires_grad_(False)
