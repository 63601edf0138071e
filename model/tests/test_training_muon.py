"""Muon's updates against singular value decompositions, and what of a model it is given."""

import pytest
import torch

from model.training import muon as muon_module
from model.training.muon import Muon, hidden, optimizers, orthogonal


@pytest.mark.parametrize("shape", [(3, 24, 24), (2, 48, 24), (2, 24, 48)])
@pytest.mark.parametrize("kind, near", [(torch.float32, 1e-4), (torch.bfloat16, 0.03)])
def test_an_orthogonal_update_keeps_the_directions_and_evens_out_their_sizes(monkeypatch, shape, kind, near):
    monkeypatch.setattr(muon_module, "products", lambda device: kind)
    given = torch.randn(shape, generator=torch.Generator().manual_seed(1))
    left, sizes, right = torch.linalg.svd(given, full_matrices=False)
    got = orthogonal(given)
    own = torch.einsum("nik,nij,nkj->nk", left, got, right)
    off = got - left @ torch.diag_embed(own) @ right
    assert off.abs().max() < near
    kept = own[sizes > 0.05 * sizes.amax(-1, keepdim=True)]
    assert 0.6 < kept.min() and kept.max() < 1.3
    assert sizes.amax() / sizes.amin() > 3


def test_it_steps_down_a_loss_that_is_steep_in_one_direction_alone():
    torch.manual_seed(1)
    steep = torch.diag(torch.logspace(0, -2, 16))
    weight = torch.nn.Parameter(torch.randn(16, 16))
    muon, before = Muon([weight], 0.05, 0.0), None
    for _ in range(300):
        loss = (steep @ weight).square().sum()
        before = before or float(loss)
        muon.zero_grad()
        loss.backward()
        muon.step()
    assert float(loss) < 1e-2 * before


def test_a_matrix_without_a_gradient_stays_as_it_is():
    one, other = (torch.nn.Parameter(torch.ones(4, 4)) for _ in range(2))
    one.grad = torch.eye(4)
    Muon([one, other], 0.1, 0.1).step()
    assert not torch.equal(one, torch.ones(4, 4)) and torch.equal(other, torch.ones(4, 4))


def test_only_matrices_of_layers_are_hidden():
    model = torch.nn.ModuleDict({
        "words": torch.nn.Embedding(7, 4), "layers": torch.nn.ModuleList([torch.nn.Sequential(torch.nn.Linear(4, 4), torch.nn.LayerNorm(4))]),
        "head": torch.nn.Linear(4, 7),
    })
    assert [id(p) for p in hidden(model)] == [id(model["layers"][0][0].weight)]
    trained = list(model.parameters())
    muon, adam = optimizers(trained, hidden(model), 1e-3, 0.1, 0.98)
    given = [id(p) for optimizer in (muon, adam) for group in optimizer.param_groups for p in group["params"]]
    assert sorted(given) == sorted(map(id, trained))
    assert [group["weight_decay"] for group in adam.param_groups] == [0.1, 0.0]
