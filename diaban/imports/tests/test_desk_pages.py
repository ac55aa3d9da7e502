"""A file's way over the pages of the desk, as a browser would post it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
import shapely
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from diaban.accounts.permissions import may
from diaban.accounts.tests.people import EVERYBODY, STRANGER, client_of, person
from diaban.facts import packs
from diaban.facts.models import Source
from diaban.facts.tests.build_pack import write_pack
from diaban.imports import desk_urls, marked
from diaban.imports.models import Import, ImportJob, RememberedMapping, State
from diaban.imports.tests.files import vector
from diaban.zones.models import IndustrialPark

pytestmark = pytest.mark.django_db

NEW = "/en/desk/imports/new/"
SHAPES = [
    shapely.Polygon([(107.7, 21.4), (107.74, 21.41), (107.73, 21.45), (107.7, 21.44)]),
    shapely.Polygon([(106.8, 20.84), (106.83, 20.85), (106.82, 20.87)]),
]


@pytest.fixture(autouse=True)
def small_pack(tmp_path):
    packs.load(write_pack(tmp_path / "pack"))


def parks(folder: Path, crs: str | None = "EPSG:4326", name: str = "khu.gpkg", **more) -> bytes:
    columns = {
        "Mã": ["hai-ha", "moi"],
        "Tên": ["KCN Cảng biển Hải Hà", "KCN Mới"],
        "Diện tích (ha)": [990.0, 120.5],
    } | more
    folder.mkdir(exist_ok=True)
    return vector(folder / name, SHAPES, columns, crs).read_bytes()


def sent(content: bytes, name: str = "khu.gpkg", **changes) -> dict:
    form = {
        "kind": "park",
        "source_is": "existing",
        "source": "qd-1",
        "sender": "Sở Xây dựng",
        "file": SimpleUploadedFile(name, content),
    } | changes
    return {name: value for name, value in form.items() if value is not None}


def upload(content: bytes, name: str = "khu.gpkg", role: str = "officer", **changes) -> Import:
    answer = client_of(role).post(NEW, sent(content, name, **changes))
    assert answer.status_code == 302, answer.context["form"].errors
    answer = client_of(role).get(answer.url)
    return Import.objects.get(pk=int(answer.url.rstrip("/").rpartition("/")[2]))


def page_of(record: Import, role: str = "officer", **query):
    return client_of(role).get(f"/en/desk/imports/{record.pk}/", query)


def all_answers(page) -> dict:
    """What a browser would send of the page's form as it stands."""
    said: dict = {"accepted": [], "left_out": []}
    for one in page.context["settings"]:
        if one.kind != "check":
            said[one.name] = one.value
        elif one.checked:
            said[one.name] = "1"
    for column in page.context["columns"]:
        said[column["name"]] = next(c.value for c in column["choices"] if c.chosen)
    for group in page.context["findings"]:
        if group.ticked:
            said["accepted" if group.can_accept else "left_out"].append(group.code)
    return said


def settle(record: Import, role: str = "officer", **answers) -> Import:
    """Answer on the page until nothing is open but what the answers leave open."""
    said = all_answers(page_of(record, role)) | answers
    said["accepted"] = [*said["accepted"], *(
        group.code for group in page_of(record, role).context["findings"] if group.can_accept
    )]  # fmt: skip
    answer = client_of(role).post(f"/en/desk/imports/{record.pk}/decide/", said)
    assert answer.status_code == 302, answer.context["problems"]
    record.refresh_from_db()
    return record


def post(record: Import, way: str, role: str, **said):
    """Press a button of the page as it was last seen."""
    if way == "approve":
        said = {"seen": page_of(record, role).context["record"].mark} | said
    return client_of(role).post(f"/en/desk/imports/{record.pk}/{way}/", said, follow=True)


def ready(tmp_path) -> Import:
    record = settle(upload(parks(tmp_path / "f")))
    assert record.state == State.READY, record.report
    return record


