"""Read pack.yaml and sources.csv: what the pack is, and whom it cites. Pure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from diaban.facts.packs.context import Bounds, Reading
from diaban.facts.packs.problems import Report
from diaban.facts.packs.tables import Row, read_table, read_text
from diaban.facts.schema import CODE
from diaban.facts.values import ValueRefused, clean_period
from diaban.facts.vocabulary import SOURCE_KINDS

ABOUT = "pack.yaml"
SOURCES = "sources.csv"
LARGEST_ABOUT = 1_000_000
ABOUT_NEEDED = ("id", "title_vi", "title_en", "province", "bounds")
ABOUT_KEYS = (*ABOUT_NEEDED, "version", "authority_vi", "authority_en", "owner", "licence")
SOURCE_COLUMNS = (
    "id", "kind", "title_vi", "title_en", "publisher", "url", "published_on", "retrieved_on",
    "licence", "note", "note_vi",
)  # fmt: skip


def read_about(path: Path, report: Report) -> dict[str, Any]:
    """The content of pack.yaml: text by key, and `bounds` as four numbers (absent if unsound)."""
    text = read_text(path, LARGEST_ABOUT, report)
    if text is None:
        return {}
    try:
        # BaseLoader makes strings, lists and mappings only: no dates, no numbers, no objects.
        content = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        report.add(
            ABOUT, mark.line + 1 if mark else None, None, "bad_yaml",
            _("The file is not YAML: %(reason)s.")
            % {"reason": getattr(error, "problem", None) or type(error).__name__},
            _("Write lines of the form “name: value”."),
        )  # fmt: skip
        return {}
    if not isinstance(content, dict):
        report.add(
            ABOUT, None, None, "bad_yaml", _("The file is not a list of names and values."),
            _("Write lines of the form “name: value”."),
        )  # fmt: skip
        return {}
    return _sound_about(content, report)


def _sound_about(content: dict[Any, Any], report: Report) -> dict[str, Any]:
    about: dict[str, Any] = {}
    for name, value in content.items():
        if name not in ABOUT_KEYS:
            report.add(
                ABOUT, None, str(name)[:80], "unknown_column",
                _("“%(name)s” is nothing that pack.yaml says.") % {"name": str(name)[:80]},
                _("Use only: %(names)s.") % {"names": ", ".join(ABOUT_KEYS)},
            )  # fmt: skip
        elif name == "bounds":
            if bounds := _bounds(value, report):
                about["bounds"] = list(bounds)
        elif not isinstance(value, str):
            report.add(
                ABOUT, None, name, "not_text", _("“%(name)s” is not text.") % {"name": name},
                _("Write it on one line, in quotation marks if need be."),
            )  # fmt: skip
        elif value.strip():
            about[name] = value.strip()
    for name in ABOUT_NEEDED:
        if name not in about and not (name == "bounds" and name in content):
            report.add(
                ABOUT, None, name, "missing", _("“%(name)s” is missing.") % {"name": name},
                _("Add a line “%(name)s: …”.") % {"name": name},
            )  # fmt: skip
    if "id" in about and (not CODE.fullmatch(about["id"]) or len(about["id"]) > 100):
        report.add(
            ABOUT, None, "id", "bad_code",
            _("“%(code)s” cannot be the id of a pack.") % {"code": about.pop("id")[:80]},
            _("Use letters without marks, digits and hyphens, for example quang-ninh."),
        )  # fmt: skip
    return about


def _bounds(value: Any, report: Report) -> Bounds | None:
    try:
        west, south, east, north = (float(item) for item in value)
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
            raise ValueError
    except (TypeError, ValueError):
        report.add(
            ABOUT, None, "bounds", "bad_bounds",
            _("The bounds are not west, south, east, north in degrees."),
            _("Write four numbers, for example [106.4, 20.5, 108.6, 21.7]."),
        )  # fmt: skip
        return None
    return west, south, east, north


def read_sources(path: Path, reading: Reading) -> None:
    """Take the sources of the pack in."""
    rows = read_table(path, SOURCE_COLUMNS, ("id", "kind", "title_vi", "title_en"), reading.report)
    reading.sources_readable = bool(rows)
    lines: dict[str, int] = {}
    for row in rows:
        name = row["id"]
        if name in lines:
            reading.problem(
                row, "id", "duplicate_code",
                _("The source “%(code)s” stands already in line %(line)d.")
                % {"code": name, "line": lines[name]},
                _("Give one of the two another id, or delete it."),
            )  # fmt: skip
            continue
        lines[name] = row.line
        _check_source(row, reading)
        # Kept even with faults, so that every row that cites it is not a fault too.
        reading.sources[name] = {column: row[column] for column in SOURCE_COLUMNS}


def _check_source(row: Row, reading: Reading) -> None:
    if not CODE.fullmatch(row["id"]) or len(row["id"]) > 100:
        reading.problem(
            row, "id", "bad_code" if row["id"] else "missing",
            _("“%(code)s” cannot be the id of a source.") % {"code": row["id"][:80]},
            _("Use letters without marks, digits and hyphens, for example qd-120-2007."),
        )  # fmt: skip
    if row["kind"] not in SOURCE_KINDS:
        reading.problem(
            row, "kind", "unknown_choice",
            _("“%(kind)s” is no kind of source.") % {"kind": row["kind"][:80]},
            _("Write one of: %(values)s.") % {"values": ", ".join(SOURCE_KINDS)},
        )  # fmt: skip
    for column in ("title_vi", "title_en"):
        if not row[column]:
            reading.problem(
                row, column, "missing", _("The source has no title in this language."),
                _("Write it; a title that has no translation is repeated."),
            )  # fmt: skip
    for column in ("published_on", "retrieved_on"):
        if row[column]:
            try:
                clean_period(row[column])
            except ValueRefused as refused:
                reading.report.refused(row.file, row.line, column, refused)
    if row["url"] and not row["url"].startswith(("https://", "http://")):
        reading.problem(
            row, "url", "bad_url", _("“%(url)s” is no web address.") % {"url": row["url"][:80]},
            _("Begin it with https://, or leave it empty and write it in the note."),
        )  # fmt: skip
