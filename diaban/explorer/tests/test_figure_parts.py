"""The dashboard's pure parts: periods, drawings, classes of a map."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise

import pytest
from babel.numbers import parse_decimal
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from diaban.explorer.dashboard import drawing, glance, mapping, periods, spots
from diaban.explorer.dashboard.drawing import Mark, Point
from diaban.explorer.tests import figures_sample
from diaban.indicators.formulas import rounded
from diaban.indicators.reading import Figures

QUARTER = st.builds("{:04d}-Q{}".format, st.integers(1950, 2150), st.integers(1, 4))
NUMBER = st.none() | st.decimals(-(10**12), 10**12, places=4)


@given(QUARTER, st.integers(-80, 80))
def test_steps_forth_and_back_lead_to_the_same_quarter(name: str, by: int) -> None:
    assert periods.step(periods.step(name, by), -by) == name


@given(QUARTER, st.integers(0, 60))
def test_between_names_every_quarter_once(name: str, count: int) -> None:
    found = periods.between(name, periods.step(name, count))
    slow = []
    year, quarter = int(name[:4]), int(name[-1])
    for _ in range(count + 1):
        slow.append(f"{year:04d}-Q{quarter}")
        year, quarter = (year + 1, 1) if quarter == 4 else (year, quarter + 1)
    assert found == slow


def test_without_a_question_the_last_closed_quarter_is_shown() -> None:
    known = ["2024-Q4", "2025-Q1", "2025-Q2", "2025"]
    shown = periods.choose(known, "", ["2024-Q4", "2025-Q1"], "2025-05-31")
    assert shown and shown.shown == "2025-Q1" and shown.after == "2025-Q2"
    over = periods.choose(known, "", [], "2025-07-01")
    assert over and over.shown == "2025-Q2"


def test_every_kind_of_period_leads_to_the_one_that_tells_of_the_same_time() -> None:
    known = [
        *periods.between("2024-Q1", "2026-Q4"), *periods.between("2024-H1", "2026-H2"),
        *periods.between("2024-9M", "2026-9M"), *periods.between("2024", "2026"),
    ]  # fmt: skip

    def others(shown: str) -> list[str]:
        choice = periods.choose(known, shown, [], "2026-11-26")
        assert choice is not None and choice.shown == shown
        return list(choice.others("2026-11-26").values())

    assert others("2025-Q2") == ["2025-Q2", "2025-H1", "2025-9M", "2025"]
    assert others("2025-H2") == ["2025-Q4", "2025-H2", "2025-9M", "2025"]
    assert others("2025-9M") == ["2025-Q3", "2025-H2", "2025-9M", "2025"]
    assert others("2026-Q4") == ["2026-Q4", "2026-H1", "2026-9M", "2025"]
    assert others("2024") == ["2024-Q4", "2024-H2", "2024-9M", "2024"]


def test_like_is_compared_with_like() -> None:
    for name, before, year in (
        ("2025-Q1", "2024-Q4", "2024-Q1"), ("2025-H1", "2024-H2", "2024-H1"),
        ("2025-9M", "2024-9M", "2024-9M"), ("2025", "2024", "2024"),
    ):  # fmt: skip
        assert (periods.step(name, -1), periods.year_before(name)) == (before, year)


def test_a_period_of_which_nothing_is_known_is_named_as_such() -> None:
    shown = periods.choose(["2025-Q1"], "2025-Q9", [], "2025-05-31")
    assert shown and shown.asked_in_vain == "2025-Q9" and shown.shown == "2025-Q1"
    assert periods.choose([], "2025-Q1", [], "2025-05-31") is None


@given(st.lists(NUMBER, min_size=1, max_size=40))
def test_every_known_value_has_its_dot_inside_the_drawing_and_no_other_has(values: list) -> None:
    labels = periods.between("2020-Q1", periods.step("2020-Q1", len(values) - 1))
    drawn = drawing.chart(labels, {"": [Point(one) for one in values]})
    known = [one for one in values if one is not None]
    if not known:
        assert drawn is None
        return
    assert drawn is not None
    dots = drawn.lines[0].dots
    assert [dot.value for dot in dots] == known
    for dot in dots:
        assert drawn.left <= dot.x <= drawn.right
        assert drawn.top - 0.2 <= dot.y <= drawn.bottom + 0.2
    assert len(drawn.gaps) == len(values) - len(known)
    above = [dot.y for dot in sorted(dots, key=lambda dot: dot.value)]
    assert above == sorted(above, reverse=True)  # larger is higher


def test_nothing_is_drawn_through_what_nobody_knows() -> None:
    labels = periods.between("2024-Q1", "2025-Q1")
    line = [Point(Decimal(1)), Point(Decimal(2)), Point(None), Point(Decimal(3)), Point(Decimal(4))]
    drawn = drawing.chart(labels, {"": line})
    assert drawn is not None
    assert [points.count(" ") for points in drawn.lines[0].firm] == [1, 1]


def test_what_may_still_change_is_told_apart() -> None:
    labels = periods.between("2024-Q1", "2024-Q3")
    line = [Point(Decimal(1)), Point(Decimal(2)), Point(Decimal(3), firm=False)]
    drawn = drawing.chart(labels, {"": line})
    assert drawn is not None
    assert len(drawn.lines[0].firm) == 1 and len(drawn.lines[0].loose) == 1


def test_a_mark_of_another_time_is_left_out_and_one_above_the_line_still_fits() -> None:
    marks = [Mark("published", "2024-Q1", Decimal(500), ""), Mark("published", "1999", 1, "")]
    drawn = drawing.chart(["2024-Q1"], {"": [Point(Decimal(10))]}, marks=marks)
    assert drawn is not None and len(drawn.marks) == 1
    assert drawn.marks[0].y >= drawn.top


MAPPED = {
    "count": {"unit": "dossiers", "decimals": 0, "kind": "count"},
    "area": {"unit": "ha", "decimals": 1, "kind": "sum"},
    "money": {"unit": "million USD", "decimals": 2, "kind": "sum"},
    "share": {"unit": "%", "decimals": 2, "kind": "ratio"},
}


def legend_of(kind: str, values: list[Decimal], language: str) -> mapping.Map:
    row = figures_sample.definition("x.y", "x", "x", **MAPPED[kind])
    definition = Figures({"as_of": "2025-05-31", "definitions": [row]}).definitions["x.y"][0]
    places = [(spot(str(at), one), (107.0, 21.0)) for at, one in enumerate(values)]
    with override(language):
        found = mapping.of(definition, places)
    assert found is not None
    return found


@given(
    st.sampled_from(sorted(MAPPED)),
    st.sampled_from(["vi", "en"]),
    st.lists(
        st.integers(-20, 20) | st.integers(0, 10**9) | st.decimals(-50, 10**7, places=3),
        min_size=1, max_size=12,
    ),
)  # fmt: skip
def test_every_circle_lies_in_the_class_whose_printed_ends_hold_its_printed_value(
    kind: str, language: str, values: list
) -> None:
    decimals = MAPPED[kind]["decimals"]
    whole = kind == "count"
    found = legend_of(kind, [Decimal(int(v) if whole else v) for v in values], language)
    rows = {one.name: one for one in found.legend}
    printed = {
        name: [parse_decimal(n, locale=language) for n in re.findall(r"[\d.,]*\d", one.text)]
        for name, one in rows.items()
        if name.isdigit()
    }
    assert all(low < high for low, high in printed.values())
    for circle in found.circles:
        value = circle.spot.value
        assert value is not None
        shown = rounded(value, decimals) or value
        if shown > 0:
            low, high = printed[circle.shade]
            assert low < shown <= high
        else:
            assert circle.shade == (mapping.ZERO if shown == 0 else mapping.BELOW)
    assert sum(one.count for one in found.legend) == len(found.circles)
    if whole:
        assert all(end == int(end) for ends in printed.values() for end in ends)


@pytest.mark.parametrize(
    ("most", "ends"), [(1, ["1"]), (3, ["1", "2", "3"]), (9, ["3", "6", "9"]),
                       (310, ["100", "200", "300", "400"])]
)  # fmt: skip
def test_classes_of_a_count_end_at_whole_numbers(most: int, ends: list[str]) -> None:
    found = legend_of("count", [Decimal(most)], "en")
    texts = [one.text for one in found.legend if one.name.isdigit()]
    assert [re.findall(r"\d+", one)[-1] for one in texts] == ends


def test_less_than_zero_is_no_known_zero_and_has_no_bar_yet_its_size() -> None:
    found = legend_of("area", [Decimal(-5), Decimal(0), Decimal(20)], "en")
    said = {one.spot.value: (one.shade, one.mark.radius) for one in found.circles}
    assert said[Decimal(-5)][0] == mapping.BELOW and said[Decimal(0)][0] == mapping.ZERO
    assert said[Decimal(0)][1] < said[Decimal(-5)][1] < said[Decimal(20)][1]
    assert {one.name: one.text for one in found.legend}[mapping.BELOW] == "less than zero"
    assert glance.widths([Decimal(-5), None, Decimal(20)]) == [0.0, None, 100.0]
    assert glance.widths([Decimal(-5), Decimal(-1)]) == [0.0, 0.0]


def test_the_unknown_has_a_class_of_its_own() -> None:
    ends = mapping.bounds([Decimal(10)], decimals=0)
    assert mapping.shade(None, ends) == mapping.UNKNOWN
    assert mapping.shade(Decimal(0), ends) == mapping.ZERO


def spot(key: str, value: int | Decimal | None) -> spots.Spot:
    known = None if value is None else Decimal(value)
    return spots.Spot(key, key, known, None, False)


@pytest.mark.parametrize("code", ["land.leased", "land.leased_of_ready"])
def test_a_place_whose_outline_is_known_is_drawn_by_it_and_lies_inside_the_map(code: str) -> None:
    definition = Figures(figures_sample.document()).definitions[code][0]
    places = [(spot("a", 40), (107.0, 21.0)), (spot("b", None), (107.1, 21.0))]
    plain, drawn = (
        mapping.of(definition, places, outlines)
        for outlines in ({}, {"a": spots.Outline("M0 0L1 1z", 4000.0)})
    )
    assert plain is not None and drawn is not None
    assert not plain.outlined and drawn.outlined
    assert {one.spot.key: one.outline for one in drawn.circles} == {"a": "M0 0L1 1z", "b": ""}
    (middle,) = [one.mark for one in drawn.circles if one.spot.key == "a"]
    assert drawn.ground.left <= middle.x - 4000 and middle.x + 4000 <= (
        drawn.ground.left + drawn.ground.width
    )
    assert drawn.ground.width > plain.ground.width


@pytest.mark.parametrize("values", [[], [None], [Decimal(1)], [None, None, Decimal(2)]])
def test_one_value_has_no_direction(values: list) -> None:
    assert drawing.spark([Point(one) for one in values]) is None


def test_the_numbers_of_lines_that_end_together_stand_apart_above_the_axis() -> None:
    line = [Point(Decimal(0)), Point(Decimal(0))]
    many = dict.fromkeys("abcd", line) | {"high": [Point(Decimal(9)), Point(Decimal(9))]}
    drawn = drawing.chart(["2024-Q1", "2024-Q2"], many)
    assert drawn is not None
    heights = sorted(one.label[1] for one in drawn.lines if one.label)
    assert heights[-1] <= drawn.bottom
    assert all(b - a >= drawing.BETWEEN for a, b in pairwise(heights))
