"""What people type about petitions. A form keeps what was typed and says what is wrong where."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from diaban.accounts.models import Organisation, Role, User
from diaban.dossiers.forms import FilesField, ManyFilesInput
from diaban.petitions import places, position, vocabulary, wording
from diaban.petitions.actions import Request
from diaban.petitions.models import Body, Cause, Petition, Remedy, RemedyEvent
from diaban.projects.models import Project

MOST_WORDS = 8000
OLDEST = timedelta(days=366)
"""What came in longer ago is a slip of the pen, and not taken in today."""


def language() -> str:
    return get_language() or "vi"


def options(labels: vocabulary.Labels, *, empty: str = "") -> list[tuple[str, str]]:
    """The choices of a select in the reader's language, after an empty one."""
    named = [(value, vocabulary.label(labels, value, language())) for value in labels if value]
    return [("", empty or _("choose")), *named]


def words(label: Any, *, required: bool = True, rows: int = 4, help_text: Any = "") -> Any:
    return forms.CharField(
        label=label, required=required, max_length=MOST_WORDS, help_text=help_text,
        widget=forms.Textarea({"rows": rows}),
    )  # fmt: skip


def day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, help_text=help_text, widget=widget)


def papers_field() -> FilesField:
    kinds = lazy("PDF, Word, Excel, PNG or JPEG; up to 25 MB each, at most 10.")
    return FilesField(label=lazy("Files"), help_text=kinds)


def degrees(label: Any, help_text: Any) -> forms.CharField:
    widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
    return forms.CharField(
        label=label, required=False, max_length=24, widget=widget, help_text=help_text
    )


class PetitionForm(forms.Form):
    """A petition, as an enterprise files it or an officer takes it in."""

    title = forms.CharField(
        label=lazy("In one line"), max_length=200,
        help_text=lazy("For example: power cuts twice a week at Dong Mai."),
    )  # fmt: skip
    text = words(
        lazy("What is the trouble?"), rows=6,
        help_text=lazy("What happens, where, since when, what it costs, what you propose."),
    )  # fmt: skip
    category = forms.ChoiceField(label=lazy("Field"))
    place = forms.ChoiceField(label=lazy("Park or economic zone"), required=False)
    petitioner_kind = forms.ChoiceField(label=lazy("Who asks"))
    project = forms.ChoiceField(label=lazy("Project"), required=False)
    recurs = forms.ChoiceField(
        label=lazy("Earlier petition, if it comes again"), required=False,
        help_text=lazy("One of yours that was closed. It is linked, and counted as coming back."),
    )  # fmt: skip
    longitude = degrees(lazy("Longitude"), lazy("For example 106.8302"))
    latitude = degrees(lazy("Latitude"), lazy("For example 20.9714"))
    papers = papers_field()

    def __init__(
        self,
        *args: Any,
        projects: Iterable[Project] = (),
        closed: Iterable[Petition] = (),
        **kwargs: Any,
    ) -> None:
        """`projects` and `closed` are what the asker may name: his own."""
        super().__init__(*args, **kwargs)
        self.closed = {str(one.pk): one for one in closed}
        if self.closed:
            earlier = [(pk, f"{one.number} · {one.title}") for pk, one in self.closed.items()]
            self.choose("recurs", [("", _("none of them")), *earlier])
        else:
            del self.fields["recurs"]
        named = [(one.code, f"{one.code} · {one}") for one in projects]
        if named:
            self.choose("project", [("", _("none of them")), *named])
        else:
            del self.fields["project"]
        self.point: tuple[float, float] | None = None
        self.choose("category", options(vocabulary.CATEGORIES))
        self.choose("petitioner_kind", options(vocabulary.PETITIONERS))
        here = [("", _("outside every park and zone")), *places.names(language()).items()]
        self.choose("place", here)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        try:
            self.point = position.read(said.get("longitude", ""), said.get("latitude", ""))
        except position.Fault as fault:
            self.add_error(fault.part, str(wording.POSITIONS[fault.code]))
        return said

    def clean_recurs(self) -> Petition | None:
        return self.closed.get(self.cleaned_data["recurs"])

    def told(self) -> list[Any]:
        """The fields in words; the point and the files have a part of the page of their own."""
        return [field for field in self if field.name not in ("longitude", "latitude", "papers")]

    def received_at(self) -> datetime | None:
        """When it came in; None is now."""
        return None

    def namesake(self) -> Organisation | None:
        """An organisation of the name that was typed as somebody without one."""
        return None

    def offset(self) -> position.Offset | None:
        """How far the point lies from the park that was chosen; None where either is unknown."""
        here = places.point(self.cleaned_data.get("place", ""))
        return position.offset(here, self.point) if here and self.point else None

    def choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def request(self, **more: Any) -> Request:
        """What was typed, as the action takes it."""
        said: dict[str, Any] = {name: self.cleaned_data[name] for name in
                ("title", "text", "category", "place", "petitioner_kind")}  # fmt: skip
        said |= {"point": self.point, "project": self.cleaned_data.get("project") or "",
                 "recurs": self.cleaned_data.get("recurs")}  # fmt: skip
        return Request(**(said | more))


