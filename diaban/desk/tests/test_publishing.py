"""From a form on the desk to the public page."""

from __future__ import annotations

import pytest
from django.test import Client

from diaban.accounts.tests.people import client_of, person
from diaban.desk import changes
from diaban.desk.list_views import current_edition
from diaban.desk.tests.form import AREA, CHECKED, TEXHONG, correction
from diaban.editions import store, tasks
from diaban.editions.errors import WriteFailed
from diaban.editions.models import Publication, State
from diaban.facts import packs
from diaban.facts.tests.build_pack import SMALL_PACK

pytestmark = pytest.mark.django_db(transaction=True)
PUBLIC = "/vi/projects/texhong/"


@pytest.fixture(autouse=True)
def published():
    packs.load(SMALL_PACK)


def public_page() -> str:
    return Client().get(PUBLIC).content.decode().replace("\u00a0", " ")


def test_a_correction_is_public_and_a_stranger_reads_it():
    assert "671,5 ha" not in public_page()
    editor = client_of("editor")
    editor.post(AREA, correction(editor))
    assert "671,5 ha" in public_page()


def test_a_withdrawn_value_is_not_shown_any_more():
    editor = client_of("editor")
    editor.post(AREA, correction(editor))
    pk = current_edition() and changes.latest(by=person("editor"), limit=1)[0].assertion.pk
    editor.post(f"/vi/desk/assertions/{pk}/withdraw/", {"why": "x"})
    assert "671,5 ha" not in public_page()


def test_a_check_is_public(settings):
    client_of("officer").post(CHECKED, {"line": f"{TEXHONG}|area"})
    record = next(one for one in current_edition().facts(TEXHONG) if one["field"] == "area")
    assert record["freshness"]["state"] == "fresh"


def test_a_person_is_not_named_in_public():
    editor = client_of("editor")
    editor.post(AREA, correction(editor))
    assert person("editor").username not in public_page()
    facts = current_edition().facts(TEXHONG)
    assert next(one for one in facts if one["field"] == "area")["recorded_by"] == "officer"


def test_what_is_not_yet_public_is_listed_until_it_is(monkeypatch):
    monkeypatch.setattr(tasks.publish_edition.__class__, "enqueue", lambda self: None)
    editor = client_of("editor")
    editor.post(AREA, correction(editor))
    waiting = editor.get("/vi/desk/publish/")
    assert [change.field for change in waiting.context["unpublished"]] == ["area"]
    assert "data-look-again" in waiting.content.decode()
    tasks.publish_edition.call()
    done = editor.get("/vi/desk/publish/")
    assert done.context["unpublished"] == []
    assert "data-look-again" not in done.content.decode()


def test_a_failure_is_told_in_words_and_the_button_publishes_again(monkeypatch, settings):
    def full_disk(*args, **kwargs):
        raise WriteFailed("/data", "the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(tasks.publish, "write", full_disk)
        editor = client_of("editor")
        editor.post(AREA, correction(editor))
    assert "671,5 ha" not in public_page()
    for page in ("/vi/desk/", "/vi/desk/publish/"):
        assert "the disk is full" in editor.get(page).content.decode()
    leader = client_of("leader")
    leader.post("/vi/desk/publish/now/")
    assert "671,5 ha" in public_page()
    last = Publication.objects.first()
    assert (last.state, last.requested_by) == (State.PUBLISHED, person("leader"))
    assert "the disk is full" not in editor.get("/vi/desk/").content.decode()


def test_the_list_of_editions_leads_to_the_public_ones(settings):
    client_of("editor").post("/vi/desk/publish/now/")
    page = client_of("officer").get("/vi/desk/publish/").content.decode()
    for name in store.ids(settings.DIABAN_EDITIONS):
        assert f"/vi/editions/{name}/" in page


def test_an_edition_that_was_tampered_with_is_named_and_the_desk_stays_open(settings):
    name = store.ids(settings.DIABAN_EDITIONS)[0]
    (settings.DIABAN_EDITIONS / name / store.MANIFEST).write_text("{}")
    page = client_of("officer").get("/vi/desk/publish/")
    assert page.status_code == 200
    assert name in page.content.decode()
