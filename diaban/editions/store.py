"""Open a published edition and ask it; the reading side of `publish`.

An edition is opened only if its manifest carries the hash that is part of its id and every file has
the size that the manifest states; `verify` also reads every byte.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from diaban.editions import durable
from diaban.editions.errors import EditionNotFound, NoEdition, NothingKnown, Tampered
from diaban.editions.facts_file import Facts
from diaban.editions.layer import Layer
from diaban.editions.tiles import TileCutter
from diaban.editions.words import gettext as _

FORMAT = "diaban-edition/2"
MANIFEST = "manifest.json"
VIET_NAM = dt.timezone(dt.timedelta(hours=7))
DOCUMENTS = "documents"
DEMONSTRATION = "demonstration"
"""Folder of what is invented, to show how the program works; it is never open data."""

_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}")
_KEPT_OPEN = 8
HASHED_AT_OPENING = 64 * 2**20
"""Bytes of an edition whose hashes are checked when it is opened: some tens of milliseconds."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A file that is not as it was published; `problem` is missing, changed or extra."""

    file: str
    problem: str

    def __str__(self) -> str:
        words = {
            "missing": _("is missing"),
            "changed": _("was changed"),
            "extra": _("does not belong to the edition"),
        }
        return f"{self.file} {words[self.problem]}"


class Edition:
    """One published edition: immutable, memory-mapped, safe to share between threads."""

    def __init__(self, path: Path, manifest: dict[str, Any]) -> None:
        self.path = path
        self.manifest = manifest
        self.id: str = manifest.get("id", path.name)
        self.created_at = dt.datetime.fromisoformat(manifest["created_at"])
        self.layers = {entry["name"]: Layer(path / "layers", entry) for entry in manifest["layers"]}
        apart = manifest.get("demonstration") or {}
        self.demonstration_layers = {
            entry["name"]: Layer(path / DEMONSTRATION / "layers", entry)
            for entry in apart.get("layers", ())
        }
        self._documents = frozenset(manifest.get("documents", ()))
        self._demonstration_documents = frozenset(apart.get("documents", ()))
        self._read: dict[str, Any] = {}
        self.sources: dict[str, dict[str, Any]] = {
            source["id"]: source for source in self._json("sources.json")
        }
        self.authority: dict[str, Any] = self._json("authority.json")
        self.crosswalk: list[dict[str, Any]] = self._json("crosswalk.json")
        self._facts = Facts(path / "facts.bin", path / "facts.idx")
        self._by_kind = {layer.kind: layer for layer in self.layers.values()}
        self._cutters: dict[str, TileCutter] = {}

    def __repr__(self) -> str:
        return f"<Edition {self.id}>"

    def _json(self, name: str) -> Any:
        return orjson.loads((self.path / name).read_bytes())

    def find(self, key: str) -> tuple[Layer, int] | None:
        """The layer and row of a subject key such as "park:dong-mai", or None."""
        expected = self._by_kind.get(key.partition(":")[0])
        if expected is not None and (row := expected.row(key)) is not None:
            return expected, row
        for layer in self.layers.values():
            if layer is not expected and (row := layer.row(key)) is not None:
                return layer, row
        return None

    def facts(self, key: str) -> list[dict[str, Any]]:
        """The fact records of a key in field order; empty for a key without facts."""
        return self._facts.get(key)

    @property
    def facts_file(self) -> Facts:
        """The fact records as stored, for comparing editions without decoding them."""
        return self._facts

    def document(self, name: str) -> Any:
        """A document that a room contributed, None if there is none; real before demonstration."""
        if name not in self._read:
            if name in self._documents:
                self._read[name] = self._json(f"{DOCUMENTS}/{name}.json")
            elif name in self._demonstration_documents:
                self._read[name] = self._json(f"{DEMONSTRATION}/{DOCUMENTS}/{name}.json")
            else:
                self._read[name] = None
        return self._read[name]

    def layer(self, name: str) -> Layer | None:
        """A layer by its name, None if there is none; real before demonstration."""
        return self.layers.get(name) or self.demonstration_layers.get(name)

    def is_demonstration(self, name: str) -> bool:
        """Whether what `document` or `layer` gives by this name is invented."""
        if name in self.layers or name in self._documents:
            return False
        return name in self.demonstration_layers or name in self._demonstration_documents

    def changes(self) -> list[dict[str, Any]]:
        """What was added, changed and removed since the previous edition (see `diff`)."""
        lines = (self.path / "changes.jsonl").read_bytes().splitlines()
        return [orjson.loads(line) for line in lines]

    def tile(self, layer: str, z: int, x: int, y: int) -> bytes:
        """The layer's vector tile (MVT 2.1, not compressed); empty where nothing lies.

        Raises:
            KeyError: there is no such layer.
            ValueError: there is no such tile.
        """
        cutter = self._cutters.get(layer)
        if cutter is None:
            apart = self.is_demonstration(layer)
            folder = self.path / DEMONSTRATION if apart else self.path
            archive = folder / "tiles" / f"{layer}.pmtiles"
            layers = self.demonstration_layers if apart else self.layers
            cutter = self._cutters[layer] = TileCutter(layers[layer], archive)
        return cutter.tile(z, x, y)


def manifest_id(manifest: dict[str, Any]) -> str:
    """The id of an edition: its UTC second and 8 digits of the SHA-256 of its manifest."""
    content = {name: value for name, value in manifest.items() if name != "id"}
    digest = hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()
    second = dt.datetime.fromisoformat(manifest["created_at"])
    return f"{second:%Y%m%dT%H%M%SZ}-{digest[:8]}"


