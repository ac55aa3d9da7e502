"""The demonstration register reproduces what was published and is a ledger like any other."""

from __future__ import annotations

from datetime import date

import pytest

from diaban.facts import packs
from diaban.land import demonstration, history, invented, ledger, models
from diaban.land.ledger import Totals
from diaban.zones.models import InfrastructureProject

AREAS = {
    "cai-lan": 78, "hai-yen": 182.4, "viet-hung": 300.93, "dong-mai": 167.86, "texhong-hai-ha": 660,
    "nam-tien-phong": 487.4, "bac-tien-phong": 1192.9, "song-khoai": 714, "bach-dang": 176.45,
}  # fmt: skip
TODAY = date(2026, 11, 26)


def book(zones: list[invented.Zone], on: date) -> Totals:
    found = Totals()
    for zone in zones:
        moved = [(entry.on, leg.cell, leg.area_m2) for entry in zone.entries for leg in entry.legs]
        found += ledger.totals(ledger.balances(moved, on))
    return found


def test_its_totals_on_31_march_2025_are_those_that_were_published():
    now = book(invented.register(AREAS), date(2025, 3, 31))
    assert (now.cleared, now.leased, now.ready) == (27_170_000, 11_059_000, 19_727_000)


def test_the_rules_would_have_taken_every_entry_in_its_turn():
    for zone in invented.register(AREAS):
        moved: list[ledger.Movement] = []
        for entry in zone.entries:
            ledger.check(entry, moved, exists_from=zone.mark.founded, today=TODAY)
            moved += [(entry.on, leg.cell, leg.area_m2) for leg in entry.legs]


def test_it_is_the_same_register_every_time():
    first, second = invented.register(AREAS), invented.register(AREAS)
    assert [zone.entries for zone in first] == [zone.entries for zone in second]


def test_blocks_that_are_handed_over_are_what_the_ledger_calls_cleared():
    zones = invented.register(AREAS)
    blocks = sum(block.area for zone in zones for block in zone.blocks if block.on)
    assert book(zones, TODAY).cleared == blocks


@pytest.fixture
def real_pack():
    packs.load("packs/quang-ninh")


@pytest.mark.slow
@pytest.mark.django_db
def test_it_is_loaded_once_marked_and_can_be_taken_away(real_pack):
    demonstration.load()
    count = models.Leg.objects.count()
    demonstration.load()
    assert models.Leg.objects.count() == count > 500
    assert not models.Ledger.objects.filter(demonstration=False).exists()
    zones = [one.zone for one in history.shown_ledgers()]
    totals = sum(history.open_book(zones).totals(date(2025, 3, 31)).values(), Totals())
    assert (totals.cleared, totals.leased, totals.ready) == (27_170_000, 11_059_000, 19_727_000)
    areas = InfrastructureProject.objects.values_list("area", flat=True)
    assert totals.gross == sum(round(area * 10_000) for area in areas)
    demonstration.erase()
    for model in (models.Ledger, models.Leg, models.Plot, models.Document, models.ClearanceBlock):
        assert not model.objects.exists()


@pytest.mark.slow
@pytest.mark.django_db
def test_its_outlines_measure_what_the_ledger_says_and_do_not_overlap(real_pack):
    import shapely

    from diaban.land.plots import measure_m2

    demonstration.load()
    drawn = list(models.PlotOutline.objects.all())
    assert len(drawn) > 300
    for one in drawn[::20]:
        area = sum(history.plot_holdings(one.plot_id, TODAY).values())
        assert abs(measure_m2(one.outline) - area) <= area * 0.01
    tree = shapely.STRtree([one.outline.buffer(-1e-7) for one in drawn])
    pairs = tree.query([one.outline.buffer(-1e-7) for one in drawn], predicate="intersects")
    assert (pairs[0] == pairs[1]).all()
