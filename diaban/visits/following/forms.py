"""What a finding becomes, prefilled from it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from diaban.land.models import ClearanceBlock
from diaban.petitions import vocabulary
from diaban.petitions.forms import bodies, day, options, words
from diaban.petitions.models import Body
from diaban.petitions.places import within
from diaban.petitions.routes import choose
from diaban.projects import vocabulary as v
from diaban.projects import wording
from diaban.projects.models import Project
from diaban.visits.following import actions as following
from diaban.visits.models import Finding


class FollowingForm(forms.Form):
    """What a finding becomes; `become` does it."""

    def __init__(self, *args: Any, finding: Finding, **kwargs: Any) -> None:
        self.finding = finding
        kwargs["initial"] = self.prefilled(finding)
        super().__init__(*args, **kwargs)

    def prefilled(self, finding: Finding) -> dict[str, Any]:
        return {}

    def become(self, by: Any) -> Any:
        raise NotImplementedError

    def choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]


class ToPetition(FollowingForm):
    title = forms.CharField(label=lazy("In one line"), max_length=200)
    text = words(lazy("What is the trouble?"), rows=6)
    category = forms.ChoiceField(label=lazy("Field"))
    petitioner_kind = forms.ChoiceField(label=lazy("Who asks"))
    petitioner_name = forms.CharField(
        label=lazy("Name of the petitioner"), max_length=250, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("category", options(vocabulary.CATEGORIES))
        self.choose("petitioner_kind", options(vocabulary.PETITIONERS))
        if self.finding.stop.organisation_id is not None:
            del self.fields["petitioner_name"]

    def prefilled(self, finding: Finding) -> dict[str, Any]:
        return {
            "title": Truncator(finding.text.splitlines()[0]).chars(200),
            "text": finding.text,
            "category": finding.category,
            "petitioner_kind": "enterprise",
        }

    def become(self, by: Any) -> Any:
        return following.to_petition(self.finding, by=by, **self.cleaned_data)


class ToRemedy(FollowingForm):
    title = forms.CharField(label=lazy("Remedy, in Vietnamese"), max_length=250)
    owner = forms.ChoiceField(label=lazy("Who owes it"))
    until = day(lazy("Promised for"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("owner", [("", _("choose")), *bodies()])

    def prefilled(self, finding: Finding) -> dict[str, Any]:
        route = choose(
            finding.category, finding.stop.place, "enterprise", timezone.localdate(finding.at)
        ).route
        return {"title": Truncator(finding.text).chars(250), "owner": route.lead if route else ""}

    def become(self, by: Any) -> Any:
        said = dict(self.cleaned_data)
        return following.to_remedy(
            self.finding, owner=Body.objects.get(pk=said.pop("owner")), by=by, **said
        )


class ToLand(FollowingForm):
    """Either a new forecast of handing over, or how many dispute the clearance."""

    block = forms.ChoiceField(label=lazy("Block of land to be cleared"))
    what = forms.ChoiceField(
        label=lazy("What is found"),
        choices=[
            ("forecast", lazy("it will be handed over at another time")),
            ("dispute", lazy("households or organisations dispute it")),
        ],
    )
    earliest = day(lazy("Handed over at the earliest"), required=False)
    latest = day(lazy("Handed over at the latest"), required=False)
    households = forms.IntegerField(label=lazy("Households"), min_value=0, required=False)
    organisations = forms.IntegerField(label=lazy("Organisations"), min_value=0, required=False)
    reason = words(lazy("Why"), rows=3, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("block", [(one.pk, f"{one.name} ({one.pk})") for one in blocks(self.finding)])

    def prefilled(self, finding: Finding) -> dict[str, Any]:
        return {"reason": finding.text}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("what") == "forecast":
            for name in ("earliest", "latest"):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, ValidationError(_("Say the day.")))
        return given

    def become(self, by: Any) -> Any:
        said = self.cleaned_data
        block = ClearanceBlock.objects.select_related("ledger").get(pk=said["block"])
        if said["what"] == "forecast":
            return following.to_forecast(
                self.finding, block, earliest=said["earliest"], latest=said["latest"],
                reason=said["reason"], by=by,
            )  # fmt: skip
        return following.to_dispute(
            self.finding, block, households=said["households"] or 0,
            organisations=said["organisations"] or 0, by=by,
        )  # fmt: skip


class ToProject(FollowingForm):
    kind = forms.ChoiceField(label=lazy("What is found"))
    milestone = forms.ChoiceField(label=lazy("Milestone"))
    on = day(lazy("On"))
    until = day(lazy("Promised for"), required=False,
                help_text=lazy("Only where a milestone is promised for another day."))  # fmt: skip
    text = words(lazy("In words"), rows=3, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind, str(wording.EVENT_KINDS[kind])) for kind in following.PROJECT_KINDS]
        self.choose("kind", kinds)
        self.choose("milestone", [(name, str(wording.MILESTONES[name])) for name in v.MILESTONES])

    def prefilled(self, finding: Finding) -> dict[str, Any]:
        return {"on": timezone.localdate(finding.at), "text": finding.text}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("kind") == v.COMMITTED and not given.get("until"):
            self.add_error("until", ValidationError(_("Say the day.")))
        return given

    def become(self, by: Any) -> Any:
        project = Project.objects.get(code=self.finding.stop.project)
        return following.to_project(self.finding, project, by=by, **self.cleaned_data)


FORMS: dict[str, type[FollowingForm]] = {
    following.PETITION: ToPetition,
    following.REMEDY: ToRemedy,
    following.LAND: ToLand,
    following.PROJECT: ToProject,
}


def blocks(finding: Finding) -> list[ClearanceBlock]:
    """The blocks to be cleared where the stop lies, by name."""
    stop = finding.stop
    project = Project.objects.filter(code=stop.project).first() if stop.project else None
    keys = {one for place in (stop.place, project and project.park) if place
            for one in within(place)}  # fmt: skip
    if project and project.infrastructure_project:
        keys.add(project.infrastructure_project)
    here = Q(ledger__in=keys, ledger__demonstration=stop.visit.demonstration)
    return list(ClearanceBlock.objects.filter(here).order_by("name"))


def possible(finding: Finding) -> list[str]:
    """What this finding can become at all, whoever asks."""
    if finding.became:
        return []
    stop = finding.stop
    is_project = bool(stop.project) and Project.objects.filter(code=stop.project).exists()
    return [
        what for what, able in (
            (following.PETITION, True), (following.REMEDY, True),
            (following.LAND, bool(blocks(finding))), (following.PROJECT, is_project),
        ) if able
    ]  # fmt: skip
