"""What a file from outside may be, and what is refused before anything opens it. Pure.

The kind of a file is read from its first bytes, never believed from its name. Archives are judged
by `diaban.imports.archives`; what only native code can open is opened in a confined process
(`diaban.imports.confined`).
"""

from __future__ import annotations

import xml.parsers.expat
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO, Any

from django.utils.functional import Promise

from diaban.imports.refusals import REASONS, UNKNOWN_REASON

_HEAD = 4096
_XML_CHUNK = 65_536


class Refused(ValueError):
    """A file that is not taken: a stable `code`, and the `reason` and `remedy` in words.

    The words are made when they are asked for, in the reader's language; `numbers` are the values
    that they name. A process that speaks no language can pass code and numbers on.
    """

    def __init__(self, code: str, **numbers: Any) -> None:
        super().__init__(code)
        self.code = code
        self.numbers = numbers

    @property
    def reason(self) -> str:
        return _filled(REASONS.get(self.code, UNKNOWN_REASON)[0], self.numbers)

    @property
    def remedy(self) -> str:
        return _filled(REASONS.get(self.code, UNKNOWN_REASON)[1], self.numbers)

    def __str__(self) -> str:
        return f"{self.reason} {self.remedy}"

    def __reduce__(self) -> tuple[Any, ...]:
        return _refused, (self.code, self.numbers)


def _refused(code: str, numbers: Mapping[str, Any]) -> Refused:
    return Refused(code, **numbers)