def test_a_file_is_sent_seen_approved_by_another_and_taken_back(tmp_path):
    record = ready(tmp_path)
    page = page_of(record).content.decode()
    assert "KCN Mới" in page
    assert "<svg" in page
    post(record, "step/send", "officer")
    post(record, "approve", "editor")
    record.refresh_from_db()
    assert record.state == State.APPLIED
    assert IndustrialPark.objects.filter(key="park:moi").exists()
    post(record, "step/undo", "officer")
    back = Import.objects.get(undoes=record)
    assert back.state == State.READY
    post(back, "step/send", "officer")
    post(back, "approve", "leader")
    assert not IndustrialPark.objects.filter(key="park:moi").exists()


def test_whoever_prepared_it_cannot_approve_it_and_is_told_why(tmp_path):
    record = settle(upload(parks(tmp_path / "f"), role="editor"), "editor")
    post(record, "step/send", "editor")
    page = page_of(record, "editor").content.decode()
    assert "a second person has to approve it" in page
    assert reverse("imports:approve", args=[record.pk]) not in page
    answer = post(record, "approve", "editor")
    assert "second person" in answer.content.decode()
    record.refresh_from_db()
    assert record.state == State.SENT


def test_what_has_changed_since_the_page_was_looked_at_is_not_approved(tmp_path):
    record = ready(tmp_path)
    post(record, "step/send", "officer")
    page = page_of(record, "editor").content.decode()
    assert f'name="seen" value="{Import.objects.get(pk=record.pk).mark}"' in page
    answer = post(record, "approve", "editor", seen="0" * 64)
    assert "changed since you looked" in answer.content.decode()
    record.refresh_from_db()
    assert record.state == State.SENT


def test_a_rejected_file_shows_its_reason_and_can_be_worked_on_again(tmp_path):
    record = ready(tmp_path)
    post(record, "step/send", "officer")
    answer = post(record, "reject", "leader", why="")
    assert "Write why" in answer.content.decode()
    post(record, "reject", "leader", why="Ranh giới của bản cũ")
    assert "Ranh giới của bản cũ" in page_of(record).content.decode()
    post(record, "step/reopen", "officer")
    record.refresh_from_db()
    assert record.state == State.READY


def test_without_a_coordinate_system_candidates_are_ranked_and_one_is_chosen(tmp_path):
    record = upload(parks(tmp_path / "f", crs=None, name="khu.fgb"), "khu.fgb")
    page = page_of(record)
    (question,) = page.context["questions"]
    assert question["code"] == "crs"
    assert "EPSG:4326" in [option.value for option in question["options"]]
    assert all(option.detail for option in question["options"])  # where it would land
    assert "difference is shown when the questions are answered" in page.content.decode()
    record = settle(record, **{question["name"]: "EPSG:4326"})
    assert record.answers.crs == "EPSG:4326"
    assert record.report["questions"] == []


def test_the_mapping_of_a_sender_is_remembered_for_the_next_file(tmp_path):
    content = parks(tmp_path / "f", Ghi=["operating", "planned"])
    record = upload(content)
    page = page_of(record)
    number = [one["column"] for one in page.context["columns"]].index("Ghi")
    record = settle(record, **{f"column-{number}": "status"})
    post(record, "step/send", "officer")
    assert RememberedMapping.objects.get().sender == "Sở Xây dựng"
    again = upload(parks(tmp_path / "g", Ghi=["planned", "planned"]))
    told = {one["column"]: one for one in again.report["columns"]}
    assert (told["Ghi"]["target"], told["Ghi"]["basis"]) == ("status", "remembered")


def test_wrong_answers_change_nothing_and_stay_typed(tmp_path):
    record = upload(parks(tmp_path / "f"))
    before = record.decisions
    said = all_answers(page_of(record)) | {
        "accuracy_m": "rất chính xác", "valid_from": "hôm qua", "constants": "nonsense",
        "as_of": "2025-Q9", "header_row": "-1",
    }  # fmt: skip
    answer = client_of("officer").post(f"/en/desk/imports/{record.pk}/decide/", said)
    assert answer.status_code == 400
    assert set(answer.context["problems"]) == {
        "accuracy_m", "valid_from", "constants", "as_of", "header_row"
    }  # fmt: skip
    page = answer.content.decode()
    assert 'value="rất chính xác"' in page
    assert ">nonsense</textarea>" in page
    record.refresh_from_db()
    assert record.decisions == before


