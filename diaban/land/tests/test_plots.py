"""Plots keep their area through every change, stay in their zone, and overlap none."""

from __future__ import annotations

from datetime import date

import pytest

from diaban.land import lease_actions, plot_actions, plots
from diaban.land.history import open_book, plot_holdings
from diaban.land.ledger import FREE, LEASED, Refusal
from diaban.land.models import Plot
from diaban.land.plot_actions import Drawing
from diaban.land.tests import places
from diaban.land.tests.places import LEASING, OTHER, ZONE, rectangle

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 26)


def totals():
    return open_book([ZONE]).totals(TODAY)[ZONE]


def refusal_of(call, *arguments, **named) -> Refusal:
    with pytest.raises(Refusal) as caught:
        call(*arguments, **named)
    return caught.value


def draw(code: str, area: int | None = None, outline=None, zone: str = ZONE) -> Plot:
    return plot_actions.draw(zone, Drawing(code, area, outline), FREE, LEASING, by=None)


def test_drawing_plots_over_an_opening_balance_changes_no_total():
    places.zone()
    before = totals()
    draw("A", 400)
    draw("B", 200)
    assert totals() == before
    assert plot_holdings("A", TODAY) == {(FREE, ""): 400}
    assert refusal_of(draw, "C", 1).reason == "more_than_ready"
    assert not Plot.objects.filter(pk="C").exists()


def test_a_split_keeps_the_area_and_posts_the_difference():
    places.zone()
    draw("A", 600)
    plot_actions.split(ZONE, "A", [Drawing("A1", 300), Drawing("A2", 296)], LEASING, by=None)
    assert (totals().gross, totals().free, totals().difference) == (1200, 596, 4)
    assert plot_holdings("A", TODAY) == {}
    assert [plot.code for plot in Plot.objects.get(pk="A1").parents.all()] == ["A"]
    told = refusal_of(
        plot_actions.split, ZONE, "A1", [Drawing("B1", 100), Drawing("B2", 190)], LEASING, by=None
    )
    assert (told.reason, told.balance_m2, told.asked_m2) == ("over_tolerance", 3, 10)


def test_plots_of_one_account_merge_and_others_do_not():
    places.zone()
    draw("A", 200)
    draw("B", 200)
    draw("C", 100)
    terms = lease_actions.Terms("1/HĐ", "Mẫu", (("C", 100),), LEASING, date(2050, 1, 1))
    lease_actions.sign(ZONE, terms, by=None)
    plot_actions.merge(ZONE, ["A", "B"], Drawing("AB", 400), LEASING, by=None)
    assert plot_holdings("AB", TODAY) == {(FREE, ""): 400}
    told = refusal_of(plot_actions.merge, ZONE, ["AB", "C"], Drawing("ABC", 500), LEASING, by=None)
    assert told.reason == "mixed_plot"


def test_a_leased_plot_stays_leased_when_it_is_split():
    places.zone()
    draw("A", 300)
    terms = lease_actions.Terms("1/HĐ", "Mẫu", (("A", 300),), LEASING, date(2050, 1, 1))
    lease_actions.sign(ZONE, terms, by=None)
    plot_actions.split(ZONE, "A", [Drawing("A1", 100), Drawing("A2", 200)], LEASING, by=None)
    assert plot_holdings("A2", TODAY) == {(LEASED, "1/HĐ"): 200}
    assert totals().leased == 300


def test_a_boundary_correction_posts_its_change_to_the_difference():
    places.zone()
    draw("A", 500)
    plot_actions.correct(ZONE, "A", date(2013, 1, 1), area_m2=503, by=None)
    assert (totals().free, totals().difference, totals().gross) == (603, -3, 1200)
    told = refusal_of(plot_actions.correct, ZONE, "A", date(2014, 1, 1), area_m2=510, by=None)
    assert told.reason == "over_tolerance"


def test_plots_lie_in_their_zone_and_overlap_none():
    places.zone(outline=rectangle(0, 0, 40, 30))
    draw("A", outline=rectangle(0, 0, 20, 10))
    assert plot_holdings("A", TODAY)[FREE, ""] == plots.measure_m2(rectangle(0, 0, 20, 10))
    draw("B", outline=rectangle(20, 0, 20, 10))
    told = refusal_of(draw, "C", outline=rectangle(10, 5, 10, 10))
    assert (told.reason, told.plot, told.asked_m2) == ("overlap", "A", 50)
    told = refusal_of(draw, "C", outline=rectangle(35, 15, 10, 10))
    assert (told.reason, told.asked_m2) == ("outside_zone", 50)
    told = refusal_of(draw, "C", 150, outline=rectangle(0, 15, 10, 10))
    assert told.reason == "area_and_outline"