def _filled(text: Promise | str, numbers: Mapping[str, Any]) -> str:
    return str(text) % numbers


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may ask for. The defaults hold a million plots and stop what is absurd."""

    file_bytes: int = 4 << 30
    unpacked_bytes: int = 4 << 30
    archive_members: int = 2_000
    archive_ratio: int = 200
    """Unpacked bytes for a packed one, of members above 10 MB; dBase padding reaches about 100."""
    spreadsheet_bytes: int = 1 << 30
    """Unpacked size of all parts of an XLSX workbook."""
    rows: int = 5_000_000
    columns: int = 500
    cell_characters: int = 1_000_000
    vertices: int = 1_000_000
    """Of one geometry; every commune of Quảng Ninh with its islets has fewer than 30 000."""
    memory_bytes: int = 2 << 30
    """Address space of the process that reads; its libraries take about 0.4 GB of it."""
    seconds: float = 600.0
    file_out_bytes: int = 8 << 30
    """The largest file that the reading process may write."""


class Kind(StrEnum):
    """What the bytes of a file are; values are the format names shown to people and kept."""

    GEOPACKAGE = "geopackage"
    SHAPEFILE = "shapefile"
    GEOJSON = "geojson"
    KML = "kml"
    KMZ = "kmz"
    DXF = "dxf"
    FLATGEOBUF = "flatgeobuf"
    PARQUET = "parquet"
    CSV = "csv"
    XLSX = "xlsx"
    OSM_PBF = "osm-pbf"
    ZIP = "zip"


EXTENSIONS: Mapping[str, frozenset[Kind]] = {
    ".gpkg": frozenset({Kind.GEOPACKAGE}),
    ".shp": frozenset({Kind.SHAPEFILE}),
    ".zip": frozenset({Kind.ZIP}),
    ".shz": frozenset({Kind.ZIP}),
    ".geojson": frozenset({Kind.GEOJSON}),
    ".json": frozenset({Kind.GEOJSON}),
    ".kml": frozenset({Kind.KML}),
    ".kmz": frozenset({Kind.KMZ}),
    ".dxf": frozenset({Kind.DXF}),
    ".fgb": frozenset({Kind.FLATGEOBUF}),
    ".parquet": frozenset({Kind.PARQUET}),
    ".geoparquet": frozenset({Kind.PARQUET}),
    ".csv": frozenset({Kind.CSV}),
    ".tsv": frozenset({Kind.CSV}),
    ".txt": frozenset({Kind.CSV}),
    ".xlsx": frozenset({Kind.XLSX}),
    ".pbf": frozenset({Kind.OSM_PBF}),
}
"""Endings that are read, and the contents each may hold (lower case)."""

_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_office"),
    (b"AC10", "dwg"),
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"II*\x00", "picture"),
    (b"MM\x00*", "picture"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"#!", "program"),
    (b"Rar!", "other_archive"),
    (b"7z\xbc\xaf\x27\x1c", "other_archive"),
    (b"\x1f\x8b", "other_archive"),
    (b"BZh", "other_archive"),
    (b"\xfd7zXZ", "other_archive"),
    (b"\x28\xb5\x2f\xfd", "other_archive"),
)
"""First bytes of things that people send and that are not read, with the code that says why."""


def examine(path: Path, limits: Limits | None = None) -> Kind:
    """The kind of a file, from its content; the file is not opened by any library.

    Args:
        path: a file, or a folder that holds one shapefile.

    Raises:
        Refused: it is missing, empty, too large, of a kind that is not read, lies about its kind,
            or is an archive or workbook with something dangerous in it.
    """
    from diaban.imports import archives  # which needs Refused and Limits

    limits = limits or Limits()
    if path.is_dir():
        return Kind.SHAPEFILE
    if not path.is_file():
        raise Refused("missing", name=path.name)
    size = path.stat().st_size
    if size == 0:
        raise Refused("empty_file", name=path.name)
    if size > limits.file_bytes:
        raise Refused("too_large", name=path.name, size=size, limit=limits.file_bytes)
    with path.open("rb") as file:
        head = file.read(_HEAD)
    kind = sniff(head, path.name)
    if kind is Kind.ZIP:
        kind = archives.examine(path, limits)
    _believe_name(path, kind)
    if kind is Kind.KML:
        with path.open("rb") as file:
            refuse_document_type(file, path.name)
    return kind


def sniff(head: bytes, name: str) -> Kind:
    """The kind that the first bytes of a file show; every archive is `Kind.ZIP`.

    Raises:
        Refused: these are the bytes of something that is not read here.
    """
    for start, code in _FOREIGN:
        if head.startswith(start):
            raise Refused(code, name=name)
    if head.startswith(b"SQLite format 3\x00"):
        if head[68:72] in (b"GPKG", b"GP10", b"GP11"):
            return Kind.GEOPACKAGE
        raise Refused("other_database", name=name)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Kind.ZIP
    if head.startswith(b"fgb\x03fgb"):
        return Kind.FLATGEOBUF
    if head.startswith(b"PAR1"):
        return Kind.PARQUET
    if head.startswith(b"\x00\x00\x27\x0a"):
        return Kind.SHAPEFILE
    if b"OSMHeader" in head[:32]:
        return Kind.OSM_PBF
    if head.startswith(b"AutoCAD Binary DXF"):
        raise Refused("binary_drawing", name=name)
    return _sniff_text(head, name)


def _sniff_text(head: bytes, name: str) -> Kind:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = head.decode("utf-16", errors="replace")
    else:
        text = head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    if "\x00" in text:
        raise Refused("unknown_content", name=name)
    text = text.lstrip()
    if text.startswith("<"):
        if "<kml" in text or name.lower().endswith(".kml"):
            return Kind.KML
        raise Refused("other_markup", name=name)
    if text.startswith(("{", "[")):
        return Kind.GEOJSON
    lines = [line.strip() for line in text.splitlines()[:400]]
    if lines[:2] == ["0", "SECTION"] or (lines[:1] == ["999"] and "SECTION" in lines):
        return Kind.DXF
    return Kind.CSV


def _believe_name(path: Path, kind: Kind) -> None:
    """Refuse a name that says something else than the content."""
    suffix = path.suffix.lower()
    expected = EXTENSIONS.get(suffix)
    if expected is None:
        raise Refused("unknown_ending", name=path.name, ending=suffix, content=kind.value)
    if kind not in expected:
        raise Refused("lying_ending", name=path.name, ending=suffix, content=kind.value)


class _RootReached(Exception):
    """The prolog is over: a document type can no longer follow."""


def refuse_document_type(stream: IO[bytes], name: str) -> None:
    """Refuse XML with a document type: entities that grow or reach outside are declared in it.

    Reads up to the first element only, in pieces, so the size of the document does not matter.

    Raises:
        Refused: there is a document type, or no XML.
    """
    parser = xml.parsers.expat.ParserCreate()

    def document_type(*_arguments: Any) -> None:
        raise Refused("document_type", name=name)

    def root(*_arguments: Any) -> None:
        raise _RootReached

    parser.StartDoctypeDeclHandler = document_type
    parser.EntityDeclHandler = document_type
    parser.StartElementHandler = root
    try:
        while chunk := stream.read(_XML_CHUNK):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except _RootReached:
        return
    except xml.parsers.expat.ExpatError as error:
        raise Refused("damaged", name=name, detail=str(error)) from error
