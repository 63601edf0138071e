"""The licences of known weights; what is not known must be stated."""

from dataclasses import dataclass

from transformers import Qwen2_5_VLConfig

PARTS = ("language", "projector", "scene")


@dataclass(frozen=True)
class Known:
    """A base or a geometry model whose licence is known."""

    title: str
    spdx: str
    note: str


KNOWN = {
    "qwen2.5-vl-3b": Known("Qwen2.5-VL-3B", "LicenseRef-Qwen-Research", "Qwen research licence: research only, no commercial use"),
    "qwen2.5-vl-7b": Known("Qwen2.5-VL-7B", "Apache-2.0", ""),
    "vggt-1b": Known("VGGT-1B", "CC-BY-NC-4.0", "no commercial use"),
    "vggt-1b-commercial": Known("VGGT-1B-Commercial", "LicenseRef-VGGT-Commercial", "commercial use under the conditions of its licence"),
}
_BY_SIZES = {(2048, 36): "qwen2.5-vl-3b", (3584, 28): "qwen2.5-vl-7b"}  # hidden width and layers


def base_of(config: Qwen2_5_VLConfig) -> Known | None:
    """The base that has the sizes of this language model."""
    text = config.get_text_config()
    return KNOWN.get(_BY_SIZES.get((text.hidden_size, text.num_hidden_layers)))


def licences(stated: dict[str, str], config: Qwen2_5_VLConfig, parts: list[str]) -> list[dict]:
    """The section `licences`; a part neither stated nor known is an error that says how to state it."""
    strange = sorted(set(stated) - set(parts))
    if strange:
        raise ValueError(f"licences: the bundle has no part {', '.join(strange)}, only {', '.join(parts)}")
    base = base_of(config)
    known = {part: base for part in ("language", "projector") if base}
    unknown = [part for part in parts if part not in stated and part not in known]
    if unknown:
        wanted = " ".join(f"--licence {part}=SPDX" for part in unknown)
        raise ValueError(f"licences: not known for {', '.join(unknown)}; state them: {wanted} (or one of {', '.join(KNOWN)})")
    return [_entry(part, stated.get(part), known.get(part)) for part in parts]


def _entry(part: str, stated: str | None, by_sizes: Known | None) -> dict:
    if stated is None:
        notes = (by_sizes.note, f"taken from the base, by its sizes {by_sizes.title}")
        return {"part": part, "spdx": by_sizes.spdx, "note": "; ".join(note for note in notes if note)}
    known = KNOWN.get(stated.lower())
    if known:
        return {"part": part, "spdx": known.spdx, "note": known.note or known.title}
    return {"part": part, "spdx": stated, "note": "as stated at the conversion"}
