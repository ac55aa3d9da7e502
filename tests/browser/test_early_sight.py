"""Early sight and the verdicts on published figures: accessible, narrow, by keyboard."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.axe import serious_faults
from tests.browser.test_work import NARROW, signed_in

OF_THE_LEADER = ["alerts/", "alerts/rules/", "alerts/rules/new/", "week/", "forecasts/", "letter/"]
STATEMENTS = ["", "?view=table", "?verdict=unexplained"]


def faults_of(page, base: str, paths: list[str]) -> dict[str, list[str]]:
    faults = {}
    for path in paths:
        page.goto(f"{base}{path}")
        width = page.evaluate("document.documentElement.scrollWidth")
        found = serious_faults(page) + ([f"{width} pixels wide"] if width > 360 else [])
        if found:
            faults[path] = found
    return faults


def test_the_desks_pages_are_accessible_and_nothing_sticks_out(open_page, site):
    site.diaban("early", "round")
    page = signed_in(open_page, site, "leader", **NARROW)
    assert faults_of(page, "/en/desk/figures/", OF_THE_LEADER) == {}


def test_the_verdicts_are_accessible_and_nothing_sticks_out(open_page, site):
    page = open_page("/en/figures/statements/", **NARROW)
    assert faults_of(page, "/en/figures/statements/", STATEMENTS) == {}


def test_an_alert_is_settled_by_keyboard_alone(open_page, site):
    site.diaban("early", "round")
    page = signed_in(open_page, site, "officer")
    page.goto("/en/desk/figures/alerts/")
    count = page.locator("main details").count()
    assert count, "the demonstration registers raise alerts"
    page.locator("main details summary").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Handed over this morning.")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Handed over this morning.")


def test_verdicts_are_filtered_without_a_script(open_page, site):
    page = open_page("/en/figures/statements/", java_script_enabled=False)
    page.get_by_role("navigation", name="Verdicts").get_by_text("different denominator").click()
    expect(page.locator("main")).to_contain_text("The published 56.06% has another base")
    page.get_by_text("As one table").click()
    expect(page.locator("main table")).to_contain_text("40.703%")
