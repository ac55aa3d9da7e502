"""What the registry says for a visit."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import shapely
from django.utils import timezone

from diaban.dossiers.models import Dossier
from diaban.facts.typed import written_by_resolution
from diaban.petitions.models import Petition
from diaban.projects.models import Project, ProjectEvent
from diaban.visits import actions
from diaban.visits.actions import Where
from diaban.visits.models import Visit
from diaban.visits.planning import candidates
from diaban.visits.tests.making import plan
from diaban.zones.models import IndustrialPark, InfrastructureProject

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 26)
POINT = shapely.Point(106.95, 21.03)


@pytest.fixture(autouse=True)
def places():
    with written_by_resolution():
        IndustrialPark.objects.create(
            key="park:a", code="a", name_vi="KCN A", location=POINT, resolved_at=timezone.now()
        )
        IndustrialPark.objects.create(
            key="park:gone", code="gone", valid_to=date(2020, 1, 1), resolved_at=timezone.now()
        )
        InfrastructureProject.objects.create(
            key="infrastructure_project:a1", code="a1", park="park:a", resolved_at=timezone.now()
        )


def found(demonstration: bool = False):
    asked = candidates.gather(demonstration=demonstration, today=TODAY)
    return {one.key: one for one in asked}


def petition(place: str, days: int, **more):
    return Petition.objects.create(
        number=f"KN-2026-{Petition.objects.count() + 1:04d}", title="x", text="x",
        category="power", petitioner_kind="enterprise", channel="online", place=place,
        notice_days=15, filed_on=date(2026, 9, 1), due_on=TODAY + timedelta(days=days), **more,
    )  # fmt: skip


def project(code: str, **more):
    made = Project.objects.create(
        code=code, registered_name=code, kind="secondary", park="park:a", status="active", **more
    )
    common = {"project": made, "on": date(2025, 1, 6)}
    ProjectEvent.objects.create(
        kind="registered", amount=1, currency="VND", identity="1", **common
    ).holdings.create(investor=made_investor(), share=100)
    ProjectEvent.objects.create(
        kind="committed", milestone="operation_started", until=TODAY - timedelta(days=40),
        identity="2", **common,
    )  # fmt: skip
    return made


def made_investor():
    from diaban.projects.models import Investor

    return Investor.objects.get_or_create(code="i", name="I", country="VN")[0]


def test_parks_that_exist_and_projects_in_force_are_candidates():
    project("DA-1")
    Project.objects.create(
        code="DA-2", registered_name="x", kind="secondary", status="revoked", park="park:a"
    )
    assert set(found()) == {"park:a", "project:DA-1"}


def test_overdue_petitions_of_a_developer_count_for_its_park():
    petition("infrastructure_project:a1", -3)
    petition("park:a", -1)
    petition("park:a", 0)
    assert found()["park:a"].petitions_overdue == 2


def test_what_names_a_project_counts_for_the_project_alone():
    project("DA-1")
    petition("park:a", -3, project="DA-1")
    assert (found()["park:a"].petitions_overdue, found()["project:DA-1"].petitions_overdue) == (
        0,
        1,
    )


def test_dossiers_are_overdue_or_at_risk_and_those_that_wait_are_neither():
    now = timezone.now()
    for hours, more in ((-2, {}), (30, {}), (-2, {"waiting": True}), (24 * 20, {})):
        Dossier.objects.create(
            code=f"H-{hours}-{len(more)}", procedure="p", zone="park:a", open=True, state=2,
            due_at=now + timedelta(hours=hours), **more,
        )  # fmt: skip
    one = {c.key: c for c in candidates.gather(demonstration=False)}["park:a"]
    assert (one.dossiers_overdue, one.dossiers_at_risk) == (1, 1)


def test_the_latest_milestone_that_is_not_done_is_named():
    project("DA-1")
    one = found()["project:DA-1"]
    assert (one.milestone, one.milestone_days) == ("operation_started", 40)
    assert one.point == (106.95, 21.03)


def test_who_visits_a_project_has_been_at_its_park():
    project("DA-1")
    visit = actions.plan_visit(plan(first_day=date(2026, 3, 2)), [Where("park:a", "DA-1")], by=None)
    assert found()["park:a"].last_visit is None
    Visit.objects.filter(pk=visit.pk).update(state="done")
    assert found()["park:a"].last_visit == date(2026, 3, 2)
    assert found()["project:DA-1"].last_visit == date(2026, 3, 2)


def test_real_and_invented_are_never_counted_together():
    petition("park:a", -3, demonstration=True)
    assert found()["park:a"].petitions_overdue == 0
    assert found(demonstration=True)["park:a"].petitions_overdue == 1


def test_the_number_of_questions_does_not_grow(django_assert_num_queries):
    for number in range(3):
        project(f"DA-{number}")
    with django_assert_num_queries(16):
        found()
    for number in range(3, 9):
        project(f"DA-{number}")
    with django_assert_num_queries(16):
        found()


def test_a_place_without_any_location_has_no_point():
    with written_by_resolution():
        IndustrialPark.objects.create(
            key="park:b", code="b", resolved_at=datetime.now().astimezone()
        )
    assert found()["park:b"].point is None


def test_a_park_lies_in_the_middle_of_its_developers_projects():
    with written_by_resolution():
        IndustrialPark.objects.create(key="park:c", code="c", resolved_at=timezone.now())
        for number, x in enumerate((107.0, 107.2)):
            InfrastructureProject.objects.create(
                key=f"infrastructure_project:c{number}", code=f"c{number}", park="park:c",
                location=shapely.Point(x, 21.0), resolved_at=timezone.now(),
            )  # fmt: skip
    assert found()["park:c"].point == pytest.approx((107.1, 21.0))


def test_a_milestone_that_was_reached_late_is_no_reason_any_more():
    made = project("DA-1")
    ProjectEvent.objects.create(
        project=made, kind="achieved", milestone="operation_started", identity="3",
        on=TODAY - timedelta(days=3),
    )  # fmt: skip
    assert found()["project:DA-1"].milestone_days == 0
