"""Editions: publish one, list, show, compare, verify."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from diaban.cli import main
from diaban.cli.deadends import MACHINE, REFUSED, _, give_up, with_django
from diaban.cli.language import terminal_language
from diaban.cli.progress import progress_bar
from diaban.cli.registry import as_json


def root() -> Path:
    """The folder of the editions."""
    from django.conf import settings

    return Path(settings.DIABAN_EDITIONS)


def publish_now() -> dict[str, Any]:
    """Publish the registry as it stands; says which edition is current and how long it took."""
    from diaban.editions import publish, snapshot, store

    started = time.perf_counter()
    before = store.ids(root())
    with foreseen(), progress_bar(_("Publishing")) as step:
        now = datetime.now(UTC)
        name = publish.write(
            root(),
            snapshot.build(now),
            now=now,
            progress=step,
        )
    seconds = round(time.perf_counter() - started, 3)
    return {"edition": name, "new": name not in before, "seconds": seconds}


@contextmanager
def foreseen() -> Iterator[None]:
    """An edition's own errors end the command with their one sentence."""
    from diaban.editions.errors import EditionError, Locked, WriteFailed

    try:
        yield
    except EditionError as error:
        give_up(str(error), MACHINE if isinstance(error, Locked | WriteFailed) else REFUSED)


def publish_in_words(answer: dict[str, Any]) -> str:
    if answer["new"]:
        return _("Published edition %(edition)s in %(seconds)s s.") % answer
    return _("Nothing has changed: edition %(edition)s stays current.") % answer


@main.command()
@as_json
@with_django
def publish(as_json: bool) -> None:
    """Make a new edition of the registry as it stands, and switch the public to it.

    \b
    Examples:
      diaban publish
      diaban publish --json | jq -r .edition
    """
    answer = publish_now()
    click.echo(json.dumps(answer) if as_json else publish_in_words(answer))


@main.group()
def edition() -> None:
    """Published snapshots: list, show, compare, verify.

    \b
    Examples:
      diaban edition list
      diaban edition diff 20261123T090000Z-1a2b3c4d current
    """


def named(name: str) -> str:
    """An edition's id; `current` and `previous` may stand for one."""
    from diaban.editions import store

    if name == "current":
        return store.current_id(root())
    if name == "previous":
        before = store.read_manifest(root(), store.current_id(root()))["previous"]
        if before is None:
            give_up(_("the current edition is the first one"))
        return str(before)
    return name


@edition.command("list")
@as_json
@with_django
def list_editions(as_json: bool) -> None:
    """Every edition, newest first.

    \b
    Example:
      diaban edition list --json
    """
    from diaban.editions import commands

    with foreseen():
        rows = commands.summaries(root())
    if as_json:
        click.echo(json.dumps({"editions": rows}, ensure_ascii=False))
        return
    if not rows:
        click.echo(_("No edition yet: run “diaban publish”."))
    for row in rows:
        click.echo(f"{'*' if row['current'] else ' '} {row['id']}  {in_a_line(row)}")


def in_a_line(row: dict[str, Any]) -> str:
    """One edition in a line: how much is in it and what it changed."""
    if "error" in row:
        return _("cannot be trusted: %(error)s") % row
    size = {"features": row["features"], "megabytes": row["bytes"] / 1e6}
    return _("%(features)d features, %(megabytes).1f MB; ") % size + counted(row["changes"])


def counted(changes: dict[str, int]) -> str:
    """How much was added, changed and removed, in words."""
    return _("%(added)d added, %(changed)d changed, %(removed)d removed") % changes


@edition.command()
@click.argument("name", metavar="[EDITION]", default="current")
@as_json
@with_django
def show(name: str, as_json: bool) -> None:
    """What an edition consists of: layers, counts, how old the data is.

    \b
    Examples:
      diaban edition show
      diaban edition show 20261123T090000Z-1a2b3c4d --json
    """
    from diaban.editions import commands

    with foreseen():
        details = commands.details(root(), named(name))
    if as_json:
        click.echo(json.dumps(details, ensure_ascii=False))
        return
    click.echo(_("Edition %(id)s, published %(created_at)s") % details)
    click.echo(in_a_line(details))
    for layer in details["layers"]:
        located = _("%(located)d located") % layer
        ages = f"{layer['oldest_as_of'] or '?'} … {layer['newest_as_of'] or '?'}"
        click.echo(f"  {layer['name']:<26}{layer['count']:>7}  {located:<20}{ages}")


@edition.command()
@click.argument("a", default="previous")
@click.argument("b", default="current")
@as_json
@with_django
def diff(a: str, b: str, as_json: bool) -> None:
    """What was added, changed and removed from edition A to edition B, in words.

    \b
    Examples:
      diaban edition diff                     from the previous to the current one
      diaban edition diff 20261123T090000Z-1a2b3c4d current --json
    """
    from diaban.editions import commands

    with foreseen():
        answer = commands.differences(root(), named(a), named(b), terminal_language())
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, default=str))
        return
    for change in answer["changes"]:
        click.echo(change["words"])
    click.echo(counted(answer["counts"]))


@edition.command()
@click.argument("name", metavar="[EDITION]", default="current")
@click.option("--all", "every", is_flag=True, help="Verify every edition.")
@as_json
@with_django
def verify(name: str, every: bool, as_json: bool) -> None:
    """Read every byte of an edition and hold it against its hashes; exit code 1 on any fault.

    \b
    Examples:
      diaban edition verify
      diaban edition verify --all --json
    """
    from diaban.editions import commands, store

    with foreseen():
        names = store.ids(root()) if every else [named(name)]
        answers = [commands.verification(root(), one) for one in names]
    if as_json:
        click.echo(json.dumps({"editions": answers}, ensure_ascii=False))
    for answer in answers if not as_json else ():
        for fault in answer["faults"]:
            click.echo(f"{answer['id']}: {fault['words']}", err=True)
        verdict = _("sound") if answer["sound"] else _("refused")
        click.echo(f"{answer['id']}: {verdict}")
    raise SystemExit(0 if all(answer["sound"] for answer in answers) else REFUSED)


@edition.command()
@click.argument("layer")
@click.argument("name", metavar="[EDITION]", default="current")
@click.option(
    "--out", type=click.Path(path_type=Path), help="The file to write (default: LAYER.gpkg)."
)
@with_django
def export(layer: str, name: str, out: Path | None) -> None:
    """A layer as GeoPackage, with a QGIS style inside; edited, it comes back by diaban import.

    \b
    Examples:
      diaban edition export parks
      diaban edition export localities 20261123T090000Z-1a2b3c4d --out xa.gpkg
    """
    from diaban.editions import geopackage, store

    with foreseen():
        opened = store.open(root(), named(name))
    if layer not in opened.layers:
        known = ", ".join(opened.layers)
        give_up(_("the edition has no layer %(layer)s; it has %(known)s")
                % {"layer": layer, "known": known})  # fmt: skip
    target = out or Path(f"{layer}.gpkg")
    geopackage.write(opened, opened.layers[layer], target, terminal_language())
    words = _("%(count)d features of edition %(edition)s: %(file)s")
    click.echo(words % {"count": len(opened.layers[layer]), "edition": opened.id, "file": target})
