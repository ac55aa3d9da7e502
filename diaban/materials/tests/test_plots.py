from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from diaban.accounts.tests.people import person
from diaban.cli import main
from diaban.editions import publish, snapshot, store
from diaban.facts import packs
from diaban.facts.actions import ActionRefused
from diaban.facts.models import Assertion, Source
from diaban.facts.tests.build_pack import SMALL_PACK
from diaban.facts.typed import written_by_resolution
from diaban.imports.eudr import read
from diaban.materials import actions, paper_files, published, reporting
from diaban.materials.models import MaterialPlot, PlotDocument, PlotProducer
from diaban.materials.tests.plot_files import REGION, point, polygon, write

pytestmark = pytest.mark.django_db
SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "eudr"


@pytest.fixture(autouse=True)
def registry():
    packs.load(SMALL_PACK)


def taken(path: Path, **more):
    given = {"region": REGION, "commodity": "commodity:tea", "sender": "HTX A",
             "by": person("editor")}  # fmt: skip
    return actions.take(path, **given | more)


def test_plots_are_held_under_their_region(tmp_path):
    done = taken(write(tmp_path / "p.geojson", polygon("Lô Đ-1"), point("Lô 2", Area=2.5)))
    assert (done.added, done.changed, done.unchanged) == (2, 0, 0)
    first = MaterialPlot.objects.get(key="material_plot:che-hai-ha-lo-d-1")
    assert (first.region, first.commodity, first.country) == (REGION, "commodity:tea", "VN")
    assert first.outline is not None and first.location is None
    assert first.measured == pytest.approx(13.8, abs=0.2)
    second = MaterialPlot.objects.get(key="material_plot:che-hai-ha-lo-2")
    assert (second.area, second.measured, second.outline) == (2.5, None, None)
    # 2.5 ha around the point, if round: √(25,000 m² / π) = 89.2 m.
    assert second.accuracy_m == 89.2


def test_the_same_file_again_changes_nothing(tmp_path):
    path = write(tmp_path / "p.geojson", polygon("1"), polygon("2", 0.01))
    taken(path)
    before = Assertion.objects.count(), Source.objects.count()
    assert taken(path).unchanged == 2
    assert (Assertion.objects.count(), Source.objects.count()) == before


def test_a_later_file_changes_what_differs_and_keeps_what_was(tmp_path):
    taken(write(tmp_path / "p.geojson", point("1", Area=2.5), polygon("2", 0.01)))
    done = taken(write(tmp_path / "q.geojson", point("1", Area=3.5)))
    assert (done.added, done.changed, done.unchanged) == (0, 1, 0)
    key = "material_plot:che-hai-ha-1"
    assert MaterialPlot.objects.get(key=key).area == 3.5
    assert MaterialPlot.objects.count() == 2, "what a file does not name stays"
    said = Assertion.objects.filter(subject=key, field="area").order_by("pk")
    assert [(row.value, row.withdrawn_at is None) for row in said] == [(2.5, False), (3.5, True)]


def test_one_violation_keeps_the_whole_file_out(tmp_path):
    path = write(tmp_path / "p.geojson", polygon("1"), polygon("2", 0.01, ProducerCountry="XX"))
    with pytest.raises(actions.FileRefused) as refused:
        taken(path)
    assert [(one.row, one.code) for one in refused.value.findings] == [(2, "eudr_country_unknown")]
    assert not MaterialPlot.objects.exists()
    assert not PlotProducer.objects.exists()


@pytest.mark.parametrize(
    ("features", "code", "row"),
    [
        ([polygon("1"), point("1", Area=1)], "plot_name_twice", 1),
        ([{**point("1", Area=1), "geometry": {"type": "MultiPoint", "coordinates": [
            [107.711111, 21.411111], [107.711222, 21.411222]]}}], "plot_compound", 1),
        ([{**point("1", Area=1), "geometry": {"type": "Point",
                                              "coordinates": [105.123456, 20.123456]}}],
         "plot_outside_province", 1),
    ],
)  # fmt: skip
def test_what_the_registry_cannot_hold_is_refused_too(tmp_path, features, code, row):
    with pytest.raises(actions.FileRefused) as refused:
        taken(write(tmp_path / "p.geojson", *features))
    first = refused.value.findings[0]
    assert (first.code, first.row) == (code, row)
    assert first.message and first.remedy


