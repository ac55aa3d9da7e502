from __future__ import annotations

import pytest

from diaban.accounts.tests.people import client_of, person
from diaban.desk.tests.form import AREA, NEW_SOURCE, TEXHONG, correction
from diaban.facts import registry as facts_registry
from diaban.facts.models import Assertion, Source

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registry")]


@pytest.fixture
def editor():
    return client_of("editor")


def shown_area() -> float:
    return facts_registry.read(subjects=[TEXHONG])[TEXHONG].value("area")


def nothing_recorded() -> bool:
    return not Assertion.objects.filter(recorded_by=person("editor")).exists()


def page_at(address: str, field: str) -> str:
    return f"/vi/desk/subjects/{address}/{field}/"


def test_it_works(editor):
    answer = editor.post(AREA, correction(editor, note="Trang 2"))
    assert answer.url == f"/vi/desk/subjects/{TEXHONG}/#fact-area"
    said = Assertion.objects.get(recorded_by=person("editor"))
    assert (said.value, said.unit, said.source_id, said.trust) == (671.5, "ha", "qd-1", "S-H")
    assert (said.as_of.isoformat(), said.note_vi, said.origin) == ("2026-03-31", "Trang 2", "staff")
    assert shown_area() == 671.5


def test_a_quarter_stays_a_quarter(editor):
    editor.post(AREA, correction(editor, as_of="2025-Q3"))
    said = Assertion.objects.get(recorded_by=person("editor"))
    assert (said.as_of.isoformat(), said.as_of_period) == ("2025-07-01", "2025-Q3")
    assert "quý III/2025" in editor.get(f"/vi/desk/subjects/{TEXHONG}/").content.decode()


def test_a_note_is_kept_in_the_language_of_the_page(editor):
    english = AREA.replace("/vi/", "/en/")
    editor.post(english, correction(editor, english, value="671.5", note="Page <2>"))
    said = Assertion.objects.get(recorded_by=person("editor"))
    assert (said.note, said.note_vi) == ("Page <2>", "")
    page = editor.get(f"/vi/desk/subjects/{TEXHONG}/").content.decode()
    assert '<span lang="en">Page &lt;2&gt;</span>' in page
    page = editor.get(f"/en/desk/subjects/{TEXHONG}/").content.decode()
    assert "Page &lt;2&gt;" in page and '<span lang="en">' not in page


def test_the_form_shows_the_present_value_as_its_language_writes_it(editor):
    editor.post(AREA, correction(editor))
    assert 'value="671,5"' in editor.get(AREA).content.decode()
    assert 'value="671.5"' in editor.get(AREA.replace("/vi/", "/en/")).content.decode()


def test_the_values_that_lost_stay_visible(editor):
    editor.post(AREA, correction(editor))
    page = editor.get(f"/vi/desk/subjects/{TEXHONG}/").content.decode()
    assert all(value in page for value in ("671,5", "650", "660"))


def test_a_value_that_does_not_win_is_said_not_to_win(editor):
    answer = editor.post(AREA, correction(editor, source="bao-1", trust="S-M"), follow=True)
    assert shown_area() == 650
    assert any(message.level_tag == "warning" for message in answer.context["messages"])


def test_a_new_source_is_described_with_the_value(editor):
    editor.post(AREA, correction(editor, **NEW_SOURCE))
    source = Assertion.objects.get(recorded_by=person("editor")).source
    assert (source.kind, source.title_vi, source.url) == (
        "decision", "Quyết định 99", "https://example.org/99",
    )  # fmt: skip
    assert source.published_on == "2026-03"


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"value": ""}, "value"),
        ({"value": "abc"}, "value"),
        ({"value": "1.105"}, "value"),
        ({"value": "-5"}, "value"),
        ({"value": "99999999999"}, "value"),
        ({"source": ""}, "source"),
        ({"source": "nobody"}, "source"),
        ({"as_of": "2026-02-30"}, "as_of"),
        ({"as_of": "2099-01-01"}, "as_of"),
        ({"trust": "M-M"}, "trust"),
        ({"trust": "X"}, "trust"),
        ({"valid_from": "2026-01-01", "valid_to": "2025-01-01"}, "valid_to"),
    ],
)
def test_a_wrong_value_is_named_and_what_was_typed_is_kept(editor, changes, name):
    page = editor.post(AREA, correction(editor, note="đã gõ", **changes))
    assert page.status_code == 200
    assert page.context["form"].errors.get(name), page.context["form"].errors
    text = page.content.decode()
    assert "đã gõ" in text
    assert f'value="{changes.get("value", "671,5")}"' in text
    assert nothing_recorded()


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"new-kind": ""}, "kind"),
        ({"new-title_vi": ""}, "title_vi"),
        ({"new-url": "javascript:alert(1)"}, "url"),
        ({"new-url": "data:text/html,x"}, "url"),
        ({"new-url": "ftp://example.org/x"}, "url"),
        ({"new-url": "không phải địa chỉ"}, "url"),
        ({"new-published_on": "hôm qua"}, "published_on"),
    ],
)
def test_a_source_that_is_not_sound_is_refused_and_kept_in_the_form(editor, changes, name):
    count = Source.objects.count()
    page = editor.post(AREA, correction(editor, **NEW_SOURCE | changes))
    assert page.status_code == 200
    assert page.context["form"].new_source.errors.get(name)
    assert 'value="UBND tỉnh"' in page.content.decode()
    assert Source.objects.count() == count
    assert nothing_recorded()


