"""The file of weights beside a graph."""

from pathlib import Path

import numpy as np
from onnx import TensorProto

_ALIGNMENT = 4096  # a page, so that the file can be mapped into memory


class DataFile:
    """External data of an ONNX graph, appended weight by weight; what was there under its name goes."""

    def __init__(self, path: Path):
        self.path = path
        self._file = None
        path.unlink(missing_ok=True)

    @property
    def opened(self) -> bool:
        """Whether weights go here."""
        return self._file is not None

    def open(self) -> None:
        """Makes the file."""
        self._file = open(self.path, "wb")

    def append(self, name: str, kind: int, shape: tuple[int, ...], content: np.ndarray) -> TensorProto:
        """Writes the bytes of a weight and gives the initialiser that points to them."""
        self._file.write(bytes(-self._file.tell() % _ALIGNMENT))
        start = self._file.tell()
        self._file.write(memoryview(content))
        found = TensorProto(name=name, data_type=kind, dims=shape, data_location=TensorProto.EXTERNAL)
        for key, value in (("location", self.path.name), ("offset", start), ("length", content.nbytes)):
            found.external_data.add(key=key, value=str(value))
        return found

    def append_stored(self, held: TensorProto) -> TensorProto:
        """Moves an initialiser's bytes here."""
        return self.append(held.name, held.data_type, tuple(held.dims), np.frombuffer(held.raw_data, np.uint8))

    def close(self) -> None:
        """Ends the file; harmless if there is none."""
        if self._file is not None:
            self._file.close()
