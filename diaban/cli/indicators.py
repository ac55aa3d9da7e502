"""`diaban indicators`: what is defined, its values, closing a quarter, looking for changes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NoReturn

import click
from django.utils.translation import get_language

from diaban.cli import main
from diaban.cli.deadends import _, give_up, with_django


@main.group()
def indicators() -> None:
    """Indicators: definitions, values, closing a quarter, restatements."""


@indicators.command("list")
@click.option("--queries", is_flag=True, help="The named queries out of which they are made.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@with_django
def list_all(queries: bool, as_json: bool) -> None:
    """Every indicator with its unit and its terms, or every named query.

    \b
    Examples:
      diaban indicators list
      diaban indicators list --queries
    """
    from diaban.indicators.computing import Book
    from diaban.indicators.queries import QUERIES

    if queries:
        rows = [
            {"query": one.name, "unit": one.unit, "period": one.period,
             "name": {"vi": one.label_vi, "en": one.label_en}}
            for one in QUERIES.values()
        ]  # fmt: skip
        _print(rows, as_json, lambda row: f"{row['query']:34} {row['unit']:10} {_name(row)}")
        return
    from diaban.indicators.document import definition

    defined = [definition(one[-1]) for one in Book.read().versions.values()]
    _print(defined, as_json, lambda row: f"{row['code']:34} {row['unit']:12} {_name(row)}")


@indicators.command()
@click.argument("code")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@with_django
def show(code: str, as_json: bool) -> None:
    """One indicator: every version of its definition.

    \b
    Examples:
      diaban indicators show land.leased_of_ready
    """
    from diaban.indicators.computing import Book
    from diaban.indicators.document import definition

    versions = Book.read().versions.get(code)
    if not versions:
        _no_indicator(code)
    rows = [definition(one) for one in versions]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        click.echo(f"{row['code']} · {row['version']} · {_name(row)} ({row['unit']})")
        for label, text in (
            (_("from"), row["valid_from"] or "…"),
            (_("terms"), " ÷ ".join(_name({"name": one}) for one in row["terms"].values())),
            (_("basis"), _name({"name": row["basis"]})),
            (_("kept by"), row["owner"]),
        ):
            if text:
                click.echo(f"  {label}: {text}")


@indicators.command()
@click.argument("codes", nargs=-1)
@click.option("--period", "names", multiple=True, help="2025-Q1, 2025-H1, 2025-9M, 2025, 2025-03.")
@click.option("--place", "places", multiple=True, help='A key, "park:dong-mai"; empty: the whole.')
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@with_django
def values(
    codes: tuple[str, ...], names: tuple[str, ...], places: tuple[str, ...], as_json: bool
) -> None:
    """Compute values out of the registers as they are now: of all indicators, or of CODES.

    Without --period the quarter that ended last; without --place the whole.

    \b
    Examples:
      diaban indicators values --period 2025-Q1
      diaban indicators values --period 2025-H1 --period 2025-9M --period 2025
      diaban indicators values land.leased --place park:dong-mai --period 2025-Q1 --json
      diaban indicators values --place locality:06736 --period 2026-Q3
    """
    from diaban.indicators.computing import Book, Records, compute
    from diaban.indicators.confidence import Confidence
    from diaban.indicators.document import value
    from diaban.projects import periods

    book, records = Book.read(), Records.open()
    for code in codes:
        if code not in book.versions:
            _no_indicator(code)
    unknown = next((key for key in places if key and key not in records.geography.names), None)
    if unknown is not None:
        give_up(
            _(
                "There is no place “%(key)s”. Write a key, such as park:dong-mai, "
                "economic_zone:van-don, scope:parks or locality:06736."
            )
            % {"key": unknown}
        )
    asked = list(names) or [periods.last_finished(records.today).name]
    # What may lie in a locality or in others is said beside it.
    divided = records.geography.localities
    beside = [group for key in places for group in divided.touching(key)]
    where = list(dict.fromkeys([*places, *beside])) or [""]
    try:
        found = list(compute(records, book, codes or None, asked, where))
    except ValueError as error:
        give_up(
            _(
                "There is no such period (%(why)s). Write a quarter as 2025-Q1, a half-year as "
                "2025-H1, nine months as 2025-9M, a year as 2025, a month as 2025-03."
            )
            % {"why": error}
        )
    _tell_of_other_times(records, places, asked)
    sure = Confidence.read(records)
    rows = [value(one, records.today, sure) for one in found]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row, one in zip(rows, found, strict=True):
        click.echo(f"{row['period']:7} {row['place'] or '*':24} {row['indicator']:34} {_said(one)}")


def _tell_of_other_times(records: Any, places: Sequence[str], asked: Sequence[str]) -> None:
    """Name every locality that did not stand on the last day of a period, and so has no figure."""
    from diaban.projects import periods

    for key in places:
        unit = records.geography.localities.units.get(key)
        ends = [periods.period(name).last for name in asked]
        if unit is not None and not all(unit.stood(day) for day in ends):
            name = records.geography.names[key][_language()]
            click.echo(
                _("%(name)s (%(key)s) stood from %(first)s to %(until)s: only then has it figures.")
                % {"name": name, "key": key, "first": unit.first or "…",
                   "until": unit.last or "…"},
                err=True,
            )  # fmt: skip


@indicators.command()
@click.argument("period")
@with_django
def close(period: str) -> None:
    """Close a quarter: keep every figure of it as it comes out now. It cannot be opened again.

    \b
    Examples:
      diaban indicators close 2025-Q1
    """
    from diaban.indicators import wording
    from diaban.indicators.closing import actions as closing

    try:
        closed = closing.close(period)
    except closing.ClosingRefused as error:
        give_up(wording.closing_refusal(error, _language()))
    click.echo(
        _("Closed %(period)s: %(count)d figures kept.")
        % {"period": closed.period, "count": closed.values.count()}
    )


@indicators.command()
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@with_django
def check(as_json: bool) -> None:
    """Compute every closed quarter again; what comes out differently is written as a restatement.

    It is done before every publication too; again is harmless.

    \b
    Examples:
      diaban indicators check
      diaban indicators check --json
    """
    from diaban.indicators import wording
    from diaban.indicators.closing import actions as closing

    found = closing.check_now()
    rows = [
        {"indicator": one.indicator, "period": one.closed.period, "place": one.place,
         "old": one.old or None, "new": one.new or None, "kind": str(one.kind),
         "cause": wording.cause(one.kind, one.cause)}
        for one in found
    ]  # fmt: skip
    if not rows and not as_json:
        click.echo(_("Every closed figure still comes out as it was closed."))
        return
    _print(
        rows, as_json,
        lambda row: f"{row['period']} {row['place'] or '*'} {row['indicator']}: "
                    f"{row['old'] or '–'} → {row['new'] or '–'}. {row['cause']}",
    )  # fmt: skip


def _print(rows: list[Any], as_json: bool, line: Any) -> None:
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        click.echo(line(row).rstrip())


def _language() -> str:
    return (get_language() or "vi")[:2]


def _name(row: Any) -> str:
    return str(row["name"].get(_language()) or row["name"]["vi"])


def _said(one: Any) -> str:
    from diaban.indicators import saying, wording

    if one.computed.value is None:
        why = "; ".join(wording.reason(code) for code in one.computed.reasons)
        return _("unknown: %(why)s") % {"why": why} if why else _("unknown")
    return saying.printed(one.computed.value, one.definition, _language())


def _no_indicator(code: str) -> NoReturn:
    give_up(
        _("There is no indicator “%(code)s”. `diaban indicators list` names them all.")
        % {"code": code}
    )
