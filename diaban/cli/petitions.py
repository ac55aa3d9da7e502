"""`diaban petitions round`: what time alone brings to petitions."""

from __future__ import annotations

import json

import click

from diaban.cli import main
from diaban.cli.deadends import _, with_django


@main.group()
def petitions() -> None:
    """Petitions: the day's round."""


@petitions.command("round")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@with_django
def go_round(as_json: bool) -> None:
    """Close answers that nobody spoke to within their notice; tell the next level what is late;
    remind of days that come near.

    The worker does it by itself; again is harmless.

    \b
    Examples:
      diaban petitions round
      diaban petitions round --json
    """
    from diaban.petitions import daily

    told = daily.round_of_today()
    if as_json:
        click.echo(json.dumps(told))
        return
    line = _(
        "Closed after silence: %(closed)d. Told to the next level: %(told)d. "
        "Reminded: %(reminded)d."
    )
    click.echo(line % told)
