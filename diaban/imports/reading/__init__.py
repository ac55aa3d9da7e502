"""Files from outside as columns: `read(path) -> Dataset`. Nothing is mended, nothing guessed."""

from __future__ import annotations

from diaban.imports.reading.confined import read
from diaban.imports.reading.dataset import (
    CoordinateColumns,
    Dataset,
    DeclaredCrs,
    Encoding,
    LayerName,
    Note,
)

__all__ = [
    "CoordinateColumns",
    "Dataset",
    "DeclaredCrs",
    "Encoding",
    "LayerName",
    "Note",
    "read",
]
