"""Months, half-years, nine months and years say what their quarters say, and tell no more."""

from __future__ import annotations

from datetime import date

import pytest
from click.testing import CliRunner
from django.utils import timezone

from diaban.cli import main
from diaban.indicators import document
from diaban.indicators.computing import BEFORE_REGISTER, Book, Records, compute, longer, quarters
from diaban.indicators.definitions import FLOW, STOCK
from diaban.indicators.queries.projects import MONEY
from diaban.indicators.reading import WHOLE, Figures
from diaban.indicators.tests.registers import registers  # noqa: F401
from diaban.projects import periods

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registers")]
ADDED_UP = (
    "dossiers.received", "petitions.received", "petitions.from_developers", "visits.made",
    "commitments.due", "projects.new", "projects.new_foreign", "projects.revoked",
    "land.cleared_new", "land.leased_new",
)  # fmt: skip
"""What happens once lies in one quarter; a project that is adjusted twice may lie in two."""
PARTS = {
    "2025-Q2": ("2025-04", "2025-05", "2025-06"),
    "2025-H1": ("2025-Q1", "2025-Q2"),
    "2025-9M": ("2025-Q1", "2025-Q2", "2025-Q3"),
    "2025": ("2025-H1", "2025-H2"),
}


@pytest.fixture(scope="module")
def opened(registers, django_db_blocker) -> tuple[Records, Book]:  # noqa: F811
    with django_db_blocker.unblock():
        return Records.open(), Book.read()


def values(opened, name, codes=None):
    """(code, place) → value and reasons."""
    found = compute(*opened, codes, [name])
    return {(one.definition.code, one.place): one.computed for one in found}


@pytest.mark.parametrize("whole", PARTS)
def test_what_happened_in_a_period_is_the_sum_of_what_happened_in_its_parts(opened, whole):
    told = values(opened, whole, ADDED_UP)
    parts = [values(opened, part, ADDED_UP) for part in PARTS[whole]]
    assert any(one.value for one in told.values())
    for key, one in told.items():
        # A locality has figures of its own time alone.
        known = [part[key].value if key in part else None for part in parts]
        if None not in known:
            assert one.value == sum(known), key


@pytest.mark.parametrize("whole", PARTS)
def test_what_there_was_at_its_end_is_what_there_was_at_the_end_of_its_last_part(opened, whole):
    _records, book = opened
    stocks = [code for code in book.codes if book.versions[code][-1].period == STOCK]
    told = values(opened, whole, stocks)
    assert told == values(opened, PARTS[whole][-1], stocks)
    assert ("land.leased", "park:dong-mai") in told


def test_a_year_in_which_a_register_begins_is_unknown_and_not_a_part_of_a_year(opened):
    records, received = Records.open(), opened[1].versions["petitions.received"][-1]
    records.source("petitions").first = date(2025, 5, 2)

    def told(name):
        (one,) = records.figures(received, periods.period(name), [WHOLE])
        return one.computed

    for name in ("2025-Q1", "2025-H1", "2025-9M", "2025"):
        assert told(name).value is None and told(name).numerator == BEFORE_REGISTER
    assert told("2025-Q2").value is not None and told("2025-H2").value is not None


@pytest.fixture(scope="module")
def told(opened, django_db_blocker) -> Figures:
    with django_db_blocker.unblock():
        (made,) = document.build(timezone.now())
    return Figures.of(made.content)


def test_the_document_says_of_every_longer_period_what_would_be_computed(opened, told):
    assert {"2025-H1", "2025-H2", "2025-9M", "2025", "2026"} <= set(told.longer_periods)
    seen = 0
    for one in compute(*opened, names=told.longer_periods):
        said = told.value(one.definition.code, one.period.name, one.place)
        assert (said.value if said else None) == one.computed.value, one
        assert said is None or said.version == one.definition.version
        seen += said is not None and said.value is not None
    assert seen > 1000


def test_what_there_was_at_the_end_of_a_quarter_stands_in_the_document_once(told):
    for row in told.document["longer"]:
        month = periods.kind_of(row["period"]) == periods.MONTH
        assert month or told.definitions[row["indicator"]][-1].period == FLOW
    assert told.quarter_behind("land.leased", "2025-9M") == "2025-Q3"
    assert told.quarter_behind("dossiers.received", "2025-9M") == ""


def test_only_quarters_are_closed_and_with_one_what_there_was_at_its_end(told):
    closed = {"state": "closed"}
    rows = [row | (closed if row["period"] == "2025-Q3" else {}) for row in told.document["values"]]
    figures = Figures.of({**told.document, "values": rows})
    assert figures.value("land.leased", "2025-9M").closed
    assert not figures.value("land.leased", "2025-H2").closed
    assert not figures.value("dossiers.received", "2025-9M").closed


def test_a_series_is_of_one_kind_of_period(told):
    assert told.periods == tuple(name for name in told.periods if "-Q" in name)
    for kind in (periods.QUARTER, *periods.LONGER):
        names = [one.period for one in told.series("land.leased", WHOLE, kind)]
        assert names == sorted(names) and {periods.kind_of(name) for name in names} == {kind}


def test_only_what_has_begun_is_named():
    names = quarters(date(2025, 8, 1), date(2026, 2, 3))
    assert names == ["2025-Q3", "2025-Q4", "2026-Q1"]
    assert longer(names) == ["2025-H2", "2026-H1", "2025-9M", "2026-9M", "2025", "2026"]


def capital(records, name):
    """(code, place) → amount, of everything in money."""
    found = records.source("projects").answer(periods.period(name))
    return {
        (query, place): amount
        for query, by_place in found.items()
        if query.rpartition("_")[2] in MONEY
        for place, amount in by_place.items()
    }


def test_a_longer_period_tells_of_capital_what_the_quarter_tells_with_which_it_ends(opened):
    records = opened[0]
    names = quarters(date(2023, 1, 1), records.today)
    limited = 0
    for name in longer(names):
        begun = [one for one in periods.quarters_of(name) if one in names]
        told = capital(records, name)
        assert told == capital(records, begun[-1])
        limited += sum(bool(one.reasons) for one in told.values())
    assert limited


def test_the_command_takes_every_kind_of_period_and_names_the_kinds_where_there_is_none():
    run = CliRunner().invoke
    asked = ["indicators", "values", "dossiers.received", "land.leased_of_ready"]
    for name in ("2025-03", "2025-Q1", "2025-H1", "2025-9M", "2025"):
        said = run(main, [*asked, "--period", name], catch_exceptions=False)
        assert said.exit_code == 0 and said.output.count(f"{name:7} *") == 2
    for name in ("2025-H3", "2025-6M", "2025-13", "25"):
        refused = run(main, [*asked, "--period", name])
        assert refused.exit_code != 0 and "2025-9M" in refused.output
