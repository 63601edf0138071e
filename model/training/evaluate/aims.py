"""The aims that the project set itself beforehand, and what was found."""

from .tables import counted, degrees, percent

_NOT_YET = ("not measured yet", "–")
_ACCURACY, _CLOUD, _ANGLE, _ERROR, _FAR = 0.8, 0.05, 10.0, 0.1, 0.5


def rows(reports: dict[str, dict], pairs: dict[tuple[str, str], dict], engine: dict[str, dict]) -> list[tuple[str, ...]]:
    """One line an aim; the last stage that was measured counts."""
    last = next((step for step in ("stage2", "stage1") if step in reports), None)
    report = reports.get(last)
    return [
        ("answer accuracy, all families, stage 1+2", "at least 80 %", *_accuracy(report, last)),
        ("the same in every family", "at least twice chance", *_families(report)),
        ("stage 1 against the same model without 3D loss and latents, same data and steps", "better", *_better(pairs.get(("plain", "stage1")))),
        ("stage 2 against stage 1", "better", *_better(pairs.get(("stage1", "stage2")))),
        ("imagined cloud, median point error / scene diagonal", "under 5 %", *_cloud(report)),
        ("the same with latents shuffled between scenes", "far more", *_shuffled(report)),
        ("imagined cameras, rotation", "median under 10°", *_angle(report, "rotation")),
        ("imagined cameras, direction of translation", "median under 10°", *_angle(report, "translation")),
        ("calibration of the confidence", "error under 0.1", *_calibration(report)),
        ("Go engine against PyTorch, greedy, all these questions", "same answers", *_engine(engine.get(last))),
    ]


def _met(met: bool) -> str:
    return "yes" if met else "**no**"


def _accuracy(report, step):
    if not report:
        return _NOT_YET
    note = "" if step == "stage2" else ", stage 1 only"
    return counted(report["all"]) + note, _met(report["all"]["share"] >= _ACCURACY and step == "stage2")


def _families(report):
    if not report:
        return _NOT_YET
    found = {name: (share["share"], 2 * share["chance"]) for name, share in report["families"].items()}
    below = [f"{name.replace('_', ' ')} {percent(value)}" for name, (value, twice) in found.items() if value < twice]
    least = min(found, key=lambda name: found[name][0])
    return (f"below it: {', '.join(below)}" if below else f"least: {least.replace('_', ' ')}, {percent(found[least][0])}"), _met(not below)


def _better(pair):
    if not pair:
        return _NOT_YET
    counts = (f"{pair['gained']} gained, {pair['lost']} lost of {pair['count']}, p = {pair['p']:.2g}" if "gained" in pair
              else f"{pair['second']['right']} and {pair['first']['right']} of {pair['first']['count']}, not paired")
    said = f"{100 * pair['difference']:+.1f} points ({100 * pair['low']:+.1f}…{100 * pair['high']:+.1f}); {counts}"
    return said, "yes" if pair["low"] > 0 else "not shown" if pair["difference"] > 0 else "**no**"


def _scene(report, name="imagined"):
    return (report or {}).get("scenes", {}).get(name)


def _cloud(report):
    if not (found := _scene(report)):
        return _NOT_YET
    error = found["medians"]["all"]["cloud_of_diagonal"]
    return f"{percent(error)} ({found['medians']['all']['scenes']} scenes; under 5 %: {counted(found['cloud_within'])})", _met(error < _CLOUD)


def _shuffled(report):
    found, other = _scene(report), _scene(report, "shuffled")
    if not found or not other:
        return _NOT_YET
    error, shuffled = (one["medians"]["all"]["cloud_of_diagonal"] for one in (found, other))
    return f"{percent(shuffled)}, {shuffled / error:.1f} times as much", _met(error < _FAR * shuffled)


def _angle(report, name):
    if not (found := _scene(report)):
        return _NOT_YET
    medians = found["medians"]["all"]
    value = medians[f"{name}_degrees"]
    if value is None:
        return _NOT_YET
    return f"{degrees(value)} (under 10°: {counted(found[f'{name}_within'])})", _met(value < _ANGLE)


def _calibration(report):
    found = (report or {}).get("confidence", {})
    if "scaled_tested" not in found:
        return _NOT_YET
    error, plain = found["scaled_tested"]["error"], found["plain_tested"]["error"]
    said = f"{error:.3f} with the bundle's temperature {found['temperature']:g}, {plain:.3f} without ({found['scaled_tested']['count']} answers)"
    return said, _met(error < _ERROR)


def _engine(found):
    if not found:
        return _NOT_YET
    return (f"{found['same_answers']} of {found['questions']} answers, {found['same_tokens']} replies token by token",
            _met(found["same_answers"] == found["questions"]))
