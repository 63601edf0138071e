"""Weights as small integers in blocks, in the form that the operator MatMulNBits reads."""

from dataclasses import dataclass

import torch
import torch.nn.functional as functional

BLOCK = 32  # columns that share a scale
_TURN = 1 << 24  # values at a time


@dataclass(frozen=True)
class Blocks:
    """A matrix [rows, columns] of `bits` a value; 4 bits lie two to a byte, the earlier one low.

    packed uint8 [rows, blocks, BLOCK·bits/8], scales [rows, blocks], zero_points uint8 [rows, ⌈blocks·bits/8⌉] or None,
    where half of the range stands for 0. The value q of a block means (q - zero point) · scale.
    """

    packed: torch.Tensor
    scales: torch.Tensor
    zero_points: torch.Tensor | None
    bits: int


def quantise(weight: torch.Tensor, bits: int, asymmetric: bool, scale_type: torch.dtype = torch.float32) -> Blocks:
    """Each block scaled so that its largest magnitude (asymmetric: its range and 0) just fits; the last is filled up with zeros.

    The bytes are those of ONNX Runtime's own tool but for that filling. Rows are taken in turns, so memory holds few of them twice.
    """
    if bits not in (4, 8) or weight.ndim != 2:
        raise ValueError(f"weights in blocks: a matrix of 4 or 8 bits is wanted, not {list(weight.shape)} of {bits}")
    turns = [_quantise_rows(rows, bits, asymmetric, scale_type) for rows in weight.detach().split(max(1, _TURN // weight.shape[1]))]
    if len(turns) == 1:
        return turns[0]
    points = torch.cat([turn.zero_points for turn in turns]) if asymmetric else None
    return Blocks(torch.cat([turn.packed for turn in turns]), torch.cat([turn.scales for turn in turns]), points, bits)


def _quantise_rows(rows: torch.Tensor, bits: int, asymmetric: bool, scale_type: torch.dtype) -> Blocks:
    groups = functional.pad(rows.float(), (0, -rows.shape[1] % BLOCK)).unflatten(1, (-1, BLOCK))
    if asymmetric:
        scales, zeros = _of_range(groups, bits, scale_type)
    else:
        scales = _of_magnitude(groups, bits, scale_type)
        zeros = torch.full(scales.shape, float(1 << bits - 1))
    wide = scales.float()
    inverse = torch.where(wide == 0, 0.0, 1.0 / wide)
    values = _round(groups * inverse[..., None] + zeros[..., None]).clamp_(0, (1 << bits) - 1).to(torch.uint8)
    return Blocks(_packed(values, bits), scales, _packed(zeros.to(torch.uint8), bits) if asymmetric else None, bits)


def dequantise(blocks: Blocks, columns: int) -> torch.Tensor:
    """The matrix [rows, columns] in float32 that the blocks stand for."""
    values = _unpacked(blocks.packed, blocks.bits).float()
    if blocks.zero_points is None:
        zeros = torch.tensor(float(1 << blocks.bits - 1))
    else:
        zeros = _unpacked(blocks.zero_points, blocks.bits)[:, : values.shape[1], None].float()
    return ((values - zeros) * blocks.scales.float()[..., None]).flatten(1)[:, :columns]


def _of_magnitude(groups: torch.Tensor, bits: int, scale_type: torch.dtype) -> torch.Tensor:
    """The value of largest magnitude becomes the lowest integer, of which there is one more than of positive ones."""
    low, high = groups.amin(-1), groups.amax(-1)
    return (torch.where(high.abs() > low.abs(), high, low) / -(1 << bits - 1)).to(scale_type)


def _of_range(groups: torch.Tensor, bits: int, scale_type: torch.dtype) -> tuple[torch.Tensor, torch.Tensor]:
    most = (1 << bits) - 1
    low, high = groups.amin(-1).clamp(max=0), groups.amax(-1).clamp(min=0)
    scales = (high - low) / most
    zeros = torch.where(scales == 0, 0.0, _round(-low / scales)).clamp(0, most)
    return scales.to(scale_type), zeros


def _round(values: torch.Tensor) -> torch.Tensor:
    """To the nearest, halves away from zero; what is rounded here is hardly ever under -0.5."""
    return torch.floor(values + 0.5)


def _packed(values: torch.Tensor, bits: int) -> torch.Tensor:
    if bits == 8:
        return values
    low, high = functional.pad(values, (0, values.shape[-1] % 2)).unflatten(-1, (-1, 2)).unbind(-1)
    return low | high << 4


def _unpacked(packed: torch.Tensor, bits: int) -> torch.Tensor:
    return packed if bits == 8 else torch.stack([packed & 15, packed >> 4], dim=-1).flatten(-2)
