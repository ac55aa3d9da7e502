"""What every answer tells the browser, and where the language links may lead."""

from __future__ import annotations

import pytest

from diaban.config.security import policy


def test_no_inline_script_and_no_guest_is_allowed():
    header = policy(online_base_map=False)
    assert "unsafe" not in header
    assert "https:" not in header
    assert "object-src 'none'" in header
    assert "frame-ancestors 'none'" in header


def test_the_online_base_map_is_the_only_guest_and_only_when_asked():
    header = policy(online_base_map=True)
    assert "img-src 'self' data: blob: https://tile.openstreetmap.org" in header
    assert "script-src https" not in header


def test_every_page_carries_the_policy(client):
    response = client.get("/robots.txt")
    assert "default-src 'self'" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Frame-Options"] == "DENY"


def test_the_chosen_language_is_remembered(client):
    response = client.get("/language/en/?next=/en/explore/")
    assert response.status_code == 302
    assert response.headers["Location"] == "/en/explore/"
    assert response.cookies["language"].value == "en"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""]
)
def test_a_language_link_never_leads_off_the_site(client, target):
    response = client.get("/language/vi/", {"next": target})
    assert response.headers["Location"] == "/vi/"


def test_an_unknown_language_does_not_exist(client):
    assert client.get("/language/xx/").status_code == 404


def test_a_first_visit_speaks_vietnamese_unless_the_browser_asks_for_english(client):
    assert client.get("/").headers["Location"] == "/vi/"
    assert client.get("/", headers={"accept-language": "en"}).headers["Location"] == "/en/"
