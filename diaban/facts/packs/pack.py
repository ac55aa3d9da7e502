"""Read a whole pack: every table, every problem at once, and what it all says. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from diaban.facts import schema
from diaban.facts.packs import about, more, wide
from diaban.facts.packs.context import Draft, Reading
from diaban.facts.packs.problems import Problem, Report

Step = Callable[[float], None]
Known = Callable[[str], Collection[str]]


@dataclass(frozen=True)
class PackContent:
    """What a pack says. Only of use if it came without problems."""

    about: dict[str, Any] = field(default_factory=dict)
    sources: dict[str, dict[str, str]] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    policies: list[dict[str, Any]] = field(default_factory=list)
    subjects: frozenset[str] = frozenset()


def read_pack(
    folder: Path, known: Known | None = None, progress: Step | None = None
) -> tuple[PackContent, list[Problem]]:
    """Read and check a pack.

    `known(id of the pack)` are subjects that others than this pack have described in the registry:
    it may refer to them.
    """
    folder = Path(folder)
    reading = Reading()
    files = file_names()
    if not folder.is_dir():
        reading.report.add(
            folder.name or str(folder), None, None, "no_pack",
            _("There is no folder %(folder)s.") % {"folder": folder},
            _("Give the folder that holds pack.yaml."),
        )  # fmt: skip
        return PackContent(), reading.report.in_order(files)
    _missing_and_unknown_files(folder, files, reading.report)
    content = _read_files(folder, reading, progress or (lambda share: None))
    others = known(content.about.get("id", "")) if known else ()
    _check_references(reading, content.about, others)
    if not reading.drafts and not reading.report.in_order(files):
        reading.report.add(
            about.ABOUT, None, None, "empty", _("The pack describes nothing."),
            _("Add a table, for example parks.csv."),
        )  # fmt: skip
    return content, reading.report.in_order(files)


def file_names() -> list[str]:
    """Every file that a pack may have, in the order in which problems are told."""
    return [
        about.ABOUT,
        about.SOURCES,
        *(kind.table for kind in schema.kinds()),
        *(table.table for table in schema.extra_tables()),
        more.LOCATIONS,
        more.FACTS,
        more.OUTLINES,
        more.FRESHNESS,
    ]


BESIDE = frozenset({"procedures.yaml"})
"""Files that lie in a pack and are read by a room of their own."""


def _missing_and_unknown_files(folder: Path, files: list[str], report: Report) -> None:
    for name in (about.ABOUT, about.SOURCES):
        if not (folder / name).exists():
            report.add(
                name, None, None, "missing_file", _("The file is missing."),
                _("Every pack has a pack.yaml and a sources.csv."),
            )  # fmt: skip
    for path in sorted(folder.iterdir()):
        known = path.name in files or path.name in BESIDE
        if path.suffix in (".csv", ".yaml", ".yml", ".geojson") and not known:
            report.add(
                path.name, None, None, "unknown_file", _("No such file belongs to a pack."),
                _("Name it as one of: %(files)s; or take it out.") % {"files": ", ".join(files)},
            )  # fmt: skip


def _read_files(folder: Path, reading: Reading, progress: Step) -> PackContent:
    done = 0

    def there(name: str) -> Path | None:
        nonlocal done
        progress(done / len(file_names()))
        done += 1
        return folder / name if (folder / name).exists() else None

    said: dict[str, Any] = {}
    if path := there(about.ABOUT):
        said = about.read_about(path, reading.report)
        reading.bounds = tuple(said["bounds"]) if "bounds" in said else None
    reading.sources_readable = False
    if path := there(about.SOURCES):
        about.read_sources(path, reading)
    for kind in schema.kinds():
        if path := there(kind.table):
            wide.read_kind(path, kind, reading)
    tables: dict[str, more.Rows] = {}
    for table in schema.extra_tables():
        if path := there(table.table):
            tables[table.table] = more.read_extra(path, table, reading, tables)
    for name, read in (
        (more.LOCATIONS, more.read_locations),
        (more.FACTS, more.read_facts),
        (more.OUTLINES, more.read_outlines),
    ):
        if path := there(name):
            read(path, reading)
    path = there(more.FRESHNESS)
    policies = more.read_freshness(path, reading) if path else []
    return PackContent(
        said, reading.sources, reading.drafts, tables, policies, frozenset(reading.subjects)
    )


def _check_references(reading: Reading, said: dict[str, Any], known: Collection[str]) -> None:
    known = set(known)

    def is_known(key: str) -> bool:
        # Where a table could not be read at all, that is the problem, not every use of its codes.
        unreadable = key.partition(":")[0] in reading.unreadable_kinds
        return key in reading.subjects or key in known or unreadable

    for row, column, key in reading.references:
        if not is_known(key):
            reading.problem(
                row, column, "unknown_reference",
                _("Nothing is described as “%(key)s”.") % {"key": key},
                _("Correct the code, or describe it in %(file)s.") % {"file": _table_of(key)},
            )  # fmt: skip
    province = said.get("province")
    if province and not is_known(f"locality:{province}"):
        reading.report.add(
            about.ABOUT, None, "province", "unknown_reference",
            _("Nothing is described as “%(key)s”.") % {"key": f"locality:{province}"},
            _("Describe the province in localities.csv, or correct its code."),
        )  # fmt: skip


def _table_of(key: str) -> str:
    kind = schema.kind_of(key)
    return kind.table if kind else _("the table of its kind")
