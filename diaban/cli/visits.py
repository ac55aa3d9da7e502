"""`diaban visits round`: what time alone brings to commitments, visits and letters."""

from __future__ import annotations

import json

import click

from diaban.cli import main
from diaban.cli.deadends import _, with_django


@main.group()
def visits() -> None:
    """Task-force visits: the day's round of commitments, visits and letters."""


@visits.command("round")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@with_django
def go_round(as_json: bool) -> None:
    """Remind both sides of commitments that come near, have passed or broke by silence, and leaders
    of visits that nobody has ended; mail the minutes again whose letter could not go.

    The worker does it by itself; again is harmless.

    \b
    Examples:
      diaban visits round
      diaban visits round --json
    """
    from diaban.visits import over
    from diaban.visits.commitments import actions as commitment_actions
    from diaban.visits.minutes import mailing

    told = {
        "reminded": commitment_actions.remind(), "visits": over.remind(),
        "mailed": mailing.try_again(),
    }  # fmt: skip
    if as_json:
        click.echo(json.dumps(told))
        return
    click.echo(_("Reminders sent: %(reminded)d of commitments, %(visits)d of visits.") % told)
    click.echo(_("Minutes mailed again: %(mailed)d.") % told)
