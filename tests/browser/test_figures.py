"""The quarter in figures: accessible, on a narrow phone, by keyboard, without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import expect

from tests.browser.axe import serious_faults
from tests.running_site import PHONE

NARROW = {**PHONE, "viewport": {"width": 360, "height": 740}}
PAGES = (
    "/vi/figures/?period=2025-Q1",
    "/en/figures/land.leased_of_ready/?period=2025-Q1",
    "/en/figures/compare/?indicator=land.leased",
    "/vi/figures/map/?indicator=land.leased&period=2025-Q1",
    "/embed/figures/land.leased/?language=en&period=2025-Q1",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_and_nothing_sticks_out(open_page, scheme):
    page = open_page("/vi/figures/", color_scheme=scheme, **NARROW)
    faults = {}
    for path in PAGES:
        page.goto(path)
        width = page.evaluate("document.documentElement.scrollWidth")
        found = serious_faults(page) + ([f"{width} pixels wide"] if width > 360 else [])
        if found:
            faults[path] = found
    assert faults == {}


def test_a_period_is_chosen_without_javascript(open_page):
    page = open_page("/en/figures/", java_script_enabled=False)
    page.select_option("#fig-period", "2025-Q1")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**period=2025-Q1**")
    expect(page.get_by_role("heading", level=1)).to_have_text("Q1 2025 in figures")
    expect(page.locator("main")).to_contain_text("2,717")


def test_what_a_figure_rests_on_is_one_key_away(open_page):
    page = open_page("/en/figures/?period=2025-Q1")
    card = page.locator(".fig-card", has_text="Share leased of the industrial land ready")
    card.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(card).to_contain_text("1,105.9\u00a0ha")
    expect(card).to_contain_text("1,972.7\u00a0ha")


def test_places_are_compared_by_keyboard(open_page):
    page = open_page("/en/figures/compare/?indicator=land.leased&place=park:dong-mai")
    box = page.get_by_label("Song Khoai Industrial Park")
    box.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("place=park%3Adong-mai&place=park%3Asong-khoai"))
    expect(page.locator(".fig-table tbody tr")).to_have_count(2)


def test_the_line_for_other_sites_is_copied(open_page, site):
    page = open_page("/en/figures/land.leased/?period=2025-Q1")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the line").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    line = page.evaluate("navigator.clipboard.readText()")
    assert line.startswith(f'<iframe src="{site.url}/embed/figures/land.leased/?language=en')
    assert "period=2025-Q1" in line


@contextmanager
def another_site(body: str) -> Iterator[str]:
    """A site of one page, at an origin of its own."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *args: object) -> None:
            """Nothing to tell."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def test_a_figure_shows_in_a_frame_of_another_site_and_other_pages_do_not(open_page, site):
    page = open_page("/en/figures/land.leased/?period=2025-Q1")
    outside = page.context.new_page()
    figure = f"{site.url}/embed/figures/land.leased/?language=en&amp;period=2025-Q1"
    other = f"{site.url}/en/figures/land.leased/"
    with another_site(f'<iframe src="{figure}"></iframe><iframe src="{other}"></iframe>') as url:
        outside.goto(url)
        first, second = outside.locator("iframe").all()
        expect(first.content_frame.locator("body")).to_contain_text("1,105.9")
        expect(second.content_frame.locator(".fig-value")).to_have_count(0)


def test_an_old_link_to_a_published_statement_still_leads_there(open_page):
    page = open_page("/en/figures/#2025-q1-land-leased")
    page.wait_for_url("**/en/figures/statements/#2025-q1-land-leased")


@pytest.mark.parametrize("script", [True, False])
def test_a_link_to_a_published_statement_unfolds_it(open_page, script):
    page = open_page("/en/figures/statements/#2025-q1-land-leased", java_script_enabled=script)
    expect(page.locator("[id='2025-q1-land-leased']")).to_be_visible()
    assert page.locator("details.statement[open]").count() == 1


def test_on_paper_nothing_is_folded_and_on_the_screen_it_folds_again(open_page):
    page = open_page("/en/figures/statements/")
    folded = page.locator("main details:not([open])")
    before = folded.count()
    assert before > 8
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert folded.count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert folded.count() == before
