"""An import in words, for the command line, and as JSON."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from diaban.facts import schema
from diaban.imports.models import Import, ImportChange, State
from diaban.imports.remarks import here

SHORT_MARK = 12
"""Digits of an import's mark that are enough to name what was seen."""
_SHOWN = 40
_ROWS_SHOWN = 8
_MARKS = {"added": "+", "changed": "~", "removed": "−", "unchanged": "=", "undone": "↶"}
_EFFECTS = {
    "new": "",
    "replaces": lazy("will be shown instead"),
    "beside": lazy("kept beside what is shown, which weighs more"),
    "agrees": lazy("says the same"),
}


def line(record: Import) -> str:
    """One import in one line."""
    day = timezone.localtime(record.proposed_at).strftime("%Y-%m-%d %H:%M")
    state = State(record.state).label
    return f"{record.pk:>5}  {day}  {state:<22} {record.kind:<16} {record.file_name}"


def in_words(record: Import) -> str:
    """Questions, findings and the change set, and what to do next."""
    parts = [line(record), *_how_read(record.report)]
    parts += _questions(record.report)
    parts += _findings(record)
    parts += _doubts(record)
    parts += _changes(record)
    parts.append(_next(record))
    return "\n".join(parts)


def in_json(record: Import) -> dict[str, Any]:
    """All of it; words in both languages."""
    return {
        "import": record.pk,
        "state": record.state,
        "mark": record.mark,
        "kind": record.kind,
        "source": record.source_id,
        "file": record.file_name,
        "hash": record.file_hash,
        "decisions": record.decisions,
        **record.report,
        "findings": [
            {
                "code": one.code, "severity": one.severity, "row": one.row, "field": one.field,
                "reason": one.reason, "remedy": one.remedy, "lon": one.lon, "lat": one.lat,
                "samples": one.samples, "accepted": one.accepted,
            }
            for one in record.findings.all()
        ],
        "changes": [
            {
                "action": one.action, "subject": one.key, "name": one.name, "row": one.row,
                "moved_m": one.moved_m, "candidates": one.candidates,
                "fields": [_without_geometry(field) for field in one.fields],
            }
            for one in record.changes.all()
        ],
    }  # fmt: skip


def value_in_words(value: Any, unit: str = "") -> str:
    """A value as it stands in a change set."""
    if value is None:
        return "–"
    if isinstance(value, dict) and "coordinates" in value:
        return str(value["type"])
    if isinstance(value, dict) and "lon" in value:
        return f"{value['lat']:.6f}, {value['lon']:.6f} ± {value['accuracy_m']:g} m"
    if isinstance(value, dict):
        return " / ".join(dict.fromkeys(str(text) for text in value.values()))
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return f"{text} {unit}".strip()


def _without_geometry(field: dict[str, Any]) -> dict[str, Any]:
    """Outlines are told by their type: the corners are in the file."""
    plain = dict(field)
    for side in ("old", "new"):
        if isinstance(plain[side], dict) and "coordinates" in plain[side]:
            plain[side] = {"type": plain[side]["type"]}
    return plain


def _how_read(report: dict[str, Any]) -> Iterator[str]:
    used = report.get("transformation")
    if used and not used["code"]:
        yield _("Coordinates: %(system)s") % {"system": report["system"]}
    elif used:
        accuracy = used["accuracy_m"]
        yield _(
            "Coordinates: %(system)s → WGS 84 by %(name)s (%(code)s), accurate to %(metres)s m"
        ) % {
            "system": report["system"],
            "name": used["name"],
            "code": used["code"],
            "metres": "?" if accuracy is None else f"{accuracy:g}",
        }
    if report.get("encoding"):
        yield _("Text: %(encoding)s") % {"encoding": report["encoding"]}
    for note in report.get("notes", ()):
        yield f"  · {here(note)}"
    taken = [f"{one['column']} → {one['target']}" for one in report["columns"] if one["target"]]
    left = [one["column"] for one in report["columns"] if not one["target"]]
    if taken:
        yield _("Columns: %(taken)s") % {"taken": "; ".join(taken)}
    if left:
        yield _("Columns left out: %(left)s") % {"left": ", ".join(left)}


def _questions(report: dict[str, Any]) -> Iterator[str]:
    for question in report["questions"]:
        yield "\n? " + here(question["text"])
        for option in question["options"]:
            detail = here(option["detail"])
            yield f"    {_OPTIONS[question['code']] % _answer(question, option)}"
            yield f"        {here(option['label'])}. {detail}".rstrip()


_OPTIONS = {
    "crs": "--crs %(value)s",
    "encoding": "--encoding %(value)s",
    "decimals": '--decimals "%(about)s=%(value)s"',
    "axes": "%(maps)s",
    "accuracy": "--accuracy … --method %(value)s",
}


