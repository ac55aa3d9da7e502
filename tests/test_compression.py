"""What goes over the line compressed, and what goes as it is."""

from __future__ import annotations

import gzip
import io

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from diaban.config.compression import CompressPages

PAGE = "<p>Hồ sơ hành chính</p>" * 200


def answer(response: HttpResponse, accepts: str = "gzip, deflate, br") -> HttpResponse:
    request = RequestFactory().get("/vi/", headers={"Accept-Encoding": accepts})
    return CompressPages(lambda _request: response)(request)  # type: ignore[return-value]


def test_a_long_page_is_sent_compressed_and_reads_the_same():
    sent = answer(HttpResponse(PAGE))
    assert sent.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in sent.headers["Vary"]
    assert len(sent.content) == int(sent.headers["Content-Length"]) < len(PAGE) / 5
    assert gzip.decompress(sent.content).decode() == PAGE


def test_who_cannot_read_it_gets_the_page_as_it_is():
    for accepts in ("", "br"):
        sent = answer(HttpResponse(PAGE), accepts)
        assert "Content-Encoding" not in sent.headers and sent.content.decode() == PAGE
        assert "Accept-Encoding" in sent.headers["Vary"]


def test_short_answers_files_and_streams_are_left_alone():
    for response in (
        HttpResponse("short"),
        HttpResponse(PAGE, content_type="application/pdf"),
        StreamingHttpResponse([PAGE]),
        FileResponse(io.BytesIO(b"text " * 1000), content_type="text/csv"),
    ):
        assert "Content-Encoding" not in answer(response).headers


def test_the_tag_of_a_compressed_page_says_that_its_bytes_may_differ():
    assert answer(HttpResponse(PAGE, headers={"ETag": '"x"'})).headers["ETag"] == 'W/"x"'


def test_two_answers_of_the_same_page_differ_in_length():
    """So that nobody reads a secret from how well it compresses beside a guess."""
    assert len({len(answer(HttpResponse(PAGE)).content) for _ in range(40)}) > 1


def test_pages_of_the_site_are_compressed(client):
    page = client.get("/vi/accounts/login/", headers={"Accept-Encoding": "gzip"})
    assert page.headers["Content-Encoding"] == "gzip"
    assert "Địa Bàn" in gzip.decompress(page.content).decode()
