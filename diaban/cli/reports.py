"""`diaban report`: the quarterly report as files and whether one says what its edition gives."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from diaban.cli import main
from diaban.cli.deadends import REFUSED, _, give_up, with_django
from diaban.cli.editions import foreseen, named, root


class Report(click.Group):
    """`diaban report 2025-Q1` writes; `diaban report verify FILE` checks."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = ["write", *args]
        return super().parse_args(ctx, args)


@main.group(cls=Report)
def report() -> None:
    """The quarterly report: write it, or verify a file of it.

    \b
    Examples:
      diaban report 2025-Q1 --format docx
      diaban report verify bao-cao-2025-q1-official-vi.docx
    """


@report.command("write")
@click.argument("name", metavar="PERIOD")
@click.option(
    "--format",
    "kinds",
    type=click.Choice(("docx", "pdf", "html", "json", "md")),
    multiple=True,
    default=("docx",),
    show_default=True,
    help="Which kind of file; may be given more than once.",
)
@click.option(
    "--kind",
    type=click.Choice(("official", "press")),
    default="official",
    show_default=True,
    help="The official report (Decree 30/2020) or the press version.",
)
@click.option(
    "--language",
    type=click.Choice(("vi", "en")),
    default="vi",
    show_default=True,
    help="The report's language.",
)
@click.option(
    "--edition", default="current", show_default=True, help="The edition it is read from."
)
@click.option(
    "--passages",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A JSON file with the words for free places.",
)
@click.option("--package", is_flag=True, help="A ZIP file with the report and the forms.")
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write (default: a name of its own in this folder).",
)
@with_django
def write_report(name: str, kinds: tuple[str, ...], kind: str, language: str, edition: str,
                 passages: Path | None, package: bool, output: Path | None) -> None:  # fmt: skip
    """Write the report of a quarter; every figure carries its query and its edition.

    \b
    Examples:
      diaban report 2025-Q1
      diaban report 2025-Q1 --format pdf --language en -o report.pdf
      diaban report 2025-Q1 --kind press --format html --format md
      diaban report 2025-Q1 --package
    """
    from django.utils import timezone

    from diaban.editions import store
    from diaban.reports import checks, making
    from diaban.reports.nodes import TemplateError
    from diaban.reports.package import filled
    from diaban.reports.package import package as packed

    if output and len(kinds) > 1:
        give_up(_("one file cannot take several formats: leave --output out"), 2)
    with foreseen():
        opened = store.open(root(), named(edition))
    try:
        made = making.make(opened, name, kind, language, _passages(passages))
    except (making.CannotReport, TemplateError) as error:
        give_up(str(error), REFUSED)
    title = making.title_of(made)
    differing: list[checks.Compared] = []
    if package:
        forms = filled(made)
        files = [(output or Path(f"{title}.zip"), packed(made, forms, timezone.localdate()))]
        differing = list(checks.differences(made, forms))
    else:
        files = [(output or Path(f"{title}.{one}"), making.FORMATS[one][1](made)) for one in kinds]
    for target, content in files:
        target.write_bytes(content)
        click.echo(target)
    for one in differing:
        told, total = one.said(language)
        said = _("form %(form)s has %(total)s of “%(name)s”, the report %(told)s")
        line = said % {"form": one.form, "name": one.name, "total": total, "told": told}
        click.echo(f"  ≠ {line}", err=True)
    for query in made.lacking:
        click.echo(f"  – {query}: {_('no figure in the edition')}", err=True)


def _passages(path: Path | None) -> dict[str, str]:
    """What stands in the file of passages."""
    if path is None:
        return {}
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        given = None
    if not isinstance(given, dict) or not all(isinstance(one, str) for one in given.values()):
        give_up(_("%(path)s is no JSON object of texts") % {"path": path}, 2)
    return given


def _published() -> list[dict[str, Any]]:
    """The reports that the current edition lists; none where nothing is published."""
    from diaban.editions import store
    from diaban.editions.errors import EditionError

    try:
        return list((store.current(root()).document("reports") or {}).get("reports", ()))
    except EditionError:
        return []


@report.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@with_django
def verify(file: Path, as_json: bool) -> None:
    """Rebuild a report from its edition and name every figure that does not match.

    Ends with 0 where everything matches and with 1 where anything does not.

    \b
    Examples:
      diaban report verify bao-cao-2025-q1-official-vi.docx
      diaban report verify report.pdf --json
    """
    from diaban.editions import store
    from diaban.reports import extracting, verifying

    content = file.read_bytes()
    try:
        found = verifying.verify(
            content, extracting.kind_of(content), lambda one: store.open(root(), one),
            _published(),
        )  # fmt: skip
    except extracting.Unreadable:
        give_up(_("%(file)s carries no report of this program") % {"file": file}, REFUSED)
    if as_json:
        click.echo(json.dumps(
            {"sound": found.sound, "identical": found.identical, "figures": found.figures,
             "edition": found.report.edition, "period": found.report.period,
             "differences": [one.as_dict() for one in found.differences],
             "remarks": found.remarks}, ensure_ascii=False,
        ))  # fmt: skip
    else:
        for one in found.differences:
            click.echo(f"✗ {one}")
        for remark in found.remarks:
            click.echo(f"– {remark}")
        if found.sound:
            click.echo(_("✓ All %(figures)d figures are what edition %(edition)s gives.") % {
                "figures": found.figures, "edition": found.report.edition})  # fmt: skip
    if not found.sound:
        raise SystemExit(REFUSED)
