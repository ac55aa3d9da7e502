from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone, translation

from diaban.facts import actions, packs, registry, signals
from diaban.facts.actions import ActionRefused
from diaban.facts.models import Assertion, Check
from diaban.facts.refusal import ValueRefused
from diaban.facts.tests.build_pack import write_pack
from diaban.zones.models import InfrastructureProject

pytestmark = pytest.mark.django_db
TEXHONG = "infrastructure_project:texhong"


@pytest.fixture(autouse=True)
def small_pack(tmp_path):
    packs.load(write_pack(tmp_path))


@pytest.fixture
def officer():
    return get_user_model().objects.create_user("lan")


def say(officer, field="area", value="700", **more):
    said = {"source": "qd-1", "trust": "S-H", "as_of": "2026-01-01"} | more
    return actions.assert_value(TEXHONG, field, value, by=officer, **said)


def area():
    return registry.read(subjects=[TEXHONG])[TEXHONG].fields["area"]


def test_a_later_decision_wins_and_the_typed_row_follows(officer):
    said = say(officer)
    assert (area().value, area().resolution.rule) == (700.0, "as_of")
    assert InfrastructureProject.objects.get(key=TEXHONG).area == 700.0
    assert (said.recorded_by, said.origin, said.unit) == (officer, "staff", "ha")


@pytest.mark.parametrize(
    ("written", "day", "period"),
    [("2026", date(2026, 1, 1), "2026"), ("2025-Q4", date(2025, 10, 1), "2025-Q4")],
)
def test_a_period_is_kept_as_the_source_gives_it(officer, written, day, period):
    said = say(officer, as_of=written)
    assert (said.as_of, said.as_of_period, said.as_of_given) == (day, period, written)
    assert area().resolution.winner.as_of_given == written


def test_a_weaker_value_is_kept_and_does_not_win(officer):
    say(officer, value="999", source="bao-1", trust="S-M")
    assert area().value == 650.0
    assert 999.0 in [rival.claim.value for rival in area().resolution.competing]
    assert InfrastructureProject.objects.get(key=TEXHONG).area == 650.0


def test_others_are_told_once_and_by_whom(officer, django_capture_on_commit_callbacks):
    heard = []

    def hear(sender, subjects, by, **_more):
        heard.append((sender, subjects, by))

    signals.registry_changed.connect(hear, weak=False)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            said = say(officer)
        with django_capture_on_commit_callbacks(execute=True):
            actions.mark_checked(TEXHONG, "area", by=officer)
            actions.withdraw(said, by=officer, why="a slip")
    finally:
        signals.registry_changed.disconnect(hear)
    assert [(sender, by) for sender, _subjects, by in heard] == [
        ("assert_value", officer), ("mark_checked", officer), ("withdraw", officer),
    ]  # fmt: skip
    assert heard[0][1] == {TEXHONG}


@pytest.mark.parametrize(
    ("said", "part", "code"),
    [
        ({"value": "many"}, "", "not_a_number"),
        ({"unit": "km2"}, "", "unknown_unit"),
        ({"source": "nobody"}, "source", "unknown_source"),
        ({"trust": "A+"}, "trust", "unknown_choice"),
        ({"trust": "M-L"}, "trust", "trust_against_source"),
        ({"source": "nho"}, "trust", "trust_against_source"),
        ({"as_of": "1/1/2026"}, "as_of", "not_a_date"),
        ({"as_of": timezone.localdate() + timedelta(days=2)}, "as_of", "in_the_future"),
        ({"valid_from": "x"}, "valid_from", "not_a_date"),
        ({"valid_from": "2026-01-02", "valid_to": "2026-01-01"}, "valid_to", "period_backwards"),
        ({"field": "localities", "value": "99999"}, "", "unknown_reference"),
        ({"field": "location", "value": {"lon": 105.8, "lat": 21, "accuracy_m": 5,
                                         "method": "surveyed"}}, "", "outside_bounds"),
        ({"field": "outline", "value": "LINESTRING(1 2,3 4)"}, "", "outside_bounds"),
    ],
)  # fmt: skip
def test_what_cannot_be_said_is_refused_and_nothing_is_recorded(officer, said, part, code):
    before = Assertion.objects.count()
    with pytest.raises(ValueRefused) as refused:
        say(officer, **said)
    assert (refused.value.part, refused.value.code) == (part, code)
    assert refused.value.remedy
    assert Assertion.objects.count() == before


def test_a_subject_cannot_refer_to_itself(officer):
    with pytest.raises(ValueRefused) as refused:
        actions.assert_value("locality:22", "parent", "22", source="qd-1", trust="S-H", by=officer)
    assert refused.value.code == "refers_to_itself"


