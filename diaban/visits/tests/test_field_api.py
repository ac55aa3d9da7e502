"""The field application's interface: JSON for everything, refusals too; files are looked at."""

from __future__ import annotations

import hashlib
import io
import json
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation
from PIL import Image

from diaban.dossiers import blobs
from diaban.visits.field import examining, shell_views
from diaban.visits.models import Media, StopField, Submission
from diaban.visits.tests.making import colleague, visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def an():
    return colleague("an")


@pytest.fixture
def stop(an):
    return visit(leader=an, by=an, first_day=timezone.localdate()).stops.get()


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def client(an):
    return client_of(an)


def jpeg(size=(40, 30), exif=None) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, "JPEG", **({"exif": exif} if exif else {}))
    return out.getvalue()


def put(client, stop, content, pk=None, **headers):
    pk = pk or uuid.uuid4()
    told = {
        "X-Kind": "photo", "X-Stop": str(stop.pk), "X-Name": "IMG_1.jpg",
        "X-Sha256": hashlib.sha256(content).hexdigest(),
        "X-Taken-At": timezone.now().isoformat(), "X-Device": "phone-1",
    }  # fmt: skip
    told |= {f"X-{name.replace('_', '-')}": value for name, value in headers.items()}
    return client.put(
        f"/field/api/media/{pk}/", content, content_type="application/octet-stream", headers=told
    )


def codes(response) -> list[str]:
    return [one["code"] for one in response.json()["warnings"]]


def note(stop, **changes):
    told = {name: {"base": None, "value": value} for name, value in changes.items()}
    return {
        "id": str(uuid.uuid4()), "device": "phone-1", "stop": stop.pk, "changes": told,
        "device_time": timezone.now().isoformat(),
    }  # fmt: skip


def post(client, told):
    return client.post("/field/api/submissions/", json.dumps(told), "application/json")


ADDRESSES = ["session/", "visits/", "bundle/TT-2026-0001/", f"submissions/{uuid.UUID(int=7)}/"]


@pytest.mark.parametrize("path", ADDRESSES)
def test_a_stranger_is_told_to_sign_in_as_json(path):
    response = Client().get(f"/field/api/{path}")
    assert (response.status_code, response.json()["code"]) == (401, "sign_in")


@pytest.mark.parametrize("role", ["enterprise", "agency", "editor"])
@pytest.mark.parametrize("path", ADDRESSES)
def test_only_those_who_record_visits_get_in(role, path):
    response = client_of(colleague("x", role)).get(f"/field/api/{path}")
    assert (response.status_code, response.json()["code"]) == (403, "not_yours")


def test_sending_needs_the_token(an, stop):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(an)
    assert post(strict, note(stop, note="x")).status_code == 403
    token = strict.get("/field/api/session/").json()["token"]
    sent = strict.post(
        "/field/api/submissions/", json.dumps(note(stop, note="x")), "application/json",
        headers={"X-CSRFToken": token},
    )  # fmt: skip
    assert sent.status_code == 200


def test_the_session_says_who_and_how_much(client, an, settings):
    settings.DIABAN_FIELD_MEDIA_MB = 7
    told = client.get("/field/api/session/").json()
    assert (told["user"]["id"], told["most_bytes"]) == (an.pk, 7_000_000)


def test_one_takes_along_only_ones_own_visits(client, stop):
    other = visit(by=None, title="Another")
    assert [one["number"] for one in client.get("/field/api/visits/").json()["visits"]] == [
        stop.visit.number
    ]
    assert client.get(f"/field/api/bundle/{stop.visit.number}/").status_code == 200
    assert client.get(f"/field/api/bundle/{other.number}/").status_code == 403


def test_a_bundle_carries_each_stop_in_both_languages(client, stop):
    StopField.objects.create(stop=stop, name="note", value="seen")
    (told,) = client.get(f"/field/api/bundle/{stop.visit.number}/").json()["stops"]
    assert told["fields"]["note"]["value"] == "seen"
    assert {one["code"] for one in told["known"]["vi"]} >= {"place", "petitions", "commitments"}
    vi, en = ([one["title"] for one in told["known"][language]] for language in ("vi", "en"))
    assert vi != en


def test_a_bundle_names_the_promises_of_the_last_visit(client, stop, an):
    from diaban.visits.commitments import actions as commitment_actions

    earlier = visit(leader=an, by=an, title="Earlier").stops.get()
    promise = commitment_actions.Request("authority", "Lay the cable")
    made = commitment_actions.make(earlier, promise, by=an)
    (told,) = client.get(f"/field/api/bundle/{stop.visit.number}/").json()["stops"]
    owed = next(one for one in told["known"]["en"] if one["code"] == "commitments")
    assert owed["lines"][0]["label"] == made.number
    assert "Lay the cable" in owed["lines"][0]["value"]


