"""Loading the published checkpoint's weights: strictly, apart from one named part that we do not have."""

import torch

from .vggt import VGGT

IGNORED_PREFIXES = ("track_head.",)  # follows query points through a video; nothing here asks for it


def load_published(model: VGGT, state: dict[str, torch.Tensor]) -> list[str]:
    """Loads a state dict into the model and returns the names that were left out because of IGNORED_PREFIXES.

    A model without values (on the device "meta") takes the tensors themselves, in float32, instead of copying them.

    Raises ValueError with every other name that is missing, extra or misshapen, and then changes nothing.
    """
    ignored = sorted(name for name in state if name.startswith(IGNORED_PREFIXES))
    found = {name: tensor for name, tensor in state.items() if not name.startswith(IGNORED_PREFIXES)}
    expected = model.state_dict()
    problems = [f"missing {name}" for name in expected if name not in found]
    problems += [f"extra {name}" for name in found if name not in expected]
    problems += [
        f"{name} is {list(found[name].shape)}, must be {list(expected[name].shape)}"
        for name in expected
        if name in found and found[name].shape != expected[name].shape
    ]
    if problems:
        raise ValueError(f"geometry weights, {len(problems)} tensors: " + "; ".join(problems))
    bare = all(tensor.is_meta for tensor in expected.values())
    model.load_state_dict({name: tensor.float() for name, tensor in found.items()} if bare else found, strict=True, assign=bare)
    return ignored
