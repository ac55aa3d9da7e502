"""The form of one step of a petition: only what that step asks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from diaban.accounts.models import Role, User
from diaban.petitions import access, standing
from diaban.petitions.course import Kind
from diaban.petitions.forms import bodies, day, papers_field, words
from diaban.petitions.models import Petition
from diaban.petitions.papers import WITH_PAPERS
from diaban.petitions.pauses import Whom


class StepForm(forms.Form):
    """One step of a petition: the fields that its kind asks, and the version that was seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    on = day(
        lazy("When it happened"), required=False, help_text=lazy("Leave it empty if it is now.")
    )

    def __init__(
        self, *args: Any, kind: Kind, petition: Petition, by: User | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.petition = kind, petition
        for name, field in _fields_of(kind, petition, by).items():
            self.fields[name] = field
        if access.in_his_name(by, petition, kind) and kind in _WITHOUT_WORDS:
            self.fields["why"] = words(lazy("How the asker said so"), rows=3, help_text=_HOW)
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


_WITHOUT_WORDS = frozenset({Kind.CONFIRMED, Kind.WITHDRAWN, Kind.FOLLOWED_UP})
"""Steps in which the asker need not say why; who takes them in his name says how he knows."""
_HOW = lazy("Who said it, when and by what: a telephone call, a letter. The asker reads this.")
_BETWEEN_BODIES = lazy(
    "Staff and the bodies in charge read this. The asker is told that, and which body; what of it "
    "he should know stands in the answer."
)


def _fields_of(kind: Kind, petition: Petition, by: User | None) -> dict[str, forms.Field]:
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
            if not petition.lead_id:
                return {"lead": lead, "coordinating": several}
            lead.initial, several.initial = petition.lead_id, petition.coordinating
            return {"lead": lead, "coordinating": several, "why": _why_another()}
        case Kind.TRANSFERRED:
            return body | reason
        case Kind.CONSULTED:
            asked = words(lazy("What is asked of it?"), rows=3, help_text=_BETWEEN_BODIES)
            until = day(lazy("Answer expected by"), required=False)
            return body | {"why": asked, "until": until}
        case Kind.REFERRED_UP:
            return body | reason | _letter_fields(lazy("Answer expected by"))
        case Kind.REFERRAL_REMINDED:
            return _asked_bodies(petition) | _letter_fields(None)
        case Kind.REFERRAL_ANSWERED:
            said = words(lazy("What they say"), rows=3, help_text=_BETWEEN_BODIES)
            return _asked_bodies(petition) | _letter_fields(None) | {"why": said}
        case Kind.RETURNED:
            said = words(lazy("What they say"), rows=3, help_text=_BETWEEN_BODIES)
            return _consulted_bodies(petition, by) | {"why": said}
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


def _why_another() -> forms.CharField:
    help_text = lazy(
        "Needed where another body leads than before, for that is a transfer. The asker reads it."
    )
    field: forms.CharField = words(lazy("Why"), rows=3, required=False, help_text=help_text)
    return field


def _asked_bodies(petition: Petition) -> dict[str, forms.Field]:
    """The higher levels that have not answered."""
    return _one_of(one.body for one in standing.of(petition).course.referrals if one.is_open)


def _consulted_bodies(petition: Petition, by: User | None) -> dict[str, forms.Field]:
    """The bodies that were asked and have not answered, as far as `by` may write for them."""
    waits = standing.of(petition).course.waits_for
    asked = [one.body for one in waits if one.whom == Whom.BODY]
    return _one_of(one for one in asked if access.speaks_for(by, petition, one))


def _one_of(asked: Iterable[str]) -> dict[str, forms.Field]:
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
