"""The weights that the teacher's training starts from."""

import torch

from ...geometry import VGGT

_TOKENS = ("camera_token", "register_token", "cls_token", "register_tokens", "mask_token", "pos_embed")
_GAIN = 0.5  # of the aggregator's and the camera head's LayerScale: 0.01, as published, learns too slowly for a short run


def initial(model: VGGT) -> VGGT:
    """Draws what is zero in a new model from torch's generator, and lets cameras and depths start near their means."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if name.endswith(_TOKENS):
                parameter.normal_(0, 0.2)
            elif name.endswith("gamma") and "patch_embed" not in name:
                parameter.fill_(_GAIN)
        branch = model.camera_head.pose_branch.fc2
        branch.weight.mul_(0.1)
        branch.bias.copy_(torch.tensor([0, 0, 0, 0, 0, 0, 0.25, 0.25, 0.3]))  # added up over four refinements
        for head in (model.depth_head, model.point_head):
            last = head.scratch.output_conv2[-1]
            last.weight.mul_(0.1)
            last.bias.zero_()
    return model
