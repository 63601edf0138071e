"""The tables of docs/scene.md."""

import re
from pathlib import Path

from .filters import DEFAULT, NONE
from .measure import COMPLETE_METRES, Fit

BEGIN, END = "<!-- figures: written by python -m bench.clouds -->", "<!-- end of figures -->"


def write(page: Path, model: str, fits: dict[str, dict[int, Fit]]) -> None:
    """Puts the tables between the page's two marks."""
    put(page, (BEGIN, END), f"Model {model}, {len(fits[NONE])} rooms.\n\n{_rooms(fits)}\n\n{_filters(fits)}")


def put(page: Path, marks: tuple[str, str], figures: str) -> None:
    """Puts figures between two marks of a page."""
    text, (begin, end) = page.read_text(encoding="utf-8"), marks
    if begin not in text or end not in text:
        raise SystemExit(f"{page} has no place for the figures: {begin} … {end}")
    page.write_text(re.sub(re.escape(begin) + ".*?" + re.escape(end), lambda _: f"{begin}\n{figures}\n{end}", text, flags=re.DOTALL), encoding="utf-8")


def _figures(fit: Fit | None) -> str:
    if fit is None:
        return "not in metres | – | – | –"
    return f"{fit.points:,.0f} | {fit.median * 100:.1f} | {fit.ninety * 100:.1f} | {fit.complete * 100:.0f} %"


HEADS = f"points | median, cm | 90 % within, cm | of the surface within {COMPLETE_METRES * 100:.0f} cm"


def _rooms(fits) -> str:
    lines = [f"| room | {HEADS} |", "|---|---|---|---|---|"]
    return "\n".join(lines + [f"| {seed} | {_figures(fit)} |" for seed, fit in fits[DEFAULT].items()])


def _filters(fits) -> str:
    lines = [f"| filter | {HEADS} |", "|---|---|---|---|---|"]
    return "\n".join(lines + [f"| {name if name in (NONE, DEFAULT) else f'`{name}`'} | {_figures(Fit.middle([fit for fit in by_room.values() if fit]))} |"
                              for name, by_room in fits.items()])
