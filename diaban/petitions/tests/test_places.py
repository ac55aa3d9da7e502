"""A park and the developers' projects in it are one place, whichever of them an asker chose."""

from __future__ import annotations

import pytest

from diaban.land.tests.places import project
from diaban.petitions import contribution, places
from diaban.petitions.finding import similar
from diaban.petitions.models import Cause, Petition
from diaban.petitions.tests.test_actions import DAY, filed

pytestmark = pytest.mark.django_db
PARK, ZONE = "park:a", "economic_zone:z"
OF_PARK, ITS_SISTER, OF_ZONE = (f"infrastructure_project:{code}" for code in ("a1", "a2", "z1"))
TOLD = "mất điện mỗi tuần, dây chuyền dừng"


@pytest.fixture
def projects(routes) -> None:
    for key, park in ((OF_PARK, PARK), (ITS_SISTER, PARK), (OF_ZONE, None)):
        project(key, park=park, economic_zone=ZONE)


@pytest.mark.parametrize("here", [PARK, OF_PARK, ITS_SISTER])
def test_what_was_asked_of_the_park_is_alike_to_what_is_asked_of_a_project_in_it(projects, here):
    there = [filed(place=place) for place in (PARK, OF_PARK)]
    for elsewhere in (ZONE, OF_ZONE, "park:b", ""):
        filed(place=elsewhere)
    found = similar(TOLD, here, demonstration=False)
    assert [one for one, _share in found] == there


def test_what_lies_in_no_park_is_one_place_with_its_zone(projects):
    there = [filed(place=place) for place in (ZONE, OF_ZONE)]
    filed(place=OF_PARK)
    for here in (ZONE, OF_ZONE):
        assert [one for one, _share in similar(TOLD, here, demonstration=False)] == there


def test_what_is_of_no_place_or_of_an_unknown_one_is_alone(projects):
    assert places.together("") == [""]
    assert places.together("infrastructure_project:gone") == ["infrastructure_project:gone"]


def test_the_public_reads_one_line_for_a_park(projects, django_assert_max_num_queries):
    cause = Cause.objects.create(title_vi="Quá tải", category="power", published_at=DAY)
    for place in (PARK, OF_PARK, ITS_SISTER, OF_ZONE, ""):
        Petition.objects.filter(pk=filed(place=place).pk).update(cause=cause)
    with django_assert_max_num_queries(60):
        (document,) = contribution.build(DAY)
    counts = {PARK: 3, ZONE: 1, "": 1}
    assert {row["place"]: row["count"] for row in document.content["open"]} == counts
    (told,) = document.content["causes"]
    assert told["places"] == counts
