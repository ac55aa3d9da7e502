"""What time alone brings to commitments: they come near, pass their day, break by silence."""

from __future__ import annotations

from django_tasks import task

from diaban.visits.commitments import actions as commitment_actions
from diaban.visits.commitments import promises
from diaban.visits.commitments import standing as commitment_standing
from diaban.visits.models import Commitment


def owed() -> bool:
    """Whether anybody has to be reminded of anything."""
    running = commitment_standing.standings(Commitment.objects.filter(is_open=True))
    return any(promises.reminder(one.promise) for one in running)


@task()
def go_round() -> int:
    """Remind both sides; how many commitments it was about."""
    return commitment_actions.remind()
