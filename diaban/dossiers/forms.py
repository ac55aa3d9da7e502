"""What people fill in: an application, a step, a letter, an absence, alerts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from diaban.accounts.models import Organisation, Role, User
from diaban.dossiers import words
from diaban.dossiers.catalogue import Offer
from diaban.dossiers.lifecycle import Kind, Progress
from diaban.dossiers.models import Absence, AlertSettings, Channel, Dossier
from diaban.dossiers.steps import STEPS, Step

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
ACCEPTED = ".pdf,.png,.jpg,.jpeg,.docx,.xlsx"


def in_language(text: Any) -> str:
    """The reader's half of {"vi": …, "en": …}."""
    return text.get((get_language() or "vi")[:2]) or text.get("vi") or text.get("en") or ""


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files in one field; what is in them is checked by the action."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        options.setdefault("widget", ManyFilesInput(attrs={"accept": ACCEPTED}))
        super().__init__(**options)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, (list, tuple)) else [data] if data else []
        # An empty file is the action's to refuse, in its own words.
        return [one for one in files if one]


def officers() -> QuerySet[User]:
    """Who can be given a dossier."""
    return User.objects.filter(
        is_active=True, role__in=[Role.OFFICER, Role.LEADER, Role.ADMIN]
    ).order_by("first_name", "username")


