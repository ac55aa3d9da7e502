"""Read what stands beside the kinds' tables: locations, more facts, outlines, promises. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from diaban.facts.identity import identity_of
from diaban.facts.outlines import geometry_of
from diaban.facts.packs.context import PROVENANCE, Draft, Reading
from diaban.facts.packs.tables import Row, read_table, read_text
from diaban.facts.schema import FieldSpec, Kind, PackTable, kind_of, kinds
from diaban.facts.values import OUTLINE_PARTS, ValueRefused, clean

LOCATIONS, FACTS, FRESHNESS, OUTLINES = (
    "locations.csv",
    "facts.csv",
    "freshness.csv",
    "geometry.geojson",
)
LARGEST_OUTLINES = 100_000_000
_DAYS = FieldSpec("days", "integer", "Số ngày", "Days", minimum=1, maximum=36_500)


def read_locations(path: Path, reading: Reading) -> None:
    """Where subjects lie; several rows for one subject compete."""
    columns = ("subject", "lon", "lat", "accuracy_m", "method")
    for row in read_table(path, (*columns, *PROVENANCE), (*columns, "source", "trust"),
                          reading.report):  # fmt: skip
        kind = _kind(row, reading)
        provenance = reading.provenance(row)
        if kind is None or not _located(row, kind, "subject", reading):
            continue
        raw = {column: row[column] for column in columns[1:]}
        cleaned = reading.value(row, "lon", kind["location"], raw, "")
        if cleaned is None:
            continue
        lon, lat = cleaned.value["lon"], cleaned.value["lat"]
        if reading.within_bounds(row, (lon, lat, lon, lat), ("lon", "lat")) and provenance:
            reading.draft(row, "subject", Draft(
                row["subject"], "location", cleaned.value, "", provenance.source,
                provenance.trust, provenance.as_of, provenance.as_of_period, None, None,
                provenance.note, provenance.note_vi,
            ))  # fmt: skip


def read_facts(path: Path, reading: Reading) -> None:
    """One more value of a field, or a competing one."""
    columns = ("subject", "field", "value", "value_en", "unit", "valid_from", "valid_to")
    needed = ("subject", "field", "value", "source", "trust")
    for row in read_table(path, (*columns, *PROVENANCE), needed, reading.report):
        kind = _kind(row, reading)
        provenance = reading.provenance(row)
        period = reading.period(row)
        spec = _field(row, kind, reading) if kind else None
        cleaned = _fact_value(row, spec, reading) if spec else None
        if spec and cleaned and provenance and period is not None:
            reading.draft(row, "value", Draft(
                row["subject"], spec.name, cleaned.value, cleaned.unit, provenance.source,
                provenance.trust, provenance.as_of, provenance.as_of_period, *period,
                provenance.note, provenance.note_vi,
            ))  # fmt: skip


def _fact_value(row: Row, spec: FieldSpec, reading: Reading) -> Any:
    raw: Any = row["value"]
    if spec.type == "words":
        raw = {"vi": row["value"], "en": row["value_en"]}
        if not row["value_en"] or not row["value"]:
            column = "value_en" if row["value"] else "value"
            reading.problem(
                row, column, "half_words", _("The text is missing in one language."),
                _("Write it in both languages; a name that has no translation is repeated."),
            )  # fmt: skip
            return None
    elif row["value_en"]:
        reading.problem(
            row, "value_en", "not_words",
            _("“%(field)s” has no value of its own in English.") % {"field": spec.name},
            _("Leave the cell empty."),
        )  # fmt: skip
        return None
    return reading.value(row, "value", spec, raw, row["unit"])


def _field(row: Row, kind: Kind, reading: Reading) -> FieldSpec | None:
    name = row["field"]
    if name not in kind:
        reading.problem(
            row, "field", "unknown_field",
            _("“%(field)s” is no field of the kind “%(kind)s”.")
            % {"field": name[:80], "kind": kind.name},
            _("Write one of: %(values)s.")
            % {"values": ", ".join(spec.name for spec in kind.fields if spec.columns)},
        )  # fmt: skip
        return None
    spec = kind[name]
    if not spec.columns:
        reading.problem(
            row, "field", "wrong_table",
            _("“%(field)s” does not stand in this table.") % {"field": name},
            _("Write it in %(file)s.")
            % {"file": LOCATIONS if spec.type == "location" else OUTLINES},
        )  # fmt: skip
        return None
    return spec


def _kind(row: Row, reading: Reading) -> Kind | None:
    """The kind of the row's subject; the subject itself is looked up at the end."""
    kind = kind_of(row["subject"])
    if kind is None:
        reading.problem(
            row, "subject", "unknown_kind",
            _("“%(subject)s” does not name a subject.") % {"subject": row["subject"][:80]},
            _("Write kind:code, where the kind is one of: %(values)s.")
            % {"values": ", ".join(kind.name for kind in kinds())},
        )  # fmt: skip
        return None
    reading.references.append((row, "subject", row["subject"]))
    return kind


