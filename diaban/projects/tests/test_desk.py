from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import URLPattern, reverse

from diaban.accounts.permissions import Permission, may
from diaban.accounts.tests.people import EVERYBODY, STRANGER, client_of, person
from diaban.projects import actions, desk_urls, desk_views, reporting
from diaban.projects import vocabulary as v
from diaban.projects.models import EventWithdrawal, Investor, Project, ProjectEvent, ProjectImport
from diaban.projects.periods import period
from diaban.projects.tests.build import event, project

pytestmark = pytest.mark.django_db
ADDRESSES: list[URLPattern] = desk_urls.urlpatterns


def address(name: str) -> str:
    arguments = {
        "project": ["P-1"],
        "record": ["P-1", v.RAISED],
        "withdraw": [ProjectEvent.objects.first().pk],
        "investor": [Investor.objects.first().pk],
        "link-investor": [Investor.objects.first().pk],
        "form": ["2114", "2025-Q1"],
        "keep": ["2114", "2025-Q1"],
    }
    if name in ("import", "take"):
        kept = ProjectImport.objects.create(name="x", columns=[], rows=[])
        arguments |= {name: [kept.pk]}
    if name in ("report", "step"):
        kept = reporting.save_draft("2114", period("2025-Q1"))
        arguments |= {"report": [kept.pk], "step": [kept.pk, "submitted"]}
    return reverse(f"projects-desk:{name}", args=arguments.get(name, []))


@pytest.mark.parametrize("pattern", ADDRESSES, ids=lambda one: one.name)
@pytest.mark.parametrize("role", EVERYBODY)
def test_everybody_passes_the_doors_of_his_role_and_no_others(pattern, role):
    project()
    needed = pattern.callback.permission
    assert needed in set(Permission)
    for method in ("get", "post"):
        answer = getattr(client_of(role), method)(address(pattern.name))
        if role == STRANGER:
            assert answer.status_code == 302
            assert answer.url.startswith("/vi/accounts/login/?next=")
        elif not may(person(role), needed):
            assert answer.status_code == 403
        elif pattern.name == "step" and method == "post":  # which step it is decides
            assert (answer.status_code == 403) != may(person(role), Permission.RECORD_PROJECTS)
        else:
            assert answer.status_code in (200, 302, 405)


def test_the_list_finds_by_words_without_diacritics_and_by_filters():
    project("P-1")
    project("P-2", country="VN", currency="VND", park="park:hai-yen", sector="13")
    client = client_of("officer")

    def found(**asked) -> set[str]:
        page = client.get(reverse("projects-desk:projects"), asked)
        return {row["project"].code for row in page.context["rows"]}

    assert found() == {"P-1", "P-2"}
    assert found(q="du an p 2") == {"P-2"}
    assert found(q="nha dau tu investor kr") == {"P-1"}
    assert found(origin="foreign") == {"P-1"}
    assert found(park="park:hai-yen") == {"P-2"}
    assert found(sector="26", country="KR") == {"P-1"}
    assert found(q="nothing like it") == set()


def test_the_list_tells_of_which_investors_nobody_has_said_what_they_are():
    for code in ("P-1", "P-2", "P-3"):
        project(code, country={"P-1": "KR", "P-2": "VN", "P-3": "JP"}[code])
    Investor.objects.filter(code="investor-kr").update(person=None)
    Investor.objects.filter(code="investor-vn").update(person=True)
    client = client_of("officer")

    def found(**asked):
        return client.get(reverse("projects-desk:projects"), asked).context

    assert found()["unsaid"] == 1
    assert [row["project"].code for row in found(investor="unknown")["rows"]] == ["P-1"]
    assert [row["project"].code for row in found(investor="person")["rows"]] == ["P-2"]


