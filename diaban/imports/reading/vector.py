"""GeoPackage, Shapefile, GeoJSON, KML, DXF and FlatGeobuf, through GDAL.

Runs in the confined process only. Text of shapefiles and old drawings is read as ISO 8859-1, which
gives every byte a letter, and decoded here if the file's own word about its encoding holds.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

from diaban.imports.reading import drawing
from diaban.imports.reading.dataset import (
    GEOMETRY,
    DeclaredCrs,
    Description,
    Encoding,
    LayerName,
    Note,
)
from diaban.imports.reading.sink import Request, Sink
from diaban.imports.reading.words import (
    about_encoding,
    encoding_of_bytes,
    letters_of_bytes,
    redecoded,
)
from diaban.imports.safety import Kind

_BATCH = 16_384
_ALWAYS_WGS84 = (Kind.GEOJSON, Kind.KML)
_UNDEFINED = ("Undefined", "Unknown", "LOCAL_CS", "ENGCRS", "ENGINEERINGCRS")
_OWN_TABLES = ("layer_styles", "qgis_projects")
_PIECE = 1 << 20


class _NotUtf8(Exception):
    """Text of a format that is always UTF-8 is not."""


def read(request: Request, sink: Sink) -> Description:
    """Every feature of one layer.

    Raises:
        Refused: the layer is not there or not named, the file is damaged, a limit is passed.
    """
    encoding = _encoding(request)
    layers, layer = _choose(request)
    notes: list[Note] = []
    try:
        info = pyogrio.read_info(request.path, layer=layer, encoding=_gdal_encoding(request))
        columns = request.chosen([str(name) for name in info["fields"]])
        sink.expected = int(info["features"]) if info["features"] >= 0 else None
        try:
            found = _copy(request, sink, layer, columns, encoding, notes)
        except _NotUtf8:
            encoding = Encoding("latin-1", "unknown", "UTF-8")
            notes.clear()
            sink.restart()
            found = _copy(request, sink, layer, columns, encoding, notes)
    except (DataSourceError, DataLayerError, FeatureError, pa.ArrowException) as error:
        raise request.refuse("damaged", detail=_short(error)) from error
    if not sink.rows:
        raise request.refuse("no_data")
    if not found:
        notes.append(Note("layer_without_geometry"))
    crs = _crs(request, info)
    if crs is None and found:
        notes.append(Note("no_declared_crs"))
    notes += about_encoding(encoding)
    return Description(request.kind.value, layer, layers, crs, encoding, None, tuple(notes))


def _choose(request: Request) -> tuple[tuple[LayerName, ...], str]:
    try:
        listed = pyogrio.list_layers(request.path)
    except (DataSourceError, DataLayerError) as error:
        raise request.refuse("damaged", detail=_short(error)) from error
    layers = tuple(
        LayerName(str(name), None, None if geometry is None else str(geometry))
        for name, geometry in listed
        if str(name) not in _OWN_TABLES
    )
    names = [layer.name for layer in layers]
    if request.layer is not None:
        if request.layer not in names:
            raise request.refuse("no_such_layer", layer=request.layer, found=", ".join(names[:20]))
        return layers, request.layer
    mapped = [layer.name for layer in layers if layer.geometry is not None] or names
    if not mapped:
        raise request.refuse("no_data")
    if len(mapped) > 1:
        found = ", ".join(mapped[:20])
        raise request.refuse("choose_layer", count=len(mapped), found=found)
    return layers, mapped[0]


def _copy(
    request: Request,
    sink: Sink,
    layer: str,
    columns: list[str],
    encoding: Encoding,
    notes: list[Note],
) -> bool:
    """Pass all features on; True if the layer has a geometry column."""
    is_numbered = request.kind is Kind.GEOPACKAGE
    curves = 0
    with pyogrio.open_arrow(
        request.path,
        layer=layer,
        columns=columns,
        encoding=_gdal_encoding(request),
        batch_size=_BATCH,
        use_pyarrow=True,
        return_fids=is_numbered,
    ) as (meta, reader):
        geometry, number = _special_columns(reader.schema, meta, columns)
        for batch in reader:
            named = {name: batch.column(batch.schema.get_field_index(name)) for name in columns}
            named = {name: _text(request, column, encoding) for name, column in named.items()}
            if geometry is not None:
                wkb, bent = _straight(request, layer, batch.column(geometry), sink.rows)
                curves += bent
                named[GEOMETRY] = wkb
            rows = batch.column(number).to_numpy() if number is not None else None
            sink.write(pa.RecordBatch.from_pydict(named), rows)
    if curves:
        notes.append(Note("curves", {"count": curves}))
    return geometry is not None


def _text(request: Request, column: pa.Array, encoding: Encoding) -> pa.Array:
    """A column whose text, if it is text, is in its real encoding, or letters for bytes.

    Raises:
        _NotUtf8: it should be UTF-8 and is not.
    """
    if request.kind in (Kind.SHAPEFILE, Kind.DXF):
        column = redecoded(column, encoding)
        is_drawing = request.kind is Kind.DXF and encoding.is_known
        return drawing.unescaped(column) if is_drawing else column
    if not encoding.is_known:
        return letters_of_bytes(column)
    try:
        column.validate(full=True)
    except pa.ArrowInvalid as error:
        raise _NotUtf8 from error
    return column


def _special_columns(
    schema: pa.Schema, meta: dict[str, Any], columns: list[str]
) -> tuple[int | None, int | None]:
    """Positions of the geometry and of the feature number."""
    geometry = number = None
    for position, field in enumerate(schema):
        kind = (field.metadata or {}).get(b"ARROW:extension:name", b"")
        if kind in (b"geoarrow.wkb", b"ogc.wkb"):
            geometry = position
        elif field.name == meta["fid_column"] and field.name not in columns:
            number = position
    return geometry, number


def _straight(request: Request, layer: str, wkb: pa.Array, start: int) -> tuple[pa.Array, int]:
    """Binary WKB without curves, and how many were straightened: GEOS knows straight lines only.

    `start` is the position of the first of these features in its layer.
    """
    wkb = wkb.cast(pa.binary())
    curves = _positions_of_curves(pc.binary_slice(wkb, 0, 5))
    if not curves:
        return wkb, 0
    # Read the ordinary way, GDAL itself turns arcs into chords of four degrees.
    chords = pyogrio.raw.read(
        request.path, layer=layer, columns=[], skip_features=start, max_features=len(wkb)
    )[2]
    return pa.array(list(chords), pa.binary()), len(curves)


def _positions_of_curves(headers: pa.Array) -> list[int]:
    """Curves have the type codes 8 to 12 of WKB, and 1000, 2000 or 3000 more with Z and M."""
    unique = pc.dictionary_encode(headers)
    curved = []
    for position, header in enumerate(unique.dictionary.to_pylist()):
        if header is None:
            continue
        code = int.from_bytes(header[1:5], "little" if header[:1] == b"\x01" else "big")
        if 8 <= (code & 0x0FFF_FFFF) % 1000 <= 12:
            curved.append(position)
    if not curved:
        return []
    indices = unique.indices.to_numpy(zero_copy_only=False)
    return [int(position) for position in np.flatnonzero(np.isin(indices, curved))]


def _crs(request: Request, info: dict[str, Any]) -> DeclaredCrs | None:
    if request.kind is Kind.SHAPEFILE:
        # The words of the .prj itself: GDAL would already have matched them to a code.
        for beside in request.path.parent.iterdir():
            if beside.stem == request.path.stem and beside.suffix.lower() == ".prj":
                text = beside.read_bytes()[:_PIECE].decode("utf-8", errors="replace").strip()
                return DeclaredCrs(text, "file") if text else None
        return None
    declared = info["crs"]
    if not declared or declared.startswith(_UNDEFINED) or "Undefined" in declared[:80]:
        return None
    is_format = request.kind in _ALWAYS_WGS84 and declared in ("EPSG:4326", "OGC:CRS84")
    return DeclaredCrs(declared, "format" if is_format else "file")


def _encoding(request: Request) -> Encoding:
    if request.kind is Kind.SHAPEFILE:
        return _encoding_of_shapefile(request)
    if request.kind is Kind.DXF:
        pyogrio.set_gdal_config_options({"DXF_ENCODING": "ISO-8859-1"})
        return drawing.examine(request)
    return Encoding("utf-8", "format")


def _encoding_of_shapefile(request: Request) -> Encoding:
    """By the .cpg, if all text of the .dbf is valid in it; else the bytes stay as they are."""
    declared = None
    table = None
    for beside in request.path.parent.iterdir():
        if beside.stem != request.path.stem:
            continue
        if beside.suffix.lower() in (".cpg", ".cst"):
            declared = beside.read_bytes()[:80].decode("ascii", errors="replace").strip()
        elif beside.suffix.lower() == ".dbf":
            table = beside
    assert table is not None  # seen by whoever started this process
    return encoding_of_bytes(table, declared, skip=_length_of_dbf_header(table.read_bytes()[:32]))


def _length_of_dbf_header(head: bytes) -> int:
    return int.from_bytes(head[8:10], "little") if len(head) == 32 else 0


def _gdal_encoding(request: Request) -> str | None:
    """What GDAL is told about a shapefile: the encoding in which every byte is a letter."""
    return "ISO-8859-1" if request.kind is Kind.SHAPEFILE else None


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