def _located(row: Row, kind: Kind, column: str, reading: Reading) -> bool:
    if kind.located:
        return True
    reading.problem(
        row, column, "no_place",
        _("A subject of the kind “%(kind)s” has no place.") % {"kind": kind.name},
        _("Delete the row."),
    )  # fmt: skip
    return False


def read_outlines(path: Path, reading: Reading) -> None:
    """A GeoJSON FeatureCollection in EPSG:4326.

    Properties: subject, source, as_of, trust, note, note_vi, and where known accuracy_m and method.
    """
    text = read_text(path, LARGEST_OUTLINES, reading.report)
    if text is None:
        return
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        reading.report.add(
            path.name, getattr(error, "lineno", None), None, "bad_geojson",
            _("The file is not JSON: %(reason)s.") % {"reason": getattr(error, "msg", error)},
            _("Export it again as GeoJSON."),
        )  # fmt: skip
        return
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list):
        reading.report.add(
            path.name, None, None, "bad_geojson", _("The file is not a FeatureCollection."),
            _("Export it as GeoJSON with a list “features”."),
        )  # fmt: skip
        return
    for number, feature in enumerate(features, 1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        properties = properties if isinstance(properties, Mapping) else {}
        cells = {
            name: str(value).strip() for name, value in properties.items() if value is not None
        }
        # Lines of a GeoJSON file say nothing to a person: rows count the features.
        row = Row(path.name, number, cells)
        _read_outline(row, feature.get("geometry") if isinstance(feature, dict) else None, reading)


def _read_outline(row: Row, geometry: Any, reading: Reading) -> None:
    kind = _kind(row, reading)
    provenance = reading.provenance(row)
    if kind is None or not _located(row, kind, "subject", reading):
        return
    if geometry is None:
        reading.problem(
            row, "geometry", "missing", _("The feature has no geometry."),
            _("Draw the outline, or delete the feature: what is not known is not drawn."),
        )  # fmt: skip
        return
    if isinstance(geometry, Mapping):
        geometry = {**geometry, **{name: row[name] for name in OUTLINE_PARTS}}
    cleaned = reading.value(row, "geometry", kind["outline"], geometry, "")
    if cleaned is None:
        return
    box = geometry_of(cleaned.value).bounds
    if reading.within_bounds(row, box, ("geometry", "geometry")) and provenance:
        reading.draft(row, "geometry", Draft(
            row["subject"], "outline", cleaned.value, "", provenance.source, provenance.trust,
            provenance.as_of, provenance.as_of_period, None, None, provenance.note,
            provenance.note_vi,
        ))  # fmt: skip


def read_freshness(path: Path, reading: Reading) -> list[dict[str, Any]]:
    """Who looks at which field how often; with an empty stale_after_days it never gets stale."""
    columns = ("kind", "field", "owner", "rhythm_days", "stale_after_days")
    known = {kind.name: kind for kind in kinds()}
    policies: dict[tuple[str, str], dict[str, Any]] = {}
    for row in read_table(path, columns, columns, reading.report):
        kind = known.get(row["kind"])
        if kind is None:
            reading.problem(
                row, "kind", "unknown_kind",
                _("“%(kind)s” is no kind of subject.") % {"kind": row["kind"][:80]},
                _("Write one of: %(values)s.") % {"values": ", ".join(known)},
            )  # fmt: skip
            continue
        if row["field"] != "*" and _field_of_policy(row, kind, reading) is None:
            continue
        if (kind.name, row["field"]) in policies:
            reading.problem(
                row, "field", "duplicate_code", _("There are two promises for this field."),
                _("Delete one of them."),
            )  # fmt: skip
            continue
        days = {column: _days(row, column, reading) for column in columns[3:]}
        if not row["owner"]:
            reading.problem(
                row, "owner", "missing", _("Nobody is named who looks after the field."),
                _("Write the department or the person's office."),
            )  # fmt: skip
        policies[kind.name, row["field"]] = {
            "kind": kind.name, "field": row["field"], "owner": row["owner"], **days,
        }  # fmt: skip
    return list(policies.values())


def _field_of_policy(row: Row, kind: Kind, reading: Reading) -> FieldSpec | None:
    if row["field"] in kind:
        return kind[row["field"]]
    reading.problem(
        row, "field", "unknown_field",
        _("“%(field)s” is no field of the kind “%(kind)s”.")
        % {"field": row["field"][:80], "kind": kind.name},
        _("Write the name of a field, or * for all."),
    )  # fmt: skip
    return None


def _days(row: Row, column: str, reading: Reading) -> int | None:
    if not row[column]:
        return None
    try:
        return int(clean(_DAYS, row[column]).value)
    except ValueRefused as refused:
        reading.report.refused(row.file, row.line, column, refused)
        return None


Rows = list[dict[str, Any]]


def read_extra(path: Path, table: PackTable, reading: Reading, earlier: Mapping[str, Rows]) -> Rows:
    """The rows of a table whose rows are records of their own; `earlier` are those read before."""
    needed = [column for spec in table.fields if spec.required for column in spec.columns]
    rows = []
    seen: dict[str, Row] = {}
    for row in read_table(
        path, (*table.columns, *PROVENANCE), (*needed, "source", "trust"), reading.report
    ):
        provenance = reading.provenance(row)
        values: dict[str, Any] = {}
        for spec in table.fields:
            if row[spec.name] or spec.required:
                cleaned = reading.value(row, spec.name, spec, row[spec.name], "")
                values[spec.name] = cleaned.value if cleaned else None
        _check_known(row, table, values, reading, earlier)
        if provenance is None:
            continue
        record = {**values, "source": provenance.source, "trust": provenance.trust,
                  "as_of": provenance.as_of, "note": provenance.note,
                  "note_vi": provenance.note_vi}  # fmt: skip
        same = identity_of(**record)
        if same in seen:
            reading.problem(
                row, None, "duplicate_fact",
                _("The same row stands already in line %(line)d.") % {"line": seen[same].line},
                _("Delete one of the two."),
            )  # fmt: skip
            continue
        seen[same] = row
        rows.append(record)
    lines = list(seen.values())
    for fault in table.check(rows) if table.check else ():
        row = lines[fault.index]
        reading.problem(row, fault.column, fault.code, fault.reason, fault.remedy)
    return rows


def _check_known(
    row: Row,
    table: PackTable,
    values: Mapping[str, Any],
    reading: Reading,
    earlier: Mapping[str, Rows],
) -> None:
    """Report values that should stand in another table of the pack and do not."""
    for column, (file, there) in table.known.items():
        said = values.get(column)
        named = said if isinstance(said, list) else [said] if said else []
        rows = earlier.get(file, ())
        allowed = {other.get(there) for other in rows}
        for one in named:
            if one not in allowed:
                reading.problem(
                    row, column, "unknown_reference",
                    _("Nothing is described as “%(key)s”.") % {"key": one},
                    _("Correct the code, or describe it in %(file)s.") % {"file": file},
                )  # fmt: skip
            bar = table.barred.get(column)
            if bar and any(
                (other[there], other.get(bar.there)) == (one, bar.value) for other in rows
            ):
                reading.problem(
                    row, column, "barred_reference", str(bar.reason) % {"key": one}, str(bar.remedy)
                )
