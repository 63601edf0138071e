"""What the name of a thing in a reply shall know once it has been looked up: what is said of the thing next, its view, direction and
distance, each resembling its token's embedding in the state that the name has above the layer that looks up. The view that follows the
name shall know direction and distance of the thing in just that view."""

import torch
import torch.nn.functional as functional
from tokenizers import Tokenizer

from .nano.measures import DIRECTIONS, LENGTHS, VIEW_NUMBERS
from .nano.models import ids


class Foresight:
    """Finds in replies where a look is said, by the tokens of a tokenizer."""

    def __init__(self, tokenizer: Tokenizer):
        numbers = ids(tokenizer)
        self._said = [torch.tensor([numbers[token] for token in tokens]) for tokens in (VIEW_NUMBERS, DIRECTIONS, LENGTHS)]

    def losses(self, states: torch.Tensor, words: torch.Tensor, replies: torch.Tensor) -> torch.Tensor:
        """Of states [R, n - 1, H] that the tokens of replies [R, n] but the last have, the mean cross-entropy of all together."""
        said = [each.to(replies.device) for each in self._said]
        row, place = self._looks(replies, said)
        name, view = (functional.rms_norm(states[row, place + after].float(), states.shape[-1:]) * states.shape[-1] ** -0.5 for after in (0, 1))
        losses = []
        for further, tokens in enumerate(said):
            true, table = (replies[row, place + 1 + further, None] == tokens).int().argmax(-1), words[tokens].float().T
            losses += [functional.cross_entropy(state @ table, true) for state in ((name, view) if further else (name,))]
        return sum(losses) if len(row) else states.new_zeros(())

    def _looks(self, replies, said):
        """Where a name ends that a look at the thing follows."""
        kinds = [torch.isin(replies, tokens) for tokens in said]
        return (kinds[0][:, 1:-2] & kinds[1][:, 2:-1] & kinds[2][:, 3:]).nonzero(as_tuple=True)
