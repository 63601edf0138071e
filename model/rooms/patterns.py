"""Patterns: functions of (surface, period in metres, seed) that give a share of the second colour [n], or RGB [n, 3].

Detail finer than a pixel's footprint is faded out, which keeps distant surfaces calm.
"""

import numpy as np


def plain(surface, period, seed):
    """Almost even, with faint clouds."""
    return 0.25 * noise(surface.uv / 0.35, seed)


def fabric(surface, period, seed):
    """A weave of `period` under soft clouds."""
    weave = np.sin(surface.uv * (2 * np.pi / period)).prod(axis=1)
    return 0.45 + 0.3 * weave * _fade(surface, period) + 0.35 * (noise(surface.uv / 0.15, seed) - 0.5)


def wood(surface, period, seed):
    """Grain along the second axis."""
    stretched = surface.uv * np.array([1, 0.12], np.float32) / period
    rings = 0.5 + 0.5 * np.sin(9 * noise(stretched, seed) + 2 * np.pi * stretched[:, 0])
    return 0.5 + (rings - 0.5) * _fade(surface, period)


def planks(surface, period, seed):
    """Boards `period` wide, each with its own tint, and dark joints."""
    row = np.floor(surface.uv[:, 1] / period)
    along = surface.uv[:, 0] / (9 * period) + 0.37 * row
    tint = hashed(row, np.floor(along), seed)
    joint = np.maximum(_line(surface.uv[:, 1] / period, 0.035), _line(along, 0.004))
    grain = noise(surface.uv * np.array([0.3, 3], np.float32) / period, seed + 1)
    return 0.15 + 0.4 * tint + 0.2 * grain + 0.35 * joint * _fade(surface, period / 3)


def stripes(surface, period, seed):
    """Even bands across the first axis."""
    return 0.5 + (_square(surface.uv[:, 0] / period) - 0.5) * _fade(surface, period)


def checks(surface, period, seed):
    """A board of squares."""
    cells = np.floor(surface.uv / period).sum(axis=1) % 2
    return 0.5 + (cells - 0.5) * _fade(surface, period)


def tiles(surface, period, seed):
    """Square tiles with joints."""
    joint = np.maximum(_line(surface.uv[:, 0] / period, 0.05), _line(surface.uv[:, 1] / period, 0.05))
    return np.maximum(joint * _fade(surface, period / 2), 0.2 * hashed(*np.floor(surface.uv / period).T, seed))


def wallpaper(surface, period, seed):
    """Broad faint bands with small dots."""
    cell = surface.uv / period
    local = cell - np.floor(cell) - 0.5
    dot = np.hypot(local[:, 0], local[:, 1]) < 0.16
    return 0.25 * _square(cell[:, 0] / 2) + 0.45 * dot * _fade(surface, period / 2)


def leaves(surface, period, seed):
    """Light and dark blotches."""
    blotch = noise(surface.uv / period, seed) + 0.5 * noise(surface.uv / (period / 3), seed + 1)
    return np.clip(2.2 * (blotch - 0.5), 0, 1)


def frames(surface, period, seed):
    """Concentric frames and a diamond, as on a rug."""
    edge = np.abs(surface.share).max(axis=1)
    diamond = np.abs(surface.share).sum(axis=1)
    band = (edge > 0.9) | ((edge > 0.72) & (edge < 0.8)) | (diamond < 0.3) | ((diamond > 0.45) & (diamond < 0.55))
    return np.where(band, 0.85, 0.1) + 0.15 * (noise(surface.uv / 0.03, seed) - 0.5) * _fade(surface, 0.03)


def landscape(surface, period, seed):
    """A painted view: sky, sun, hills and a meadow."""
    x, y = surface.share.T
    ridge = 0.25 * np.sin(3 * x + seed) + 0.15 * np.sin(7 * x + 2 * seed)
    sky = _mix((0.25, 0.5, 0.85), (0.95, 0.75, 0.5), (1 - y) / 1.6)
    hills = _mix((0.1, 0.25, 0.4), (0.2, 0.4, 0.2), (ridge - y) * 1.5)
    meadow = _mix((0.55, 0.6, 0.12), (0.2, 0.35, 0.08), noise(surface.share * 4, seed))
    sun = np.hypot(x - 0.4, y - 0.55) < 0.18
    out = np.where((y < ridge)[:, None], hills, sky)
    out = np.where((sun & (y >= ridge))[:, None], np.array([1, 0.85, 0.4]), out)
    return np.where((y < -0.45 + 0.3 * ridge)[:, None], meadow, out).astype(np.float32)