def test_a_note_is_answered_with_a_receipt_and_can_be_asked_for_again(client, stop):
    told = note(stop, note="x")
    receipt = post(client, told).json()
    assert (receipt["outcome"], receipt["applied"], receipt["version"]) == ("applied", ["note"], 1)
    assert client.get(f"/field/api/submissions/{told['id']}/").json() == receipt
    assert post(client, told).json() == receipt


@pytest.mark.parametrize(
    "damage",
    [
        {"id": "no uuid"}, {"stop": "x"}, {"stop": "²"}, {"stop": "9" * 50}, {"stop": None},
        {"changes": []}, {"changes": {"note": 1}},
        {"device_time": "yesterday"}, {"device": 5}, {"findings": {}}, {"base_version": -1},
        {"commitments": [{"id": "x"}]}, {"media": ["x"]}, {"base_version": True},
        {"device_time": 12}, {"device_time": "+999999-01-01T00:00"},
        {"device_time": "0001-01-01T00:00:00+07:00"}, {"device_time": "9999-12-31T23:59-07:00"},
        {"findings": [{"id": str(uuid.uuid4()), "text": "x", "at": "0001-01-01T00:00+14:00"}]},
        {"findings": [{"id": str(uuid.uuid4()), "text": "x", "point": [10**400, 1]}]},
        {"extra": float("nan")}, {"changes": {"note": {"value": float("-inf")}}},
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_by_name(client, stop, damage):
    response = post(client, note(stop, note="x") | damage)
    assert (response.status_code, response.json()["code"]) == (400, "malformed")
    assert Submission.objects.count() == 0


def test_signs_that_no_database_keeps_are_replaced_and_the_note_is_kept(client, stop):
    finding = {"id": str(uuid.uuid4()), "category": "power", "text": "x\x00y\ud800z"}
    told = note(stop, note="a\x00b") | {"device": "d\ud800", "findings": [finding], "k\x00": 1}
    response = post(client, told)
    assert (response.status_code, response.json()["outcome"]) == (200, "applied")
    assert StopField.objects.get().value == "a\ufffdb"
    assert stop.findings.get().text == "x\ufffdy\ufffdz"
    kept = Submission.objects.get()
    assert (kept.device, kept.payload["k\ufffd"]) == ("d\ufffd", 1)
    assert put(client, stop, jpeg(), Caption="a%00b").status_code == 200
    assert Media.objects.get().caption == "a\ufffdb"


@pytest.mark.parametrize("body", ["", "{", "[]", '{"a": 1e999}', '"x"', "null", "[" * 100_000])
def test_what_is_no_json_is_refused(client, body):
    response = client.post("/field/api/submissions/", body, "application/json")
    assert (response.status_code, response.json()["code"]) == (400, "malformed")


def test_a_stop_that_is_gone_is_said_and_nothing_is_lost(client):
    response = post(client, {"id": str(uuid.uuid4()), "device": "d", "stop": 999_999})
    assert (response.status_code, response.json()["code"]) == (403, "not_yours")


def test_a_photograph_is_kept_whole_with_time_and_place(client, stop):
    content = jpeg()
    response = put(client, stop, content, Position="107.05,20.98,12", Blurred="1")
    row = Media.objects.get()
    assert (response.json()["state"], codes(response)) == ("stored", [])
    assert blobs.read(row.sha256) == content
    assert (row.longitude, row.latitude, row.accuracy_m, row.blurred) == (107.05, 20.98, 12, True)


def test_the_same_photograph_ten_times_is_one(client, stop):
    pk, content = uuid.uuid4(), jpeg()
    answers = {put(client, stop, content, pk).content for _n in range(10)}
    assert (len(answers), Media.objects.count()) == (1, 1)


def test_another_content_under_the_same_id_is_refused(client, stop):
    pk = uuid.uuid4()
    put(client, stop, jpeg(), pk)
    response = put(client, stop, jpeg((10, 10)), pk)
    assert (response.status_code, response.json()["code"]) == (409, "other_id")


def test_a_photograph_damaged_on_the_way_is_sent_again(client, stop):
    response = put(client, stop, jpeg(), Sha256="0" * 64)
    assert (response.status_code, response.json()["code"]) == (422, "hash")
    assert Media.objects.count() == 0


def test_a_photograph_that_is_too_large_is_refused_by_name(client, stop, settings):
    settings.DIABAN_FIELD_MEDIA_MB = 1
    response = put(client, stop, b"\xff\xd8\xff" + bytes(1_000_001), Name="S%C3%A2n.jpg")
    assert (response.status_code, response.json()["code"]) == (413, "too_large")
    assert "Sân.jpg" in response.json()["text"]
    assert Media.objects.count() == 0


@pytest.mark.parametrize(
    "content", [b"\xff\xd8\xffnot a picture", b"GIF89a", b"%PDF-1.7", jpeg((400, 300))[:600]]
)
def test_a_fake_photograph_is_kept_for_repair_and_told(client, stop, content):
    response = put(client, stop, content)
    assert (response.status_code, response.json()["state"]) == (200, "held")
    assert codes(response) == ["not_a_picture"]
    assert blobs.read(Media.objects.get().sha256) == content


def test_a_picture_with_too_many_pixels_is_not_opened(client, stop, monkeypatch):
    monkeypatch.setattr(examining, "MOST_PIXELS", 100)
    assert codes(put(client, stop, jpeg())) == ["too_many_pixels"]


@pytest.mark.parametrize(
    ("position", "code"),
    [
        ("2.35,48.85,5", "abroad"), ("108.32,22.81,5", "far"), ("-107.05,20.98", "abroad"),
        ("500,20", "impossible_position"),
    ],
)  # fmt: skip
def test_a_position_elsewhere_is_told_and_kept(client, stop, position, code, monkeypatch):
    monkeypatch.setattr("diaban.visits.planning.candidates.Map.of_stop", lambda *_: (107.05, 20.98))
    response = put(client, stop, jpeg(), Position=position)
    assert (response.json()["state"], codes(response)) == ("stored", [code])


def test_a_position_is_not_judged_where_the_place_is_unknown(client, stop):
    assert codes(put(client, stop, jpeg(), Position="108.32,22.81,5")) == []


@pytest.mark.parametrize("days", [-366, 366])
def test_a_clock_that_is_a_year_wrong_is_told(client, stop, days):
    wrong = (timezone.now() + timedelta(days=days)).isoformat()
    response = put(client, stop, jpeg(), Taken_At=wrong, Device_Time=wrong)
    assert "clock" in codes(response)
    assert response.json()["state"] == "stored"
    assert abs((Media.objects.get().taken_at - timezone.now()).days) >= 365


def test_a_memo_is_known_by_its_own_marks(client, stop):
    webm = b"\x1a\x45\xdf\xa3" + bytes(100)
    assert put(client, stop, webm, Kind="voice").json()["state"] == "stored"
    assert codes(put(client, stop, b"plain text", Kind="voice")) == ["not_a_recording"]


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Kind", "film"),
        ("Stop", "x"),
        ("Position", "a,b"),
        ("Position", "1"),
        ("Taken_At", "?"),
        ("Taken_At", "0001-01-01T00:00+07:00"),
    ],
)
def test_odd_headers_are_refused_by_name(client, stop, header, value):
    response = put(client, stop, jpeg(), **{header: value})
    assert (response.status_code, response.json()["code"]) == (400, "malformed")


