"""Files from outside: `diaban import FILE`, and `diaban imports` for what became of them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from diaban.cli import main
from diaban.cli.deadends import REFUSED, _, give_up, with_django
from diaban.cli.progress import progress_bar
from diaban.cli.registry import as_json

_EXAMPLES = """Bring a file into a layer: read, check, show the difference; nothing is guessed.

    Without --apply nothing changes: the file is kept, its change set waits. With --apply it is sent
    for approval by a second person, or applied at once where DIABAN_SECOND_PERSON=0.

    \b
    Examples:
      diaban import parks.gpkg --layer parks --source staff-20261126-1a2b3c4d
      diaban import ranh-gioi.zip --layer localities --source nxb-2025 --crs EPSG:5899
      diaban import kcn.xlsx --layer parks --source decision-80 --sheet "Phụ lục 1" \\
          --map "Diện tích (m2)=planned_area@m2" --set status=planned --accept area_differs
      diaban import huyen.geojson --layer localities --source vietnam63 \\
          --set level=district --set valid_to=2025-07-01 --match 3=locality:193 --skip 9
      diaban import mo.csv --layer materials --source gem --map X=northing --map Y=easting \\
          --accuracy 500 --method approximate --leave-out outside --json
    """


def _pairs(values: Iterable[str], option: str) -> dict[str, str]:
    found = {}
    for value in values:
        name, equals, answer = value.rpartition("=")
        if not equals or not name:
            reason = _("“%(text)s” is not of the form NAME=VALUE") % {"text": value}
            raise click.BadParameter(reason, param_hint=option)
        found[name] = answer
    return found


@main.command(name="import", help=_EXAMPLES)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--layer", "kind", required=True, help="Layer or kind: parks, localities, …")
@click.option("--source", required=True, help="Id of the source whose word the file is.")
@click.option("--sheet", help="Sheet or layer of the file, where it has several.")
@click.option("--header-row", type=int, help="Row of the column names, where the guess is wrong.")
@click.option("--crs", help="Coordinate system: EPSG:5899.")
@click.option("--encoding", help="How text is written: tcvn3, vni, vps, windows-1258, unicode, …")
@click.option("--map", "mapping", multiple=True, metavar="COL=FIELD", help="What a column means.")
@click.option("--set", "constants", multiple=True, metavar="FIELD=VALUE", help="For every row.")
@click.option("--decimals", multiple=True, metavar="COL=comma|point", help="The decimal mark.")
@click.option("--accuracy", type=float, help="Accuracy of the places in metres.")
@click.option("--method", help="How the places were found: surveyed, digitised, approximate, …")
@click.option("--trust", help="Tag of trust of the values (default S-M, of memory M-M).")
@click.option("--as-of", metavar="DATE", help="Day (or year, quarter, month) of the values.")
@click.option("--valid-from", metavar="DATE", help="From which day the values hold.")
@click.option("--valid-to", metavar="DATE", help="Until before which day the values hold.")
@click.option("--complete", is_flag=True, help="What the file does not name has ended.")
@click.option("--accept", multiple=True, metavar="CODE[:ROW]", help="Let a warning stand.")
@click.option("--leave-out", multiple=True, metavar="CODE", help="Leave rows with this error out.")
@click.option("--match", multiple=True, metavar="ROW=KEY|new", help="Settle a doubtful row.")
@click.option("--skip", multiple=True, type=int, metavar="ROW", help="Leave a row out.")
@click.option("--by", metavar="USER", help="The account in whose name this is done.")
@click.option("--apply", "apply_", is_flag=True, help="Send for approval, or apply (see above).")
@click.option("--marked", type=click.Path(path_type=Path), help="Write a marked copy here.")
@as_json
@with_django
def import_(file: Path, kind: str, source: str, by: str | None, apply_: bool, marked: Path | None,
            as_json: bool, **answers: Any) -> None:  # fmt: skip
    from diaban.imports import actions
    from diaban.imports.safety import Refused

    layer, cited, person = _kind(kind), _source(source), account(by)
    if apply_:
        _needs_a_name(person)
    decisions = _decisions(answers, cited)
    try:
        with progress_bar(_("Reading %(file)s") % {"file": file.name}) as step:
            record = actions.propose(file, layer, cited, decisions, by=person, progress=step)
    except Refused as refused:
        if as_json:
            click.echo(json.dumps({"refused": refused.code, "reason": str(refused)}))
            raise SystemExit(REFUSED) from None
        give_up(str(refused))
    if marked is not None:
        _write_marked(record, marked)
    if apply_ and record.report["ready"]:
        _carry_out(record, person)
    _answer(record, as_json)


def _decisions(answers: dict[str, Any], source: Any) -> Any:
    from diaban.facts.refusal import ValueRefused
    from diaban.imports.decisions import SKIP, Decisions

    matches = {}
    for row, key in _pairs(answers["match"], "--match").items():
        if not row.isdigit():
            reason = _("“%(text)s” is not the number of a row") % {"text": row}
            raise click.BadParameter(reason, param_hint="--match")
        matches[int(row)] = key
    decisions = Decisions(
        layer=answers["sheet"],
        header_row=answers["header_row"],
        mapping=_pairs(answers["mapping"], "--map"),
        constants=_pairs(answers["constants"], "--set"),
        crs=answers["crs"],
        encoding=_known_encoding(answers["encoding"]),
        decimals=_pairs(answers["decimals"], "--decimals"),
        accuracy_m=answers["accuracy"],
        method=answers["method"],
        trust=answers["trust"] or ("M-M" if source.kind == "unverified" else "S-M"),
        as_of=answers["as_of"],
        valid_from=answers["valid_from"],
        valid_to=answers["valid_to"],
        complete=answers["complete"],
        accepted=frozenset(answers["accept"]),
        left_out=frozenset(answers["leave_out"]),
        matches=matches | dict.fromkeys(answers["skip"], SKIP),
    )
    for name in ("valid_from", "valid_to"):
        _a_day(decisions, name)
    try:
        decisions.given_for()
    except ValueRefused as refused:
        raise click.BadParameter(refused.reason, param_hint="--as-of") from None
    return decisions


def _a_day(decisions: Any, name: str) -> None:
    try:
        decisions.day(name)
    except ValueError:
        reason = _("%(text)s is not a date; write YYYY-MM-DD") % {"text": getattr(decisions, name)}
        raise click.BadParameter(reason, param_hint=f"--{name.replace('_', '-')}") from None


def _known_encoding(name: str | None) -> str | None:
    from diaban.imports.vietnamese_text import LABELS

    if name is None or name in LABELS:
        return name
    reason = _("“%(text)s” is none of: %(names)s") % {"text": name, "names": ", ".join(LABELS)}
    raise click.BadParameter(reason, param_hint="--encoding")


def _kind(layer: str) -> Any:
    from diaban.facts import schema
    from diaban.imports.standing import kind_of_layer

    if found := kind_of_layer(layer):
        return found
    names = ", ".join(one.layer for one in schema.kinds())
    reason = _("“%(text)s” is none of: %(names)s") % {"text": layer, "names": names}
    raise click.BadParameter(reason, param_hint="--layer")


def _source(name: str) -> Any:
    from diaban.facts.models import Source

    if found := Source.objects.filter(pk=name).first():
        return found
    reason = _("there is no source “%(text)s”; describe it on the desk or in a pack first")
    raise click.BadParameter(reason % {"text": name}, param_hint="--source")


def account(name: str | None) -> Any:
    from diaban.accounts.models import User

    if name is None:
        return None
    if found := User.objects.filter(username=name, is_active=True).first():
        return found
    reason = _("there is no account “%(text)s”") % {"text": name}
    raise click.BadParameter(reason, param_hint="--by")


def _needs_a_name(person: Any) -> None:
    """Where a second person approves, the first has to be named before anything is done."""
    from django.conf import settings

    if settings.DIABAN_SECOND_PERSON and person is None:
        reason = _("a second person has to approve it, so say who the first is")
        raise click.BadParameter(reason, param_hint="--by")


def _write_marked(record: Any, target: Path) -> None:
    from diaban.imports import marked

    marked.write(record, target)


def _carry_out(record: Any, person: Any) -> None:
    """Send; and where no second person is needed, approve and apply too."""
    from django.conf import settings

    from diaban.imports import actions

    actions.send(record, by=person)
    if not settings.DIABAN_SECOND_PERSON:
        actions.approve(record, by=person, seen=record.mark)
        with progress_bar(_("Applying")) as step:
            actions.apply(record, by=person, progress=step)


def _answer(record: Any, as_json: bool) -> None:
    from diaban.imports.telling import in_json, in_words

    if as_json:
        click.echo(json.dumps(in_json(record), ensure_ascii=False))
    else:
        click.echo(in_words(record))
    ready = record.report["ready"]
    raise SystemExit(0 if ready else REFUSED)


@main.group(invoke_without_command=True)
@click.pass_context
def imports(context: click.Context) -> None:
    """What was imported and what waits.

    \b
    Examples:
      diaban imports                          the latest, one a line
      diaban imports show 12                  the change set and the findings in words
      diaban imports approve 12 --by lan --seen 3f2a90c41b7d
                                              approve what somebody else has sent, and apply it
      diaban imports undo 12 --by lan         propose to take it back
    """
    if context.invoked_subcommand is None:
        _list()


@with_django
def _list() -> None:
    from diaban.imports.models import Import
    from diaban.imports.telling import line

    for record in Import.objects.select_related("source").order_by("-id")[:50]:
        click.echo(line(record))


def _numbered(number: int) -> Any:
    from diaban.imports.models import Import

    record = Import.objects.filter(pk=number).first()
    return record or give_up(_("there is no import %(number)d") % {"number": number})


@imports.command()
@click.argument("number", type=int)
@as_json
@with_django
def show(number: int, as_json: bool) -> None:
    """The findings and the change set of an import.

    \b
    Example:
      diaban imports show 12
    """
    _answer(_numbered(number), as_json)


@imports.command()
@click.argument("number", type=int)
@click.option("--by", metavar="USER", required=True, help="Who approves; not who prepared it.")
@click.option("--seen", metavar="MARK", required=True, help="What “imports show” ends with.")
@with_django
def approve(number: int, by: str, seen: str) -> None:
    """Approve what another person has sent, and apply it.

    \b
    Example:
      diaban imports show 12
      diaban imports approve 12 --by lan --seen 3f2a90c41b7d
    """
    from diaban.accounts.permissions import Permission, may
    from diaban.facts.actions import ActionRefused
    from diaban.imports import actions

    record, person = _numbered(number), account(by)
    if not may(person, Permission.APPROVE_IMPORT):
        give_up(_("the account “%(name)s” may not approve imports") % {"name": by})
    try:
        actions.approve(record, by=person, seen=_whole_mark(record, seen))
        with progress_bar(_("Applying")) as step:
            done = actions.apply(record, by=person, progress=step)
    except ActionRefused as refused:
        give_up(str(refused))
    words = _("Applied: %(added)d values recorded, %(withdrawn)d withdrawn, %(subjects)d subjects.")
    click.echo(
        words % {"added": done.added, "withdrawn": done.withdrawn, "subjects": done.subjects}
    )


def _whole_mark(record: Any, seen: str) -> str:
    """The mark that the first digits of it, as they are shown, stand for."""
    from diaban.imports.telling import SHORT_MARK

    is_short = len(seen) >= SHORT_MARK and record.mark.startswith(seen)
    return str(record.mark) if is_short else seen


@imports.command()
@click.argument("number", type=int)
@click.option("--by", metavar="USER", help="In whose name.")
@with_django
def undo(number: int, by: str | None) -> None:
    """Propose to take an applied import back; it is approved like any other.

    \b
    Example:
      diaban imports undo 12 --by lan
    """
    from diaban.facts.actions import ActionRefused
    from diaban.imports import actions

    record, person = _numbered(number), account(by)
    _needs_a_name(person)
    try:
        back = actions.undo(record, by=person)
        _carry_out(back, person)
    except ActionRefused as refused:
        give_up(str(refused))
    _answer(back, as_json=False)
