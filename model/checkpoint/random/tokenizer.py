"""A tokenizer of the published form and size whose merges are partly made up."""

import json

from tokenizers import AddedToken, Tokenizer

from ...reference import corpus, tokenizer as reference
from ...reference.settings import VOCABULARY


def make(entries: int) -> Tokenizer:
    """Byte-level BPE with Qwen2's pre-tokenizer and so many entries, the last of them the special tokens in their order.

    The first merges are those of the reference tokenizer; the others join its pieces, by rule and without meaning.
    """
    form = json.loads(reference.train(VOCABULARY, corpus.lines()).to_str())
    special = (*reference.SPECIAL, *reference.PLAIN, *reference.LATENT)
    _fill(form["model"]["vocab"], form["model"]["merges"], entries - len(special))
    form["added_tokens"] = []
    tokenizer = Tokenizer.from_str(json.dumps(form))
    tokenizer.add_special_tokens([AddedToken(name, normalized=False, special=True) for name in reference.SPECIAL])
    tokenizer.add_tokens([AddedToken(name, normalized=False, special=False) for name in reference.PLAIN])
    tokenizer.add_special_tokens([AddedToken(name, normalized=False, special=True) for name in reference.LATENT])
    if tokenizer.get_vocab_size() != entries:
        raise ValueError(f"tokenizer: {entries} entries were wanted, {tokenizer.get_vocab_size()} were made")
    return tokenizer


def _fill(vocabulary: dict[str, int], merges: list, entries: int) -> None:
    """Adds merges of pieces of letters until there are so many entries."""
    pieces = [piece for piece in sorted(vocabulary, key=vocabulary.get) if piece.removeprefix("Ġ").isalpha() and piece.isascii() or piece.startswith("Ġ")]
    if len(vocabulary) > entries:
        raise ValueError(f"tokenizer: {entries} entries are fewer than the {len(vocabulary)} that were learnt")
    for first in pieces:
        for second in pieces:
            if len(vocabulary) == entries:
                return
            if not second.startswith("Ġ") and first + second not in vocabulary:
                vocabulary[first + second] = len(vocabulary)
                merges.append([first, second])
