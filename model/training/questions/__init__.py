"""Questions about sets of views, from true geometry: families with choices, chains of thought and exercises to learn first."""

from .arithmetic import arithmetic
from .ask import ask
from .exercises import exercises, sums
from .question import Question
from .settings import CHANCE, FAMILIES

__all__ = ["CHANCE", "FAMILIES", "Question", "arithmetic", "ask", "exercises", "sums"]
