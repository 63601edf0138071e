"""The special tokens of a checkpoint, by name, and the tokenizer of the bundle."""

from tokenizers import AddedToken, Tokenizer
from transformers import Qwen2_5_VLConfig

from ..reference.settings import TOKENS
from .source import Source

LATENT = tuple(TOKENS[key] for key in ("latent_pad", "latent_start", "latent_end"))


def special_tokens(source: Source, config: Qwen2_5_VLConfig) -> dict:
    """The section `tokens`; the numbers of config.json and generation_config.json are looked up as names."""
    image = config.image_token_id
    stops = source.generation.get("eos_token_id") or config.get_text_config().eos_token_id or []
    stops = stops if isinstance(stops, list) else [stops]
    names = {number: source.tokenizer.id_to_token(number) for number in (image, *stops)}
    lost = [str(number) for number, name in names.items() if name is None]
    if lost:
        raise ValueError(f"checkpoint {source.name}: tokens {', '.join(lost)} of its configuration are not in tokenizer.json")
    if not stops:
        raise ValueError(f"checkpoint {source.name}: neither generation_config.json nor config.json says what ends a reply (eos_token_id)")
    return {**TOKENS, "image_pad": names[image], "stop": [names[number] for number in stops]}


def has_latents(source: Source) -> bool:
    """Whether the tokenizer knows the three latent tokens; some but not all is an error."""
    missing = [name for name in LATENT if source.tokenizer.token_to_id(name) is None]
    if missing and len(missing) < len(LATENT):
        raise ValueError(f"checkpoint {source.name}: tokenizer.json lacks {', '.join(missing)}")
    return not missing


def of_bundle(source: Source, sections: dict) -> Tokenizer:
    """The tokenizer with every token that the section `tokens` names made special, so that no question can say it.

    Latent tokens that it lacks are added at its end, where the embedding has rows that no token uses: a bundle must name
    them; a model that was never trained on them has no reason to say them.
    """
    tokenizer, rows = Tokenizer.from_str(source.tokenizer.to_str()), sections["decoder"]["vocabulary"]
    special = {token.content for token in tokenizer.get_added_tokens_decoder().values() if token.special}
    named = (*LATENT, sections["tokens"]["image_pad"], *sections["tokens"]["stop"])
    tokenizer.add_special_tokens([AddedToken(name, normalized=False, special=True) for name in named if name not in special])
    last = max(tokenizer.token_to_id(name) for name in LATENT)
    if last >= rows:
        raise ValueError(f"checkpoint {source.name}: no room for latent tokens, the embedding has {rows} rows, {last + 1} are needed")
    return tokenizer
