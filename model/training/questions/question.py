"""A question as the model is asked it, and the reply that it shall learn."""

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
        return f"<think>{self.think}</think> <answer>{self.letter}. {self.answer}</answer>"
