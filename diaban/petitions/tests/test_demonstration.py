"""The invented register reproduces the published quarter, and goes as it came."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime

import pytest

from diaban.petitions import contribution, demonstration, invented, standing
from diaban.petitions.course import State
from diaban.petitions.figures import Bucket, figures
from diaban.petitions.models import Petition, PetitionEvent, Remedy
from diaban.petitions.tests.conftest import body, route

pytestmark = pytest.mark.django_db
START, END = invented.QUARTER


@pytest.fixture
def register(db) -> None:
    for code in ("dien-luc", "so-nnmt", "nuoc-sach", "so-xay-dung", "ban-qlda"):
        body(code)
    for category in invented.TROUBLES:
        route(category, "bql-kkt")
    demonstration.load()


def test_the_published_quarter_comes_out_to_the_digit(register):
    found = figures(standing.cases(END), START, END)
    assert found.received == 40
    assert found.by_petitioner_kind == {"infrastructure_developer": 31, "enterprise": 9}
    assert found.petitioners == {"infrastructure_developer": 8, "enterprise": 7}
    assert sum(found.buckets.values()) == found.received + found.carried == 40


def test_life_goes_on_after_the_quarter_with_its_failures(register):
    today = date.today()
    later = figures(standing.cases(today), date(2025, 4, 1), today)
    assert later.received > 60
    assert later.buckets[Bucket.ANSWERED_LATE] > 0 and later.reopened > 0
    states = Counter(Petition.objects.values_list("state", flat=True))
    assert states[State.CONFIRMED] > states[State.SILENT] > 0


def test_everything_invented_is_marked_and_looks_like_no_real_number(register):
    assert not Petition.objects.filter(demonstration=False).exists()
    assert all(one.number.startswith("KN-MH-") for one in Petition.objects.all())
    assert not Remedy.objects.filter(demonstration=False).exists()


def test_loading_again_changes_nothing_and_erasing_leaves_nothing(register):
    before = PetitionEvent.objects.count()
    demonstration.load()
    assert PetitionEvent.objects.count() == before
    demonstration.erase()
    assert not Petition.objects.exists() and not PetitionEvent.objects.exists()
    assert not Remedy.objects.exists()


def test_the_edition_gets_figures_and_nobodys_name(register):
    (document,) = contribution.build(datetime(2026, 11, 26, tzinfo=UTC))
    assert document.demonstration and document.name == "petitions"
    first = document.content["quarters"][0]
    assert (first["period"], first["received"]) == ("2025-Q1", 40)
    assert first["by_petitioner_kind"] == {"infrastructure_developer": 31, "enterprise": 9}
    assert sum(first["by_field"].values()) == 40
    assert "minh họa 01" not in str(document.content)


def test_the_same_records_say_the_same(register):
    now = datetime(2026, 11, 26, tzinfo=UTC)
    assert list(contribution.build(now)) == list(contribution.build(now))


def test_the_demonstration_accounts_find_their_petitions_and_notices(register):
    from diaban.accounts import demonstration as accounts
    from diaban.accounts.models import User
    from diaban.notices import demonstration as notices
    from diaban.notices.models import Notice

    demonstration.erase()
    body("ubnd-tinh")
    accounts.create()
    demonstration.load()

    asker = User.objects.get(username="demo-enterprise")
    mine = Petition.objects.filter(organisation=asker.organisation)
    assert {one.state for one in mine} == {State.OPEN, State.ANSWERED, State.WAITING}
    assert Petition.objects.filter(channel="anonymous").exists()
    assert any(standing.of(one).course.referred for one in mine)
    told = Notice.objects.filter(person=asker)
    assert told.count() >= 8 and not told.filter(demonstration=False).exists()
    assert not Notice.objects.exclude(person__demonstration=True).exists()
    demonstration.erase()
    notices.erase()
    assert not Notice.objects.exists() and not Petition.objects.exists()
