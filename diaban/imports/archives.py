"""Archives from outside: judged by their table of contents, unpacked under a running count. Pure.

A table of contents can lie, so `unpack` counts the bytes that really come out and stops at the
limit; member names are never used as paths.
"""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from diaban.imports.safety import EXTENSIONS, Kind, Limits, Refused, refuse_document_type

_RATIO_MATTERS = 10 << 20
_PIECE = 1 << 20
_NESTED = (".zip", ".kmz", ".xlsx", ".xlsm", ".rar", ".7z", ".gz", ".bz2", ".xz", ".tar", ".shz")
_MACROS = re.compile(r"(^|/)(vbaProject\.bin|vbaData\.xml|macrosheets/.+)$", re.IGNORECASE)
_SHAPEFILE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)
_FINDER_FOLDERS = ("__MACOSX",)


def examine(path: Path, limits: Limits) -> Kind:
    """What an archive holds: a workbook, a KMZ, or a ZIP with one data set in it.

    Raises:
        Refused: bombs, tricks with paths, links, encryption, archives in archives, macros.
    """
    with _opened(path) as archive:
        members = archive.infolist()
        _refuse_bombs(path, members, limits)
        for member in members:
            _refuse_tricks(path, member)
        names = {member.filename for member in members}
        if "[Content_Types].xml" in names:
            return _examine_workbook(path, archive, members, limits)
        for member in _files(members):
            if member.filename.lower().endswith(_NESTED):
                raise Refused("nested_archive", name=path.name, member=_shown(member.filename))
        endings = {PurePosixPath(member.filename).suffix.lower() for member in _files(members)}
        return Kind.KMZ if path.suffix.lower() == ".kmz" and ".kml" in endings else Kind.ZIP


def unpack(path: Path, folder: Path, limits: Limits) -> Path:
    """The one data set of a ZIP or KMZ, written into `folder` under names of our own.

    Returns the file to read (`data.shp`, `data.kml` …); the parts of a shapefile lie beside it.

    Raises:
        Refused: there is none or more than one, or more comes out than was announced.
    """
    with _opened(path) as archive:
        files = _files(archive.infolist())
        main = _main_file(path, files)
        suffix = PurePosixPath(main.filename).suffix.lower()
        stem = PurePosixPath(main.filename).with_suffix("").as_posix().lower()
        left = limits.unpacked_bytes
        for member in files:
            at = PurePosixPath(member.filename)
            is_part = suffix == ".shp" and at.suffix.lower() in _SHAPEFILE_PARTS
            if member is main or (is_part and at.with_suffix("").as_posix().lower() == stem):
                target = folder / f"data{at.suffix.lower()}"
                left -= _copy(archive, member, target, left, path)
    return folder / f"data{suffix}"


def _main_file(path: Path, files: list[zipfile.ZipInfo]) -> zipfile.ZipInfo:
    readable = [
        file
        for file in files
        if PurePosixPath(file.filename).suffix.lower() in EXTENSIONS
        and not PurePosixPath(file.filename).name.startswith(".")
    ]
    shapes = [file for file in readable if file.filename.lower().endswith(".shp")]
    if path.suffix.lower() == ".kmz":
        readable = [file for file in readable if file.filename.lower().endswith(".kml")]
        documents = [file for file in readable if file.filename.lower() == "doc.kml"]
        readable = documents or readable
    elif shapes:
        readable = shapes  # a read-me beside a shapefile is no second data set
    if not readable:
        raise Refused("archive_without_data", name=path.name)
    if len(readable) > 1:
        found = ", ".join(sorted(_shown(file.filename) for file in readable)[:5])
        raise Refused("archive_with_several", name=path.name, found=found, count=len(readable))
    return readable[0]


def _copy(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, left: int, path: Path
) -> int:
    """Bytes written; stops as soon as they are more than `left`."""
    written = 0
    try:
        with archive.open(member) as source, target.open("wb") as file:
            while piece := source.read(_PIECE):
                written += len(piece)
                if written > left:
                    raise Refused("unpacks_too_large", name=path.name, size=written, limit=left)
                file.write(piece)
    except _DAMAGE as error:
        raise Refused("damaged", name=path.name, detail=str(error)) from error
    return written


def _examine_workbook(
    path: Path, archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], limits: Limits
) -> Kind:
    total = sum(member.file_size for member in members)
    if total > limits.spreadsheet_bytes:
        raise Refused("zip_bomb", name=path.name, size=total, limit=limits.spreadsheet_bytes)
    for member in members:
        if _MACROS.search(member.filename):
            raise Refused("macros", name=path.name)
        if member.filename.lower().endswith((".xml", ".rels")):
            _refuse_part(path, archive, member)
    with archive.open("[Content_Types].xml") as stream:
        types = stream.read(_PIECE)
    if b"macroEnabled" in types or b"vbaProject" in types:
        raise Refused("macros", name=path.name)
    if b"spreadsheetml" not in types:
        raise Refused("other_office", name=path.name)
    return Kind.XLSX


def _refuse_part(path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    try:
        with archive.open(member) as stream:
            refuse_document_type(stream, path.name)
    except _DAMAGE as error:
        raise Refused("damaged", name=path.name, detail=str(error)) from error


def _refuse_bombs(path: Path, members: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(members) > limits.archive_members:
        raise Refused(
            "too_many_members", name=path.name, count=len(members), limit=limits.archive_members
        )
    total = sum(member.file_size for member in members)
    if total > limits.unpacked_bytes:
        raise Refused("zip_bomb", name=path.name, size=total, limit=limits.unpacked_bytes)
    # Overlapping members (one packed block listed many times) unpack to more than they hold.
    packed = sum(member.compress_size for member in members)
    if packed > path.stat().st_size:
        raise Refused("zip_bomb", name=path.name, size=total, limit=limits.unpacked_bytes)
    for member in members:
        allowed = max(member.compress_size, 1) * limits.archive_ratio
        if member.file_size > _RATIO_MATTERS and member.file_size > allowed:
            raise Refused("zip_bomb", name=path.name, size=member.file_size, limit=allowed)


def _refuse_tricks(path: Path, member: zipfile.ZipInfo) -> None:
    name = member.orig_filename.replace("\\", "/")
    is_outside = name.startswith("/") or ".." in name.split("/") or re.match(r"[A-Za-z]:", name)
    if is_outside or "\x00" in name:
        raise Refused("path_trick", name=path.name, member=_shown(name))
    if stat.S_ISLNK(member.external_attr >> 16):
        raise Refused("link_in_archive", name=path.name, member=_shown(name))
    if member.flag_bits & 0x1:
        raise Refused("locked", name=path.name)


def _files(members: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    return [
        member
        for member in members
        if not member.is_dir() and not member.filename.startswith(_FINDER_FOLDERS)
    ]


def _shown(name: str) -> str:
    """A member's name for a message: short, and without characters that play tricks."""
    return "".join(letter if letter.isprintable() else "?" for letter in name)[:120]


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(path)
    except _DAMAGE as error:
        raise Refused("damaged", name=path.name, detail=str(error)) from error
    with archive:
        yield archive
