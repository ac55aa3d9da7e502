"""Every kind of page: accessible, without JavaScript, on a narrow phone, on paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import serious_faults
from tests.running_site import PHONE

PAGES = {
    "home": "/vi/",
    "table": "/en/explore/?view=table",
    "park": "/vi/parks/dam-nha-mac/",
    "project": "/en/projects/dong-mai/",
    "zone": "/vi/zones/van-don/",
    "locality": "/en/localities/06652/",
    "former district": "/vi/localities/193/",
    "material": "/en/explore/?view=table&layers=materials",
    "commodity": "/vi/commodities/coal/",
    "facility": "/en/explore/?view=table&layers=facilities",
    "figures": "/vi/figures/",
    "dossiers": "/vi/dossiers/",
    "petitions": "/en/petitions/",
    "reports": "/vi/reports/",
    "visits": "/en/visits/?period=2025-Q1",
    "investment": "/vi/investment/",
    "follow a dossier": "/en/track/",
    "crosswalk": "/vi/crosswalk/",
    "procedures": "/vi/procedures/",
    "procedure": "/vi/procedures/irc-without-approval/",
    "sources": "/en/sources/",
    "editions": "/vi/editions/",
    "about": "/en/about/",
    "sign in": "/vi/accounts/login/",
    "api": "/api/v1/docs",
    "missing": "/en/parks/atlantis/",
}


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(open_page, path, scheme):
    assert serious_faults(open_page(path, color_scheme=scheme)) == []


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_nothing_sticks_out_at_360_pixels(open_page, path):
    page = open_page(path, **{**PHONE, "viewport": {"width": 360, "height": 740}})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_a_page_is_readable_without_javascript(open_page, path):
    page = open_page(path, java_script_enabled=False)
    assert len(page.locator("main").inner_text()) > 100
    expect(page.get_by_role("heading", level=1).first).to_be_visible()


def test_without_javascript_the_map_page_shows_its_table(open_page):
    page = open_page("/en/explore/?layers=parks", java_script_enabled=False)
    expect(page.locator("table").first).to_be_visible()
    expect(page.locator("table").first).to_contain_text("Dam Nha Mac")


def test_the_table_is_sorted_and_filtered_by_links_and_forms_alone(open_page):
    page = open_page(
        "/en/explore/?view=table&layers=infrastructure_projects", java_script_enabled=False
    )
    page.get_by_role("link", name=re.compile("Area")).first.click()
    page.wait_for_url("**sort=**area**")
    first = page.locator("tbody tr").first.inner_text()
    page.get_by_role("link", name=re.compile("Area")).first.click()
    page.wait_for_url("**sort=**area**")
    assert page.locator("tbody tr").first.inner_text() != first


def test_a_fact_opens_its_source_by_keyboard(open_page):
    page = open_page("/en/projects/dong-mai/")
    summary = page.locator("details summary", has_text="Area").first
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator("details[open]").first).to_contain_text("158.48")


def test_the_first_tab_stop_skips_to_the_content(open_page):
    page = open_page("/vi/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#" + page.locator("main").get_attribute("id")


def test_the_theme_is_switched_and_kept(open_page):
    page = open_page("/en/", color_scheme="light")
    light = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    page.get_by_role("button", name=re.compile("theme", re.I)).first.click()
    dark = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert dark != light
    page.goto("/en/sources/")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == dark


@pytest.mark.parametrize("path", ["/en/projects/dong-mai/", "/vi/explore/?view=table"])
def test_enlarged_four_times_a_page_still_reads_in_one_column(open_page, path):
    """WCAG 2.2, 1.4.10: 1280 pixels at 400 % are 320."""
    page = open_page(path, viewport={"width": 320, "height": 256})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
