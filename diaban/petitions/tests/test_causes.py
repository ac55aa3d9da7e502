"""Causes and remedies stay in their world, and a finished remedy answers whoever comes late too."""

from __future__ import annotations

import pytest

from diaban.accounts.tests.people import client_of
from diaban.petitions import actions, contribution, remedies
from diaban.petitions.actions import ActionRefused, act, file_petition
from diaban.petitions.course import Kind
from diaban.petitions.models import Cause, Petition, Remedy, RemedyEvent
from diaban.petitions.tests.conftest import body
from diaban.petitions.tests.test_actions import DAY, filed, request
from diaban.petitions.tests.test_doors import signed_in

pytestmark = pytest.mark.django_db
CAUSES = "/en/desk/petitions/causes/"
REMEDIES = "/en/desk/petitions/remedies/"
TOLD = "Trạm 110 kV: Đóng điện."


def invented() -> Petition:
    return file_petition(request(), by=None, at=DAY, demonstration=True)


def cause_of(remedy: Remedy | None = None, **more) -> Cause:
    return Cause.objects.create(title_vi="Trạm quá tải", category="power", remedy=remedy, **more)


def remedy(*, finished: bool = False, **more) -> Remedy:
    made = Remedy.objects.create(title_vi="Trạm 110 kV", owner=body("dien-luc"), **more)
    if finished:
        remedies.record(made, RemedyEvent.Kind.FINISHED, by=None, text="Đóng điện.")
    return made


def proposed(petition: Petition) -> str:
    petition.refresh_from_db()
    return petition.proposed_answer


def test_what_a_demonstration_account_makes_is_a_demonstration(routes, officer):
    officer.demonstration = True
    officer.save()
    client = signed_in(officer)
    client.post(CAUSES + "new/", {"title_vi": "Trạm quá tải", "category": "power"})
    client.post(REMEDIES + "new/", {"title_vi": "Trạm 110 kV", "owner": body("dien-luc").pk})
    assert Cause.objects.get().demonstration and Remedy.objects.get().demonstration
    petition = invented()
    page = client.get(f"/en/desk/petitions/{petition.number}/").content.decode()
    assert f'<option value="{Cause.objects.get().pk}">' in page


def test_a_cause_made_for_a_petition_is_of_its_world_and_field_and_given_to_it(routes, officer):
    petition, client = invented(), signed_in(officer)
    page = client.get(f"/en/desk/petitions/{petition.number}/").content.decode()
    address = f"{CAUSES}new/?petition={petition.number}"
    assert f'href="{address}"' in page
    assert 'name="category"' not in client.get(address).content.decode()
    client.post(address, {"title_vi": "Trạm quá tải"})
    petition.refresh_from_db()
    assert petition.cause.demonstration and petition.cause.category == "power"
    address = f"{REMEDIES}new/?cause={petition.cause.pk}"
    assert f'href="{address}"' in client.get(f"{CAUSES}{petition.cause.pk}/").content.decode()
    client.post(address, {"title_vi": "Trạm 110 kV", "owner": body("dien-luc").pk})
    petition.cause.refresh_from_db()
    assert petition.cause.remedy.demonstration


@pytest.mark.parametrize("wrong", ["petition=KN-0", "petition=²", "cause=999", "cause=²"])
def test_what_there_is_not_gets_no_cause_and_no_remedy(routes, wrong):
    client = client_of("officer")
    address = CAUSES if wrong.startswith("petition") else REMEDIES
    assert client.get(f"{address}new/?{wrong}").status_code == 404


def test_a_real_cause_takes_no_invented_remedy(routes, officer):
    real, bogus = cause_of(), remedy(demonstration=True)
    with pytest.raises(ActionRefused) as refused:
        remedies.link(real, bogus, by=officer)
    assert refused.value.code == "world"
    client, where = signed_in(officer), f"{CAUSES}{real.pk}/"
    assert f'<option value="{bogus.pk}"' not in client.get(where).content.decode()
    page = client.post(where, {"remedy": bogus.pk}, follow=True).content.decode()
    assert "Invented and real records are not mixed." in page
    real.refresh_from_db()
    assert real.remedy is None


def test_the_public_reads_no_invented_remedy_of_a_real_cause(routes):
    bogus = cause_of(remedy(demonstration=True), published_at=DAY)  # linked by an earlier version
    Petition.objects.filter(pk=filed().pk).update(cause=bogus)
    (document,) = contribution.build(DAY)
    (told,) = document.content["causes"]
    assert told["remedy"] is None


def test_who_is_asked_to_explain_gets_the_proposed_answer_too(routes, officer):
    petition, done = filed(), remedy()
    actions.give_cause(petition, cause_of(done), by=officer)
    act(petition, Kind.ASKED, by=None, data={"why": "Ở đâu?"})
    remedies.record(done, RemedyEvent.Kind.FINISHED, by=officer, text="Đóng điện.")
    assert proposed(petition) == TOLD


def test_a_cause_whose_remedy_is_finished_proposes_its_answer_at_once(routes, officer):
    petition, answered = filed(), filed()
    act(answered, Kind.ANSWERED, by=None, data={"why": "Xong."})
    cause = cause_of(remedy(finished=True))
    for one in (petition, answered):
        actions.give_cause(one, cause, by=officer)
    assert (proposed(petition), proposed(answered)) == (TOLD, "")


def test_a_finished_remedy_that_is_linked_proposes_its_answer_at_once(routes, officer):
    petition, cause, done = filed(), cause_of(), remedy(finished=True)
    actions.give_cause(petition, cause, by=officer)
    assert proposed(petition) == ""
    client, where = signed_in(officer), f"{CAUSES}{cause.pk}/"
    assert f'<option value="{done.pk}"' in client.get(where).content.decode()
    client.post(where, {"remedy": done.pk})
    assert proposed(petition) == TOLD
    given_up = remedy()
    remedies.record(given_up, RemedyEvent.Kind.GIVEN_UP, by=officer, text="Hết vốn.")
    page = client.get(where).content.decode()
    assert f'<option value="{given_up.pk}"' not in page
    assert f'<option value="{done.pk}" selected' in page
