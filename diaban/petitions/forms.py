"""What people type about petitions. A form keeps what was typed and says what is wrong where."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from diaban.accounts.models import Role, User
from diaban.dossiers.forms import FilesField
from diaban.petitions import places, position, standing, vocabulary, wording
from diaban.petitions.actions import Request
from diaban.petitions.course import Kind
from diaban.petitions.models import Body, Cause, Petition, Remedy, RemedyEvent
from diaban.petitions.papers import WITH_PAPERS
from diaban.projects.models import Project

MOST_WORDS = 8000


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
    longitude = degrees(lazy("Longitude"), lazy("For example 106.8302"))
    latitude = degrees(lazy("Latitude"), lazy("For example 20.9714"))
    papers = papers_field()

    def __init__(self, *args: Any, projects: Iterable[Project] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
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

    def told(self) -> list[Any]:
        """The fields in words; the point and the files have a part of the page of their own."""
        return [field for field in self if field.name not in ("longitude", "latitude", "papers")]

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
        said |= {"point": self.point, "project": self.cleaned_data.get("project") or ""}
        return Request(**(said | more))


class TakenInForm(PetitionForm):
    """The same, taken in by an officer: by whom, how, and when."""

    channel = forms.ChoiceField(label=lazy("How it came in"))
    petitioner_name = forms.CharField(
        label=lazy("Name of the petitioner"), max_length=250, required=False,
        help_text=lazy("Leave it empty only for an anonymous report."),
    )  # fmt: skip
    contact = forms.CharField(label=lazy("Telephone or e-mail"), max_length=250, required=False)
    recurs = forms.CharField(
        label=lazy("Number of the earlier petition, if it comes again"), max_length=24,
        required=False,
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("channel", options(vocabulary.CHANNELS))
        self.fields["project"] = forms.CharField(
            label=_("Code of the project"), max_length=60, required=False,
            widget=forms.TextInput({"autocomplete": "off"}),
        )  # fmt: skip

    def clean_project(self) -> str:
        code = str(self.cleaned_data["project"]).strip()
        if not code:
            return ""
        found = Project.objects.filter(code__iexact=code).first()
        if found is None:
            raise ValidationError(_("There is no project with this code."))
        return found.code

    def clean_recurs(self) -> Petition | None:
        number = self.cleaned_data["recurs"].strip()
        if not number:
            return None
        found: Petition | None = Petition.objects.filter(number__iexact=number).first()
        if found is None:
            raise ValidationError(_("There is no petition with this number."))
        return found

    def request(self, **more: Any) -> Request:
        said = {name: self.cleaned_data[name] for name in
                ("channel", "petitioner_name", "contact", "recurs")}  # fmt: skip
        return super().request(**(said | more))


class AnonymousForm(PetitionForm):
    """A report from outside: what, where, and nothing about who says it.

    `website` is for machines alone: people do not see it.
    """

    website = forms.CharField(
        label=lazy("Leave this empty"), required=False,
        widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["papers"]  # a photograph tells more of its maker than he may know

    def told(self) -> list[Any]:
        return [field for field in super().told() if field.name != "website"]

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("website"):
            self.add_error(None, _("The last field, which is not shown, must stay empty."))
        return said

    def request(self, **more: Any) -> Request:
        return super().request(**({"channel": "anonymous"} | more))


class StepForm(forms.Form):
    """One step of a petition: the fields that its kind asks, and the version that was seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    on = day(
        lazy("When it happened"), required=False, help_text=lazy("Leave it empty if it is now.")
    )

    def __init__(self, *args: Any, kind: Kind, petition: Petition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.petition = kind, petition
        for name, field in _fields_of(kind, petition).items():
            self.fields[name] = field
        if kind in WITH_PAPERS:
            self.fields["papers"] = papers_field()
        self.order_fields([*(name for name in self.fields if name != "on"), "on"])

    def clean_on(self) -> datetime | None:
        """The moment: now for today, the end of the working day for a day that is past."""
        chosen = self.cleaned_data["on"]
        today = timezone.localdate()
        if chosen is None or chosen == today:
            return None
        if chosen > today:
            raise ValidationError(_("This day is still to come."))
        return timezone.make_aware(datetime.combine(chosen, time(17)))

    def data_of_event(self) -> dict[str, Any]:
        """What the event carries, by its names."""
        names = ("why", "body", "lead", "coordinating", "days", "user", "satisfaction", "fixed",
                 "note", "document", "until")  # fmt: skip
        said = {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
        if "fixed" in said:
            said["fixed"] = said["fixed"] == "yes"
        if said.get("until"):
            said["until"] = said["until"].isoformat()
        if "user" in said:
            said["user"] = int(said["user"])
        if said.get("satisfaction"):
            said["satisfaction"] = int(said["satisfaction"])
        return {name: value for name, value in said.items() if value not in ("", None, [])}


def bodies() -> list[tuple[str, str]]:
    return [(body.code, body.name(language())) for body in Body.objects.all()]


def _fields_of(kind: Kind, petition: Petition) -> dict[str, forms.Field]:
    reason = {"why": words(lazy("Why"), rows=3, help_text=lazy("The asker reads this."))}
    body = {"body": forms.ChoiceField(label=lazy("Body"), choices=[("", _("choose")), *bodies()])}
    rating = [("", _("no rating")), *((str(n), str(n)) for n in range(5, 0, -1))]
    match kind:
        case Kind.ROUTED:
            several = forms.MultipleChoiceField(
                label=lazy("Co-ordinating bodies"), required=False, choices=bodies(),
                widget=forms.CheckboxSelectMultiple,
            )  # fmt: skip
            lead = forms.ChoiceField(label=lazy("Lead body"), choices=bodies())
            return {"lead": lead, "coordinating": several}
        case Kind.TRANSFERRED | Kind.CONSULTED:
            return body | reason
        case Kind.REFERRED_UP:
            return body | reason | _letter_fields(lazy("Answer expected by"))
        case Kind.REFERRAL_REMINDED:
            return _asked_bodies(petition) | _letter_fields(None)
        case Kind.REFERRAL_ANSWERED:
            said = {"why": words(lazy("What they say"), rows=3)}
            return _asked_bodies(petition) | _letter_fields(None) | said
        case Kind.RETURNED:
            return body | {"why": words(lazy("What they say"), rows=3)}
        case Kind.ASSIGNED:
            return {"user": forms.ChoiceField(label=lazy("Officer"), choices=_people(petition))}
        case Kind.FIRST_ANSWER | Kind.ANSWERED:
            proposed = petition.proposed_answer if kind == Kind.ANSWERED else ""
            help_text = lazy("The asker reads this; he confirms it or disputes it.")
            answer = words(lazy("Answer"), rows=8, help_text=help_text)
            answer.initial = proposed
            return {"why": answer}
        case Kind.ASKED:
            return {"why": words(lazy("What should the asker explain?"))}
        case Kind.REPLIED:
            return {"why": words(lazy("What the asker says"))}
        case Kind.EXTENDED:
            days = forms.IntegerField(label=lazy("Working days"), min_value=1, max_value=60)
            return {"days": days} | reason
        case Kind.CONFIRMED:
            label = lazy("How satisfied, from 5 (very) to 1 (not at all)?")
            return {"satisfaction": forms.ChoiceField(label=label, choices=rating, required=False)}
        case Kind.DISPUTED:
            return {"why": words(lazy("What is not solved?"))}
        case Kind.FOLLOWED_UP:
            answers = [("yes", _("Yes, it is solved")), ("no", _("No, it came back"))]
            field = forms.ChoiceField(
                label=lazy("Is it still solved?"), choices=answers, widget=forms.RadioSelect
            )
            return {"fixed": field}
        case Kind.WITHDRAWN:
            return {"why": words(lazy("Why"), rows=3, required=False)}
        case Kind.NOTED:
            help_text = lazy("Only staff read this.")
            return {"note": words(lazy("Note"), rows=3, help_text=help_text)}
    return {}


def _asked_bodies(petition: Petition) -> dict[str, forms.Field]:
    """The higher levels that have not answered."""
    asked = [one.body for one in standing.of(petition).course.referrals if one.is_open]
    named = dict(bodies())
    choices = [(code, named.get(code, code)) for code in asked]
    return {"body": forms.ChoiceField(label=lazy("Body"), choices=choices)}


def _letter_fields(expected: Any) -> dict[str, forms.Field]:
    document = forms.CharField(
        label=lazy("Number of the letter"), max_length=120, required=False,
        help_text=lazy("For example 512/BQLKKT-DN."),
    )  # fmt: skip
    return {"document": document} | ({"until": day(expected, required=False)} if expected else {})


def _people(petition: Petition) -> list[tuple[str, str]]:
    """Officers of the authority, and the people of the body that has it."""
    found = list(User.objects.filter(role=Role.OFFICER, is_active=True))
    if petition.lead is not None:
        found += list(petition.lead.people.filter(is_active=True).exclude(role=Role.OFFICER))
    return [(str(user.pk), str(user)) for user in found]


class CauseForm(forms.Form):
    """Why petitions of a field are made."""

    title_vi = forms.CharField(label=lazy("Cause, in Vietnamese"), max_length=250)
    title_en = forms.CharField(label=lazy("Cause, in English"), max_length=250, required=False)
    category = forms.ChoiceField(label=lazy("Field"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = options(vocabulary.CATEGORIES)  # type: ignore[attr-defined]


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
