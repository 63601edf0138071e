"""The graph that chooses each row's next token, so that logits stay on the device."""

from pathlib import Path

import numpy as np
from onnx import TensorProto

from .graph import Graph

_LOWEST = float(np.finfo(np.float32).min)  # the score of a token that must not be said


def export_sampler(vocabulary: int, path: Path) -> None:
    """Writes the graph `sampler`; it holds no weights."""
    _SamplerWriter(vocabulary, Graph("sampler", path)).write()


class _SamplerWriter:
    """In the order of transformers' processors: repetition penalty, temperature, top-p; scores float32, weights float64."""

    def __init__(self, vocabulary: int, graph: Graph):
        self.vocabulary, self.graph = vocabulary, graph

    def write(self) -> None:
        graph, row = self.graph, ["rows", self.vocabulary]
        logits = graph.input("logits", TensorProto.FLOAT, row)
        said = graph.input("said", TensorProto.BOOL, row)
        recorded = graph.input("recorded", TensorProto.INT64, ["rows"])
        banned = graph.input("banned", TensorProto.BOOL, row)
        penalty = self._column(graph.input("repetition_penalty", TensorProto.FLOAT, ["rows"]))
        temperature, top_p, uniform = (
            self._column(graph.input(name, TensorProto.DOUBLE, ["rows"])) for name in ("temperature", "top_p", "uniform")
        )
        candidates = graph.input("candidates", TensorProto.INT64, [1])
        letter_tokens = graph.input("letter_tokens", TensorProto.INT64, ["rows", "letters"])
        scores = self._scores(logits, self._said(said, recorded), penalty, banned)
        by_chance = graph.op("Greater", temperature, graph.double(0))
        everything = graph.op("And", by_chance, graph.op("GreaterOrEqual", top_p, graph.double(1)))
        order, behind = self._ordered(scores, everything, candidates)
        weights = self._weights(behind, graph.op("Where", by_chance, temperature, graph.double(1)))
        place = self._place(weights, graph.op("Mul", top_p, graph.op("ReduceSum", weights, graph.ints(1))), everything, uniform)
        place = graph.op("Mul", place, graph.op("Cast", by_chance, to=TensorProto.INT64))  # the likeliest is the first
        graph.op("Squeeze", graph.op("GatherElements", order, place, axis=1), graph.ints(1), name="token")
        self._finite(logits, scores)
        graph.op("GatherElements", logits, letter_tokens, axis=1, name="letters")
        graph.output("token", TensorProto.INT64, ["rows"])
        graph.output("finite", TensorProto.BOOL, ["rows"])
        graph.output("letters", TensorProto.FLOAT, ["rows", "letters"])
        graph.output("present_said", TensorProto.BOOL, row)
        graph.write()

    def _column(self, value: str) -> str:
        return self.graph.op("Unsqueeze", value, self.graph.ints(1))

    def _said(self, said: str, recorded: str) -> str:
        """What was said, with the token that was recorded last."""
        token = self._column(recorded)
        true = self.graph.op("Equal", token, token)
        return self.graph.op("ScatterElements", said, token, true, axis=1, name="present_said")

    def _scores(self, logits: str, said: str, penalty: str, banned: str) -> str:
        graph = self.graph
        below = graph.op("Less", logits, graph.number(0))
        penalised = graph.op("Where", below, graph.op("Mul", logits, penalty), graph.op("Div", logits, penalty))
        return graph.op("Where", banned, graph.number(_LOWEST), graph.op("Where", said, penalised, logits))

    def _ordered(self, scores: str, everything: str, candidates: str) -> tuple[str, str]:
        """The candidates' tokens, and how far each is behind the highest score: from the likeliest on, or all of them in the order of their numbers."""
        graph = self.graph
        behind = graph.op("Sub", scores, graph.op("ReduceMax", scores, graph.ints(1)))
        numbers = graph.op("Range", graph.scalar(0), graph.scalar(self.vocabulary), graph.scalar(1))
        falling = graph.op("Neg", graph.op("Cast", numbers, to=TensorProto.FLOAT))  # exact: a vocabulary has at most 2²⁴ tokens
        _, order = graph.ops("TopK", graph.op("Where", everything, falling, behind), candidates, names=[None, None], axis=1)
        return order, graph.op("GatherElements", behind, order, axis=1)

    def _weights(self, behind: str, temperature: str) -> str:
        graph = self.graph
        return graph.op("Exp", graph.op("Div", graph.op("Cast", behind, to=TensorProto.DOUBLE), temperature))

    def _place(self, weights: str, bound: str, everything: str, uniform: str) -> str:
        """Which candidate is drawn, of those with less than the bound before them: the first whose sum passes the drawn share."""
        graph = self.graph
        before = graph.op("CumSum", weights, graph.scalar(1), exclusive=1)
        kept = graph.op("Or", graph.op("Less", before, bound), everything)
        sums = graph.op("CumSum", graph.op("Mul", weights, graph.op("Cast", kept, to=TensorProto.DOUBLE)), graph.scalar(1))
        share = graph.op("Mul", uniform, graph.op("Gather", sums, graph.ints(-1), axis=1))
        passed = self._count(graph.op("LessOrEqual", sums, share))
        return graph.op("Min", passed, graph.op("Sub", self._count(kept), graph.scalar(1)))

    def _count(self, value: str) -> str:
        return self.graph.op("ReduceSum", self.graph.op("Cast", value, to=TensorProto.INT64), self.graph.ints(1))

    def _finite(self, logits: str, scores: str) -> None:
        """A finite number times 0 is 0, all others give what is not a number."""
        graph = self.graph
        nothing = graph.op("Add", *(graph.op("Mul", value, graph.number(0)) for value in (logits, scores)))
        total = graph.op("ReduceSum", nothing, graph.ints(1), keepdims=0)
        graph.op("Equal", total, graph.number(0), name="finite")