@pytest.mark.parametrize(
    ("subject", "field"),
    [("park:nowhere", "planned_area"), (TEXHONG, "colour"), ("zone:x", "area"), ("", "")],
)
def test_nothing_can_be_said_of_what_does_not_exist(officer, subject, field):
    with pytest.raises(ActionRefused):
        actions.assert_value(subject, field, "1", source="qd-1", trust="S-H", by=officer)
    with pytest.raises(ActionRefused):
        actions.mark_checked(subject, field, by=officer)


def test_the_same_thing_cannot_be_said_twice(officer):
    say(officer)
    with pytest.raises(ValueRefused) as refused:
        say(officer)
    assert refused.value.code == "already_said"


def test_a_place_can_be_corrected(officer):
    place = {"lon": "107.7512", "lat": "21.4098", "accuracy_m": "5", "method": "surveyed"}
    say(officer, "location", place)
    row = InfrastructureProject.objects.get(key=TEXHONG)
    assert (row.location.x, row.accuracy_m, row.location_method) == (107.7512, 5, "surveyed")


def test_checked_unchanged_renews_freshness_and_changes_no_value(officer):
    assert area().freshness.state == "stale"
    before = Assertion.objects.count()
    actions.mark_checked(TEXHONG, "area", by=officer, note="telephoned")
    assert area().freshness.state == "fresh"
    assert area().freshness.checked_on == timezone.localdate()
    assert area().value == 650.0
    assert Assertion.objects.count() == before
    others = registry.read(subjects=[TEXHONG])[TEXHONG].fields
    assert others["rent_min"].freshness.state == "stale"


def test_a_whole_subject_can_be_checked_at_once(officer):
    actions.mark_checked(TEXHONG, "*", by=officer)
    fields = registry.read(subjects=[TEXHONG])[TEXHONG].fields.values()
    assert {held.freshness.state for held in fields} == {"fresh"}


def test_what_is_unknown_cannot_be_checked(officer):
    with pytest.raises(ActionRefused):
        actions.mark_checked(TEXHONG, "free_area", by=officer)
    assert not Check.objects.exists()


def test_a_withdrawn_value_no_longer_counts_and_stays_on_record(officer):
    said = say(officer)
    then = timezone.now()
    actions.withdraw(said, by=officer, why="read the wrong line")
    assert area().value == 650.0
    assert InfrastructureProject.objects.get(key=TEXHONG).area == 650.0
    said.refresh_from_db()
    assert (said.withdrawal.by, said.withdrawal.why) == (officer, "read the wrong line")
    known_then = registry.read(known_at=then, subjects=[TEXHONG])[TEXHONG]
    assert known_then.value("area") == 700.0
    say(officer)
    assert area().value == 700.0


def test_a_withdrawal_needs_a_reason_and_happens_once(officer):
    said = say(officer)
    with pytest.raises(ActionRefused):
        actions.withdraw(said, by=officer, why="  ")
    actions.withdraw(said, by=officer, why="slip")
    with pytest.raises(ActionRefused):
        actions.withdraw(said, by=officer, why="slip")


def test_a_value_of_a_pack_is_corrected_and_not_withdrawn(officer):
    packed = Assertion.objects.filter(subject=TEXHONG, field="area").first()
    with translation.override("en"), pytest.raises(ActionRefused, match="comes from a pack"):
        actions.withdraw(packed, by=officer, why="wrong")
    packed.refresh_from_db()
    assert packed.withdrawn_at is None


def test_loading_the_pack_again_leaves_what_people_said(officer, tmp_path):
    say(officer)
    assert packs.load(write_pack(tmp_path / "again")).withdrawn == 0
    assert area().value == 700.0


def test_a_person_can_describe_a_new_source(officer):
    source = actions.add_source(
        kind="report", title_vi="Báo cáo quý I", title_en="Report of quarter I", by=officer,
        url="https://example.org/r", published_on="2026-Q1",
    )  # fmt: skip
    said = say(officer, source=source, value="12")
    assert said.source == source
    assert source.retrieved_on == timezone.localdate().isoformat()
    for part, wrong in (("kind", "rumour"), ("url", "javascript:x"), ("published_on", "soon"),
                        ("title_vi", " ")):  # fmt: skip
        words = {"kind": "report", "title_vi": "a", "title_en": "a", "by": officer} | {part: wrong}
        with pytest.raises(ValueRefused) as refused:
            actions.add_source(**words)
        assert refused.value.part == part


def test_a_value_for_a_time_holds_only_then(officer):
    say(officer, value="800", valid_from=date(2020, 1, 1), valid_to=date(2021, 1, 1))
    assert area().value == 650.0
    then = registry.read(on=date(2020, 6, 1), subjects=[TEXHONG])[TEXHONG]
    assert then.value("area") == 800.0
