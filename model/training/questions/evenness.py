"""How names are favoured where things are compared, so that a name alone tells nothing.

What stands in the middle of rooms is near more often than what stands at walls. A name's strength s makes it exp(s) times
as likely to be tried as the true choice and exp(-s) times as likely to be a wrong one, and below 0 it is refused as the
true one but for a share of exp(s / 4); the values are such that every name is true for about a quarter of the times that
it is offered. They were found in rooms of the training split.
"""

NEAREST: dict[str, float] = {
    "armchair": -0.7, "ball": -5.6, "bed": -1.1, "bookshelf": 5.2, "coffee table": -5.6, "desk": 3.9, "dining table": -3.1,
    "door": 3.9, "floor lamp": -2.2, "painting": 5.3, "plant": -1.6, "sofa": 2.7, "television": 3.9, "toy chest": -3.3,
    "wall clock": 4.4, "wardrobe": 3.7, "window": 4.1,
}
FARTHEST: dict[str, float] = {
    "armchair": -1.1, "ball": 6.0, "bed": 0.2, "bookshelf": -3.4, "coffee table": 6.0, "desk": -1.8, "dining table": 4.7,
    "door": -3.2, "floor lamp": 0.2, "painting": -2.7, "plant": -0.6, "sofa": -1.6, "television": -2.2, "toy chest": 0.9,
    "wall clock": -2.4, "wardrobe": -2.1, "window": -2.4,
}
NEAREST_TO_THING: dict[str, float] = {
    "armchair": -0.1, "ball": -0.5, "bed": 0.1, "bookshelf": 0.3, "coffee table": -0.5, "desk": 0.3, "dining table": -0.4,
    "door": 0.6, "floor lamp": -0.1, "painting": 0.2, "plant": -0.1, "sofa": 0.1, "television": 0.3, "toy chest": -0.2,
    "wall clock": 0.1, "wardrobe": 0.3, "window": 0.4,
}
FARTHEST_FROM_THING: dict[str, float] = {
    "armchair": 0.3, "ball": 1.3, "bed": -0.1, "bookshelf": -0.3, "coffee table": 1.2, "desk": -0.2, "dining table": 0.8,
    "door": -0.6, "floor lamp": 0.3, "painting": -0.1, "plant": 0.4, "sofa": 0.0, "television": -0.3, "toy chest": 0.6,
    "wall clock": 0.0, "wardrobe": -0.3, "window": -0.4,
}
