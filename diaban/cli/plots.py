"""`diaban plots`: raw-material plots in the form of the EU deforestation regulation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from diaban.cli import main
from diaban.cli.deadends import REFUSED, _, give_up, with_django
from diaban.cli.registry import as_json

if TYPE_CHECKING:
    from diaban.imports.findings import Finding


@main.group()
def plots() -> None:
    """Raw-material plots (EU deforestation regulation): check a file, take it in.

    \b
    Examples:
      diaban plots check plots.geojson
      diaban plots take plots.geojson --region material:ba-che --sender "HTX A"
    """


@plots.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--cattle", is_flag=True, help="A point is enough whatever the size.")
@click.option("--marked", type=click.Path(path_type=Path), help="Write the marked copy here.")
@as_json
@with_django
def check(file: Path, cattle: bool, marked: Path | None, as_json: bool) -> None:
    """Every violation of the regulation's rules, by feature; exit code 1 if there is any.

    \b
    Examples:
      diaban plots check plots.geojson --json | jq '.findings[].feature'
      diaban plots check plots.geojson --marked plots-marked.geojson
    """
    from diaban.imports import eudr
    from diaban.imports.safety import Refused
    from diaban.materials import reporting

    try:
        found = eudr.read(file, cattle=cattle)
    except Refused as refused:
        give_up(f"{refused.reason}\n    → {refused.remedy}")
    if marked is not None:
        marked.write_text(reporting.marked_copy(file, found.findings), "utf-8")
    show(list(found.findings), len(found.plots), as_json)


@plots.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--region", required=True, help="The raw-material area, as material:ba-che.")
@click.option("--commodity", help="The raw material, as commodity:timber.")
@click.option("--sender", required=True, help="Who declares these plots.")
@click.option("--cattle", is_flag=True, help="A point is enough whatever the size.")
@as_json
@with_django
def take(
    file: Path, region: str, commodity: str | None, sender: str, cattle: bool, as_json: bool
) -> None:
    """Take all plots of a file under a raw-material area, or none if it breaks a rule.

    \b
    Example:
      diaban plots take plots.geojson --region material:ba-che --sender "HTX A" --json
    """
    from diaban.facts import packs  # noqa: F401  (kinds are registered)
    from diaban.facts.actions import ActionRefused
    from diaban.imports.safety import Refused
    from diaban.materials import actions

    try:
        taken = actions.take(
            file, region=region, commodity=commodity, sender=sender, by=None, cattle=cattle
        )
    except actions.FileRefused as refused:
        show(list(refused.findings), None, as_json)
    except ActionRefused as refused:
        give_up(str(refused))
    except Refused as refused:
        give_up(f"{refused.reason}\n    → {refused.remedy}")
    if as_json:
        click.echo(json.dumps(taken.as_dict(), ensure_ascii=False))
        return
    click.echo(
        _("Taken: %(added)d plots added, %(changed)d changed, %(unchanged)d unchanged.")
        % taken.as_dict()
    )


def show(findings: list[Finding], count: int | None, as_json: bool) -> NoReturn:
    """Every finding by feature, and the verdict as exit code."""
    from diaban.imports.findings import ERROR
    from diaban.materials import reporting

    is_sound = not any(finding.severity == ERROR for finding in findings)
    rows = reporting.rows(findings)
    if as_json:
        answer = {"sound": is_sound, "plots": count, "findings": rows}
        click.echo(json.dumps(answer, ensure_ascii=False))
        raise SystemExit(0 if is_sound else REFUSED)
    for row in rows:
        place = (
            _("feature %(number)d") % {"number": row["feature"]} if row["feature"] else _("file")
        )
        click.echo(f"{place}: {row['message']}\n    → {row['remedy']}", err=True)
    click.echo(_("sound") if is_sound else _("refused"))
    raise SystemExit(0 if is_sound else REFUSED)