def _answer(question: dict[str, Any], option: dict[str, Any]) -> dict[str, str]:
    maps = " ".join(f"--map {part}" for part in option["value"].split(" "))
    return {"value": option["value"], "about": question["about"], "maps": maps}


def _findings(record: Import) -> Iterator[str]:
    """Findings by what they are; of many alike the first rows are told."""
    alike: defaultdict[tuple[str, str], list[Any]] = defaultdict(list)
    for one in record.findings.all():
        alike[one.severity, one.code].append(one)
    for (severity, code), found in alike.items():
        accepted = _(" (accepted)") if all(one.accepted for one in found) else ""
        yield f"\n{_SEVERITIES[severity]} {code} × {len(found)}{accepted}"
        for one in found[:_ROWS_SHOWN]:
            where = _("row %(row)d") % {"row": one.row} if one.row else _("the whole file")
            place = f" @ {one.lat:.6f} {one.lon:.6f}" if one.lon is not None else ""
            name = f", {one.field}" if one.field else ""
            yield f"    {where}{name}{place}: {here(one.reason)}"
        if len(found) > _ROWS_SHOWN:
            yield _("    … and %(count)d more") % {"count": len(found) - _ROWS_SHOWN}
        yield f"    → {here(found[0].remedy)}"
        if severity == "warning" and not accepted:
            yield f"    → --accept {code}"
        elif severity == "error" and any(one.row for one in found):
            yield f"    → --leave-out {code}"


_SEVERITIES = {"error": "✗", "warning": "!", "note": "·"}


def _doubts(record: Import) -> Iterator[str]:
    for doubt in record.changes.filter(action="doubtful"):
        yield "\n? " + _("Row %(row)d, %(name)s: which is it?") % {
            "row": doubt.row,
            "name": doubt.name,
        }
        for one in doubt.candidates:
            apart = one["distance_m"]
            away = "" if apart is None else f", {apart / 1000:.1f} km"
            why = f"{one['name']}{away}. {here(one['reason'])}"
            yield f"    --match {doubt.row}={one['key']}    {why}"
        yield f"    --match {doubt.row}=new    --skip {doubt.row}"


def _changes(record: Import) -> Iterator[str]:
    counts = record.report.get("counts", {})
    if "added" in counts:
        yield "\n" + _(
            "Change set: %(added)d added, %(changed)d changed, %(removed)d removed, "
            "%(unchanged)d unchanged, %(doubtful)d doubtful; %(values)d values."
        ) % {name: counts.get(name, 0) for name in (
            "added", "changed", "removed", "unchanged", "doubtful", "values")}  # fmt: skip
    rows = record.changes.exclude(action__in=("doubtful", "unchanged"))
    for change in rows[:_SHOWN]:
        yield from _change(change)
    if (more := rows.count() - _SHOWN) > 0:
        yield _("… and %(count)d more subjects") % {"count": more}


def _change(change: ImportChange) -> Iterator[str]:
    moved = ""
    if change.moved_m is not None:
        moved = _(", moved by up to %(metres).1f m") % {"metres": change.moved_m}
    yield f"{_MARKS[change.action]} {change.key}  {change.name}{moved}"
    kind = schema.kind_of(change.key)
    for one in change.fields:
        if one["effect"] == "agrees" or kind is None:
            continue
        label = kind[one["field"]].label(get_language() or "vi")
        old = value_in_words(one["old"], one["old_unit"])
        new = value_in_words(one["new"], one["unit"])
        effect = f"  [{_EFFECTS[one['effect']]}]" if _EFFECTS[one["effect"]] else ""
        yield f"    {label}: {old} → {new}{effect}"


def _next(record: Import) -> str:
    number: dict[str, Any] = {"number": record.pk}
    if record.state == State.DRAFT:
        return "\n" + _("Not ready: answer the questions and settle the findings above, then run "
                        "the command again.")  # fmt: skip
    if record.state == State.READY:
        if settings.DIABAN_SECOND_PERSON and record.proposed_by_id is None:
            return "\n" + _("Nothing was changed yet. Nobody is named as having prepared it, so it "
                            "cannot be sent on: run the command again with --by NAME.")  # fmt: skip
        return "\n" + _("Nothing was changed yet. Add --apply to send it on.")
    if record.state == State.SENT:
        return "\n" + _("Sent: a second person approves it on the desk, or with "
                        "“diaban imports approve %(number)d --by NAME --seen %(mark)s”.") % (
                            number | {"mark": record.mark[:SHORT_MARK]})  # fmt: skip
    if record.state == State.APPLIED:
        return (
            "\n" + _("Applied. “diaban imports undo %(number)d --by NAME” takes it back.") % number
        )
    return ""
