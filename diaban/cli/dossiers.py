"""`diaban digest` and `diaban dossiers …`: morning letters, counting again, clearing files."""

from __future__ import annotations

import click

from diaban.cli import main
from diaban.cli.deadends import MACHINE, _, with_django


@main.command()
@click.option("--dry-run", is_flag=True, help="Say who would get a letter, and send none.")
@with_django
def digest(dry_run: bool) -> None:
    """Send this morning's letters: what presses on each officer's desk.

    A letter that has gone out today is not sent again. The worker sends them by itself on working
    mornings, where DIABAN_SMTP_HOST is set.

    \b
    Example:
      diaban digest --dry-run
    """
    from django.utils import timezone

    from diaban.dossiers import digest as letters

    outcomes = letters.send(timezone.now(), dry_run=dry_run)
    said = {
        "sent": _("sent"),
        "would_send": _("would be sent"),
        "already_sent": _("sent today already"),
        "failed": _("failed"),
    }
    for one in outcomes:
        problem = f": {one.problem}" if one.problem else ""
        click.echo(f"{one.person}: {said[one.outcome]} ({one.pressing}){problem}")
    if not outcomes:
        click.echo(_("Nothing presses, or nobody who wants the letter has an e-mail address."))
    raise SystemExit(MACHINE if any(one.outcome == "failed" for one in outcomes) else 0)


@main.group()
def dossiers() -> None:
    """The register of dossiers: count dates again, clear files that no dossier names."""


@dossiers.command()
@with_django
def recount() -> None:
    """Replay every open dossier, as after a change of the calendar. It may be interrupted.

    \b
    Example:
      diaban dossiers recount
    """
    from diaban.dossiers import standing

    moved = standing.renew_open(lambda done: click.echo(f"\r{done}", nl=False, err=True))
    click.echo("", err=True)
    click.echo(_("%(count)d dates moved.") % {"count": moved})


@dossiers.command()
@with_django
def tidy() -> None:
    """Remove stored files that no record names: what killed uploads and drafts left.

    Files younger than a day are left alone: somebody may be about to name them.

    \b
    Example:
      diaban dossiers tidy
    """
    import time

    from diaban.dossiers import blobs

    removed = 0
    for path in blobs.unused(blobs.named()):
        if time.time() - path.stat().st_mtime > 86_400:
            path.unlink()
            removed += 1
    click.echo(_("%(count)d files removed.") % {"count": removed})
