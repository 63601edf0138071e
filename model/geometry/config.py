"""Sizes of the geometry model: the published one, a small one for tests, and the one that is trained on synthetic rooms."""

from dataclasses import dataclass


@dataclass(frozen=True)
class HeadConfig:
    """Sizes of a dense head; `layers` are the aggregator layers that it reads, counted from 0."""

    layers: tuple[int, int, int, int] = (4, 11, 17, 23)
    channels: tuple[int, int, int, int] = (256, 512, 1024, 1024)
    features: int = 256
    last_channels: int = 32


@dataclass(frozen=True)
class GeometryConfig:
    """Sizes of the whole model; the defaults are those of the published checkpoint facebook/VGGT-1B.

    `image_size` is the side in pixels of the square for which the backbone's position table was made;
    other picture sizes are read with that table interpolated.
    """

    image_size: int = 518
    patch: int = 14
    width: int = 1024
    heads: int = 16
    mlp_ratio: int = 4
    registers: int = 4
    backbone_depth: int = 24
    depth: int = 24
    rotary_base: float = 100.0
    camera_depth: int = 4
    camera_heads: int = 16
    camera_refinements: int = 4
    head: HeadConfig = HeadConfig()

    def __post_init__(self):
        problems = list(self._problems())
        if problems:
            raise ValueError("geometry config: " + "; ".join(problems))

    def _problems(self):
        if self.image_size % self.patch:
            yield f"image size {self.image_size} is not a multiple of the patch {self.patch}"
        if self.width % self.heads or (self.width // self.heads) % 4:
            yield f"width {self.width} over {self.heads} heads must give heads of a multiple of 4"
        if (2 * self.width) % self.camera_heads:
            yield f"camera width {2 * self.width} does not divide into {self.camera_heads} heads"
        if sorted(set(self.head.layers)) != list(self.head.layers) or self.head.layers[-1] != self.depth - 1:
            yield f"head layers {self.head.layers} must rise to the last layer {self.depth - 1}"
        if any(channels % 4 for channels in (*self.head.channels, self.head.features // 2)):
            yield "head channels and half the head features must be multiples of 4"

    @property
    def special_tokens(self) -> int:
        """Tokens before the patches of a view: one camera token and the registers."""
        return 1 + self.registers

    @property
    def feature_width(self) -> int:
        """Channels of an aggregator layer's output: frame and global attention side by side."""
        return 2 * self.width

    def grid(self, height: int, width: int) -> tuple[int, int]:
        """Rows and columns of patches of a picture; refuses a size that is not whole patches."""
        if height <= 0 or width <= 0 or height % self.patch or width % self.patch:
            raise ValueError(f"picture of {width}×{height} is not a whole number of patches of {self.patch} pixels")
        return height // self.patch, width // self.patch

    def tokens(self, height: int, width: int) -> int:
        """Tokens a view: special ones and patches."""
        rows, columns = self.grid(height, width)
        return self.special_tokens + rows * columns


def published() -> GeometryConfig:
    """The sizes of facebook/VGGT-1B."""
    return GeometryConfig()


def small() -> GeometryConfig:
    """The same structure at a size that a CPU runs in a fraction of a second."""
    return GeometryConfig(
        image_size=112, width=64, heads=4, mlp_ratio=2, backbone_depth=2, depth=4, camera_depth=2, camera_heads=4,
        head=HeadConfig(layers=(0, 1, 2, 3), channels=(16, 32, 48, 64), features=32, last_channels=16),
    )


def nano() -> GeometryConfig:
    """The geometry teacher of the trained default model, for pictures of 112×84."""
    return GeometryConfig(
        image_size=112, width=96, heads=3, mlp_ratio=4, backbone_depth=3, depth=4, camera_depth=2, camera_heads=4,
        head=HeadConfig(layers=(0, 1, 2, 3), channels=(24, 48, 96, 96), features=32, last_channels=16),
    )
