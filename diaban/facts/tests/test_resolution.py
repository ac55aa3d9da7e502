from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.facts.resolution import ONLY, resolve
from diaban.facts.vocabulary import CONFIDENCE, SOURCE_KINDS

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
_NUMBERS = count(1)


@dataclass(frozen=True)
class Said:
    value: Any
    source_kind: str = "press"
    as_of: date | None = None
    recorded_at: datetime = NOW
    trust: str = "S-M"
    unit: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    withdrawn_at: datetime | None = None
    order: int = 0


def test_a_decision_beats_a_later_press_report():
    decided = Said(158.48, "decision", as_of=date(2008, 1, 1))
    printed = Said(167.86, "press", as_of=date(2025, 1, 1))
    outcome = resolve([printed, decided], TODAY)
    assert outcome.winner is decided
    assert outcome.rule == "kind"
    assert [(r.claim, r.lost_by) for r in outcome.competing] == [(printed, "kind")]
    assert outcome.conflict


def test_within_a_kind_the_later_day_wins():
    early, late = Said(1, as_of=date(2020, 1, 1)), Said(2, as_of=date(2021, 1, 1))
    outcome = resolve([late, early], TODAY)
    assert (outcome.winner, outcome.rule) == (late, "as_of")


def test_a_value_without_a_day_loses_to_one_with_a_day():
    assert resolve([Said(1), Said(2, as_of=date(1990, 1, 1))], TODAY).winner.value == 2


def test_on_the_same_day_the_later_record_wins():
    first, second = Said(1, recorded_at=NOW - timedelta(days=1)), Said(2)
    outcome = resolve([first, second], TODAY)
    assert (outcome.winner, outcome.rule) == (second, "recorded")


def test_what_is_level_is_settled_by_trust_and_then_by_order():
    assert resolve([Said(1, trust="S-L"), Said(2, trust="S-H")], TODAY).rule == "trust"
    outcome = resolve([Said(1, order=2), Said(2, order=1)], TODAY)
    assert (outcome.winner.value, outcome.rule) == (2, "order")


def test_general_knowledge_never_beats_a_source():
    memory = Said(182.4, "unverified", as_of=TODAY, trust="M-H")
    for kind in SOURCE_KINDS:
        if kind != "unverified":
            assert resolve([memory, Said(1, kind)], TODAY).winner.value == 1


def test_equal_values_are_no_conflict():
    outcome = resolve([Said(660.0, "decision"), Said(660, "press"), Said([1, 2]), Said(660)], TODAY)
    assert [claim.source_kind for claim in outcome.agreeing] == ["press", "press"]
    assert [rival.claim.value for rival in outcome.competing] == [[1, 2]]
    assert resolve([Said(["a", "b"]), Said(["b", "a"])], TODAY).conflict is False


def test_the_same_number_in_another_unit_is_another_value():
    assert resolve([Said(5, unit="MW"), Said(5, unit="t/year")], TODAY).conflict


def test_a_value_of_another_time_is_history_and_no_rival():
    then = Said("Texhong", valid_to=date(2020, 1, 1))
    now = Said("Hải Hà", valid_from=date(2020, 1, 1))
    outcome = resolve([then, now], TODAY)
    assert outcome.winner is now
    assert outcome.history == (then,)
    assert (outcome.rule, outcome.conflict) == (ONLY, False)
    assert resolve([then, now], date(2019, 12, 31)).winner is then


def test_the_last_day_is_not_part_of_the_period():
    ended = Said(1, valid_to=TODAY)
    assert resolve([ended], TODAY).winner is None
    assert resolve([ended], TODAY - timedelta(days=1)).winner is ended


def test_what_was_said_later_was_not_known_then():
    old = Said(1, recorded_at=NOW - timedelta(days=9), withdrawn_at=NOW - timedelta(days=2))
    new = Said(2, recorded_at=NOW - timedelta(days=2))
    assert resolve([old, new], TODAY).winner is new
    assert resolve([old, new], TODAY, known_at=NOW - timedelta(days=5)).winner is old
    assert resolve([old, new], TODAY, known_at=NOW - timedelta(days=30)).winner is None


