from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from diaban.accounts import demonstration
from diaban.accounts.tests.people import client_of
from diaban.desk import lines, subjects
from diaban.desk.tests.form import AREA, TEXHONG, correction
from diaban.facts.models import Assertion, Source

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registry")]

PAGES = ["", "stale/", "conflicts/", "unknown/", "unknown/park/planned_area/", "subjects/",
         "sources/", "sources/qd-1/", f"subjects/{TEXHONG}/", f"subjects/{TEXHONG}/history/",
         f"subjects/{TEXHONG}/area/", "publish/"]  # fmt: skip


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_reads_in_both_languages(language, page):
    answer = client_of("editor").get(f"/{language}/desk/{page}")
    assert answer.status_code == 200
    text = answer.content.decode()
    assert f'<html lang="{language}"' in text
    assert text.count("<h1") == 1
    assert " style=" not in text
    assert " onclick=" not in text


def test_today_shows_what_is_stale_and_what_disagrees():
    page = client_of("officer").get("/vi/desk/")
    assert page.context["counts"]["stale"] == len(lines.stale(lines.every_line())) > 0
    assert page.context["counts"]["conflicts"] == len(lines.conflicts(lines.every_line())) > 0


def test_a_conflict_shows_both_values_and_why_one_is_shown():
    page = client_of("officer").get("/en/desk/conflicts/").content.decode()
    assert "650 ha" in page.replace("\u00a0", " ")
    assert "660 ha" in page.replace("\u00a0", " ")
    assert "higher kind" in page


def test_a_list_narrows_by_kind_and_by_words_without_diacritics():
    found = client_of("officer").get("/vi/desk/stale/?q=hai+ha").context["page"].object_list
    assert found
    assert all("Hải Hà" in line.subject.name for line in found)
    found = client_of("officer").get("/vi/desk/stale/?kind=park").context["page"].object_list
    assert all(line.subject.kind.name == "park" for line in found)


def test_a_page_that_does_not_exist_is_the_nearest_one():
    assert client_of("officer").get("/vi/desk/stale/?page=999").status_code == 200
    assert client_of("officer").get("/vi/desk/stale/?page=x").status_code == 200


def test_unknown_counts_what_is_not_known_and_lists_it():
    table = lines.coverage(lines.every_line())
    parks = next(one for one in table if one["kind"].name == "park")
    area = next(field for field in parks["fields"] if field.spec.name == "planned_area")
    assert (area.known, area.lacking, area.total) == (1, 1, 2)
    page = client_of("officer").get("/vi/desk/unknown/park/planned_area/")
    assert [subject.code for subject in page.context["page"]] == ["dam-nha-mac"]


def test_what_is_unknown_leads_to_the_subjects_that_lack_it():
    page = client_of("officer").get("/vi/desk/unknown/").content.decode()
    assert 'href="/vi/desk/unknown/park/planned_area/"' in page
    assert 'id="park"' in page
    lacking = client_of("officer").get("/vi/desk/unknown/park/planned_area/").content.decode()
    assert 'href="/vi/desk/unknown/#park"' in lacking


@pytest.mark.parametrize("text", ["dam nha mac", "Đầm Nhà", "dam-nha-mac", "ĐẦM"])
def test_a_subject_is_found_with_and_without_diacritics_and_by_code(text):
    found = client_of("officer").get("/vi/desk/subjects/", {"q": text}).context["page"]
    assert "park:dam-nha-mac" in [subject.key for subject in found]


def test_looking_back_shows_what_was_known_on_that_day():
    editor = client_of("editor")
    editor.post(AREA, correction(editor))
    week = timezone.now() - timedelta(days=7)
    Assertion.objects.filter(origin__startswith="pack").update(recorded_at=week)
    address = f"/vi/desk/subjects/{TEXHONG}/"
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    page = editor.get(address, {"known_at": yesterday})
    area = next(one for one in page.context["fields"] if one["spec"].name == "area")
    assert area["line"].winner.text.replace("\u00a0", " ") == "650 ha"
    assert AREA not in page.content.decode()
    long_ago = editor.get(address, {"known_at": "2000-01-01"})
    assert all(one["line"] is None for one in long_ago.context["fields"])


def test_the_other_time_asks_what_was_true_on_a_day():
    page = client_of("editor").get(f"/vi/desk/subjects/{TEXHONG}/", {"on": "2019-06-30"})
    developer = next(one for one in page.context["fields"] if one["spec"].name == "developer")
    assert "Texhong Việt Nam" in [
        told.text for told in (developer["line"].winner, *developer["line"].rivals)
    ]


def test_a_day_that_is_no_day_is_named():
    page = client_of("editor").get(f"/vi/desk/subjects/{TEXHONG}/", {"on": "30/6/2025"})
    assert page.status_code == 200
    assert page.context["problems"]


def test_the_kept_lines_follow_every_change():
    editor = client_of("editor")
    before = len(lines.conflicts(lines.every_line()))
    address = AREA.replace("texhong", "bac-tien-phong")
    editor.post(address, correction(editor, address, value="1.200,0"))
    assert len(lines.conflicts(lines.every_line())) == before + 1


def test_a_source_says_what_it_is_cited_for():
    page = client_of("officer").get("/vi/desk/sources/bao-1/")
    standing = Source.objects.get(pk="bao-1").assertions.filter(withdrawn_at=None).count()
    assert page.context["page"].paginator.count == standing > 0


def test_the_demonstration_is_announced_on_every_page():
    demonstration.create()
    for page in PAGES:
        assert "printed openly" in client_of("editor").get(f"/en/desk/{page}").content.decode()


def test_former_units_are_told_apart():
    assert {one.ended for one in subjects.everything()} == {True, False}
