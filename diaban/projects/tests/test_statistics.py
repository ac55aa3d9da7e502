from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from diaban.projects import vocabulary as v
from diaban.projects.origin import Holding
from diaban.projects.replay import Event, EventRefused, admit, replay
from diaban.projects.statistics import Movements, Register, Row, movements, standing, total
from diaban.projects.tests.build import KOREAN, START, VIETNAMESE, certificate, day, event

TODAY = date(2026, 11, 26)


def row(code: str = "P-1", park: str | None = "park:dong-mai", sector: str = "26") -> Row:
    return Row(code, v.SECONDARY, park, None, sector)


def register(*histories: list[Event]) -> Register:
    return Register.of((row(f"P-{n}"), history) for n, history in enumerate(histories))


def test_in_force_by_origin():
    found = standing(
        register(
            [certificate("100")],
            [certificate("50", currency="VND", holdings=(VIETNAMESE,))],
            [certificate("70"), event(v.REVOKED, "2021-01-01")],
        ),
        TODAY,
    )
    assert {name: (one.count, one.capital) for name, one in found.items()} == {
        (v.FOREIGN,): (1, {"USD": Decimal(100)}),
        (v.DOMESTIC,): (1, {"VND": Decimal(50)}),
    }


def test_what_is_unknown_is_a_group_of_its_own():
    mixed = (Holding("a", "KR"), Holding("b", "VN"))
    found = standing(
        Register.of([(row(park=None), [certificate(holdings=mixed)])]), TODAY, ("origin", "park")
    )
    assert list(found) == [(None, None)]


def test_a_period_tells_new_raised_lowered_and_ended():
    found = movements(
        register(
            [certificate("100", "2025-01-15"), event(v.RAISED, "2025-02-01", "10"),
             event(v.RAISED, "2025-03-01", "5")],
            [certificate("200", "2024-05-01"), event(v.LOWERED, "2025-03-31", "50"),
             event(v.LOWERED, "2025-04-01", "50")],
            [certificate("70", "2020-05-01"), event(v.RAISED, "2021-01-01", "30"),
             event(v.REVOKED, "2025-02-02")],
            [certificate("9", "2020-05-01"), event(v.TERMINATED, "2025-01-01")],
        ),
        day("2025-01-01"), day("2025-03-31"),
    )  # fmt: skip
    assert found == {
        (v.FOREIGN,): Movements(
            new=1, new_capital={"USD": Decimal(100)}, raised=1, raised_capital={"USD": Decimal(15)},
            lowered=1, lowered_capital={"USD": Decimal(50)}, adjusted=2, terminated=1, revoked=1,
            ended_capital={"USD": Decimal(109)},
        )
    }  # fmt: skip


def test_the_cut_off_decides_to_which_quarter_an_event_belongs():
    one = register([certificate("100", "2025-03-20")])
    assert movements(one, day("2025-01-01"), day("2025-03-31"))
    assert not movements(one, day("2024-12-15"), day("2025-03-14"))


def test_a_term_that_ends_takes_the_project_out_of_force():
    one = register([certificate(until=day("2025-02-01"))])
    assert standing(one, day("2025-02-01"))[v.FOREIGN,].count == 1
    assert not standing(one, day("2025-02-02"))
    assert movements(one, day("2025-01-01"), day("2025-03-31"))[v.FOREIGN,].expired == 1


def test_realised_capital_and_labour_are_of_those_who_reported():
    found = standing(
        register(
            [certificate(), event(v.REALISED, "2021-01-01", "5"),
             event(v.REALISED, "2022-01-01", "8"),
             event(v.LABOUR_EMPLOYED, "2022-01-01", domestic=30)],
            [certificate()],
        ),
        TODAY,
    )[v.FOREIGN,]  # fmt: skip
    assert (found.count, found.reported, found.realised) == (2, 1, {"USD": Decimal(8)})


def test_a_headcount_known_by_half_counts_for_that_half():
    found = standing(
        register([certificate(), event(v.LABOUR_EMPLOYED, "2022-01-01", domestic=30)],
                 [certificate(), event(v.LABOUR_EMPLOYED, "2022-01-01", domestic=5, foreign=2)]),
        TODAY,
    )[v.FOREIGN,]  # fmt: skip
    assert (found.counted_domestic, found.labour_domestic) == (2, 35)
    assert (found.counted_foreign, found.labour_foreign) == (1, 2)


