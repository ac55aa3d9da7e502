"""Editing on the desk: nothing holds before it was looked at, nothing published changes."""

from __future__ import annotations

from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from diaban.accounts.models import Role, User
from diaban.accounts.permissions import Permission, may
from diaban.clock import Event, Kind, Rule, Term, Unit
from diaban.clock.recompute import Case
from diaban.procedures import catalogue, impact
from diaban.procedures.forms import initial_of, tables
from diaban.procedures.models import CalendarVersion, Procedure, ProcedureVersion
from diaban.procedures.tests.conftest import TODAY, version

pytestmark = pytest.mark.django_db

ADDRESSES = [
    ("procedures:list", ()),
    ("procedures:procedure", ("irc-without-approval",)),
    ("procedures:version", ("irc-without-approval", 1)),
    ("procedures:edit", ("irc-without-approval",)),
    ("procedures:new", ()),
    ("procedures:calendar", ()),
    ("procedures:calendar-add", ()),
]
MAY_EDIT = {"procedures:edit": {Role.EDITOR, Role.LEADER, Role.ADMIN}}
MAY_EDIT["procedures:new"] = MAY_EDIT["procedures:edit"]
MAY_PUBLISH = {"procedures:calendar-add": {Role.LEADER, Role.ADMIN}}


def signed_in(role: str) -> Client:
    client = Client()
    client.force_login(User.objects.create_user(f"a-{role}", password="x", role=role))
    return client


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.ENTERPRISE])
@pytest.mark.parametrize(("name", "arguments"), ADDRESSES)
def test_each_role_opens_what_it_may(defaults, role: str, name: str, arguments: tuple) -> None:
    staff = {one for one in Role.values if may(User(role=one), Permission.SEE_DESK)}
    allowed = MAY_EDIT.get(name) or MAY_PUBLISH.get(name) or staff
    answer = signed_in(role).get(reverse(name, args=arguments))
    assert answer.status_code == (200 if role in allowed else 403)


@pytest.mark.parametrize(("name", "arguments"), ADDRESSES)
def test_enterprises_and_strangers_see_none_of_it(defaults, name: str, arguments: tuple) -> None:
    address = reverse(name, args=arguments)
    assert signed_in(Role.ENTERPRISE).get(address).status_code == 403
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize("asked", ["9" * 5000, "1800", "²²²²", "x", ""])
def test_a_year_that_the_calendar_does_not_show_is_answered_with_this_one(defaults, asked) -> None:
    page = signed_in(Role.OFFICER).get(reverse("procedures:calendar"), {"year": asked})
    assert page.status_code == 200
    assert page.context["year"] == timezone.localdate().year


@pytest.mark.parametrize("asked", ["9" * 5000, "9" * 25])
def test_a_draft_by_an_endless_number_is_not_found(defaults, asked) -> None:
    address = reverse("procedures:edit", args=["irc-without-approval"])
    assert signed_in(Role.LEADER).get(address, {"draft": asked}).status_code == 404


def posted(content=None, **more) -> dict[str, str]:
    """The editing form as a browser sends it."""
    content = content or version()
    data = {
        "name_vi": "Thủ tục thử", "name_en": "A procedure to try",
        "valid_from": (TODAY + timedelta(days=10)).isoformat(),
        "decision": "QĐ 9/QĐ-UBND", "decided_on": TODAY.isoformat(),
    }  # fmt: skip
    for name, value in initial_of(content).items():
        if value is True:
            data[name] = "on"
        elif value is not None and value is not False:
            data.setdefault(name, str(value))
    for formset in tables(content=content).values():
        for field in formset.management_form:
            data[field.html_name] = str(field.value())
        for form in formset:
            for field in form:
                value = field.initial
                if value is True:
                    data[field.html_name] = "on"
                elif value is not None and value is not False:
                    data[field.html_name] = str(value)
    return data | more


