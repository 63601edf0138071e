"""Writes what the decoder's tests compare with: raw.json (messages and their colours) and files/ (JPEG and PNG files,
each with the PNG that Pillow makes of it). The colours come from numpy and Pillow, never from OpenCV.

Run with numpy and Pillow: python generate.py
"""

import base64
import json
import pathlib

import numpy as np
from PIL import Image

HERE = pathlib.Path(__file__).parent
WIDTH, HEIGHT = 22, 14


def smooth(width, height):
    """A picture with edges, colours and gradients."""
    y, x = np.mgrid[0:height, 0:width]
    red = 255 * x / (width - 1)
    green = 255 * y / (height - 1)
    blue = np.where((x // 5 + y // 4) % 2 == 0, 230, 20)
    return np.stack([red, green, blue], -1).round().astype(np.uint8)


def text(data):
    return base64.b64encode(np.ascontiguousarray(data).tobytes()).decode()


def case(encoding, data, rgb, tolerance=0, big_endian=0, padding=0, height=HEIGHT):
    """One message; rows is [rows in memory, bytes], padded on the right with a mark that must not be seen."""
    rows = np.ascontiguousarray(data).view(np.uint8).reshape(data.shape[0], -1)
    rows = np.pad(rows, ((0, 0), (0, padding)), constant_values=0xA5)
    return {"encoding": encoding, "width": rgb.shape[1], "height": height, "step": rows.shape[1],
            "is_bigendian": big_endian, "data": text(rows), "rgb": text(rgb), "tolerance": tolerance}


def grey(plane):
    return np.repeat(plane[..., None], 3, -1)


def colour_cases(rng):
    rgb = rng.integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8)
    alpha = rng.integers(0, 256, (HEIGHT, WIDTH, 1), np.uint8)
    wide = rng.integers(0, 65536, (HEIGHT, WIDTH, 3), np.uint16)
    narrow = np.floor(wide / 257 + 0.5).astype(np.uint8)
    for padding in (0, 1, 6, 13):
        yield case("rgb8", rgb, rgb, padding=padding)
        yield case("bgr8", rgb[..., ::-1], rgb, padding=padding)
        yield case("8UC3", rgb[..., ::-1], rgb, padding=padding)
        yield case("rgba8", np.concatenate([rgb, alpha], -1), rgb, padding=padding)
        yield case("bgra8", np.concatenate([rgb[..., ::-1], alpha], -1), rgb, padding=padding)
        yield case("mono8", rgb[..., 0], grey(rgb[..., 0]), padding=padding)
        yield case("8UC1", rgb[..., 0], grey(rgb[..., 0]), padding=padding)
        for big_endian, order in enumerate("<>"):
            yield case("mono16", wide[..., 1].astype(order + "u2"), grey(narrow[..., 1]), 0, big_endian, padding)
            yield case("rgb16", wide.astype(order + "u2"), narrow, 0, big_endian, padding)
            yield case("bgr16", wide[..., ::-1].astype(order + "u2"), narrow, 0, big_endian, padding)


def from_yuv(y, u, v):
    """ITU-R BT.601, limited range."""
    y, u, v = (1.164383 * (y.astype(float) - 16)), u.astype(float) - 128, v.astype(float) - 128
    rgb = np.stack([y + 1.596027 * v, y - 0.391762 * u - 0.812968 * v, y + 2.017232 * u], -1)
    return rgb.clip(0, 255).round().astype(np.uint8)


def yuv_cases(rng):
    # OpenCV rounds the constants to three places and works in fixed point: two levels.
    tolerance = 2
    y = rng.integers(16, 236, (HEIGHT, WIDTH), np.uint8)
    u, v = (rng.integers(16, 241, (HEIGHT, WIDTH // 2), np.uint8) for _ in range(2))
    rgb = from_yuv(y, u.repeat(2, 1), v.repeat(2, 1))
    uyvy = np.stack([u, y[:, 0::2], v, y[:, 1::2]], -1)
    yuyv = np.stack([y[:, 0::2], u, y[:, 1::2], v], -1)
    half_u, half_v = u[::2], v[::2]
    planar = from_yuv(y, half_u.repeat(2, 0).repeat(2, 1), half_v.repeat(2, 0).repeat(2, 1))
    nv12 = np.concatenate([y, np.stack([half_u, half_v], -1).reshape(HEIGHT // 2, WIDTH)])
    nv21 = np.concatenate([y, np.stack([half_v, half_u], -1).reshape(HEIGHT // 2, WIDTH)])
    for padding in (0, 2, 5):
        for name in ("yuv422", "uyvy"):
            yield case(name, uyvy, rgb, tolerance, padding=padding)
        for name in ("yuv422_yuy2", "yuyv"):
            yield case(name, yuyv, rgb, tolerance, padding=padding)
        yield case("nv12", nv12, planar, tolerance, padding=padding)
        yield case("nv21", nv21, planar, tolerance, padding=padding)


def demosaic(mosaic, pattern):
    """Bilinear: each missing colour is the mean of the nearest two or four; the border repeats the next pixels."""
    height, width = mosaic.shape
    rgb = np.zeros((height, width, 3), int)
    values = mosaic.astype(int)
    for row in range(1, height - 1):
        for column in range(1, width - 1):
            for index, colour in enumerate("rgb"):
                found = [values[r, c] for r, c in around(row, column) if pattern[r % 2 * 2 + c % 2] == colour]
                own = pattern[row % 2 * 2 + column % 2] == colour
                rgb[row, column, index] = values[row, column] if own else (sum(found) + len(found) // 2) // len(found)
    return np.pad(rgb[1:-1, 1:-1], ((1, 1), (1, 1), (0, 0)), mode="edge").astype(np.uint8)


def around(row, column):
    return [(row + r, column + c) for r in (-1, 0, 1) for c in (-1, 0, 1) if r or c]


def bayer_cases(rng):
    mosaic = rng.integers(0, 256, (HEIGHT, WIDTH), np.uint8)
    wide = rng.integers(0, 65536, (HEIGHT, WIDTH), np.uint16)
    narrow = np.floor(wide / 257 + 0.5).astype(np.uint8)
    for pattern in ("rggb", "bggr", "gbrg", "grbg"):
        for padding in (0, 3):
            # Vector instructions may round a mean down: one level.
            yield case(f"bayer_{pattern}8", mosaic, demosaic(mosaic, pattern), 1, padding=padding)
            yield case(f"bayer_{pattern}16", wide.astype(">u2"), demosaic(narrow, pattern), 1, 1, 2 * padding)


def write_files():
    folder = HERE / "files"
    folder.mkdir(exist_ok=True)
    picture = Image.fromarray(smooth(45, 31))
    rotated = Image.Exif()
    rotated[0x0112] = 6
    made = {
        "colour.jpg": lambda p: picture.save(p, quality=90),
        "full_chroma.jpg": lambda p: picture.save(p, quality=80, subsampling=0),
        "progressive.jpg": lambda p: picture.save(p, quality=85, progressive=True),
        "restarts.jpg": lambda p: picture.save(p, quality=85, restart_marker_blocks=1),
        "grey.jpg": lambda p: picture.convert("L").save(p, quality=90),
        "orientation.jpg": lambda p: picture.save(p, quality=90, exif=rotated),
        "colour.png": picture.save,
        "grey.png": picture.convert("L").save,
        "palette.png": picture.quantize(16).save,
        "bits.png": picture.convert("1").save,
        "alpha.png": lambda p: Image.fromarray(np.dstack([smooth(45, 31), smooth(45, 31)[..., 0]])).save(p),
    }
    for name, save in made.items():
        save(folder / name)
        Image.open(folder / name).convert("RGB").save(folder / (name + ".golden.png"))
    wide = (smooth(45, 31)[..., 0].astype(np.uint16) * 257 + 40).clip(0, 65535).astype(np.uint16)
    Image.fromarray(wide).save(folder / "grey16.png")
    Image.fromarray(grey(np.floor(wide / 257 + 0.5).astype(np.uint8))).save(folder / "grey16.png.golden.png")


def main():
    rng = np.random.default_rng(5)
    cases = [*colour_cases(rng), *yuv_cases(rng), *bayer_cases(rng)]
    (HERE / "raw.json").write_text("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]\n")
    write_files()


if __name__ == "__main__":
    main()
