"""A petition goes where the most particular route of its day sends it, and the reason is shown."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from diaban.petitions.routing import Question, Route, choose, misfit

DAY = date(2025, 3, 3)
PARK, ZONE = "park:dong-mai", "economic_zone:quang-yen"
IN_PARK = ("infrastructure_project:dong-mai", PARK, ZONE)


def asked(**more) -> Question:
    return Question(**({"category": "power", "on": DAY, "places": IN_PARK} | more))


def reasons(routing) -> dict[str, str | None]:
    return {one.route.lead: one.why_not for one in routing.considered}


def test_the_only_route_of_a_category_wins():
    routing = choose([Route("power", "so-cong-thuong"), Route("water", "so-xay-dung")], asked())
    assert routing.route.lead == "so-cong-thuong"
    assert reasons(routing) == {"so-cong-thuong": None, "so-xay-dung": "other_category"}


def test_without_a_route_nobody_is_guessed():
    routing = choose([Route("water", "so-xay-dung")], asked())
    assert routing.route is None


def test_a_named_park_goes_before_its_zone_and_the_zone_before_everywhere():
    everywhere, zone = Route("power", "everywhere"), Route("power", "zone", place=ZONE)
    park = Route("power", "park", place=PARK)
    assert choose([everywhere, zone, park], asked()).route is park
    assert choose([everywhere, zone], asked()).route is zone
    assert reasons(choose([everywhere, zone, park], asked())) == {
        "park": None, "zone": "less_particular", "everywhere": "less_particular",
    }  # fmt: skip


def test_inside_a_zone_and_outside_are_told_apart():
    inside = Route("planning", "bql", place="in_zone")
    outside = Route("planning", "sxd", place="outside_zone")
    assert choose([inside, outside], asked(category="planning")).route is inside
    assert choose([inside, outside], asked(category="planning", places=())).route is outside


def test_a_route_for_the_kind_of_petitioner_goes_before_one_for_all():
    everybody = Route("power", "all")
    developers = Route("power", "developers", petitioner="infrastructure_developer")
    asks = asked(petitioner="infrastructure_developer")
    assert choose([everybody, developers], asks).route is developers
    assert choose([everybody, developers], asked(petitioner="enterprise")).route is everybody


def test_a_petition_keeps_the_version_of_its_day():
    old = Route("power", "old", valid_from=date(2024, 1, 1), valid_to=date(2025, 3, 1))
    new = Route("power", "new", valid_from=date(2025, 3, 1))
    later = Route("power", "later", valid_from=date(2025, 7, 1))
    assert choose([old, new, later], asked()).route is new
    assert choose([old, new, later], asked(on=date(2025, 2, 28))).route is old
    assert reasons(choose([old, new, later], asked())) == {
        "new": None, "old": "no_longer", "later": "not_yet",
    }  # fmt: skip


def test_of_two_versions_that_hold_the_later_wins():
    first = Route("power", "first", valid_from=date(2024, 1, 1))
    second = Route("power", "second", valid_from=date(2025, 1, 1))
    assert choose([first, second], asked()).route is second
    assert reasons(choose([first, second], asked()))["first"] == "older"


routes = st.builds(
    Route,
    category=st.sampled_from(["power", "water"]),
    lead=st.text("abc", min_size=1, max_size=3),
    place=st.sampled_from(["", "in_zone", "outside_zone", PARK, ZONE, "park:hai-yen"]),
    petitioner=st.sampled_from(["", "enterprise", "infrastructure_developer"]),
    valid_from=st.one_of(st.none(), st.dates(date(2024, 1, 1), date(2026, 1, 1))),
    valid_to=st.one_of(st.none(), st.dates(date(2024, 1, 1), date(2026, 1, 1))),
    id=st.integers(1, 50),
)


@given(st.lists(routes, max_size=12, unique_by=lambda one: one.id), st.booleans(), st.randoms())
def test_the_order_in_which_routes_are_written_decides_nothing(table, inside, shuffle):
    question = asked(places=IN_PARK if inside else (), petitioner="enterprise")
    mixed = list(table)
    shuffle.shuffle(mixed)
    chosen, again = choose(table, question), choose(mixed, question)
    assert chosen.route == again.route
    assert (chosen.route is None) == all(misfit(one, question) for one in table)
    assert sum(one.why_not is None for one in chosen.considered) == (chosen.route is not None)
    assert len(chosen.considered) == len(table)