def test_a_refused_value_leaves_no_source_behind(editor):
    count = Source.objects.count()
    editor.post(AREA, correction(editor, **NEW_SOURCE, as_of="2099-01-01"))
    assert Source.objects.count() == count


def test_the_same_value_from_the_same_source_twice_is_refused(editor):
    form = correction(editor)
    editor.post(AREA, form)
    page = editor.post(AREA, correction(editor, value="671,50"))
    assert page.status_code == 200
    assert page.context["form"].errors["value"]
    assert Assertion.objects.filter(recorded_by=person("editor")).count() == 1


def test_one_is_warned_when_somebody_else_was_faster(editor):
    form = correction(editor, value="700")
    client_of("admin").post(AREA, correction(client_of("admin"), value="671,5"))
    page = editor.post(AREA, form)
    assert page.status_code == 200
    assert page.context["changed_meanwhile"]
    assert 'value="700"' in page.content.decode()
    assert nothing_recorded()
    again = {**form, "seen": page.context["form"]["seen"].value()}
    assert editor.post(AREA, again).status_code == 302
    assert shown_area() == 700


def test_words_need_both_languages(editor):
    address = page_at(TEXHONG, "developer")
    page = editor.post(address, correction(editor, address, value_vi="Công ty Mới", value_en=""))
    assert "value_en" in page.context["form"].errors
    said = correction(editor, address, value_vi="Công ty Mới", value_en="New Company")
    assert editor.post(address, said).status_code == 302
    assert Assertion.objects.get(recorded_by=person("editor")).value == {
        "vi": "Công ty Mới", "en": "New Company",
    }  # fmt: skip


def test_a_place_is_four_inputs_and_must_lie_in_the_province(editor):
    address = page_at(TEXHONG, "location")
    place = {"lon": "107,7000", "lat": "21,4000", "accuracy_m": "50", "method": "digitised"}
    far = editor.post(address, correction(editor, address, **place | {"lon": "10,8"}))
    assert far.status_code == 200
    assert nothing_recorded()
    assert editor.post(address, correction(editor, address, **place)).status_code == 302
    said = Assertion.objects.get(recorded_by=person("editor"))
    assert said.value == {"lon": 107.7, "lat": 21.4, "accuracy_m": 50.0, "method": "digitised"}


def test_a_reference_is_chosen_among_what_exists(editor):
    address = page_at(TEXHONG, "park")
    options = dict(editor.get(address).context["form"].fields["value"].choices)
    assert "park:hai-ha" in options
    said = correction(editor, address, value="park:dam-nha-mac")
    assert editor.post(address, said).status_code == 302
    stolen = correction(editor, address, value="park:nowhere")
    assert editor.post(address, stolen).status_code == 200


def test_several_references_are_ticked(editor):
    address = page_at("park:dam-nha-mac", "localities")
    form = editor.get(address).context["form"]
    keys = [key for key, _name in form.fields["value"].choices][:2]
    assert editor.post(address, correction(editor, address, value=keys)).status_code == 302
    assert Assertion.objects.get(recorded_by=person("editor")).value == keys


@pytest.mark.parametrize(
    ("subject", "field"),
    [("infrastructure_project:nope", "area"), (TEXHONG, "nope"), ("nope:nope", "area")],
)
def test_what_does_not_exist_is_not_found(editor, subject, field):
    assert editor.get(page_at(subject, field)).status_code == 404


def test_every_field_of_every_kind_has_a_form_that_opens(editor):
    from diaban.desk.subjects import everything

    seen = set()
    for subject in everything():
        for spec in subject.kind.fields:
            if (subject.kind.name, spec.name) in seen:
                continue
            seen.add((subject.kind.name, spec.name))
            page = editor.get(page_at(subject.key, spec.name))
            assert page.status_code == 200, (subject.key, spec.name)
            assert page.context["form"].value_inputs
    assert len({kind for kind, _field in seen}) == 8


def test_what_people_write_is_shown_and_never_run(editor):
    evil = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'
    source = NEW_SOURCE | {"new-title_vi": evil, "new-title_en": evil, "new-publisher": evil}
    editor.post(AREA, correction(editor, **source, note=evil))
    said = Assertion.objects.get(recorded_by=person("editor"))
    for address in (
        "/vi/desk/", AREA, f"/vi/desk/subjects/{TEXHONG}/", f"/vi/desk/subjects/{TEXHONG}/history/",
        "/vi/desk/sources/", f"/vi/desk/sources/{said.source_id}/", "/vi/desk/conflicts/",
        "/vi/desk/publish/", f"/vi/desk/assertions/{said.pk}/withdraw/",
    ):  # fmt: skip
        page = editor.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
    assert "&lt;script&gt;" in editor.get(f"/vi/desk/subjects/{TEXHONG}/").content.decode()


def test_an_address_of_a_pack_that_is_not_of_the_web_is_no_link(editor):
    Source.objects.filter(pk="qd-1").update(url="javascript:alert(1)")
    assert 'href="javascript' not in editor.get("/vi/desk/sources/qd-1/").content.decode()