def test_a_drawing_of_an_earlier_day_may_not_lie_over_a_plot_drawn_for_a_later_one():
    places.zone()
    plot_actions.draw(
        ZONE, Drawing("A", None, rectangle(0, 0, 20, 10)), FREE, date(2015, 1, 1), by=None
    )
    told = refusal_of(draw, "B", outline=rectangle(10, 0, 20, 10))
    assert (told.reason, told.plot, told.asked_m2) == ("overlap", "A", 100)
    draw("B", outline=rectangle(20, 0, 20, 10))


def test_a_place_that_a_plot_gave_up_is_free_from_that_day_on_and_not_before():
    places.zone()
    draw("A", outline=rectangle(0, 0, 20, 10))
    moved = rectangle(0.5, 0, 20, 10)
    plot_actions.correct(ZONE, "A", date(2015, 1, 1), outline=moved, area_m2=200, by=None)
    neighbour = Drawing("B", 205, rectangle(-20, 0, 20.5, 10))
    told = refusal_of(plot_actions.draw, ZONE, neighbour, FREE, LEASING, by=None)
    assert (told.reason, told.plot) == ("overlap", "A")
    plot_actions.draw(ZONE, neighbour, FREE, date(2015, 1, 1), by=None)


def test_land_of_a_plot_divided_without_a_drawing_is_not_drawn_again_by_others():
    places.zone()
    draw("A", outline=rectangle(0, 0, 20, 10))
    plot_actions.split(ZONE, "A", [Drawing("A1", 100), Drawing("A2", 100)], LEASING, by=None)
    plot_actions.split(ZONE, "A2", [Drawing("A3", 50), Drawing("A4", 50)], LEASING, by=None)
    told = refusal_of(draw, "B", outline=rectangle(10, 0, 10, 10))
    assert told.reason == "overlap"
    assert told.plot in ("A1", "A3", "A4")
    plot_actions.correct(ZONE, "A1", LEASING, outline=rectangle(0, 0, 10, 10), by=None)
    told = refusal_of(
        plot_actions.correct, ZONE, "A3", LEASING, outline=rectangle(5, 0, 5, 10), by=None
    )
    assert (told.reason, told.plot) == ("overlap", "A1")
    plot_actions.merge(ZONE, ["A3", "A4"], Drawing("A5", 100), LEASING, by=None)
    assert refusal_of(draw, "B", outline=rectangle(10, 0, 10, 10)).plot == "A5"
    plot_actions.correct(ZONE, "A5", LEASING, outline=rectangle(10, 0, 10, 10), by=None)


def test_parts_drawn_at_once_lie_apart_though_the_whole_was_never_drawn():
    places.zone()
    draw("A", 200)
    parts = [
        Drawing("A1", outline=rectangle(0, 0, 10, 10)),
        Drawing("A2", outline=rectangle(5, 0, 10, 10)),
    ]
    told = refusal_of(plot_actions.split, ZONE, "A", parts, LEASING, by=None)
    assert (told.reason, told.plot, told.asked_m2) == ("overlap", "A1", 50)


def test_a_plot_across_two_zones_is_refused():
    places.zone(outline=rectangle(0, 0, 40, 30))
    places.zone(OTHER, outline=rectangle(40, 0, 40, 30))
    told = refusal_of(draw, "A", outline=rectangle(30, 0, 20, 10))
    assert (told.reason, told.asked_m2) == ("across_zones", 100)


def test_the_parts_of_a_split_cover_the_same_land():
    places.zone()
    draw("A", outline=rectangle(0, 0, 20, 10))
    parts = [Drawing("A1", outline=rectangle(0, 0, 10, 10)), Drawing("A2", outline=rectangle(12, 0, 10, 10))]  # fmt: skip  # noqa: E501
    told = refusal_of(plot_actions.split, ZONE, "A", parts, LEASING, by=None)
    assert (told.reason, told.balance_m2, told.asked_m2) == ("over_tolerance", 2, 40)
    parts = [Drawing("A1", outline=rectangle(0, 0, 10, 10)), Drawing("A2", outline=rectangle(10, 0, 10, 10))]  # fmt: skip  # noqa: E501
    plot_actions.split(ZONE, "A", parts, LEASING, by=None)
    assert sum(plot_holdings("A1", TODAY).values()) == 100


def test_a_bad_or_used_code_is_refused():
    places.zone()
    draw("A", 10)
    assert refusal_of(draw, "A", 10).reason == "plot_exists"
    assert refusal_of(draw, "=1+1", 10).reason == "bad_code"
