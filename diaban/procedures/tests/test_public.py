"""The public reads the catalogue from the edition, with the database broken."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone, translation

from diaban.editions import publish
from diaban.editions.model import Snapshot
from diaban.procedures import actions, catalogue
from diaban.procedures.contribution import contribute
from diaban.procedures.templatetags import procedures as words
from diaban.procedures.tests.conftest import TODAY, version

pytestmark = pytest.mark.django_db


def documents() -> dict[str, Any]:
    """What the room gives to an edition, by name."""
    return {one.name: one.content for one in contribute(timezone.now())}


def test_the_document_holds_what_holds_today_and_what_is_to_come(
    defaults: int, today: date, editor
) -> None:
    first = TODAY + timedelta(days=10)
    draft = actions.save_draft("labour-rules", version(), valid_from=first, by=editor)
    actions.publish(draft, by=editor, seen=draft.content)
    content = documents()["procedures"]
    found = {one["code"]: one for one in content["procedures"]}
    assert len(found) == len(catalogue.offered(TODAY))
    assert found["irc-without-approval"]["term"] == {"amount": 10, "unit": "working_days"}
    assert found["construction-permit"]["term"] is None
    assert [one["valid_from"] for one in found["labour-rules"]["coming"]] == ["2026-12-06"]


def test_a_draft_is_in_no_edition(today: date, editor) -> None:
    actions.save_draft("try", version(), valid_from=TODAY, by=editor)
    assert documents() == {}


def test_the_same_records_give_the_same_document(defaults: int, today: date) -> None:
    assert documents() == documents()


@pytest.fixture
def published(defaults: int) -> None:
    """An edition that holds the catalogue and nothing else."""
    snapshot = Snapshot(layers=[], documents=documents())
    publish.write(settings.DIABAN_EDITIONS, snapshot, now=timezone.now())


@pytest.mark.parametrize("language", ["vi", "en"])
def test_public_pages_read_the_edition_alone(
    published: None, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise AssertionError("a public page asked the database")

    monkeypatch.setattr(connection, "cursor", broken)
    pages = {
        "catalogue": Client().get(f"/{language}/procedures/"),
        "procedure": Client().get(f"/{language}/procedures/irc-without-approval/"),
    }
    for page in pages.values():
        assert page.status_code == 200
    term = "10 working days" if language == "en" else "10 ngày làm việc"
    assert term in pages["procedure"].content.decode()
    text = pages["catalogue"].content.decode()
    assert f"/{language}/procedures/construction-permit/" in text
    assert '<span class="unknown">' in text


def test_an_unknown_procedure_is_not_found(published: None) -> None:
    assert Client().get("/en/procedures/nothing/").status_code == 404


@pytest.mark.parametrize(
    ("tag", "said"),
    [("S-H", "from a source"), ("S-L", "from a source"), ("M-M", "to be verified"),
     ("D", "calculated")],
)  # fmt: skip
def test_who_has_no_key_to_the_tags_reads_how_far_a_term_is_trusted(tag: str, said: str) -> None:
    with translation.override("en"):
        assert words.trust_short(tag) == said


def test_the_catalogue_shows_no_tag_without_its_meaning(published: None) -> None:
    text = Client().get("/en/procedures/").content.decode()
    assert "to be verified</span>" in text
    assert ">M-M<" not in text and ">S-M<" not in text