def test_the_list_shows_what_is_in_force_unless_asked_otherwise():
    ended = project("P-1")
    actions.record(ended, event(v.REVOKED, "2021-01-01"))
    project("P-2", until=event(v.RAISED, "2024-01-01").on)
    client = client_of("officer")

    def found(status: str) -> list[str]:
        page = client.get(reverse("projects-desk:projects"), {"status": status})
        return [row["project"].code for row in page.context["rows"]]

    assert found("") == []
    assert found(v.REVOKED) == ["P-1"]
    assert found(v.EXPIRED) == ["P-2"]
    assert found("all") == ["P-1", "P-2"]


def test_an_adjustment_is_recorded_from_the_form_and_shown():
    one = project()
    client = client_of("officer")
    answer = client.post(
        address("record"),
        {"on": "2021-01-01", "amount": "1.500.000,50", "currency": "USD", "number": "GCN-2",
         "rate": "25.480,00", "rate_on": "2021-01-01", "rate_source": "NHNN"},
    )  # fmt: skip
    assert answer.status_code == 302
    row = ProjectEvent.objects.get(kind=v.RAISED)
    assert (row.amount, row.rate, row.recorded_by) == (
        Decimal("1500000.50"), Decimal(25480), person("officer"),
    )  # fmt: skip
    page = client.get(answer.url).content.decode()
    assert "2.500.000,5\xa0USD" in page
    one.refresh_from_db()
    assert one.capital == Decimal("2500000.50")


