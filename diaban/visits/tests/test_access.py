"""Who may do what with a visit, asked role by role."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from diaban.accounts.models import Organisation
from diaban.accounts.tests.people import ROLES, person
from diaban.petitions.tests.conftest import body
from diaban.visits import access
from diaban.visits.actions import Where
from diaban.visits.commitments import actions as commitment_actions
from diaban.visits.models import Commitment, Visit
from diaban.visits.tests.making import colleague, visit

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ROLES)
def test_only_who_may_record_and_goes_along_records(role):
    user = person(role)
    found = visit()
    with pytest.raises(PermissionDenied):
        access.demand_recording(user, found)
    found.members.add(user)
    allowed = role in ("officer", "leader", "admin")
    assert access.records(user, found) == allowed
    assert list(access.carried_by(user)) == ([found] if allowed else [])


@pytest.mark.parametrize("role", ["officer", "leader", "admin"])
def test_who_heads_the_task_force_records_without_being_named_as_a_member(role):
    head = person(role)
    found = visit(leader=head)
    access.demand_recording(head, found)
    assert list(access.carried_by(head)) == [found]


@pytest.mark.parametrize("role", ROLES)
def test_nobody_carries_a_visit_of_others(role):
    found = visit(leader=colleague("leading"))
    assert list(access.carried_by(person(role))) == []
    assert not access.records(person(role), found)


def makes_minutes(user, stop) -> bool:
    try:
        access.demand_minute(user, stop)
    except PermissionDenied:
        return False
    return True


@pytest.mark.parametrize("role", ROLES)
def test_a_minute_is_made_by_who_was_there_or_answers_for_the_authority(role):
    user, stop = person(role), visit(leader=colleague("leading")).stops.get()
    assert makes_minutes(user, stop) == (role in ("leader", "admin"))
    stop.visit.members.add(user)
    assert makes_minutes(user, stop) == (role in ("officer", "leader", "admin"))


@pytest.mark.parametrize("role", ROLES)
def test_for_the_authority_signs_only_who_was_there(role):
    user, stop = person(role), visit(leader=colleague("leading")).stops.get()
    with pytest.raises(PermissionDenied):
        access.demand_signing(user, stop, "authority")
    stop.visit.members.add(user)
    if role in ("officer", "leader", "admin"):
        access.demand_signing(user, stop, "authority")
    else:
        with pytest.raises(PermissionDenied):
            access.demand_signing(user, stop, "authority")


def test_a_leader_of_the_visit_is_carried_once_even_as_member():
    officer = person("officer")
    found = visit(leader=officer, members=[officer, colleague("other")])
    assert list(access.carried_by(officer)) == [found]


def test_who_is_not_signed_in_goes_nowhere():
    assert not access.goes(AnonymousUser(), visit())
    assert list(access.carried_by(AnonymousUser())) == []


@pytest.fixture
def promised():
    """One promise of a body, one of an enterprise, made to each other."""
    organisation = Organisation.objects.create(name_vi="Công ty A")
    stop = visit(Where("park:a", organisation=organisation)).stops.get()
    ours = commitment_actions.make(
        stop, commitment_actions.Request("authority", "Cấp điện", body=body("dien-luc")), by=None
    )
    theirs = commitment_actions.make(
        stop, commitment_actions.Request("enterprise", "Nộp hồ sơ"), by=None
    )
    return organisation, ours, theirs


@pytest.mark.parametrize(
    ("role", "sees"),
    [("officer", 2), ("leader", 2), ("admin", 2), ("editor", 0), ("agency", 0), ("enterprise", 0)],
)
def test_who_is_of_neither_side_sees_a_commitment_only_as_staff_of_visits(promised, role, sees):
    user = person(role)
    assert access.commitments_seen_by(user).count() == sees
    assert all(access.sees_commitment(user, one) == bool(sees) for one in promised[1:])


def test_a_department_sees_what_its_body_promised_and_nothing_else(promised):
    _organisation, ours, theirs = promised
    agency = person("agency")
    agency.bodies.add(body("dien-luc"))
    assert list(access.commitments_seen_by(agency)) == [ours]
    assert access.promises(agency, ours) and not access.promises(agency, theirs)


def test_an_enterprise_sees_both_sides_of_its_own_visit(promised):
    organisation, ours, theirs = promised
    user = person("enterprise")
    user.organisation = organisation
    user.save()
    assert set(access.commitments_seen_by(user)) == {ours, theirs}
    assert access.promises(user, theirs) and not access.promises(user, ours)
    assert access.receives(user, ours.stop)


def test_a_rival_sees_nothing(promised):
    rival = colleague("rival", "enterprise", organisation=Organisation.objects.create(name_vi="B"))
    assert not access.commitments_seen_by(rival).exists()
    assert not access.receives(rival, Commitment.objects.first().stop)


def test_an_organisation_that_may_no_longer_act_sees_nothing(promised):
    organisation = promised[0]
    organisation.is_active = False
    organisation.save()
    user = person("enterprise")
    user.organisation = organisation
    user.save()
    assert not access.commitments_seen_by(user).exists()
    assert Visit.objects.exists()