def test_nothing_said_is_nothing_known():
    outcome = resolve([], TODAY)
    assert (outcome.winner, outcome.rule, outcome.conflict) == (None, ONLY, False)


days = st.none() | st.dates(date(2024, 1, 1), date(2024, 1, 6))
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 1, 4)).map(
    lambda when: when.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=UTC)
)
claims = st.builds(
    Said,
    value=st.integers(0, 3) | st.lists(st.sampled_from("ab"), max_size=2),
    source_kind=st.sampled_from(list(SOURCE_KINDS)),
    as_of=days,
    recorded_at=moments,
    trust=st.sampled_from(list(CONFIDENCE)),
    unit=st.sampled_from(["", "ha"]),
    valid_from=days,
    valid_to=days,
    withdrawn_at=st.none() | moments,
    order=st.builds(lambda: next(_NUMBERS)),
)


def beats(one: Said, other: Said) -> bool:
    """The rule as the documentation states it, one sentence after another; slow and plain."""
    kinds = list(SOURCE_KINDS)
    if one.source_kind != other.source_kind:
        return kinds.index(one.source_kind) < kinds.index(other.source_kind)
    one_day = one.as_of or one.valid_from
    other_day = other.as_of or other.valid_from
    if one_day != other_day:
        return other_day is None or (one_day is not None and one_day > other_day)
    if one.recorded_at != other.recorded_at:
        return one.recorded_at > other.recorded_at
    if one.trust != other.trust:
        return list(CONFIDENCE).index(one.trust) < list(CONFIDENCE).index(other.trust)
    return one.order < other.order


def stands(claim: Said, known_at: datetime | None) -> bool:
    if known_at is None:
        return claim.withdrawn_at is None
    gone = claim.withdrawn_at is not None and claim.withdrawn_at <= known_at
    return claim.recorded_at <= known_at and not gone


@given(st.lists(claims, max_size=8), st.dates(date(2024, 1, 1), date(2024, 1, 6)),
       st.none() | moments)  # fmt: skip
def test_the_winner_is_the_one_that_nobody_beats(said, on, known_at):
    outcome = resolve(said, on, known_at)
    standing = [claim for claim in said if stands(claim, known_at)]
    holding = [
        claim for claim in standing
        if not (claim.valid_from and on < claim.valid_from)
        and not (claim.valid_to and on >= claim.valid_to)
    ]  # fmt: skip
    unbeaten = [c for c in holding if not any(beats(o, c) for o in holding if o is not c)]
    assert unbeaten == ([outcome.winner] if outcome.winner else [])
    told = [*(r.claim for r in outcome.competing), *outcome.agreeing, *outcome.history]
    told += [outcome.winner] if outcome.winner else []
    assert sorted(c.order for c in told) == sorted(c.order for c in standing)
    assert {c.order for c in outcome.history} == {c.order for c in standing if c not in holding}


@given(st.lists(claims, max_size=6), st.randoms())
def test_the_order_in_which_claims_are_read_changes_nothing(said, random):
    shuffled = random.sample(said, len(said))
    assert resolve(said, TODAY) == resolve(shuffled, TODAY)


@given(st.lists(claims, min_size=1, max_size=6))
def test_every_loser_lost_by_the_first_criterion_that_differs(said):
    outcome = resolve(said, date(2024, 1, 3))
    for rival in outcome.competing:
        winner, loser = outcome.winner, rival.claim
        if rival.lost_by == "kind":
            assert winner.source_kind != loser.source_kind
        else:
            assert winner.source_kind == loser.source_kind
        if rival.lost_by in ("trust", "order"):
            assert winner.recorded_at == loser.recorded_at
    assert (outcome.rule == ONLY) == (not outcome.competing)


@pytest.mark.parametrize("kind", ["opinion", ""])
def test_an_unknown_kind_of_source_is_a_fault_of_the_program(kind):
    with pytest.raises(KeyError):
        resolve([Said(1, kind)], TODAY)