def test_a_region_or_raw_material_that_is_not_described_is_refused(tmp_path):
    path = write(tmp_path / "p.geojson", polygon("1"))
    for more in ({"region": "material:nowhere"}, {"commodity": "commodity:nothing"}):
        with pytest.raises(ActionRefused, match=r"nowhere|nothing"):
            taken(path, **more)
    assert not MaterialPlot.objects.exists()


# --- Who produces there --------------------------------------------------------------------------


def test_a_producers_name_is_in_no_assertion(tmp_path):
    taken(write(tmp_path / "p.geojson", polygon("1", ProducerName="Nguyễn Văn Riêng")))
    assert PlotProducer.objects.get().name == "Nguyễn Văn Riêng"
    told = json.dumps(list(Assertion.objects.values_list("value", "note")), ensure_ascii=False)
    assert "Riêng" not in told


def test_an_edition_says_how_many_plots_and_neither_which_nor_whose(tmp_path):
    features = [polygon(f"Nhà ông Riêng {number}", number / 100) for number in range(6)]
    taken(write(tmp_path / "p.geojson", *features), sender="Hợp tác xã Riêng")
    now = datetime(2026, 11, 26, tzinfo=UTC)
    name = publish.write(tmp_path / "editions", snapshot.build(now), now=now)
    edition = store.open(tmp_path / "editions", name)
    region = edition.document("material_plots")["regions"][REGION]
    assert (region["plots"], region["known"]) == (6, 6)
    assert region["measured_ha"] == pytest.approx(6 * 13.8, abs=2)
    for file in (tmp_path / "editions" / name).rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert "Riêng".encode() not in content, file
            assert b"material_plot:" not in content, file


def test_the_regions_page_says_how_many_plots_are_on_record(tmp_path, client, settings):
    settings.DIABAN_EDITIONS = tmp_path / "editions"
    taken(write(tmp_path / "p.geojson", *[polygon(str(one), one / 100) for one in range(6)]))
    now = datetime(2026, 11, 26, tzinfo=UTC)
    publish.write(tmp_path / "editions", snapshot.build(now), now=now)
    page = client.get("/en/materials/che-hai-ha/").content.decode()
    assert "6 plots are on record" in page
    assert "6 of 6 with a known area" in page


def test_the_hectares_of_a_few_plots_are_not_told(tmp_path):
    taken(write(tmp_path / "p.geojson", polygon("1")))
    now = datetime(2026, 11, 26, tzinfo=UTC)
    name = publish.write(tmp_path / "editions", snapshot.build(now), now=now)
    document = store.open(tmp_path / "editions", name).document("material_plots")
    assert document["regions"][REGION] == {"plots": 1, "known": None, "measured_ha": None}


def test_the_hectares_of_many_plots_are_not_told_where_few_are_known(tmp_path):
    taken(write(tmp_path / "p.geojson", *[polygon(str(one), one / 100) for one in range(6)]))
    unmeasured = MaterialPlot.objects.order_by("pk").values_list("pk", flat=True)[:2]
    with written_by_resolution():
        MaterialPlot.objects.filter(pk__in=list(unmeasured)).update(measured=None, area=None)
    (document,) = published.build(datetime(2026, 11, 26, tzinfo=UTC))
    region = document.content["regions"][REGION]
    assert region == {"plots": 6, "known": 4, "measured_ha": None}


def test_an_erased_name_is_gone_and_a_later_file_does_not_bring_it_back(tmp_path):
    path = write(tmp_path / "p.geojson", polygon("1", ProducerName="Riêng"))
    key = taken(path).keys[0]
    actions.erase_producer(key, by=person("editor"))
    row = PlotProducer.objects.get()
    assert (row.name, row.erased_by) == ("", person("editor"))
    taken(path)
    assert PlotProducer.objects.get().name == ""
    with pytest.raises(ActionRefused, match="No producer"):
        actions.erase_producer(key, by=person("editor"))


# --- Papers --------------------------------------------------------------------------------------

PDF = b"%PDF-1.7 invented\n"


@pytest.fixture
def plot(tmp_path) -> str:
    return taken(write(tmp_path / "p.geojson", polygon("1"))).keys[0]


