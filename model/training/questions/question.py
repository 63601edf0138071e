"""A question as the model is asked it, and the reply that it shall learn."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """`text` is all that the user says, the choices included; `answer` is the choice at `letter`."""

    family: str
    text: str
    choices: tuple[str, ...]
    letter: str
    think: str
    answer: str

    @property
    def reply(self) -> str:
        """What the model shall say."""
        return replied([self.think], [f"{self.letter}. {self.answer}"])


def replied(thought: Sequence[str], answer: Sequence[str]) -> str:
    """A reply whose chain of thought and answer have these clauses."""
    return f"<think>{'; '.join(thought)}</think> <answer>{'; '.join(answer)}</answer>"
