"""The sections of bundle.json for a checkpoint."""

from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import smart_resize

from ..bundles import decoder_section, libraries, projector_section
from ..language.decoder_graph import DecoderSizes
from ..reference.settings import PROMPT, VIEWS
from . import tokens
from .licences import base_of, licences
from .options import Options
from .parts import Parts

_PLAIN_INSTRUCTION = "Think inside <think> </think> and give the answer inside <answer> </answer>."


def sections(parts: Parts, options: Options, graphs: dict[str, str]) -> dict:
    """Every section but `provenance`; what options and files say against each other is a ValueError."""
    views = view_section(parts, options)
    return {
        "name": options.name or parts.source.name, "version": options.version, "description": _summary(parts, options),
        "trained": options.trained, "licences": licences(options.licences, parts.language.config, _licensed(parts)),
        "number_type": str(options.precision.number_type), "precision": options.precision.described(graphs), "graphs": graphs,
        "tokens": tokens.special_tokens(parts.source, parts.language.config),
        "prompt": _prompt(parts, options), "views": views, "latents": _latents(parts, options),
        "decoder": decoder_section(DecoderSizes.of(parts.language), _maximum_tokens(parts, options)),
        "projector": projector_section(parts.projector.config) if parts.projector else None,
        "scene": _scene(parts, views), "sampling": _sampling(parts, options),
    }


def provenance(parts: Parts, options: Options, digests: str) -> dict:
    """The section `provenance`: names of folder and files, never their paths."""
    base = options.base or getattr(base_of(parts.language.config), "title", "unknown")
    return {
        "base": base, "source": f"{parts.source.name}: {digests}", "generator": "python -m model.checkpoint", "seed": 0,
        "libraries": libraries(),
    }


def _summary(parts: Parts, options: Options) -> str:
    kind = "A 3DThinker checkpoint" if parts.projector else "A checkpoint with latents and no projector" if parts.latents else "A plain Qwen2.5-VL"
    scene = "with a scene" if parts.scene else "without a scene"
    return f"{kind}, {scene}." + ("" if options.trained else " Its weights are untrained: the answers are noise.")


def _licensed(parts: Parts) -> list[str]:
    return ["language", *(["projector"] if parts.projector else []), *(["scene"] if parts.scene else [])]


def _prompt(parts: Parts, options: Options) -> dict:
    """A 3DThinker was trained without a newline after `assistant`, a plain Qwen2.5-VL with one."""
    default = PROMPT["instruction"] if parts.latents else _PLAIN_INSTRUCTION
    instruction = default if options.instruction is None else options.instruction
    template = PROMPT["template"] + ("" if parts.latents else "\n")
    return {**PROMPT, "template": template, "system": options.system, "instruction": instruction}


def view_section(parts: Parts, options: Options) -> dict:
    """The section `views`: how views become pixel values."""
    vision, stored = parts.language.config.vision_config, parts.source.preprocessor
    size = stored.get("size") or {}
    views = {
        **VIEWS, "patch": vision.patch_size, "merge": vision.spatial_merge_size, "temporal": vision.temporal_patch_size,
        "min_pixels": stored.get("min_pixels") or size.get("shortest_edge") or VIEWS["min_pixels"],
        "max_pixels": stored.get("max_pixels") or size.get("longest_edge") or VIEWS["max_pixels"],
        "mean": stored.get("image_mean") or VIEWS["mean"], "std": stored.get("image_std") or VIEWS["std"],
        "resize": None, "maximum": options.views,
    }
    if options.view_size:
        width, height = options.view_size
        views["resize"] = {"width": width, "height": height, "resampling": options.resampling}
    if parts.projector:
        _check_image_tokens(parts.projector.config.image_tokens, views)
    return views


def _check_image_tokens(wanted: int, views: dict) -> None:
    resize, factor = views["resize"], views["patch"] * views["merge"]
    if not resize:
        raise ValueError(f"views: the projector takes {wanted} image tokens a view, so views need one size (--view-size)")
    height, width = smart_resize(resize["height"], resize["width"], factor, views["min_pixels"], views["max_pixels"])
    found = (height // factor) * (width // factor)
    if found != wanted:
        raise ValueError(f"views: {resize['width']}x{resize['height']} gives {found} image tokens a view, the projector takes {wanted} (--view-size)")


def _latents(parts: Parts, options: Options) -> dict:
    """T is what the projector takes; a number that was stated must agree with it."""
    if not parts.latents:
        return {"feed": options.feed, "maximum": 0, "count": 1, "offset": 0}
    taken = parts.projector.config.latents if parts.projector else None
    if taken and options.latents and taken != options.latents:
        raise ValueError(f"latents: the projector takes {taken} states, {options.latents} were stated (--latents)")
    count = taken or options.latents
    if not count:
        raise ValueError("latents: no projector says how many the model was trained with; state it (--latents)")
    maximum = count if options.maximum_latents is None else options.maximum_latents
    if count > maximum + 1 - options.latent_offset:
        raise ValueError(f"latents: at most {maximum} latents can never give {count} states from offset {options.latent_offset} on (--maximum-latents)")
    return {"feed": options.feed, "maximum": maximum, "count": count, "offset": options.latent_offset}


def _maximum_tokens(parts: Parts, options: Options) -> int:
    return min(options.maximum_tokens, parts.language.config.get_text_config().max_position_embeddings)


def _scene(parts: Parts, views: dict) -> dict | None:
    """The picture's height follows from the views' shape; the projector must imagine as many features as it has."""
    if not parts.scene:
        return None
    config, resize = parts.scene.config, views["resize"]
    width = config.image_size
    high = min(round(resize["height"] * (width / resize["width"]) / config.patch) * config.patch, width)
    features, wanted = parts.projector.config.features, config.tokens(high, width)
    if features != wanted:
        raise ValueError(f"scene: the projector imagines {features} features a view, pictures of {width}x{high} have {wanted}")
    return {"width": width, "maximum_height": high, "patch": config.patch, "resampling": "bicubic"}


def _sampling(parts: Parts, options: Options) -> dict:
    """Greedy unless told otherwise, as the published evaluation is; the penalty is the checkpoint's own."""
    return {
        "temperature": options.temperature, "top_p": options.top_p,
        "repetition_penalty": parts.source.generation.get("repetition_penalty") or 1,
        "maximum_new_tokens": options.maximum_new_tokens,
    }
