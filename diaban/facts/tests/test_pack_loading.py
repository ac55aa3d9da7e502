from __future__ import annotations

import csv
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError

from diaban.facts import packs, registry, signals
from diaban.facts.models import Assertion, FreshnessPolicy, Pack, Source, Withdrawal
from diaban.facts.packs import loading
from diaban.facts.tests.build_pack import table, with_row, write_pack
from diaban.places.models import CrosswalkRow, Locality
from diaban.zones.models import Facility, IndustrialPark, InfrastructureProject

pytestmark = pytest.mark.django_db
TEXHONG = "infrastructure_project:texhong"


def add_vietnamese_notes(folder, name, said):
    """A column note_vi, filled where the note is one of `said`."""
    path = folder / name
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*rows[0], "note_vi"])
        writer.writeheader()
        writer.writerows({**row, "note_vi": said.get(row.get("note", ""), "")} for row in rows)


@pytest.fixture
def told():
    """The changes that the registry told of."""
    heard = []

    def hear(sender, subjects, by, **_more):
        heard.append((sender, subjects, by))

    signals.registry_changed.connect(hear, weak=False)
    yield heard
    signals.registry_changed.disconnect(hear)


def test_every_value_becomes_an_assertion_with_its_source(tmp_path):
    summary = packs.load(write_pack(tmp_path))
    assert (summary.pack, summary.withdrawn, summary.unchanged) == ("small", 0, 0)
    assert summary.subjects == 15
    assert summary.added == Assertion.objects.count() + CrosswalkRow.objects.count()
    rent = Assertion.objects.get(subject=TEXHONG, field="rent_min")
    assert (rent.value, rent.unit, rent.source_id, rent.trust) == (50.0, "USD/m2", "bao-1", "S-M")
    assert (rent.as_of, rent.origin) == (date(2021, 1, 1), "pack:small")
    assert rent.as_of_given == "2021"
    area = Assertion.objects.get(subject=TEXHONG, field="area", source_id="qd-1")
    assert (area.as_of_period, area.as_of_given) == ("", area.as_of.isoformat())
    assert Source.objects.get(id="qd-1").published_on == "2016-09-16"
    assert Pack.objects.get().content["bounds"] == [106.4, 20.5, 108.6, 21.7]


def test_a_note_of_a_row_stands_once_with_its_name(tmp_path):
    packs.load(write_pack(tmp_path))
    noted = Assertion.objects.filter(subject=TEXHONG, note="Giá năm 2021")
    assert [row.field for row in noted] == ["name"]
    statement = Assertion.objects.exclude(note="").get(kind="statement")
    assert statement.field == "value"


def test_a_note_may_be_told_in_either_language_or_in_both(tmp_path):
    folder = write_pack(tmp_path)
    add_vietnamese_notes(folder, "facts.csv", {"": "Chỉ có tiếng Việt"})
    packs.load(folder)
    assert Assertion.objects.filter(note="", note_vi="Chỉ có tiếng Việt").exists()
    assert Assertion.objects.filter(note="Giá năm 2021", note_vi="").exists()


def test_translating_a_note_makes_no_new_fact_and_loses_none(
    tmp_path, told, django_capture_on_commit_callbacks
):
    folder = write_pack(tmp_path)
    packs.load(folder)
    before = list(Assertion.objects.order_by("id").values("id", "identity", "recorded_at"))
    add_vietnamese_notes(folder, "infrastructure_projects.csv", {"Giá năm 2021": "Giá thuê 2021"})
    with django_capture_on_commit_callbacks(execute=True):
        summary = packs.load(folder)
    assert (summary.added, summary.withdrawn) == (0, 0)
    assert list(Assertion.objects.order_by("id").values("id", "identity", "recorded_at")) == before
    assert Assertion.objects.get(note="Giá năm 2021").note_vi == "Giá thuê 2021"
    assert [(sender, TEXHONG in subjects) for sender, subjects, _by in told] == [("load", True)]


def test_a_translated_note_of_the_crosswalk_replaces_its_row(tmp_path):
    folder = write_pack(tmp_path)
    packs.load(folder)
    rows = CrosswalkRow.objects.filter(withdrawn_at=None)
    count = rows.count()
    add_vietnamese_notes(folder, "crosswalk.csv", {"": "Một phần"})
    summary = packs.load(folder)
    assert (summary.added, summary.withdrawn) == (count, count)
    assert {row.note_vi for row in rows.all()} == {"Một phần"}
    assert (packs.load(folder).added, rows.count()) == (0, count)


