"""The desk's form of a version of the calendar: days that become something else, office hours."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from diaban.procedures.forms import Row, day, rows, text

HOLIDAY_KINDS = (
    ("closed", lazy("Closed by the authority: a storm, a move")),
    ("swap", lazy("Weekday off, swapped")),
    ("make_up", lazy("Saturday or Sunday worked")),
    ("holiday", lazy("Public holiday")),
    ("substitute", lazy("Day off in place of a holiday")),
    ("working", lazy("Worked after all")),
    ("half", lazy("Worked in the morning only")),
)


SESSION = re.compile(r"(\d{1,2})[:hH](\d{2})\s*[-–—]\s*(\d{1,2})[:hH](\d{2})")


class OfficeHoursField(forms.CharField):
    """“07:30–11:30, 13:00–17:00” as pairs of hours in ISO form; [] where nothing is said."""

    def to_python(self, value: Any) -> Any:
        typed = [one.strip() for one in re.split(r"[,;\n]", super().to_python(value) or "")]
        return [self._session(one) for one in typed if one]

    @staticmethod
    def _session(typed: str) -> list[str]:
        found = SESSION.fullmatch(typed)
        if found is None:
            raise forms.ValidationError(
                _("“%(typed)s” is no session: write it as 07:30–11:30."),
                params={"typed": typed[:40]},
            )
        begin_hour, begin, end_hour, end = found.groups()
        return [f"{int(begin_hour):02d}:{begin}", f"{int(end_hour):02d}:{end}"]


class CalendarForm(forms.Form):
    """A version of the calendar: basis, and what else it says."""

    basis = text(
        lazy("Basis"), required=True, help_text=lazy("The notice or decision, with its day.")
    )
    note = forms.CharField(label=lazy("Note"), required=False, max_length=2000, widget=rows(2))
    hours = OfficeHoursField(
        label=lazy("New office hours"),
        required=False,
        max_length=100,
        help_text=lazy(
            "Only if they change, such as 07:30–11:30, 13:00–17:00. "
            "Open dossiers with a term in hours are counted by them."
        ),
    )
    confirms_until = forms.DateField(
        label=lazy("Days off are announced until"),
        required=False,
        widget=day(),
        help_text=lazy("For the yearly notice: the last day of its year."),
    )


class DayForm(Row):
    """One day that becomes something else."""

    typed = ("day", "name_vi", "name_en")

    day = forms.DateField(label=lazy("Day"), widget=day())
    kind = forms.ChoiceField(label=lazy("becomes"), choices=HOLIDAY_KINDS)
    name_vi = text(lazy("Name in Vietnamese"))
    name_en = text(lazy("Name in English"))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        chosen = said.get("day")
        if chosen and said.get("kind") == "make_up" and chosen.weekday() < 5:
            self.add_error("kind", _("This weekday is worked anyway."))
        return said


_Days = forms.formset_factory(DayForm, extra=5, max_num=60)


class Days(_Days):  # type: ignore[misc, valid-type]
    """The days; none are needed where office hours are said (`needed`)."""

    def __init__(self, *args: Any, needed: bool = True, **more: Any) -> None:
        super().__init__(*args, **more)
        self.needed = needed

    def clean(self) -> None:
        super().clean()
        if self.needed and not any(one.has_changed() for one in self.forms):
            raise forms.ValidationError(_("Name at least one day, or new office hours."))


def changes(formset: Any, morning: Sequence[str]) -> list[dict[str, Any]]:
    """The days as `clock.case.read_change` reads them; a half day is worked in the `morning`."""
    return [change(one.cleaned_data, morning) for one in formset if one.cleaned_data.get("day")]


def change(said: Mapping[str, Any], morning: Sequence[str]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "day": said["day"].isoformat(),
        "kind": "working" if said["kind"] == "half" else said["kind"],
        "name_vi": said["name_vi"],
        "name_en": said["name_en"],
    }
    if said["kind"] == "half":
        found["sessions"] = [list(morning)]
    return found
