from __future__ import annotations

import pytest

from diaban.accounts.tests.people import client_of, person
from diaban.desk.tests.form import AREA, TEXHONG, correction
from diaban.facts import registry as facts_registry
from diaban.facts.models import Assertion

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registry")]


@pytest.fixture
def said():
    editor = client_of("editor")
    editor.post(AREA, correction(editor))
    return Assertion.objects.get(recorded_by=person("editor"))


def address(said) -> str:
    return f"/vi/desk/assertions/{said.pk}/withdraw/"


def test_ones_own_mistake_is_taken_back_with_a_reason(said):
    client_of("editor").post(address(said), {"why": "Đọc nhầm trang"})
    said.refresh_from_db()
    assert said.withdrawn_at is not None
    assert (said.withdrawal.by, said.withdrawal.why) == (person("editor"), "Đọc nhầm trang")
    assert facts_registry.read(subjects=[TEXHONG])[TEXHONG].value("area") == 650


def test_the_history_keeps_both(said):
    editor = client_of("editor")
    editor.post(address(said), {"why": "Đọc nhầm trang"})
    page = editor.get(f"/vi/desk/subjects/{TEXHONG}/history/").content.decode()
    assert "671,5" in page
    assert "Đọc nhầm trang" in page


def test_a_reason_is_needed(said):
    page = client_of("editor").post(address(said), {"why": "  "})
    assert page.status_code == 200
    assert page.context["form"].errors["why"]
    said.refresh_from_db()
    assert said.withdrawn_at is None


def test_what_somebody_else_recorded_is_his_to_withdraw(said):
    assert client_of("admin").post(address(said), {"why": "x"}).status_code == 403
    said.refresh_from_db()
    assert said.withdrawn_at is None


def test_twice_is_once(said):
    editor = client_of("editor")
    editor.post(address(said), {"why": "x"})
    assert editor.post(address(said), {"why": "y"}).status_code == 302
    assert said.withdrawal.why == "x"


def test_what_a_pack_says_is_nobodys_to_withdraw():
    row = Assertion.objects.filter(origin__startswith="pack").first()
    assert client_of("editor").get(address(row)).status_code == 403
