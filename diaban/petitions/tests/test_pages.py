"""The pages: filing with what is similar, steps that keep what was typed, routes that explain."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from diaban.accounts.models import Organisation
from diaban.accounts.tests.people import client_of
from diaban.petitions import pages
from diaban.petitions.course import State
from diaban.petitions.models import Cause, Petition, Remedy
from diaban.petitions.tests.conftest import body, route
from diaban.petitions.tests.test_actions import filed
from diaban.petitions.tests.test_doors import signed_in

pytestmark = pytest.mark.django_db
FILED = {
    "title": "Mất điện hằng tuần",
    "text": "Mỗi tuần mất điện hai lần, dây chuyền dừng.",
    "category": "power",
    "petitioner_kind": "enterprise",
    "place": "",
}


def file(client: Client, **more: str):
    return client.post("/vi/my/petitions/new/", FILED | more, follow=True)


def test_an_enterprise_files_and_sees_who_has_it(routes, enterprise):
    page = file(signed_in(enterprise))
    assert page.redirect_chain
    found = Petition.objects.get()
    assert found.number in page.content.decode() and found.organisation == enterprise.organisation
    assert found.channel == "online"


def test_what_is_similar_is_shown_before_filing_and_can_be_followed(routes, enterprise, rival):
    file(signed_in(enterprise))
    client = signed_in(rival)
    page = file(client)
    assert Petition.objects.count() == 1
    words = page.content.decode()
    assert "Mất điện hằng tuần" in words and 'name="seen"' in words
    assert "dây chuyền dừng." in words  # what was typed is kept
    file(client, seen="1")
    assert Petition.objects.count() == 2


def test_what_is_invented_is_offered_in_its_own_world_and_marked(routes, enterprise, rival):
    enterprise.organisation.demonstration = True
    enterprise.organisation.save()
    file(signed_in(enterprise))
    assert Petition.objects.get().demonstration
    file(signed_in(rival))  # a real enterprise is not asked to follow it: filed at once
    assert Petition.objects.filter(demonstration=False).count() == 1
    page = file(signed_in(enterprise)).content.decode()
    assert Petition.objects.count() == 2 and page.count('name="which"') == 1
    assert "Minh họa" in page.split('id="h-similar"')[1].split("</section>")[0]


def test_a_form_with_a_fault_keeps_what_was_typed_and_says_where(routes, enterprise):
    page = file(signed_in(enterprise), category="")
    words = page.content.decode()
    assert not Petition.objects.exists()
    assert "dây chuyền dừng." in words and 'id="id_category_error"' in words


def test_an_officer_answers_and_the_asker_disputes(routes, enterprise):
    asker, officer = signed_in(enterprise), client_of("officer")
    file(asker)
    found = Petition.objects.get()
    step = f"/vi/desk/petitions/{found.number}/step/answered/"
    without = officer.post(step, {"version": found.version, "why": " "})
    assert without.status_code == 200 and 'id="id_why_error"' in without.content.decode()
    officer.post(step, {"version": found.version, "why": "Đã thay máy biến áp."})
    found.refresh_from_db()
    assert found.state == State.ANSWERED
    page = asker.get(f"/vi/my/petitions/{found.number}/").content.decode()
    assert "Đã thay máy biến áp." in page
    asker.post(f"/vi/my/petitions/{found.number}/step/disputed/",
               {"version": found.version, "why": "Vẫn mất điện."})  # fmt: skip
    found.refresh_from_db()
    assert found.state == State.OPEN


def test_changing_who_answers_starts_from_who_does_and_asks_why(routes, enterprise):
    file(signed_in(enterprise))
    found, officer = Petition.objects.get(), client_of("officer")
    step = f"/vi/desk/petitions/{found.number}/step/routed/"
    page = officer.get(step).content.decode()
    assert '<option value="so-cong-thuong" selected>' in page and page.count(" checked") == 1
    other = {"version": found.version, "lead": "bql-kkt", "coordinating": ["dien-luc"]}
    page = officer.post(step, other).content.decode()
    assert 'id="id_why_error"' in page
    assert officer.post(step, other | {"why": "Trong hàng rào."}).status_code == 302
    found.refresh_from_db()
    assert found.lead_id == "bql-kkt"
    assert "Trong hàng rào." in signed_in(enterprise).get(
        f"/vi/my/petitions/{found.number}/").content.decode()  # fmt: skip


def test_a_stale_page_is_told_so_and_loses_nothing(routes, enterprise):
    file(signed_in(enterprise))
    found, officer = Petition.objects.get(), client_of("officer")
    step = f"/vi/desk/petitions/{found.number}/step/first_answer/"
    officer.post(step, {"version": found.version, "why": "Đã nhận."})
    page = officer.post(step, {"version": found.version, "why": "Câu trả lời dài của tôi."})
    assert "Câu trả lời dài của tôi." in page.content.decode()
    found.refresh_from_db()
    assert found.events.count() == 3


def test_internal_notes_are_not_read_by_the_asker(routes, enterprise):
    asker, officer = signed_in(enterprise), client_of("officer")
    file(asker)
    found = Petition.objects.get()
    officer.post(f"/vi/desk/petitions/{found.number}/step/noted/",
                 {"version": found.version, "note": "Hỏi lại điện lực."})  # fmt: skip
    assert (
        "Hỏi lại điện lực." in officer.get(f"/vi/desk/petitions/{found.number}/").content.decode()
    )
    assert "Hỏi lại điện lực." not in asker.get(
        f"/vi/my/petitions/{found.number}/").content.decode()  # fmt: skip


def test_the_bench_says_where_a_petition_would_go_and_why_not_elsewhere(routes):
    route("power", "bql-kkt", place="in_zone")
    page = client_of("leader").get("/en/desk/petitions/routes/?category=power").content.decode()
    assert "so-cong-thuong" in page and "It is for another place." in page


def test_without_a_route_the_bench_says_so(routes):
    page = client_of("leader").get("/en/desk/petitions/routes/?category=safety")
    assert "No route fits" in page.content.decode()


def test_the_public_page_adds_up_and_an_unknown_quarter_shows_the_last_closed_one():
    def quarter(period: str, closed: bool) -> dict:
        ratio = {"numerator": 1, "denominator": 2}
        return {
            "period": period, "closed": closed, "received": 2, "carried": 1,
            "buckets": {"answered_in_term": 2, "open_overdue": 1}, "by_field": {"land": 2},
            "by_petitioner_kind": {"enterprise": 2}, "petitioners": {"enterprise": 1},
            "reopened": 0, "recurring": 0, "transferred": 0, "transferred_late": 0,
            "confirmed": 1, "silent": 0, "in_term": ratio, "in_term_of_answered": ratio,
            "satisfied": {"numerator": 0, "denominator": 0}, "still_solved": ratio,
        }  # fmt: skip

    document = {"quarters": [quarter("2025-Q1", True), quarter("2025-Q2", False)],
                "open": [{"place": "park:a", "field": "land", "count": 2},
                         {"place": "park:a", "field": "labour", "count": 1}],
                "causes": [], "answers": []}  # fmt: skip
    page = pages.of(document, "1999-Q9", lambda key: key.upper())
    assert page["period"] == "2025-Q1"
    assert sum(line["count"] for line in page["buckets"]) == page["in_hand"] == 3
    assert page["satisfied"].percent is None
    assert page["open"] == [{"key": "park:a", "name": "PARK:A", "count": 3,
                             "fields": [("Đất đai", 2), ("Lao động", 1)],
                             "causes": [], "known": 0, "without": 3}]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", ["999", "x", "²", "9" * 30, "9" * 5000])
def test_a_remedy_that_there_is_not_is_not_linked(wrong):
    cause = Cause.objects.create(title_vi="Trạm quá tải", category="power")
    address = f"/en/desk/petitions/causes/{cause.pk}/"
    assert client_of("officer").post(address, {"remedy": wrong}).status_code == 404
    cause.refresh_from_db()
    assert cause.remedy is None


@pytest.mark.django_db
def test_open_petitions_without_a_cause_are_one_press_away(routes, officer):
    with_one, without = filed(), filed()
    cause = Cause.objects.create(title_vi="Trạm quá tải", category="power")
    Petition.objects.filter(pk=with_one.pk).update(cause=cause)
    client = client_of("officer")
    assert "?cause=none" in client.get("/en/desk/petitions/causes/").content.decode()
    page = client.get("/en/desk/petitions/?cause=none").content.decode()
    assert without.number in page and with_one.number not in page
    assert without.number in client.get(f"/en/desk/petitions/?cause={'9' * 40}").content.decode()
    page = client.get(f"/en/desk/petitions/?cause={cause.pk}").content.decode()
    assert with_one.number in page and without.number not in page


@pytest.mark.django_db
def test_a_department_reads_the_cause_without_a_link_that_is_refused(routes, agency):
    petition = filed()
    cause = Cause.objects.create(title_vi="Trạm quá tải", category="power")
    Petition.objects.filter(pk=petition.pk).update(cause=cause)
    link, where = f"/causes/{cause.pk}/", f"/vi/desk/petitions/{petition.number}/"
    told = signed_in(agency).get(where).content.decode()
    assert "Trạm quá tải" in told and link not in told
    assert link in client_of("officer").get(where).content.decode()


@pytest.mark.django_db
def test_each_field_of_a_step_is_named_by_itself(routes, officer, enterprise):
    petition = filed()
    where = f"/en/desk/petitions/{petition.number}/step/"
    page = client_of("officer").get(where + "answered/").content.decode()
    assert "Answer</label>" in page and "When it happened <span" in page
    page = client_of("officer").get(where + "transferred/").content.decode()
    assert "Body</label>" in page and "Why</label>" in page


@pytest.mark.django_db
def test_lists_ask_the_database_no_more_for_more_rows(routes, enterprise, officer):
    pages = [(client_of("officer"), "/vi/desk/petitions/?state=all"),
             (client_of("officer"), "/vi/desk/petitions/causes/"),
             (signed_in(enterprise), "/vi/my/petitions/")]  # fmt: skip

    def one_more() -> None:
        of = Organisation.objects.create(name_vi=f"Công ty {Petition.objects.count()}")
        remedy = Remedy.objects.create(title_vi="Trạm", owner=body("dien-luc"))
        cause = Cause.objects.create(title_vi="Quá tải", category="power", remedy=remedy)
        for organisation in (of, enterprise.organisation):
            petition = filed()
            Petition.objects.filter(pk=petition.pk).update(organisation=organisation, cause=cause)

    def asked() -> list[int]:
        found = []
        for client, where in pages:
            client.get(where)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(where).status_code == 200
            found.append(len(queries))
        return found

    one_more()
    few = asked()
    for _more in range(3):
        one_more()
    assert asked() == few
