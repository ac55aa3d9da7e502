"""What the public reads by body, by park and by cause: it adds up, and names nobody."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from diaban.clock.calendar import VIETNAM
from diaban.land.tests.places import project
from diaban.petitions import contribution, pages
from diaban.petitions.actions import act
from diaban.petitions.course import Kind
from diaban.petitions.models import Cause, Petition
from diaban.petitions.tests.test_actions import answer, filed

pytestmark = pytest.mark.django_db
DONG_MAI, PARK = "infrastructure_project:dong-mai", "park:dong-mai"
AFTER = datetime(2026, 5, 4, 9, tzinfo=VIETNAM)


@pytest.fixture
def told(routes) -> dict:
    """Four petitions of a quarter: of two bodies and nobody's, in a park and outside."""
    project(DONG_MAI, park=PARK)
    answer(filed(place=DONG_MAI))
    late = filed(place=PARK)
    answer(late, days=40)
    moved = {"body": "ubnd-xa", "why": "Thuộc thẩm quyền của xã."}
    act(filed(place=DONG_MAI), Kind.TRANSFERRED, by=None, data=moved, at=AFTER - timedelta(days=7))
    filed(category="safety", petitioner_name="Công ty Bí Mật")
    cause = Cause.objects.create(title_vi="Trạm quá tải", title_en="Substation", category="power",
                                 published_at=AFTER)  # fmt: skip
    Petition.objects.filter(pk=late.pk).update(cause=cause)
    Petition.objects.filter(lead="ubnd-xa").update(cause=cause)
    (document,) = contribution.build(AFTER)
    return document.content


def test_bodies_and_parks_add_up_to_the_quarter(told):
    for quarter in told["quarters"]:
        for table in (quarter["by_body"], quarter["by_park"]):
            for name in ("received", "carried"):
                assert sum(row[name] for row in table) == quarter[name]
            assert sum(row["in_term"] for row in table) == quarter["in_term"]["numerator"]
            answered = quarter["in_term_of_answered"]["denominator"]
            assert sum(row["answered"] for row in table) == answered


def test_a_petition_counts_for_the_body_that_has_it_at_the_end_of_the_quarter(told):
    first, second = (
        {row["body"]: row for row in one["by_body"]} for one in told["quarters"]
    )  # fmt: skip
    assert first["so-cong-thuong"]["received"] == 3 and "ubnd-xa" not in first
    assert first["so-cong-thuong"]["in_term"] == 1 and first["so-cong-thuong"]["overdue"] == 2
    assert first[""]["received"] == 1 and first[""]["name"] is None
    assert second["ubnd-xa"]["carried"] == 1
    assert second["so-cong-thuong"]["late"] == 1
    assert second["ubnd-xa"]["name"] == {"vi": "ubnd-xa", "en": "ubnd-xa"}


def test_what_is_asked_about_a_project_counts_in_its_park(told):
    places = {row["place"]: row for row in told["quarters"][0]["by_park"]}
    assert set(places) == {PARK, ""} and places[PARK]["received"] == 3
    assert [(row["place"], row["count"]) for row in told["open"]] == [("", 1), (PARK, 3)]
    assert told["causes"][0]["places"] == {PARK: 2}
    assert "Bí Mật" not in str(told)


def test_the_page_says_where_a_cause_is_open_and_how_many_have_none(told):
    page = pages.of(told, "2026-Q1", lambda key: f"<{key}>")
    assert [line["name"] for line in page["bodies"]] == ["so-cong-thuong", "chưa có ai"]
    assert page["parks"][0]["name"] == f"<{PARK}>"
    park, outside = page["open"]
    assert (park["causes"], park["known"], park["without"]) == ([("Trạm quá tải", 2)], 2, 1)
    assert (outside["causes"], outside["known"], outside["without"]) == ([], 0, 1)
    assert page["causes"][0]["places"] == [(f"<{PARK}>", 2)]


def test_an_edition_of_before_has_no_such_tables(told):
    for quarter in told["quarters"]:
        del quarter["by_body"], quarter["by_park"]
    page = pages.of(told, "2026-Q1", str)
    assert page["bodies"] == page["parks"] == []
