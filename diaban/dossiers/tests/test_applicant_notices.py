"""An enterprise's people are told of their dossier's steps; nobody else is."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from diaban.accounts.models import Organisation, User
from diaban.dossiers import standing
from diaban.dossiers.lifecycle import Kind
from diaban.notices.models import Notice
from diaban.procedures.models import CalendarVersion


@pytest.fixture
def colleague(desk) -> User:
    return User.objects.create(username="colleague", role="enterprise", organisation=desk.company)


@pytest.fixture
def rival(desk) -> User:
    other = Organisation.objects.create(name_vi="Công ty B")
    return User.objects.create(username="rival", role="enterprise", organisation=other)


def told(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("person__username", flat=True))


def test_everybody_of_the_organisation_is_told_and_nobody_of_another(desk, filed, colleague, rival):
    desk.do(filed, Kind.RECEIVED)

    assert told("dossier.received") == {desk.owner.username, colleague.username}
    notice = Notice.objects.get(person=desk.owner)
    assert filed.code in notice.title_in("vi")
    assert f"{timezone.localdate(filed.due_at):%d/%m/%Y}" in notice.text_in("vi")


@pytest.mark.parametrize(
    ("kind", "notice"),
    [
        (Kind.SUPPLEMENT_REQUESTED, "dossier.asked"),
        (Kind.SUSPENDED, "dossier.moved"),
        (Kind.STOPPED, "dossier.result"),
        (Kind.APOLOGISED, "dossier.apology"),
    ],
)
def test_a_step_that_concerns_the_applicant_is_told(desk, received, kind, notice):
    desk.do(received, kind)

    assert told(notice) == {desk.owner.username}


def test_the_result_is_told_and_the_steps_within_the_house_are_not(desk, received):
    Notice.objects.all().delete()
    desk.finish(received)

    assert list(Notice.objects.values_list("kind", flat=True)) == ["dossier.result"]


def test_the_reason_is_read_on_the_page_and_not_in_a_mail(desk, received):
    desk.do(received, Kind.STOPPED, reason="Bí mật kinh doanh.")

    assert "Bí mật" not in str(list(Notice.objects.values_list("title", "text")))


def test_a_storm_day_that_moves_the_date_is_told_once(desk, received):
    Notice.objects.all().delete()
    day = timezone.localdate() + timezone.timedelta(days=1)
    while day.weekday() > 4:
        day += timezone.timedelta(days=1)
    changes = [{"day": day.isoformat(), "kind": "closed", "name_vi": "Bão", "name_en": "Storm"}]
    CalendarVersion.objects.create(
        code="storm", recorded=timezone.localdate(), basis="Thông báo", changes=changes
    )

    assert standing.renew_open() == 1
    standing.renew_open()
    assert told("dossier.moved") == {desk.owner.username}
    assert Notice.objects.count() == 1


def test_where_it_leads_can_be_opened_by_who_was_told(desk, received):
    client = Client()
    client.force_login(desk.owner, backend="django.contrib.auth.backends.ModelBackend")
    for notice in Notice.objects.all():
        assert client.get(notice.address_in("vi")).status_code == 200


def test_who_opens_the_dossier_has_read_what_he_was_told_of_it(desk, received):
    client = Client()
    client.force_login(desk.owner, backend="django.contrib.auth.backends.ModelBackend")
    client.get(f"/vi/my/dossiers/{received.pk}/")

    assert not Notice.objects.filter(read_at=None).exists()
