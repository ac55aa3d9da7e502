"""What people type about visits. A form keeps what was typed and says what is wrong where."""

from __future__ import annotations

from collections.abc import Container, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from diaban.accounts.models import Organisation, User
from diaban.accounts.permissions import ALLOWED, Permission
from diaban.petitions.forms import day, options, words
from diaban.petitions.models import Body
from diaban.petitions.places import names
from diaban.petitions.vocabulary import CATEGORIES
from diaban.projects import holders
from diaban.projects.models import Project
from diaban.visits.actions import Plan, Where
from diaban.visits.models import Commitment, Stop, StopField, Visit
from diaban.visits.stops import checklist
from diaban.visits.stops.field_names import LONGEST_TEXT, MET, NOTE, OUTCOMES, STATE
from diaban.visits.stops.known import language

HOUR = "%Y-%m-%dT%H:%M"
PROJECT = "project:"
LONGEST_NUMBER = 9


def staff() -> QuerySet[User]:
    """Who may go on a visit: whoever may see visits."""
    roles = [role for role, allowed in ALLOWED.items() if Permission.SEE_VISITS in allowed]
    return User.objects.filter(is_active=True, role__in=roles).order_by("last_name", "username")


class Members(forms.ModelMultipleChoiceField):
    """People of the list. A number of forty digits is none, and more than SQLite can be asked."""

    def clean(self, value: Any) -> Any:
        unknown = next((str(one) for one in value or () if len(str(one)) > LONGEST_NUMBER), None)
        if unknown is not None:
            raise ValidationError(
                self.error_messages["invalid_choice"], "invalid_choice", {"value": unknown[:20]}
            )
        return super().clean(value)


class PlanForm(forms.Form):
    """Who goes, when, and what for."""

    title = forms.CharField(
        label=lazy("What is the visit for, in one line?"), max_length=200,
        help_text=lazy("For example: remove obstacles at Dong Mai before the rains."),
    )  # fmt: skip
    purpose = words(
        lazy("Programme and purpose"), required=False,
        help_text=lazy("It stands on the paper to take along and in the calendar file."),
    )  # fmt: skip
    first_day = day(lazy("First day"))
    last_day = day(
        lazy("Last day"), required=False, help_text=lazy("Leave it empty if it takes one day.")
    )
    leader = forms.ModelChoiceField(
        label=pgettext_lazy("visit", "Leader"),
        queryset=User.objects.none(),
        empty_label=lazy("choose"),
    )
    members = Members(
        label=lazy("Members"), queryset=User.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=lazy("Only the leader and members record what was seen."),
    )  # fmt: skip
    start = forms.CharField(widget=forms.HiddenInput, required=False)
    sequence = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, visit: Visit | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("leader", "members"):
            self.fields[name].queryset = staff()  # type: ignore[attr-defined]
        if visit is not None:
            self.fields["why"] = words(
                lazy("Why is it changed?"), required=False, rows=2,
                help_text=lazy("It stands in the visit's story."),
            )  # fmt: skip

    def plan(self) -> Plan:
        said = self.cleaned_data
        return Plan(
            title=said["title"], purpose=said["purpose"], first_day=said["first_day"],
            last_day=said["last_day"] or said["first_day"], leader=said["leader"],
            members=list(said["members"]),
        )  # fmt: skip


