"""What time alone brings: silence closes, and what is late is told to the next level."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django_tasks import task

from diaban.petitions import actions, course, standing
from diaban.petitions.models import Petition


def owed() -> bool:
    """Whether anything waits for the day's round."""
    today = timezone.localdate()
    silent = Petition.objects.filter(state=course.State.ANSWERED, confirm_by__lt=today)
    return silent.exists() or any(
        one.level not in ("", "officer", one.course.level)
        for one in standing.standings(Petition.objects.filter(is_open=True))
    )


@task()
def go_round() -> dict[str, int]:
    """Close what stayed silent past its notice, tell the next level; how many of each."""
    return {"closed": actions.close_silent(), "told": len(actions.escalate())}


@task()
def count_again() -> int:
    """How many dates moved with a new version of the calendar."""
    return standing.renew_open()


def on_calendar_changed(**_said: Any) -> None:
    count_again.enqueue()
