"""A stop on which something was promised, and the people of both sides, for the tests."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from diaban.accounts.models import Organisation, User
from diaban.accounts.tests.people import person
from diaban.petitions.tests.conftest import body
from diaban.visits.commitments import actions as commitment_actions
from diaban.visits.models import Commitment, Stop, Visit


def visited(number: str = "TT-2025-0001", **more: Any) -> Stop:
    """A stop at Dong Mai, received by Công ty A; the officer of the tests leads the visit."""
    organisation = Organisation.objects.get_or_create(name_vi="Công ty A")[0]
    visit = Visit.objects.create(
        number=number, title="Kiểm tra hạ tầng", leader=person("officer"),
        first_day=date(2025, 3, 3), last_day=date(2025, 3, 3), **more.pop("visit", {}),
    )  # fmt: skip
    given = {"order": 1, "place": "park:dong-mai", "organisation": organisation}
    return Stop.objects.create(visit=visit, **(given | more))


def of_organisation(name: str, username: str) -> User:
    organisation = Organisation.objects.get_or_create(name_vi=name)[0]
    return User.objects.create(username=username, role="enterprise", organisation=organisation)


def of_body(code: str, username: str) -> User:
    user = User.objects.create(username=username, role="agency")
    user.bodies.add(body(code))
    return user


def promise(
    stop: Stop, side: str = "enterprise", *, days: int | None = 30, ago: int = 0, **more: Any
) -> Commitment:
    """A promise made `ago` days before now, for a day `days` later."""
    at = timezone.now() - timedelta(days=ago)
    due = None if days is None else timezone.localdate(at) + timedelta(days=days)
    request = commitment_actions.Request(side, more.pop("what", "Đấu nối nước thải"), due, **more)
    return commitment_actions.make(stop, request, by=None, at=at)


def moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time().replace(hour=9)))
