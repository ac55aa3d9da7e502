"""`diaban crosswalk`: figures of former communes as figures of today's units."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from diaban.cli import main
from diaban.cli.deadends import REFUSED, _, give_up, with_django
from diaban.cli.editions import foreseen, root


@main.group()
def crosswalk() -> None:
    """The units of before and after 1 July 2025.

    \b
    Example:
      diaban crosswalk convert dan-so-2024.csv --by population --csv > dan-so-moi.csv
    """


@crosswalk.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--by",
    type=click.Choice(["area", "population"]),
    default="area",
    show_default=True,
    help="How communes that were divided are divided.",
)
@click.option("--unit", metavar="COLUMN", help="The column of the units, if it is not found.")
@click.option("--add", multiple=True, metavar="COLUMN", help="Add up a column named like a rate.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.option("--csv", "as_csv", is_flag=True, help="Answer as CSV.")
@with_django
def convert(
    file: Path, by: str, unit: str | None, add: tuple[str, ...], as_json: bool, as_csv: bool
) -> None:
    """A table of former communes (CSV, XLSX) becomes one of today's units.

    Exact where a unit moved whole; where it was divided, by known shares, and each line says so.
    The sum over all lines is the sum of the table.

    \b
    Examples:
      diaban crosswalk convert dan-so-2024.xlsx --by population
      diaban crosswalk convert rung-2024.csv --json | jq '.lines[] | select(.exact | not)'
    """
    from diaban.editions import store
    from diaban.explorer import crosswalk as words
    from diaban.imports import reading
    from diaban.imports.safety import Refused
    from diaban.places.crosswalk_table import TableRefused

    with foreseen():
        edition = store.current(root())
    try:
        table = reading.read(file).table
        rows = [
            [None if cell is None else str(cell) for cell in row.values()]
            for row in table.to_pylist()
        ]
        converted = words.convert_rows(edition, table.column_names, rows, by, unit=unit, add=add)
    except Refused as refused:
        give_up(f"{refused.reason}\n    → {refused.remedy}")
    except TableRefused as refused:
        give_up(str(refused))
    if as_json:
        click.echo(json.dumps(words.as_json(edition, converted), ensure_ascii=False))
    elif as_csv:
        click.echo("".join(words.csv_lines(edition, converted)), nl=False)
    else:
        show(words.rows(edition, converted), converted)
    raise SystemExit(REFUSED if any(converted.unplaced) else 0)


def show(rows: list[Any], converted: Any) -> None:
    """Every line with its figures, how it came about, and what breaks the series."""
    from diaban.explorer.crosswalk import number_text

    for row in rows:
        figures = ", ".join(
            f"{column} {value or (known and f'≥ {known}') or _('unknown')}"
            for column, value, known in zip(converted.columns, row.figures, row.known, strict=True)
        )
        click.echo(f"{row.code}  {row.name}: {figures}  [{row.how}]")
        for warning in row.warnings:
            click.echo(f"    ⚠ {warning}")
    for one in converted.problems:
        place = _("row %(number)d") % {"number": one.row} if one.row else _("column")
        click.echo(f"{place} “{one.what}”: {one.reason}\n    → {one.remedy}", err=True)
    for column, total in zip(converted.columns, converted.totals, strict=True):
        line = _("%(column)s: %(total)s before and after")
        click.echo(line % {"column": column, "total": number_text(total)})
