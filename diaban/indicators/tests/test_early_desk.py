"""Early sight on the desk: who may, what is written, what is told, what is mailed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from diaban.accounts.models import User
from diaban.accounts.tests.people import person
from diaban.indicators import demonstration
from diaban.indicators.computing import Book, Figure, Records
from diaban.indicators.confidence import Confidence
from diaban.indicators.definitions import Computed, Definition
from diaban.indicators.early import alert_actions, alert_table, leadership, rounds, weekly
from diaban.indicators.early.alert_actions import AlertRefused
from diaban.indicators.early.forms import RuleForm
from diaban.indicators.formulas import Amount
from diaban.indicators.geography import Geography
from diaban.indicators.localities.dividing import COMMUNE, DISTRICT, Localities, Unit
from diaban.indicators.models import AlertEvent, AlertRule, EarlyRound, Forecast, LeadershipLetter
from diaban.land.append_only import WrittenOnce
from diaban.notices.models import Notice, Reader
from diaban.petitions.models import Petition
from diaban.projects import periods

NOW = datetime(2026, 11, 26, 3, 0, tzinfo=timezone.get_fixed_timezone(0))  # Thursday, 10:00
LATE = Definition(
    "dossiers.late", 1, "dossiers", "Hồ sơ trễ hạn", "Dossiers late", "Trễ hạn", "Late",
    "dossiers", 0, "count", "dossiers.late",
)  # fmt: skip
QUARTERS = ("2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4")


class World:
    """The figures of one indicator, quarter by quarter, in place of every register."""

    def __init__(self, monkeypatch) -> None:
        self.values = dict.fromkeys(QUARTERS, Decimal(0))
        self.invented = False
        monkeypatch.setattr(Records, "first_day", lambda _records: date(2025, 7, 1))
        monkeypatch.setattr(Records, "figures", self.figures)
        monkeypatch.setattr(Book, "read", lambda: Book([LATE]))
        monkeypatch.setattr(Confidence, "read", lambda _records: Confidence(frozenset(), {}))

    def figures(self, definition, period, places):
        name, _tilde, _stage = period.name.partition("~")
        value = self.values[name]
        amount = Amount(None if value is None else int(value))
        for place in places:
            yield Figure(
                definition, period, place, Computed(value, amount, None),
                running=name == QUARTERS[-1], demonstration=self.invented,
            )  # fmt: skip


@pytest.fixture
def world(db, monkeypatch) -> World:
    return World(monkeypatch)


@pytest.fixture
def rule(db) -> AlertRule:
    return AlertRule.objects.create(
        code="late", name_vi="Có hồ sơ trễ", name_en="Dossiers are late",
        indicator="dossiers.late", kind="above", limit=0, identity="late",
    )  # fmt: skip


def kinds() -> list[str]:
    return list(AlertEvent.objects.values_list("kind", flat=True))


# ---- the round ----


def test_an_alert_is_raised_once_told_to_those_who_handle_it_and_ends_by_itself(world, rule):
    officer, editor = person("officer"), person("editor")
    world.values["2026-Q4"] = Decimal(2)
    assert rounds.look_around(NOW)["raised"] == 1
    assert rounds.look_around(NOW)["raised"] == 0
    notice = Notice.objects.get(person=officer)
    assert notice.title == {
        "vi": "Có hồ sơ trễ (quý IV/2026)", "en": "Dossiers are late (Q4 2026)",
    }  # fmt: skip
    assert "2 hồ sơ" in notice.text["vi"].replace("\u00a0", " ")
    assert not Notice.objects.filter(person=editor).exists()
    world.values["2026-Q4"] = Decimal(0)
    assert rounds.look_around(NOW)["resolved"] == 1
    assert kinds() == ["raised", "resolved"]


def test_what_a_person_settled_is_raised_again_only_if_the_figure_moves(world, rule):
    officer = person("officer")
    world.values["2026-Q4"] = Decimal(2)
    rounds.look_around(NOW)
    alert_actions.acknowledge("late", "2026-Q4", "", by=officer)
    alert_actions.resolve("late", "2026-Q4", "Đã trả", by=officer)
    assert rounds.look_around(NOW)["raised"] == 0
    world.values["2026-Q4"] = Decimal(3)
    assert rounds.look_around(NOW)["raised"] == 1
    assert kinds() == ["raised", "acknowledged", "resolved", "raised"]


def test_what_a_person_settles_is_the_figure_of_that_day(world, rule):
    """Raised at 2 and settled at 5: the reason is about 5, and nothing is raised for it again."""
    world.values["2026-Q4"] = Decimal(2)
    rounds.look_around(NOW)
    world.values["2026-Q4"] = Decimal(5)
    settled = alert_actions.resolve("late", "2026-Q4", "Đã trả", by=person("officer"))
    assert settled.value == "5"
    assert rounds.look_around(NOW)["raised"] == 0
    world.values["2026-Q4"] = Decimal(6)
    assert rounds.look_around(NOW)["raised"] == 1


def test_an_open_alert_shows_the_figure_of_today_beside_that_of_its_first_day(world, rule, client):
    reader = leader()
    world.values["2026-Q4"] = Decimal(1)
    rounds.look_around(NOW)
    client.force_login(reader)
    page = client.get("/en/desk/figures/alerts/").content.decode()
    assert "<strong>1\u00a0dossier</strong>" in page and "when raised on" not in page
    world.values["2026-Q4"] = Decimal(25)
    page = client.get("/en/desk/figures/alerts/").content.decode()
    assert "<strong>25\u00a0dossiers</strong>" in page
    assert "1\u00a0dossier when raised on 26 November 2026" in page
    later = NOW + timedelta(days=4)
    (line,) = [
        one for one in leadership.compose(reader, later, "vi").lines if "Có hồ sơ trễ" in one
    ]
    assert "25\u00a0hồ sơ" in line and "1\u00a0hồ sơ khi nêu ngày 26/11/2026" in line


def test_a_change_is_shown_against_the_same_quarter_as_it_is_today(world, client):
    AlertRule.objects.create(
        code="rise", name_vi="Tăng", name_en="Rise", indicator="dossiers.late", kind="rise",
        limit=20, identity="rise",
    )  # fmt: skip
    world.values.update({"2026-Q2": Decimal(10), "2026-Q3": Decimal(15)})
    rounds.look_around(NOW)
    world.values["2026-Q3"] = Decimal(20)
    client.force_login(person("officer"))
    page = client.get("/en/desk/figures/alerts/").content.decode()
    assert "<strong>20\u00a0dossiers</strong>" in page and "+100%" in page
    assert "15\u00a0dossiers when raised" in page


def test_the_registers_are_opened_once_for_all_open_alerts(world, rule, client, monkeypatch):
    for number in range(4):
        AlertRule.objects.create(
            code=f"late-{number}", name_vi="Trễ", name_en="Late", indicator="dossiers.late",
            kind="above", limit=0, identity=f"late-{number}",
        )  # fmt: skip
    opened, really = [], Records.open
    monkeypatch.setattr(Records, "open", lambda *args, **more: opened.append(1) or really(*args))
    client.force_login(leader())
    client.get("/en/desk/figures/alerts/")
    assert not opened, "no alert is open"
    world.values["2026-Q4"] = Decimal(2)
    rounds.look_around(NOW)
    opened.clear()
    client.get("/en/desk/figures/alerts/")
    assert len(opened) == 1
    assert len(list(leadership.send(NOW, dry_run=True))) >= 1 and len(opened) == 2


def test_alerts_of_a_rule_that_ended_end_too(world, rule):
    world.values["2026-Q4"] = Decimal(2)
    rounds.look_around(NOW)
    alert_actions.withdraw_rule(rule, by=person("leader"))
    assert rounds.look_around(NOW) == {"raised": 0, "resolved": 1, "forecast": 0}


def test_an_alert_of_a_quarter_that_ended_waits_for_its_figure_or_for_a_person(world, rule):
    world.values["2026-Q4"] = Decimal(2)
    rounds.look_around(NOW)
    world.values["2027-Q1"] = Decimal(0)
    new_year = NOW + timedelta(days=40)
    assert rounds.look_around(new_year)["resolved"] == 0
    much_later = NOW + timedelta(days=1000)
    world.values.update({f"{year}-Q{n}": Decimal(0) for year in (2027, 2028, 2029)
                         for n in (1, 2, 3, 4)})  # fmt: skip
    assert rounds.look_around(much_later)["resolved"] == 0
    world.values["2026-Q4"] = Decimal(0)
    assert rounds.look_around(much_later)["resolved"] == 1
    assert kinds() == ["raised", "resolved"]


def test_the_day_is_claimed_once(world, rule):
    world.values["2026-Q4"] = Decimal(2)
    assert rounds.round_of_today(NOW)["raised"] == 1
    assert rounds.round_of_today(NOW) == {"raised": 0, "resolved": 0, "forecast": 0}
    EarlyRound.objects.update(done=False)
    assert rounds.round_of_today(NOW + timedelta(minutes=5))["forecast"] == 0
    assert not EarlyRound.objects.get().done, "somebody else has it for an hour"
    rounds.round_of_today(NOW + timedelta(hours=2))
    assert EarlyRound.objects.get().done


def test_events_are_written_once(world, rule):
    world.values["2026-Q4"] = Decimal(2)
    rounds.look_around(NOW)
    with pytest.raises(WrittenOnce):
        AlertEvent.objects.all().delete()


def test_forecasts_are_made_once_a_day_with_their_accuracy(world, rule):
    world.values.update(zip(QUARTERS, map(Decimal, (4, 8, 4, 8, 4, 3)), strict=True))
    assert rounds.look_around(NOW)["forecast"] == 1
    row = Forecast.objects.get()
    assert (row.period, row.so_far, row.before) == ("2026-Q4", "3", "4")
    assert row.method and row.accuracy[0]["n"] >= 4
    assert 0 < row.gone < row.of
    assert Decimal(row.low) <= Decimal(row.value) <= Decimal(row.high)
    assert rounds.look_around(NOW)["forecast"] == 0


def test_with_too_few_quarters_the_forecast_says_so(world, rule):
    for name in QUARTERS[:3]:
        world.values[name] = None
    rounds.look_around(NOW)
    row = Forecast.objects.get()
    assert (row.method, row.value, row.accuracy) == ("", "", [])


def test_what_invented_records_raised_goes_with_them(world, rule):
    world.invented = True
    world.values["2026-Q4"] = Decimal(2)
    rounds.round_of_today(NOW)
    assert AlertEvent.objects.get().demonstration
    demonstration.erase()
    left = (AlertEvent, Forecast, EarlyRound)
    assert not any(model.objects.exists() for model in left)


# ---- people ----


def test_nobody_settles_without_a_reason_or_twice(world, rule):
    officer = person("officer")
    world.values["2026-Q4"] = Decimal(2)
    rounds.look_around(NOW)
    with pytest.raises(AlertRefused, match="lý do"):
        alert_actions.resolve("late", "2026-Q4", "  ", by=officer)
    alert_actions.resolve("late", "2026-Q4", "Đã trả", by=officer)
    with pytest.raises(AlertRefused):
        alert_actions.resolve("late", "2026-Q4", "Đã trả", by=officer)
    with pytest.raises(AlertRefused):
        alert_actions.acknowledge("late", "1999-Q1", "", by=officer)


@pytest.mark.parametrize("role", ["editor", "enterprise", "agency"])
def test_only_some_handle_alerts(world, rule, role):
    world.values["2026-Q4"] = Decimal(2)
    rounds.look_around(NOW)
    with pytest.raises(PermissionDenied):
        alert_actions.acknowledge("late", "2026-Q4", "", by=person(role))


def test_a_changed_rule_is_a_new_version_and_a_pack_does_not_undo_it(rule):
    leader = person("leader")
    values = {
        "code": "late", "name_vi": "A", "name_en": "A", "indicator": "dossiers.late",
        "place": "", "kind": "above", "limit": Decimal(5),
    }  # fmt: skip
    alert_actions.publish_rule(values, by=leader)
    assert [row.limit for row in AlertRule.objects.filter(withdrawn_at=None)] == [5]
    assert AlertRule.objects.count() == 2
    with pytest.raises(AlertRefused):
        alert_actions.publish_rule(values, by=leader)
    row = {"code": "late", "name_vi": "B", "name_en": "B", "indicator": "dossiers.late",
           "kind": "above", "limit": 0, "source": "x", "trust": "D"}  # fmt: skip
    assert alert_table.store([row], "pack:x", NOW) == (0, 0)
    assert alert_table.store([row | {"code": "new"}], "pack:x", NOW) == (1, 0)
    assert alert_table.store([row | {"code": "new"}], "pack:x", NOW) == (0, 0)
    assert alert_table.store([], "pack:x", NOW) == (0, 1)
    with pytest.raises(PermissionDenied):
        alert_actions.publish_rule(values, by=person("officer"))


PAGES = {
    "alerts/": "officer editor leader admin",
    "alerts/rules/": "officer editor leader admin",
    "alerts/rules/new/": "leader admin",
    "week/": "officer editor leader admin",
    "forecasts/": "officer editor leader admin",
    "letter/": "leader admin",
}


@pytest.mark.parametrize("role", ["officer", "editor", "leader", "admin", "enterprise", "agency"])
def test_each_page_is_for_its_roles(world, rule, client, role):
    world.values["2026-Q4"] = Decimal(2)
    rounds.look_around(NOW)
    client.force_login(person(role))
    for path, roles in PAGES.items():
        for language in ("vi", "en"):
            answer = client.get(f"/{language}/desk/figures/{path}")
            assert answer.status_code == (200 if role in roles.split() else 403), path


def test_the_form_acknowledges_and_settles(world, rule, client):
    world.values["2026-Q4"] = Decimal(2)
    rounds.look_around(NOW)
    client.force_login(person("officer"))
    page = client.get("/en/desk/figures/alerts/").content.decode()
    assert "Dossiers are late" in page and "I look after it" in page
    client.post("/en/desk/figures/alerts/late/2026-Q4/acknowledge/", {"note": "calling"})
    client.post("/en/desk/figures/alerts/late/2026-Q4/resolve/", {"note": ""})
    assert kinds() == ["raised", "acknowledged"]
    client.post("/en/desk/figures/alerts/late/2026-Q4/resolve/", {"note": "handed over"})
    page = client.get("/en/desk/figures/alerts/").content.decode()
    assert "handed over" in page and "No alert is open." in page


def test_a_rule_is_published_from_the_form_and_a_bad_one_is_told(world, rule, client):
    client.force_login(person("leader"))
    said = {"code": "rise", "name_vi": "Tăng", "name_en": "Rise", "indicator": "dossiers.late",
            "place": "", "kind": "rise", "limit": "0"}  # fmt: skip
    page = client.post("/en/desk/figures/alerts/rules/new/", said).content.decode()
    assert "more than zero per cent" in page and AlertRule.objects.count() == 1
    answer = client.post("/en/desk/figures/alerts/rules/new/", said | {"limit": "20"})
    assert answer.status_code == 302 and AlertRule.objects.filter(code="rise").exists()
    answer = client.post("/en/desk/figures/alerts/rules/new/", said | {"indicator": "no.such"})
    assert answer.status_code == 200


def test_a_rule_is_offered_for_no_district_that_stands_no_more(world, monkeypatch):
    today = timezone.localdate()
    old = Unit("locality:193", DISTRICT, until=today)
    new = Unit("locality:06661", COMMUNE, first=today)
    called = {one.key: {"vi": one.key, "en": one.key} for one in (old, new)}
    geography = Geography(
        names={"": {"vi": "Tất cả", "en": "All"}, **called}, park_of={}, zone_of={},
        planned=frozenset(), localities=Localities({old.key: old, new.key: new}),
    )  # fmt: skip
    monkeypatch.setattr(Geography, "read", lambda: geography)
    assert [key for key, _name in RuleForm().fields["place"].choices] == ["", new.key]
    kept = RuleForm(initial={"place": old.key}).fields["place"].choices
    assert old.key in dict(kept)  # a rule that names it is not moved in silence


# ---- the week ----


def petition(number: str, due: date | None, **more) -> Petition:
    return Petition.objects.create(
        number=number, title=f"Kiến nghị {number}", text="x", category="power",
        petitioner_kind="enterprise", channel="web", notice_days=10, filed_on=date(2026, 11, 2),
        due_on=due, **more,
    )  # fmt: skip


def test_next_weeks_list_shows_what_one_may_open(world, client):
    today = timezone.localdate()
    monday = today + timedelta(days=7 - today.weekday())
    petition("KN-2026-0001", monday)
    petition("KN-2026-0002", today - timedelta(days=1))
    petition("KN-2026-0003", monday, is_open=False)
    petition("KN-2026-0004", None)
    client.force_login(person("officer"))
    page = client.get("/en/desk/figures/week/").content.decode()
    assert "KN-2026-0001" in page and "Late already" in page and "No day known" in page
    assert "KN-2026-0003" not in page
    client.force_login(person("editor"))
    assert "KN-2026" not in client.get("/en/desk/figures/week/").content.decode()


def test_real_and_invented_petitions_never_stand_in_one_list(world, client):
    petition("KN-1", timezone.localdate() - timedelta(days=1))
    petition("KN-2", timezone.localdate() - timedelta(days=1), demonstration=True)
    client.force_login(person("officer"))
    page = client.get("/en/desk/figures/week/").content.decode()
    assert "KN-1" in page and "KN-2" not in page


def leader(language: str = "vi") -> User:
    found = person("leader")
    found.email = "leader@example.vn"
    found.save()
    Reader.objects.update_or_create(person=found, defaults={"language": language})
    return found


def test_the_letter_is_in_the_readers_language_and_of_ten_lines_at_most(world, rule):
    reader = leader()
    world.values["2026-Q4"] = Decimal(2)
    rounds.look_around(NOW)
    for number in range(30):
        petition(f"KN-{number}", date(2026, 11, 20))
    vietnamese = leadership.compose(reader, NOW, "vi").lines
    english = leadership.compose(reader, NOW, "en").lines
    assert "Đã trễ: 30 kiến nghị" in vietnamese[0] and "Late: 30 petitions" in english[0]
    assert any("Có hồ sơ trễ: 2" in line for line in vietnamese)
    assert len(vietnamese) <= weekly.MOST


def test_a_letter_goes_out_once_a_week_however_often_it_is_asked_for(world, settings):
    settings.EMAIL_HOST = "mail"
    reader = leader("en")
    petition("KN-1", date(2026, 11, 20))
    assert leadership.owed(NOW)
    assert [outcome for _person, outcome in leadership.send(NOW)] == ["sent"]
    assert [outcome for _person, outcome in leadership.send(NOW)] == ["already_sent"]
    assert not leadership.owed(NOW)
    (letter,) = mail.outbox
    assert letter.to == [reader.email] and letter.subject == "The week 2026-W48"
    assert "1. Late: 1 petition." in letter.body and "/desk/figures/letter/" in letter.body
    assert leadership.owed(NOW + timedelta(days=7))


def test_a_letter_that_failed_is_tried_again_after_an_hour(world, settings, monkeypatch):
    settings.EMAIL_HOST = "mail"
    leader()

    def fails(_letter) -> None:
        raise OSError("no route")

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMessage.send", fails)
        assert [outcome for _person, outcome in leadership.send(NOW)] == ["failed"]
    assert LeadershipLetter.objects.get().problem == "no route"
    soon = NOW + timedelta(minutes=30)
    assert [outcome for _person, outcome in leadership.send(soon)] == ["in_progress"]
    later = NOW + timedelta(hours=1)
    assert [outcome for _person, outcome in leadership.send(later)] == ["sent"]


def test_no_letter_goes_out_on_invented_records(world, rule, settings):
    settings.EMAIL_HOST = "mail"
    leader()
    petition("KN-1", date(2026, 11, 20), demonstration=True)
    assert [outcome for _person, outcome in leadership.send(NOW)] == ["invented"]
    assert mail.outbox == [] and not leadership.owed(NOW)


def test_nothing_to_say_is_said(world):
    assert leadership.compose(leader(), NOW, "en").lines == [
        "Nothing is late, nothing is due, no alert is open."
    ]


def test_before_monday_morning_and_without_mail_nothing_is_owed(world, settings):
    leader()
    assert not leadership.owed(NOW)
    settings.EMAIL_HOST = "mail"
    monday_night = datetime(2026, 11, 29, 18, 0, tzinfo=timezone.get_fixed_timezone(0))
    assert not leadership.owed(monday_night)


def test_quarters_are_those_of_the_calendar():
    assert periods.quarter_of(date(2026, 11, 26)) == QUARTERS[-1]


def test_a_forecast_stands_beside_the_running_quarters_figure(world, rule, client):
    world.values.update(zip(QUARTERS, map(Decimal, (4, 8, 4, 8, 4, 3)), strict=True))
    rounds.look_around(NOW)
    client.force_login(person("officer"))
    page = client.get("/en/desk/figures/?period=2026-Q4").content.decode()
    assert "expected at the end" in page and "mean past error" in page
    page = client.get("/en/desk/figures/?period=2026-Q3").content.decode()
    assert "expected at the end" not in page
