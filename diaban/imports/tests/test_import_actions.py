"""From a file to the registry and back: proposed, seen, approved by another person, applied."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
import shapely
from django.contrib.auth import get_user_model
from django.db import connection, connections

from diaban.facts import actions as facts
from diaban.facts import packs, registry, schema, signals
from diaban.facts.actions import ActionRefused
from diaban.facts.models import Assertion, Source
from diaban.facts.tests.build_pack import write_pack
from diaban.imports import actions
from diaban.imports.actions import PreviewChanged
from diaban.imports.decisions import Decisions
from diaban.imports.models import Import, RememberedMapping, State
from diaban.imports.tests.files import vector
from diaban.projects.models import Project
from diaban.zones.models import IndustrialPark

pytestmark = pytest.mark.django_db

HAI_HA = "park:hai-ha"
SHAPES = [
    shapely.Polygon([(107.7, 21.4), (107.74, 21.41), (107.73, 21.45), (107.7, 21.44)]),
    shapely.Polygon([(106.8, 20.84), (106.83, 20.85), (106.82, 20.87)]),
]


@pytest.fixture(autouse=True)
def small_pack(tmp_path):
    packs.load(write_pack(tmp_path / "pack"))


@pytest.fixture
def lan():
    return get_user_model().objects.create_user("lan")


@pytest.fixture
def minh():
    return get_user_model().objects.create_user("minh")


@pytest.fixture
def told():
    heard = []

    def hear(sender, subjects, by, **_more):
        heard.append((sender, subjects))

    signals.registry_changed.connect(hear, weak=False)
    yield heard
    signals.registry_changed.disconnect(hear)


def parks(folder: Path, shapes=SHAPES, **fields) -> Path:
    columns = {
        "code": ["hai-ha", "bac-tien-phong-2"],
        "name": ["KCN cảng biển Hải Hà", "KCN Bắc Tiền Phong 2"],
        "status": ["operating", "planned"],
    }
    return vector(folder / "parks.gpkg", shapes, columns | fields)


def propose(path, by=None, source="qd-1", **decisions):
    accepted = frozenset({"area_differs", "moved_far"})
    return actions.propose(
        path,
        schema.kind("park"),
        Source.objects.get(pk=source),
        Decisions(accepted=accepted, **decisions),
        by=by,
    )


def applied(path, lan, minh, **decisions):
    record = propose(path, lan, **decisions)
    actions.send(record, by=lan)
    actions.approve(record, by=minh, seen=record.mark)
    actions.apply(record, by=minh)
    return record


def sent_and_approved(record, lan, minh):
    actions.send(record, by=lan)
    return actions.approve(record, by=minh, seen=record.mark)


def by_key(record):
    return {change.key: change for change in record.changes.all()}


def test_nothing_changes_until_it_is_approved_and_applied(tmp_path, lan, minh):
    before = Assertion.objects.count()
    record = propose(parks(tmp_path), lan)
    assert record.state == State.READY
    assert {key: one.action for key, one in by_key(record).items()} == {
        HAI_HA: "changed",
        "park:bac-tien-phong-2": "added",
    }
    actions.send(record, by=lan)
    actions.approve(record, by=minh, seen=record.mark)
    assert Assertion.objects.count() == before
    done = actions.apply(record, by=minh)
    assert done.added == Assertion.objects.count() - before == 4
    assert [event.action for event in record.events.all()] == [
        "ready", "sent", "approved", "applied",
    ]  # fmt: skip


def test_every_value_is_the_named_source_s_word_and_says_which_import_brought_it(
    tmp_path, lan, minh
):
    record = applied(parks(tmp_path), lan, minh)
    made = Assertion.objects.filter(origin=f"import:{record.pk}")
    assert {(row.subject, row.field, row.source_id) for row in made} == {
        (HAI_HA, "outline", "qd-1"),
        ("park:bac-tien-phong-2", "name", "qd-1"),
        ("park:bac-tien-phong-2", "status", "qd-1"),
        ("park:bac-tien-phong-2", "outline", "qd-1"),
    }
    assert IndustrialPark.objects.get(pk=HAI_HA).outline.equals(SHAPES[0])


def test_the_rest_of_the_house_is_told_so_that_an_edition_is_published(
    tmp_path, lan, minh, told, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        applied(parks(tmp_path), lan, minh)
    assert told == [("import", frozenset({HAI_HA, "park:bac-tien-phong-2"}))]


def test_who_prepared_or_sent_it_cannot_approve_it(tmp_path, lan):
    record = actions.send(propose(parks(tmp_path), lan), by=lan)
    with pytest.raises(ActionRefused, match="second person"):
        actions.approve(record, by=lan, seen=record.mark)
    with pytest.raises(ActionRefused, match="second person"):
        actions.approve(record, by=None, seen=record.mark)
    assert Import.objects.get(pk=record.pk).state == State.SENT


def test_what_nobody_has_prepared_is_not_sent_and_what_nobody_has_sent_is_not_approved(
    tmp_path, lan, minh, settings
):
    with pytest.raises(ActionRefused, match="Nobody is named"):
        actions.send(propose(parks(tmp_path)), by=lan)
    named = propose(parks(tmp_path), lan)
    with pytest.raises(ActionRefused, match="Nobody is named"):
        actions.send(named)
    settings.DIABAN_SECOND_PERSON = False
    unknown, unsent = actions.send(propose(parks(tmp_path)), by=lan), actions.send(named)
    settings.DIABAN_SECOND_PERSON = True
    for record in (unknown, unsent):
        with pytest.raises(ActionRefused, match="Nobody is named"):
            actions.approve(record, by=minh, seen=record.mark)
        assert Import.objects.get(pk=record.pk).state == State.SENT


def test_only_what_the_approver_looked_at_is_approved(tmp_path, lan, minh):
    record = actions.send(propose(parks(tmp_path), lan), by=lan)
    looked_at = record.mark
    actions.reopen(record, by=lan)
    actions.decide(record, Decisions(accepted=record.answers.accepted, trust="M-M"), by=lan)
    actions.send(record, by=lan)
    for seen in (looked_at, ""):
        with pytest.raises(ActionRefused, match="changed since you looked"):
            actions.approve(record, by=minh, seen=seen)
    assert Import.objects.get(pk=record.pk).state == State.SENT
    assert actions.approve(record, by=minh, seen=record.mark).state == State.APPROVED


def test_whoever_rejects_a_file_can_approve_it_when_it_is_put_right(tmp_path, lan, minh):
    record = actions.send(propose(parks(tmp_path), lan), by=lan)
    actions.reject(record, by=minh, why="Sai ranh giới")
    actions.reopen(record, by=lan)
    assert sent_and_approved(record, lan, minh).state == State.APPROVED


def test_where_no_second_person_is_asked_for_one_is_enough(tmp_path, lan, settings):
    settings.DIABAN_SECOND_PERSON = False
    record = actions.send(propose(parks(tmp_path), lan), by=lan)
    assert actions.approve(record, by=lan, seen=record.mark).state == State.APPROVED


def test_what_is_not_approved_cannot_be_applied(tmp_path, lan):
    record = actions.send(propose(parks(tmp_path), lan), by=lan)
    with pytest.raises(ActionRefused, match="waiting for approval"):
        actions.apply(record, by=lan)


def test_of_two_people_who_apply_it_at_once_the_second_is_refused(tmp_path, lan, minh):
    record = applied(parks(tmp_path), lan, minh)
    before = Assertion.objects.count()
    with pytest.raises(ActionRefused, match="applied"):
        actions.apply(record, by=lan)
    assert Assertion.objects.count() == before


@pytest.mark.django_db(transaction=True)
def test_of_two_who_apply_it_at_the_same_moment_one_does(tmp_path):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time; its test database is in memory")
    people = get_user_model().objects
    lan, minh = people.create_user("lan"), people.create_user("minh")
    record = propose(parks(tmp_path), lan)
    sent_and_approved(record, lan, minh)
    start, outcomes = threading.Barrier(2), []

    def hurry() -> None:
        mine = Import.objects.get(pk=record.pk)
        start.wait()
        try:
            outcomes.append(actions.apply(mine, by=minh).added)
        except ActionRefused:
            outcomes.append(0)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=hurry) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [0, 4]
    assert Assertion.objects.filter(origin=record.origin).count() == 4


def test_open_warnings_keep_it_from_being_sent(tmp_path, lan):
    far = [shapely.affinity.translate(SHAPES[0], 0.3), SHAPES[1]]
    applied_first = parks(tmp_path)
    assert applied_first
    record = actions.propose(
        parks(tmp_path, far, planned_area=[4988.0, 1.0]),
        schema.kind("park"), Source.objects.get(pk="qd-1"), Decisions(), by=lan,
    )  # fmt: skip
    assert record.state == State.DRAFT
    assert {one.code for one in record.findings.all()} == {"area_differs"}
    with pytest.raises(ActionRefused, match="settle the findings"):
        actions.send(record, by=lan)
    settled = actions.decide(record, Decisions(accepted=frozenset({"area_differs"})), by=lan)
    assert settled.state == State.READY


def test_a_change_of_the_registry_between_preview_and_apply_is_seen(tmp_path, lan, minh):
    record = propose(parks(tmp_path), lan)
    sent_and_approved(record, lan, minh)
    facts.assert_value(
        HAI_HA, "status", "planned", source="qd-1", by=lan, trust="S-H", as_of="2020-01-01"
    )
    before = Assertion.objects.count()
    with pytest.raises(PreviewChanged):
        actions.apply(record, by=minh)
    assert Assertion.objects.count() == before
    record.refresh_from_db()
    assert record.state == State.READY
    status = next(one for one in by_key(record)[HAI_HA].fields if one["field"] == "status")
    assert (status["old"], status["new"]) == ("planned", "operating")
    assert record.events.last().by is None, "who applied it has not prepared it"
    assert sent_and_approved(record, lan, minh).state == State.APPROVED


def test_a_change_elsewhere_in_the_registry_does_not_stop_it(tmp_path, lan, minh):
    record = propose(parks(tmp_path), lan)
    sent_and_approved(record, lan, minh)
    facts.assert_value(
        "park:dam-nha-mac", "status", "planned", source="qd-1", by=lan, trust="S-H",
        as_of="2020-01-01",
    )  # fmt: skip
    assert actions.apply(record, by=minh).added == 4


def test_the_same_file_again_changes_nothing(tmp_path, lan, minh):
    applied(parks(tmp_path), lan, minh)
    again = propose(parks(tmp_path), lan)
    assert again.report["counts"] == {
        "added": 0, "changed": 0, "removed": 0, "unchanged": 2, "doubtful": 0, "left_out": 0,
        "values": 0,
    }  # fmt: skip


def test_a_moved_outline_is_told_in_metres_and_takes_the_place_of_the_old(tmp_path, lan, minh):
    first = applied(parks(tmp_path), lan, minh)
    moved = shapely.Polygon([*SHAPES[0].exterior.coords[:2], (107.73, 21.4509), (107.7, 21.44)])
    second = applied(parks(tmp_path, [moved, SHAPES[1]]), lan, minh)
    change = by_key(second)[HAI_HA]
    assert 95 < change.moved_m < 105  # 0.0009° of latitude
    assert len(change.withdraws) == 1
    state = registry.read(subjects=[HAI_HA])[HAI_HA]
    assert not state.fields["outline"].resolution.conflict
    assert Assertion.objects.get(pk=change.withdraws[0]).origin == first.origin


def test_undoing_is_a_change_set_of_its_own_and_brings_back_what_was(tmp_path, lan, minh):
    applied(parks(tmp_path), lan, minh)
    before = registry.read(subjects=[HAI_HA])[HAI_HA].value("outline")
    moved = shapely.affinity.translate(SHAPES[0], 0.001)
    second = applied(parks(tmp_path, [moved, SHAPES[1]]), lan, minh)
    assert registry.read(subjects=[HAI_HA])[HAI_HA].value("outline") != before
    back = actions.undo(second, by=lan)
    assert back.state == State.READY
    with pytest.raises(ActionRefused, match="taken back already"):
        actions.undo(second, by=lan)
    sent_and_approved(back, lan, minh)
    actions.apply(back, by=minh)
    assert registry.read(subjects=[HAI_HA])[HAI_HA].value("outline") == before


def test_undoing_the_import_that_described_a_thing_takes_the_thing_away(tmp_path, lan, minh):
    record = applied(parks(tmp_path), lan, minh)
    back = actions.undo(record, by=lan)
    sent_and_approved(back, lan, minh)
    actions.apply(back, by=minh)
    assert not IndustrialPark.objects.filter(pk="park:bac-tien-phong-2").exists()
    assert Assertion.objects.filter(origin=record.origin, withdrawn_at=None).count() == 0
    assert Assertion.objects.filter(origin=record.origin).count() == 4  # nothing is forgotten


def taken_back(record, lan, minh):
    back = actions.undo(record, by=lan)
    sent_and_approved(back, lan, minh)
    actions.apply(back, by=minh)
    return back


def status_now():
    return registry.read(subjects=[HAI_HA])[HAI_HA].value("status")


def with_status(folder, status, lan, minh):
    return applied(parks(folder, status=[status, "planned"]), lan, minh)


def test_undoing_an_import_leaves_the_later_one_of_the_same_source_as_it_is(tmp_path, lan, minh):
    with_status(tmp_path, "planned", lan, minh)
    first = with_status(tmp_path, "operating", lan, minh)
    with_status(tmp_path, "under_construction", lan, minh)
    back = taken_back(first, lan, minh)
    assert back.changes.count() == 0, "nothing of it stands any more"
    assert status_now() == "under_construction"
    live = Assertion.objects.filter(
        subject=HAI_HA, field="status", source="qd-1", withdrawn_at=None
    )
    assert {row.value for row in live} >= {"under_construction"}
    assert "planned" not in {row.value for row in live}


def test_of_an_import_only_those_fields_return_that_nobody_has_replaced_since(tmp_path, lan, minh):
    applied(parks(tmp_path), lan, minh)
    before = registry.read(subjects=[HAI_HA])[HAI_HA].value("outline")
    moved = [shapely.affinity.translate(SHAPES[0], 0.001), SHAPES[1]]
    first = applied(parks(tmp_path, moved, status=["planned", "planned"]), lan, minh)
    applied(parks(tmp_path, moved, status=["under_construction", "planned"]), lan, minh)
    back = taken_back(first, lan, minh)
    assert [one["field"] for one in by_key(back)[HAI_HA].fields] == ["outline"]
    state = registry.read(subjects=[HAI_HA])[HAI_HA]
    assert (state.value("outline"), state.value("status")) == (before, "under_construction")


def test_latest_first_imports_are_taken_back_one_after_the_other(tmp_path, lan, minh):
    with_status(tmp_path, "planned", lan, minh)
    first = with_status(tmp_path, "operating", lan, minh)
    second = with_status(tmp_path, "under_construction", lan, minh)
    taken_back(second, lan, minh)
    assert status_now() == "operating"
    taken_back(first, lan, minh)
    assert status_now() == "planned"


NEW_PARK = "park:bac-tien-phong-2"


def said_by_hand(lan):
    facts.assert_value(
        NEW_PARK, "status", "operating", source="qd-1", by=lan, trust="S-H", as_of="2026-01-01"
    )


def a_project_in_it(lan):
    Project.objects.create(
        code="p-1", registered_name="Nhà máy", kind="secondary", park=NEW_PARK, recorded_by=lan
    )


@pytest.mark.parametrize("stand_on", [said_by_hand, a_project_in_it])
def test_a_thing_on_which_other_records_stand_is_not_taken_away(tmp_path, lan, minh, stand_on):
    record = applied(parks(tmp_path), lan, minh)
    waiting = sent_and_approved(actions.undo(record, by=lan), lan, minh)
    stand_on(lan)
    with pytest.raises(ActionRefused, match="Other records stand on"):
        actions.apply(waiting, by=minh)
    assert IndustrialPark.objects.filter(pk=NEW_PARK).exists()
    actions.abandon(waiting, by=lan)
    with pytest.raises(ActionRefused, match=f"Other records stand on .*{NEW_PARK}"):
        actions.undo(record, by=lan)


def test_an_undoing_cannot_be_undone(tmp_path, lan, minh):
    back = actions.undo(applied(parks(tmp_path), lan, minh), by=lan)
    sent_and_approved(back, lan, minh)
    actions.apply(back, by=minh)
    with pytest.raises(ActionRefused, match="cannot be taken back"):
        actions.undo(back, by=lan)
    assert not Import.objects.filter(undoes=back).exists()


def test_only_a_complete_file_ends_what_it_does_not_name(tmp_path, lan, minh):
    assert propose(parks(tmp_path)).report["counts"]["removed"] == 0
    record = applied(parks(tmp_path), lan, minh, complete=True, ended_on="2026-01-01")
    assert [key for key, one in by_key(record).items() if one.action == "removed"] == [
        "park:dam-nha-mac"
    ]
    assert str(IndustrialPark.objects.get(pk="park:dam-nha-mac").valid_to) == "2026-01-01"


def test_the_mapping_of_a_sender_is_remembered_when_it_was_sent(tmp_path, lan):
    path = parks(tmp_path, ghi_chu=["operating", "planned"])
    record = propose(path, lan, mapping={"ghi_chu": "status", "status": ""})
    actions.send(record, by=lan)
    assert RememberedMapping.objects.get().sender == "UBND tỉnh"
    again = propose(path, lan)
    taken = {one["column"]: (one["target"], one["basis"]) for one in again.report["columns"]}
    assert taken["ghi_chu"] == ("status", "remembered")
    assert taken["status"] == ("", "remembered")


def test_values_of_a_weaker_source_are_kept_beside_what_is_shown(tmp_path, lan, minh):
    path = parks(tmp_path, status=["planned", "planned"])
    record = applied(path, lan, minh, source="bao-1")
    status = next(one for one in by_key(record)[HAI_HA].fields if one["field"] == "status")
    assert status["effect"] == "beside"
    field = registry.read(subjects=[HAI_HA])[HAI_HA].fields["status"]
    assert field.value == "operating"
    assert field.resolution.conflict


def test_a_rejection_says_why_and_ends_it(tmp_path, lan, minh):
    record = actions.send(propose(parks(tmp_path), lan), by=lan)
    with pytest.raises(ActionRefused, match="why"):
        actions.reject(record, by=minh, why=" ")
    actions.reject(record, by=minh, why="Sai ranh giới")
    with pytest.raises(ActionRefused):
        actions.approve(record, by=minh, seen=record.mark)
    assert record.events.last().note == "Sai ranh giới"
