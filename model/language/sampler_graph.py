"""The graph that chooses each row's next token, so that logits stay on the device."""

from pathlib import Path

import numpy as np
from onnx import TensorProto

from .graph import Graph

_LOWEST = float(np.finfo(np.float32).min)  # the score of a token that must not be said
_BLOCK = 512  # weights that are summed one after another


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
        behind = graph.op("Sub", scores, graph.op("ReduceMax", scores, graph.ints(1)))
        by_chance = graph.op("Greater", temperature, graph.double(0))
        everything = graph.op("And", by_chance, graph.op("GreaterOrEqual", top_p, graph.double(1)))
        falling = self._falling()
        order, ordered = self._ordered(behind, graph.op("Where", everything, falling, behind), candidates)
        weights = self._weights(ordered, graph.op("Where", by_chance, temperature, graph.double(1)))
        place = self._place(*self._sums(weights, candidates), top_p, everything, uniform)
        drawn = graph.op("GatherElements", order, place, axis=1)
        graph.op("Squeeze", graph.op("Where", by_chance, drawn, self._likeliest(behind, falling)), graph.ints(1), name="token")
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

    def _falling(self) -> str:
        """0, -1, -2, … for each token: exact in float32, because a vocabulary has at most 2²⁴ of them."""
        numbers = self.graph.op("Range", self.graph.scalar(0), self.graph.scalar(self.vocabulary), self.graph.scalar(1))
        return self.graph.op("Neg", self.graph.op("Cast", numbers, to=TensorProto.FLOAT))

    def _likeliest(self, behind: str, falling: str) -> str:
        """The lowest number of the highest score, on every device: which of equals TopK puts first is the device's own choice."""
        graph = self.graph
        candidates = graph.op("Where", graph.op("Equal", behind, graph.number(0)), falling, graph.number(1 - self.vocabulary))
        return graph.op("Cast", graph.op("Neg", graph.op("ReduceMax", candidates, graph.ints(1))), to=TensorProto.INT64)

    def _ordered(self, behind: str, keys: str, candidates: str) -> tuple[str, str]:
        """The tokens of the highest keys from the highest on, and how far each is behind the highest score."""
        _, order = self.graph.ops("TopK", keys, candidates, names=[None, None], axis=1)
        return order, self.graph.op("GatherElements", behind, order, axis=1)

    def _weights(self, behind: str, temperature: str) -> str:
        graph = self.graph
        return graph.op("Exp", graph.op("Div", graph.op("Cast", behind, to=TensorProto.DOUBLE), temperature))

    def _sums(self, weights: str, candidates: str) -> tuple[str, str]:
        """The weight before each candidate, and that with it; in blocks, because CUDA sums each place anew from the first on."""
        graph, zero, one = self.graph, self.graph.ints(0), self.graph.ints(1)
        filling = graph.op("Mod", graph.op("Neg", graph.op("Add", candidates, one)), graph.ints(_BLOCK))
        filled = graph.op("Pad", weights, graph.op("Concat", graph.ints(0, 1, 0), filling, axis=0))  # a 0 in front
        inside = graph.op("CumSum", graph.op("Reshape", filled, graph.ints(0, -1, _BLOCK)), graph.scalar(2))
        blocks = graph.op("CumSum", graph.op("Gather", inside, graph.ints(-1), axis=2), graph.scalar(1), exclusive=1)
        sums = graph.op("Reshape", graph.op("Add", inside, blocks), graph.ints(0, -1))
        before = graph.op("Slice", sums, zero, candidates, one)
        return before, graph.op("Slice", sums, one, graph.op("Add", candidates, one), one)

    def _place(self, before: str, sums: str, top_p: str, everything: str, uniform: str) -> str:
        """Which candidate is drawn, of those with less than top-p of the weight before them: the first whose sum passes the drawn share."""
        graph, one = self.graph, self.graph.scalar(1)
        bound = graph.op("Mul", top_p, graph.op("Gather", sums, graph.ints(-1), axis=1))
        kept = self._count(graph.op("Or", graph.op("Less", before, bound), everything))
        last = graph.op("Sub", kept, one)
        share = graph.op("Mul", uniform, graph.op("GatherElements", sums, last, axis=1))
        return graph.op("Min", self._count(graph.op("LessOrEqual", sums, share)), last)

    def _count(self, value: str) -> str:
        return self.graph.op("ReduceSum", self.graph.op("Cast", value, to=TensorProto.INT64), self.graph.ints(1))

    def _finite(self, logits: str, scores: str) -> None:
        """A finite number times 0 is 0, all others give what is not a number."""
        graph = self.graph
        nothing = graph.op("Add", *(graph.op("Mul", value, graph.number(0)) for value in (logits, scores)))
        total = graph.op("ReduceSum", nothing, graph.ints(1), keepdims=0)
        graph.op("Equal", total, graph.number(0), name="finite")
