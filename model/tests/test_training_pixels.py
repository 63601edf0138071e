"""Pictures as training varies them."""

import colorsys

import numpy as np
import torch

from model.training.pixels import hues, vary


def test_colours_are_turned_about_grey():
    red, grey = torch.tensor([0.8, 0.2, 0.2]), torch.full((3,), 0.4)
    third, half = hues(torch.tensor([2 * torch.pi / 3, 0.0]), torch.tensor([1.0, 0.5]))
    np.testing.assert_allclose(third @ red, [0.2, 0.8, 0.2], atol=1e-6)
    np.testing.assert_allclose(half @ red, [0.6, 0.3, 0.3], atol=1e-6)
    np.testing.assert_allclose(torch.stack([third, half]) @ grey, 0.4, atol=1e-6)


def test_half_of_the_pictures_are_in_other_colours_and_all_are_pictures():
    pictures = torch.tensor([0.7, 0.3, 0.3]).view(1, 3, 1, 1).expand(200, 3, 8, 8)
    varied = vary(pictures, torch.Generator().manual_seed(1))
    assert varied.min() >= 0 and varied.max() <= 1
    hue = np.array([colorsys.rgb_to_hsv(*one)[0] for one in varied.mean((2, 3)).tolist()])
    red = np.minimum(hue, 1 - hue) < 0.05
    assert 80 < red.sum() < 140
