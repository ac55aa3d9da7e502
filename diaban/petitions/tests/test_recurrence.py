"""What comes back after closure: filed again in one press, with the earlier one named."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from diaban.accounts.tests.people import client_of
from diaban.petitions import standing
from diaban.petitions.actions import ActionRefused, act, file_petition
from diaban.petitions.course import Kind
from diaban.petitions.models import Petition
from diaban.petitions.tests.test_actions import request
from diaban.petitions.tests.test_doors import signed_in
from diaban.petitions.tests.test_pages import FILED

pytestmark = pytest.mark.django_db
NEW, DESK = "/en/my/petitions/new/", "/en/desk/petitions/new/"


def closed(user, *, days: int = 40, **more) -> Petition:
    """A petition of the user's organisation, confirmed `days` days ago."""
    at = timezone.now() - timedelta(days=days)
    said = request(channel="online", organisation=user.organisation, **more)
    petition = file_petition(said, by=user, at=at - timedelta(days=2))
    act(petition, Kind.ANSWERED, by=None, at=at - timedelta(days=1), data={"why": "Xong."})
    act(petition, Kind.CONFIRMED, by=user, at=at)
    return petition


def test_after_it_came_back_one_press_leads_to_the_form_that_names_the_earlier_one(
    routes, enterprise
):
    earlier, client = closed(enterprise, place="park:a"), signed_in(enterprise)
    step = f"/en/my/petitions/{earlier.number}/step/followed_up/"
    page = client.post(step, {"version": earlier.version, "fixed": "no"}, follow=True)
    again = f"{NEW}?recurs={earlier.number}"
    assert f'href="{again}"' in page.content.decode()
    form = client.get(again).context["form"]
    assert form["recurs"].value() == str(earlier.pk)
    assert (form["title"].value(), form["category"].value()) == (earlier.title, "power")
    client.post(again, FILED | {"recurs": str(earlier.pk)})
    made = Petition.objects.exclude(pk=earlier.pk).get()
    assert made.recurs == earlier
    assert standing.case(standing.of(made)).recurs
    page = client.get(f"/en/my/petitions/{made.number}/").content.decode()
    assert f"/en/my/petitions/{earlier.number}/" in page
    assert f"/en/my/petitions/{made.number}/" in client.get(
        f"/en/my/petitions/{earlier.number}/").content.decode()  # fmt: skip


def test_only_ones_own_closed_petitions_are_named(routes, enterprise, rival):
    mine, other = closed(enterprise), closed(rival)
    still_open = file_petition(
        request(channel="online", organisation=enterprise.organisation), by=enterprise
    )
    client = signed_in(enterprise)
    page = client.get(f"{NEW}?recurs={other.number}")
    assert not page.context["form"]["recurs"].value()
    offered = [pk for pk, _words in page.context["form"].fields["recurs"].choices]
    assert offered == ["", str(mine.pk)]
    assert f"?recurs={still_open.number}" not in client.get(
        f"/en/my/petitions/{still_open.number}/").content.decode()  # fmt: skip
    for wrong in (other.pk, still_open.pk, "²"):
        page = client.post(NEW, FILED | {"recurs": wrong}).content.decode()
        assert 'id="id_recurs_error"' in page
    assert Petition.objects.count() == 3


def test_whoever_has_nothing_closed_is_not_asked(routes, enterprise):
    assert "recurs" not in signed_in(enterprise).get(NEW).context["form"].fields


def test_the_action_asks_for_itself(routes, enterprise, rival, officer):
    mine, other = closed(enterprise), closed(rival)
    said = {"channel": "online", "organisation": enterprise.organisation}
    with pytest.raises(PermissionDenied):
        file_petition(request(recurs=other, **said), by=enterprise)
    still_open = file_petition(request(**said), by=enterprise)
    for wrong, invented in ((still_open, False), (mine, True)):
        with pytest.raises(ActionRefused) as refused:
            file_petition(request(recurs=wrong), by=officer, demonstration=invented)
        assert refused.value.part == "recurs" and refused.value.reason


def test_at_the_desk_an_open_or_invented_one_is_no_earlier_one(routes, enterprise):
    earlier = closed(enterprise)
    still_open = file_petition(request(), by=None)
    invented = closed_invented()
    client = client_of("officer")
    typed = FILED | {"channel": "phone", "petitioner_name": "Công ty C"}
    for wrong in (still_open, invented):
        page = client.post(DESK, typed | {"recurs": wrong.number}).content.decode()
        assert 'id="id_recurs_error"' in page and f'value="{wrong.number}"' in page
    again = f"{DESK}?recurs={earlier.number}"
    page = client.get(f"/en/desk/petitions/{earlier.number}/").content.decode()
    assert f'href="{again}"' in page
    form = client.get(again).context["form"]
    assert form["recurs"].value() == earlier.number
    assert form["organisation"].value() == "Công ty A"
    client.post(again, typed | {"recurs": earlier.number.lower(), "seen": "1"})
    assert earlier.recurrences.count() == 1


def closed_invented() -> Petition:
    made = file_petition(request(), by=None, demonstration=True)
    act(made, Kind.WITHDRAWN, by=None)
    return made


def test_the_question_is_offered_from_its_day_on(routes, enterprise):
    early, due = closed(enterprise, days=27), closed(enterprise, days=28)
    client, desk = signed_in(enterprise), client_of("officer")
    for asked in (client, desk):
        room = "my" if asked is client else "desk"
        for petition, offered in ((early, False), (due, True)):
            page = asked.get(f"/en/{room}/petitions/{petition.number}/").content.decode()
            assert ("/step/followed_up/" in page) is offered
    step = f"/en/my/petitions/{early.number}/step/followed_up/"
    page = client.post(step, {"version": early.version, "fixed": "yes"}).content.decode()
    assert "four weeks" in page
    early.refresh_from_db()
    assert standing.of(early).course.followed_up is None
