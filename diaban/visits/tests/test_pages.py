"""The desk's pages: who may open them, and a visit from the proposal to the record."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import shapely
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from diaban.accounts.models import Organisation, User
from diaban.accounts.permissions import Permission, may
from diaban.accounts.tests.people import EVERYBODY, STRANGER, client_of, person
from diaban.facts.typed import written_by_resolution
from diaban.projects.models import Project
from diaban.visits import actions, desk_urls
from diaban.visits.actions import Where
from diaban.visits.models import Commitment, Media, Visit
from diaban.visits.planning import views as plan_views
from diaban.visits.stops import recording
from diaban.visits.tests.making import colleague, plan, visit
from diaban.zones.models import IndustrialPark

pytestmark = pytest.mark.django_db
DESK = "/vi/desk/visits/"


@pytest.fixture(autouse=True)
def parks():
    with written_by_resolution():
        for code, x in (("dong-mai", 106.9), ("viet-hung", 107.0), ("hai-yen", 107.9)):
            IndustrialPark.objects.create(
                key=f"park:{code}", code=code, name_vi=f"KCN {code}", name_en=f"{code} park",
                location=shapely.Point(x, 21.0), resolved_at=timezone.now(),
            )  # fmt: skip


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def address(name: str) -> str:
    found = Visit.objects.first() or visit()
    arguments = {"visits": [], "plan": [], "new": []}.get(name, [found.number])
    if name in ("stop", "record", "finding", "promise"):
        arguments = [found.number, found.stops.first().pk]
    return reverse(f"visits-desk:{name}", args=arguments)


NAMES = [one.name for one in desk_urls.urlpatterns if one.name in (
    "visits", "plan", "new", "visit", "edit", "cancel", "end", "paper", "calendar", "stop",
    "record", "finding", "promise",
)]  # fmt: skip


@pytest.mark.parametrize("role", EVERYBODY)
@pytest.mark.parametrize("name", NAMES)
def test_everybody_passes_the_doors_of_his_role_and_no_others(name, role):
    pattern = next(one for one in desk_urls.urlpatterns if one.name == name)
    needed = pattern.callback.permission
    assert needed in set(Permission)
    for method in ("get", "post"):
        answer = getattr(client_of(role), method)(address(name))
        if role == STRANGER:
            assert answer.status_code == 302
        elif not may(person(role), needed):
            assert answer.status_code == 403
        else:
            allowed = (200, 302, 400, 405) if method == "post" else (200, 405)
            if name in ("record", "finding", "promise"):
                allowed = (*allowed, 403)  # only who goes on the visit
            assert answer.status_code in allowed


def plan_data(*keys: str, **more: object) -> dict[str, object]:
    officer = person("officer")
    data: dict[str, object] = {
        "title": "Tháo gỡ vướng mắc", "purpose": "", "first_day": "2026-12-01", "last_day": "",
        "leader": officer.pk, "stop-TOTAL_FORMS": len(keys), "stop-INITIAL_FORMS": len(keys),
        "start": "", "sequence": "",
    }  # fmt: skip
    for place, key in enumerate(keys):
        data |= {f"stop-{place}-key": key, f"stop-{place}-order": place + 1,
                 f"stop-{place}-planned_at": "", f"stop-{place}-organisation": ""}  # fmt: skip
    return data | more


def test_a_visit_is_planned_from_the_proposal():
    client = client_of("officer")
    proposed = client.get(DESK + "plan/").content.decode()
    assert "KCN dong-mai" in proposed and "chưa từng" in proposed.lower()
    form = client.get(
        DESK + "plan/new/", {"stop": ["park:hai-yen", "park:dong-mai", "park:viet-hung"]}
    )
    assert [one["name"] for one in form.context["lines"]] == [
        "KCN hai-yen", "KCN viet-hung", "KCN dong-mai",
    ]  # fmt: skip
    answer = client.post(DESK + "plan/new/", plan_data("park:hai-yen", "park:dong-mai"))
    found = Visit.objects.get()
    assert answer.url == f"{DESK}{found.number.lower()}/" or answer.url == f"{DESK}{found.number}/"
    assert found.stops.first().reasons[0]["code"] == "never_visited"
    page = client.get(answer.url).content.decode()
    assert "KCN hai-yen" in page and "<svg" in page


def test_who_holds_a_project_by_now_does_not_take_over_what_is_on_record(monkeypatch):
    officer, first, second = (
        person("officer"),
        *(Organisation.objects.create(name_vi=name) for name in "AB"),
    )
    Project.objects.create(code="DA-1", registered_name="DA-1", kind="secondary")
    found = visit(Where("", "DA-1", first), by=officer, leader=officer)
    recording.write_fields(found.stops.get(), {"note": "Mưa"}, by=officer)
    monkeypatch.setattr("diaban.projects.holders.organisations", lambda _project: [second])
    said = plan_data("project:DA-1", sequence="0", title="Khác", why="")
    answer = client_of("officer").post(f"{DESK}{found.number}/edit/", said)
    found.refresh_from_db()
    assert (answer.status_code, found.title) == (302, "Khác")
    assert found.stops.get().organisation == first


def test_the_shortest_order_begins_where_one_sets_out(settings):
    settings.DIABAN_OFFICE = (108.0, 21.0)
    answer = client_of("officer").post(
        DESK + "plan/new/",
        plan_data("park:dong-mai", "park:viet-hung", "park:hai-yen", arrange="1"),
    )
    assert not Visit.objects.exists()
    names = [one["name"] for one in answer.context["lines"]]
    assert names in (
        ["KCN hai-yen", "KCN viet-hung", "KCN dong-mai"],
        ["KCN dong-mai", "KCN viet-hung", "KCN hai-yen"],
    )
    assert answer.context["route"].total < 240


def test_a_stop_is_added_by_hand_and_one_taken_out():
    client = client_of("officer")
    added = client.post(
        DESK + "plan/new/", plan_data("park:dong-mai", add="1", add_place="park:hai-yen")
    )
    assert [one["name"] for one in added.context["lines"]] == ["KCN dong-mai", "KCN hai-yen"]
    client.post(
        DESK + "plan/new/", plan_data("park:dong-mai", "park:hai-yen", **{"stop-0-out": "on"})
    )
    assert [one.place for one in Visit.objects.get().stops.all()] == ["park:hai-yen"]


def test_a_project_that_does_not_exist_is_told_and_nothing_is_lost():
    answer = client_of("officer").post(
        DESK + "plan/new/", plan_data("park:dong-mai", add="1", add_project="DA-404")
    )
    assert "Không có" in answer.content.decode()
    assert len(answer.context["lines"]) == 1


def test_a_plan_with_a_fault_keeps_what_was_typed():
    answer = client_of("officer").post(
        DESK + "plan/new/", plan_data("park:dong-mai", title="", purpose="Đi đâu, gặp ai")
    )
    text = answer.content.decode()
    assert answer.status_code == 400
    assert "Đi đâu, gặp ai" in text and 'id="id_title_error"' in text


def test_a_member_that_nobody_can_be_is_told_and_nothing_is_lost():
    data = plan_data("park:dong-mai", purpose="Gặp ai", members="9" * 40)
    answer = client_of("officer").post(DESK + "plan/new/", data)
    assert answer.status_code == 400 and "Gặp ai" in answer.content.decode()
    assert answer.context["form"].errors["members"] and not Visit.objects.exists()


def test_a_form_that_lies_about_its_rows_changes_nothing():
    data = plan_data("", **{"stop-INITIAL_FORMS": 0})
    answer = client_of("officer").post(DESK + "plan/new/", data)
    assert answer.status_code == 400
    assert not Visit.objects.exists()


def test_an_hour_is_vietnams_hour():
    data = plan_data("park:dong-mai", **{"stop-0-planned_at": "2026-12-01T08:30"})
    client_of("officer").post(DESK + "plan/new/", data)
    assert Visit.objects.get().stops.get().planned_at.isoformat() == "2026-12-01T01:30:00+00:00"


def test_what_was_ticked_is_kept_on_the_next_page(monkeypatch):
    monkeypatch.setattr(plan_views, "PAGE", 1)
    client = client_of("officer")
    first = client.get(DESK + "plan/", {"kind": "places"})
    ticked = first.context["rows"][0]["key"]
    assert 'name="page"' in first.content.decode()
    second = client.get(DESK + "plan/", {"kind": "places", "stop": ticked, "page": "2"})
    assert [key for key, _name in second.context["elsewhere"]] == [ticked]
    assert second.context["rows"][0]["key"] != ticked


def test_a_tampered_stop_is_refused():
    answer = client_of("officer").post(DESK + "plan/new/", plan_data("park:<script>"))
    assert answer.status_code == 400
    assert not Visit.objects.exists()


def test_the_order_is_changed_and_the_page_says_why():
    found = visit(Where("park:dong-mai"), Where("park:hai-yen"))
    client = client_of("leader")
    data = plan_data(
        "park:dong-mai", "park:hai-yen", sequence=0, why="Đường ngập", first_day="2026-12-03",
        **{"stop-0-order": 2, "stop-1-order": 1},
    )  # fmt: skip
    assert client.post(f"{DESK}{found.number}/edit/", data).status_code == 302
    assert [one.place for one in found.stops.all()] == ["park:hai-yen", "park:dong-mai"]
    assert "Đường ngập" in client.get(f"{DESK}{found.number}/").content.decode()


def test_a_stale_plan_is_told():
    found = visit()
    data = plan_data("park:dong-mai", sequence=7)
    answer = client_of("officer").post(f"{DESK}{found.number}/edit/", data)
    assert answer.status_code == 400
    assert "vừa thay đổi" in answer.content.decode()


def test_the_calendar_file_counts_with_every_change():
    found = visit()
    client = client_of("officer")
    first = client.get(f"{DESK}{found.number}/calendar/")
    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"SEQUENCE:0" in first.content
    client.post(f"{DESK}{found.number}/cancel/", {"why": "Bão", "sequence": 0})
    second = client.get(f"{DESK}{found.number}/calendar/").content
    assert b"SEQUENCE:1" in second and b"METHOD:CANCEL" in second


def test_a_stop_that_goes_or_loses_its_hour_is_called_off_in_the_calendar_file():
    hours = [datetime(2026, 12, 1, hour, tzinfo=UTC) for hour in (1, 3, 5)]
    places = ("park:dong-mai", "park:hai-yen", "park:viet-hung")
    found = visit(*(Where(place, planned_at=at) for place, at in zip(places, hours, strict=True)))
    stays, out, free = found.stops.all()
    client, officer = client_of("officer"), person("officer")

    def told() -> dict[str, str]:
        lines = client.get(f"{DESK}{found.number}/calendar/").content.decode().splitlines()
        uids = [line.split(":", 1)[1].partition("@")[0] for line in lines if line[:4] == "UID:"]
        states = [line.split(":", 1)[1] for line in lines if line[:7] == "STATUS:"]
        return dict(zip(uids, states, strict=True))

    name = found.number.lower()
    uids = [name, *(f"{name}-{one.pk}" for one in (stays, out, free))]
    assert told() == dict.fromkeys(uids, "CONFIRMED")
    without_hour = [Where(places[0], planned_at=hours[0]), Where(places[2])]
    actions.change_visit(found, plan(), without_hour, by=officer, expected=0)
    off = dict(zip(uids, ("CONFIRMED", "CONFIRMED", "CANCELLED", "CANCELLED"), strict=True))
    assert told() == off
    actions.change_visit(found, plan(title="Đổi tên"), without_hour, by=officer, expected=1)
    assert told() == off
    again = [Where(places[0], planned_at=hours[0]), Where(places[2], planned_at=hours[1])]
    actions.change_visit(found, plan(), again, by=officer, expected=2)
    assert told() == off | {uids[3]: "CONFIRMED"}
    actions.cancel_visit(found, "Bão", by=officer, expected=3)
    assert told() == dict.fromkeys(uids, "CANCELLED")


def test_cancelling_without_a_reason_says_so():
    found = visit()
    answer = client_of("officer").post(f"{DESK}{found.number}/cancel/", {"why": "", "sequence": 0})
    assert answer.status_code == 400
    assert "cancel-error" in answer.content.decode()


def record_data(stop, **values: str) -> dict[str, object]:
    versions = {f"v-{one.name}": one.version for one in stop.fields.all()}
    page = {f"v-{name}": 0 for name in values}
    return page | versions | values


def test_who_goes_writes_at_the_desk_what_was_seen():
    officer = person("officer")
    stop = visit(leader=officer).stops.get()
    base = f"{DESK}{stop.visit.number}/stops/{stop.pk}/"
    client = signed_in(officer)
    values = {"checklist.power": "problem", "checklist.power.note": "Hay mất điện", "note": "Mưa"}
    page = client.get(base)
    hidden = {f"v-{name}": version for name, version in page.context["versions"]}
    assert client.post(base + "record/", hidden | values).status_code == 302
    assert {one.name: one.value for one in stop.fields.all()} == values
    text = client.get(base).content.decode()
    assert "Hay mất điện" in text
    client.post(base + "finding/", {"category": "power", "text": "Trạm đầy tải"})
    client.post(base + "promise/", {"side": "authority", "what": "Làm việc với điện lực",
                                    "due_on": "2099-01-01"})  # fmt: skip
    assert stop.findings.get().text == "Trạm đầy tải"
    assert Commitment.objects.get().what == "Làm việc với điện lực"
    text = client.get(base).content.decode()
    assert "Trạm đầy tải" in text and "Làm việc với điện lực" in text


def test_a_photograph_says_when_it_was_taken_or_else_when_it_came():
    officer = person("officer")
    stop = visit(leader=officer).stops.get()
    taken = datetime(2026, 10, 16, 4, 50, tzinfo=UTC)
    for number, moment in enumerate((taken, None)):
        Media.objects.create(
            stop=stop, kind="photo", sha256="0" * 63 + str(number), size=1,
            media_type="image/jpeg", taken_at=moment,
            received_at=datetime(2026, 10, 17, 1, 5, tzinfo=UTC),
        )  # fmt: skip
    page = signed_in(officer).get(f"{DESK}{stop.visit.number}/stops/{stop.pk}/")
    text = page.content.decode()
    assert "16/10/2026 11:50" in text and "17/10/2026 08:05" in text


def test_what_a_colleague_wrote_meanwhile_is_shown_before_it_is_replaced():
    officer, other = person("officer"), colleague("other")
    stop = visit(leader=officer, members=[other]).stops.get()
    base = f"{DESK}{stop.visit.number}/stops/{stop.pk}/"
    client = signed_in(officer)
    hidden = {f"v-{name}": version for name, version in client.get(base).context["versions"]}
    recording.write_fields(stop, {"note": "Của đồng nghiệp"}, by=other)
    answer = client.post(base + "record/", hidden | {"note": "Của tôi"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Của đồng nghiệp" in text and "Của tôi" in text
    again = {f"v-{name}": version for name, version in answer.context["versions"]}
    client.post(base + "record/", again | {"note": "Của tôi"})
    assert stop.fields.get(name="note").value == "Của tôi"


def test_who_does_not_go_reads_and_does_not_write():
    stop = visit(leader=colleague("leading")).stops.get()
    base = f"{DESK}{stop.visit.number}/stops/{stop.pk}/"
    client = client_of("officer")
    assert base + "record/" not in client.get(base).content.decode()
    assert client.post(base + "record/", {"note": "x", "v-note": 0}).status_code == 403


def test_a_stop_of_another_visit_does_not_exist_under_this_one():
    stop = visit().stops.get()
    other = visit(Where("park:hai-yen"))
    answer = client_of("officer").get(f"{DESK}{other.number}/stops/{stop.pk}/")
    assert answer.status_code == 404


def test_the_list_shows_what_is_coming_and_mine_alone():
    officer = person("officer")
    visit(title="Sắp tới", leader=officer)
    visit(title="Của người khác")
    Visit.objects.create(
        number="TT-2025-0009", title="Chuyến đã về", first_day=date(2025, 1, 1),
        last_day=date(2025, 1, 1), state="done",
    )  # fmt: skip
    client = signed_in(officer)
    coming = client.get(DESK).content.decode()
    assert "Sắp tới" in coming and "Chuyến đã về" not in coming
    mine = client.get(DESK, {"whose": "mine"}).content.decode()
    assert "Sắp tới" in mine and "Của người khác" not in mine
    done = client.get(DESK, {"state": "done"}).content.decode()
    assert "Chuyến đã về" in done


def test_the_paper_carries_everything_of_every_stop():
    found = visit(Where("park:dong-mai"), Where("park:hai-yen"))
    text = client_of("officer").get(f"{DESK}{found.number}/paper/").content.decode()
    assert "1. KCN dong-mai" in text and "2. KCN hai-yen" in text