def test_a_draft_is_saved_looked_at_and_published(defaults, today) -> None:
    client = signed_in(Role.ADMIN)
    content = catalogue.on("irc-without-approval", TODAY).content
    said = posted(content, local_amount="7", local_basis="QĐ 1/QĐ-UBND")
    answer = client.post(reverse("procedures:edit", args=["irc-without-approval"]), said)
    page = reverse("procedures:version", args=["irc-without-approval", 3])
    assert (answer.status_code, answer.url) == (302, page)
    assert catalogue.on("irc-without-approval", TODAY).rule.term.amount == 10
    text = unescape(client.get(page).content.decode())
    assert "Shortened term" in text and "7 working days" in text
    seen = client.get(page).context["seen"]
    client.post(reverse("procedures:publish", args=["irc-without-approval", 3]), {"seen": seen})
    later = catalogue.on("irc-without-approval", TODAY + timedelta(days=10))
    assert later.rule.term.amount == 7
    assert catalogue.on("irc-without-approval", TODAY).rule.term.amount == 10
    assert later.content.fields == content.fields
    assert later.content.components == content.components


def test_editing_and_saving_without_a_change_says_so(defaults, today) -> None:
    client = signed_in(Role.EDITOR)
    content = catalogue.on("work-permit-new", TODAY).content
    address = reverse("procedures:edit", args=["work-permit-new"])
    data = posted(content) | {"name_vi": content.name["vi"], "name_en": content.name["en"]}
    page = client.post(address, data, follow=True)
    assert "Nothing: it says the same as the version before." in page.content.decode()


def test_what_contradicts_itself_is_shown_and_kept_in_the_form(defaults, today) -> None:
    said = posted(local_amount="20", local_basis="QĐ 1")
    page = signed_in(Role.EDITOR).post(reverse("procedures:edit", args=["labour-rules"]), said)
    text = unescape(page.content.decode())
    assert "must not be longer than the statutory term" in text
    assert 'value="20"' in text
    assert not ProcedureVersion.objects.filter(published_at=None).exists()


def test_an_editor_cannot_publish(defaults, today) -> None:
    client = signed_in(Role.EDITOR)
    client.post(reverse("procedures:edit", args=["labour-rules"]), posted())
    draft = ProcedureVersion.objects.get(published_at=None)
    address = reverse("procedures:publish", args=["labour-rules", draft.number])
    assert client.post(address, {"seen": "x"}).status_code == 403


def test_a_draft_that_changed_after_the_look_is_not_published(defaults, today) -> None:
    client = signed_in(Role.ADMIN)
    client.post(reverse("procedures:edit", args=["labour-rules"]), posted())
    draft = ProcedureVersion.objects.get(published_at=None)
    page = reverse("procedures:version", args=["labour-rules", draft.number])
    seen = client.get(page).context["seen"]
    edit = reverse("procedures:edit", args=["labour-rules"]) + f"?draft={draft.number}"
    later = (TODAY + timedelta(days=20)).isoformat()
    client.post(edit, posted(valid_from=later, seen=client.get(edit).context["seen"]))
    address = reverse("procedures:publish", args=["labour-rules", draft.number])
    answer = client.post(address, {"seen": seen}, follow=True)
    assert "changed after you looked" in answer.content.decode()
    assert ProcedureVersion.objects.get(pk=draft.pk).published_at is None


def test_a_new_procedure_can_be_made_and_thrown_away(today) -> None:
    client = signed_in(Role.ADMIN)
    answer = client.post(reverse("procedures:new"), posted(code="try"))
    assert answer.url == reverse("procedures:version", args=["try", 1])
    seen = client.get(answer.url).context["seen"]
    client.post(reverse("procedures:discard", args=["try", 1]), {"seen": seen})
    assert not Procedure.objects.exists()


@pytest.mark.parametrize("code", ["new", "calendar", "labour-rules"])
def test_a_code_that_is_taken_is_refused(defaults, today, code: str) -> None:
    answer = signed_in(Role.ADMIN).post(reverse("procedures:new"), posted(code=code))
    assert "This code is taken" in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"answer-employees": "0"}, "At least 1."), ({"answer-employees": "12"}, "are taken")],
)
def test_the_rendered_form_checks_what_is_typed(defaults, typed: dict, said: str) -> None:
    page = reverse("procedures:version", args=["labour-rules", 1])
    assert said in signed_in(Role.OFFICER).post(page, typed).content.decode()


def test_deadlines_of_index_766_are_listed(defaults, today) -> None:
    client = signed_in(Role.ADMIN)
    client.post(reverse("procedures:edit", args=["labour-rules"]), posted())
    text = unescape(client.get(reverse("procedures:list")).content.decode())
    assert "5 working days left" in text and "by 3 December 2026" in text


