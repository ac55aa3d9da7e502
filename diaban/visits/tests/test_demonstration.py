"""The invented visits: the same at every load, marked, and gone as they came."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from django.utils import timezone

from diaban.accounts.models import Organisation, User
from diaban.dossiers import blobs
from diaban.facts.typed import written_by_resolution
from diaban.petitions.invented import askers
from diaban.petitions.tests.conftest import body
from diaban.projects.models import Project
from diaban.visits import contribution
from diaban.visits.commitments import standing as commitment_standing
from diaban.visits.commitments.promises import State
from diaban.visits.demonstration import invented
from diaban.visits.demonstration import register as demonstration
from diaban.visits.figures import figures
from diaban.visits.made import stops
from diaban.visits.models import (
    Commitment,
    CommitmentEvent,
    Finding,
    Media,
    Stop,
    StopField,
    Visit,
    VisitEvent,
)
from diaban.zones.models import IndustrialPark, InfrastructureProject

pytestmark = pytest.mark.django_db
CODES = ("cai-lan", "hai-yen", "viet-hung", "dong-mai", "song-khoai", "dam-nha-mac")


@pytest.fixture
def places(db) -> None:
    now = timezone.now()
    with written_by_resolution():
        for code in CODES:
            IndustrialPark.objects.create(key=f"park:{code}", code=code, resolved_at=now)
            InfrastructureProject.objects.create(
                key=f"infrastructure_project:{code}", code=code, park=f"park:{code}",
                resolved_at=now,
            )  # fmt: skip
    for number, code in enumerate(CODES * 3):
        Project.objects.create(
            code=f"MH-{number:03d}", registered_name="x", kind="secondary", status="active",
            park=f"park:{code}", registered_on=date(2020, 1, 1), demonstration=True,
        )  # fmt: skip
    for one in askers():
        Organisation.objects.create(name_vi=one.name_vi, demonstration=True)
    for code, _what, _evidence in invented.AUTHORITY.values():
        body(code)


@pytest.fixture
def register(places) -> None:
    demonstration.load()


def test_the_quarter_of_the_article_is_the_same_whatever_day_it_is():
    sites = [invented.Site(f"park:{code}", "", ()) for code in CODES]
    days = commitment_standing.calendar()
    early = invented.journeys(sites, days, date(2025, 9, 1))
    late = invented.journeys(sites, days, date(2026, 11, 26))

    first, last = date(2025, 1, 1), date(2025, 3, 31)

    def quarter(told):
        return [(one.first_day, one.title, [(s.place, s.findings, s.answers) for s in one.stops])
                for one in told if first <= one.first_day <= last]  # fmt: skip

    assert quarter(early) == quarter(late)
    assert len(quarter(late)) >= 5


def test_there_are_visits_from_the_end_of_2024_until_today_and_some_to_come(register):
    today = timezone.localdate()
    states = Counter(Visit.objects.values_list("state", flat=True))
    assert states["done"] > 40 and states["under_way"] == 1 and states["planned"] == 2
    assert states["cancelled"] >= 1
    assert Visit.objects.order_by("first_day").first().first_day < date(2025, 1, 1)
    assert Visit.objects.filter(state="done", first_day__gt=today - timedelta(days=40)).exists()


def test_some_promises_are_kept_some_late_some_broken_and_some_run(register):
    found = Counter(one.state for one in commitment_standing.standings(Commitment.objects.all()))
    assert found[State.KEPT] > found[State.KEPT_LATE] > 0
    assert found[State.BROKEN] > 0 and found[State.WITHDRAWN] > 0
    assert found[State.OPEN] + found[State.DUE_SOON] + found[State.OVERDUE] > 0
    sides = Counter(Commitment.objects.values_list("side", flat=True))
    assert min(sides["authority"], sides["enterprise"]) > 20


def test_what_the_columns_repeat_is_what_the_events_say(register):
    for one in commitment_standing.standings(Commitment.objects.all()):
        assert one.commitment.due_on == one.promise.due
        assert one.commitment.first_due_on == one.promise.first_due
        assert one.commitment.is_open == one.promise.is_owed


def test_an_invented_account_gives_its_own_word_on_what_was_promised_to_it(places):
    receiver = next(one.name_vi for one in askers() if one.kind == "infrastructure_developer")
    theirs = User.objects.create(
        username="dn", role="enterprise", demonstration=True,
        organisation=Organisation.objects.get(name_vi=receiver),
    )  # fmt: skip
    demonstration.load()
    ended = CommitmentEvent.objects.filter(
        kind="kept", commitment__side="authority", commitment__stop__organisation__isnull=False
    )
    to_it = ended.filter(commitment__stop__organisation=theirs.organisation)
    assert to_it and {row.by for row in to_it} == {theirs}
    others = ended.exclude(commitment__stop__organisation=theirs.organisation)
    assert theirs not in {row.by for row in others}
    by_desk = {
        one.commitment.stop.organisation_id
        for one in commitment_standing.standings(Commitment.objects.filter(side="authority"))
        if one.promise.by_desk
    }
    assert by_desk and theirs.organisation_id not in by_desk


def test_everything_invented_is_marked(register):
    assert not Visit.objects.filter(demonstration=False).exists()
    assert not Commitment.objects.filter(demonstration=False).exists()
    assert all(one.number.startswith("TT-MH-") for one in Visit.objects.all())
    assert [one.demonstration for one in contribution.build(timezone.now())] == [True]


def test_pictures_are_drawn_and_can_be_opened(register):
    from PIL import Image

    photo = Media.objects.first()
    with Image.open(blobs.path_of(photo.sha256)) as image:
        assert image.size == demonstration.PICTURE
    assert "minh họa" in photo.caption
    assert Media.objects.values("sha256").distinct().count() <= 4


def test_the_figures_of_the_quarter_are_not_empty(register):
    found = figures(stops(demonstration=True), date(2025, 1, 1), date(2025, 3, 31))
    assert found.visits >= 5 and found.stops >= 10 and found.findings > 5


def test_loading_again_changes_nothing_and_erasing_leaves_nothing(register):
    before = set(Commitment.objects.values_list("uuid", "number"))
    demonstration.load()
    assert set(Commitment.objects.values_list("uuid", "number")) == before
    demonstration.erase()
    for model in (Visit, VisitEvent, Stop, StopField, Finding, Commitment, CommitmentEvent, Media):
        assert not model.objects.exists()
    demonstration.load()
    assert set(Commitment.objects.values_list("uuid", "number")) == before


def test_a_registry_without_invented_projects_gets_no_visit(db):
    demonstration.load()
    assert not Visit.objects.exists()
