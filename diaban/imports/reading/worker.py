"""The process that reads a file from outside: `python -m diaban.imports.reading.worker`.

Takes one request as JSON on standard input; answers with lines of JSON: {"progress": [done, all]},
then one of {"done": description} and {"refused": [code, values]}. Columns go to an Arrow file.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from diaban.imports.reading.sink import Request, Sink
from diaban.imports.safety import Kind, Limits, Refused

Reader = Callable[[Request, Sink], Any]


def confine(limits: Limits) -> None:
    """Bound this process for good; where the system knows no such bounds, only time is bounded."""
    try:
        import resource
    except ImportError:
        return
    seconds = int(limits.seconds) + 1
    for which, value in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, limits.file_out_bytes),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(which, (value, value))
        except (ValueError, OSError):  # already below it, or unknown to this system
            continue


def reader_of(kind: Kind) -> Reader:
    """The function that reads a kind; only its libraries are loaded."""
    if kind is Kind.PARQUET:
        from diaban.imports.reading import geoparquet

        return geoparquet.read
    if kind is Kind.CSV:
        from diaban.imports.reading import delimited

        return delimited.read
    if kind is Kind.XLSX:
        from diaban.imports.reading import spreadsheet

        return spreadsheet.read
    if kind is Kind.OSM_PBF:
        from diaban.imports.reading import osm

        return osm.read
    from diaban.imports.reading import vector

    return vector.read


def answer(said: dict[str, Any]) -> None:
    print(json.dumps(said), flush=True)


def main() -> None:
    data = json.loads(sys.stdin.read())
    limits = Limits(**data.pop("limits"))
    confine(limits)
    request = Request(
        path=Path(data["path"]),
        name=data["name"],
        kind=Kind(data["kind"]),
        layer=data["layer"],
        columns=data["columns"],
        header_row=data["header_row"],
        limits=limits,
    )
    try:
        with Sink(Path(data["out"]), request, lambda *done: answer({"progress": done})) as sink:
            description = reader_of(request.kind)(request, sink)
        answer({"done": description.to_json()})
    except Refused as refused:
        answer({"refused": [refused.code, refused.numbers]})
    except MemoryError:
        answer({"refused": ["too_much_memory", {"name": request.name}]})
    except RecursionError:
        answer({"refused": ["too_deep", {"name": request.name}]})
    # Native libraries tidy up at leisure when a process ends; nothing here outlives it.
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