def ids(root: Path) -> list[str]:
    """Ids of all published editions, newest first; an empty list where nothing is published."""
    try:
        names = [path.name for path in root.iterdir()]
    except FileNotFoundError:
        return []
    return sorted((name for name in names if _ID.fullmatch(name)), reverse=True)


def known_on(root: Path, day: dt.date) -> str:
    """The id of the edition that was current when a day ended in Viet Nam (UTC+7).

    Raises:
        NoEdition: nothing is published at all.
        NothingKnown: the first edition came later; the error names its day.
    """
    published = ids(root)
    if not published:
        raise NoEdition(root)
    end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), VIET_NAM).astimezone(dt.UTC)
    bound = f"{end:%Y%m%dT%H%M%SZ}"
    found = next((name for name in published if name[:16] < bound), None)
    if found is None:
        raise NothingKnown(day, published_on(published[-1]))
    return found


def published_on(edition: str) -> dt.date:
    """The day in Viet Nam on which an edition was published, from its id."""
    second = dt.datetime.strptime(edition[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=dt.UTC)
    return second.astimezone(VIET_NAM).date()


def current_id(root: Path) -> str:
    """The id of the current edition. Raises NoEdition."""
    try:
        return (root / durable.CURRENT).read_text().strip()
    except (FileNotFoundError, NotADirectoryError):
        raise NoEdition(root) from None


def read_manifest(root: Path, edition: str) -> dict[str, Any]:
    """The manifest, checked against the edition's id.

    Raises:
        EditionNotFound: there is no such folder.
        Tampered: the manifest is missing, unreadable or not the one that gave the edition its name.
    """
    folder = root / edition
    if not _ID.fullmatch(edition) or not folder.is_dir():
        raise EditionNotFound(edition)
    try:
        manifest: dict[str, Any] = orjson.loads((folder / MANIFEST).read_bytes())
        matches = manifest_id(manifest) == edition == manifest["id"]
    except FileNotFoundError:
        raise Tampered(edition, MANIFEST, _("is missing")) from None
    except (ValueError, KeyError, TypeError):
        matches = False
    if not matches:
        raise Tampered(edition, MANIFEST, _("was changed"))
    if manifest["format"] != FORMAT:
        raise Tampered(edition, MANIFEST, _("has a format that this version cannot read"))
    return manifest


def verify(root: Path, edition: str) -> list[Fault]:
    """Read every byte of an edition; the faults by file name, none for a sound edition.

    Raises:
        EditionNotFound: there is no such edition.
    """
    try:
        manifest = read_manifest(root, edition)
    except Tampered as error:
        present = (root / edition / error.file).exists()
        return [Fault(error.file, "changed" if present else "missing")]
    folder = root / edition
    stated = manifest["files"]
    faults = []
    for name, expected in stated.items():
        if not (folder / name).is_file():
            faults.append(Fault(name, "missing"))
        elif durable.fingerprint(folder / name) != expected:
            faults.append(Fault(name, "changed"))
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    faults += [Fault(name, "extra") for name in found - set(stated) - {MANIFEST}]
    return sorted(faults, key=lambda fault: fault.file)


def _check_sizes(folder: Path, manifest: dict[str, Any]) -> None:
    for name, expected in manifest["files"].items():
        try:
            size = (folder / name).stat().st_size
        except FileNotFoundError:
            raise Tampered(folder.name, name, _("is missing")) from None
        if size != expected["size"]:
            raise Tampered(folder.name, name, _("was changed"))


def _check_hashes(folder: Path, manifest: dict[str, Any]) -> None:
    for name, expected in manifest["files"].items():
        if durable.fingerprint(folder / name) != expected:
            raise Tampered(folder.name, name, _("was changed"))


_lock = threading.Lock()
_opened: OrderedDict[Path, Edition] = OrderedDict()
_pointers: dict[Path, tuple[tuple[int, int, int], Edition]] = {}


def open(root: Path, edition: str, *, verify: bool = False) -> Edition:
    """Open an edition by its id; the last few stay open. `verify=True` checks every hash first.

    Without it, the hashes of an edition of at most `HASHED_AT_OPENING` bytes are checked all the
    same, once, when it is first opened; of a larger one the sizes are, and `verify` does the rest.

    Raises:
        EditionNotFound: there is no such edition.
        Tampered: a file is missing or was changed; the error names it.
    """
    folder = root / edition
    if verify:
        faults = globals()["verify"](root, edition)
        if faults:
            reason = str(faults[0]).removeprefix(f"{faults[0].file} ")
            raise Tampered(edition, faults[0].file, reason)
    with _lock:
        known = _opened.get(folder)
        if known is not None and folder.is_dir():
            _opened.move_to_end(folder)
            return known
    manifest = read_manifest(root, edition)
    _check_sizes(folder, manifest)
    if not verify and sum(file["size"] for file in manifest["files"].values()) <= HASHED_AT_OPENING:
        _check_hashes(folder, manifest)
    opened = Edition(folder, manifest)
    with _lock:
        _opened[folder] = opened
        if len(_opened) > _KEPT_OPEN:
            _opened.popitem(last=False)
    return opened


def current(root: Path) -> Edition:
    """The current edition, kept open by this process until another one becomes current.

    Raises:
        NoEdition: nothing is published in `root`.
        Tampered, EditionNotFound: the current edition cannot be trusted or has gone.
    """
    try:
        # For every request: no new Path is made.
        status = os.stat(f"{root}/{durable.CURRENT}")  # noqa: PTH116
    except (FileNotFoundError, NotADirectoryError):
        raise NoEdition(root) from None
    stamp = (status.st_ino, status.st_mtime_ns, status.st_size)
    known = _pointers.get(root)
    if known is not None and known[0] == stamp:
        return known[1]
    edition = open(root, current_id(root))
    _pointers[root] = (stamp, edition)
    return edition
