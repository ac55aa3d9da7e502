"""A finding becomes a petition, a remedy, a word about land or an event of a project: one of them,
once, in one transaction with the other room's own action and under its own permission.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from diaban.accounts.models import User
from diaban.accounts.permissions import Permission, demand
from diaban.facts.signals import announce
from diaban.land import clearance_actions
from diaban.land import wording as land_wording
from diaban.land.ledger import Refusal
from diaban.land.models import ClearanceBlock
from diaban.petitions import actions as petition_actions
from diaban.petitions import remedies
from diaban.petitions.models import Body, Petition, Remedy, RemedyEvent
from diaban.projects import actions as project_actions
from diaban.projects import vocabulary as v
from diaban.projects import wording as project_wording
from diaban.projects.models import Project, ProjectEvent
from diaban.projects.replay import Event, EventRefused
from diaban.visits.actions import ActionRefused
from diaban.visits.models import Finding

PETITION, REMEDY, LAND, PROJECT = "petition", "remedy", "land", "project"
NEEDED = {
    PETITION: Permission.HANDLE_PETITIONS,
    REMEDY: Permission.HANDLE_PETITIONS,
    LAND: Permission.POST_LAND,
    PROJECT: Permission.RECORD_PROJECTS,
}
"""What a finding can become → the permission of the room in which that is done."""


@contextmanager
def _following(finding: Finding, what: str, by: User) -> Iterator[Finding]:
    """The finding, locked; refused where it has become something already."""
    demand(by, Permission.SEE_VISITS)
    demand(by, NEEDED[what])
    with transaction.atomic():
        rows = Finding.objects.select_for_update(of=("self",))
        found = rows.select_related("stop__visit", "stop__organisation").get(pk=finding.pk)
        if found.became:
            raise ActionRefused("became", refused_already(found))
        yield found
    finding.refresh_from_db()


def refused_already(finding: Finding) -> str:
    """Why it becomes nothing else, in words."""
    return _("This finding has become something already: %(key)s.") % {"key": finding.became_key}


def _became(finding: Finding, what: str, key: str, by: User) -> None:
    finding.became, finding.became_key = what, key
    finding.became_at, finding.became_by = timezone.now(), by
    finding.save(update_fields=["became", "became_key", "became_at", "became_by"])
    announce("visit.finding_became", {finding.stop.visit.key, key}, by)


def cited(finding: Finding) -> str:
    """The finding's origin, as it is noted in the other room."""
    return f"{finding.stop.visit.number}, điểm {finding.stop.order}"


def to_petition(
    finding: Finding,
    *,
    title: str,
    text: str,
    category: str,
    petitioner_kind: str,
    petitioner_name: str = "",
    by: User,
) -> Petition:
    """File it as a petition of whoever was visited, taken in when it was found on the visit.

    Raises:
        ActionRefused: it has become something, or the petition cannot be filed (`part` names what).
        PermissionDenied: this person does not take petitions in.
    """
    with _following(finding, PETITION, by) as found:
        stop = found.stop
        point = (
            (found.longitude, found.latitude)
            if found.longitude is not None and found.latitude is not None
            else None
        )
        request = petition_actions.Request(
            title=title, text=text, category=category, petitioner_kind=petitioner_kind,
            channel="visit", organisation=stop.organisation, petitioner_name=petitioner_name,
            place=stop.place, project=stop.project, point=point,
        )  # fmt: skip
        try:
            made = petition_actions.file_petition(
                request, by=by, at=min(found.at, timezone.now()),
                demonstration=stop.visit.demonstration,
            )  # fmt: skip
        except petition_actions.ActionRefused as refused:
            raise ActionRefused(refused.code, refused.reason, refused.part) from None
        _became(found, PETITION, made.key, by)
    return made


