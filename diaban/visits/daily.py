"""What time alone brings: commitments come near and pass their day, visits wait for their end."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from diaban.visits import over
from diaban.visits.commitments import actions as commitment_actions
from diaban.visits.commitments import promises
from diaban.visits.commitments import standing as commitment_standing
from diaban.visits.models import Commitment


def owed() -> bool:
    """Whether anybody has to be reminded of anything."""
    running = commitment_standing.standings(Commitment.objects.filter(is_open=True))
    return any(promises.reminder(one.promise) for one in running) or bool(
        over.to_remind(timezone.localdate())
    )


@task()
def go_round() -> int:
    """Remind both sides of commitments, and leaders of visits; how many things it was about."""
    return commitment_actions.remind() + over.remind()