def test_an_empty_cell_is_unknown_and_never_zero(tmp_path):
    packs.load(write_pack(tmp_path))
    assert not Assertion.objects.filter(subject=TEXHONG, field="free_area").exists()
    assert InfrastructureProject.objects.get(key=TEXHONG).free_area is None


def test_typed_rows_hold_the_winners(tmp_path):
    packs.load(write_pack(tmp_path))
    texhong = InfrastructureProject.objects.get(key=TEXHONG)
    assert (texhong.area, texhong.park, texhong.established) == (650.0, "park:hai-ha", 2014)
    assert (texhong.developer_vi, texhong.localities) == ("Công ty Hải Hà", ["locality:06922"])
    assert (texhong.location.x, texhong.accuracy_m) == (107.76, 3000)
    assert texhong.location_method == "approximate"
    port = Facility.objects.get(code="cai-lan")
    assert (port.capacity, port.capacity_unit, port.opened) == (50000.0, "DWT", "1996")
    district = Locality.objects.get(code="205")
    assert (district.valid_to, district.area) == (date(2025, 7, 1), 511.6)


def test_the_second_time_nothing_changes_and_nobody_is_told(
    tmp_path, told, django_capture_on_commit_callbacks
):
    folder = write_pack(tmp_path)
    with django_capture_on_commit_callbacks(execute=True):
        first = packs.load(folder)
    with django_capture_on_commit_callbacks(execute=True):
        again = packs.load(folder)
    assert (again.added, again.withdrawn, again.unchanged) == (0, 0, first.added)
    assert [sender for sender, _subjects, _by in told] == ["load"]
    assert TEXHONG in told[0][1]


def test_what_a_pack_no_longer_says_is_withdrawn_and_not_forgotten(tmp_path):
    packs.load(write_pack(tmp_path), now=datetime(2026, 1, 1, tzinfo=UTC))
    changed = table("parks.csv").replace("4988", "5000")
    later = packs.load(write_pack(tmp_path, {"parks.csv": changed}))
    assert (later.added, later.withdrawn) == (1, 1)
    old = Assertion.objects.get(field="planned_area", value=4988.0)
    assert old.withdrawn_at is not None
    assert Withdrawal.objects.get(assertion=old).why
    assert IndustrialPark.objects.get(code="hai-ha").planned_area == 5000
    known = registry.read(known_at=datetime(2026, 6, 1, tzinfo=UTC))
    assert known["park:hai-ha"].value("planned_area") == 4988


def test_what_returns_to_the_pack_is_said_anew(tmp_path):
    folder = write_pack(tmp_path)
    packs.load(folder)
    packs.load(write_pack(folder, {"parks.csv": table("parks.csv").replace("4988", "5000")}))
    back = packs.load(write_pack(folder, {"parks.csv": table("parks.csv")}))
    assert (back.added, back.withdrawn) == (1, 1)
    assert Assertion.objects.filter(field="planned_area", value=4988.0).count() == 2
    assert IndustrialPark.objects.get(code="hai-ha").planned_area == 4988


def test_a_subject_that_left_the_pack_loses_its_row(tmp_path):
    folder = write_pack(tmp_path)
    packs.load(folder)
    lines = [line for line in table("facilities.csv").splitlines() if "van-ninh" not in line]
    places = [line for line in table("locations.csv").splitlines() if "van-ninh" not in line]
    packs.load(write_pack(folder, {"facilities.csv": "\n".join(lines),
                                   "locations.csv": "\n".join(places)}))  # fmt: skip
    assert [port.code for port in Facility.objects.all()] == ["cai-lan"]


def test_a_refused_pack_changes_nothing(tmp_path):
    folder = write_pack(tmp_path)
    packs.load(folder)
    before = Assertion.objects.count()
    bad = with_row("parks.csv", "x,KCN,Park,open,,,,qd-1,,S-H")
    with pytest.raises(packs.PackRefused) as refused:
        packs.load(write_pack(folder, {"parks.csv": bad}))
    assert [problem.field for problem in refused.value.problems] == ["status"]
    assert Assertion.objects.count() == before


