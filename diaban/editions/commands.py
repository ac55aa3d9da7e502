"""What the command line says about editions, as plain data (see `diaban edition --help`)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from diaban.editions import diff, store
from diaban.editions.change_words import in_words
from diaban.editions.errors import EditionError


def summaries(root: Path) -> list[dict[str, Any]]:
    """One entry per edition, newest first; an edition that cannot be trusted has an `error`."""
    return [_summary(root, name, _is_current(root, name)) for name in store.ids(root)]


def _summary(root: Path, name: str, current: bool) -> dict[str, Any]:
    try:
        manifest = store.read_manifest(root, name)
    except EditionError as error:
        return {"id": name, "current": current, "error": str(error)}
    return {
        "id": name,
        "current": current,
        "created_at": manifest["created_at"],
        "previous": manifest["previous"],
        "features": sum(entry["count"] for entry in manifest["layers"]),
        "bytes": sum(entry["size"] for entry in manifest["files"].values()),
        "changes": manifest["changes"],
    }


def details(root: Path, name: str | None = None) -> dict[str, Any]:
    """The summary of one edition (by default the current one) and each of its layers.

    Raises:
        NoEdition, EditionNotFound, Tampered
    """
    wanted = name or store.current_id(root)
    edition = store.open(root, wanted)
    layers = [
        {part: value for part, value in entry.items() if part != "fields"}
        for entry in edition.manifest["layers"]
    ]
    summary = _summary(root, wanted, _is_current(root, wanted))
    return summary | {"sources": len(edition.sources), "layers": layers}


def _is_current(root: Path, name: str) -> bool:
    try:
        return store.current_id(root) == name
    except EditionError:
        return False


def differences(root: Path, old: str, new: str, language: str = "en") -> dict[str, Any]:
    """Change records from one edition to another, each also in words, and how many of each kind.

    Raises:
        EditionNotFound, Tampered
    """
    records = diff.records(store.open(root, old), store.open(root, new))
    kinds = [record["change"] for record in records]
    return {
        "old": old,
        "new": new,
        "counts": {kind: kinds.count(kind) for kind in ("added", "changed", "removed")},
        "changes": [record | {"words": in_words(record, language)} for record in records],
    }


def verification(root: Path, name: str | None = None) -> dict[str, Any]:
    """Whether every file of an edition (by default the current one) is as it was published.

    Raises:
        NoEdition, EditionNotFound
    """
    wanted = name or store.current_id(root)
    faults = store.verify(root, wanted)
    return {
        "id": wanted,
        "sound": not faults,
        "faults": [
            {"file": fault.file, "problem": fault.problem, "words": str(fault)} for fault in faults
        ],
    }
