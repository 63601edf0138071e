"""Where training runs: on a GPU when there is one."""

import torch


def device() -> torch.device:
    """The first GPU, else the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def mixed() -> torch.autocast:
    """Products in bfloat16, the rest in float32; float16 would overflow."""
    return torch.autocast(device().type, dtype=torch.bfloat16)
