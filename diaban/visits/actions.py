"""What people do with visits: plan, change, begin, end, cancel; one transaction each.

The caller names the sequence that he has seen; if somebody changed the visit in between, nothing
is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from diaban.accounts.models import Organisation, User
from diaban.accounts.permissions import Permission, demand, may
from diaban.facts.signals import announce
from diaban.petitions.actions import next_number
from diaban.projects.models import Project
from diaban.visits import access, telling
from diaban.visits.models import Stop, Visit, VisitEvent
from diaban.visits.planning import appointments

PREFIX, INVENTED_PREFIX = "TT", "TT-MH"
"""Series of numbers (tổ công tác); none of an invented visit looks like a real one."""
MOST_DAYS = 31
MOST_STOPS = 40

Kind = VisitEvent.Kind
State = Visit.State


class ActionRefused(Exception):
    """The step cannot be done; the words say why. `code` is stable, `part` names the field."""

    def __init__(self, code: str, reason: str, part: str = "") -> None:
        self.code, self.reason, self.part = code, reason, part
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Plan:
    """Who goes, when, and what for."""

    title: str
    first_day: date
    last_day: date
    leader: User | None = None
    members: Sequence[User] = ()
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Where:
    """A stop as it is planned; `reasons` are `proposal.Reason.as_dict`."""

    place: str = ""
    project: str = ""
    organisation: Organisation | None = None
    planned_at: datetime | None = None
    reasons: Sequence[dict[str, Any]] = field(default=())

    @property
    def key(self) -> str:
        """What is visited: a project stays itself when its place is corrected."""
        return self.project or self.place


def plan_visit(
    plan: Plan, stops: Iterable[Where], *, by: User | None, demonstration: bool = False
) -> Visit:
    """Write a planned visit with its stops, in their order. `by` None is the program.

    Raises:
        ActionRefused: something is missing or cannot be; `part` names it.
        PermissionDenied: this person does not plan visits.
    """
    if by is not None:
        demand(by, Permission.PLAN_VISITS)
    where = list(stops)
    _check(plan)
    _check_stops(where, plan)
    invented = demonstration or bool(by and by.demonstration) or _names_invented(where)
    _check_kind(where, invented=invented)
    with transaction.atomic():
        series = INVENTED_PREFIX if invented else PREFIX
        visit = Visit.objects.create(
            number=next_number(series, plan.first_day.year), title=plan.title.strip(),
            purpose=plan.purpose.strip(), leader=plan.leader, first_day=plan.first_day,
            last_day=plan.last_day, demonstration=invented, recorded_by=by,
        )  # fmt: skip
        visit.members.set(plan.members)
        _write_stops(visit, where)
        _append(visit, Kind.PLANNED, by=by)
        telling.team(visit, Kind.PLANNED, by=by)
        announce("visit.planned", {visit.key}, by)
    return visit


def change_visit(
    visit: Visit, plan: Plan, stops: Iterable[Where], *, by: User, expected: int, why: str = ""
) -> None:
    """Change who goes, when and where. A stop on which something is recorded stays.

    Raises:
        ActionRefused: `stale`, the visit is over, or something cannot be.
        PermissionDenied: this person does not plan visits.
    """
    demand(by, Permission.PLAN_VISITS)
    where = list(stops)
    _check(plan)
    _check_stops(where, plan)
    with transaction.atomic():
        found = _locked(visit, expected)
        if found.state not in (State.PLANNED, State.UNDER_WAY):
            raise ActionRefused("over", _("This visit is over: it can no longer be changed."))
        _check_kind(where, invented=found.demonstration)
        before, went = _said(found), [found.leader, *found.members.all()]
        hours = appointments.of(found)
        found.title, found.purpose = plan.title.strip(), plan.purpose.strip()
        found.leader = plan.leader
        found.first_day, found.last_day = plan.first_day, plan.last_day
        found.members.set(plan.members)
        _write_stops(found, where)
        after = _said(found)
        changed = {
            name: [before[name], after[name]] for name in after if before[name] != after[name]
        }
        still = appointments.of(found)
        if gone := [hour for pk, hour in hours.items() if pk not in still]:
            changed[appointments.GONE] = gone
        if changed:
            found.sequence += 1
            _append(found, Kind.CHANGED, by=by, why=why, data=changed)
            telling.team(found, Kind.CHANGED, by=by, why=why, also=[one for one in went if one])
            announce("visit.changed", {found.key}, by)
        found.save()
    visit.refresh_from_db()


def cancel_visit(visit: Visit, why: str, *, by: User, expected: int) -> None:
    """Call a visit off, with the reason that its people read.

    Raises:
        ActionRefused: no reason, `stale`, it is over, or something was recorded on it already.
        PermissionDenied: this person does not plan visits.
    """
    demand(by, Permission.PLAN_VISITS)
    if not why.strip():
        raise ActionRefused("missing", _("Say why the visit is cancelled."), "why")
    with transaction.atomic():
        found = _locked(visit, expected)
        if found.state not in (State.PLANNED, State.UNDER_WAY):
            raise ActionRefused("over", _("This visit is over: it can no longer be cancelled."))
        if any(has_records(stop) for stop in found.stops.all()):
            raise ActionRefused(
                "recorded",
                _("Something is on record for this visit: end it instead of cancelling it."),
            )
        found.state = State.CANCELLED
        found.sequence += 1
        found.save()
        _append(found, Kind.CANCELLED, by=by, why=why.strip())
        telling.team(found, Kind.CANCELLED, by=by, why=why.strip())
        announce("visit.cancelled", {found.key}, by)
    visit.refresh_from_db()


def end_visit(visit: Visit, *, by: User) -> None:
    """Say that the task force is back. What arrives later from a device is still taken in.

    Raises:
        ActionRefused: the visit has not begun, or is over.
        PermissionDenied: this person neither plans visits nor goes on this one.
    """
    if not may(by, Permission.PLAN_VISITS):
        access.demand_recording(by, visit)
    with transaction.atomic():
        found = Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
        if found.state not in (State.PLANNED, State.UNDER_WAY):
            raise ActionRefused("over", _("This visit is over already."))
        if found.first_day > timezone.localdate():
            raise ActionRefused("early", _("This visit has not begun yet."))
        found.state = State.DONE
        found.save(update_fields=["state"])
        _append(found, Kind.DONE, by=by)
        announce("visit.done", {found.key}, by)
    visit.refresh_from_db()


def begun(visit: Visit, by: User | None, at: datetime) -> None:
    """The first record begins a planned visit; inside the caller's transaction."""
    moved = Visit.objects.filter(pk=visit.pk, state=State.PLANNED).update(state=State.UNDER_WAY)
    if moved:
        visit.state = State.UNDER_WAY
        _append(visit, Kind.BEGUN, by=by, at=at)