class TakenInForm(PetitionForm):
    """The same, taken in by an officer: from whom, how, and when. `invented`: whether he takes in
    for invented organisations or for real ones.
    """

    channel = forms.ChoiceField(label=lazy("How it came in"))
    received_on = day(
        lazy("Came in on"), required=False,
        help_text=lazy("Leave it empty if it is today. The term runs from this day."),
    )  # fmt: skip
    organisation = forms.CharField(
        label=lazy("Organisation on record"), max_length=250, required=False,
        help_text=lazy(
            "Its name or tax code, if it has accounts here: they then see the petition as theirs."
        ),
        widget=forms.TextInput({"list": "organisations", "autocomplete": "off"}),
    )  # fmt: skip
    petitioner_name = forms.CharField(
        label=lazy("Name of the petitioner"), max_length=250, required=False,
        help_text=lazy("Not needed for an organisation that is on record or an anonymous report."),
    )  # fmt: skip
    contact = forms.CharField(label=lazy("Telephone or e-mail"), max_length=250, required=False)

    def __init__(self, *args: Any, invented: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invented = invented
        self.choose("channel", options(vocabulary.CHANNELS))
        self.fields["project"] = forms.CharField(
            label=_("Code of the project"), max_length=60, required=False,
            widget=forms.TextInput({"autocomplete": "off"}),
        )  # fmt: skip
        self.fields["recurs"] = forms.CharField(
            label=_("Number of the earlier petition, if it comes again"), max_length=24,
            required=False,
        )  # fmt: skip

    def clean_project(self) -> str:
        code = str(self.cleaned_data["project"]).strip()
        if not code:
            return ""
        found = Project.objects.filter(code__iexact=code).first()
        if found is None:
            raise ValidationError(_("There is no project with this code."))
        return found.code

    def organisations(self) -> QuerySet[Organisation]:
        """Those that may ask, real ones or invented ones."""
        return Organisation.objects.filter(is_active=True, demonstration=self.invented)

    def clean_organisation(self) -> Organisation | None:
        text = self.cleaned_data["organisation"].strip()
        if not text:
            return None
        known = self.organisations()
        found = list(known.filter(tax_code=text) or known.filter(name_vi__iexact=text)[:2])
        if not found:
            raise ValidationError(
                _("No organisation is called so. Choose one of the list, or leave it empty.")
            )
        if len(found) > 1:
            raise ValidationError(_("Several organisations are called so: give the tax code."))
        return found[0]

    def clean_received_on(self) -> date | None:
        chosen: date | None = self.cleaned_data["received_on"]
        today = timezone.localdate()
        if chosen is not None and chosen > today:
            raise ValidationError(_("This day is still to come."))
        if chosen is not None and chosen < today - OLDEST:
            raise ValidationError(_("This day is more than a year ago. Correct it."))
        return chosen

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("organisation") and said.get("channel") == "anonymous":
            self.add_error("organisation", _("An anonymous report names no organisation."))
        return said

    def namesake(self) -> Organisation | None:
        typed = self.cleaned_data["petitioner_name"].strip()
        if not typed or self.cleaned_data["organisation"]:
            return None
        return self.organisations().filter(name_vi__iexact=typed).first()

    def received_at(self) -> datetime | None:
        """The moment of receipt: now for today, the end of the working day for a day past."""
        chosen = self.cleaned_data["received_on"]
        if chosen is None or chosen == timezone.localdate():
            return None
        return timezone.make_aware(datetime.combine(chosen, time(17)))

    def clean_recurs(self) -> Petition | None:
        number = self.cleaned_data["recurs"].strip()
        if not number:
            return None
        known = Petition.objects.filter(demonstration=self.invented)
        found: Petition | None = known.filter(number__iexact=number).first()
        if found is None:
            raise ValidationError(_("There is no petition with this number."))
        if found.is_open:
            raise ValidationError(wording.refusal("recurs_open"))
        return found

    def request(self, **more: Any) -> Request:
        said = {name: self.cleaned_data[name] for name in
                ("channel", "organisation", "petitioner_name", "contact")}  # fmt: skip
        return super().request(**(said | more))


class AnonymousForm(PetitionForm):
    """A report from outside: what, where, and nothing about who says it.

    `website` is for machines alone: people do not see it.
    """

    website = forms.CharField(
        label=lazy("Leave this empty"), required=False,
        widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}),
    )  # fmt: skip

    pictures = FilesField(
        label=lazy("Pictures"),
        widget=ManyFilesInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=lazy(
            "Up to 3 (JPEG, PNG or WebP, 15 MB each). Place, time, device and the file's name are "
            "removed; faces and number plates stay in the picture. Only the bodies in charge see "
            "pictures; they are never published."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["papers"]  # other kinds of files tell of their maker; pictures are redrawn

    def told(self) -> list[Any]:
        return [field for field in super().told() if field.name != "website"]

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("website"):
            self.add_error(None, _("The last field, which is not shown, must stay empty."))
        if self.errors:
            self.forget_pictures()
        return said

    def forget_pictures(self) -> None:
        """Say that pictures are not kept until the report is complete."""
        if self.files and self.files.getlist("pictures"):
            self.add_error(
                "pictures", _("Please choose the pictures again: they were not kept so far.")
            )

    def request(self, **more: Any) -> Request:
        return super().request(**({"channel": "anonymous"} | more))


def bodies() -> list[tuple[str, str]]:
    return [(body.code, body.name(language())) for body in Body.objects.all()]


class CauseForm(forms.Form):
    """Why petitions of a field are made; made for one petition, it is of that one's field."""

    title_vi = forms.CharField(label=lazy("Cause, in Vietnamese"), max_length=250)
    title_en = forms.CharField(label=lazy("Cause, in English"), max_length=250, required=False)
    category = forms.ChoiceField(label=lazy("Field"))

    def __init__(self, *args: Any, petition: Petition | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = options(vocabulary.CATEGORIES)  # type: ignore[attr-defined]
        if petition is not None:
            del self.fields["category"]


class RemedyForm(forms.Form):
    """What answers several petitions, who owes it, and for when."""

    title_vi = forms.CharField(label=lazy("Remedy, in Vietnamese"), max_length=250)
    title_en = forms.CharField(label=lazy("Remedy, in English"), max_length=250, required=False)
    owner = forms.ChoiceField(label=lazy("Who owes it"))
    until = day(lazy("Promised for"), required=False)
    cost_vnd = forms.DecimalField(
        label=lazy("Cost in VND, if known"), min_value=0, max_digits=18, decimal_places=0,
        required=False,
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", _("choose")), *bodies()]  # type: ignore[attr-defined]


class RemedyEventForm(forms.Form):
    """Something that happened to a remedy."""

    kind = forms.ChoiceField(label=lazy("What happened"), choices=RemedyEvent.Kind.choices)
    on = day(lazy("On"))
    until = day(lazy("Promised for"), required=False)
    text = words(lazy("In words"), rows=3, required=False)


class GiveCauseForm(forms.Form):
    """Which of the known causes a petition has."""

    cause = forms.ChoiceField(label=lazy("Cause"))

    def __init__(self, *args: Any, petition: Petition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Cause.objects.filter(
            category=petition.category, demonstration=petition.demonstration
        )
        named = [(str(one.pk), title(one)) for one in known]
        self.fields["cause"].choices = [("", _("choose")), *named]  # type: ignore[attr-defined]


class PublishForm(forms.Form):
    """The question and the answer in the words that the public reads."""

    public_question = words(
        lazy("Question for the public"),
        help_text=lazy("Without names of persons and without business secrets."),
    )
    public_answer = words(lazy("Answer for the public"), rows=6)


class RouteForm(forms.Form):
    """One more version of a route."""

    category = forms.ChoiceField(label=lazy("Field"))
    place = forms.ChoiceField(label=lazy("Place"), required=False)
    petitioner = forms.ChoiceField(label=lazy("Who asks"), required=False)
    lead = forms.ChoiceField(label=lazy("Lead body"))
    coordinating = forms.MultipleChoiceField(
        label=lazy("Co-ordinating bodies"), required=False, widget=forms.CheckboxSelectMultiple
    )
    term_days = forms.IntegerField(
        label=lazy("Term in working days"), min_value=1, max_value=365, required=False,
        help_text=lazy("Empty: no term is known, and nothing will ever count as in term."),
    )  # fmt: skip
    first_answer_days = forms.IntegerField(
        label=lazy("First answer, working days"), min_value=1, max_value=365, required=False
    )
    valid_from = day(lazy("Valid from"))
    basis = forms.CharField(label=lazy("Basis"), max_length=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "category": options(vocabulary.CATEGORIES),
            "place": [
                *((key, vocabulary.label(vocabulary.PLACES, key, language()))
                  for key in vocabulary.PLACES),
                *places.names(language()).items(),
            ],
            "petitioner": options(vocabulary.PETITIONERS, empty=_("everybody")),
            "lead": [("", _("choose")), *bodies()],
            "coordinating": bodies(),
        }  # fmt: skip
        for name, named in choices.items():
            self.fields[name].choices = named  # type: ignore[attr-defined]


class PeopleForm(forms.Form):
    """Whose accounts see and answer what is routed to a body."""

    people = forms.MultipleChoiceField(
        label=lazy("Accounts"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        able = User.objects.filter(role__in=(Role.AGENCY, Role.OFFICER), is_active=True)
        named = [(str(user.pk), f"{user} ({user.get_role_display()})") for user in able]
        self.fields["people"].choices = named  # type: ignore[attr-defined]


def title(one: Cause | Remedy) -> str:
    """The title in the reader's language."""
    return one.title_vi if language().startswith("vi") else one.title_en or one.title_vi