def days(**more: str) -> dict[str, str]:
    return {
        "basis": "Công điện 1", "days-TOTAL_FORMS": "1", "days-INITIAL_FORMS": "0",
        "days-MIN_NUM_FORMS": "1", "days-MAX_NUM_FORMS": "60",
        "days-0-day": "2026-11-30", "days-0-kind": "closed",
    } | more  # fmt: skip


@pytest.fixture
def one_open_dossier(monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import datetime

    received = Event(Kind.RECEIVED, datetime(2026, 11, 25, 9))
    case = Case("H49-1", (received,), Rule(Term(5, Unit.WORKING_DAYS)))
    monkeypatch.setattr(impact, "_DOORS", {})
    impact.register("test", lambda: [case], lambda code: {"1": 1})


def test_a_storm_day_shows_what_would_move_before_it_is_saved(one_open_dossier) -> None:
    client = signed_in(Role.LEADER)
    address = reverse("procedures:calendar-add")
    page = client.post(address, days())
    text = page.content.decode()
    assert page.context["impact"].total == page.context["impact"].later == 1
    assert "H49-1" in text and "2 December 2026" in text and "3 December 2026" in text
    assert not CalendarVersion.objects.exists()
    client.post(address, days(step="save"))
    assert not catalogue.calendars().latest().is_worked(date(2026, 11, 30))
    assert "Công điện 1" in client.get(reverse("procedures:calendar")).content.decode()


def test_a_half_day_is_worked_in_the_morning() -> None:
    said = days(step="save") | {"days-0-kind": "half"}
    signed_in(Role.LEADER).post(reverse("procedures:calendar-add"), said)
    calendar = catalogue.calendars().latest()
    assert calendar.is_worked(date(2026, 11, 30))
    assert calendar.sessions(date(2026, 11, 30).toordinal()) == ((450, 690),)


def test_office_hours_are_changed_on_the_desk_without_a_day(one_open_dossier) -> None:
    client = signed_in(Role.LEADER)
    address = reverse("procedures:calendar-add")
    said = days(hours="7h00-11:30; 13:00 – 16:30") | {"days-0-day": "", "days-0-kind": "swap"}
    assert client.post(address, said).context["impact"].total == 1
    assert not CalendarVersion.objects.exists()
    client.post(address, said | {"step": "save"})
    assert catalogue.calendars().latest().hours.sessions == ((420, 690), (780, 990))
    page = client.get(reverse("procedures:calendar")).content.decode()
    assert "07:00–11:30" in page and "13:00–16:30" in page
    client.post(address, days(step="save") | {"days-0-kind": "half"})
    half = catalogue.calendars().latest().sessions(date(2026, 11, 30).toordinal())
    assert half == ((420, 690),)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"basis": ""}, "required"),
        ({"days-0-kind": "make_up"}, "This weekday is worked anyway."),
        ({"days-0-day": "", "days-0-name_vi": "Bão"}, "required"),
        ({"days-0-day": "", "days-0-kind": "swap"}, "Name at least one day, or new office hours."),
        ({"hours": "in the morning"}, "is no session"),
        ({"hours": "25:00–26:00"}, "07:30"),
        ({"hours": "13:00–17:00, 07:30–11:30"}, "must follow each other"),
        ({"hours": "11:30–07:30"}, "must follow each other"),
    ],
)
def test_a_calendar_that_cannot_be_is_refused_in_words(more: dict, said: str) -> None:
    answer = signed_in(Role.LEADER).post(reverse("procedures:calendar-add"), days(**more))
    assert answer.status_code == 200 and said in answer.content.decode()
    assert not CalendarVersion.objects.exists()


def test_a_version_is_tried_on_a_day_of_receipt(defaults, today) -> None:
    page = reverse("procedures:version", args=["irc-without-approval", 2])
    answer = signed_in(Role.OFFICER).get(page, {"received": "2026-02-09"})
    assert answer.context["example"]["ledger"].due == date(2026, 3, 2)
    text = unescape(answer.content.decode())
    assert "Public holiday: not counted" in text and "NĐ 96/2026/NĐ-CP, Điều 39" in text


@pytest.mark.parametrize("day", ["", "x", "0001-01-01", "9999-12-31"])
def test_a_day_that_cannot_be_is_today(defaults, today, day: str) -> None:
    page = reverse("procedures:version", args=["irc-without-approval", 2])
    answer = signed_in(Role.OFFICER).get(page, {"received": day})
    assert answer.context["example"]["received"] == TODAY
