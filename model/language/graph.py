"""A small writer of ONNX graphs: nodes one after another, weights as initialisers."""

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from ..precision import FLOAT32, Kind, PartPrecision
from ..precision.blocks import BLOCK, quantise
from .data_file import DataFile

OPSET = 20
CONTRIB = "com.microsoft"  # the operators that ONNX Runtime adds, such as GroupQueryAttention
_IR_VERSION = 10
_LARGEST_SINGLE_FILE = 1 << 30  # bytes of weights; protobuf ends at 2 GiB
_SMALLEST_BESIDE = 1 << 10  # bytes of a weight that may leave the graph's own file
# MatMulNBits may round what it multiplies to 8 bits a block: 0.5 % of noise beside the 8.6 % of 4-bit weights and the 0.5 % of 8-bit ones, and over twice
# the speed on a CPU, where 8-bit weights would else be widened at every call. Other processors ignore it.
_ACCURACY_LEVEL = 4
_TYPES = {torch.float32: TensorProto.FLOAT, torch.float16: TensorProto.FLOAT16, torch.bfloat16: TensorProto.BFLOAT16}


class Graph:
    """One graph being written; values are known by their names.

    Weights are held until they would make too large a file. From then on each goes straight into a file beside the
    graph, named path + ".data", so that memory holds no more than that and the weight in hand.
    """

    def __init__(self, name: str, path: Path, precision: PartPrecision = FLOAT32):
        self.name, self.path, self.precision = name, Path(path), precision
        self.edge, self.real = _TYPES[precision.edge], _TYPES[precision.inside]
        self._nodes, self._weights, self._inputs, self._outputs = [], {}, [], []
        self._count = self._held = 0
        self._constants: dict[tuple, str] = {}
        self._beside = DataFile(Path(f"{path}.data"))

    def input(self, name: str, kind: int, shape: list) -> str:
        """Declares an input; an axis that is free has a name for its size."""
        self._inputs.append(helper.make_tensor_value_info(name, kind, shape))
        return name

    def output(self, name: str, kind: int, shape: list) -> None:
        """Declares that the value of this name leaves the graph."""
        self._outputs.append(helper.make_tensor_value_info(name, kind, shape))

    def op(self, operator: str, *inputs: str, name: str | None = None, domain: str = "", **attributes) -> str:
        """Adds a node with one output and gives the output's name."""
        return self.ops(operator, *inputs, names=[name], domain=domain, **attributes)[0]

    def ops(self, operator: str, *inputs: str, names: list, domain: str = "", **attributes) -> list[str]:
        """Adds a node with several outputs: None lets the graph name one, "" leaves it out."""
        outputs = [self._fresh(operator) if name is None else name for name in names]
        node = helper.make_node(operator, list(inputs), outputs, self._fresh(f"node_{operator}"), domain=domain, **attributes)
        self._nodes.append(node)
        return outputs

    def weight(self, name: str, tensor: torch.Tensor) -> str:
        """An initialiser of the type that the tensor has."""
        if name in self._weights:
            raise ValueError(f"graph {self.name}: weight {name} is given twice")
        tensor = tensor.detach().contiguous().cpu()
        size = tensor.numel() * tensor.element_size()
        if self._beside.opened or self._held + size > _LARGEST_SINGLE_FILE:
            self._put_beside()
        self._weights[name] = self._stored(name, tensor, size)
        return name

    def real_weight(self, name: str, tensor: torch.Tensor) -> str:
        """An initialiser of the type that the graph computes in."""
        return self.weight(name, tensor.to(self.precision.inside))

    def ints(self, *values: int) -> str:
        """A constant list of int64."""
        return self._constant(np.array(values, dtype=np.int64))

    def scalar(self, value: int) -> str:
        """A constant int64 without axes."""
        return self._constant(np.array(value, dtype=np.int64))

    def number(self, value: float) -> str:
        """A constant float32 without axes."""
        return self._constant(np.array(value, dtype=np.float32))

    def double(self, value: float) -> str:
        """A constant float64 without axes."""
        return self._constant(np.array(value, dtype=np.float64))

    def to_real(self, value: str) -> str:
        """The value in the type that the graph computes in."""
        return self.op("Cast", value, to=self.real)

    def enter(self, value: str) -> str:
        """A value of the edges' type in the type that the graph computes in."""
        return value if self.edge == self.real else self.to_real(value)

    def leave(self, value: str, name: str | None = None) -> str:
        """A computed value in the edges' type, under the name of an output."""
        if self.edge != self.real:
            return self.op("Cast", value, name=name, to=self.edge)
        return value if name is None else self.op("Identity", value, name=name)

    def linear(self, value: str, name: str, weight: torch.Tensor, bias: torch.Tensor | None = None, bits: int | None = None) -> str:
        """value · weightᵀ + bias; weights in blocks have `bits`, or those of their kind; others are stored transposed as ONNX multiplies."""
        if self.precision.kind.in_blocks:
            product = self._in_blocks(value, f"{name}.weight", weight, bits or self.precision.kind.bits)
        else:
            product = self.real_linear(value, name, weight)
        return product if bias is None else self.op("Add", product, self.real_weight(f"{name}.bias", bias))

    def real_linear(self, value: str, name: str, weight: torch.Tensor) -> str:
        """value · weightᵀ with weights that are never in blocks."""
        return self.op("MatMul", value, self.real_weight(f"{name}.weight", weight.t()))

    def write(self) -> None:
        """Writes the file and checks it."""
        self._beside.close()
        graph = helper.make_graph(self._nodes, self.name, self._inputs, self._outputs, list(self._weights.values()))
        imports = [helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIB, 1)]
        model = helper.make_model(graph, opset_imports=imports, ir_version=_IR_VERSION, producer_name="thinker3d")
        onnx.save(model, str(self.path))
        onnx.checker.check_model(str(self.path))

    def _in_blocks(self, value: str, name: str, weight: torch.Tensor, bits: int) -> str:
        blocks = quantise(weight, bits, self.precision.kind is Kind.INT4_ASYMMETRIC, self.precision.inside)
        inputs = [self.weight(f"{name}.packed", blocks.packed), self.weight(f"{name}.scales", blocks.scales)]
        if blocks.zero_points is not None:
            inputs.append(self.weight(f"{name}.zero_points", blocks.zero_points))
        rows, columns = weight.shape
        return self.op(
            "MatMulNBits", value, *inputs, domain=CONTRIB, K=columns, N=rows, bits=bits, block_size=BLOCK,
            accuracy_level=_ACCURACY_LEVEL,
        )

    def _put_beside(self) -> None:
        """Moves what is held out of the graph's own file, once."""
        if self._beside.opened:
            return
        self._beside.open()
        for name, held in self._weights.items():
            if len(held.raw_data) >= _SMALLEST_BESIDE:
                self._weights[name] = self._beside.append_stored(held)
        self._held = 0

    def _stored(self, name: str, tensor: torch.Tensor, size: int) -> TensorProto:
        if self._beside.opened and size >= _SMALLEST_BESIDE:
            return self._beside.append(name, _TYPES_OF_WEIGHTS[tensor.dtype], tuple(tensor.shape), _bytes_of(tensor))
        self._held += size
        return helper.make_tensor(name, _TYPES_OF_WEIGHTS[tensor.dtype], list(tensor.shape), _bytes_of(tensor).tobytes(), raw=True)

    def _constant(self, array: np.ndarray) -> str:
        key = (array.dtype.str, array.shape, array.tobytes())
        if key not in self._constants:
            name = f"constant_{len(self._constants)}"
            self._weights[name] = numpy_helper.from_array(array, name)
            self._constants[key] = name
        return self._constants[key]

    def _fresh(self, stem: str) -> str:
        self._count += 1
        return f"{stem}_{self._count}"


_TYPES_OF_WEIGHTS = {**_TYPES, torch.uint8: TensorProto.UINT8, torch.int64: TensorProto.INT64}


def _bytes_of(tensor: torch.Tensor) -> np.ndarray:
    """The tensor's memory as bytes, without a copy."""
    return tensor.reshape(-1).view(torch.uint8).numpy()
