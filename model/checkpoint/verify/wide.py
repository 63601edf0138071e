"""A bfloat16 model in PyTorch that computes in float32, in little more memory than its weights take."""

import torch
from torch import nn


def widen(model) -> None:
    """Makes a Qwen2.5-VL compute in float32 with its weights as they are: exact, since every bfloat16 is a float32.

    The vision tower and the norm are kept in float32; each layer and the output are in it only while they run.
    """
    inner = model.model
    inner.visual.float()
    inner.language_model.norm.float()
    for part in (*inner.language_model.layers, model.lm_head):
        _while_it_runs(part)
    model.get_input_embeddings().register_forward_hook(lambda _module, _inputs, found: found.float())


def _while_it_runs(part: nn.Module) -> None:
    narrow: dict[nn.Parameter, torch.Tensor] = {}

    def before(module: nn.Module, _inputs) -> None:
        for parameter in module.parameters():
            narrow[parameter] = parameter.data
            parameter.data = parameter.data.float()

    def after(_module, _inputs, _found) -> None:
        for parameter, data in narrow.items():
            parameter.data = data
        narrow.clear()

    part.register_forward_pre_hook(before)
    part.register_forward_hook(after)
