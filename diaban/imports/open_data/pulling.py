"""Pull a set of open data: fetch or take its files, hold them against their hashes, prepare them.

Files are kept under `open/NAME/VERSION/` of the data folder. A hash that no manifest states is
shown and has to be accepted by a person; what was accepted is remembered beside the files, so that
the same files are not asked about twice, and other files are.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from diaban.imports.open_data import records
from diaban.imports.open_data.fetching import Bounds, Progress, fetch, sha256
from diaban.imports.open_data.manifest import Manifest, Part
from diaban.imports.open_data.refusal import NotPulled

Confirm = Callable[[str], bool]
"""Asked with the hash of files that no manifest vouches for; True accepts them."""
_ACCEPTED = "accepted.json"


@dataclass(frozen=True, slots=True)
class Pulled:
    """Files that are there and whole, and the one file that is made of them for the review.

    `sha256` is that of the file, or of the list of hashes and names where there are several; `hash`
    says who vouches for it: "manifest", "accepted" (before) or "confirmed" (now).
    """

    name: str
    version: str
    files: tuple[Path, ...]
    sha256: str
    hash: str
    ready: Path
    features: int

    def as_dict(self) -> dict[str, Any]:
        content = asdict(self)
        return content | {"files": [str(path) for path in self.files], "ready": str(self.ready)}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a manifest's files lie in the data folder."""

    folder: Path

    @classmethod
    def of(cls, data: Path, manifest: Manifest) -> Place:
        version = re.sub(r"[^A-Za-z0-9.-]+", "-", manifest.version).strip(".-") or "x"
        return cls(data / "open" / manifest.name / version)

    def file(self, part: Part) -> Path:
        return self.folder / part.name

    def accepted(self) -> dict[str, Any]:
        try:
            return dict(json.loads((self.folder / _ACCEPTED).read_text("utf-8")))
        except (OSError, ValueError):
            return {}

    def accept(self, digest: str) -> None:
        said = {"sha256": digest, "accepted_at": datetime.now(UTC).isoformat(timespec="seconds")}
        (self.folder / _ACCEPTED).write_text(json.dumps(said), "utf-8")

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Held by one pull at a time; the system lets go when a process dies."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".lock").open("a+b") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise NotPulled(
                    "busy",
                    _("Another process is pulling the same data."),
                    _("Wait until it has ended."),
                ) from None
            yield


def pull(
    manifest: Manifest,
    data: Path,
    *,
    confirm: Confirm,
    given: Path | None = None,
    only_cached: bool = False,
    bounds: Bounds | None = None,
    progress: Progress | None = None,
) -> Pulled:
    """Fetch (or take `given`, or what is cached), verify, and prepare for the review.

    Args:
        given: the file, or the folder with the files, that somebody fetched by other means.
        only_cached: do not ask the network.

    Raises:
        NotPulled, diaban.imports.safety.Refused
    """
    place = Place.of(data, manifest)
    with place.alone():
        if given is not None:
            files = _taken(manifest, given)
        else:
            limits = bounds or Bounds(most_bytes=manifest.most_bytes)
            files = [
                _present(manifest, part, place, only_cached, limits, progress)
                for part in manifest.files
            ]
        digest = _digest(files)
        voucher = _vouched(manifest, place, files, digest, confirm)
        ready = place.folder / "ready.geojson"
        count = records.write(manifest, files, ready)
    return Pulled(manifest.name, manifest.version, tuple(files), digest, voucher, ready, count)


def is_cached(manifest: Manifest, data: Path) -> bool:
    place = Place.of(data, manifest)
    return all(place.file(part).is_file() for part in manifest.files)


def forget(manifest: Manifest, data: Path) -> None:
    """Remove what is cached of a manifest, so that the next pull fetches it anew."""
    shutil.rmtree(Place.of(data, manifest).folder, ignore_errors=True)


def _present(
    manifest: Manifest,
    part: Part,
    place: Place,
    only_cached: bool,
    bounds: Bounds,
    progress: Progress | None,
) -> Path:
    """The part's file, fetched if it is not there; one with a wrong hash does not stay."""
    path = place.file(part)
    if not path.is_file():
        if only_cached:
            raise NotPulled(
                "not_cached",
                _("%(file)s of %(name)s is not in the cache.")
                % {"file": part.name, "name": manifest.name},
                _("Run the command without --cache, or give the file with --from."),
            )
        fetch(part.url, path, hosts=manifest.hosts, bounds=bounds, progress=progress)
    found = sha256(path)
    if part.sha256 and found != part.sha256:
        path.unlink()
        raise _wrong_hash(
            part.name,
            part.sha256,
            found,
            _("It was removed. Pull again; if it stays so, the publisher changed the file: read "
              "what changed and correct the manifest."),
        )  # fmt: skip
    return path


def _taken(manifest: Manifest, given: Path) -> list[Path]:
    """The files that somebody gives: one file, or a folder that has every part by its name."""
    if given.is_dir():
        files = [given / part.name for part in manifest.files]
        lacking = [path.name for path in files if not path.is_file()]
        if lacking:
            raise NotPulled(
                "folder_lacks",
                _("The folder %(folder)s lacks %(names)s.")
                % {"folder": given, "names": ", ".join(lacking[:5])},
                _("Put every file of the manifest there under its own name."),
            )
        return files
    if not given.is_file():
        raise NotPulled(
            "missing", _("There is no file %(file)s.") % {"file": given},
            _("Check its name and where it lies."),
        )  # fmt: skip
    return [given]


def _digest(files: list[Path]) -> str:
    if len(files) == 1:
        return sha256(files[0])
    lines = "".join(f"{sha256(path)}  {path.name}\n" for path in sorted(files))
    return hashlib.sha256(lines.encode()).hexdigest()


def _vouched(
    manifest: Manifest, place: Place, files: list[Path], digest: str, confirm: Confirm
) -> str:
    """Who vouches for the files; nobody: they are refused, and stay for another look."""
    if manifest.is_pinned:
        if len(files) != len(manifest.files):
            raise NotPulled(
                "folder_needed",
                _("%(name)s is made of %(count)d files with known SHA-256, and one file was given.")
                % {"name": manifest.name, "count": len(manifest.files)},
                _("Put every file of the manifest into a folder under its own name and give that."),
            )
        for part, path in zip(manifest.files, files, strict=True):
            if (found := sha256(path)) != part.sha256:
                remedy = _("Fetch it again from the address in the manifest.")
                raise _wrong_hash(part.name, str(part.sha256), found, remedy)
        return "manifest"
    known = place.accepted().get("sha256")
    if known == digest:
        return "accepted"
    if not confirm(digest):
        raise NotPulled(
            "hash_not_accepted",
            _("Nobody vouches for these files yet: their SHA-256 is %(hash)s.") % {"hash": digest},
            _("Compare it with what the publisher says, then run again with --sha256 %(hash)s.")
            % {"hash": digest},
        )
    place.accept(digest)
    return "confirmed"


def _wrong_hash(name: str, expected: str, found: str, remedy: str) -> NotPulled:
    return NotPulled(
        "wrong_hash",
        _("%(file)s is not the file that was expected: SHA-256 %(found)s instead of %(expected)s.")
        % {"file": name, "found": found, "expected": expected},
        remedy,
    )
