"""Visits that nobody has ended yet: what is missing at each stop, and who is asked when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from diaban.accounts.models import User
from diaban.accounts.permissions import Permission, may
from diaban.notices.models import Notice
from diaban.visits import ending, telling
from diaban.visits.models import Media, Minute, Stop, StopField, Submission, Visit
from diaban.visits.stops import field_names

OPEN = (Visit.State.PLANNED, Visit.State.UNDER_WAY)
UNDECIDED = (Submission.Outcome.CONFLICT, Submission.Outcome.HELD)


@dataclass(frozen=True, slots=True)
class Standing:
    """`missing` has each stop with what is missing there; `passed` whether the last day is over."""

    missing: list[tuple[Stop, list[ending.Missing]]]
    passed: bool
    complete: bool

    @property
    def asks(self) -> bool:
        """Whether a page should ask if the task force is back."""
        return self.passed or self.complete


def standing(visit: Visit, today: date | None = None) -> Standing:
    stops = list(visit.stops.select_related("organisation").order_by("order", "pk"))
    seen = _seen(visit, stops)
    found = [(stop, ending.missing(one)) for stop, one in zip(stops, seen, strict=True)]
    today = today or timezone.localdate()
    complete = ending.is_complete(seen) and visit.first_day <= today
    return Standing([one for one in found if one[1]], visit.last_day < today, complete)


def _seen(visit: Visit, stops: list[Stop]) -> list[ending.Seen]:
    """What is on record of each of the visit's stops; as many queries for twenty as for one."""
    told = StopField.objects.filter(name=field_names.STATE, stop__visit=visit)
    outcomes = dict(told.values_list("stop", "value"))
    minutes = Minute.objects.filter(stop__visit=visit).order_by("version")
    latest_sent = dict(minutes.values_list("stop", "sent_at"))
    undecided = Submission.objects.filter(outcome__in=UNDECIDED, stop__visit=visit)
    held = Media.objects.filter(state=Media.State.HELD, stop__visit=visit)
    to_decide = Counter([*undecided.values_list("stop", flat=True),
                         *held.values_list("stop", flat=True)])  # fmt: skip
    return [
        ending.Seen(
            outcome=str(outcomes.get(stop.pk) or ""),
            minute_sent=latest_sent.get(stop.pk) is not None,
            to_decide=to_decide[stop.pk],
        )
        for stop in stops
    ]


def people(visit: Visit) -> list[User]:
    """Who is asked, of those who may still see visits: the leader; without one the members, else
    whoever planned it."""
    lead, members = _seeing([visit.leader]), visit.members.all()
    return lead or _seeing(members) or _seeing([visit.recorded_by])


def _seeing(some: Iterable[User | None]) -> list[User]:
    return [one for one in some if one is not None and may(one, Permission.SEE_VISITS)]


def to_remind(today: date) -> list[Visit]:
    """The visits whose people have not been asked as often as they should have been."""
    passed = Visit.objects.filter(state__in=OPEN, last_day__lt=today)
    rows = passed.select_related("leader", "recorded_by").prefetch_related("members")
    waiting = {_once(one, today): one for one in rows if people(one)}
    told = Notice.objects.filter(kind=telling.TO_END, once__in=waiting)
    asked = set(told.values_list("once", flat=True))
    return [one for once, one in waiting.items() if once not in asked]


def remind(today: date | None = None) -> int:
    """Ask them; of how many visits."""
    today = today or timezone.localdate()
    found = to_remind(today)
    for visit in found:
        with transaction.atomic():
            _ask(visit, people(visit), today)
    return len(found)


def _ask(visit: Visit, who: Iterable[User], today: date) -> None:
    complete = standing(visit, today).complete
    telling.to_end(visit, who, complete=complete, once=_once(visit, today))


def _once(visit: Visit, today: date) -> str:
    # With the last day: a visit that was moved is asked of anew.
    return f"{visit.key} {visit.last_day} {ending.times_to_ask(visit.last_day, today)}"