def test_a_photograph_for_a_visit_on_which_one_does_not_go_is_refused(stop):
    response = put(client_of(colleague("stranger")), stop, jpeg())
    assert (response.status_code, Media.objects.count()) == (403, 0)


def test_others_get_the_picture_without_what_is_hidden_in_it():
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Secret phone", 6
    hidden = jpeg((40, 30), exif)
    shown = examining.without_hidden_data(hidden)
    assert b"Secret phone" in hidden
    assert b"Secret phone" not in shown
    assert Image.open(io.BytesIO(shown)).size == (30, 40)
    plain = jpeg()
    assert examining.without_hidden_data(plain) == plain


def test_a_picture_with_another_one_behind_it_is_taken_and_given_out_alone(client, stop):
    out = io.BytesIO()
    second = Image.new("RGB", (40, 30), "red")
    Image.new("RGB", (40, 30), "teal").save(out, "MPO", save_all=True, append_images=[second])
    response = put(client, stop, out.getvalue())
    assert (response.status_code, response.json()["state"]) == (200, "stored")
    assert Media.objects.get().media_type == "image/jpeg"
    assert Image.open(io.BytesIO(examining.without_hidden_data(out.getvalue()))).format == "JPEG"


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P", "1"])
def test_words_inside_a_drawing_are_not_given_out(mode):
    from PIL.PngImagePlugin import PngInfo

    words, out = PngInfo(), io.BytesIO()
    words.add_text("Author", "Secret person")
    Image.new(mode, (40, 30)).save(out, "PNG", pnginfo=words)
    shown = examining.without_hidden_data(out.getvalue())
    assert b"Secret person" not in shown
    assert Image.open(io.BytesIO(shown)).mode == mode


def test_the_version_is_the_same_whoever_asks_first():
    told = set()
    for language in ("vi", "en"):
        shell_views.version.cache_clear()
        with translation.override(language):
            told.add(shell_views.version())
    assert len(told) == 1


def test_the_page_and_its_worker_hold_nobodys_data(client, stop):
    page = client.get("/field/")
    assert page.status_code == 200
    assert stop.visit.title not in page.content.decode()
    assert "Cookie" not in page.headers.get("Vary", "")
    manifest = client.get("/field/manifest.webmanifest").json()
    assert (manifest["scope"], manifest["start_url"]) == ("/field/", "/field/")
