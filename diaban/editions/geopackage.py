"""A layer as a GeoPackage to edit in QGIS, and the same values again to compare the edits with.

Columns are named as an import names them, so that the edited file comes back as it went. `code` and
`edition` tell what each row was made from; lists are joined with ";" as in packs. A style for QGIS
lies inside, in the table `layer_styles`, with names and choices in the reader's language.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyogrio
import shapely
from numpy.typing import NDArray

from diaban.editions.layer import Layer
from diaban.editions.model import FieldInfo
from diaban.editions.qgis_style import qml
from diaban.editions.store import Edition

EDITION = "edition"
IDENTITY = ("code", "name_vi", "name_en")
LAST = ("valid_from", "valid_to", "accuracy_m", "method")
SEPARATOR = ";"
_GEOMETRY = "geom"
_MULTI = {3: 6, 1: 5}
"""Polygon and line: what they are promoted to where single and multiple ones are mixed."""
_NAMES = {0: "Point", 1: "LineString", 3: "Polygon", 4: "MultiPoint", 5: "MultiLineString",
          6: "MultiPolygon"}  # fmt: skip


def columns(layer: Layer) -> tuple[dict[str, list[Any]], NDArray[np.object_]]:
    """What can be edited of a layer, column by column, and its geometries (None: unknown)."""
    found: dict[str, list[Any]] = {name: _cells(layer, name) for name in IDENTITY}
    for info in layer.fields.values():
        for name in info.columns:
            if name in layer.column_names and name not in found:
                found[name] = _cells(layer, name)
    found |= {name: _cells(layer, name) for name in ("valid_from", "valid_to", "accuracy_m")}
    found["method"] = _cells(layer, "location_method")
    geometries = shapely.from_wkb(layer.array("geometry").to_numpy(zero_copy_only=False))
    return found, geometries


def write(edition: Edition, layer: Layer, target: Path, language: str = "vi") -> None:
    """Write the layer as a GeoPackage."""
    found, geometries = columns(layer)
    found[EDITION] = [edition.id] * len(layer)
    kind, geometries = _alike(geometries)
    table = pa.table(
        {name: _array(layer.fields.get(name), cells) for name, cells in found.items()}
        | {_GEOMETRY: pa.array(shapely.to_wkb(geometries), pa.binary())}
    )
    target.unlink(missing_ok=True)
    pyogrio.write_arrow(
        table, target, layer=layer.name, driver="GPKG", geometry_name=_GEOMETRY,
        geometry_type=kind, crs="EPSG:4326", layer_options={"GEOMETRY_NAME": _GEOMETRY},
    )  # fmt: skip
    _add_style(target, layer, qml(layer, kind, list(found), language))


def _cells(layer: Layer, name: str) -> list[Any]:
    cells = layer.table[name].to_pylist()
    return [SEPARATOR.join(cell) if isinstance(cell, list) else cell for cell in cells]


def _array(info: FieldInfo | None, cells: list[Any]) -> pa.Array:
    """A column with a type of its own even where nothing is known."""
    array = pa.array(cells)
    if not pa.types.is_null(array.type):
        return array
    types = {"decimal": pa.float64(), "integer": pa.int64(), "date": pa.date32(),
             "boolean": pa.bool_()}  # fmt: skip
    return array.cast(types.get(info.type if info else "", pa.string()))


def _alike(geometries: NDArray[np.object_]) -> tuple[str, NDArray[np.object_]]:
    """The one geometry type of the layer; single ones promoted where both stand; else "Unknown"."""
    kinds = set(map(int, shapely.get_type_id(geometries))) - {-1}
    for single, multi in _MULTI.items():
        if kinds == {single, multi}:
            is_single = shapely.get_type_id(geometries) == single
            make = shapely.multipolygons if single == 3 else shapely.multilinestrings
            promoted = geometries.copy()
            promoted[is_single] = [make([one]) for one in geometries[is_single]]
            return _NAMES[multi], promoted
    if len(kinds) == 1 and (kind := kinds.pop()) in _NAMES:
        return _NAMES[kind], geometries
    return "Unknown", geometries


def _add_style(path: Path, layer: Layer, style: str) -> None:
    """The table in which QGIS looks for the style of a layer of this file."""
    with sqlite3.connect(path) as database:
        database.execute(
            "CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "
            "f_table_catalog TEXT, f_table_schema TEXT, f_table_name TEXT, "
            "f_geometry_column TEXT, styleName TEXT, styleQML TEXT, styleSLD TEXT, "
            "useAsDefault BOOLEAN, description TEXT, owner TEXT, ui TEXT, "
            "update_time DATETIME DEFAULT CURRENT_TIMESTAMP)"
        )
        database.execute(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, "
            "f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, owner) "
            "VALUES ('', '', ?, ?, 'Địa Bàn', ?, '', 1, 'Địa Bàn', '')",
            (layer.name, _GEOMETRY, style),
        )
        database.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) "
            "VALUES ('layer_styles', 'attributes', 'layer_styles', 0)"
        )
    database.close()