class StepForm(forms.Form):
    """The form of one step: only what that step asks for."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    at = forms.DateTimeField(
        label=_("When it happened"), required=False, widget=MOMENT,
        help_text=_("Empty: now. Vietnamese time."),
    )  # fmt: skip
    to = forms.ModelChoiceField(User.objects.none(), label=_("Officer"), required=False)
    agency = forms.CharField(label=_("Agency"), max_length=200)
    days = forms.IntegerField(label=_("Days more"), min_value=1, max_value=365)
    agreed = forms.BooleanField(label=_("The applicant has agreed"), required=False)
    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000
    )
    papers = FilesField(label=_("Files"))

    def __init__(self, kind: Kind, progress: Progress, *args: Any, **options: Any) -> None:
        options["prefix"] = kind.value
        super().__init__(*args, **options)
        self.kind, self.step = kind, STEPS[kind]
        self._narrow(self.step, progress)
        for name, field in self.fields.items():
            field.widget.attrs["id"] = f"id_{kind.value}-{name}"

    def _narrow(self, step: Step, progress: Progress) -> None:
        if step.to:
            choice = self.fields["to"]
            choice.queryset = officers()  # type: ignore[attr-defined]
            choice.required = self.kind == Kind.ASSIGNED
            choice.initial = progress.assignee
        agency = step.agency or self.kind == Kind.RETURNED_BY_AGENCY
        if self.kind == Kind.RETURNED_BY_AGENCY:
            self.fields["agency"] = forms.ChoiceField(
                label=_("Agency"), choices=[(one, one) for one in sorted(progress.agencies)]
            )
        gone = [("to", step.to), ("agency", agency), ("days", step.days), ("agreed", step.days),
                ("reason", step.reason), ("papers", step.files)]  # fmt: skip
        for name, kept in gone:
            if not kept:
                del self.fields[name]

    @property
    def label(self) -> Any:
        return words.ACTIONS[self.kind]

    def clean_to(self) -> User | None:
        """Whoever stands in for an officer who is away today gets it."""
        return present(self.cleaned_data["to"])

    def data_of_event(self) -> dict[str, Any]:
        """What the event keeps beside its reason."""
        given = self.cleaned_data
        found: dict[str, Any] = {}
        if given.get("to"):
            found["to"] = given["to"].pk
        for name in ("agency", "days", "agreed"):
            if name in self.fields:
                found[name] = given[name]
        return found


def whole(text: str) -> int | None:
    """A number of an address or a hidden field; None for anything else ("²" is no number)."""
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else None


def present(officer: User | None) -> User | None:
    """`officer`, or who covers for him today (at most three in a row)."""
    today = timezone.localdate()
    for _turn in range(3):
        away = (
            officer
            and Absence.objects.filter(
                officer=officer, first_day__lte=today, last_day__gte=today
            ).first()
        )
        if not away:
            break
        officer = away.cover
    return officer


class ApplicationForm(forms.Form):
    """The fields of a procedure's form, with links and files. In a draft nothing is required."""

    def __init__(self, offer: Offer, *args: Any, strict: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer = offer
        for field in offer.fields:
            made = field_of(field)
            made.required = field.required and strict
            if field.help:
                made.help_text = in_language(field.help)
            self.fields[f"f-{field.name}"] = made
        for component in offer.components:
            self.fields[f"c-{component.code}"] = FilesField(
                label=in_language(component.name),
                help_text="" if component.required else _("If there is one."),
            )

        # A procedure whose components nobody has entered yet still takes papers.
        self.fields["c-"] = FilesField(label=_("Other papers"))

    def answers(self) -> dict[str, Any]:
        """What was typed, by field, as it is stored."""
        found = {}
        for field in self.offer.fields:
            value = self.cleaned_data.get(f"f-{field.name}")
            if value not in (None, ""):
                found[field.name] = value if isinstance(value, (int, bool)) else str(value)
        return found

    def uploads(self) -> Iterable[tuple[str, Any]]:
        """(component, uploaded file) of every file that was handed in."""
        for code in [*(one.code for one in self.offer.components), ""]:
            for file in self.cleaned_data.get(f"c-{code}") or []:
                yield code, file


def field_of(field: Any) -> forms.Field:
    """A form field for a field of the procedure."""
    label = in_language(field.label)
    if field.unit:
        label = f"{label} ({field.unit})"
    match field.type:
        case "yes_no":
            return forms.ChoiceField(
                label=label, choices=[("", "—"), ("yes", _("yes")), ("no", _("no"))]
            )
        case "words":
            return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": 4}))
        case "number":
            return forms.DecimalField(
                label=label, widget=forms.TextInput(attrs={"inputmode": "decimal"}), localize=True,
                min_value=field.minimum, max_value=field.maximum,
            )  # fmt: skip
        case "date":
            return forms.DateField(
                label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            )
        case "choice":
            empty = [("", "—")]
            return forms.ChoiceField(
                label=label,
                choices=empty + [(key, in_language(name)) for key, name in field.choices],
            )
    return forms.CharField(label=label, max_length=500)


class CounterForm(forms.Form):
    """What an officer says of an application that came over the counter or by post."""

    channel = forms.TypedChoiceField(
        label=_("How it came"), coerce=int,
        choices=[(Channel.COUNTER, Channel.COUNTER.label), (Channel.POST, Channel.POST.label)],
    )  # fmt: skip
    organisation = forms.ModelChoiceField(
        Organisation.objects.filter(is_active=True), label=_("Organisation"), required=False,
        help_text=_("Empty for a person or an organisation that has no account."),
    )  # fmt: skip
    applicant_name = forms.CharField(label=_("Applicant"), required=False, max_length=250)
    applicant_contact = forms.CharField(
        label=_("Telephone or e-mail"), required=False, max_length=250
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("organisation") and not given.get("applicant_name"):
            self.add_error("applicant_name", _("Say who applies."))
        return given


class LinksForm(forms.Form):
    """What a dossier is about, by the keys of other rooms."""

    project = forms.CharField(label=_("Project"), required=False, max_length=160)
    zone = forms.CharField(label=_("Zone or park"), required=False, max_length=160)
    plot = forms.CharField(label=_("Plot"), required=False, max_length=160)
    petition = forms.CharField(label=_("Petition"), required=False, max_length=160)
    replaces = forms.CharField(
        label=_("Replaces the dossier"), required=False, max_length=48,
        help_text=_("The code of a dossier that was withdrawn or returned and is filed again."),
    )  # fmt: skip

    def __init__(self, *args: Any, visible: QuerySet[Dossier], **options: Any) -> None:
        super().__init__(*args, **options)
        self.visible = visible

    def clean_replaces(self) -> Dossier | None:
        code = self.cleaned_data["replaces"].strip().upper()
        if not code:
            return None
        found = self.visible.filter(code=code).first()
        if found is None:
            raise forms.ValidationError(_("There is no dossier with this code. Check it."))
        return found

    def links(self) -> dict[str, str]:
        return {name: self.cleaned_data[name].strip()
                for name in ("project", "zone", "plot", "petition")}  # fmt: skip


class AbsenceForm(forms.ModelForm):
    class Meta:
        model = Absence
        fields = ["officer", "first_day", "last_day", "cover"]
        labels = {
            "officer": _("Officer"),
            "first_day": _("First day away"),
            "last_day": _("Last day away"),
            "cover": _("Who stands in"),
        }
        widgets = {
            name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            for name in ("first_day", "last_day")
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("officer", "cover"):
            self.fields[name].queryset = officers()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("first_day"), given.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day lies before the first."))
        if given.get("officer") and given.get("officer") == given.get("cover"):
            self.add_error("cover", _("Nobody stands in for himself."))
        return given


class AlertForm(forms.ModelForm):
    class Meta:
        model = AlertSettings
        fields = ["used_share", "last_day", "apology", "digest"]
        labels = {
            "used_share": _("Tell me when this share of the term is used, in %"),
            "last_day": _("Tell me on the last day"),
            "apology": _("Tell me when a letter of apology is missing"),
            "digest": _("Send me a digest by e-mail on working mornings"),
        }
        help_texts = {"used_share": "", "digest": ""}

    def clean_used_share(self) -> int:
        share = self.cleaned_data["used_share"]
        if not 1 <= share <= 100:
            raise forms.ValidationError(_("A share lies between 1 and 100."))
        return share
