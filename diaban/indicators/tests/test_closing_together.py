"""Two publications that compare a closed quarter at the same moment tell of a change once."""

from __future__ import annotations

import threading
from contextlib import suppress

import pytest
from django.db import connection, connections

from diaban.facts import packs
from diaban.indicators.closing import actions as closing
from diaban.indicators.computing import Book, Figure, Records, compute
from diaban.indicators.models import Restatement
from diaban.indicators.tests.registers import PACK
from diaban.land import demonstration as land

QUARTER = "2025-Q1"
MOST_SECONDS = 2
"""So long one check waits for the other to read before either writes; under the lock it never
comes."""


def _one_more(figure: Figure) -> Figure:
    """The figure as it is; of cleared land a hectare more than was closed."""
    computed = figure.computed
    if figure.definition.code != "land.cleared" or computed.value is None:
        return figure
    return figure._replace(computed=computed._replace(value=computed.value + 1))


@pytest.mark.django_db(transaction=True)
def test_two_checks_at_once_restate_each_figure_once(monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("the in-memory test database has one writer")
    packs.load(PACK)
    land.load()
    closing.close(QUARTER)
    records = Records.open()
    figures = [_one_more(one) for one in compute(records, Book.read(), names=[QUARTER])]
    both_have_read = threading.Barrier(2)
    written: list[int] = []
    stood = closing.stood

    def stood_slowly(*given, **more):
        """Reads what was closed, and gives the other check the time to read the same."""
        found = stood(*given, **more)
        with suppress(threading.BrokenBarrierError):
            both_have_read.wait(MOST_SECONDS)
        return found

    def one() -> None:
        try:
            written.append(len(closing.check(records, figures)))
        finally:
            connections.close_all()

    monkeypatch.setattr(closing, "stood", stood_slowly)
    checks = [threading.Thread(target=one) for _check in range(2)]
    for check in checks:
        check.start()
    for check in checks:
        check.join()
    told = Restatement.objects.values_list("indicator", "place")
    assert len(told) == len(set(told)) > 0
    assert sorted(written) == [0, len(told)]
