"""What time alone brings: commitments come near and pass their day, visits wait for their end,
letters that could not go are tried again."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from diaban.visits import over
from diaban.visits.commitments import actions as commitment_actions
from diaban.visits.commitments import promises
from diaban.visits.commitments import standing as commitment_standing
from diaban.visits.minutes import mailing
from diaban.visits.models import Commitment


def owed() -> bool:
    """Whether anybody has to be reminded or told of anything, or a letter tried again."""
    if over.to_remind(timezone.localdate()) or mailing.owed(timezone.now()):
        return True
    running = commitment_standing.standings(Commitment.objects.filter(is_open=True))
    return any(promises.reminder(one.promise) for one in running)


@task()
def go_round() -> int:
    """Remind both sides of commitments and leaders of visits, mail again; of how many things."""
    return commitment_actions.remind() + over.remind() + mailing.try_again()
