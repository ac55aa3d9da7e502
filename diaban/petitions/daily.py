"""What time alone brings: silence closes, lateness goes up a level, a near day is a reminder."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django_tasks import task

from diaban.petitions import actions, course, reminders, routes, standing
from diaban.petitions.models import Petition


def owed() -> bool:
    """Whether anything waits for the day's round."""
    today = timezone.localdate()
    ladder = routes.ladder()
    silent = Petition.objects.filter(state=course.State.ANSWERED, confirm_by__lt=today)
    return (
        silent.exists()
        or bool(reminders.owed())
        or any(
            one.news(ladder) for one in standing.standings(Petition.objects.filter(is_open=True))
        )
    )


@task()
def go_round() -> dict[str, int]:
    """The day's round, by the worker."""
    return round_of_today()


def round_of_today() -> dict[str, int]:
    """Close what stayed silent past its notice, tell the next level, remind of days that come near;
    how many of each.
    """
    return {
        "closed": actions.close_silent(),
        "told": len(actions.escalate()),
        "reminded": reminders.remind(),
    }


@task()
def count_again() -> int:
    """How many dates moved with a new version of the calendar."""
    return standing.renew_open()


def on_calendar_changed(**_said: Any) -> None:
    count_again.enqueue()