def test_what_fails_half_way_leaves_nothing_behind(tmp_path, monkeypatch, told):
    def fail(*_arguments):
        raise OSError("disk full")

    monkeypatch.setattr(loading, "_save_policies", fail)
    with pytest.raises(OSError, match="disk full"):
        packs.load(write_pack(tmp_path))
    assert not Assertion.objects.exists()
    assert not Source.objects.exists()
    assert not CrosswalkRow.objects.exists()
    assert told == []


def test_a_corrected_source_is_taken_over(tmp_path):
    folder = write_pack(tmp_path)
    packs.load(folder)
    changed = table("sources.csv").replace("Article 1", "The first article")
    packs.load(write_pack(folder, {"sources.csv": changed}))
    assert Source.objects.get(id="bao-1").title_en == "The first article"


def test_promises_follow_the_pack(tmp_path):
    folder = write_pack(tmp_path)
    packs.load(folder)
    assert FreshnessPolicy.objects.get(field="name").stale_after_days is None
    header = "kind,field,owner,rhythm_days,stale_after_days\n"
    packs.load(write_pack(folder, {"freshness.csv": header + "park,*,Phòng Đầu tư,30,60\n"}))
    promise = FreshnessPolicy.objects.get()
    assert (promise.kind, promise.field, promise.stale_after_days) == ("park", "*", 60)


def test_two_packs_compete_and_neither_withdraws_the_others_values(tmp_path):
    packs.load(write_pack(tmp_path / "one"))
    about = table("pack.yaml").replace("id: small", "id: other")
    parks = table("parks.csv").replace("4988", "5000").replace(",2016,", ",2020,")
    packs.load(write_pack(tmp_path / "two", {"pack.yaml": about, "parks.csv": parks}))
    assert not Withdrawal.objects.exists()
    state = registry.read()["park:hai-ha"].fields["planned_area"]
    assert (state.value, state.resolution.rule) == (5000, "as_of")
    assert [r.claim.origin for r in state.resolution.competing] == ["pack:small"]


def test_a_pack_may_refer_to_what_another_one_describes(tmp_path):
    packs.load(write_pack(tmp_path / "one"))
    about = table("pack.yaml").replace("id: small", "id: other")
    more = tmp_path / "two"
    more.mkdir()
    (more / "pack.yaml").write_text(about)
    (more / "sources.csv").write_text(table("sources.csv"))
    (more / "facts.csv").write_text(
        "subject,field,value,source,as_of,trust\npark:hai-ha,planned_area,5000,qd-1,2020,S-H\n"
    )
    assert packs.load(more).added == 1


def test_what_the_pack_itself_said_last_time_is_no_excuse(tmp_path):
    packs.load(write_pack(tmp_path))
    parks = [line for line in table("parks.csv").splitlines() if "hai-ha" not in line]
    with pytest.raises(packs.PackRefused) as refused:
        packs.load(write_pack(tmp_path, {"parks.csv": "\n".join(parks)}))
    assert {(p.file, p.field, p.code) for p in refused.value.problems} == {
        ("infrastructure_projects.csv", "park", "unknown_reference")
    }


def test_the_database_itself_refuses_a_live_assertion_twice(tmp_path):
    packs.load(write_pack(tmp_path))
    row = Assertion.objects.first()
    row.pk = None
    with pytest.raises(IntegrityError):
        row.save(force_insert=True)


def test_progress_runs_from_start_to_end(tmp_path):
    shares: list[float] = []
    packs.load(write_pack(tmp_path), progress=shares.append)
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)


def test_the_crosswalk_is_withdrawn_and_added_like_facts(tmp_path):
    folder = write_pack(tmp_path)
    packs.load(folder)
    changed = table("crosswalk.csv").replace(",part,", ",whole,")
    packs.load(write_pack(folder, {"crosswalk.csv": changed}))
    live = CrosswalkRow.objects.filter(withdrawn_at=None).order_by("old_code")
    assert [(row.old_name, row.extent) for row in live] == [
        ("Quảng Điền", "whole"), ("Quảng Phong", "whole"),
    ]  # fmt: skip
    assert CrosswalkRow.objects.count() == 3
