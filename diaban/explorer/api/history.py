"""What became of a subject that an edition no longer has: every identifier keeps an answer."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import orjson

from diaban.editions import store

# Old editions are read one small file each, once in the life of a process.
LOOK_BACK = 500


def last_edition_with(root: Path, key: str) -> str | None:
    """The newest edition that has a subject, None if none of the last `LOOK_BACK` has."""
    ids = store.ids(root)[:LOOK_BACK]
    for newer, older in pairwise(ids):
        if key in _removed(root, newer):
            return older
    # Not removed lately: perhaps an older edition was asked for something newer than it.
    if ids and store.open(root, ids[0]).find(key) is not None:
        return ids[0]
    return None


@lru_cache(maxsize=LOOK_BACK)
def _removed(root: Path, edition: str) -> frozenset[str]:
    """Keys that an edition removed; editions never change, so neither does this."""
    try:
        lines = (root / edition / "changes.jsonl").read_bytes().splitlines()
    except OSError:
        return frozenset()
    changes = [orjson.loads(line) for line in lines]
    return frozenset(str(change["key"]) for change in changes if change.get("change") == "removed")