def test_sums_beyond_64_bits_stay_exact():
    most = Decimal(10) ** 15 - Decimal("0.01")
    many = [[certificate(str(most), currency="VND")] for _ in range(200)]
    assert standing(register(*many), TODAY)[v.FOREIGN,].capital == {"VND": most * 200}


def test_an_empty_register_has_nothing_to_tell():
    assert standing(register(), TODAY) == {}
    assert movements(register(), START, TODAY) == {}


# Against a slow oracle: every project replayed by itself, money added as decimals.

PARKS = ("park:a", "park:b", None)
HOLDERS = ((KOREAN,), (VIETNAMESE,), (Holding("a", "JP"), Holding("b", "VN")))
STEPS = st.lists(
    st.tuples(
        st.sampled_from([v.RAISED, v.LOWERED, v.SUSPENDED, v.RESUMED, v.TERMINATED, v.REVOKED,
                         v.TRANSFERRED, v.REALISED, v.TERM_CHANGED]),
        st.integers(0, 400),
        st.decimals(Decimal("0.01"), 1000, places=2),
        st.sampled_from(["USD", "VND"]),
        st.sampled_from(HOLDERS),
    ),
    max_size=6,
)  # fmt: skip
PROJECTS = st.lists(
    st.tuples(st.sampled_from(PARKS), st.sampled_from(HOLDERS), st.integers(0, 200), STEPS),
    max_size=5,
)


def histories(projects) -> list[tuple[Row, list[Event]]]:
    """Only what the replay admits."""
    made = []
    for number, (park, holders, offset, steps) in enumerate(projects):
        history = [certificate("500", START + timedelta(days=offset), holdings=holders)]
        for kind, days, amount, currency, others in steps:
            on = START + timedelta(days=days)
            more = {
                v.TRANSFERRED: {"holdings": others},
                v.TERM_CHANGED: {"until": START + timedelta(days=days + 50)},
            }.get(kind, {})
            if kind in v.WITH_MONEY:
                more = {"amount": str(amount), "currency": currency}
            wanted = event(kind, on, order=len(history), **more)
            try:
                admit(history, wanted, TODAY)
            except EventRefused:
                continue
            history.append(wanted)
        made.append((row(f"P-{number}", park), history))
    return made


@settings(deadline=None)
@given(PROJECTS, st.integers(0, 500))
def test_standing_agrees_with_the_slow_oracle(projects, days):
    on = START + timedelta(days=days)
    made = histories(projects)
    expected: dict = defaultdict(lambda: [0, 0, defaultdict(Decimal), defaultdict(Decimal)])
    for fixed, history in made:
        state = replay(history, on)
        if state.in_force:
            one = expected[state.origin, fixed.park]
            one[0] += 1
            one[1] += state.status == v.SUSPENDED
            for into, money in ((one[2], state.registered), (one[3], state.realised)):
                for currency, amount in money.items():
                    into[currency] += amount
    found = standing(Register.of(made), on, ("origin", "park"))
    assert {
        name: [one.count, one.suspended, one.capital, one.realised] for name, one in found.items()
    } == {
        name: [*one[:2], *({c: a for c, a in money.items() if a} for money in one[2:])]
        for name, one in expected.items()
    }
    assert total(found.values()).count == sum(one[0] for one in expected.values())


@settings(deadline=None)
@given(PROJECTS, st.integers(0, 400), st.integers(0, 200))
def test_what_a_period_adds_is_the_difference_of_two_standings(projects, days, length):
    first, last = START + timedelta(days=days), START + timedelta(days=days + length)
    made = histories(projects)
    # A term that was over when it was extended comes back into force: that is no new project.
    assume(all(event.kind != v.TERM_CHANGED for _row, history in made for event in history))
    one = Register.of(made)
    moved = movements(one, first, last, ())
    change = moved.get((), Movements())
    before = standing(one, first - timedelta(days=1), ())
    after = standing(one, last, ())
    count = sum(part.count for part in after.values()) - sum(p.count for p in before.values())
    assert count == change.new - change.ended - change.expired
    for currency in ("USD", "VND"):
        difference = sum(p.capital.get(currency, 0) for p in after.values()) - sum(
            p.capital.get(currency, 0) for p in before.values()
        )
        assert difference == (
            change.new_capital.get(currency, 0)
            + change.raised_capital.get(currency, 0)
            - change.lowered_capital.get(currency, 0)
            - change.ended_capital.get(currency, 0)
        )
