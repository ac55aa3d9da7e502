"""An import as its page shows it: questions, columns, findings, doubts, the difference, in words.

What a person has typed but not yet settled (`posted`) wins over what was decided before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from diaban.design import formats
from diaban.facts import schema
from diaban.facts.outlines import geometry_of
from diaban.facts.schema import FieldSpec, Kind
from diaban.facts.vocabulary import METHODS
from diaban.geo.measure import geodesic_area_ha
from diaban.imports import answers, columns
from diaban.imports.findings import ERROR, WARNING
from diaban.imports.models import Import, ImportChange
from diaban.imports.positions import MISTAKES
from diaban.imports.remarks import here
from diaban.imports.telling import value_in_words
from diaban.imports.vietnamese_text import LABELS

ROWS_NAMED = 10
BASES = {
    "decided": lazy("as you said"),
    "remembered": lazy("as for the sender's last file"),
    "name": lazy("by its name"),
    "similar": lazy("a similar name"),
    "none": lazy("no guess"),
}
SEVERITIES = {
    "error": lazy("Error: keeps the file out"),
    "warning": lazy("Warning: wants a look"),
    "note": lazy("Note"),
}
ACTIONS = {
    "added": lazy("Added"),
    "changed": lazy("Changed"),
    "removed": lazy("Ends"),
    "unchanged": lazy("Unchanged"),
    "doubtful": lazy("Doubtful"),
    "undone": lazy("Taken back"),
}
EFFECTS = {
    "new": lazy("nothing is shown yet"),
    "replaces": lazy("will be shown instead"),
    "beside": lazy("kept beside what is shown, which weighs more"),
    "agrees": lazy("says the same"),
}
PLACES = {
    columns.CODE: lazy("Code"),
    columns.EASTING: lazy("Easting or longitude"),
    columns.NORTHING: lazy("Northing or latitude"),
    columns.GEOMETRY: lazy("Geometry (WKT)"),
    columns.ACCURACY: lazy("Accuracy in metres"),
    columns.METHOD: lazy("How the place was found"),
    columns.WHERE: lazy("Old or new unit in which it lies"),
}
TRUST = {
    "S-H": lazy("High: a primary source, or several that agree (S-H)"),
    "S-M": lazy("Medium: one secondary source (S-M)"),
    "D": lazy("Medium: arithmetic on sourced facts (D)"),
    "S-L": lazy("Low: a weak or self-contradicting source (S-L)"),
    "M-M": lazy("Low: general knowledge, not verified (M-M)"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    detail: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Input:
    """One input: `kind` is "select", "text", "check" or "lines"."""

    name: str
    label: str
    kind: str = "text"
    value: str = ""
    help: str = ""
    choices: tuple[Choice, ...] = ()
    problem: str = ""
    checked: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Findings that are alike."""

    severity: str
    code: str
    word: str
    remedy: str
    items: list[dict[str, Any]] = field(default_factory=list)
    more: int = 0
    count: int = 0
    can_accept: bool = False
    can_leave_out: bool = False
    ticked: bool = False


def language() -> str:
    return (get_language() or "vi")[:2]


def title(kind: Kind) -> str:
    return kind.title_vi if language() == "vi" else kind.title_en


def _kept(posted: Any, name: str, decided: Any) -> str:
    """What was typed, else what was decided, as text."""
    if posted is not None:
        return str(posted.get(name, ""))
    return "" if decided is None else str(decided)


def questions(record: Import, posted: Any, problems: Mapping[str, str]) -> list[dict[str, Any]]:
    """The open questions with their possible answers."""
    found = []
    for number, one in enumerate(record.report.get("questions", ())):
        name = f"{answers.ANSWER}{number}"
        typed = _kept(posted, name, None)
        found.append(
            {
                "name": name,
                "code": one["code"],
                "about": one["about"],
                "text": here(one["text"]),
                "samples": one["samples"],
                "options": [
                    Choice(
                        option["value"], here(option["label"]), here(option["detail"]),
                        option["value"] == typed,
                    )
                    for option in one["options"]
                ],
                "free": one["code"] == "crs",
                "metres": Input(
                    f"{name}-metres", _("Metres"), value=_kept(posted, f"{name}-metres", None),
                    problem=problems.get(f"{name}-metres", ""),
                ) if one["code"] == "accuracy" else None,
                "problem": problems.get(name, ""),
            }
        )  # fmt: skip
    return found


