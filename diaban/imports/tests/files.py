"""Files of every format, generated, for the tests: small, invented, exactly known."""

from __future__ import annotations

import itertools
import struct
import warnings
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pyogrio
import shapely

SQUARES = [
    shapely.box(107.0, 21.0, 107.01, 21.01),
    shapely.box(107.02, 21.0, 107.03, 21.01),
]
NAMES = ["Đông Mai", "Hải Yên"]


def vector(
    path: Path,
    geometries: Sequence[Any] = SQUARES,
    fields: Mapping[str, Sequence[Any]] | None = None,
    crs: str | None = "EPSG:4326",
    **options: Any,
) -> Path:
    """A file in the format of its ending, written by GDAL."""
    fields = {"name": NAMES} if fields is None else fields
    columns = [
        np.array(values, dtype=object if isinstance(values[0], str) else None)
        for values in fields.values()
    ]
    kinds = {geometry.geom_type for geometry in geometries if geometry is not None}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # GDAL would rather have a coordinate system
        pyogrio.raw.write(
            path,
            shapely.to_wkb(np.array(geometries, dtype=object)),
            columns,
            list(fields),
            geometry_type=kinds.pop() if len(kinds) == 1 else "Unknown",
            crs=crs,
            **options,
        )
    return path


def shapefile(folder: Path, text: Sequence[bytes], cpg: str | None = None) -> Path:
    """A shapefile of `SQUARES` whose column TEN holds exactly these bytes."""
    path = vector(folder / "lop.shp", fields={"TEN": ["?" * 40] * len(text)}, crs="EPSG:5899")
    table = path.with_suffix(".dbf")
    data = bytearray(table.read_bytes())
    for value in text:
        at = data.index(b"?" * 40)
        data[at : at + 40] = value.ljust(40)
    table.write_bytes(data)
    path.with_suffix(".cpg").unlink(missing_ok=True)
    if cpg is not None:
        path.with_suffix(".cpg").write_text(cpg)
    return path


def zipped(path: Path, members: Mapping[str, bytes | Path], level: int = 6) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in members.items():
            data = content.read_bytes() if isinstance(content, Path) else content
            archive.writestr(name, data)
    return path


def parts_of(path: Path) -> dict[str, Path]:
    """The parts of a shapefile by name, as one packs them."""
    return {part.name: part for part in sorted(path.parent.glob(f"{path.stem}.*"))}


def workbook(path: Path, **sheets: Sequence[Sequence[Any]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def rewritten(path: Path, change: Mapping[str, Any]) -> Path:
    """A workbook with parts of its XML changed: name → function of bytes, or new bytes."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for name, how in change.items():
        members[name] = how(members[name]) if callable(how) else how
    return zipped(path, members)


KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>Khu công nghiệp</name>
<Placemark><name>Đông Mai</name><Polygon><outerBoundaryIs><LinearRing><coordinates>
107.0,21.0 107.01,21.0 107.01,21.01 107.0,21.01 107.0,21.0
</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></Document></kml>
"""


def drawing(
    *entities: str, version: str = "AC1015", page: str = "ANSI_1252", blocks: str = ""
) -> bytes:
    """A DXF drawing; entities and blocks are group codes and values separated by spaces."""
    text = f"0 SECTION 2 HEADER 9 $ACADVER 1 {version} 9 $DWGCODEPAGE 3 {page} 0 ENDSEC "
    text += f"0 SECTION 2 BLOCKS {blocks} 0 ENDSEC " if blocks else ""
    text += "0 SECTION 2 ENTITIES " + " ".join(entities) + " 0 ENDSEC 0 EOF"
    return "\n".join(text.split()).encode("latin-1") + b"\n"


CLOSED_LINE = "0 LWPOLYLINE 8 {layer} 90 4 70 1 10 0 20 0 10 100 20 0 10 100 20 100 10 0 20 100"


def osm_pbf(
    nodes: Mapping[int, tuple[float, float]],
    ways: Mapping[int, tuple[Sequence[int], Mapping[str, str]]],
    tagged: Mapping[int, Mapping[str, str]] | None = None,
) -> bytes:
    """An extract of OpenStreetMap: nodes by id (lon, lat), ways by id (nodes, tags)."""
    tagged = tagged or {}
    words: list[bytes] = [b""]

    def word(text: str) -> int:
        data = text.encode()
        if data not in words:
            words.append(data)
        return words.index(data)

    def tags(of: Mapping[str, str]) -> bytes:
        keys = b"".join(_varint(word(key)) for key in of)
        values = b"".join(_varint(word(value)) for value in of.values())
        return _bytes(2, keys) + _bytes(3, values) if of else b""

    group = b""
    for number, (lon, lat) in nodes.items():
        node = _field(1, _zigzag(number)) + tags(tagged.get(number, {}))
        node += _field(8, _zigzag(round(lat * 1e7))) + _field(9, _zigzag(round(lon * 1e7)))
        group += _bytes(1, node)
    ways_group = b""
    for number, (through, of) in ways.items():
        steps = [through[0], *(b - a for a, b in itertools.pairwise(through))]
        way = _field(1, number) + tags(of)
        way += _bytes(8, b"".join(_varint(_zigzag(step)) for step in steps))
        ways_group += _bytes(3, way)
    table = b"".join(_bytes(1, text) for text in words)
    block = _bytes(1, table) + _bytes(2, group) + _bytes(2, ways_group)
    head = _bytes(4, b"OsmSchema-V0.6")
    return _blob(b"OSMHeader", head) + _blob(b"OSMData", block)


def _blob(kind: bytes, data: bytes) -> bytes:
    blob = _field(2, len(data)) + _bytes(3, zlib.compress(data))
    header = _bytes(1, kind) + _field(3, len(blob))
    return struct.pack(">I", len(header)) + header + blob


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def _zigzag(number: int) -> int:
    return number << 1 if number >= 0 else (-number << 1) - 1


def _field(number: int, value: int) -> bytes:
    return _varint(number << 3) + _varint(value)


def _bytes(number: int, value: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(value)) + value
