"""Counts as shares with 95 % intervals, and two models on the same questions."""

import math

_Z = 1.959963984540054  # of the normal distribution, 97.5 %


def wilson(right: int, count: int) -> tuple[float, float]:
    """Wilson's score interval of a share, 95 %."""
    if not count:
        return 0.0, 1.0
    share, spread = right / count, _Z * _Z / count
    middle = share + spread / 2
    half = _Z * math.sqrt(share * (1 - share) / count + spread / count / 4)
    return max(0.0, (middle - half) / (1 + spread)), min(1.0, (middle + half) / (1 + spread))


def share(right: int, count: int) -> dict:
    """A share with its counts and interval, for a report."""
    low, high = wilson(right, count)
    return {"right": right, "count": count, "share": round(right / count, 4) if count else None, "low": round(low, 4), "high": round(high, 4)}


def paired(first: dict[str, bool], second: dict[str, bool]) -> dict:
    """How much better the second is than the first on the questions of both, by id.

    The test is McNemar's exact one, two-sided; the interval of the difference is Agresti and Min's (2005): Wald's with half a
    question added to each of the four counts.
    """
    both = first.keys() & second.keys()
    gained = sum(second[name] and not first[name] for name in both)
    lost = sum(first[name] and not second[name] for name in both)
    count = len(both)
    total, more, less = count + 2, gained + 0.5, lost + 0.5
    middle = (more - less) / total
    half = _Z * math.sqrt(max(more + less - (more - less) ** 2 / total, 0.0)) / total
    return {"count": count, "gained": gained, "lost": lost, "difference": round((gained - lost) / count, 4) if count else None,
            "low": round(middle - half, 4), "high": round(middle + half, 4), "p": binomial(gained, lost)}


def apart(first: dict, second: dict) -> dict:
    """How much greater the second share is than the first, of counts alone: Newcombe's hybrid score interval (1998, method 10), wider than of pairs."""
    one, two = first["right"] / first["count"], second["right"] / second["count"]
    (low, high), (least, most) = wilson(first["right"], first["count"]), wilson(second["right"], second["count"])
    return {"first": first, "second": second, "difference": round(two - one, 4),
            "low": round(two - one - math.hypot(two - least, high - one), 4), "high": round(two - one + math.hypot(most - two, one - low), 4)}


def binomial(gained: int, lost: int) -> float:
    """The chance of counts at least as uneven, if both were as likely."""
    count, least = gained + lost, min(gained, lost)
    tail = sum(math.comb(count, k) for k in range(least + 1))
    return min(1.0, tail * 2 / 2**count)
