"""`diaban notices`: what people are told by e-mail."""

from __future__ import annotations

import json

import click

from diaban.cli import main
from diaban.cli.deadends import MACHINE, _, with_django
from diaban.cli.registry import as_json


@main.command()
@click.option("--dry-run", is_flag=True, help="Say who would get a letter, and send none.")
@as_json
@with_django
def notices(dry_run: bool, as_json: bool) -> None:
    """Send the notices that wait for their letter: at once, and today's digests.

    What was mailed or read is not mailed again. The worker sends them by itself, digests on working
    mornings, where DIABAN_SMTP_HOST is set.

    \b
    Examples:
      diaban notices --dry-run
      diaban notices --json | jq '.[] | select(.outcome == "failed")'
    """
    from django.utils import timezone

    from diaban.notices import mail

    now = timezone.now()
    outcomes = [*mail.send_at_once(now, dry_run=dry_run), *mail.send_digests(now, dry_run=dry_run)]
    if as_json:
        click.echo(json.dumps([one.as_dict() for one in outcomes], ensure_ascii=False))
    elif not outcomes:
        click.echo(_("No notice waits for a letter."))
    else:
        said = {
            "sent": _("sent"),
            "would_send": _("would be sent"),
            "in_progress": _("is being sent"),
            "failed": _("failed"),
        }
        for one in outcomes:
            problem = f": {one.problem}" if one.problem else ""
            click.echo(f"{one.person}: {said[one.outcome]} ({one.notices}){problem}")
    raise SystemExit(MACHINE if any(one.outcome == "failed" for one in outcomes) else 0)
