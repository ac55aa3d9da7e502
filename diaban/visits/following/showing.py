"""What a finding became, and what came of findings, as pages show it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diaban.accounts.permissions import Permission, may
from diaban.facts.citations import Citation
from diaban.land.models import ClearanceEvent, ClearanceForecast
from diaban.projects.models import ProjectEvent
from diaban.visits.following import actions as following
from diaban.visits.following.forms import possible
from diaban.visits.models import Finding

STEPS = {
    following.PETITION: gettext_lazy("Make it a petition"),
    following.REMEDY: gettext_lazy("Begin a remedy"),
    following.LAND: gettext_lazy("Record it with the land to be cleared"),
    following.PROJECT: gettext_lazy("Record it with the project"),
}
BECAME = {
    following.PETITION: gettext_lazy("became a petition"),
    following.REMEDY: gettext_lazy("became a remedy"),
    following.LAND: gettext_lazy("is recorded with the land to be cleared"),
    following.PROJECT: gettext_lazy("is recorded with the project"),
}


def brief(finding: Finding, user: Any) -> dict[str, Any]:
    """What became of it with its address, or what this reader can make of it."""
    if finding.became:
        return {
            "became": BECAME.get(finding.became, finding.became),
            "address": address(finding.became_key),
            "steps": [],
        }
    able = [what for what in possible(finding) if may(user, following.NEEDED[what])]
    return {"became": "", "address": "", "steps": [(what, STEPS[what]) for what in able]}


def address(key: str) -> str:
    """Where the record of this key is shown on the desk; "" for one that is gone."""
    kind, _colon, name = key.partition(":")
    if kind == "petition":
        return reverse("petitions-desk:petition", args=[name])
    if kind == "remedy":
        return reverse("petitions-desk:remedy", args=[name])
    if kind == "project_event":
        event = ProjectEvent.objects.select_related("project").filter(pk=name).first()
        return reverse("projects-desk:project", args=[event.project.code]) if event else ""
    model: Any = {"clearance_event": ClearanceEvent, "clearance_forecast": ClearanceForecast}.get(
        kind
    )
    row = model.objects.select_related("block").filter(pk=name).first() if model else None
    return reverse("land-desk:zone", args=[row.block.ledger_id]) if row else ""


def citing(key: str) -> Iterator[Citation]:
    """The finding of which the record of this key was made."""
    found = Finding.objects.filter(became_key=key).select_related("stop__visit")
    for one in found:
        visit = one.stop.visit
        yield Citation(
            _("Finding on a visit"),
            f"{visit.number} {visit.title}",
            reverse("visits-desk:stop", args=[visit.number, one.stop_id]),
            Permission.SEE_VISITS,
        )