def to_remedy(
    finding: Finding, *, title: str, owner: Body, until: date | None = None, by: User
) -> Remedy:
    """Begin a remedy that some body owes, promised for a day if one is given.

    Raises:
        ActionRefused: it has become something, or there is no title.
        PermissionDenied: this person does not handle petitions.
    """
    with _following(finding, REMEDY, by) as found:
        if not title.strip():
            raise ActionRefused("missing", _("Say what would remedy it."), "title")
        made = Remedy.objects.create(
            title_vi=title.strip()[:250], owner=owner, recorded_by=by,
            demonstration=found.stop.visit.demonstration,
        )  # fmt: skip
        if until is not None:
            remedies.record(made, RemedyEvent.Kind.PROMISED, by=by, until=until, text=cited(found))
        _became(found, REMEDY, f"remedy:{made.pk}", by)
    return made


def to_forecast(
    finding: Finding,
    block: ClearanceBlock,
    *,
    earliest: date,
    latest: date,
    reason: str,
    by: User,
) -> str:
    """Say when a block of land will now be handed over; earlier forecasts stay on record.

    Raises:
        ActionRefused: it has become something, or the range cannot be.
        PermissionDenied: this person does not post land.
    """
    with _following(finding, LAND, by) as found:
        _demand_same_world(found, block.ledger.demonstration)
        try:
            made = clearance_actions.forecast(
                block.ledger_id, block.pk, earliest, latest, by=by,
                reason=f"{reason.strip()} ({cited(found)})",
            )  # fmt: skip
        except Refusal as refused:
            raise ActionRefused(refused.reason, land_wording.refusal(refused), "latest") from None
        key = f"clearance_forecast:{made.pk}"
        _became(found, LAND, key, by)
    return key


def to_dispute(
    finding: Finding, block: ClearanceBlock, *, households: int, organisations: int, by: User
) -> str:
    """Put on record that households or organisations of a block dispute its clearance.

    Raises:
        ActionRefused: it has become something, or the block has not so many.
        PermissionDenied: this person does not post land.
    """
    with _following(finding, LAND, by) as found:
        _demand_same_world(found, block.ledger.demonstration)
        if not households and not organisations:
            raise ActionRefused("missing", _("Say how many dispute it."), "households")
        try:
            made = clearance_actions.record(
                block.ledger_id, block.pk, "disputed", timezone.localdate(found.at), by=by,
                households=households, organisations=organisations,
                note=f"{found.text} ({cited(found)})",
            )  # fmt: skip
        except Refusal as refused:
            reason = land_wording.refusal(refused)
            raise ActionRefused(refused.reason, reason, "households") from None
        key = f"clearance_event:{made.pk}"
        _became(found, LAND, key, by)
    return key


def to_project(
    finding: Finding,
    project: Project,
    kind: str,
    *,
    on: date,
    milestone: str,
    until: date | None = None,
    text: str = "",
    by: User,
) -> ProjectEvent:
    """Record what it tells of a project: a milestone reached, or promised for another day.

    Raises:
        ActionRefused: it has become something, or the registry refuses the event.
        PermissionDenied: this person does not record projects.
    """
    with _following(finding, PROJECT, by) as found:
        _demand_same_world(found, project.demonstration)
        if kind not in PROJECT_KINDS:
            raise ActionRefused("unknown_choice", _("Choose one of the list."), "kind")
        event = Event(
            kind, on, milestone=milestone, until=until if kind == v.COMMITTED else None,
            text=f"{text.strip()} ({cited(found)})".strip(),
        )  # fmt: skip
        try:
            made = project_actions.record(project, event, by=by)
        except EventRefused as refused:
            raise ActionRefused(refused.code, project_wording.refusal(refused)) from None
        _became(found, PROJECT, f"project_event:{made.pk}", by)
    return made


PROJECT_KINDS = (v.ACHIEVED, v.COMMITTED)


def _demand_same_world(finding: Finding, invented: bool) -> None:
    if finding.stop.visit.demonstration != invented:
        raise ActionRefused("world", _("Invented and real records are not mixed."))
