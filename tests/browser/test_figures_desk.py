"""Figures on the desk in the browser: accessible, narrow, a quarter closed by keyboard."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.axe import serious_faults
from tests.browser.test_work import NARROW, signed_in

PAGES = ("", "closed/", "land.leased_of_ready/", "land.leased_of_ready/new/", "new/")


def test_the_pages_are_accessible_and_fit_a_narrow_screen(open_page, site):
    """One sign-in for all pages: attempts to sign in are counted."""
    page = signed_in(open_page, site, "leader", **NARROW)
    for address in PAGES:
        page.goto(f"/vi/desk/figures/{address}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert serious_faults(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


def test_a_version_is_tried_with_the_keyboard_and_nothing_is_written(open_page, site):
    page = signed_in(open_page, site, "editor")
    page.goto("/en/desk/figures/land.leased_of_ready/new/")
    page.locator("#id_denominator").select_option("land.cleared")
    page.locator("#id_valid_from").fill("2026-01-01")
    page.locator("button[name=try]").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What it would say")).to_be_visible()
    assert page.get_by_role("button", name="Let it hold").count() == 0
    page.goto("/en/desk/figures/land.leased_of_ready/")
    assert page.locator("table").last.locator("tbody tr").count() == 1