def test_a_new_source_is_described_with_the_file(tmp_path):
    said = {"source_is": "new", "source": None, "new_kind": "decision",
            "new_title_vi": "Quyết định 99", "new_published_on": "2026-03"}  # fmt: skip
    record = upload(parks(tmp_path / "f"), **said)
    assert record.source.title_vi == "Quyết định 99"
    assert record.source.title_en == "Quyết định 99"


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("khu.geojson", b"0" * 40_000_000)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (bomb(), "khu.zip", "bomb"),
        (b"", "khu.gpkg", "empty"),
        (b"%PDF-1.7 ...", "khu.pdf", "PDF"),
        (b"PK\x03\x04 not at all", "khu.gpkg", "khu.gpkg"),
        (b"\x89PNG\r\n\x1a\n", "khu.geojson", "picture"),
    ],
)
def test_a_bad_file_is_refused_at_once_in_words_and_what_was_typed_stays(content, name, words):
    said = {"source_is": "new", "source": None, "new_kind": "", "new_title_vi": "Quyết định 99"}
    answer = client_of("officer").post(NEW, sent(content, name, **said))
    assert answer.status_code == 400
    assert words in str(answer.context["form"].errors["file"])
    page = answer.content.decode()
    assert 'value="Quyết định 99"' in page
    assert 'value="Sở Xây dựng"' in page
    assert not ImportJob.objects.exists()


def test_a_file_over_the_limit_is_cut_off_while_it_arrives(settings, tmp_path):
    settings.DIABAN_UPLOAD_MB = 1
    answer = client_of("officer").post(NEW, sent(b"x" * 3_000_000, "to.csv"))
    assert answer.status_code == 400
    assert "larger than 1 MB" in str(answer.context["form"].errors["file"])
    assert answer.context["form"]["sender"].value() == "Sở Xây dựng"


def test_a_source_is_not_added_when_the_file_is_refused():
    before = Source.objects.count()
    said = {"source_is": "new", "source": None, "new_kind": "decision", "new_title_vi": "QĐ 99"}
    client_of("officer").post(NEW, sent(b"", **said))
    assert Source.objects.count() == before


@pytest.mark.parametrize("job", ["999", "x", "²", "9" * 30, "9" * 5000])
def test_work_that_there_never_was_leads_to_an_empty_form(job):
    assert client_of("officer").get(NEW, {"job": job}).status_code == 200


def test_no_file_and_no_source_are_asked_for():
    answer = client_of("officer").post(NEW, {"kind": "park", "source_is": "existing"})
    assert set(answer.context["form"].errors) == {"file", "source"}


def test_a_file_that_only_reading_refuses_says_so_and_leads_back(tmp_path):
    content = b'{"type":"FeatureCollection","features":[{"type":"Feature","geometry":'
    answer = client_of("officer").post(NEW, sent(content, "khu.geojson"))
    page = client_of("officer").get(answer.url)
    assert page.status_code == 200
    job = ImportJob.objects.get()
    assert job.state == "failed"
    assert job.problem in page.context["job"].problem
    form = client_of("officer").get(NEW, {"job": job.pk}).context["form"]
    assert (form["kind"].value(), form["source"].value()) == ("park", "qd-1")


def test_lost_work_can_be_asked_for_again(tmp_path, monkeypatch):
    record = ready(tmp_path)
    job = ImportJob.objects.filter(action="decide").first()
    ImportJob.objects.filter(pk=job.pk).update(state="running", told_at="2026-01-01T00:00:00Z")
    page = client_of("officer").get(reverse("imports:job", args=[job.pk])).content.decode()
    assert "Nobody has worked on this" in page
    client_of("officer").post(reverse("imports:again", args=[job.pk]))
    job.refresh_from_db()
    assert job.state == "done"
    record.refresh_from_db()
    assert record.state == State.READY


def test_the_marked_copy_is_downloaded_under_the_senders_name(tmp_path):
    record = upload(parks(tmp_path / "f"))
    answer = page_of(record).client.get(reverse("imports:marked", args=[record.pk]))
    assert "khu-danh-dau.gpkg" in answer.headers["Content-Disposition"]
    assert b"".join(answer.streaming_content)[:15] == b"SQLite format 3"


