"""The sections of bundle.json that follow from models alone."""

from importlib.metadata import version

from ..language.decoder_graph import DecoderSizes
from ..projector import ProjectorConfig

_LIBRARIES = ("torch", "transformers", "tokenizers", "onnx", "onnxscript")


def decoder_section(sizes: DecoderSizes, maximum_tokens: int) -> dict:
    """The section `decoder`."""
    return {
        "layers": sizes.layers, "hidden": sizes.hidden, "key_value_heads": sizes.key_value_heads, "head": sizes.head,
        "vocabulary": sizes.vocabulary, "maximum_tokens": maximum_tokens,
    }


def projector_section(config: ProjectorConfig) -> dict:
    """The section `projector`."""
    return {
        "latents": config.latents, "image_tokens": config.image_tokens, "features": config.features,
        "channels": config.channels,
    }


def libraries() -> dict[str, str]:
    """Versions of what the graphs are made with, for the provenance."""
    return {name: version(name) for name in _LIBRARIES}
