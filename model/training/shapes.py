"""Few shapes: a processor's matrix library compiles a product anew for every shape that it has not met, which takes it ten times as long
as a product of a training of this size. So what has any length is padded to one of few."""

import torch
import torch.nn.functional as functional

_LENGTH, _ROWS = 16, 128


def up(length: int, multiple: int = _LENGTH) -> int:
    """The next multiple, if a length is not far smaller than that, as a single token is."""
    return length if length <= multiple // 2 else -(-length // multiple) * multiple


def padded(tensor: torch.Tensor, more: int) -> torch.Tensor:
    """[R, L, ...] with so many zeros at the end of the second axis."""
    return functional.pad(tensor, (0, 0) * (tensor.ndim - 2) + (0, more)) if more else tensor


def filled(valid: torch.Tensor) -> torch.Tensor:
    """The numbers of the elements that are valid, and of some that are not, to one of few counts."""
    flat = valid.flatten()
    return (~flat).to(torch.uint8).argsort(stable=True)[:up(int(flat.sum()), _ROWS)]