def test_the_marked_copy_is_made_once_for_as_long_as_nothing_changes(tmp_path, monkeypatch):
    record = upload(parks(tmp_path / "f"))
    made, write = [], marked.write
    monkeypatch.setattr(marked, "write", lambda *said: made.append(said) or write(*said))
    address = reverse("imports:marked", args=[record.pk])

    def fetch() -> bytes:
        return b"".join(client_of("officer").get(address).streaming_content)

    first = fetch()
    assert (fetch(), len(made)) == (first, 1)
    settle(record)
    fetch()
    assert len(made) == 2, "with other decisions it says something else"
    folder = Path(settings.DIABAN_DATA) / "imports" / "marked" / str(record.pk)
    assert len(list(folder.iterdir())) == 1, "how it stood before is not kept"


def test_what_is_not_public_is_not_sent_here_and_its_file_is_for_those_who_may_read_names(tmp_path):
    form = client_of("officer").get(NEW).context["form"]
    kinds = [name for name, _title in form["kind"].field.choices]
    assert "park" in kinds
    assert "material_plot" not in kinds
    refused = client_of("editor").post(NEW, sent(parks(tmp_path / "f"), kind="material_plot"))
    assert "kind" in refused.context["form"].errors
    record = upload(parks(tmp_path / "f"))
    Import.objects.filter(pk=record.pk).update(kind="material_plot")
    address = reverse("imports:marked", args=[record.pk])
    assert client_of("officer").get(address).status_code == 403
    assert b"".join(client_of("editor").get(address).streaming_content)


def test_the_map_and_the_drawing_show_the_same_things(tmp_path):
    record = ready(tmp_path)
    told = client_of("officer").get(reverse("imports:map", args=[record.pk])).json()
    roles = [one["properties"]["role"] for one in told["features"]]
    assert roles.count("added") == 1
    figure = page_of(record).context["figure"]
    assert len(figure.paths) + len(figure.points) == len(told["features"])
    west, south, east, north = told["bbox"]
    assert west < 106.8 < 107.74 < east
    assert south < 20.84 < 21.45 < north


def test_the_list_can_be_narrowed_to_a_state(tmp_path):
    record = ready(tmp_path)
    page = client_of("officer").get("/en/desk/imports/", {"state": "ready"})
    assert list(page.context["page"].object_list) == [record]
    page = client_of("officer").get("/en/desk/imports/", {"state": "applied"})
    assert list(page.context["page"].object_list) == []


def address(name: str, record: Import) -> str:
    arguments = {"list": [], "new": [], "step": [record.pk, "send"]}
    if name in ("job", "again"):
        return reverse(f"imports:{name}", args=[ImportJob.objects.first().pk])
    return reverse(f"imports:{name}", args=arguments.get(name, [record.pk]))


@pytest.mark.parametrize("role", EVERYBODY)
def test_everybody_passes_the_doors_of_his_role_and_no_others(tmp_path, role):
    record = ready(tmp_path)
    client = client_of(role)
    for pattern in desk_urls.urlpatterns:
        for method in ("get", "post"):
            answer = getattr(client, method)(address(pattern.name, record))
            if answer.streaming:
                assert b"".join(answer.streaming_content)
            told = (pattern.name, method, answer.status_code)
            if role == STRANGER:
                assert answer.status_code == 302, told
                assert "/accounts/login/" in answer.url, told
            elif may(person(role), pattern.callback.permission):
                assert answer.status_code in (200, 302, 400, 405), told
            else:
                assert answer.status_code == 403, told


@pytest.mark.parametrize("name", ["again", "decide", "step", "approve", "reject"])
def test_a_link_changes_nothing_and_a_post_needs_the_token(tmp_path, name):
    record = ready(tmp_path)
    assert client_of("admin").get(address(name, record)).status_code == 405
    strict = client_of("admin", enforce_csrf_checks=True)
    assert strict.post(address(name, record)).status_code == 403
    assert strict.post(NEW, {}).status_code == 403
