"""The manifests in `packs/open/`: one YAML file for each set of open data. Pure but for reading.

A manifest says what the data is, from where and at which version it comes, its SHA-256 where we
have seen the file ourselves (`unknown` where we have not), its licence and attribution, and how
its records become features of a layer. docs/open-data.md explains every key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from django.utils.translation import gettext as _

from diaban.imports.open_data.refusal import NotPulled

FOLDER = Path(__file__).resolve().parents[3] / "packs" / "open"
UNKNOWN = "unknown"
LOOPBACK = ("127.0.0.1", "localhost", "::1")

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_REQUIRED = (
    "name", "title_vi", "title_en", "publisher", "homepage", "version", "licence", "licence_url",
    "attribution", "layer", "files", "columns",
)  # fmt: skip
_OPTIONAL = (
    "hosts", "most_bytes", "sheet", "place", "decimal_comma", "apart", "keep", "values",
    "published_on", "caveat_vi", "caveat_en",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One file to fetch; `sha256` is None where nobody here has seen it."""

    name: str
    url: str
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """A set of open data.

    Its files are GeoJSON, what OpenStreetMap's Overpass service answers (JSON), or tables (CSV,
    XLSX; `sheet` names the sheet). `columns` maps the fields of `layer` to the columns of the files
    (of several, the first that is filled), `place` names the columns of longitude and latitude,
    `decimal_comma` says that its tables write 2,5 for 2.5, `values` maps a field's values to ours,
    and `keep` limits the records to those whose column has one of the values. `apart` names the
    column that tells records with the same code apart.
    """

    name: str
    title_vi: str
    title_en: str
    publisher: str
    homepage: str
    version: str
    licence: str
    licence_url: str
    attribution: str
    layer: str
    files: tuple[Part, ...]
    columns: Mapping[str, str | list[str]]
    hosts: frozenset[str] = frozenset()
    most_bytes: int = 100_000_000
    sheet: str | None = None
    place: tuple[str, ...] = ()
    decimal_comma: bool = False
    apart: str | None = None
    keep: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    published_on: str = ""
    caveat_vi: str = ""
    caveat_en: str = ""

    def title(self, language: str) -> str:
        return self.title_vi if language.startswith("vi") else self.title_en

    def caveat(self, language: str) -> str:
        return self.caveat_vi if language.startswith("vi") else self.caveat_en

    @property
    def is_pinned(self) -> bool:
        """Whether the hash of every file is known, so that a changed file is noticed at once."""
        return all(part.sha256 for part in self.files)


def names(folder: Path = FOLDER) -> list[str]:
    """Names of the manifests in a folder, sorted."""
    return sorted(path.stem for path in folder.glob("*.yaml"))


def load(name: str, folder: Path = FOLDER) -> Manifest:
    """The manifest of this name.

    Raises:
        NotPulled: there is none, or it is not sound; every fault is named.
    """
    known = names(folder)
    if name not in known:
        raise NotPulled(
            "unknown_name",
            _("No open data is known as “%(name)s”.") % {"name": name[:80]},
            _("Known are: %(names)s.") % {"names": ", ".join(known) or "-"},
        )
    path = folder / f"{name}.yaml"
    try:
        content = yaml.safe_load(path.read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise _unsound(path, [str(error)]) from None
    if faults := faults_of(content, name):
        raise _unsound(path, faults)
    return _made(content)


def _unsound(path: Path, faults: Sequence[str]) -> NotPulled:
    return NotPulled(
        "bad_manifest",
        _("The manifest %(file)s is not sound: %(faults)s")
        % {"file": path.name, "faults": "; ".join(faults)},
        _("Correct it as docs/open-data.md says."),
    )


def faults_of(content: Any, name: str) -> list[str]:
    """Everything that is wrong with a manifest's content, in words for its author."""
    if not isinstance(content, dict):
        return ["not a mapping"]
    faults = [f"“{key}” is missing" for key in _REQUIRED if not content.get(key)]
    faults += [f"“{key}” is no key" for key in content if key not in (*_REQUIRED, *_OPTIONAL)]
    if faults:
        return faults
    if content["name"] != name or not _NAME.fullmatch(name):
        faults.append(f"“name” must be the file's own name, {name}")
    if not isinstance(content["columns"], dict) or "code" not in content["columns"]:
        faults.append("“columns” says for each field its column, and “code” is one of them")
    if not isinstance(content["files"], list):
        return [*faults, "“files” is a list"]
    for entry in content["files"]:
        faults += _faults_of_file(entry)
    return faults


def _faults_of_file(entry: Any) -> list[str]:
    if not isinstance(entry, dict) or set(entry) != {"name", "url", "sha256"}:
        return ["each file has name, url and sha256"]
    faults = []
    name, digest = str(entry["name"]), str(entry["sha256"])
    if not _FILE_NAME.fullmatch(name):
        faults.append(f"“{name}” is no plain file name")
    if digest != UNKNOWN and not _SHA256.fullmatch(digest):
        faults.append(f"{name}: sha256 is 64 hexadecimal digits, or “{UNKNOWN}”")
    address = urlsplit(str(entry["url"]))
    is_here = address.hostname in LOOPBACK
    if not (address.scheme == "https" or (address.scheme == "http" and is_here)):
        faults.append(f"{name}: the address begins with https://")
    return faults


def _made(content: Mapping[str, Any]) -> Manifest:
    plain = {key: content[key] for key in content if key not in ("files", "hosts", "keep")}
    plain["version"] = str(plain["version"])
    if "published_on" in plain:
        plain["published_on"] = str(plain["published_on"])
    plain["place"] = tuple(plain.get("place", ()))
    return Manifest(
        **plain,
        files=tuple(
            Part(part["name"], part["url"], None if part["sha256"] == UNKNOWN else part["sha256"])
            for part in content["files"]
        ),
        hosts=frozenset(content.get("hosts", ())),
        keep={
            column: tuple(wanted if isinstance(wanted, list) else [wanted])
            for column, wanted in content.get("keep", {}).items()
        },
    )
