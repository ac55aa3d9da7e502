"""Write a snapshot as an edition: everything or nothing.

The files are written and fsynced in a folder `.<name>.partial`, the folder is renamed to the
edition's id, and only then does the small file `current` begin to name it. A publisher that is
killed at any moment leaves the previous edition current; the next publisher clears the remains
away.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import orjson

from diaban.editions import diff, durable, facts_file, files, store, tiles
from diaban.editions.errors import EditionError, InvalidSnapshot, as_write_failure
from diaban.editions.model import LayerInput, Snapshot
from diaban.editions.words import gettext as _

Progress = Callable[[float], None]
"""Called with the share of the work that is done, from 0 to 1."""

_LAYER_NAME = re.compile(r"[a-z][a-z0-9_]*")
_CHANGES = "changes.jsonl"
_LAYERS_SHARE = 0.7
"""Share of the time that goes into layers; tiles, hashes and changes take the rest."""


def write(
    root: Path,
    snapshot: Snapshot,
    *,
    now: dt.datetime,
    progress: Progress | None = None,
    force: bool = False,
) -> str:
    """Publish the snapshot into `root` and make it current; returns the edition's id.

    If the snapshot says exactly what the current edition says, nothing is published and the current
    id is returned, unless `force` asks for a new edition all the same. `now` is an aware time; an
    edition is always dated after the one before it.

    Raises:
        InvalidSnapshot: the snapshot breaks the agreement of `model`.
        Locked: another publication into `root` is running.
        WriteFailed: the disk is full, the folder read-only, …; the current edition stays as it was.
    """
    _check(snapshot, now)
    with as_write_failure(root):
        root.mkdir(parents=True, exist_ok=True)
        with durable.publishing_lock(root):
            durable.remove_partials(root)
            partial = root / f".{now.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}{durable.PARTIAL}"
            try:
                return _publish(root, partial, snapshot, now, progress, force)
            finally:
                shutil.rmtree(partial, ignore_errors=True)


def _check(snapshot: Snapshot, now: dt.datetime) -> None:
    if now.tzinfo is None:
        raise ValueError("now must be an aware time")
    groups = (
        [layer.name for layer in snapshot.layers],
        [layer.name for layer in snapshot.demonstration.layers],
    )
    named = [(name, names.count(name)) for names in groups for name in names]
    named += [(name, 1) for name in (*snapshot.documents, *snapshot.demonstration.documents)]
    for name, times in named:
        if not _LAYER_NAME.fullmatch(name) or times > 1:
            raise InvalidSnapshot(
                _("“%(name)s” cannot be the name of a layer, or is the name of two.")
                % {"name": name}
            )


def _publish(
    root: Path,
    partial: Path,
    snapshot: Snapshot,
    now: dt.datetime,
    progress: Progress | None,
    force: bool,
) -> str:
    previous, damaged = _previous(root)
    durable.checkpoint(f"create folder {partial.name}")
    for folder in (partial, *_folders(partial)):
        folder.mkdir()
    manifest: dict[str, Any] = {
        "format": store.FORMAT,
        "created_at": _later(root, now).isoformat(),
        "previous": previous.id if previous else None,
        "layers": _write_layers(partial, snapshot.layers, progress),
        "sources": len(snapshot.sources),
        "documents": _write_documents(partial, snapshot.documents),
        "demonstration": {
            "layers": _write_layers(
                partial / store.DEMONSTRATION, snapshot.demonstration.layers, None
            ),
            "documents": _write_documents(
                partial / store.DEMONSTRATION, snapshot.demonstration.documents
            ),
        },
    }
    if damaged:
        manifest["previous_unreadable"] = damaged
    _write_companions(partial, snapshot)
    edition = store.Edition(partial, manifest)
    manifest["tiles"] = {
        name: tiles.precut(layer, partial / "tiles" / f"{name}.pmtiles")
        for name, layer in edition.layers.items()
    }
    for name, layer in edition.demonstration_layers.items():
        tiles.precut(layer, partial / store.DEMONSTRATION / "tiles" / f"{name}.pmtiles")
    manifest["files"] = _fingerprints(partial)
    manifest["content"] = _content(manifest["files"])
    same = previous is not None and previous.manifest["content"] == manifest["content"]
    if previous is not None and same and not force:
        return previous.id
    _write_changes(partial, manifest, diff.each(previous, edition))
    manifest["id"] = store.manifest_id(manifest)
    durable.write_bytes(
        partial / store.MANIFEST,
        orjson.dumps(manifest, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS),
    )
    for folder in _folders(partial):
        durable.sync_folder(folder)
    durable.move_into_place(partial, root / manifest["id"])
    durable.switch_current(root, manifest["id"])
    if progress is not None:
        progress(1.0)
    return str(manifest["id"])


def _previous(root: Path) -> tuple[store.Edition | None, str | None]:
    """The current edition, or the id of one that cannot be read any more."""
    try:
        name = store.current_id(root)
    except EditionError:
        return None, None
    try:
        return store.open(root, name), None
    except EditionError:
        return None, name


def _later(root: Path, now: dt.datetime) -> dt.datetime:
    """`now` in whole UTC seconds, moved after the newest edition if clocks or haste would reverse
    the order.
    """
    moment = now.astimezone(dt.UTC).replace(microsecond=0)
    for newest in store.ids(root)[:1]:
        last = dt.datetime.strptime(newest[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=dt.UTC)
        moment = max(moment, last + dt.timedelta(seconds=1))
    return moment


def _folders(partial: Path) -> list[Path]:
    """The folders of an edition; what is invented has its own of each kind."""
    apart = partial / store.DEMONSTRATION
    inner = ("layers", "tiles", store.DOCUMENTS)
    return [*(partial / name for name in inner), apart, *(apart / name for name in inner)]


def _write_documents(folder: Path, documents: Mapping[str, Any]) -> list[str]:
    """Write each document; returns their names in order."""
    for name, content in documents.items():
        durable.write_bytes(
            folder / store.DOCUMENTS / f"{name}.json",
            orjson.dumps(content, option=orjson.OPT_SORT_KEYS),
        )
    return sorted(documents)


def _write_layers(
    folder: Path, layers: Sequence[LayerInput], progress: Progress | None
) -> list[dict[str, Any]]:
    total = sum(len(layer.table) for layer in layers)
    done = 0
    entries = []
    for layer in layers:
        report = _reporter(progress, done, total)
        entries.append(files.write_layer(folder / "layers", layer, report))
        done += len(layer.table)
    return entries


def _reporter(progress: Progress | None, done: int, total: int) -> Callable[[int], None] | None:
    return (
        None if progress is None else lambda rows: progress(_LAYERS_SHARE * (done + rows) / total)
    )


def _write_companions(partial: Path, snapshot: Snapshot) -> None:
    """What is not a layer: facts, sources, authority, crosswalk."""
    facts = (item for layer in snapshot.layers for item in layer.facts.items())
    index = b""

    def write_facts(handle: Any) -> None:
        nonlocal index
        index = facts_file.write(handle, facts)

    durable.write_file(partial / "facts.bin", write_facts)
    durable.write_bytes(partial / "facts.idx", index)
    for name, content in (
        ("sources.json", list(snapshot.sources)),
        ("authority.json", snapshot.authority),
        ("crosswalk.json", list(snapshot.crosswalk)),
    ):
        durable.write_bytes(partial / name, orjson.dumps(content, option=orjson.OPT_INDENT_2))


def _write_changes(
    partial: Path, manifest: dict[str, Any], changes: Iterable[dict[str, Any]]
) -> None:
    counts = dict.fromkeys(("added", "changed", "removed"), 0)

    def write_lines(handle: IO[bytes]) -> None:
        for change in changes:
            counts[change["change"]] += 1
            handle.write(orjson.dumps(change) + b"\n")

    durable.write_file(partial / _CHANGES, write_lines)
    manifest["files"][_CHANGES] = durable.fingerprint(partial / _CHANGES)
    manifest["changes"] = counts


def _fingerprints(folder: Path) -> dict[str, dict[str, Any]]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): durable.fingerprint(path) for path in paths}


def _content(prints: dict[str, dict[str, Any]]) -> str:
    """SHA-256 of what the edition says, whenever it says it."""
    lines = "".join(f"{entry['sha256']}  {name}\n" for name, entry in sorted(prints.items()))
    return hashlib.sha256(lines.encode()).hexdigest()
