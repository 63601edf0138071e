"""Figures as Markdown tables."""

_NAMES = {"imagined": "imagined", "shuffled": "with another scene's latents", "mean_latents": "with the mean of all latents",
          "teacher": "the teacher itself, on the views"}


def table(head: tuple[str, ...], lines: list[tuple[str, ...]]) -> str:
    """Markdown."""
    return "\n".join(["| " + " | ".join(cells) + " |" for cells in (head, ("---",) * len(head), *lines)])


def percent(value: float | None) -> str:
    """A share in percent with one digit."""
    return "–" if value is None else f"{100 * value:.1f} %"


def counted(share: dict) -> str:
    """A share with its interval and counts."""
    if not share["count"]:
        return "–"
    return f"{percent(share['share'])} ({100 * share['low']:.1f}…{100 * share['high']:.1f}; {share['right']} of {share['count']})"


def families(reports: dict[str, dict]) -> str:
    """Accuracy of every step in all and in each family."""
    last = list(reports.values())[-1]
    lines = [("**all**", percent(last["all"]["chance"]), *(f"**{counted(report['all'])}**" for report in reports.values()))]
    for family, share in last["families"].items():
        found = (report["families"].get(family) for report in reports.values())
        lines.append((family.replace("_", " "), percent(share["chance"]), *(counted(one) if one else "–" for one in found)))
    return table(("family", "chance", *reports), lines)


def form(reports: dict[str, dict]) -> str:
    """How many replies have the form that was learnt."""
    lines = []
    for step, report in reports.items():
        problems = ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in report["form"]["problems"].items()) or "none"
        lines.append((step, counted(report["form"]["in_form"]), counted(report["form"]["imagined_first"]), problems, str(report["form"]["tokens"])))
    return table(("step", "in form, and letter and words agree", "begin with latents, of their own", "problems", "tokens of a reply"), lines)


def confidence(reports: dict[str, dict]) -> str:
    """Calibration, and how often answers of a confidence are right, with the temperature."""
    lines = []
    for step, report in reports.items():
        found = report["confidence"]
        if "plain" in found:
            lines.append((step, _error(found["plain"]), f"{found['temperature']:g}", _error(found["plain_tested"]),
                          _error(found["scaled_tested"]), str(found["without"])))
    if not lines:
        return "No reply says a letter."
    last = [report for report in reports.values() if "plain" in report["confidence"]][-1]
    bins = last["confidence"]["scaled_tested"]["bins"]
    steps = [step for step, report in reports.items() if report is last]
    return "\n\n".join([
        table(("step", "calibration error, all rooms", "temperature, from every other room", "error without it, the rooms between",
               "error with it, the same rooms", "answers without a confidence"), lines),
        f"{steps[0]}, with the temperature, on the rooms that it was not found on:",
        table(("confidence", "answers", "mean confidence", "right"),
              [(f"{one['from']:.1f}…{one['from'] + 0.1:.1f}", str(one["count"]), percent(one["confidence"]), percent(one["right"])) for one in bins]),
    ])


def _error(found: dict) -> str:
    return f"{found['error']:.3f} ({found['count']})"


def scenes(reports: dict[str, dict]) -> str:
    """What was imagined, of every step that imagines."""
    lines = []
    for step, report in reports.items():
        for name, shown in _NAMES.items():
            found = report.get("scenes", {}).get(name)
            if found:
                lines.append((step, shown, *_scene(found)))
    if not lines:
        return "No step has imagined scenes."
    return table(("step", "scene", "scenes", "median point error / diagonal", "of them under 5 %", "rotation, median", "under 10°",
                  "translation's direction, median", "under 10°"), lines)


def _scene(found: dict) -> tuple[str, ...]:
    all_kinds = found["medians"]["all"]
    return (str(all_kinds["scenes"]), percent(all_kinds["cloud_of_diagonal"]), counted(found["cloud_within"]), degrees(all_kinds["rotation_degrees"]),
            counted(found["rotation_within"]), degrees(all_kinds["translation_degrees"]), counted(found["translation_within"]))


def degrees(value: float | None) -> str:
    """An angle."""
    return "–" if value is None else f"{value:.1f}°"
