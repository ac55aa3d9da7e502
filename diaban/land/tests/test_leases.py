"""Contracts take ready land, give it back, are renewed and transferred; what expires and idles."""

from __future__ import annotations

from datetime import date

import pytest

from diaban.land import actions, lease_actions, leases, overview
from diaban.land.history import open_book
from diaban.land.lease_actions import Terms
from diaban.land.ledger import FREE, LEASED, Entry, Leg, Refusal
from diaban.land.models import Lease, Ledger
from diaban.land.tests import places
from diaban.land.tests.places import LEASING, ZONE

END = date(2058, 6, 1)


def contract(*events: leases.Event, on: date, build_by: date | None = None) -> leases.Contract:
    signed = leases.Signed("1", "Mẫu", date(2020, 1, 1), date(2027, 1, 1), build_by)
    return leases.replay(signed, events, on)


def test_a_contract_is_what_its_events_until_that_day_made_it():
    events = (
        leases.Event("renewed", date(2025, 1, 1), end=date(2040, 1, 1)),
        leases.Event("transferred", date(2024, 1, 1), lessee="Khác"),
        leases.Event("terminated", date(2026, 1, 1)),
    )
    assert contract(*events, on=date(2023, 1, 1)).lessee == "Mẫu"
    assert contract(*events, on=date(2024, 1, 1)).lessee == "Khác"
    assert contract(*events, on=date(2025, 6, 1)).end == date(2040, 1, 1)
    assert contract(*events, on=date(2025, 12, 31)).in_force(date(2025, 12, 31))
    assert not contract(*events, on=date(2026, 1, 1)).in_force(date(2026, 1, 1))


def test_what_expires_within_a_year_is_listed_and_what_was_renewed_is_not():
    on = date(2026, 11, 26)
    renewed = contract(leases.Event("renewed", date(2025, 1, 1), end=date(2040, 1, 1)), on=on)
    assert leases.expiring([contract(on=on), renewed], on) == [contract(on=on)]
    assert leases.expiring([contract(on=date(2025, 6, 1))], date(2025, 6, 1)) == []


def test_land_is_idle_when_it_was_to_be_built_and_was_not():
    on, promised = date(2023, 1, 2), date(2023, 1, 1)
    late = contract(on=on, build_by=promised)
    built = contract(leases.Event("built", date(2022, 1, 1)), on=on, build_by=promised)
    assert leases.idle([late, built, contract(on=on)], on) == [late]
    assert leases.idle([late], promised) == []


pytestmark = pytest.mark.django_db


def sign(number: str, area: int, **more) -> Lease:
    terms = Terms(number, "Mẫu", (("", area),), LEASING, END, **more)
    return lease_actions.sign(ZONE, terms, by=None)


def leased(day: date) -> int:
    return open_book([ZONE]).totals(day)[ZONE].leased


def test_signing_leases_the_land_and_termination_gives_it_back():
    places.zone()
    sign("1/HĐ", 400)
    assert leased(LEASING) == 400
    lease_actions.terminate(ZONE, "1/HĐ", date(2020, 5, 1), by=None)
    assert (leased(date(2020, 4, 30)), leased(date(2020, 5, 1))) == (400, 0)
    with pytest.raises(Refusal) as caught:
        lease_actions.terminate(ZONE, "1/HĐ", date(2021, 1, 1), by=None)
    assert caught.value.reason == "lease_ended"


def test_a_contract_over_more_than_is_ready_is_not_on_record():
    places.zone()
    with pytest.raises(Refusal) as caught:
        sign("1/HĐ", 601)
    assert (caught.value.reason, caught.value.balance_m2) == ("more_than_ready", 600)
    assert not Lease.objects.exists()


