"""Line charts drawn with Pillow."""

from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

COLOURS = ("#1f5fa8", "#c8501e", "#3f8f3f", "#7a4fa0")
_INK, _PALE, _PAPER = "#222222", "#dddddd", "#ffffff"
_WIDTH, _HEIGHT, _LEFT, _TOP, _RIGHT, _BOTTOM = 420, 240, 58, 34, 14, 34
_SCALE = 2  # drawn so many times larger and then reduced, for smooth lines


@dataclass(frozen=True)
class Line:
    """One curve: what it is called, and its points."""

    name: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Panel:
    """One chart: a title, the name of its horizontal axis, and its curves."""

    title: str
    across: str
    lines: tuple[Line, ...]


def draw(panels: list[Panel], columns: int = 3) -> Image.Image:
    """Charts side by side, in rows."""
    columns = min(columns, len(panels))
    rows = -(-len(panels) // columns)
    sheet = Image.new("RGB", (columns * _WIDTH * _SCALE, rows * _HEIGHT * _SCALE), _PAPER)
    pen = ImageDraw.Draw(sheet)
    for number, panel in enumerate(panels):
        _Frame(pen, number % columns * _WIDTH, number // columns * _HEIGHT, panel).draw()
    return sheet.resize((columns * _WIDTH, rows * _HEIGHT), Image.LANCZOS)


class _Frame:
    """One chart at a place of the sheet."""

    def __init__(self, pen: ImageDraw.ImageDraw, left: int, top: int, panel: Panel):
        self.pen, self.panel = pen, panel
        self.box = (left + _LEFT, top + _TOP, left + _WIDTH - _RIGHT, top + _HEIGHT - _BOTTOM)
        points = [point for line in panel.lines for point in line.points]
        self.x, self.y = (_span([point[axis] for point in points]) for axis in (0, 1))
        self.y = (min(self.y[0], 0.0) if self.y[0] < 0.4 * self.y[1] else self.y[0], self.y[1])

    def draw(self) -> None:
        """Axes, numbers, curves and their names."""
        left, top, right, bottom = self.box
        for share in (0, 0.25, 0.5, 0.75, 1):
            value = self.y[0] + share * (self.y[1] - self.y[0])
            height = bottom - share * (bottom - top)
            self._stroke([(left, height), (right, height)], _PALE, 1)
            self._text((left - 5, height), _number(value), "rm", 11)
        for share, anchor in ((0, "la"), (0.5, "ma"), (1, "ra")):
            self._text((left + share * (right - left), bottom + 3), _number(self.x[0] + share * (self.x[1] - self.x[0])), anchor, 11)
        self._text(((left + right) / 2, bottom + 17), self.panel.across, "ma", 11)
        self._text((left, top - 28), self.panel.title, "la", 14)
        for number, line in enumerate(self.panel.lines):
            self._stroke([self._place(point) for point in line.points], COLOURS[number % len(COLOURS)], 1.6)
            if len(self.panel.lines) > 1:
                self._text((right, top - 28 + 13 * number), line.name, "ra", 12, COLOURS[number % len(COLOURS)])

    def _place(self, point):
        left, top, right, bottom = self.box
        x, y = ((value - low) / (high - low) for value, (low, high) in zip(point, (self.x, self.y)))
        return left + min(max(x, 0), 1) * (right - left), bottom - min(max(y, 0), 1) * (bottom - top)

    def _stroke(self, points, colour, width):
        scaled = [(x * _SCALE, y * _SCALE) for x, y in points]
        if len(scaled) == 1:
            scaled *= 2
        self.pen.line(scaled, colour, round(width * _SCALE), joint="curve")

    def _text(self, place, text, anchor, size, colour=_INK):
        font = ImageFont.load_default(size * _SCALE)
        self.pen.text((place[0] * _SCALE, place[1] * _SCALE), text, colour, font, anchor)


def _span(values: list[float]) -> tuple[float, float]:
    """From the least to the greatest; what is far above nearly all others, at the very start, is cut off."""
    ordered = sorted(values)
    high = ordered[-1]
    usual = ordered[int(0.97 * (len(ordered) - 1))]
    high = usual * 1.3 if high > 2 * usual > 0 else high
    return ordered[0], high if high > ordered[0] else ordered[0] + 1


def _number(value: float) -> str:
    if abs(value) >= 1000:
        return f"{value / 1000:.1f}k" if value % 1000 else f"{value / 1000:.0f}k"
    return f"{value:.3g}"
