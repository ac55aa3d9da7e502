"""The API is documented by the code that serves it, and the documents do not drift."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import pytest

from diaban.explorer.api import openapi
from diaban.explorer.api.problems import TYPES
from diaban.explorer.api.routes import ENDPOINTS
from diaban.explorer.tests.client import Client

ROOT = Path(__file__).parents[3]
SNAPSHOT = ROOT / "docs" / "openapi.json"


@pytest.fixture(scope="module")
def client(editions_root):
    return Client(editions_root)


def test_the_committed_document_is_the_one_that_is_served(client):
    assert SNAPSHOT.read_text(encoding="utf-8") == openapi.text(ENDPOINTS), (
        "docs/openapi.json has drifted; write it again: "
        "python -m diaban.explorer.api.openapi > docs/openapi.json"
    )
    assert client.get("/api/v1/openapi.json").json() == openapi.document(ENDPOINTS)


def test_every_address_and_parameter_is_in_the_guide():
    guide = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    for endpoint in ENDPOINTS:
        assert f"`{endpoint.path}" in guide, endpoint.path
        for name in endpoint.parameters:
            assert f"`{name}`" in guide, name
    for kind in TYPES:
        assert f"`{kind.name}`" in guide, kind.name


class Page(HTMLParser):
    """What the tests ask of an HTML page."""

    def __init__(self, text):
        super().__init__()
        self.links, self.ids, self.headings, self.forbidden = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if "href" in attributes:
            self.links.append((tag, attributes["href"]))
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag in ("script", "style") or "style" in attributes:
            self.forbidden.append(tag)
        self.forbidden += [name for name in attributes if name.startswith("on")]


@pytest.fixture(scope="module")
def page(client):
    return Page(client.get("/api/v1/docs").body.decode())


def test_every_example_on_the_page_works(client, page):
    examples = {href for tag, href in page.links if tag == "a" and href.startswith("/api")}
    assert len(examples) > 30
    for href in examples:
        assert client.get(unquote(href).replace(" ", "%20")).status == 200, href


def test_every_place_on_the_page_that_is_linked_exists(page):
    places = {href[1:] for _tag, href in page.links if href.startswith("#")}
    assert places <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    assert {f"problem-{kind.name}" for kind in TYPES} <= set(page.ids)


def test_the_page_needs_no_script_no_inline_style_and_no_other_site(client, page):
    assert page.forbidden == []
    assert all(href.startswith(("/", "#")) for _tag, href in page.links)
    policy = client.get("/api/v1/docs").headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_the_page_has_its_headings_in_order(page):
    assert page.headings[0] == 1
    assert page.headings.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(page.headings))


def test_the_page_shows_every_parameter(page):
    expected = {f"{endpoint.name}-{name}" for endpoint in ENDPOINTS for name in endpoint.parameters}
    assert expected <= set(page.ids)
