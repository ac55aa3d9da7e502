"""The clock's command: check any case from outside."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from diaban.cli import main
from diaban.cli.deadends import REFUSED, _, give_up, with_django


@main.command()
@click.argument("case", metavar="CASE.json", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--as-of", metavar="MOMENT", help="Look at this moment (2026-02-24T12:00).")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@with_django
def deadline(case: Path, as_of: str | None, as_json: bool) -> None:
    """When is a dossier due, and why? Events, rule and calendar in, the ledger out.

    The format of CASE.json and of the answer is described in docs/deadline.md. Ends with 1 when
    the case cannot be read, or when one of its events cannot have happened so.

    \b
    Examples:
      diaban deadline docs/examples/deadline-case.json
      diaban deadline case.json --json | jq .due
      diaban deadline case.json --as-of 2026-02-24T12:00
    """
    from diaban.clock.calendar import VIETNAM
    from diaban.clock.case import ledger_as_dict, read
    from diaban.clock.explain import explain
    from diaban.clock.replay import replay_as_known
    from diaban.clock.sheet import text

    found = _read(case, read)
    moment = _moment(as_of) if as_of else found.as_of or datetime.now(VIETNAM)
    ledger, calendar = replay_as_known(found.events, found.rule, found.history, moment)
    rows = explain(ledger, found.events, found.rule, calendar)
    if as_json:
        answer = ledger_as_dict(ledger, rows)
        answer["words"] = in_both_languages(ledger, rows)
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        click.echo(text(ledger, rows))
    if ledger.refused:
        show_refusals(ledger)
        raise SystemExit(REFUSED)


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(text, param_hint="--as-of") from None


def _read(path: Path, read: Any) -> Any:
    """The case in a file, or on standard input for `-`."""
    from diaban.clock.case import CaseRefused

    try:
        content = sys.stdin.read() if str(path) == "-" else path.read_text()
        return read(json.loads(content))
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        give_up(_("%(file)s is not JSON: %(reason)s") % {"file": path, "reason": error})
    except CaseRefused as refused:
        give_up(f"{path}: {refused}")


def in_both_languages(ledger: Any, rows: Any) -> dict[str, Any]:
    """The sheet in Vietnamese and English, so that the answer can be shown as it is."""
    from django.utils import translation

    from diaban.clock import words
    from diaban.clock.sheet import lines, row_text

    found = {}
    for language in ("vi", "en"):
        with translation.override(language):
            found[language] = {
                "summary": [[label, value] for label, value in lines(ledger)],
                "days": [row_text(row) for row in rows],
                "refused": [" ".join(words.refusal(one.code)) for one in ledger.refused],
            }
    return found


def show_refusals(ledger: Any) -> None:
    """Every event that cannot be, with its place in the case."""
    from diaban.clock import words

    for refusal in ledger.refused:
        reason, remedy = words.refusal(refusal.code)
        place = f"events[{refusal.index}] ({refusal.event.kind}, {refusal.event.at:%Y-%m-%d %H:%M})"
        click.echo(f"{place}: {reason}\n    → {remedy}", err=True)
