"""`diaban pull`: known open data, fetched, verified, and handed to the review of every import."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from diaban.cli import main
from diaban.cli.deadends import REFUSED, _, give_up, terminal_language, with_django
from diaban.cli.progress import progress_bar
from diaban.cli.registry import as_json, default_pack

if TYPE_CHECKING:
    from diaban.imports.open_data.manifest import Manifest
    from diaban.imports.open_data.pulling import Pulled


@main.command()
@click.argument("name", required=False)
@click.option("--list", "listed", is_flag=True, help="What can be pulled.")
@click.option(
    "--from",
    "given",
    type=click.Path(path_type=Path),
    help="Take this file, or the files of this folder, instead of fetching.",
)
@click.option("--cache", "only_cached", is_flag=True, help="Take what is cached; ask no network.")
@click.option("--again", is_flag=True, help="Forget what is cached and fetch it anew.")
@click.option("--sha256", "expected", help="Accept files with this SHA-256, and no others.")
@click.option("--accept-hash", is_flag=True, help="Accept whatever SHA-256 the files have.")
@click.option("--accuracy", type=float, help="Accuracy of the points in metres.")
@click.option("--method", help="How the points were found: surveyed, digitised, approximate, …")
@click.option("--by", metavar="USER", help="The account in whose name this is done.")
@click.option("--fetch-only", is_flag=True, help="Fetch, verify and prepare; propose nothing.")
@click.option("--manifests", type=click.Path(path_type=Path), hidden=True)
@as_json
@with_django
def pull(
    name: str | None,
    listed: bool,
    given: Path | None,
    only_cached: bool,
    again: bool,
    expected: str | None,
    accept_hash: bool,
    accuracy: float | None,
    method: str | None,
    by: str | None,
    fetch_only: bool,
    manifests: Path | None,
    as_json: bool,
) -> None:
    """Bring in known open data: fetch it, verify it, and show what it would change.

    Each set is described by a manifest in packs/open: what it is, from where, at which version,
    under which licence. A file whose SHA-256 the manifest does not know has to be accepted. The
    change set then waits for review and approval, like that of any file (diaban imports).

    \b
    Examples:
      diaban pull --list
      diaban pull osm-parks
      diaban pull gem-coal-mines --from Downloads/non_closed_mines.csv
      diaban pull communes-2025 --cache --json
    """
    from django.conf import settings

    from diaban.imports.open_data import manifest, pulling
    from diaban.imports.open_data.refusal import NotPulled
    from diaban.imports.safety import Refused

    folder = manifests or default_pack().parent / "open"
    try:
        if listed or name is None:
            sets = [manifest.load(one, folder) for one in manifest.names(folder)]
            show_list(sets, settings.DIABAN_DATA, as_json)
            return
        wanted = manifest.load(name, folder)
        if again:
            pulling.forget(wanted, settings.DIABAN_DATA)
        if not as_json:
            show_manifest(wanted)
        with progress_bar(wanted.title(terminal_language())) as step:
            pulled = pulling.pull(
                wanted,
                settings.DIABAN_DATA,
                confirm=lambda digest: is_accepted(digest, expected, accept_hash, as_json),
                given=given,
                only_cached=only_cached,
                progress=lambda size, total: step(size / total if total else 0.0),
            )
    except (NotPulled, Refused) as refused:
        if as_json:
            said = {"refused": refused.code, "reason": refused.reason, "remedy": refused.remedy}
            click.echo(json.dumps(said, ensure_ascii=False))
            raise SystemExit(REFUSED) from None
        give_up(f"{refused.reason}\n    → {refused.remedy}")
    if fetch_only:
        show_pulled(wanted, pulled, as_json)
        return
    if not as_json:
        show_pulled(wanted, pulled, as_json)
    propose(wanted, pulled, as_json, by=by, accuracy_m=accuracy, method=method)


def propose(
    wanted: Manifest, pulled: Pulled, as_json: bool, *, by: str | None, **answers: Any
) -> None:
    """The change set in words or as JSON; exit code 1 while questions or findings are open."""
    from diaban.cli.imports import account
    from diaban.imports.open_data import proposing
    from diaban.imports.telling import in_json, in_words

    with progress_bar(_("Comparing with what is known")) as step:
        record = proposing.propose(wanted, pulled, by=account(by), progress=step, **answers)
    if as_json:
        answer = pulled_in_json(wanted, pulled) | {"import": in_json(record)}
        click.echo(json.dumps(answer, ensure_ascii=False, default=str))
    else:
        click.echo(in_words(record))
    raise SystemExit(0 if record.report["ready"] else REFUSED)


def pulled_in_json(wanted: Manifest, pulled: Pulled) -> dict[str, Any]:
    return pulled.as_dict() | {"layer": wanted.layer, "licence": wanted.licence}


def is_accepted(digest: str, expected: str | None, accept_hash: bool, as_json: bool) -> bool:
    """What the person says of files for which no manifest vouches."""
    if expected is not None:
        return digest == expected.strip().lower()
    if accept_hash:
        return True
    if as_json or not sys.stdin.isatty():
        return False
    click.echo(_("No manifest knows these files. Their SHA-256 is\n  %(hash)s") % {"hash": digest})
    return click.confirm(_("Did you compare it, and shall they be taken?"))


def show_list(sets: list[Manifest], data: Path, as_json: bool) -> None:
    from diaban.imports.open_data.pulling import is_cached

    language = terminal_language()
    if as_json:
        rows: list[dict[str, Any]] = [
            {
                "name": one.name,
                "title": {"vi": one.title_vi, "en": one.title_en},
                "layer": one.layer,
                "version": one.version,
                "licence": one.licence,
                "attribution": one.attribution,
                "pinned": one.is_pinned,
                "cached": is_cached(one, data),
            }
            for one in sets
        ]
        click.echo(json.dumps({"sets": rows}, ensure_ascii=False))
        return
    for one in sets:
        mark = "●" if is_cached(one, data) else "○"
        click.echo(f"{mark} {one.name:<16} {one.title(language)}  [{one.licence}]")
    click.echo(_("● fetched  ○ not yet.  “diaban pull NAME” brings one in."))


def show_manifest(wanted: Manifest) -> None:
    click.echo(wanted.title(terminal_language()))
    click.echo(
        _("  from %(publisher)s, version %(version)s, %(licence)s")
        % {
            "publisher": wanted.publisher,
            "version": wanted.version[:12],
            "licence": wanted.licence,
        }
    )
    if caveat := wanted.caveat(terminal_language()).strip():
        click.echo(f"  ⚠ {caveat}")


def show_pulled(wanted: Manifest, pulled: Pulled, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(pulled_in_json(wanted, pulled), ensure_ascii=False))
        return
    vouchers = {
        "manifest": _("as the manifest says"),
        "accepted": _("accepted before"),
        "confirmed": _("accepted now"),
    }
    click.echo(f"SHA-256 {pulled.sha256} ({vouchers[pulled.hash]})")
    click.echo(
        _("%(count)d features for the layer %(layer)s: %(file)s")
        % {"count": pulled.features, "layer": wanted.layer, "file": pulled.ready}
    )
