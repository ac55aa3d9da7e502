"""What people type about a visit to come. A form keeps what was typed and says what is wrong."""

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
from diaban.petitions.forms import day, words
from diaban.petitions.places import names
from diaban.projects import holders
from diaban.projects.models import Project
from diaban.visits.actions import Plan, Where
from diaban.visits.models import Visit
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
