"""Tables as aligned text that is also Markdown."""

from .contest import Contest, Row

HEAD = ["what", "thinker3d", "instead of it", "takes", "thinker3d ÷ it", "spread", "floor", "same result"]


def contests_table(contests: list[Contest]) -> str:
    """One line for each rival, and one for each comparison that could not be run."""
    rows = []
    for contest in contests:
        rows += [_cells(row) for row in contest.rows()]
        if contest.missing:
            rows.append([f"{contest.name}: not run, {contest.missing}", *["–"] * (len(HEAD) - 1)])
    return table(HEAD, rows)


def _cells(row: Row) -> list[str]:
    return [row.line, seconds(row.ours), row.who, seconds(row.theirs), f"{row.ratio:.2f}", f"{row.lower:.2f}…{row.upper:.2f}",
            seconds(row.floor) if row.floor is not None else "–", row.same]


def seconds(value: float) -> str:
    """In the unit that gives a number of at least 1, with three digits."""
    unit, size = next(((unit, size) for unit, size in (("s", 1.0), ("ms", 1e-3)) if value >= size), ("µs", 1e-6))
    digits = max(0, 3 - len(str(int(value / size))))
    return f"{value / size:.{digits}f} {unit}"


def table(head: list[str], rows: list[list[str]]) -> str:
    """Markdown whose columns are as wide as their widest cell."""
    cells = [[text.replace("|", "/") for text in row] for row in [head, *rows]]
    widths = [max(len(row[i]) for row in cells) for i in range(len(head))]
    lines = ["| " + " | ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) + " |" for row in cells]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])
