"""`diaban early round` and `diaban early letter`: early sight, by hand."""

from __future__ import annotations

import json

import click

from diaban.cli import main
from diaban.cli.deadends import _, with_django


@main.group()
def early() -> None:
    """Early sight: alerts, forecasts, the leadership's weekly letter."""


@early.command("round")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@with_django
def go_round(as_json: bool) -> None:
    """Hold every rule of alerts against the figures, and forecast the running quarter.

    The worker does it once a day; again is harmless.

    \b
    Examples:
      diaban early round
      diaban early round --json
    """
    from django.utils import timezone

    from diaban.indicators.early import rounds

    told = rounds.look_around(timezone.now())
    if as_json:
        click.echo(json.dumps(told))
        return
    click.echo(
        _("Alerts raised: %(raised)d, ended: %(resolved)d. Figures forecast: %(forecast)d.") % told
    )


@early.command("letter")
@click.option("--dry-run", is_flag=True, help="Send nothing; say what would happen, and the lines.")
@with_django
def letter(dry_run: bool) -> None:
    """Send this week's letter to each leader who has not had it.

    \b
    Examples:
      diaban early letter --dry-run
      diaban early letter
    """
    from django.utils import timezone

    from diaban.indicators.early import leadership

    now = timezone.now()
    for person, outcome in leadership.send(now, dry_run=dry_run):
        click.echo(f"{person.username}: {outcome}")
        if dry_run:
            lines = leadership.compose(person, now, leadership.language_of(person)).lines
            for number, line in enumerate(lines, 1):
                click.echo(f"  {number}. {line}")
