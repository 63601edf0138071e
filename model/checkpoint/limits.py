"""What the engine takes: the ranges of a description's numbers, as reasoning/bundle/validate.go has them."""

from collections.abc import Iterator

_PIXELS = 1 << 26
_PREPROCESSOR = "preprocessor_config.json or processor_config.json"
_RANGES = (  # section, key, least, most, where it is said
    ("views", "patch", 1, 128, "config.json"),
    ("views", "merge", 1, 16, "config.json"),
    ("views", "temporal", 1, 16, "config.json"),
    ("views", "min_pixels", 1, _PIXELS, _PREPROCESSOR),
    ("views", "max_pixels", 1, _PIXELS, _PREPROCESSOR),
    ("views", "maximum", 1, 256, "--views"),
    ("latents", "maximum", 0, 1024, "--maximum-latents"),
    ("latents", "count", 1, 1024, "--latents"),
    ("latents", "offset", 0, 1, "--latent-offset"),
    ("decoder", "maximum_tokens", 2, 1 << 20, "--maximum-tokens"),
    ("sampling", "temperature", 0, 100, "--temperature"),
    ("sampling", "top_p", 0, 1, "--top-p"),
    ("sampling", "repetition_penalty", 0, 100, "generation_config.json"),
    ("sampling", "maximum_new_tokens", 1, 1 << 20, "--maximum-new-tokens"),
)
_MORE_THAN_LEAST = {"top_p", "repetition_penalty", "std"}
_LONGEST_SIDE = 1 << 14  # of a view in pixels


def check(sections: dict) -> None:
    """Raises one ValueError with every number that the engine would refuse."""
    problems = [f"{name} is {value}; it must {says}" for name, value, says in _found(sections)]
    if problems:
        raise ValueError("bundle description: " + "; ".join(problems))


def _found(sections: dict) -> Iterator[tuple[str, float, str]]:
    """Name, value and what must hold, of each number that is wrong."""
    for section, key, least, most, where in _RANGES:
        yield from _outside(f"{section}.{key}", sections[section][key], least, most, where)
    views, sampling, decoder = sections["views"], sections["sampling"], sections["decoder"]
    for side in ("width", "height") if views["resize"] else ():
        yield from _outside(f"views.resize.{side}", views["resize"][side], 1, _LONGEST_SIDE, "--view-size")
    for key, least in (("mean", -10), ("std", 0)):
        if len(views[key]) != 3:
            yield f"views.{key}", views[key], f"be three numbers ({_PREPROCESSOR})"
        for value in views[key]:
            yield from _outside(f"views.{key}", value, least, 10, _PREPROCESSOR)
    if views["min_pixels"] > views["max_pixels"]:
        yield "views.min_pixels", views["min_pixels"], f"be at most views.max_pixels, {views['max_pixels']} ({_PREPROCESSOR})"
    if sampling["maximum_new_tokens"] >= decoder["maximum_tokens"]:
        yield (
            "sampling.maximum_new_tokens", sampling["maximum_new_tokens"],
            f"be less than decoder.maximum_tokens, {decoder['maximum_tokens']}, to leave room for a prompt (--maximum-new-tokens, --maximum-tokens)",
        )


def _outside(name: str, value: float, least: float, most: float, where: str) -> Iterator[tuple[str, float, str]]:
    above = name.split(".")[-1] in _MORE_THAN_LEAST
    if not least <= value <= most or (above and value == least):
        yield name, value, f"lie {'over' if above else 'between'} {least} {'and up to' if above else 'and'} {most} ({where})"
