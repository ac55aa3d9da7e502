"""What a file holds, in columns. Pure: Arrow, NumPy and Shapely only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

GEOMETRY = "diaban:geometry"
ROW = "diaban:row"
"""Columns that a reader adds to the attributes on their way between processes."""


@dataclass(frozen=True, slots=True)
class LayerName:
    """One layer or sheet of a file; `features` and `geometry` as far as the file announces them."""

    name: str
    features: int | None = None
    geometry: str | None = None


@dataclass(frozen=True, slots=True)
class DeclaredCrs:
    """The coordinate system that a file declares.

    Attributes:
        definition: "EPSG:…" or WKT, exactly as the file has it.
        basis: "file" where it stands in the file; "format" where the format allows one only
            (GeoJSON, KML, OSM: WGS 84), which careless programs ignore.
    """

    definition: str
    basis: str


@dataclass(frozen=True, slots=True)
class Encoding:
    """How text came to be text.

    Attributes:
        basis: "format" (the format allows UTF-8 only), "declared" (by the file, and it holds),
            "ascii" (nothing beyond ASCII, nothing to decide), "valid" (undeclared, but every byte
            is valid UTF-8) or "unknown".
        name: the encoding; for "unknown" it is "latin-1", by which every byte stands as the letter
            of the same number, so that `text.encode("latin-1")` gives the bytes back undamaged.
        declared: what the file says, where that was not believed or does not hold.
    """

    name: str
    basis: str
    declared: str | None = None

    @property
    def is_known(self) -> bool:
        return self.basis != "unknown"


@dataclass(frozen=True, slots=True)
class CoordinateColumns:
    """Columns of a table that hold the place, as far as their names say so; values stay raw.

    Attributes:
        easting, northing: of points; "X" of a Vietnamese survey table is its northing, so for
            columns named only X and Y `is_certain` is False and somebody must decide.
        geometry: a column of WKT, which `Dataset.geometry` has read.
    """

    easting: str | None = None
    northing: str | None = None
    geometry: str | None = None
    is_certain: bool = False


NOTES: Mapping[str, Any] = {
    "header_rows": _("Column names were taken from row %(first)d to row %(last)d."),
    "rows_above_header": _("%(count)d rows above the column names were left out."),
    "numbering_row": _("Row %(row)d only numbers the columns and was left out."),
    "merged_cells": _("%(count)d merged cells: their value was given to every row they cover."),
    "total_row": _("Row %(row)d looks like a total, not like one of the rows it adds up."),
    "formulas_without_values": _(
        "%(count)d formulas carry no computed value and are read as empty: "
        "open the file in Excel and save it."
    ),
    "error_cells": _("%(count)d cells hold an error such as #REF! and are read as empty."),
    "hidden_sheets": _("Hidden sheets: %(found)s."),
    "other_sheets": _("Other sheets with data: %(found)s."),
    "ragged_rows": _("%(count)d rows have more cells than there are columns; first: row %(row)d."),
    "geometry_unreadable": _("Row %(row)d: this is not a geometry in WKT: %(sample)s"),
    "encoding_does_not_hold": _(
        "The file declares %(declared)s, but its text is not valid in that encoding."
    ),
    "encoding_to_confirm": _(
        "The file says that its text is in %(declared)s, which no file can prove: "
        "look at the samples."
    ),
    "no_declared_crs": _("The file declares no coordinate system."),
    "curves": _("%(count)d curves were turned into short straight lines."),
    "duplicate_columns": _("Two columns are called “%(column)s”; the later is now “%(renamed)s”."),
    "edited_copy": _(
        "A copy of edition %(edition)s: %(edited)d rows were edited and count; %(same)d are as "
        "they were."
    ),
    "edited_copy_lacks": _(
        "%(count)d of the edition's rows are not in the copy (%(found)s). Nothing is ended by "
        "that: say on the desk until when a thing existed."
    ),
    "cells_cleared": _(
        "%(count)d values were emptied in the copy; first: row %(row)d, %(column)s. An empty cell "
        "says nothing: take the value back on the desk."
    ),
    "layer_without_geometry": _("The layer has no geometry."),
}
"""What a reader saw and did: code → words with named values."""


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that a reader saw or did and that the sender should know."""

    code: str
    numbers: Mapping[str, Any] = field(default_factory=dict)

    @property
    def message(self) -> str:
        return str(NOTES[self.code]) % self.numbers