def has_records(stop: Stop) -> bool:
    """Whether anything is known of the stop that a change of plan must not take away."""
    return any(
        rows.exists()
        for rows in (
            stop.fields,
            stop.submissions,
            stop.media,
            stop.findings,
            stop.commitments,
            stop.minutes,
        )
    )


def _is_anothers(stop: Stop, organisation: Organisation) -> bool:
    """Whether what is on record of the stop belongs to another than `organisation`: its minutes
    and promises would be read by the wrong enterprise. Who was unknown can be named until a side
    has signed."""
    if stop.pk is None or stop.organisation_id == organisation.pk:
        return False
    if stop.organisation_id is not None:
        return has_records(stop)
    unsigned = {"signed_by_authority_at": None, "signed_by_other_at": None, "refused": ""}
    return stop.minutes.exclude(**unsigned).exists()


def _locked(visit: Visit, expected: int) -> Visit:
    found = Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    if found.sequence != expected:
        raise ActionRefused(
            "stale", _("Somebody has changed this visit in the meantime. Look at it again.")
        )
    return found


def _append(
    visit: Visit,
    kind: str,
    *,
    by: User | None,
    why: str = "",
    at: datetime | None = None,
    data: dict[str, Any] | None = None,
) -> None:
    VisitEvent(
        visit=visit, kind=kind, by=by, why=why, at=at or timezone.now(), data=data or {}
    ).save(force_insert=True)


