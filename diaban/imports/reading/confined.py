"""Reading in a process of its own: little memory, little time, few drivers, nothing to break.

GDAL, Arrow and the spreadsheet reader meet the file only in `diaban.imports.reading.worker`, whose
address space and time are bounded. Columns come back through an Arrow file that this process maps.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa

from diaban.imports import archives, safety
from diaban.imports.reading.dataset import Dataset, Description
from diaban.imports.safety import Kind, Limits, Refused

Progress = Callable[[int, int | None], None]
"""Called with rows read and rows announced (None if the file announces none)."""

_log = logging.getLogger(__name__)
_ROOT = Path(__file__).resolve().parents[3]
_LINE = 1 << 20
_DRIVERS = frozenset({"GPKG", "ESRI Shapefile", "GeoJSON", "LIBKML", "DXF", "FlatGeobuf", "OSM"})
_SKIPPED_DRIVERS = (
    "MEM,PCIDSK,PDS4,VICAR,PDF,MBTiles,EEDA,OGCAPI,GDALG,MapInfo File,LVBAG,S57,DGN,OGR_VRT,CSV,"
    "GML,GPX,KML,GeoJSONSeq,ESRIJSON,TopoJSON,OGR_GMT,SQLite,WAsP,OpenFileGDB,GeoRSS,VFK,PGDUMP,"
    "GPSBabel,OGR_PDS,WFS,OAPIF,EDIGEO,Idrisi,ODS,XLSX,Elasticsearch,Carto,AmigoCloud,SXF,Selafin,"
    "JML,PLSCENES,CSW,VDV,MVT,NGW,MapML,GTFS,PMTiles,JSONFG,MiraMonVector,ADBC,AVCBin,AVCE00,"
    "AIVector,HTTP,Parquet,Arrow,XODR,PostgreSQL,MySQL,MSSQLSpatial,OCI,ODBC"
)
"""GDAL asks every driver it has whether a file is its own; only `_DRIVERS` are let near one.