def test_a_refused_event_keeps_what_was_typed_and_says_the_balance():
    project()
    answer = client_of("officer").post(
        reverse("projects-desk:record", args=["P-1", v.LOWERED]),
        {"on": "2021-01-01", "amount": "5000000", "currency": "USD", "number": "GCN-9"},
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "1.000.000\xa0USD" in page
    assert 'value="GCN-9"' in page
    assert not ProjectEvent.objects.filter(kind=v.LOWERED).exists()


def test_an_ambiguous_number_is_not_guessed():
    project()
    answer = client_of("officer").post(
        address("record"), {"on": "2021-01-01", "amount": "1.500", "currency": "USD"}
    )
    assert answer.context["form"].errors["amount"]


def test_a_new_project_is_registered_with_its_investors():
    client = client_of("editor")
    asked = {
        "code": "DA-9", "name": "Dự án chín", "kind": v.SECONDARY, "park": "", "sector": "26",
        "economic_zone": "", "on": "2024-05-06", "amount": "2000000", "currency": "USD",
        "investor_1": "Công ty A", "country_1": "kr", "share_1": "60",
        "investor_2": "Công ty B", "country_2": "VN", "share_2": "40",
    }  # fmt: skip
    answer = client.post(reverse("projects-desk:new"), asked)
    assert set(answer.context["form"].errors) == {"park"}
    assert not Investor.objects.exists()


def test_a_refused_certificate_leaves_no_investor(registry_places):
    client = client_of("editor")
    asked = {
        "code": "DA-9", "name": "Dự án chín", "kind": v.SECONDARY, "park": "park:hai-ha",
        "sector": "26", "on": "2024-05-06", "amount": "2000000", "currency": "USD",
        "investor_1": "Công ty A", "country_1": "kr", "share_1": "60",
        "investor_2": "Công ty B", "country_2": "VN", "share_2": "60",
    }  # fmt: skip
    answer = client.post(reverse("projects-desk:new"), asked)
    assert answer.context["form"].non_field_errors()
    assert not Investor.objects.exists()
    asked |= {"share_2": "40", "parent_1": "Tập đoàn A"}
    answer = client.post(reverse("projects-desk:new"), asked)
    assert answer.status_code == 302
    assert "Tập đoàn A" in client.get(answer.url).content.decode()
    made = Project.objects.get(code="DA-9")
    assert (made.origin, made.country, made.capital) == (v.FOREIGN, "KR", Decimal(2000000))


def test_a_known_investor_is_not_quietly_a_company_when_called_a_private_person(registry_places):
    client = client_of("editor")
    asked = {
        "code": "DA-9", "name": "Dự án chín", "kind": v.SECONDARY, "park": "park:hai-ha",
        "sector": "26", "on": "2024-05-06", "amount": "2000000", "currency": "USD",
        "investor_1": "Nguyễn Văn A", "country_1": "vn", "share_1": "100",
    }  # fmt: skip
    client.post(reverse("projects-desk:new"), asked)
    assert Investor.objects.get().person is None
    client.post(reverse("projects-desk:new"), asked | {"code": "DA-10", "person_1": "true"})
    assert Investor.objects.get().person is True
    answer = client.post(
        reverse("projects-desk:new"), asked | {"code": "DA-11", "person_1": "false"}
    )
    assert answer.context["form"].errors["person_1"]
    assert set(Project.objects.values_list("code", flat=True)) == {"DA-9", "DA-10"}


def test_who_an_investor_is_can_be_said_later():
    project()
    held = Investor.objects.get()
    Investor.objects.update(person=None)
    client = client_of("officer")
    shown = client.get(address("project")).content.decode()
    assert "chưa rõ" in shown
    for said, person_now in (("maybe", None), ("yes", True), ("no", False)):
        answer = client.post(address("investor"), {"person": said, "project": "P-1"})
        assert answer.url == address("project")
        held.refresh_from_db()
        assert held.person is person_now


def test_withdrawing_asks_why_and_keeps_the_event():
    one = project()
    row = actions.record(one, event(v.RAISED, "2021-01-01", "5"))
    client = client_of("officer")
    link = reverse("projects-desk:withdraw", args=[row.pk])
    assert client.post(link, {"why": " "}).context["form"].errors
    assert client.post(link, {"why": "Nhầm số"}).status_code == 302
    assert EventWithdrawal.objects.get().by == person("officer")
    page = client.get(address("project")).content.decode()
    assert "Nhầm số" in page


def test_a_project_can_be_seen_as_it_was():
    one = project()
    actions.record(one, event(v.REVOKED, "2022-01-01"))
    client = client_of("leader")
    then = client.get(address("project"), {"on": "2021-06-01"})
    assert then.context["state"].status == v.ACTIVE
    assert client.get(address("project")).context["state"].status == v.REVOKED


def test_only_who_may_record_is_offered_to():
    project()
    for role in ("officer", "leader"):
        page = client_of(role).get(address("project")).content.decode()
        offered = reverse("projects-desk:record", args=["P-1", v.RAISED]) in page
        assert offered == may(person(role), Permission.RECORD_PROJECTS)


def test_statistics_answer_for_a_day_a_period_and_a_rule():
    project("P-1", on="2025-03-20")
    client = client_of("leader")
    address = reverse("projects-desk:statistics")
    asked = {"by": "sector", "on": "2025-03-31", "period": "2025-Q1"}
    page = client.get(address, asked)
    assert [(row["name"], row["one"].count) for row in page.context["force"]] == [
        ("26 Sản xuất sản phẩm điện tử, máy vi tính và quang học", 1)
    ]
    assert [row["one"].new for row in page.context["moved"]] == [1]
    statistical = client.get(address, asked | {"cutoff": "statistical"})
    assert statistical.context["moved"] == []
    assert client.get(address, asked | {"cutoff": "lunar"}).status_code == 404


@pytest.mark.parametrize("kind", desk_views.RECORDED_LATER)
def test_every_input_of_a_form_has_a_label_of_its_own(kind):
    project()
    page = client_of("officer").get(reverse("projects-desk:record", args=["P-1", kind]))
    content = page.content.decode()
    labels = [str(field.label) for field in page.context["form"]]
    assert len(set(labels)) == len(labels)
    for field in page.context["form"]:
        assert f'for="{field.id_for_label}"' in content or f'id="{field.id_for_label}"' in content
        assert f">{field.label}" in content or f"> {field.label}" in content
