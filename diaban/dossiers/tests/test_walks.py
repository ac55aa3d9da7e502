"""A dossier's whole way through the pages, as people walk it."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from diaban.accounts.tests.people import client_of
from diaban.dossiers import queue
from diaban.dossiers.lifecycle import Kind, National
from diaban.dossiers.models import Absence, Dossier
from diaban.dossiers.tests.desk import PDF, TO_THE_END

pytestmark = pytest.mark.django_db


def pdf(name: str = "đơn.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, "application/octet-stream")


def step(client, dossier: Dossier, kind: Kind, **fields: object):
    dossier.refresh_from_db()
    given = {f"{kind.value}-{name}": value for name, value in fields.items()}
    given[f"{kind.value}-version"] = given.get(f"{kind.value}-version", dossier.version)
    return client.post(reverse("dossiers:act", args=[dossier.pk, kind.value]), given)


def test_online_from_the_draft_to_the_result(desk):
    owner, officer, leader = (client_of(role) for role in ("enterprise", "officer", "leader"))
    assert "irc" in owner.get(reverse("my:choose")).text
    draft = owner.post(reverse("my:begin", args=["irc"])).url
    owner.post(draft, {"f-project_name": "Nhà máy sợi"})
    assert "Nhà máy sợi" in owner.get(draft).text
    refused = owner.post(draft, {"f-project_name": "Nhà máy sợi", "file": "1"})
    assert refused.status_code == 200 and Dossier.objects.get().state is None
    filed = owner.post(
        draft, {"f-project_name": "Nhà máy sợi", "file": "1", "c-application": pdf()}
    )
    dossier = Dossier.objects.get()
    assert filed.url == reverse("my:dossier", args=[dossier.pk]) and dossier.code

    page = officer.get(reverse("dossiers:queue") + "?tab=new").text
    assert dossier.code in page and "Công ty A" in page
    assert step(officer, dossier, Kind.RECEIVED, to=desk.officer.pk).status_code == 302
    asked = step(officer, dossier, Kind.SUPPLEMENT_REQUESTED, reason="Thiếu bản vẽ")
    assert asked.status_code == 302
    mine = owner.get(reverse("my:dossier", args=[dossier.pk])).text
    assert "Thiếu bản vẽ" in mine and dossier.secret in mine and "<svg" in mine
    dossier.refresh_from_db()
    supplied = owner.post(
        reverse("my:act", args=[dossier.pk, "supplied"]),
        {"supplied-version": dossier.version, "supplied-papers": [pdf("a.pdf"), pdf("b.pdf")]},
    )
    assert supplied.status_code == 302
    assert dossier.attachments.filter(purpose="supplement").count() == 2
    for kind in TO_THE_END:
        by = leader if kind in (Kind.APPROVED, Kind.SIGNED) else officer
        assert step(by, dossier, kind, reason="đủ điều kiện").status_code == 302, kind
    dossier.refresh_from_db()
    assert dossier.state == National.DONE
    assert dossier.code in officer.get(reverse("dossiers:queue") + "?tab=closed").text


def test_at_the_counter_it_is_filed_and_received_at_once(desk):
    officer = client_of("officer")
    address = reverse("dossiers:enter") + "?procedure=irc"
    given = {"channel": 1, "applicant_name": "Bà Lan", "f-project_name": "Xưởng gỗ"}
    assert officer.post(address, given | {"applicant_name": ""}).status_code == 200
    assert not Dossier.objects.exists()
    answer = officer.post(address, given)
    dossier = Dossier.objects.get()
    assert answer.url == reverse("dossiers:dossier", args=[dossier.pk])
    assert dossier.state == National.RECEIVED and dossier.version == 2
    page = officer.get(answer.url).text
    assert "Bà Lan" in page and "Xưởng gỗ" in page and 'class="days"' in page


def test_what_was_typed_is_kept_when_a_step_is_refused(desk, received):
    officer = client_of("officer")
    answer = step(officer, received, Kind.SUPPLEMENT_REQUESTED, reason="Thiếu bản vẽ", version=1)
    assert answer.status_code == 409 and "Thiếu bản vẽ" in answer.text
    answer = step(
        officer, received, Kind.SUPPLEMENT_REQUESTED, reason="Thiếu", at="2099-01-01T10:00"
    )
    assert answer.status_code == 409 and "2099-01-01T10:00" in answer.text
    received.refresh_from_db()
    assert received.version == 2


def test_a_dossier_goes_to_whoever_stands_in(desk, received):
    today = received.received_on
    Absence.objects.create(officer=desk.officer, first_day=today, last_day=today, cover=desk.leader)
    step(client_of("officer"), received, Kind.FORWARDED, to=desk.officer.pk)
    received.refresh_from_db()
    assert received.assignee == desk.leader


def test_the_desk_of_an_absent_officer_is_on_his_cover_s_list(desk, received):
    desk.do(received, Kind.FORWARDED, data={"to": desk.officer.pk})
    mine = queue.Question(mine=True)
    assert not queue.ask(mine, desk.leader).rows
    today = received.received_on
    Absence.objects.create(officer=desk.officer, first_day=today, last_day=today, cover=desk.leader)
    assert [one.dossier for one in queue.ask(mine, desk.leader).rows] == [received]


@pytest.mark.parametrize("words", ["H49.19-", "công ty a"])
def test_the_queue_is_searched_by_code_and_name(desk, received, words):
    page = client_of("officer").get(reverse("dossiers:queue"), {"q": words}).text
    assert received.code in page
    assert received.code not in client_of("officer").get(
        reverse("dossiers:queue"), {"q": "H50"}).text  # fmt: skip


def test_the_queue_goes_on_where_its_page_ended(desk, monkeypatch, received):
    from diaban.dossiers import actions

    monkeypatch.setattr(queue, "PAGE", 2)
    for _turn in range(4):
        made = actions.draft(actions.Application("irc", {}), by=desk.owner, channel=2)
        desk.do(actions.file_dossier(made.pk, by=desk.owner), Kind.RECEIVED)
    seen, after = [], ""
    for _turn in range(4):
        answer = queue.ask(queue.Question(after=after), desk.officer)
        seen += [one.dossier.pk for one in answer.rows]
        after = answer.following
        if not after:
            break
    assert sorted(seen) == sorted(Dossier.objects.values_list("pk", flat=True))
    assert len(seen) == len(set(seen)) == 5


@pytest.mark.parametrize("after", ["x,1", "2026-13-40T00:00:00,7", ",", ",abc", "2026-01-01,1"])
def test_a_mangled_page_mark_is_no_error(desk, received, after):
    answer = client_of("officer").get(reverse("dossiers:queue"), {"after": after})
    assert answer.status_code == 200


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_is_there_in_both_languages(desk, received, language):
    officer, owner = client_of("officer"), client_of("enterprise")
    for client, path in [
        (officer, "desk/dossiers/"), (officer, f"desk/dossiers/{received.pk}/"),
        (officer, "desk/dossiers/figures/"), (officer, "desk/dossiers/people/"),
        (officer, "desk/dossiers/alerts/"), (owner, "my/"), (owner, f"my/dossiers/{received.pk}/"),
        (owner, f"track/{received.code}/{received.secret}/"), (owner, "track/"),
    ]:  # fmt: skip
        answer = client.get(f"/{language}/{path}")
        assert answer.status_code == 200, path
        assert f'lang="{language}"' in answer.text


def test_alerts_are_kept(desk):
    officer = client_of("officer")
    officer.post(reverse("dossiers:alerts"), {"used_share": "60", "digest": "on"})
    wish = queue.settings_of(desk.officer)
    assert (wish.used_share, wish.last_day, wish.digest) == (60, False, True)


def test_an_officer_says_what_a_dossier_is_about(desk, received):
    officer = client_of("officer")
    address = reverse("dossiers:link", args=[received.pk])
    given = {"version": received.version, "project": "p-1", "zone": "park:dong-mai"}
    refused = officer.post(address, given | {"replaces": received.code})
    assert refused.status_code == 409 and "p-1" in refused.text
    assert officer.post(address, given | {"version": 1}).status_code == 409
    assert officer.post(address, given | {"replaces": "H49-no-such"}).status_code == 400
    assert officer.post(address, given).status_code == 302
    received.refresh_from_db()
    assert (received.project, received.zone) == ("p-1", "park:dong-mai")
    assert "p-1" in received.events.last().reason


def test_a_refiled_dossier_is_linked_to_the_one_it_replaces(desk, received):
    from diaban.dossiers import actions, standing
    from diaban.dossiers.outcome import Flag, flags

    desk.do(received, Kind.WITHDRAWN, by=desk.owner)
    again = actions.Application("irc", {}, replaces=received)
    made = actions.draft(again, by=desk.owner, channel=2)
    actions.file_dossier(made.pk, by=desk.owner)
    page = client_of("officer").get(reverse("dossiers:dossier", args=[received.pk]))
    assert [one.pk for one in page.context["others"]] == [made.pk]
    (case,) = standing.cases(received.received_on)
    assert Flag.REFILED in flags(case)


def test_a_procedure_without_components_still_takes_papers(desk):
    from diaban.dossiers.tests.desk import procedure

    procedure("bare", components=None, fields=None)
    owner = client_of("enterprise")
    draft = owner.post(reverse("my:begin", args=["bare"])).url
    assert owner.post(draft, {"file": "1", "c-": pdf("giấy tờ.pdf")}).status_code == 302
    dossier = Dossier.objects.get()
    assert dossier.code and dossier.attachments.get().name == "giấy tờ.pdf"
