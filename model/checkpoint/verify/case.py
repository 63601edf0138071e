"""The question that a converted checkpoint is verified with."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """A question about views that a formula makes (model/language/pictures.py), and how many tokens of the reply are looked at."""

    question: str = "What is behind the table? A. sofa B. lamp C. door D. plant"
    views: int = 2
    size: tuple[int, int] = (640, 480)
    kind: str = "blocks"
    first_seed: int = 7
    limit: int = 24
