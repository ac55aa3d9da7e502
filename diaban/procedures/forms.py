"""Editing a version: one form for what it says once, and a table for each of its lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from diaban.clock import Pause, Reason, Unit
from diaban.clock.words import PAUSES, UNITS
from diaban.procedures.content import Content, Words
from diaban.procedures.vocabulary import COMPONENT_KINDS, FIELD_TYPES, ROLES, STAGES, TRUST

EMPTY_ROWS = 3
"""So many empty rows stand below each table: more come after saving."""


def choices(words: Mapping[Any, Any], empty: Any = None) -> list[tuple[str, Any]]:
    found = [(str(value), label) for value, label in words.items()]
    return [("", empty), *found] if empty is not None else found


def day() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


def text(label: Any, *, required: bool = False, most: int = 300, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=most, **more)


def rows(count: int) -> forms.Textarea:
    return forms.Textarea({"rows": count})


class VersionForm(forms.Form):
    """What a version says once, and from which day."""

    name_vi = text(lazy("Name in Vietnamese"), required=True)
    name_en = text(lazy("Name in English"))
    national_code = text(
        lazy("National code"), most=40, help_text=lazy("As on the national portal: 2.002728.")
    )
    stage = forms.ChoiceField(label=lazy("Stage of a project"), choices=choices(STAGES))
    field_vi = text(lazy("Field of law in Vietnamese"), required=True)
    field_en = text(lazy("Field of law in English"))
    decided_by_vi = text(lazy("Who decides, in Vietnamese"), required=True)
    decided_by_en = text(lazy("Who decides, in English"))
    legal_basis = forms.CharField(
        label=lazy("Legal basis"), widget=rows(3), help_text=lazy("One document a line.")
    )
    statutory_amount = forms.IntegerField(
        label=lazy("Term by law"),
        required=False,
        min_value=0,
        help_text=lazy(
            "Empty where it is not known: such dossiers are “undetermined”. 0: same day."
        ),
    )
    statutory_unit = forms.ChoiceField(label=lazy("counted in"), choices=choices(UNITS))
    local_amount = forms.IntegerField(
        label=lazy("Shortened term"),
        required=False,
        min_value=0,
        help_text=lazy("By the province's decision. It counts instead of the term by law."),
    )
    local_unit = forms.ChoiceField(label=lazy("counted in"), choices=choices(UNITS))
    local_basis = text(lazy("Decision that shortens it"))
    trust = forms.ChoiceField(
        label=lazy("How far the term is trusted"),
        required=False,
        choices=choices(TRUST, lazy("not stated")),
    )
    note_vi = forms.CharField(
        label=lazy("Note in Vietnamese"), required=False, max_length=2000, widget=rows(2)
    )
    note_en = forms.CharField(
        label=lazy("Note in English"), required=False, max_length=2000, widget=rows(2)
    )
    cutoff = forms.TimeField(
        label=lazy("Received until"),
        required=False,
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        help_text=lazy(
            "What comes later is received on the next working day. Empty: no such hour."
        ),
    )
    pause_applicant = forms.ChoiceField(
        label=lazy("Waiting for the applicant"), choices=choices(PAUSES)
    )
    pause_agency = forms.ChoiceField(
        label=lazy("Waiting for another agency"), choices=choices(PAUSES)
    )
    pause_obligation = forms.ChoiceField(
        label=lazy("Waiting for a payment"), choices=choices(PAUSES)
    )
    pause_law = forms.ChoiceField(label=lazy("Suspension by law"), choices=choices(PAUSES))
    request_day_counts = forms.BooleanField(
        label=lazy("The day of a request counts"), required=False, initial=True
    )
    supply_day_counts = forms.BooleanField(
        label=lazy("The day of the supply counts"), required=False
    )
    extensions = forms.IntegerField(
        label=lazy("Extensions at most"), min_value=0, max_value=9, initial=1
    )
    extension_notice_days = forms.IntegerField(
        label=lazy("Agreed so many days before the date"), min_value=0, max_value=60, initial=1
    )
    components_trust = forms.ChoiceField(
        label=lazy("How far the components are trusted"),
        required=False,
        choices=choices(TRUST, lazy("not stated")),
    )
    results = forms.CharField(
        label=lazy("Results"),
        required=False,
        widget=rows(2),
        help_text=lazy("One a line: Vietnamese | English."),
    )
    valid_from = forms.DateField(label=lazy("Holds from"), widget=day())
    decision = text(
        lazy("Decision that announces it"), most=200, help_text=lazy("Number of the decision.")
    )
    decided_on = forms.DateField(label=lazy("Decided on"), required=False, widget=day())


class NewVersionForm(VersionForm):
    """The same for a procedure that is not in the catalogue yet."""

    code = forms.SlugField(
        label=lazy("Code"),
        max_length=60,
        help_text=lazy("Lasting name in addresses: small letters, digits and -."),
    )
    field_order = ("code",)


class Row(forms.Form):
    """A row of a table. One in which nothing was typed is empty, whatever its choices say."""

    typed: tuple[str, ...] = ()

    def has_changed(self) -> bool:
        if self.empty_permitted and not any(
            str(self.data.get(self.add_prefix(name)) or "").strip() for name in self.typed
        ):
            return False
        return bool(super().has_changed())


class ComponentForm(Row):
    typed = ("code", "name_vi", "name_en")
    code = forms.SlugField(label=lazy("Code"), max_length=60)
    name_vi = text(lazy("Name in Vietnamese"), required=True)
    name_en = text(lazy("Name in English"))
    kind = forms.ChoiceField(label=lazy("Kind"), choices=choices(COMPONENT_KINDS))
    originals = forms.IntegerField(label=lazy("Originals"), min_value=0, max_value=100, initial=1)
    copies = forms.IntegerField(label=lazy("Copies"), min_value=0, max_value=100, initial=0)
    required = forms.BooleanField(label=lazy("Required"), required=False, initial=True)


class FieldForm(Row):
    typed = ("name", "label_vi", "label_en", "options")
    name = forms.SlugField(label=lazy("Code"), max_length=60)
    label_vi = text(lazy("Question in Vietnamese"), required=True)
    label_en = text(lazy("Question in English"))
    type = forms.ChoiceField(label=lazy("Type"), choices=choices(FIELD_TYPES))
    required = forms.BooleanField(label=lazy("Required"), required=False, initial=True)
    minimum = forms.DecimalField(label=lazy("At least"), required=False)
    maximum = forms.DecimalField(label=lazy("At most"), required=False)
    unit = text(lazy("Unit"), most=20)
    options = forms.CharField(
        label=lazy("Choices: value | Vietnamese | English"), required=False, widget=rows(2)
    )


class StepForm(Row):
    typed = ("code", "name_vi", "name_en", "share")
    code = forms.SlugField(label=lazy("Code"), max_length=60)
    name_vi = text(lazy("Name in Vietnamese"), required=True)
    name_en = text(lazy("Name in English"))
    role = forms.ChoiceField(label=lazy("Who"), choices=choices(ROLES))
    share = forms.IntegerField(label=lazy("Share of the term, %"), min_value=0, max_value=100)


class FeeForm(Row):
    typed = ("name_vi", "name_en", "amount", "basis")
    name_vi = text(lazy("Name in Vietnamese"), required=True)
    name_en = text(lazy("Name in English"))
    amount = forms.DecimalField(label=lazy("Dong"), required=False, min_value=Decimal(0))
    basis = text(lazy("Basis"))


LISTS = {
    "components": (ComponentForm, lazy("Components of the dossier")),
    "fields": (FieldForm, lazy("Questions of the form")),
    "steps": (StepForm, lazy("Steps")),
    "fees": (FeeForm, lazy("Fees")),
}


def tables(data: Any = None, content: Content | None = None) -> dict[str, Any]:
    """A formset for each list, with a few empty rows; rows marked for deletion are left out."""
    found = {}
    for name, (form, title) in LISTS.items():
        made = forms.formset_factory(form, extra=EMPTY_ROWS, can_delete=True, max_num=100)
        initial = LIST_INITIAL[name](content) if content is not None else None
        formset: Any = made(data, initial=initial, prefix=name)
        formset.title = title
        found[name] = formset
    return found


def halves(name: str, words: Words | None) -> dict[str, str]:
    words = words or {}
    return {f"{name}_vi": words.get("vi", ""), f"{name}_en": words.get("en", "")}


def bar(words: Words) -> str:
    """Words as a person types them in a line: "Quyết định | Decision"."""
    return " | ".join(words[half] for half in ("vi", "en") if words.get(half))


def initial_of(content: Content) -> dict[str, Any]:
    """What `VersionForm` shows of a version."""
    counting = content.counting
    return {
        **halves("name", content.name),
        **halves("field", content.field),
        **halves("decided_by", content.decided_by),
        **halves("note", content.note),
        "national_code": content.national_code,
        "stage": content.stage,
        "legal_basis": "\n".join(content.legal_basis),
        "statutory_amount": content.statutory.amount if content.statutory else None,
        "statutory_unit": content.statutory.unit if content.statutory else Unit.WORKING_DAYS,
        "local_amount": content.local.amount if content.local else None,
        "local_unit": content.local.unit if content.local else Unit.WORKING_DAYS,
        "local_basis": content.local_basis,
        "trust": content.trust,
        "cutoff": counting.cutoff,
        **{f"pause_{reason}": str(counting.pause(reason)) for reason in Reason},
        "request_day_counts": counting.request_day_counts,
        "supply_day_counts": counting.supply_day_counts,
        "extensions": counting.extensions,
        "extension_notice_days": counting.extension_notice_days,
        "components_trust": content.components_trust,
        "results": "\n".join(bar(one) for one in content.results),
    }


LIST_INITIAL: dict[str, Any] = {
    "components": lambda content: [
        {
            "code": one.code, "kind": one.kind, "originals": one.originals, "copies": one.copies,
            "required": one.required, **halves("name", one.name),
        }
        for one in content.components
    ],
    "fields": lambda content: [
        {
            "name": one.name, "type": one.type, "required": one.required, "minimum": one.minimum,
            "maximum": one.maximum, "unit": one.unit, **halves("label", one.label),
            "options": "\n".join(f"{value} | {bar(label)}" for value, label in one.choices),
        }
        for one in content.fields
    ],
    "steps": lambda content: [
        {"code": one.code, "role": one.role, "share": one.share, **halves("name", one.name)}
        for one in content.steps
    ],
    "fees": lambda content: [
        {"amount": one.amount, "basis": one.basis, **halves("name", one.name)}
        for one in content.fees
    ],
}  # fmt: skip


def words(cleaned: Mapping[str, Any], name: str) -> dict[str, str] | None:
    """The two halves of a name, None where both are empty."""
    found = {half: cleaned.get(f"{name}_{half}") or "" for half in ("vi", "en")}
    return {half: said for half, said in found.items() if said} or None


def pair(line: str) -> dict[str, str]:
    """ "Quyết định | Decision" as words."""
    vi, _bar, en = (part.strip() for part in line.partition("|"))
    return {"vi": vi, "en": en} if en else {"vi": vi}


def lines(said: str) -> list[str]:
    return [line.strip() for line in said.splitlines() if line.strip()]


def term(cleaned: Mapping[str, Any], name: str) -> dict[str, Any] | None:
    amount = cleaned.get(f"{name}_amount")
    return None if amount is None else {"amount": amount, "unit": cleaned[f"{name}_unit"]}


def assemble(form: forms.Form, formsets: Mapping[str, Any], kept: Content | None) -> dict[str, Any]:
    """The version as JSON, for `content.read`; `kept` gives the help of questions that stay."""
    said = form.cleaned_data
    helps = {one.name: one.help for one in kept.fields if one.help} if kept else {}
    whole = {
        "name": words(said, "name"),
        "field": words(said, "field"),
        "decided_by": words(said, "decided_by"),
        "stage": said["stage"],
        "national_code": said["national_code"],
        "legal_basis": lines(said["legal_basis"]),
        "statutory": term(said, "statutory"),
        "local": term(said, "local"),
        "local_basis": said["local_basis"],
        "trust": said["trust"] if said["statutory_amount"] is not None else "",
        "note": words(said, "note"),
        "counting": counting(said),
        "components": [component(one) for one in kept_rows(formsets["components"])],
        "components_trust": said["components_trust"],
        "fields": [question(one, helps) for one in kept_rows(formsets["fields"])],
        "steps": [
            {"code": one["code"], "name": words(one, "name"), "role": one["role"],
             "share": one["share"]}
            for one in kept_rows(formsets["steps"])
        ],
        "fees": [
            {"name": words(one, "name"), "basis": one["basis"],
             "amount": str(one["amount"]) if one["amount"] is not None else None}
            for one in kept_rows(formsets["fees"])
        ],
        "results": [pair(line) for line in lines(said["results"])],
    }  # fmt: skip
    return {name: value for name, value in whole.items() if value not in ("", None, [])}


def kept_rows(formset: Any) -> Iterable[Mapping[str, Any]]:
    """The filled rows of a valid formset that are not to be removed."""
    return [
        form.cleaned_data
        for form in formset
        if form.cleaned_data and not form.cleaned_data.get("DELETE")
    ]


def counting(said: Mapping[str, Any]) -> dict[str, Any]:
    pauses = {str(reason): said[f"pause_{reason}"] for reason in Reason}
    found: dict[str, Any] = {
        "pauses": {name: how for name, how in pauses.items() if how != Pause.CONTINUE},
        "request_day_counts": said["request_day_counts"],
        "supply_day_counts": said["supply_day_counts"],
        "extensions": said["extensions"],
        "extension_notice_days": said["extension_notice_days"],
    }
    if said["cutoff"] is not None:
        found["cutoff"] = said["cutoff"].strftime("%H:%M")
    return found


def component(one: Mapping[str, Any]) -> dict[str, Any]:
    plain = {part: one[part] for part in ("code", "kind", "originals", "copies", "required")}
    return plain | {"name": words(one, "name")}


def question(one: Mapping[str, Any], helps: Mapping[str, Words]) -> dict[str, Any]:
    found: dict[str, Any] = {part: one[part] for part in ("name", "type", "required", "unit")}
    found["label"] = words(one, "label")
    for part in ("minimum", "maximum"):
        if one[part] is not None:
            found[part] = str(one[part])
    if options := lines(one["options"]):
        found["choices"] = [
            {"value": line.partition("|")[0].strip(), "label": pair(line.partition("|")[2])}
            for line in options
        ]
    if one["name"] in helps:
        found["help"] = dict(helps[one["name"]])
    return found