@dataclass(frozen=True, eq=False)
class Dataset:
    """One layer of a file.

    Attributes:
        format: of `diaban.imports.safety.Kind`.
        layer, layers: the layer read, and every layer that the file offers.
        table: the attributes (n rows). Types are the file's own; what the file keeps as text stays
            the text it is, unstripped and undecoded.
        wkb: n geometries in the file's own coordinates (easting or longitude first), null where
            there is none; None where the rows are a plain table.
        rows: (n,) the number by which the sender finds the row: of the sheet's or text file's line
            for tables, else counted from 1 in the order of the file.
        crs: None where the file declares none. Never a guess.
        coordinates: for plain tables, where the place may be.
    """

    format: str
    layer: str
    layers: tuple[LayerName, ...]
    table: pa.Table
    wkb: pa.ChunkedArray | None
    rows: NDArray[np.int64]
    crs: DeclaredCrs | None
    encoding: Encoding
    coordinates: CoordinateColumns | None = None
    notes: tuple[Note, ...] = ()

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def geometry(self) -> NDArray[np.object_] | None:
        """(n,) Shapely geometries; None where there is none or where it cannot be built."""
        if self.wkb is None:
            return None
        values = self.wkb.to_numpy(zero_copy_only=False)
        return shapely.from_wkb(values, on_invalid="ignore")

    @property
    def unreadable(self) -> NDArray[np.int64]:
        """Positions whose geometry is there but cannot be built, as with a ring left open."""
        if self.wkb is None or self.geometry is None:
            return np.empty(0, np.int64)
        is_there = ~np.asarray(self.wkb.is_null())
        return np.flatnonzero(is_there & shapely.is_missing(self.geometry))

    def raw_bytes(self, column: str) -> list[bytes | None]:
        """The bytes of a text column as they lie in the file.

        Raises:
            ValueError: the encoding was known, so that they have become text already.
        """
        if self.encoding.is_known:
            raise ValueError(f"{column} is text in {self.encoding.name}")
        values = self.table.column(column).to_pylist()
        return [None if value is None else value.encode("latin-1") for value in values]

    def part(self, start: int, stop: int) -> Dataset:
        """Rows `start` to `stop` (exclusive), without copying."""
        length = max(0, min(stop, len(self)) - start)
        return Dataset(
            format=self.format,
            layer=self.layer,
            layers=self.layers,
            table=self.table.slice(start, length),
            wkb=None if self.wkb is None else self.wkb.slice(start, length),
            rows=self.rows[start : start + length],
            crs=self.crs,
            encoding=self.encoding,
            coordinates=self.coordinates,
            notes=self.notes,
        )


@dataclass(frozen=True, slots=True)
class Description:
    """All of a `Dataset` but its columns: what the reading process says about them."""

    format: str
    layer: str
    layers: tuple[LayerName, ...]
    crs: DeclaredCrs | None
    encoding: Encoding
    coordinates: CoordinateColumns | None = None
    notes: tuple[Note, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Description:
        crs, coordinates = data["crs"], data["coordinates"]
        return cls(
            format=data["format"],
            layer=data["layer"],
            layers=tuple(LayerName(**layer) for layer in data["layers"]),
            crs=DeclaredCrs(**crs) if crs else None,
            encoding=Encoding(**data["encoding"]),
            coordinates=CoordinateColumns(**coordinates) if coordinates else None,
            notes=tuple(Note(**note) for note in data["notes"]),
        )

    def with_columns(self, table: pa.Table) -> Dataset:
        """The data set whose columns, with `GEOMETRY` and `ROW` among them, are `table`."""
        names = table.column_names
        wkb = table.column(GEOMETRY) if GEOMETRY in names else None
        attributes = [name for name in names if name not in (GEOMETRY, ROW)]
        return Dataset(
            format=self.format,
            layer=self.layer,
            layers=self.layers,
            table=table.select(attributes),
            wkb=wkb,
            rows=table.column(ROW).to_numpy().astype(np.int64, copy=False),
            crs=self.crs,
            encoding=self.encoding,
            coordinates=self.coordinates,
            notes=self.notes,
        )
