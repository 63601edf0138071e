"""What differs between the tensors that a model wants and those that were found."""

import torch


def differences(wanted: dict[str, torch.Tensor], found: dict[str, torch.Tensor]) -> list[str]:
    """A line for each tensor that is missing, extra or misshapen."""
    lines = [f"missing {name} {list(wanted[name].shape)}" for name in wanted if name not in found]
    lines += [f"extra {name} {list(found[name].shape)}" for name in found if name not in wanted]
    return lines + [
        f"{name} is {list(found[name].shape)}, must be {list(wanted[name].shape)}"
        for name in wanted
        if name in found and found[name].shape != wanted[name].shape
    ]
