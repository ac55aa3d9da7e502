"""The desk's pages of figures, role by role."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from diaban.accounts.tests.people import person
from diaban.indicators.closing import actions as closing
from diaban.indicators.models import ClosedPeriod, DefinitionVersion
from diaban.indicators.reading import WHOLE
from diaban.indicators.tests.late import clear_late
from diaban.indicators.tests.registers import registers  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registers")]
VERSION = {
    "code": "land.leased_of_ready", "topic": "land", "name_vi": "Tỷ lệ", "name_en": "Share",
    "kind": "ratio", "numerator": "land.leased", "denominator": "land.cleared", "unit": "%",
    "scale": "100", "decimals": "2", "period": "stock", "cutoff": "calendar", "direction": "up",
    "valid_from": "2026-01-01",
}  # fmt: skip


def signed_in(role: str) -> Client:
    client = Client()
    client.force_login(person(role))
    return client


def page(role: str, name: str, *args: str, **query: str):
    return signed_in(role).get(reverse(f"figures-desk:{name}", args=args), query)


@pytest.mark.parametrize(("role", "status"), [
    ("enterprise", 403), ("agency", 403), ("officer", 200), ("editor", 200), ("leader", 200),
])  # fmt: skip
def test_staff_see_the_figures_and_nobody_else(role, status):
    assert page(role, "figures").status_code == status
    assert page(role, "closed").status_code == status
    assert page(role, "indicator", "land.cleared").status_code == status


def test_a_quarter_of_a_place_shows_value_terms_and_that_it_is_invented():
    shown = page("officer", "figures", period="2025-Q1")
    text = shown.content.decode().replace("\u00a0", " ")
    assert "2.717 ha" in text and "11.059.000 m² ÷ 19.727.000 m²" in text
    assert "56,06%" in text and "10,367 tỷ USD" in text
    assert shown.context["invented"]
    park = page("officer", "figures", period="2025-Q1", place="park:dong-mai")
    assert park.status_code == 200 and "2.717 ha" not in park.content.decode()


def test_a_locality_shows_what_lies_whole_in_it_and_beside_it_what_is_not_divided():
    ward = page("officer", "figures", period="2025-Q3", place="locality:06661")
    text = ward.content.decode().replace("\u00a0", " ")
    assert '<optgroup label="Xã, phường, đặc khu">' in text and "among:" not in text
    assert "Không tách được: Phường Việt Hưng, Phường Bãi Cháy: 78 ha" in text
    assert "Đơn vị có phạm vi này từ ngày 01/07/2025" in text


def test_a_locality_of_another_time_says_so_and_shows_nothing():
    town = page("officer", "figures", period="2025-Q3", place="locality:193")
    assert town.context["topics"] == []
    assert "Thành phố Hạ Long không có số liệu của quý III/2025" in town.content.decode()


@pytest.mark.parametrize("period", ["2025-H1", "2025-9M", "2025", "2025-03"])
def test_every_kind_of_period_can_be_asked_for(period):
    shown = page("officer", "figures", period=period)
    assert shown.status_code == 200 and shown.context["period"] == period
    assert [label for label, _names in shown.context["period_groups"]] == [
        "Các quý", "6 tháng", "9 tháng", "Các năm", "Tháng",
    ]  # fmt: skip


def test_an_indicator_s_half_years_stand_by_themselves():
    shown = page("officer", "indicator", "land.leased", kind="half")
    names = [one.period for one in shown.context["series"]]
    assert "2025-H1" in names and all("-H" in name for name in names)


@pytest.mark.parametrize(
    "query",
    [{"period": "2025-H3"}, {"period": "2025-Q9"}, {"period": "1950-Q1"}, {"place": "moon"}],
)
def test_a_period_or_place_that_does_not_exist_is_not_found(query):
    assert page("officer", "figures", **query).status_code == 404


def test_an_indicator_that_does_not_exist_is_not_found():
    assert page("officer", "indicator", "land.moon").status_code == 404
    assert page("editor", "new-version", "land.moon").status_code == 404


def test_a_version_is_tried_by_an_editor_and_let_hold_by_leadership():
    address = reverse("figures-desk:new-version", args=["land.leased_of_ready"])
    editor, leader = signed_in("editor"), signed_in("leader")
    assert signed_in("officer").get(address).status_code == 403
    tried = editor.post(address, VERSION | {"try": "1"})
    assert tried.status_code == 200 and tried.context["tried"]
    assert DefinitionVersion.objects.filter(code="land.leased_of_ready").count() == 1
    assert editor.post(address, VERSION | {"publish": "1"}).status_code == 403
    assert leader.post(address, VERSION | {"publish": "1"}).status_code == 302
    first, second = DefinitionVersion.objects.filter(code="land.leased_of_ready").order_by("pk")
    assert (first.withdrawn_at, second.valid_from) == (None, date(2026, 1, 1))
    again = leader.post(address, VERSION | {"publish": "1"})
    assert "đã có" in again.content.decode()
    assert leader.post(reverse("figures-desk:withdraw", args=[second.pk])).status_code == 302
    second.refresh_from_db()
    assert second.withdrawn_at and not DefinitionVersion.objects.get(pk=first.pk).withdrawn_at


@pytest.mark.parametrize(("change", "words"), [
    ({"denominator": ""}, "mẫu số"),
    ({"denominator": "petitions.received", "period": "flow"}, "khác đơn vị"),
    ({"numerator": "land.cleared_new"}, "loại kỳ khác"),
    ({"kind": "count"}, "không có mẫu số"),
    ({"scale": "25"}, "lũy thừa của 10"),
    ({"numerator": "moon.dust"}, "moon.dust"),
    ({"numerator": ""}, "tử số"),
    ({"valid_from": ""}, "bắt buộc"),
])  # fmt: skip
def test_what_cannot_be_defined_is_refused_with_words(change, words):
    address = reverse("figures-desk:new")
    refused = signed_in("leader").post(address, VERSION | change | {"publish": "1"})
    assert refused.status_code == 200 and words in refused.content.decode()
    assert DefinitionVersion.objects.filter(code="land.leased_of_ready").count() == 1


def test_a_definition_that_divides_by_zero_says_in_which_periods():
    body = VERSION | {
        "code": "dossiers.late_of_undetermined", "topic": "dossiers", "period": "flow",
        "numerator": "dossiers.late", "denominator": "dossiers.undetermined", "try": "1",
    }  # fmt: skip
    tried = signed_in("editor").post(reverse("figures-desk:new"), body)
    assert "quý I/2025" in tried.context["zero"]
    assert all(not one.text for one in tried.context["tried"] if one.period == "2025-Q1")
    assert "mẫu số" in tried.content.decode().lower()


def test_leadership_closes_a_quarter_and_sees_what_became_of_it():
    address = reverse("figures-desk:close")
    for role in ("officer", "editor"):
        assert signed_in(role).post(address, {"period": "2025-Q1"}).status_code == 403
    leader = signed_in("leader")
    asked = leader.post(address, {"period": "2025-Q1"}, follow=True)
    assert not ClosedPeriod.objects.exists() and 'name="sure"' in asked.content.decode()
    leader.post(address, {"period": "2025-Q1", "sure": "1"})
    assert ClosedPeriod.objects.get().by.role == "leader"
    clear_late("infrastructure_project:bac-tien-phong")
    closing.check_now()
    shown = leader.get(reverse("figures-desk:closed"))
    text = shown.content.decode().replace("\u00a0", " ")
    assert "2.717 ha" in text and "2.718 ha" in text
    one = leader.get(reverse("figures-desk:indicator", args=["land.cleared"]))
    assert [line["row"].place for line in one.context["restatements"]].count(WHOLE) == 1


@pytest.mark.parametrize("period", ["2026-Q4", "2025-Q9", "", "x" * 50])
def test_a_period_that_is_not_over_or_not_there_is_not_closed(period):
    leader = signed_in("leader")
    told = leader.post(reverse("figures-desk:close"), {"period": period, "sure": "1"}, follow=True)
    assert told.status_code == 200 and list(told.context["messages"])
    assert not ClosedPeriod.objects.exists()
