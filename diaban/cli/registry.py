"""The registry's commands: init, check, load, facts."""

from __future__ import annotations

import json
import sysconfig
from pathlib import Path
from typing import Any

import click

from diaban.cli import main
from diaban.cli.deadends import REFUSED, _, give_up, with_django
from diaban.cli.progress import progress_bar


def default_pack() -> Path:
    """The pack of the clone, or the one that was installed with the program."""
    from diaban.config.environment import clone_of

    clone = clone_of(Path(__file__).resolve().parents[1])
    if clone:
        return clone / "packs" / "quang-ninh"
    shared = Path("share", "diaban", "packs", "quang-ninh")
    homes = [sysconfig.get_path("data")]
    homes += [sysconfig.get_path("data", sysconfig.get_preferred_scheme("user"))]
    return next((home / shared for home in map(Path, homes) if (home / shared).exists()), shared)


as_json = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")


@main.command()
@click.option(
    "--pack",
    type=click.Path(path_type=Path),
    default=default_pack,
    help="The facts to begin with (default: packs/quang-ninh).",
)
@click.option(
    "--demonstration",
    is_flag=True,
    help="Also make demonstration accounts and records, and print the accounts.",
)
@with_django
def init(pack: Path, demonstration: bool) -> None:
    """Set up the database, load the facts, publish the first edition. Safe to run again.

    \b
    Examples:
      diaban init
      diaban init --demonstration
      DIABAN_DATABASE_URL=postgres://diaban@localhost/diaban diaban init
    """
    from django.conf import settings
    from django.core.management import call_command

    settings.DIABAN_DATA.mkdir(parents=True, exist_ok=True)
    if settings.CLONE is None:
        call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", interactive=False, verbosity=0)
    changes = noticed_changes()
    click.echo(load_in_words(take_in(pack)))
    accounts = make_demonstration_accounts() if demonstration else []
    invented = demonstration and settings.DIABAN_DEMONSTRATION
    demonstration_registers(wanted=invented)
    publish_what_is_new(changes)
    if invented:
        publish_demonstration_reports()
    if demonstration:
        show_demonstration_accounts(accounts)


def noticed_changes() -> list[str]:
    """A list that grows with every change of the registry from now on."""
    from diaban.facts.signals import registry_changed

    changes: list[str] = []

    def notice(sender: str, **_said: Any) -> None:
        changes.append(sender)

    registry_changed.connect(notice, weak=False)
    return changes


def publish_what_is_new(changes: list[str]) -> None:
    """Publish what this command changed. A start that changed nothing does not wait for it: the
    worker looks whether a newer program says more of the same records.
    """
    from diaban.cli.editions import publish_in_words, publish_now, root
    from diaban.editions import store, tasks
    from diaban.editions.errors import EditionError

    try:
        current = None if changes else store.current_id(root())
    except EditionError:
        current = None
    if current is None:
        click.echo(publish_in_words(publish_now()))
        return
    tasks.request()
    click.echo(publish_in_words({"edition": current, "new": False}))


def demonstration_registers(*, wanted: bool) -> None:
    """Make the invented records that show how the program works, or take them away."""
    from diaban.config import demonstration

    steps = list(demonstration.loaders() if wanted else demonstration.erasers())
    if not steps:
        return
    with progress_bar(_("Demonstration records")) as step:
        for done, (_name, run) in enumerate(steps, 1):
            run()
            step(done / len(steps))


def publish_demonstration_reports() -> None:
    """A report is made of an edition and stands in the next one."""
    from diaban.cli.editions import publish_in_words, publish_now
    from diaban.config import demonstration

    if demonstration.publish():
        click.echo(publish_in_words(publish_now()))


def make_demonstration_accounts() -> list[tuple[str, str, str]]:
    """The accounts come first: registers name them."""
    from diaban.accounts import demonstration

    return demonstration.create()


def show_demonstration_accounts(accounts: list[tuple[str, str, str]]) -> None:
    click.echo(_("Demonstration accounts (only on this machine; sign in at /vi/accounts/login/):"))
    for name, password, role in accounts:
        click.echo(f"  {name:<16}{password:<20}{role}")


def take_in(folder: Path) -> Any:
    """Load a pack with a progress bar; a refused pack ends the command with every problem."""
    from diaban.facts import packs

    try:
        with progress_bar(_("Loading %(pack)s") % {"pack": folder.name}) as step:
            loaded = packs.load(folder, progress=step)
        if added := take_in_procedures(folder):
            click.echo(_("Procedures: %(count)d versions added.") % {"count": added})
        return loaded
    except packs.PackRefused as refused:
        show_problems(folder, [problem.as_dict() for problem in refused.problems], as_json=False)
        raise SystemExit(REFUSED) from None


def procedures_of(folder: Path) -> Path | None:
    """The pack's catalogue of procedures, if it has one."""
    path = folder / "procedures.yaml"
    return path if path.exists() else None


def take_in_procedures(folder: Path) -> int:
    """Add the versions of a pack that are not there yet; how many. The authority's own stay."""
    from diaban.clock.case import CaseRefused
    from diaban.procedures.actions import load_defaults

    path = procedures_of(folder)
    if path is None:
        return 0
    try:
        return load_defaults(path)
    except CaseRefused as refused:
        give_up(f"{path}: {refused}")


