"""The reading API keeps to HTTP: problems, conditions, encodings, methods, origins."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import brotli
import pytest

from diaban.editions import store
from diaban.explorer.api import features
from diaban.explorer.question_parameters import PARAMETERS
from diaban.explorer.tests.client import Client
from diaban.explorer.tests.sample import publish_sample
from diaban.explorer.tests.test_question_parse import (
    test_bad_input_is_named_with_a_reason_and_a_remedy as bad_questions,
)

BAD_QUESTIONS = bad_questions.pytestmark[0].args[1]


@pytest.fixture(scope="module")
def client(editions_root):
    return Client(editions_root)


@pytest.mark.parametrize(("query", "parameter", "code"), BAD_QUESTIONS)
def test_a_bad_parameter_gets_400_with_its_name(client, query, parameter, code):
    reply = client.get("/api/v1/explore?" + query.replace(" ", "%20"))
    assert reply.status == 400
    assert reply.headers["content-type"] == "application/problem+json"
    problem = reply.json()
    assert problem["status"] == 400
    assert parameter in {error["parameter"] for error in problem["errors"]}
    assert code in {error["code"] for error in problem["errors"]}
    assert parameter in problem["detail"]


@pytest.mark.parametrize("name", sorted(set(PARAMETERS) - {"layers", "q"}))
def test_one_layer_refuses_the_same_bad_parameters(client, name):
    queries = [case[0] for case in BAD_QUESTIONS if case[1] == name and "layers" not in case[0]]
    for query in queries:
        reply = client.get("/api/v1/layers/parks/features?" + query.replace(" ", "%20"))
        assert reply.status == 400, query


@pytest.mark.parametrize(
    ("target", "parameter"),
    [
        ("/api/v1/search", "q"),
        ("/api/v1/search?q=a&limit=101", "limit"),
        ("/api/v1/search?q=a&on=tomorrow", "on"),
        ("/api/v1/search?query=a&q=b", "query"),
        ("/api/v1/layers?edition=x", "edition"),
        ("/api/v1/layers?edition=20200101T000000Z-00000000", "edition"),
        ("/api/v1/features/locality:22?editon=x", "editon"),
        ("/api/v1/editions?limit=0", "limit"),
        ("/api/v1/editions/current/changes?offset=x", "offset"),
        ("/tiles/current/parks/23/0/0", "z"),
        ("/tiles/current/parks/9/512/0", "x"),
        ("/tiles/current/parks/9/0/y", "y"),
        ("/tiles/base/current/a/0/0", "z"),
    ],
)
def test_other_addresses_name_their_bad_parameters_too(client, target, parameter):
    reply = client.get(target)
    assert reply.status == 400
    assert reply.json()["parameter"] == parameter


@pytest.mark.parametrize(
    "target",
    [
        "/api/v1/nothing",
        "/api/v1/layers/castles",
        "/api/v1/layers/castles/features",
        "/api/v1/features/park:atlantis",
        "/api/v1/features/x",
        "/api/v1/editions/20200101T000000Z-00000000",
        "/api/v1/editions/..%2f..",
        "/api/v1/editions/../../etc",
        "/tiles/current/castles/1/0/0",
        "/tiles/20200101T000000Z-00000000/parks/1/0/0",
        "/tiles/%ff",
    ],
)
def test_what_is_not_there_gets_404(client, target):
    reply = client.get(target)
    assert reply.status == 404
    assert reply.json()["title"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE"])
def test_the_api_can_only_be_read(client, method):
    reply = client.request(method, "/api/v1/explore")
    assert reply.status == 405
    assert reply.headers["allow"] == "GET, HEAD, OPTIONS"
    assert reply.json()["status"] == 405


def test_a_query_without_end_is_refused_by_the_name_of_its_longest_parameter(client):
    reply = client.get("/api/v1/explore?limit=1&polygon=" + "x" * 70_000)
    assert reply.status == 400
    assert reply.json()["errors"][0]["parameter"] == "polygon"
    assert reply.json()["errors"][0]["code"] == "too-long"


def test_problems_speak_the_language_that_the_client_prefers(client, monkeypatch):
    from django.utils import translation

    monkeypatch.setattr(translation, "gettext", lambda msgid: f"[vi] {msgid}")
    reply = client.get("/api/v1/explore?limit=0", accept_language="vi-VN,en;q=0.5")
    assert reply.headers["content-language"] == "vi"
    assert reply.json()["errors"][0]["reason"].startswith("[vi]")
    assert "Accept-Language" in reply.headers["vary"]
    english = client.get("/api/v1/explore?limit=0", accept_language="en,vi;q=0.5")
    assert english.headers["content-language"] == "en"
    assert not english.json()["title"].startswith("[vi]")


def test_an_unforeseen_failure_tells_nothing_of_the_inside(client, monkeypatch, caplog):
    monkeypatch.setattr(features, "ask", lambda *_: 1 / 0)
    reply = client.get("/api/v1/explore")
    assert reply.status == 500
    assert b"division" not in reply.body
    assert "ZeroDivisionError" in caplog.text


def test_a_tampered_edition_is_refused_by_the_name_of_its_file(tmp_path):
    identity = publish_sample(tmp_path)
    with (tmp_path / identity / "facts.bin").open("ab") as file:
        file.write(b"!")
    reply = Client(tmp_path).get("/api/v1/layers")
    assert reply.status == 503
    assert "facts.bin" in reply.json()["detail"]


# Conditions and caches

TARGETS = [
    "/api/v1",
    "/api/v1/explore?layers=parks",
    "/api/v1/layers",
    "/api/v1/layers/parks",
    "/api/v1/layers/parks/features?limit=1",
    "/api/v1/features/locality:22",
    "/api/v1/search?q=ha",
    "/api/v1/sources",
    "/api/v1/editions",
    "/api/v1/editions/current",
    "/api/v1/editions/current/changes",
    "/api/v1/openapi.json",
    "/api/v1/docs",
]


@pytest.mark.parametrize("target", TARGETS)
def test_what_the_client_has_is_not_sent_again(client, target):
    first = client.get(target)
    assert first.headers["cache-control"] == "public, max-age=0, must-revalidate"
    again = client.get(target, if_none_match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert client.get(target, if_none_match='"other"').status == 200


@pytest.mark.parametrize("target", TARGETS)
def test_head_is_get_without_the_body(client, target):
    get = client.get(target)
    head = client.request("HEAD", target)
    assert (head.status, head.body) == (get.status, b"")
    assert head.headers == get.headers
    assert int(head.headers["content-length"]) == len(get.body)


def test_an_address_that_names_its_edition_may_be_kept_for_ever(client, edition):
    for target in (
        f"/api/v1/explore?edition={edition.id}",
        f"/api/v1/editions/{edition.id}",
        f"/tiles/{edition.id}/parks/9/0/0",
    ):
        reply = client.get(target)
        assert reply.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "immutable" not in client.get("/api/v1/explore?edition=").headers["cache-control"]
    assert "immutable" not in client.get("/api/v1/explore?q=edition").headers["cache-control"]


def test_another_edition_has_another_tag(tmp_path):
    import datetime as dt

    from diaban.explorer.tests.sample import NOW, ROWS

    publish_sample(tmp_path)
    client = Client(tmp_path)
    first = client.get("/api/v1/explore").headers["etag"]
    rows = ROWS | {"parks": ROWS["parks"][:1]}
    publish_sample(tmp_path, now=NOW + dt.timedelta(1), rows=rows)
    assert client.get("/api/v1/explore", if_none_match=first).status == 200


def test_two_spellings_of_a_question_share_their_tag(client):
    one = client.get("/api/v1/explore?limit=5&layers=parks&area_min=10.0")
    other = client.get("/api/v1/explore?area_min=10&layers=parks&limit=5&view=table")
    assert one.headers["etag"] == other.headers["etag"]
    assert one.body == other.body


@pytest.mark.parametrize(
    ("accepted", "coding", "unpack"),
    [
        ("gzip, deflate, br", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0, gzip;q=0.5", "gzip", gzip.decompress),
        ("*", "br", brotli.decompress),
        ("identity", None, bytes),
        ("", None, bytes),
    ],
)
def test_answers_are_compressed_as_the_client_accepts(client, accepted, coding, unpack):
    target = "/api/v1/explore"
    plain = client.get(target)
    reply = client.get(target, accept_encoding=accepted)
    assert reply.headers.get("content-encoding") == coding
    assert unpack(reply.body) == plain.body
    assert "Accept-Encoding" in reply.headers["vary"]
    assert (reply.headers["etag"] == plain.headers["etag"]) is (coding is None)
    assert client.get(target, if_none_match=reply.headers["etag"]).status == 304


def test_a_small_answer_is_not_compressed(client):
    reply = client.get("/api/v1/search?q=zzzz", accept_encoding="br")
    assert "content-encoding" not in reply.headers


@pytest.mark.parametrize("target", ["/api/v1/explore", "/api/v1/nothing", "/tiles/current/x"])
def test_every_origin_may_read(client, target):
    assert client.get(target).headers["access-control-allow-origin"] == "*"
    assert client.get(target).headers["x-content-type-options"] == "nosniff"


def test_a_browser_may_ask_first(client):
    reply = client.request("OPTIONS", "/api/v1/explore", origin="https://example.org")
    assert (reply.status, reply.body) == (204, b"")
    assert reply.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"


def test_a_trailing_slash_leads_to_the_address_without_it(client):
    reply = client.get("/api/v1/explore/?q=ha")
    assert (reply.status, reply.headers["location"]) == (308, "/api/v1/explore?q=ha")


# Without Django


def test_the_api_reads_without_django_settings_or_a_database(tmp_path, edition):
    program = textwrap.dedent(
        """
        import sys, sqlite3
        def refuse(*a, **k): raise AssertionError("the reading side opened a database")
        sqlite3.connect = refuse
        from pathlib import Path
        from diaban.explorer.tests.client import Client
        client = Client(Path(sys.argv[1]))
        for target in sys.argv[2:]:
            reply = client.get(target)
            assert reply.status == 200, (target, reply.body)
        assert client.get("/api/v1/explore?limit=0", accept_language="vi").status == 400
        from django.conf import settings
        assert not settings.configured
        assert "django.db" not in sys.modules, "django.db was imported"
        """
    )
    environment = {k: v for k, v in os.environ.items() if not k.startswith("DJANGO")}
    done = subprocess.run(
        [sys.executable, "-c", program, str(edition.path.parent), *TARGETS],
        env=environment,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[3],
    )
    assert done.returncode == 0, done.stderr


def test_the_default_application_finds_its_folder_in_the_environment(tmp_path, monkeypatch):
    from diaban.explorer.api import app

    publish_sample(tmp_path / "editions")
    monkeypatch.setenv("DIABAN_DATA", str(tmp_path))
    client = Client(tmp_path)
    client.app = app.application_from_environment()
    assert client.get("/api/v1/layers").json()["edition"] == store.ids(tmp_path / "editions")[0]


def test_letters_that_were_not_percent_encoded_are_read_as_they_are(client):
    asked = client.get("/api/v1/search?q=H%E1%BA%A3i%20H%C3%A0").json()
    raw = client.get("/api/v1/search?q=Hải%20Hà").json()
    assert raw["q"] == "Hải Hà"
    assert raw["matches"] == asked["matches"]