def test_a_transfer_keeps_the_land_leased_and_a_renewal_goes_forward():
    places.zone()
    lease = sign("1/HĐ", 400)
    day = date(2020, 1, 1)
    lease_actions.transfer(ZONE, "1/HĐ", day, "Khác", by=None)
    assert (leased(day), lease_actions.standing(lease, day).lessee) == (400, "Khác")
    with pytest.raises(Refusal) as caught:
        lease_actions.renew(ZONE, "1/HĐ", day, END, by=None)
    assert caught.value.reason == "bad_term"
    lease_actions.renew(ZONE, "1/HĐ", day, date(2068, 1, 1), by=None)
    assert lease_actions.standing(lease, day).end == date(2068, 1, 1)


def test_a_contract_is_its_projects_by_the_last_word_on_it():
    places.zone()
    sign("1/HĐ", 100, project="DA-1")
    sign("2/HĐ", 100)
    numbers = lambda code: [one.number for one in lease_actions.of_project(code)]  # noqa: E731
    assert numbers("DA-1") == ["1/HĐ"]
    lease_actions.link(ZONE, "2/HĐ", LEASING, "DA-1", by=None)
    lease_actions.link(ZONE, "1/HĐ", LEASING, "DA-2", by=None)
    assert (numbers("DA-1"), numbers("DA-2")) == (["2/HĐ"], ["1/HĐ"])


def test_a_number_is_used_once_and_an_unknown_one_is_refused():
    places.zone()
    sign("1/HĐ", 100)
    with pytest.raises(Refusal) as caught:
        sign("1/HĐ", 100)
    assert caught.value.reason == "lease_exists"
    with pytest.raises(Refusal) as caught:
        lease_actions.built(ZONE, "2/HĐ", LEASING, by=None)
    assert caught.value.reason == "unknown_lease"


def test_a_contract_that_has_run_out_is_listed_until_its_land_is_given_back_or_it_is_renewed():
    ledger = Ledger.objects.get(pk=places.zone())
    on = date(2026, 1, 1)
    for number in ("1/HĐ", "2/HĐ", "3/HĐ"):
        terms = Terms(number, "Mẫu", (("", 100),), LEASING, date(2020, 1, 1))
        lease_actions.sign(ZONE, terms, by=None)
    lease_actions.terminate(ZONE, "1/HĐ", date(2019, 1, 1), by=None)
    listed = lambda: [(one["contract"].number, one["area_m2"]) for one in overview.contracts(ledger, on)["run_out"]]  # noqa: E731, E501  # fmt: skip
    assert listed() == [("2/HĐ", 100), ("3/HĐ", 100)]
    assert leased(on) == 200
    lease_actions.renew(ZONE, "2/HĐ", date(2021, 1, 1), END, by=None)
    assert listed() == [("3/HĐ", 100)]
    lease_actions.terminate(ZONE, "3/HĐ", date(2021, 1, 1), by=None)
    assert listed() == []
    with pytest.raises(Refusal) as caught:
        lease_actions.renew(ZONE, "3/HĐ", date(2022, 1, 1), END, by=None)
    assert caught.value.reason == "lease_ended"


def test_land_that_an_opening_balance_has_as_leased_gets_its_contract_and_can_be_given_back():
    places.project(ZONE)
    actions.open_ledger(ZONE, places.FOUNDED, by=None)
    opening = Entry("open", LEASING, (Leg("outside", -700), Leg(FREE, 300), Leg(LEASED, 400)))
    actions.post(ZONE, opening, by=None, paper=actions.document("1/BC"))
    terms = Terms("1/HĐ", "Mẫu", (("", 250),), date(2010, 5, 1), END)
    lease = lease_actions.carry_over(ZONE, terms, LEASING, by=None)
    assert (leased(LEASING), lease_actions.standing(lease, LEASING).in_force(LEASING)) == (
        400,
        True,
    )
    more = Terms("2/HĐ", "Mẫu", (("", 151),), date(2010, 5, 1), END)
    with pytest.raises(Refusal) as caught:
        lease_actions.carry_over(ZONE, more, LEASING, by=None)
    assert (caught.value.reason, caught.value.balance_m2) == ("below_zero", 150)
    assert not Lease.objects.filter(pk="2/HĐ").exists()
    lease_actions.terminate(ZONE, "1/HĐ", date(2020, 1, 1), by=None)
    assert leased(date(2020, 1, 1)) == 150
