"""How names are favoured where things are compared, so that a name alone tells nothing.

What stands in the middle of rooms is near more often than what stands at walls. A name's strength s makes it exp(s) times
as likely to be tried as the true choice and exp(-s) times as likely to be a wrong one, and below 0 it is refused as the
true one but for a share of exp(s / 2); the values are such that every name is true for about a quarter of the times that
it is offered. They were found in rooms of the training split.
"""

NEAREST: dict[str, float] = {
    "armchair": 1.8, "ball": -0.2, "bed": 1.3, "bookshelf": 3.1, "coffee table": -0.4, "desk": 2.6, "dining table": 0.2, "door": 2.7,
    "floor lamp": 1.6, "painting": 3.1, "plant": 1.4, "sofa": 2.0, "television": 2.6, "toy chest": 1.5, "wall clock": 2.8,
    "wardrobe": 2.7, "window": 2.4,
}
NEAREST_IN_VIEW: dict[str, float] = {
    "armchair": -2.6, "ball": -6.0, "bed": -2.5, "bookshelf": 6.0, "coffee table": -5.6, "desk": 5.2, "dining table": -5.1,
    "door": 6.0, "floor lamp": -3.8, "painting": 6.0, "plant": -3.7, "sofa": 1.0, "television": 4.0, "toy chest": -4.7,
    "wall clock": 6.0, "wardrobe": 4.1, "window": 6.0,
}
FARTHEST: dict[str, float] = {
    "armchair": -0.4, "ball": 4.8, "bed": 0.0, "bookshelf": -1.2, "coffee table": 5.5, "desk": -0.8, "dining table": 0.9,
    "door": -1.0, "floor lamp": -0.2, "painting": -1.1, "plant": -0.4, "sofa": -0.4, "television": -0.8, "toy chest": -0.2,
    "wall clock": -1.1, "wardrobe": -1.0, "window": -0.7,
}
FARTHEST_IN_VIEW: dict[str, float] = {
    "armchair": -3.5, "ball": 6.0, "bed": -2.1, "bookshelf": -6.0, "coffee table": 6.0, "desk": -5.4, "dining table": 6.0,
    "door": -6.0, "floor lamp": -1.5, "painting": -5.9, "plant": -2.7, "sofa": -4.0, "television": -5.1, "toy chest": -1.1,
    "wall clock": -5.0, "wardrobe": -5.1, "window": -6.0,
}
NEAREST_TO_THING: dict[str, float] = {
    "armchair": 0.0, "ball": -0.4, "bed": 0.0, "bookshelf": 0.3, "coffee table": -0.5, "desk": 0.3, "dining table": -0.3, "door": 0.6,
    "floor lamp": 0.0, "painting": 0.3, "plant": -0.1, "sofa": 0.0, "television": 0.4, "toy chest": -0.1, "wall clock": 0.2,
    "wardrobe": 0.3, "window": 0.4,
}
FARTHEST_FROM_THING: dict[str, float] = {
    "armchair": 0.2, "ball": 1.3, "bed": 0.0, "bookshelf": -0.3, "coffee table": 1.4, "desk": -0.2, "dining table": 0.7, "door": -0.5,
    "floor lamp": 0.4, "painting": -0.1, "plant": 0.5, "sofa": 0.0, "television": -0.2, "toy chest": 0.6, "wall clock": -0.1,
    "wardrobe": -0.2, "window": -0.3,
}