Others would follow links to other files or to the network, or attack through formats nobody asked
for. A test holds the two lists against the drivers of the GDAL that is installed.
"""


def read(
    path: str | Path,
    *,
    layer: str | None = None,
    columns: Iterable[str] | None = None,
    progress: Progress | None = None,
    header_row: int | None = None,
    limits: Limits | None = None,
) -> Dataset:
    """One layer of a file from outside.

    Args:
        path: the file, or a folder with one shapefile.
        layer: the layer or sheet; may be left out where the file has only one with data. Of an OSM
            extract: "roads", "railways", "ports" or "industrial".
        columns: the attributes to read; all if left out.
        header_row: of a table, the row (from 1) of the column names, where the guess is wrong.

    Raises:
        Refused: with the reason and what to do; within the time and memory of `limits`.
    """
    path, limits = Path(path), limits or Limits()
    kind = safety.examine(path, limits)
    with tempfile.TemporaryDirectory(prefix="diaban-", ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch)
        source = path
        if kind in (Kind.ZIP, Kind.KMZ):
            source = archives.unpack(path, folder, limits)
            try:
                kind = safety.examine(source, limits)
            except Refused as refused:  # by the name that the sender knows
                raise Refused(refused.code, **refused.numbers | {"name": path.name}) from refused
        if kind is Kind.SHAPEFILE:
            source = _shapefile(source, path.name)
        request = {
            "path": str(source.resolve()),
            "name": path.name,
            "kind": kind.value,
            "layer": layer,
            "columns": None if columns is None else list(columns),
            "header_row": header_row,
            "out": str(folder / "columns.arrow"),
            "limits": asdict(limits),
        }
        description = _run(request, folder, limits, progress)
        with pa.memory_map(str(folder / "columns.arrow")) as mapped:
            table = pa.ipc.open_file(mapped).read_all()
        # The reader may have been turned against us: offsets and text are checked before use.
        table.validate(full=True)
        return Description.from_json(description).with_columns(table)


def _shapefile(path: Path, name: str) -> Path:
    """The .shp of a folder or itself, with its indispensable parts beside it."""
    if path.is_dir():
        found = sorted(entry for entry in path.iterdir() if entry.suffix.lower() == ".shp")
        if not found:
            raise Refused("folder_without_shapefile", name=name)
        if len(found) > 1:
            names = ", ".join(entry.name for entry in found[:5])
            raise Refused("folder_with_several", name=name, found=names, count=len(found))
        path = found[0]
    endings = {entry.suffix.lower() for entry in path.parent.iterdir() if entry.stem == path.stem}
    for part in (".dbf", ".shx"):
        if part not in endings:
            raise Refused("shapefile_incomplete", name=name, part=part)
    return path


def _run(
    request: dict[str, Any], folder: Path, limits: Limits, progress: Progress | None
) -> dict[str, Any]:
    name = request["name"]
    stopped = threading.Event()
    with (folder / "errors").open("wb") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "diaban.imports.reading.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=_environment(folder),
            cwd=folder,
            start_new_session=True,
            text=True,
            encoding="utf-8",
        )

    def stop() -> None:
        stopped.set()
        _kill(process)

    timer = threading.Timer(limits.seconds, stop)
    timer.start()
    try:
        answer = _listen(process, request, progress)
    finally:
        timer.cancel()
        _kill(process)
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
    if answer is not None and "refused" in answer:
        code, numbers = answer["refused"]
        raise Refused(code, **numbers)
    if answer is not None:
        return answer["done"]
    if stopped.is_set() or process.returncode == -getattr(signal, "SIGXCPU", 0):
        raise Refused("too_long", name=name, seconds=int(limits.seconds))
    said = (folder / "errors").read_bytes()[-_LINE:]
    _log.warning("The reader of %s ended with %s: %s", name, process.returncode, said[-2000:])
    ran_out = any(word in said for word in (b"bad_alloc", b"MemoryError", b"out of memory"))
    raise Refused("too_much_memory" if ran_out else "reader_stopped", name=name)


def _listen(
    process: subprocess.Popen[str], request: dict[str, Any], progress: Progress | None
) -> dict[str, Any] | None:
    """The last word of the reading process; None if it ended without one."""
    assert process.stdin is not None and process.stdout is not None
    try:
        process.stdin.write(json.dumps(request))
        process.stdin.close()
    except BrokenPipeError:
        return None
    while line := process.stdout.readline(_LINE):
        try:
            said = json.loads(line)
        except ValueError:
            continue  # a library that prints
        if not isinstance(said, dict):
            continue
        if "progress" in said:
            if progress is not None:
                progress(*said["progress"])
            continue
        return said
    return None


def _kill(process: subprocess.Popen[str]) -> None:
    """End the reading process and whatever it started; it is the leader of its own group."""
    if process.poll() is not None:
        return
    if hasattr(os, "killpg"):
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
    else:
        process.kill()


def _environment(folder: Path) -> dict[str, str]:
    """Nothing of our own environment (passwords, proxies) but what a program needs to start."""
    kept = {key: os.environ[key] for key in ("PATH", "SYSTEMROOT", "LANG") if key in os.environ}
    return kept | {
        "PYTHONPATH": os.pathsep.join([str(_ROOT), *filter(None, sys.path)]),
        "PYTHONIOENCODING": "utf-8",
        "PYTHONDONTWRITEBYTECODE": "1",
        "TMPDIR": str(folder),
        "CPL_TMPDIR": str(folder),
        "HOME": str(folder),
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "GDAL_SKIP": _SKIPPED_DRIVERS,
        "GDAL_DRIVER_PATH": "disable",
        "GDAL_NUM_THREADS": "1",
        "GDAL_CACHEMAX": "64",
        "OGR_GEOJSON_MAX_OBJ_SIZE": "200",
        "OGR_SQLITE_PRAGMA": "trusted_schema=OFF,cell_size_check=ON",
        "DXF_CLOSED_LINE_AS_POLYGON": "YES",
        "SHAPE_RESTORE_SHX": "NO",
    }
