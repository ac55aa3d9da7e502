"""The statistical forms on the command line: `diaban form 2103 2025-Q1`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from diaban.cli import main
from diaban.cli.deadends import REFUSED, _, give_up, with_django


@main.command()
@click.argument("number", metavar="FORM")
@click.argument("name", metavar="PERIOD")
@click.option(
    "--format",
    "kind",
    type=click.Choice(("xlsx", "docx", "json")),
    default="xlsx",
    show_default=True,
    help="Which kind of file.",
)
@click.option(
    "--cutoff",
    type=click.Choice(("calendar", "statistical")),
    default="calendar",
    show_default=True,
    help="Where the period is cut off: the calendar, or the 14th (Decree 09/2019, Art. 12).",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write (default: EZ_<form>HQLKKT_<period> in this folder).",
)
@with_django
def form(number: str, name: str, kind: str, cutoff: str, output: Path | None) -> None:
    """Write a statistical form (2101–2104, 2108–2116) for a quarter or a year.

    \b
    Examples:
      diaban form 2103 2025-Q1
      diaban form 2101 2025-Q1 --cutoff statistical --format docx
      diaban form 2114 2025 --format json --output partners.json
    """
    from diaban.projects import periods, sheets
    from diaban.projects.sheets import docx, xlsx
    from diaban.projects.sheets.words import code_of

    if number not in sheets.FORMS:
        known = ", ".join(sheets.FORMS)
        give_up(
            _("there is no form %(form)s; there are %(known)s") % {"form": number, "known": known}
        )
    try:
        period = periods.period(name, cutoff)
        if periods.kind_of(name) not in sheets.PERIODS:
            raise ValueError(name)
    except ValueError:
        give_up(_("%(period)s is no period; write 2025-Q1 or 2025") % {"period": name}, REFUSED)
    sheet = sheets.make(number, period)
    written = {
        "xlsx": lambda: xlsx.write(sheet),
        "docx": lambda: docx.write(sheet),
        "json": lambda: json.dumps(sheet.as_dict(), ensure_ascii=False, indent=2).encode(),
    }[kind]()
    target = output or Path(f"{code_of(sheet)}.{kind}")
    target.write_bytes(written)
    click.echo(target)
    for one in sheet.lacking:
        click.echo(f"  – {one}", err=True)
