"""Teaches attention which patches of different views show the same place."""

import torch

RADIUS = 0.5  # metres between the places that two patches of one thing show


def match_loss(scores: torch.Tensor, places: torch.Tensor, special: int) -> torch.Tensor:
    """How little of a patch's attention goes to patches of other views that show its place, as minus its logarithm.

    Scores [B, N·tokens, N·tokens] are before the softmax, the first `special` tokens of each view showing nothing;
    places [B, N, patches, 3] are in metres. Patches that the first view shows as well are to be sought there only.
    The first view's own patches, and those whose place no other view shows, ask for nothing.
    """
    sets, views, patches = places.shape[:3]
    flat = places.flatten(1, 2)
    view = torch.arange(views, device=places.device).repeat_interleave(patches)
    near = (torch.cdist(flat, flat) < RADIUS) & (view[:, None] != view[None, :])
    in_first = near & (view == 0)
    near = torch.where(in_first.any(-1, keepdim=True), in_first, near) & (view > 0)[:, None]
    shows = (torch.arange(scores.shape[-1], device=scores.device) % (special + patches)) >= special
    of_patches = scores[:, shows]
    sought = of_patches[:, :, shows].masked_fill(~near, -torch.inf)
    asks = near.any(-1)
    if not asks.any():
        return scores.new_zeros(())
    return (of_patches.logsumexp(-1)[asks] - sought[asks].logsumexp(-1)).mean()