def attached(plot: str, data: Path, **more) -> PlotDocument:
    given = {"kind": "land_right", "number": "CS 01", "chunks": [PDF], "file_name": "../gcn.pdf",
             "data": data, "by": person("editor"), "expires_on": date(2027, 1, 1)}  # fmt: skip
    return actions.attach(plot, **given | more)


def test_a_paper_is_kept_by_its_hash(plot, tmp_path):
    row = attached(plot, tmp_path)
    assert (row.file_name, row.media_type, row.size) == ("gcn.pdf", "application/pdf", len(PDF))
    assert paper_files.path_of(tmp_path, row.sha256).read_bytes() == PDF
    assert not list((tmp_path / "papers").glob(".*")), "no leftovers"


@pytest.mark.parametrize("content", [b"MZ\x90\x00", b"", b"<html>", b"PK\x03\x04"])
def test_a_file_that_is_no_scan_is_refused_by_its_content(plot, tmp_path, content):
    with pytest.raises(paper_files.FileRefused, match="no PDF, PNG or JPEG"):
        attached(plot, tmp_path, chunks=[content])
    assert not [path for path in (tmp_path / "papers").rglob("*") if path.is_file()]


def test_a_file_that_is_too_large_is_left_while_it_comes(plot, tmp_path):
    def endless():
        yield PDF
        while True:
            yield b"0" * 1_000_000

    with pytest.raises(paper_files.FileRefused, match="larger than 20 MB"):
        attached(plot, tmp_path, chunks=endless())


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"issued_on": date(2027, 1, 2)}, "before it was issued"),
        ({"unlimited": True}, "without an end"),
        ({"kind": "passport"}, "no kind of paper"),
    ],
)
def test_days_that_contradict_each_other_are_refused(plot, tmp_path, more, words):
    with pytest.raises(ActionRefused, match=words):
        attached(plot, tmp_path, **more)


def test_a_paper_is_attached_once_and_taken_back_only_with_a_reason(plot, tmp_path):
    row = attached(plot, tmp_path)
    with pytest.raises(ActionRefused, match="attached already"):
        attached(plot, tmp_path)
    with pytest.raises(ActionRefused, match="Write why"):
        actions.withdraw_document(row, why=" ", by=person("editor"))
    actions.withdraw_document(row, why="wrong plot", by=person("editor"))
    with pytest.raises(ActionRefused, match="taken back already"):
        actions.withdraw_document(row, why="again", by=person("editor"))
    attached(plot, tmp_path)
    assert PlotDocument.objects.filter(plot=plot).count() == 2


# --- The report ----------------------------------------------------------------------------------


def test_the_marked_copy_is_the_senders_file_with_reasons(tmp_path):
    path = write(tmp_path / "p.geojson", polygon("1"), polygon("2", 0.01, ProducerCountry="XX"))
    copy = json.loads(reporting.marked_copy(path, read(path).findings))
    first, second = copy["features"]
    assert "problems" not in first["properties"]
    assert "XX" in second["properties"]["problems"][0]
    assert second["geometry"] == json.loads(path.read_text())["features"][1]["geometry"]


def test_the_command_names_every_violation_of_the_invalid_cases_by_feature():
    path = SHARED / "synthetic_invalid_cases.geojson"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    run = CliRunner().invoke(main, ["plots", "check", str(path), "--json"])
    answer = json.loads(run.output)
    assert (run.exit_code, answer["sound"], answer["plots"]) == (1, False, 10)
    wrong = {one["feature"] for one in answer["findings"] if one["severity"] == "error"}
    # 6 (few decimals) and 8 (outside the province) are warnings and notes.
    assert wrong == {1, 2, 3, 4, 5, 7, 9, 10}
    assert {one["feature"] for one in answer["findings"]} == set(range(1, 11))


def test_the_command_takes_a_sound_file_and_refuses_another(tmp_path):
    good = write(tmp_path / "p.geojson", polygon("1"))
    bad = write(tmp_path / "q.geojson", polygon("1", ProducerCountry=""))
    command = ["plots", "take", "--region", REGION, "--sender", "HTX A", "--json"]
    run = CliRunner().invoke(main, [*command, str(good)])
    assert (run.exit_code, json.loads(run.output)["added"]) == (0, 1)
    run = CliRunner().invoke(main, [*command, str(bad)])
    assert (run.exit_code, json.loads(run.output)["findings"][0]["feature"]) == (1, 1)
