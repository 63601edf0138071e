"""The families of questions, the chance of a guess, and the margins by which an answer is beyond doubt."""

FAMILIES = (
    "direction", "among", "around", "rotation", "which_view", "nearest", "relative_distance", "motion", "distance", "passage",
)
# One of four choices; which_view has three where a set has three images.
CHANCE = dict.fromkeys(FAMILIES, 0.25) | {"which_view": 0.26}
LETTERS = "ABCD"

SEEN_PIXELS = 250  # of 320 × 240, in one view at least, before a thing is asked about
UNSEEN_PIXELS = 20  # a view that shows less of a thing does not show it
SECTOR_DEGREES = 27.0  # how far from straight a direction may be that is still called so
APART_METRES = 0.8  # nearer than this a direction is not asked for
LEAST_METRES, LEAST_SHARE = 0.4, 0.2  # by how much one distance exceeds another, where they are compared
STEP_METRES = 0.8  # between the lengths of a choice
ROBOT_METRES = 0.6  # the width of the way that a robot needs

# How the families of lengths share what is left for them; a nearest thing is harder to find than a distance.
_LENGTHS = {"nearest": 0.37, "relative_distance": 0.27, "distance": 0.13, "passage": 0.23}


def _shares(lengths: float, **special: float) -> dict[str, float]:
    return special | {family: lengths * share for family, share in _LENGTHS.items()}


# How often each kind of set is asked each family: families are even where kinds of sets are.
SHARES = {
    "single": _shares(0.95, direction=0.05),
    "surround": _shares(0.30, direction=0.20, which_view=0.20, rotation=0.25),
    "rotation": _shares(0.40, direction=0.15, which_view=0.15, rotation=0.25),
    "among": _shares(0.20, direction=0.10, which_view=0.10, among=0.65),
    "around": _shares(0.30, which_view=0.10, around=0.60),
    "motion": _shares(0.25, direction=0.10, which_view=0.05, motion=0.55),
}
