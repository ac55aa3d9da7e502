"""The demonstration of closing shows one restatement, and goes as it came."""

from __future__ import annotations

import pytest
from django.utils import timezone

from diaban.indicators import demonstration, document
from diaban.indicators.early import rounds
from diaban.indicators.models import ClosedPeriod, ClosedValue, Restatement
from diaban.indicators.reading import Figures
from diaban.indicators.tests.registers import registers  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registers")]


def test_the_quarters_since_the_article_are_closed_and_one_posting_came_late():
    demonstration.load()
    periods = list(ClosedPeriod.objects.values_list("period", flat=True))
    assert periods[0] == "2025-Q1" and len(periods) >= 6
    assert all(ClosedPeriod.objects.values_list("demonstration", flat=True))
    restated = Restatement.objects.select_related("closed")
    assert {one.indicator for one in restated} == {
        "land.cleared", "land.cleared_new", "land.leased_of_cleared", "land.cleared_of_gross",
    }  # fmt: skip
    assert min(one.closed.period for one in restated) == "2025-Q3"
    assert {one.kind for one in restated} == {"record"}
    assert all(one.cause == {"records": {"land.Entry": 1}} for one in restated)
    (made,) = document.build(timezone.now())
    figures = Figures.of(made.content)
    assert figures.value("land.cleared", "2025-Q1").closed
    assert len(figures.restatements()) == restated.count()


def test_the_running_quarter_is_foretold_out_of_the_registers():
    """Also from what past quarters had counted at the same number of worked days."""
    assert rounds.look_around(timezone.now())["forecast"] > 5


def test_it_is_loaded_once_and_goes_as_it_came():
    demonstration.load()
    values = ClosedValue.objects.count()
    demonstration.load()
    assert ClosedValue.objects.count() == values
    demonstration.erase()
    assert not ClosedPeriod.objects.exists() and not Restatement.objects.exists()
