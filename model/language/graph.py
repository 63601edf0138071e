"""A small writer of ONNX graphs: nodes one after another, weights as initialisers."""

import os
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

OPSET = 20
CONTRIB = "com.microsoft"  # the operators that ONNX Runtime adds, such as GroupQueryAttention
_IR_VERSION = 10
_LARGEST_SINGLE_FILE = 1 << 30  # bytes of weights; protobuf ends at 2 GiB
_TYPES = {torch.float32: TensorProto.FLOAT, torch.float16: TensorProto.FLOAT16, torch.bfloat16: TensorProto.BFLOAT16}


class Graph:
    """One graph being written; values are known by their names."""

    def __init__(self, name: str, real: torch.dtype):
        self.name = name
        self.real = _TYPES[real]
        self._nodes, self._weights, self._inputs, self._outputs = [], {}, [], []
        self._count = 0
        self._constants: dict[tuple, str] = {}

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
        self._weights[name] = _tensor(name, tensor.detach().contiguous().cpu())
        return name

    def real_weight(self, name: str, tensor: torch.Tensor) -> str:
        """An initialiser of the graph's real type."""
        wanted = next(kind for kind, code in _TYPES.items() if code == self.real)
        return self.weight(name, tensor.to(wanted))

    def ints(self, *values: int) -> str:
        """A constant list of int64."""
        return self._constant(np.array(values, dtype=np.int64))

    def scalar(self, value: int) -> str:
        """A constant int64 without axes."""
        return self._constant(np.array(value, dtype=np.int64))

    def number(self, value: float) -> str:
        """A constant float32 without axes."""
        return self._constant(np.array(value, dtype=np.float32))

    def to_real(self, value: str) -> str:
        """The value in the graph's real type."""
        return self.op("Cast", value, to=self.real)

    def linear(self, value: str, name: str, weight: torch.Tensor, bias: torch.Tensor | None = None) -> str:
        """value · weightᵀ + bias, the weight stored transposed as ONNX multiplies."""
        product = self.op("MatMul", value, self.real_weight(f"{name}.weight", weight.t()))
        return product if bias is None else self.op("Add", product, self.real_weight(f"{name}.bias", bias))

    def write(self, path: Path) -> None:
        """Writes the file; very large weights lie in one file beside it, named path + ".data"."""
        graph = helper.make_graph(self._nodes, self.name, self._inputs, self._outputs, list(self._weights.values()))
        imports = [helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIB, 1)]
        model = helper.make_model(graph, opset_imports=imports, ir_version=_IR_VERSION, producer_name="thinker3d")
        size = sum(len(weight.raw_data) for weight in self._weights.values())
        beside = f"{Path(path).name}.data"
        if os.path.exists(f"{path}.data"):
            os.remove(f"{path}.data")
        onnx.save(model, str(path), save_as_external_data=size > _LARGEST_SINGLE_FILE, location=beside)
        onnx.checker.check_model(str(path))

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


def _tensor(name: str, tensor: torch.Tensor) -> TensorProto:
    if tensor.dtype == torch.bfloat16:
        raw = tensor.view(torch.int16).numpy().tobytes()
        return helper.make_tensor(name, TensorProto.BFLOAT16, list(tensor.shape), raw, raw=True)
    return numpy_helper.from_array(tensor.numpy(), name)
