"""Where training runs: on a GPU when there is one."""

import torch


def device() -> torch.device:
    """The first GPU, else the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def products(of: torch.device) -> torch.dtype:
    """What matrices are best multiplied in: bfloat16 where the hardware multiplies that, else float32; float16 would overflow."""
    return torch.bfloat16 if of.type == "cuda" or of.type == "cpu" and _multiplies_bfloat16() else torch.float32


def mixed(of: torch.device | None = None) -> torch.autocast:
    """Products in bfloat16 where the hardware multiplies that, the rest in float32."""
    of = of or device()
    return torch.autocast(of.type, dtype=torch.bfloat16, enabled=products(of) is torch.bfloat16)


def bfloat16() -> torch.autocast:
    """The same on every device, for models whose weights are kept in bfloat16."""
    return torch.autocast(device().type, dtype=torch.bfloat16)


def _multiplies_bfloat16() -> bool:
    """Whether this processor does; one that does not imitates it about nine times slower than float32."""
    return torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()
