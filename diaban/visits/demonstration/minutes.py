"""Invented minutes on invented visits: most are signed by both sides and sent, one was refused, the
latest to the invented enterprise waits for its signature.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from diaban.accounts.demonstration import organisation
from diaban.clock.calendar import VIETNAM
from diaban.visits.minutes import actions as minute_actions
from diaban.visits.minutes.actions import AUTHORITY, OTHER
from diaban.visits.models import Minute, Stop, Visit

MOST = 5
"""So many have a minute: each is set as Word and PDF, and the loader is to be quick."""
REFUSED = 2
"""Which of them was refused, counted from the latest."""


def make() -> None:
    """Minutes of the latest invented visits that took place, the invented enterprise's first."""
    stops = Stop.objects.filter(
        visit__demonstration=True, visit__state=Visit.State.DONE, organisation__isnull=False,
        fields__isnull=False,
    ).select_related("visit__leader", "organisation").distinct()  # fmt: skip
    ours = organisation()
    latest = sorted(
        stops, key=lambda one: (one.organisation_id != ours.pk, -one.visit.first_day.toordinal(),
                                one.pk),
    )  # fmt: skip
    for place, stop in enumerate(latest[:MOST]):
        _minute(stop, place)


def _minute(stop: Stop, place: int) -> None:
    team = stop.visit.leader
    minute = minute_actions.make(stop, by=team)
    at = datetime.combine(stop.visit.last_day, time(16), VIETNAM)
    Minute.objects.filter(pk=minute.pk).update(made_at=at)
    seen = minute_actions.fingerprint(minute)
    signer = str(team or "Trưởng đoàn (minh họa)")
    minute_actions.sign(minute.pk, AUTHORITY, signer, by=team, seen=seen, at=at)
    if place == 0:
        return
    if place == REFUSED:
        reason = "Đề nghị ghi rõ hơn nguyên nhân mất điện (minh họa)"
        minute_actions.refuse(minute.pk, reason, by=team, seen=seen)
    else:
        person = "Giám đốc (minh họa)"
        minute_actions.sign(minute.pk, OTHER, person, by=team, seen=seen, at=at)
    minute_actions.send(minute.pk, by=team)
    Minute.objects.filter(pk=minute.pk).update(sent_at=at + timedelta(days=1))
