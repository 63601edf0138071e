"""The tables of docs/scene.md."""

import re
from pathlib import Path

from .filters import DEFAULT, NONE
from .measure import COMPLETE_METRES, Fit

BEGIN, END = "<!-- figures: written by python -m bench.clouds -->", "<!-- end of figures -->"


def write(page: Path, model: str, fits: dict[str, dict[int, Fit]]) -> None:
    """Puts the tables between the page's two marks."""
    text = page.read_text(encoding="utf-8")
    if BEGIN not in text or END not in text:
        raise SystemExit(f"{page} has no place for the figures: {BEGIN} … {END}")
    tables = f"{BEGIN}\nModel {model}, {len(fits[NONE])} rooms.\n\n{_rooms(fits)}\n\n{_filters(fits)}\n{END}"
    page.write_text(re.sub(re.escape(BEGIN) + ".*" + re.escape(END), lambda _: tables, text, flags=re.DOTALL), encoding="utf-8")


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