def _said(visit: Visit) -> dict[str, Any]:
    """What a visit says of itself, as far as a change can change it."""
    return {
        "title": visit.title,
        "purpose": visit.purpose,
        "leader": visit.leader_id,
        "members": sorted(visit.members.values_list("pk", flat=True)),
        "first_day": visit.first_day.isoformat(),
        "last_day": visit.last_day.isoformat(),
        "stops": [
            [
                one.project or one.place,
                one.planned_at.isoformat() if one.planned_at else "",
                one.organisation_id,
            ]
            for one in visit.stops.order_by("order", "pk")
        ],
    }


def _check(plan: Plan) -> None:
    if not plan.title.strip():
        raise ActionRefused("missing", _("Say in one line what the visit is for."), "title")
    if plan.last_day < plan.first_day:
        raise ActionRefused("backwards", _("The last day lies before the first."), "last_day")
    if (plan.last_day - plan.first_day).days >= MOST_DAYS:
        raise ActionRefused(
            "too_long",
            _("A visit takes at most %(count)d days.") % {"count": MOST_DAYS},
            "last_day",
        )
    for part, people in (("leader", [plan.leader]), ("members", plan.members)):
        if any(one is not None and not may(one, Permission.SEE_VISITS) for one in people):
            raise ActionRefused(
                "no_right", _("Somebody chosen here may not see visits. Choose another."), part
            )


def _check_stops(stops: Sequence[Where], plan: Plan) -> None:
    if not stops:
        raise ActionRefused("missing", _("Choose at least one place or project."), "stops")
    if len(stops) > MOST_STOPS:
        raise ActionRefused(
            "too_many", _("A visit has at most %(count)d stops.") % {"count": MOST_STOPS}, "stops"
        )
    if len({one.key for one in stops}) < len(stops):
        raise ActionRefused("twice", _("A place is chosen twice."), "stops")
    for one in stops:
        day = timezone.localdate(one.planned_at) if one.planned_at else None
        if day is not None and not plan.first_day <= day <= plan.last_day:
            raise ActionRefused(
                "other_day", _("A stop is planned for a day on which the visit is not."), "stops"
            )


def _names_invented(stops: Sequence[Where]) -> bool:
    codes = [one.project for one in stops if one.project]
    return (
        any(one.organisation.demonstration for one in stops if one.organisation)
        or Project.objects.filter(code__in=codes, demonstration=True).exists()
    )


def _check_kind(stops: Sequence[Where], *, invented: bool) -> None:
    """A real visit goes to real projects and organisations, an invented one to invented ones:
    figures never mix."""
    codes = [one.project for one in stops if one.project]
    others = Project.objects.filter(code__in=codes).exclude(demonstration=invented)
    receivers = [one.organisation for one in stops if one.organisation]
    if others.exists() or any(one.demonstration != invented for one in receivers):
        raise ActionRefused(
            "mixed",
            _("Real and demonstration projects or organisations do not go into one visit."),
            "stops",
        )


def _write_stops(visit: Visit, stops: Sequence[Where]) -> None:
    """Make the visit's stops these, in this order. What is no longer among them goes, unless
    something is recorded on it. Without an organisation, the one that was known stays."""
    rows = visit.stops.select_for_update(of=("self",)).order_by("pk")
    known = {one.project or one.place: one for one in rows}
    for key, stop in known.items():
        if key in {one.key for one in stops}:
            continue
        if has_records(stop):
            raise ActionRefused(
                "recorded", _("Something is on record for a stop that was taken out: it stays."),
                "stops",
            )  # fmt: skip
        stop.delete()
    for order, one in enumerate(stops, 1):
        stop = known.get(one.key) or Stop(visit=visit, place=one.place, project=one.project)
        if one.organisation is not None and _is_anothers(stop, one.organisation):
            raise ActionRefused(
                "recorded",
                _("Something is on record for a stop: the organisation that was visited stays."),
                "stops",
            )
        stop.place, stop.order, stop.planned_at = one.place, order, one.planned_at
        stop.organisation = one.organisation or stop.organisation
        stop.reasons = list(one.reasons) or stop.reasons
        stop.save()
