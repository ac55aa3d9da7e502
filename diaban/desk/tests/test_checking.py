from __future__ import annotations

import pytest

from diaban.accounts.tests.people import client_of, person
from diaban.desk import lines
from diaban.desk.tests.form import CHECKED, TEXHONG
from diaban.facts.models import Check

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registry")]


def due() -> list[str]:
    return [line.choice for line in lines.stale(lines.every_line())]


def test_many_facts_are_marked_with_one_button():
    officer = client_of("officer")
    chosen = due()[:3]
    assert len(chosen) == 3
    answer = officer.post(CHECKED, {"line": chosen, "note": "Gọi điện", "next": "/vi/desk/stale/"})
    assert answer.url == "/vi/desk/stale/"
    assert not set(chosen) & set(due())
    assert {check.by for check in Check.objects.all()} == {person("officer")}
    assert {check.note_vi for check in Check.objects.all()} == {"Gọi điện"}


def test_a_whole_subject_is_marked_at_once():
    assert any(choice.startswith(TEXHONG) for choice in due())
    client_of("officer").post(CHECKED, {"line": f"{TEXHONG}|*"})
    assert not any(choice.startswith(TEXHONG) for choice in due())


def test_the_value_does_not_change():
    before = {line.choice: line.winner.text for line in lines.every_line()}
    client_of("officer").post(CHECKED, {"line": due()})
    assert {line.choice: line.winner.text for line in lines.every_line()} == before


def test_choosing_nothing_is_said_to_be_nothing():
    answer = client_of("officer").post(CHECKED, {"next": "/vi/desk/stale/"}, follow=True)
    assert [message.level_tag for message in answer.context["messages"]] == ["warning"]
    assert not Check.objects.exists()


@pytest.mark.parametrize("line", ["nonsense", "park:nope|area", "|", f"{TEXHONG}|nope"])
def test_what_does_not_exist_is_marked_neither_alone_nor_with_others(line):
    client_of("officer").post(CHECKED, {"line": [due()[0], line]})
    assert not Check.objects.exists()


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/x", "javascript:alert(1)", ""]
)
def test_nobody_is_sent_to_another_site(elsewhere):
    answer = client_of("officer").post(CHECKED, {"line": due()[0], "next": elsewhere})
    assert answer.url == "/vi/desk/stale/"