def outdoors(surface, period, seed):
    """What a window shows: bright sky with clouds over a hedge."""
    x, y = surface.share.T
    cloud = np.clip(1.8 * noise(surface.share * np.array([2, 4]) + 9, seed) - 0.7, 0, 1)
    sky = _mix((0.35, 0.6, 0.95), (0.95, 0.97, 1.0), np.clip(0.6 * cloud + 0.35 * (1 - y) / 2, 0, 1))
    hedge = _mix((0.1, 0.28, 0.08), (0.3, 0.5, 0.15), noise(surface.share * 9, seed + 1))
    top = -0.45 + 0.12 * noise(np.stack([x * 5, 0 * x], axis=1), seed + 2)
    return np.where((y < top)[:, None], hedge, sky).astype(np.float32)


def books(surface, period, seed):
    """Spines side by side on a dark ground."""
    number = np.floor(surface.uv[:, 0] / period)
    hue = np.stack([hashed(number, 0 * number, seed + i) for i in range(3)], axis=1)
    tall = surface.share[:, 1] < 0.35 + 0.6 * hashed(number, number, seed + 3)
    band = np.abs(surface.share[:, 1] + 0.5) < 0.08
    spine = np.where(band[:, None], 0.75, 0.06 + 0.6 * hue**2)
    gap = _line(surface.uv[:, 0] / period, 0.12)[:, None]
    return (np.where(tall[:, None], spine, 0.03) * (1 - 0.7 * gap)).astype(np.float32)


def clock(surface, period, seed):
    """A dial with twelve marks and two hands."""
    x, y = surface.share.T
    radius, angle = np.hypot(x, y), np.arctan2(y, x)
    marks = (radius > 0.72) & (radius < 0.9) & (np.abs(np.sin(6 * angle)) < 0.25)
    hands = ((np.abs(x) < 0.06) & (y > 0) & (y < 0.7)) | ((np.abs(y - 0.4 * x) < 0.07) & (x > 0) & (x < 0.5))
    return np.where(marks | hands | (radius > 0.94), 1.0, 0.0)


def hashed(x, y, seed):
    """A repeatable number from 0 to 1 for whole x and y."""
    with np.errstate(over="ignore"):
        h = x.astype(np.int64).astype(np.uint32) * np.uint32(0x9E3779B1)
        h ^= y.astype(np.int64).astype(np.uint32) * np.uint32(0x85EBCA77)
        h += np.uint32((seed * 0xC2B2AE3D) & 0xFFFFFFFF)
        h = (h ^ (h >> np.uint32(15))) * np.uint32(0x2C1B3C6D)
        h = (h ^ (h >> np.uint32(12))) * np.uint32(0x297A2D39)
    return (h >> np.uint32(8)).astype(np.float32) / np.float32(1 << 24)


def noise(uv, seed):
    """Smooth noise from 0 to 1 with a feature at each whole step of uv."""
    cell = np.floor(uv)
    local = uv - cell
    soft = local * local * (3 - 2 * local)
    corners = [hashed(cell[:, 0] + dx, cell[:, 1] + dy, seed) for dy in (0, 1) for dx in (0, 1)]
    low = corners[0] + soft[:, 0] * (corners[1] - corners[0])
    high = corners[2] + soft[:, 0] * (corners[3] - corners[2])
    return (low + soft[:, 1] * (high - low)).astype(np.float32)


def _square(phase):
    return (phase - np.floor(phase) < 0.5).astype(np.float32)


def _line(phase, width):
    return (phase - np.floor(phase) < width).astype(np.float32)


def _mix(first, second, share):
    share = np.clip(share, 0, 1)[:, None]
    return np.array(first) * (1 - share) + np.array(second) * share


def _fade(surface, period):
    return np.clip(1.5 - 2.5 * surface.footprint / period, 0, 1)
