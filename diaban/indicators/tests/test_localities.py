"""Figures by locality out of the registers: in their time, whole or not at all, and no secret told.

from the pack's recorded localities of zones, parks and projects, and the crosswalk of 2025.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from diaban.indicators import document
from diaban.indicators.closing import actions as closing
from diaban.indicators.closing import breaks
from diaban.indicators.computing import Book, Records, by_key, compute
from diaban.indicators.models import Restatement
from diaban.indicators.reading import WHOLE, Figures
from diaban.indicators.tests.registers import registers  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registers")]
BEFORE, AFTER = "2025-Q2", "2025-Q3"
HA_LONG, QUANG_YEN = "locality:193", "locality:206"
VIET_HUNG, MONG_CAI_3, LIEN_HOA = "locality:06661", "locality:06736", "locality:07180"
CAI_LAN = "among:06661~06673"


@pytest.fixture(scope="module")
def told(registers, django_db_blocker):  # noqa: F811
    with django_db_blocker.unblock():
        records = Records.open()
        found = by_key(compute(records, Book.read(), names=[BEFORE, AFTER]))
        return records, found


def value(told, code, period, place):
    return told[1][code, period, place].computed.value


def test_a_locality_has_the_land_of_the_parks_that_lie_whole_in_it(told):
    assert value(told, "land.gross", AFTER, MONG_CAI_3) == value(
        told, "land.gross", AFTER, "park:hai-yen"
    )
    assert value(told, "land.gross", BEFORE, HA_LONG) == sum(
        value(told, "land.gross", BEFORE, f"park:{name}") for name in ("cai-lan", "viet-hung")
    )


def test_a_ratio_of_a_locality_is_sum_over_sum(told):
    one = told[1]["land.leased_of_ready", BEFORE, HA_LONG].computed
    parts = [
        told[1]["land.leased_of_ready", BEFORE, f"park:{name}"].computed
        for name in ("cai-lan", "viet-hung")
    ]
    assert one.numerator.value == sum(part.numerator.value for part in parts)
    assert one.denominator.value == sum(part.denominator.value for part in parts)
    exact = Decimal(100 * one.numerator.value) / one.denominator.value
    assert abs(one.value - exact) <= Decimal("0.005")


def test_a_park_in_two_wards_counts_in_neither_and_its_sum_is_told(told):
    one = told[1]["land.gross", AFTER, VIET_HUNG].computed
    assert one.value is None and "place_undivided" in one.reasons
    assert value(told, "land.gross", AFTER, CAI_LAN) == value(
        told, "land.gross", AFTER, "park:cai-lan"
    )


def test_districts_and_what_is_not_divided_among_them_add_up_to_the_whole(told):
    records, found = told
    divided = records.geography.localities
    parts = [
        one.computed.value for (code, period, place), one in found.items()
        if (code, period) == ("land.leased", BEFORE) and place in divided
    ]  # fmt: skip
    assert sum(parts) == value(told, "land.leased", BEFORE, WHOLE)


def test_every_locality_speaks_of_its_own_time_only(told):
    _records, found = told
    places = {(period, place) for _code, period, place in found}
    assert (BEFORE, HA_LONG) in places and (AFTER, HA_LONG) not in places
    assert (AFTER, MONG_CAI_3) in places and (BEFORE, MONG_CAI_3) not in places


def test_the_reform_breaks_the_series_of_every_locality(told):
    records, _found = told
    rows = [row for row in breaks.rows(records, Book.read()) if row["indicator"] == "*"]
    broken = {(row["place"], row["from_period"]) for row in rows}
    assert {(HA_LONG, AFTER), (MONG_CAI_3, AFTER)} <= broken
    says = {row["place"]: row["cause"] for row in rows}
    assert "01/07/2025" in says[HA_LONG]["vi"] and "1 July 2025" in says[MONG_CAI_3]["en"]


def test_the_document_says_of_which_localities_it_speaks(told):
    records, found = told
    made = Figures(document.content(records, Book.read(), list(found.values())))
    ward, shared = made.localities[VIET_HUNG], made.localities[CAI_LAN]
    assert (ward.level, ward.first.isoformat(), ward.until) == ("commune", "2025-07-01", None)
    assert "park:viet-hung" in ward.sites and ward.is_unit
    assert shared.among == (VIET_HUNG, "locality:06673") and "park:cai-lan" in shared.sites
    assert made.undivided(VIET_HUNG) == [CAI_LAN] and made.undivided(CAI_LAN) == []
    assert made.localities[HA_LONG].until.isoformat() == "2025-07-01"
    assert "Việt Hưng" in made.place_name(CAI_LAN)["vi"]
    told = made.value("land.gross", AFTER, VIET_HUNG)  # unknown, and said to be
    assert told is not None and told.value is None and "place_undivided" in told.reasons
    assert made.breaks("land.leased", VIET_HUNG)[0].from_period == AFTER


def test_localities_change_no_other_figure(told):
    """What is withheld of the whole, a park or a zone does not depend on who asks for what."""
    without = by_key(
        compute(Records.open(localities=False), Book.read(), names=[BEFORE, AFTER])
    )  # fmt: skip
    assert without and all(told[1][key].computed == one.computed for key, one in without.items())
    assert not any(place.startswith(("locality:", "among:")) for _c, _p, place in without)


def test_capital_in_a_locality_is_that_of_its_parks(told):
    parks = [
        value(told, "projects.capital_vnd", BEFORE, f"park:{name}")
        for name in ("cai-lan", "viet-hung")
    ]
    assert value(told, "projects.capital_vnd", BEFORE, HA_LONG) == sum(parks)


def test_closed_figures_of_localities_are_kept_and_a_moved_park_restates_them(told):
    from diaban.facts.typed import written_by_resolution
    from diaban.zones.models import IndustrialPark, InfrastructureProject

    closing.close(AFTER)
    assert closing.ClosedValue.objects.filter(place=MONG_CAI_3).exists()
    assert closing.check_now() == []
    with written_by_resolution():
        for model in (IndustrialPark, InfrastructureProject):
            model.objects.filter(code="hai-yen").update(localities=[VIET_HUNG])
    made = closing.check_now()
    row = next(one for one in made if one.indicator == "land.gross" and one.place == MONG_CAI_3)
    assert row.new == "" and row.kind == Restatement.Kind.BOUNDARY
    assert not any(one.place == WHOLE for one in made)
