"""The quarterly report on the desk and in public: by keyboard, accessible, on a narrow phone."""

from __future__ import annotations

import re
import subprocess

import pytest
from playwright.sync_api import expect

from tests.browser.axe import serious_faults
from tests.browser.test_work import NARROW, signed_in


@pytest.fixture(scope="module")
def closed(site):
    """A site in which the quarter is closed and an edition says so."""
    site.diaban("indicators", "close", "2025-Q1", check=False)
    site.diaban("publish")
    return site


def faults_of(page, width: int = 0) -> list[str]:
    found = serious_faults(page)
    wide = page.evaluate("document.documentElement.scrollWidth")
    return found + ([f"{wide} pixels wide"] if width and wide > width else [])


def step(open_page, site, role: str, address: str, button: str):
    page = signed_in(open_page, site, role)
    page.goto(address)
    page.get_by_role("button", name=button).click()
    return page


def test_from_the_draft_to_the_public_page(open_page, closed):
    officer = signed_in(open_page, closed, "officer")
    officer.goto("/en/desk/reports/")
    assert faults_of(officer) == []
    officer.get_by_label("Period").select_option("2025-Q1")
    officer.get_by_label("Kind").select_option("official")
    officer.get_by_role("button", name="Begin").press("Enter")
    expect(officer.get_by_role("heading", level=1)).to_contain_text("Q1 2025")
    address = officer.url
    expect(officer.get_by_text("2.717").first).to_be_visible()
    assert faults_of(officer) == []

    place = officer.locator("#p-green")
    place.fill("Đã trồng 300 cây.")
    officer.get_by_role("button", name="Save and show").press("Enter")
    expect(officer.locator("#e-green")).to_contain_text("3")
    expect(place).to_have_value("Đã trồng 300 cây.")
    assert faults_of(officer) == []
    place.fill("Đã trồng cây trên {land.cleared}.")
    officer.get_by_role("button", name="Save and show").press("Enter")
    expect(officer.locator(".report-text")).to_contain_text("Đã trồng cây trên")

    officer.get_by_role("button", name="Lock this report").press("Enter")
    expect(officer.locator("#p-green")).to_have_count(0)
    step(open_page, closed, "editor", address, "I have checked it")
    step(open_page, closed, "leader", address, "Approve")
    admin = signed_in(open_page, closed, "admin")
    admin.goto(address)
    admin.get_by_label("Number of the report").fill("12")
    admin.get_by_role("button", name="Sign and number").press("Enter")
    expect(admin.get_by_text("12/BC-BQLKKT").first).to_be_visible()
    admin.get_by_role("button", name="Publish").press("Enter")
    expect(admin.get_by_text("See it on the public site")).to_be_visible()
    assert faults_of(admin) == []
    closed.diaban("publish")

    reader = open_page("/en/reports/")
    assert faults_of(reader) == []
    reader.get_by_role("row").filter(has_text="12/BC-BQLKKT").get_by_role("link").click()
    expect(reader.locator(".report-text")).to_contain_text("2,717")
    assert faults_of(reader) == []
    narrow = open_page(reader.url, **NARROW)
    assert faults_of(narrow, 360) == []
    with reader.expect_download() as taken:
        reader.get_by_role("link", name=re.compile("DOCX .*official-en")).click()
    file = closed.data / "taken.docx"
    taken.value.save_as(file)
    answer: subprocess.CompletedProcess[str] = closed.diaban("report", "verify", str(file))
    assert answer.returncode == 0


def test_a_draft_fits_a_narrow_phone(open_page, closed):
    page = signed_in(open_page, closed, "officer", **NARROW)
    page.goto("/en/desk/reports/")
    assert faults_of(page, 360) == []
    page.get_by_label("Kind").select_option("press")
    page.get_by_label("Period").select_option("2025-Q1")
    page.get_by_role("button", name="Begin").click()
    expect(page.locator(".report-text")).to_be_visible()
    assert faults_of(page, 360) == []
