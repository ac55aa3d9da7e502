"""Where the readers of all formats put their columns, and what none of them may exceed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from diaban.imports.reading.dataset import GEOMETRY, ROW
from diaban.imports.safety import Kind, Limits, Refused

_WKB_HEADER = 5


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be read. `path` is the file itself, `name` what its sender calls it."""

    path: Path
    name: str
    kind: Kind
    layer: str | None
    columns: Sequence[str] | None
    header_row: int | None
    limits: Limits

    def refuse(self, code: str, **numbers: object) -> Refused:
        return Refused(code, name=self.name, **numbers)

    def chosen(self, available: Sequence[str]) -> list[str]:
        """The columns to read, in the order of the file.

        Raises:
            Refused: a column asked for is not there, or there are too many.
        """
        if len(available) > self.limits.columns:
            raise self.refuse("too_many_columns", count=len(available), limit=self.limits.columns)
        if self.columns is None:
            return list(available)
        for column in self.columns:
            if column not in available:
                found = ", ".join(available[:20])
                raise self.refuse("no_such_column", column=column, found=found)
        return [name for name in available if name in self.columns]


class Sink:
    """Writes batches into one Arrow file, counts rows and refuses what is absurd."""

    def __init__(
        self, path: Path, request: Request, progress: Callable[[int, int | None], None]
    ) -> None:
        self.rows = 0
        self.expected: int | None = None
        self._path = path
        self._request = request
        self._progress = progress
        self._writer: pa.RecordBatchFileWriter | None = None

    def __enter__(self) -> Sink:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._writer is not None:
            self._writer.close()

    def restart(self) -> None:
        """Forget everything that was written."""
        if self._writer is not None:
            self._writer.close()
        self._writer, self.rows = None, 0

    def write(self, batch: pa.RecordBatch, rows: Sequence[int] | None = None) -> None:
        """Add rows: attributes, perhaps `GEOMETRY`; `rows` are their numbers (else counted).

        Raises:
            Refused: too many rows, or a geometry with too many vertices.
        """
        limits = self._request.limits
        start = self.rows
        self.rows += batch.num_rows
        if self.rows > limits.rows:
            raise self._request.refuse("too_many_rows", limit=limits.rows)
        numbers = np.arange(start, self.rows) + 1 if rows is None else np.asarray(rows)
        if GEOMETRY in batch.schema.names:
            self._refuse_vertices(batch.column(GEOMETRY), numbers)
        batch = batch.append_column(ROW, pa.array(numbers, pa.int64()))
        if self._writer is None:
            self._writer = pa.ipc.new_file(str(self._path), batch.schema)
        self._writer.write_batch(batch)
        self._progress(self.rows, self.expected)

    def _refuse_vertices(self, wkb: pa.Array, numbers: np.ndarray) -> None:
        """Vertices are judged by the bytes of a geometry, before anything builds it."""
        limit = self._request.limits.vertices
        lengths = pc.fill_null(pc.binary_length(wkb), 0).to_numpy(zero_copy_only=False)
        for position in np.flatnonzero(lengths > limit * 16):
            bytes_each = _bytes_of_vertex(wkb[int(position)].as_buffer().slice(0, _WKB_HEADER))
            count = int(lengths[position]) // bytes_each
            if count > limit:
                raise self._request.refuse(
                    "too_many_vertices", row=int(numbers[position]), count=count, limit=limit
                )


def _bytes_of_vertex(header: pa.Buffer) -> int:
    """Of X and Y, and of Z and M where the type code says so (ISO or extended WKB)."""
    data = header.to_pybytes()
    code = int.from_bytes(data[1:5], "little" if data[0] else "big")
    iso = (code & 0x0FFF_FFFF) // 1000
    extra = int(bool(code & 0x8000_0000)) + int(bool(code & 0x4000_0000))
    return 8 * (2 + max(extra, (0, 1, 1, 2)[iso] if iso < 4 else 0))