def procedure_problems(folder: Path) -> list[dict[str, Any]]:
    """What is wrong with the pack's procedures, in the form of the other files' problems."""
    from diaban.clock.case import CaseRefused
    from diaban.procedures.actions import read_defaults

    path = procedures_of(folder)
    if path is None:
        return []
    try:
        read_defaults(path)
    except CaseRefused as refused:
        return [
            {
                "file": path.name,
                "row": None,
                "field": refused.place,
                "code": "procedure",
                "reason": refused.reason,
                "remedy": _("Correct this place of the file and check the pack again."),
            }
        ]
    return []


def load_in_words(summary: Any) -> str:
    return (
        _(
            "Loaded %(pack)s: %(subjects)d subjects; %(added)d values added, "
            "%(unchanged)d unchanged, %(withdrawn)d withdrawn."
        )
        % summary.as_dict()
    )


@main.command()
@click.argument("folder", metavar="PACK", type=click.Path(path_type=Path))
@as_json
@with_django
def check(folder: Path, as_json: bool) -> None:
    """Is this pack sound? Names every fault at once and loads nothing.

    \b
    Examples:
      diaban check packs/quang-ninh
      diaban check packs/quang-ninh --json | jq '.problems[].file'
    """
    from diaban.facts import packs

    problems = [problem.as_dict() for problem in packs.check(folder)]
    problems += procedure_problems(folder)
    if problems or as_json:
        show_problems(folder, problems, as_json)
    else:
        click.echo(_("%(pack)s: sound.") % {"pack": folder})
    raise SystemExit(REFUSED if problems else 0)


def show_problems(folder: Path, problems: list[dict[str, Any]], as_json: bool) -> None:
    """Every problem, one below the other: where, what, and what to do."""
    from django.utils.translation import ngettext

    if as_json:
        click.echo(json.dumps({"pack": str(folder), "problems": problems}, ensure_ascii=False))
        return
    for problem in problems:
        place = ":".join(
            str(part) for part in (problem["file"], problem["row"], problem["field"]) if part
        )
        click.echo(f"{place}: {problem['reason']}\n    → {problem['remedy']}", err=True)
    counted = ngettext(
        "%(pack)s: refused, %(count)d problem; nothing was loaded.",
        "%(pack)s: refused, %(count)d problems; nothing was loaded.",
        len(problems),
    )
    click.echo(counted % {"pack": folder, "count": len(problems)}, err=True)


@main.command()
@click.argument("folder", metavar="PACK", type=click.Path(path_type=Path))
@as_json
@with_django
def load(folder: Path, as_json: bool) -> None:
    """Take a pack's facts into the registry: all of it, or nothing.

    \b
    Examples:
      diaban load packs/quang-ninh
      diaban load ~/packs/my-province --json
    """
    from diaban.facts import packs

    if not as_json:
        click.echo(load_in_words(take_in(folder)))
        return
    try:
        summary = packs.load(folder)
        take_in_procedures(folder)
    except packs.PackRefused as refused:
        show_problems(folder, [problem.as_dict() for problem in refused.problems], as_json=True)
        raise SystemExit(REFUSED) from None
    click.echo(json.dumps(summary.as_dict(), ensure_ascii=False))


@main.command()
@click.argument("subject")
@click.option("--on", metavar="DATE", help="What held on that day (YYYY-MM-DD).")
@click.option("--known-at", metavar="DATE", help="What we knew on that day (YYYY-MM-DD).")
@as_json
@with_django
def facts(subject: str, on: str | None, known_at: str | None, as_json: bool) -> None:
    """Every value of a subject: its source, its rivals, and the rule that chose.

    \b
    Examples:
      diaban facts infrastructure_project:dong-mai
      diaban facts locality:06652 --on 2025-06-30
      diaban facts park:cai-lan --known-at 2026-11-01 --json
    """
    from diaban.facts import packs  # noqa: F401  (kinds are registered)
    from diaban.facts.describe import UnknownSubject, describe

    try:
        answer = describe(subject, on=a_day(on, "--on"), known_at=a_day(known_at, "--known-at"))
    except UnknownSubject:
        give_up(
            _("nothing is known of %(subject)s; a subject is named kind:code, as park:dong-mai")
            % {"subject": subject}
        )
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2, default=str))
    else:
        click.echo(facts_in_words(answer))


def a_day(text: str | None, option: str) -> Any:
    from datetime import date

    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        reason = _("%(text)s is not a date; write YYYY-MM-DD") % {"text": text}
        raise click.BadParameter(reason, param_hint=option) from None


def facts_in_words(answer: dict[str, Any]) -> str:
    lines = [f"{answer['key']}  {answer['name']['vi']} / {answer['name']['en']}"]
    for fact in answer["facts"]:
        lines.append(f"\n{fact['label']}: {fact['text']}  [{fact['trust']}, {fact['freshness']}]")
        lines.append(f"    {fact['source_title']}; {fact['rule_text']}")
        lines += [
            f"    ≠ {rival['text']}  [{rival['trust']}] {rival['source_title']}"
            for rival in fact["competing"]
        ]
    return "\n".join(lines)
