"""Tensors whose reading is counted."""

from collections.abc import Callable, Iterator, Mapping

import torch


class Watched(Mapping[str, torch.Tensor]):
    """The same tensors; `advance` hears of the bytes of each lookup."""

    def __init__(self, tensors: Mapping[str, torch.Tensor], advance: Callable[[int], None]):
        self._tensors, self._advance = tensors, advance

    def __getitem__(self, name: str) -> torch.Tensor:
        found = self._tensors[name]
        self._advance(found.nbytes)
        return found

    def __contains__(self, name: object) -> bool:
        return name in self._tensors

    def __iter__(self) -> Iterator[str]:
        return iter(self._tensors)

    def __len__(self) -> int:
        return len(self._tensors)
