"""`diaban remind`: the weekly letters to those who look after facts."""

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
def remind(dry_run: bool, as_json: bool) -> None:
    """Send this week's letters: what each owner has to check, to settle and to find out.

    A letter that has gone out this week is not sent again. The worker sends them by itself from
    Monday morning on, where DIABAN_SMTP_HOST is set.

    \b
    Examples:
      diaban remind --dry-run
      diaban remind --json | jq '.[] | select(.outcome == "failed")'
    """
    from django.utils import timezone

    from diaban.owners import reminders

    outcomes = reminders.send(timezone.now(), dry_run=dry_run, retry=True)
    if as_json:
        click.echo(json.dumps([one.as_dict() for one in outcomes], ensure_ascii=False))
    else:
        click.echo(in_words(outcomes))
    raise SystemExit(MACHINE if any(one.outcome == "failed" for one in outcomes) else 0)


def in_words(outcomes: list) -> str:
    """One line for each letter; what to do where there is none to send."""
    if not outcomes:
        return _("Nobody answers for an owner yet: tie people to owners at /vi/desk/owners/.")
    said = {
        "sent": _("sent"),
        "would_send": _("would be sent"),
        "already_sent": _("settled this week already"),
        "nothing_to_say": _("nothing waits"),
        "not_wanted": _("does not want the letter"),
        "no_address": _("has no e-mail address: add it under “People”"),
        "in_progress": _("is being sent"),
        "failed": _("failed"),
    }
    lines = []
    for one in outcomes:
        counts = ""
        if one.counts:
            counts = " " + _(
                "(%(stale)d to check, %(conflicts)d in conflict, %(lacking)d unknown, "
                "%(rejected)d rejected)"
            )
            counts %= one.counts
        problem = f": {one.problem}" if one.problem else ""
        lines.append(f"{one.owner} → {one.person}: {said[one.outcome]}{counts}{problem}")
    return "\n".join(lines)
