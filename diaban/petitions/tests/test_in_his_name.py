"""What the desk notes in the asker's name is said to be so; who has an account speaks himself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from diaban.accounts.models import Organisation
from diaban.accounts.tests.people import client_of
from diaban.notices.models import Notice
from diaban.petitions import outside, showing
from diaban.petitions.actions import ActionRefused, act, file_petition
from diaban.petitions.course import Kind, State
from diaban.petitions.models import Petition
from diaban.petitions.showing import Names
from diaban.petitions.tests.test_actions import DAY, answer, filed, request
from diaban.petitions.tests.test_doors import signed_in

pytestmark = pytest.mark.django_db
SAID = "Giám đốc báo qua điện thoại sáng nay."


@pytest.fixture
def theirs(routes, enterprise) -> Petition:
    """Asked by an enterprise that has an account."""
    said = request(channel="letter", organisation=enterprise.organisation)
    return file_petition(said, by=None, at=DAY)


def test_the_desk_neither_confirms_nor_withdraws_for_who_has_an_account(
    theirs, enterprise, officer
):
    where = f"/en/desk/petitions/{theirs.number}/"
    client = client_of("officer")
    assert "step/withdrawn/" not in client.get(where).content.decode()
    with pytest.raises(PermissionDenied):
        act(theirs, Kind.WITHDRAWN, by=officer, data={"why": SAID})
    answer(theirs)
    page = client.get(where).content.decode()
    assert "step/confirmed/" not in page and "step/disputed/" in page
    assert client.get(f"{where}step/confirmed/").status_code == 403
    with pytest.raises(PermissionDenied):
        act(theirs, Kind.CONFIRMED, by=officer, data={"why": SAID})
    act(theirs, Kind.CONFIRMED, by=enterprise)
    assert theirs.state == State.CONFIRMED


@pytest.mark.parametrize("without", ["nobody", "leaver", "stopped", "letter", "anonymous"])
def test_for_who_has_none_the_desk_notes_it(routes, enterprise, officer, without):
    organisation = enterprise.organisation
    if without == "nobody":
        organisation = Organisation.objects.create(name_vi="Công ty D")
    elif without == "leaver":
        enterprise.is_active = False
        enterprise.save()
    elif without == "stopped":
        organisation.is_active = False
        organisation.save()
    asker = {"letter": {"channel": "letter"},
             "anonymous": {"channel": "anonymous", "petitioner_name": ""}}  # fmt: skip
    petition = filed(**asker.get(without, {"organisation": organisation}))
    act(petition, Kind.WITHDRAWN, by=officer, at=DAY + timedelta(days=1), data={"why": SAID})
    assert petition.state == State.WITHDRAWN


@pytest.mark.parametrize("kind", [Kind.CONFIRMED, Kind.WITHDRAWN])
def test_in_his_name_only_with_the_reason(routes, officer, kind):
    petition = filed()
    if kind == Kind.CONFIRMED:
        answer(petition)
    with pytest.raises(ActionRefused) as refused:
        act(petition, kind, by=officer, data={"why": " "})
    assert (refused.value.code, refused.value.part) == ("reason", "why")
    where = f"/en/desk/petitions/{petition.number}/step/{kind}/"
    page = client_of("officer").post(where, {"version": petition.version}).content.decode()
    assert 'id="id_why_error"' in page and "How the asker said so" in page
    client_of("officer").post(where, {"version": petition.version, "why": SAID})
    petition.refresh_from_db()
    assert not petition.is_open


def test_the_story_tells_what_the_desk_noted_from_what_the_asker_said(routes, officer):
    noted, own = filed(), filed()
    act(noted, Kind.WITHDRAWN, by=officer, data={"why": SAID})
    outside.act(own, Kind.WITHDRAWN, expected=own.version)
    for internal in (True, False):
        last, *_before = showing.story(noted.events.order_by("sequence"), Names.read(),
                                       internal=internal)  # fmt: skip
        assert last["label"] == "Người kiến nghị rút (cán bộ ghi nhận thay)"
        assert SAID in last["said"]
    last, *_before = showing.story(own.events.order_by("sequence"), Names.read(), internal=False)
    assert last["label"] == "Người kiến nghị rút"


def test_the_asker_is_told_what_the_desk_noted_in_his_name(theirs, enterprise, officer):
    answer(theirs)
    Notice.objects.all().delete()
    act(theirs, Kind.DISPUTED, by=officer, data={"why": SAID})
    notice = Notice.objects.get(person=enterprise)
    assert notice.kind == "petition.in_your_name" and theirs.number in notice.title_in("en")
    assert signed_in(enterprise).get(notice.address_in("vi")).status_code == 200
    act(theirs, Kind.ANSWERED, by=None, data={"why": "Xong."})
    Notice.objects.all().delete()
    act(theirs, Kind.DISPUTED, by=enterprise, data={"why": "Chưa."})
    assert not Notice.objects.filter(person=enterprise).exists()