class StopForm(forms.Form):
    """One stop of a plan."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=180)
    order = forms.IntegerField(
        label=lazy("Order"), min_value=1, max_value=99, required=False,
        widget=forms.NumberInput({"class": "cell-order"}),
    )  # fmt: skip
    planned_at = forms.DateTimeField(
        label=lazy("Hour"), required=False, input_formats=[HOUR, "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=HOUR),
    )  # fmt: skip
    organisation = forms.CharField(
        label=lazy("Who receives the visit"), required=False, max_length=250,
        widget=forms.TextInput({"list": "organisations", "autocomplete": "off"}),
    )  # fmt: skip
    out = forms.BooleanField(label=lazy("Take out"), required=False)

    def clean_key(self) -> str:
        key: str = self.cleaned_data["key"]
        if where_of(key) is None:
            raise ValidationError(_("There is no such place or project."))
        return key

    def clean_organisation(self) -> Organisation | None:
        text = self.cleaned_data["organisation"].strip()
        if not text:
            return None
        found = Organisation.objects.filter(is_active=True)
        one = found.filter(tax_code=text).first() or found.filter(name_vi=text).first()
        if one is None:
            raise ValidationError(
                _("No organisation is called so. Choose one of the list, or leave it empty.")
            )
        return one

    def where(self, reasons: Sequence[dict[str, Any]] = (), *, known: Container[str] = ()) -> Where:
        """`known` are the keys of stops that are in the plan: their receiver is what was typed,
        not who holds the project by now."""
        found = where_of(self.cleaned_data["key"])
        assert found is not None
        holder = None if self.cleaned_data["key"] in known else found.organisation
        return Where(
            found.place, found.project, self.cleaned_data["organisation"] or holder,
            self.cleaned_data["planned_at"], reasons,
        )  # fmt: skip


class BaseStops(forms.BaseFormSet):
    """The stops of a plan in the order that was typed; those without a number come last."""

    def kept(self) -> list[StopForm]:
        found = [form for form in self.forms
                 if form.cleaned_data.get("key") and not form.cleaned_data.get("out")]  # fmt: skip
        return sorted(found, key=lambda form: form.cleaned_data.get("order") or 10**6)

    def rows(self) -> list[dict[str, Any]]:
        """What stands in the form, as the next form begins with it."""
        return [
            {
                "key": form.cleaned_data["key"],
                "planned_at": form.cleaned_data["planned_at"],
                "organisation": form.data.get(form.add_prefix("organisation"), ""),
            }
            for form in self.kept()
        ]


StopForms = forms.formset_factory(StopForm, formset=BaseStops, extra=0, max_num=60)


def where_of(key: str) -> Where | None:
    """The stop that a key names ("park:dong-mai", "project:DA-1"); None if there is none.

    A project is received by the one organisation that holds it, if there is one alone.
    """
    if key.startswith(PROJECT):
        project = Project.objects.filter(code=key.removeprefix(PROJECT)).first()
        if project is None:
            return None
        held = holders.organisations(project)
        place = project.park or project.economic_zone or ""
        return Where(place, project.code, held[0] if len(held) == 1 else None)
    return Where(key) if key in names(language()) else None


def key_of(place: str, project: str) -> str:
    return f"{PROJECT}{project}" if project else place


def local(moment: datetime | None) -> datetime | None:
    """A moment as a form shows it."""
    return timezone.localtime(moment) if moment else None


class RecordForm(forms.Form):
    """What was seen at a stop, written at the desk: the checklist, whom one met, notes.

    A field of the form is a field of the stop; `seen` are the versions that the page had.
    """

    def __init__(self, data: Any = None, *, stop: Stop, fields: dict[str, StopField]) -> None:
        version = checklist.on(stop.visit.first_day)
        self.known = fields
        super().__init__(data, initial={name: row.value or "" for name, row in fields.items()})
        answers = [("", _("not looked at")), *(
            (value, checklist.said(text, language())) for value, text in checklist.ANSWERS.items()
        )]  # fmt: skip
        for item in version.items:
            label = checklist.said(item.words, language())
            self.fields[item.field] = forms.ChoiceField(
                label=label, choices=answers, required=False
            )
            self.fields[item.note_field] = forms.CharField(
                label=_("Remark: %(what)s") % {"what": label}, required=False, max_length=2000
            )
        outcomes = [("", _("not said"))]
        outcomes += [(one, checklist.said(text, language())) for one, text in OUTCOMES.items()]
        self.fields[STATE] = forms.ChoiceField(
            label=_("What became of the stop"), choices=outcomes, required=False
        )
        for name, label, rows in (
            (MET, _("Whom one met, with their position"), 2),
            (NOTE, _("Notes"), 5),
        ):
            self.fields[name] = forms.CharField(
                label=label,
                required=False,
                max_length=LONGEST_TEXT,
                widget=forms.Textarea({"rows": rows}),
            )
        self.items = version.items

    def lines(self) -> list[dict[str, Any]]:
        """The checklist, answer and remark side by side."""
        return [
            {"answer": self[item.field], "note": self[item.note_field],
             "row": self.known.get(item.field)}
            for item in self.items
        ]  # fmt: skip

    def versions(self) -> dict[str, int]:
        """What is on record now, for the hidden inputs of the page."""
        return {name: self.known[name].version if name in self.known else 0 for name in self.fields}

    def seen(self) -> dict[str, int]:
        """The versions that the page had; −1, which none has, where it names none."""
        found = {}
        for name in self.fields:
            text = str(self.data.get(f"v-{name}", ""))
            found[name] = int(text) if text.isdecimal() and len(text) < 9 else -1
        return found

    def values(self) -> dict[str, Any]:
        """What is to be written: what was emptied is nothing, what never was stays away."""
        said = {name: value.strip() or None for name, value in self.cleaned_data.items()}
        return {name: value for name, value in said.items() if value or name in self.known}


class FindingForm(forms.Form):
    category = forms.ChoiceField(label=lazy("Field"))
    text = words(lazy("What was found?"), rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = options(CATEGORIES)  # type: ignore[attr-defined]


class PromiseForm(forms.Form):
    """A commitment that was made at the stop, written at the desk."""

    side = forms.ChoiceField(label=lazy("Who promises"), choices=Commitment.Side.choices)
    body = forms.ModelChoiceField(
        label=lazy("Body of the authority's side"), queryset=Body.objects.none(), required=False,
        empty_label=lazy("not said"),
    )  # fmt: skip
    what = words(lazy("What is promised?"), rows=2)
    due_on = day(lazy("By which day"), required=False)
    evidence = words(lazy("What will show that it is done"), required=False, rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = Body.objects.all()  # type: ignore[attr-defined]
