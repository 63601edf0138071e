"""What a checkpoint consists of, read and compared."""

from dataclasses import dataclass

from .. import geometry
from ..projector import PREFIX, Projector, from_state_dict
from . import tokens
from .language import Language, load_language, read_config
from .options import Options
from .scene import load_scene
from .source import Source


@dataclass(frozen=True)
class Parts:
    """The models of a checkpoint; without a projector there is no scene, without latents it is a plain Qwen2.5-VL."""

    source: Source
    language: Language
    projector: Projector | None
    scene: geometry.VGGT | None
    latents: bool


def load(options: Options) -> Parts:
    """Compares every part, by names and shapes; one ValueError lists what is missing, extra and misshapen in all of them."""
    source = Source(options.folder)
    tensors = source.tensors()
    language, problems = load_language(read_config(source, tensors), tensors)
    projector = scene = None
    try:
        own = {name: tensors[name] for name in tensors if name.startswith(PREFIX)}
        if own:
            projector = from_state_dict(own).float().eval().requires_grad_(False)
    except ValueError as error:
        problems.append(str(error))
    try:
        if options.vggt:
            scene = load_scene(options.vggt, options.scene_layers)
    except ValueError as error:
        problems.append(str(error))
    if problems:
        raise ValueError(f"checkpoint {source.name}: " + "; ".join(problems))
    parts = Parts(source, language, projector, scene, tokens.has_latents(source))
    _agree(parts)
    return parts


def _agree(parts: Parts) -> None:
    """What the parts say of each other."""
    problems = []
    hidden = parts.language.config.get_text_config().hidden_size
    projector, scene = parts.projector, parts.scene
    if projector and not parts.latents:
        problems.append(f"a projector but no latent tokens: tokenizer.json must have {', '.join(tokens.LATENT)}")
    if projector and projector.config.hidden != hidden:
        problems.append(f"the projector takes states of width {projector.config.hidden}, the language model has {hidden}")
    if scene and not projector:
        problems.append(f"geometry weights are given, but there is no projector ({PREFIX}*) to imagine their features")
    if scene and projector and projector.config.channels != scene.config.feature_width:
        problems.append(f"the projector gives {projector.config.channels} channels, the geometry model takes {scene.config.feature_width}")
    if problems:
        raise ValueError(f"checkpoint {parts.source.name}: " + "; ".join(problems))