def column_inputs(
    record: Import, kind: Kind, posted: Any, problems: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Every column with its samples and what it may be mapped to."""
    named = _target_names(kind)
    found = []
    for number, one in enumerate(record.report.get("columns", ())):
        name = f"{answers.COLUMN}{number}"
        target = _kept(posted, name, one["target"]) if posted else one["target"]
        choices = [Choice("", _("leave it out"), chosen=not target)]
        offered = named if target in named or not target else named | {target: target}
        choices += [
            Choice(value, label, chosen=value == target) for value, label in offered.items()
        ]
        found.append(
            {
                "name": name,
                "column": one["column"],
                "samples": [sample for sample in one["samples"] if sample],
                "basis": BASES.get(one["basis"], ""),
                "unsure": one["basis"] in ("similar", "none"),
                "choices": choices,
                "problem": problems.get(name, ""),
            }
        )
    return found


def _target_names(kind: Kind) -> dict[str, str]:
    found = {}
    for target, spec in columns.targets(kind).items():
        if spec is None:
            found[target] = str(PLACES.get(target, target))
            continue
        label = spec.label(language())
        if spec.type == "words":
            half = _("Vietnamese") if target.endswith("_vi") else _("English")
            label = f"{label} ({half})"
        elif target == spec.unit_column:
            label = f"{label} ({_('unit')})"
        elif spec.unit:
            label = f"{label} ({formats.unit(spec.unit, language())})"
        found[target] = label
        if spec.unit in columns.HECTARES:
            for unit in columns.HECTARES:
                if unit != spec.unit:
                    said = formats.unit(unit, language())
                    found[f"{target}@{unit}"] = f"{spec.label(language())} ({said})"
    return found


def settings_inputs(record: Import, posted: Any, problems: Mapping[str, str]) -> list[Input]:
    """The answers that stand behind the guesses: system, text, accuracy, dates, constants."""
    decided = record.answers

    def one(name: str, label: str, **more: Any) -> Input:
        value = _kept(posted, name, getattr(decided, name))
        return Input(name, label, value=value, problem=problems.get(name, ""), **more)

    def choose(name: str, label: str, named: Mapping[str, Any], none: str = "") -> Input:
        value = _kept(posted, name, getattr(decided, name))
        first = [Choice("", none, chosen=not value)] if none else []
        rest = [Choice(key, str(text), chosen=key == value) for key, text in named.items()]
        return Input(
            name, label, "select", value, choices=tuple(first + rest),
            problem=problems.get(name, ""),
        )  # fmt: skip

    def tick(name: str, label: str, help_text: str = "") -> Input:
        value = bool(posted.get(name)) if posted is not None else bool(getattr(decided, name))
        return Input(name, label, "check", "1", help_text, checked=value)

    layers = record.report.get("layers", ())
    methods = {name: pair[0 if language() == "vi" else 1] for name, pair in METHODS.items()}
    lines = "\n".join(f"{name}={value}" for name, value in decided.constants.items())
    return [
        *([choose("layer", _("Sheet or layer of the file"), {name: name for name in layers})]
          if len(layers) > 1 else []),
        one("header_row", _("Row of the column names"), help=_("Only where the guess is wrong.")),
        one("crs", _("Coordinate system"), help=_("EPSG:5899 is VN-2000, meridian 107°45′.")),
        choose("encoding", _("How text is written"), LABELS, _("as the file says")),
        one("accuracy_m", _("Accuracy of the places in metres")),
        choose("method", _("How the places were found"), methods, _("not said")),
        choose("trust", _("Trust"), TRUST),
        one("as_of", _("Values are given for"),
            help=_("A day or a period. Left empty: the source's own date.")),
        one("valid_from", _("Holds from"), help="YYYY-MM-DD"),
        one("valid_to", _("Holds until before"), help="YYYY-MM-DD"),
        Input(
            "constants", _("The same for every row"), "lines",
            _kept(posted, "constants", lines), _("One a line: status=planned"),
            problem=problems.get("constants", ""),
        ),
        tick("complete", _("The file names everything in this layer"),
             _("What it does not name has ended.")),
        tick("agreeing", _("Also record values that say what is shown already")),
    ]  # fmt: skip


def findings(record: Import, posted: Any) -> list[Group]:
    """Findings by what they are: errors first, of many alike the first rows."""
    groups: dict[tuple[str, str], Group] = {}
    decided = record.answers
    accepted = set(posted.getlist("accepted")) if posted is not None else decided.accepted
    left_out = set(posted.getlist("left_out")) if posted is not None else decided.left_out
    counts: dict[tuple[str, str], int] = {}
    rows: dict[tuple[str, str], bool] = {}
    for one in record.findings.all().iterator():
        key = (one.severity, one.code)
        counts[key] = counts.get(key, 0) + 1
        rows[key] = rows.get(key, False) or bool(one.row)
        if key not in groups:
            groups[key] = Group(one.severity, one.code, "", here(one.remedy))
        if len(groups[key].items) < ROWS_NAMED:
            groups[key].items.append(
                {"row": one.row, "field": one.field, "reason": here(one.reason),
                 "samples": one.samples, "lon": one.lon, "lat": one.lat}
            )  # fmt: skip
    for code in left_out - {code for _severity, code in groups}:
        groups[ERROR, code] = Group(ERROR, code, "", _("Rows with this error are left out."))
        rows[ERROR, code] = True
    order = list(SEVERITIES)
    return [
        Group(
            severity, code, str(SEVERITIES[severity]), one.remedy, one.items,
            max(0, counts.get((severity, code), 0) - ROWS_NAMED), counts.get((severity, code), 0),
            can_accept=severity == WARNING or code in MISTAKES,
            can_leave_out=severity == ERROR and rows[severity, code] and code not in MISTAKES,
            ticked=code in accepted or code in left_out,
        )
        for (severity, code), one in sorted(groups.items(), key=lambda p: order.index(p[0][0]))
    ]  # fmt: skip


def doubts(record: Import, posted: Any) -> list[dict[str, Any]]:
    """Rows of which a person must say what they mean."""
    found = []
    for one in record.changes.filter(action="doubtful"):
        name = f"{answers.MATCH}{one.row}"
        typed = _kept(posted, name, record.answers.matches.get(one.row))
        options = [
            Choice(
                each["key"], each["name"],
                f"{here(each['reason'])}{_apart(each['distance_m'])}", each["key"] == typed,
            )
            for each in one.candidates
        ]  # fmt: skip
        options += [
            Choice(answers.NEW, _("It is new"), chosen=typed == answers.NEW),
            Choice(answers.SKIP, _("Leave the row out"), chosen=typed == answers.SKIP),
        ]
        found.append({"name": name, "row": one.row, "label": one.name, "options": options})
    return found


def _apart(metres: float | None) -> str:
    return "" if metres is None else f" ({formats.distance(metres, language())})"


def change(one: ImportChange, names: Mapping[str, str]) -> dict[str, Any]:
    """One subject of the difference, field by field."""
    kind = schema.kind_of(one.key)
    return {
        "action": one.action,
        "word": ACTIONS[one.action],
        "key": one.key,
        "name": one.name or one.key,
        "row": one.row,
        "moved": None if one.moved_m is None else _metres(one.moved_m),
        "fields": [
            {
                "label": kind[each["field"]].label(language()),
                "old": said(kind[each["field"]], each["old"], each["old_unit"], names),
                "new": said(kind[each["field"]], each["new"], each["unit"], names),
                "effect": EFFECTS[each["effect"]],
                "moved": _moved(each),
            }
            for each in one.fields
            if kind is not None and each["field"] in kind and each["effect"] != "agrees"
        ],
        "agreeing": sum(each["effect"] == "agrees" for each in one.fields),
        "withdraws": len(one.withdraws),
        "restores": len(one.restores),
        "lon": one.lon,
        "lat": one.lat,
    }


def _moved(each: Mapping[str, Any]) -> str:
    metres = each.get("moved_m")
    return "" if metres is None else _metres(metres)


def _metres(metres: float) -> str:
    """A shift of an outline: centimetres matter to whoever surveys."""
    if metres >= 1000:
        return formats.distance(metres, language())
    return formats.quantity(metres, "m", language(), 2 if metres < 10 else 1)


def said(spec: FieldSpec, value: Any, unit: str, names: Mapping[str, str]) -> str:
    """A value of a change set in the reader's words."""
    if value is None:
        return ""
    if spec.type == "choice" and value in spec.choices:
        return spec.choices[value][0 if language() == "vi" else 1]
    if spec.type == "reference":
        return names.get(value, value)
    if spec.type == "references":
        return ", ".join(names.get(key, key) for key in value)
    if spec.type in ("decimal", "integer") and isinstance(value, int | float):
        return formats.quantity(value, unit or spec.unit or None, language())
    if spec.type == "outline":
        hectares = geodesic_area_ha(geometry_of(value))
        return _("outline of %(area)s") % {"area": formats.quantity(hectares, "ha", language())}
    if spec.type == "date" and isinstance(value, str):
        return formats.day(value, language())
    return value_in_words(value, unit)


def referenced(changes: Iterable[ImportChange]) -> set[str]:
    """Keys of the subjects that values of these changes name."""
    found: set[str] = set()
    for one in changes:
        kind = schema.kind_of(one.key)
        for each in one.fields if kind is not None else ():
            if kind is not None and each["field"] in kind:
                for side in ("old", "new"):
                    found |= set(schema.references_in(kind[each["field"]], each[side]))
    return found
