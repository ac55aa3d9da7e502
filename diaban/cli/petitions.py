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
    """Close answers that nobody spoke to within their notice; tell the next level what is late.

    The worker does it by itself; again is harmless.

    \b
    Examples:
      diaban petitions round
      diaban petitions round --json
    """
    from diaban.petitions import actions

    told = {"closed": actions.close_silent(), "told": len(actions.escalate())}
    if as_json:
        click.echo(json.dumps(told))
        return
    click.echo(_("Closed after silence: %(closed)d. Told to the next level: %(told)d.") % told)
