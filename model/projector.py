"""The projector: latents and image embeddings to imagined features of the geometry model."""

import re
from dataclasses import dataclass

import torch
from torch import nn

PREFIX = "projector_model."


@dataclass(frozen=True)
class ProjectorConfig:
    """Sizes of a projector; `depth` is the number of linear layers of the fusion and of the channel stage, and `views` the most views
    that it tells apart by their numbers: 0, as published, if it must know them by what they show."""

    latents: int = 12
    hidden: int = 2048
    image_tokens: int = 391
    features: int = 1374
    channels: int = 2048
    prompt_tokens: int = 64
    depth: int = 6
    views: int = 0

    def __post_init__(self):
        small = [name for name, value in vars(self).items() if value < (name != "views")]
        if small:
            raise ValueError(f"projector config: {', '.join(small)} must be at least 1")


def _stack(first: int, width: int, depth: int) -> nn.Sequential:
    layers: list[nn.Module] = [nn.Linear(first, width)]
    for _ in range(depth - 1):
        layers += [nn.GELU(), nn.Linear(width, width)]
    return nn.Sequential(*layers)


class Projector(nn.Module):
    """Maps T latents and each view's image embeddings to that view's features.

    The parameter names, `prompte_model` included, are those of the public checkpoint; that has no `view_gates`.
    """

    def __init__(self, config: ProjectorConfig):
        super().__init__()
        self.config = config
        self.prompte_model = _stack(config.latents, config.prompt_tokens, 2)
        self.fusion_model = _stack(config.prompt_tokens + config.image_tokens, config.features, config.depth)
        self.proj_3d_model = _stack(config.hidden, config.channels, config.depth)
        self.view_gates = nn.Parameter(torch.ones(config.views, config.prompt_tokens)) if config.views else None

    def forward(self, latents: torch.Tensor, image_embeddings: torch.Tensor) -> torch.Tensor:
        """Latents [..., T, H] and image embeddings [..., N, M, H] of sets of N views to imagined features [..., N, F, G].

        The first two stages mix tokens and leave channels alone, the last mixes channels and leaves tokens alone.
        """
        prompt = self.prompte_model(latents.transpose(-1, -2)).unsqueeze(-3)  # [..., 1, H, prompt tokens]
        embeddings = image_embeddings.transpose(-1, -2)
        shared = self._gated(prompt.expand(*embeddings.shape[:-1], -1))
        return self.proj_3d_model(self.fusion_model(torch.cat([shared, embeddings], dim=-1)).transpose(-1, -2))

    def _gated(self, prompt: torch.Tensor) -> torch.Tensor:
        """The prompt tokens [..., N, H, prompt tokens] as each of N views takes them."""
        if self.view_gates is None:
            return prompt
        return prompt * self.view_gates.index_select(0, torch.arange(prompt.shape[-3], device=prompt.device))[:, None]


def from_state_dict(state: dict[str, torch.Tensor]) -> Projector:
    """A projector of the sizes that the tensors named `projector_model.*` have; other names are left alone.

    Raises ValueError with every missing, extra and misshapen tensor.
    """
    own = {name[len(PREFIX):]: tensor for name, tensor in state.items() if name.startswith(PREFIX)}
    if not own:
        raise ValueError(f"projector: no tensor is named {PREFIX}*")
    config = _sizes(own)
    with torch.device("meta"):
        projector = Projector(config)
    _verify(projector.state_dict(), own)
    projector.load_state_dict(own, strict=True, assign=True)
    return projector


def _sizes(own: dict[str, torch.Tensor]) -> ProjectorConfig:
    needed = ("prompte_model.0.weight", "fusion_model.0.weight", "proj_3d_model.0.weight")
    missing = [PREFIX + name for name in needed if name not in own or own[name].ndim != 2]
    if missing:
        raise ValueError(f"projector: sizes cannot be read, no matrix named {', '.join(missing)}")
    prompt_tokens, latents = own[needed[0]].shape
    features, joined = own[needed[1]].shape
    channels, hidden = own[needed[2]].shape
    if joined <= prompt_tokens:
        found = f"{PREFIX}{needed[1]} takes {joined} tokens"
        raise ValueError(f"projector: {found}, not more than the {prompt_tokens} prompt tokens")
    views = len(own.get("view_gates", ()))
    return ProjectorConfig(latents, hidden, joined - prompt_tokens, features, channels, prompt_tokens, _depth(own), views)


def _depth(own: dict[str, torch.Tensor]) -> int:
    """Both deep stages have as many linear layers; the longer one counts, so that a gap is seen as missing."""
    found = (re.fullmatch(r"(?:fusion|proj_3d)_model\.(\d+)\.weight", name) for name in own)
    return max(int(match[1]) for match in found if match) // 2 + 1


def _verify(expected: dict[str, torch.Tensor], found: dict[str, torch.Tensor]) -> None:
    problems = [f"missing {PREFIX}{name} {list(expected[name].shape)}" for name in expected if name not in found]
    problems += [f"extra {PREFIX}{name} {list(found[name].shape)}" for name in found if name not in expected]
    problems += [
        f"{PREFIX}{name} is {list(found[name].shape)}, must be {list(expected[name].shape)}"
        for name in expected
        if name in found and found[name].shape != expected[name].shape
    ]
    if problems:
        raise ValueError("projector: " + "; ".join(problems))
