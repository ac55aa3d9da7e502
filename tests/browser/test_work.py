"""Daily work on dossiers, petitions and projects: accessible, on a narrow phone, by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.axe import serious_faults
from tests.running_site import PHONE

NARROW = {**PHONE, "viewport": {"width": 360, "height": 740}}
OF_THE_OFFICER = [
    "dossiers/",
    "dossiers/enter/",
    "dossiers/people/",
    "dossiers/figures/",
    "dossiers/alerts/",
    "petitions/",
    "petitions/causes/",
    "petitions/causes/new/",
    "petitions/remedies/new/",
    "petitions/routes/?category=power",
    "projects/",
    "projects/new/",
    "visits/?state=all",
    "visits/plan/",
    "visits/plan/new/?stop=park:dong-mai&stop=park:hai-yen",
]
OF_THE_ENTERPRISE = ["", "new/", "petitions/", "petitions/new/"]


def signed_in(open_page, site, role: str, **options):
    """A page in which somebody of this role is signed in, in English."""
    page = open_page("/en/accounts/login/", **options)
    name, password = site.account(role)
    page.fill("[name=login]", name)
    page.fill("[name=password]", password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/accounts/login" not in url)
    return page


@pytest.mark.parametrize("role", ["officer", "enterprise"])
def test_axe_finds_nothing_serious_and_nothing_sticks_out(open_page, site, role):
    """One sign-in for all pages of a role: attempts to sign in are counted."""
    base = "/en/desk/" if role == "officer" else "/en/my/"
    pages = OF_THE_OFFICER if role == "officer" else OF_THE_ENTERPRISE
    page = signed_in(open_page, site, role, **NARROW)
    faults = {}
    for path in pages:
        page.goto(f"{base}{path}")
        width = page.evaluate("document.documentElement.scrollWidth")
        found = serious_faults(page) + ([f"{width} pixels wide"] if width > 360 else [])
        if found:
            faults[path] = found
    assert faults == {}


def test_single_dossiers_and_petitions_are_accessible_too(open_page, site):
    page = signed_in(open_page, site, "officer")
    for listed in ("/en/desk/dossiers/", "/en/desk/petitions/?state=all", "/en/desk/projects/",
                   "/en/desk/visits/?state=done"):  # fmt: skip
        page.goto(listed)
        page.locator("main table th a, main table td a").first.click()
        expect(page.get_by_role("heading", level=1).first).to_be_visible()
        assert serious_faults(page) == [], listed


def test_a_stop_is_accessible_and_fits_a_narrow_phone(open_page, site):
    page = signed_in(open_page, site, "officer", **NARROW)
    page.goto("/en/desk/visits/?state=done")
    page.locator("main table th a").first.click()
    page.locator("main table th a").first.click()
    expect(page.get_by_role("heading", name="What was seen")).to_be_visible()
    assert serious_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_visit_is_planned_by_keyboard_alone(open_page, site):
    page = signed_in(open_page, site, "officer")
    page.goto("/en/desk/visits/plan/?kind=places")
    for box in (0, 1):
        page.locator("input[name=stop]").nth(box).focus()
        page.keyboard.press("Space")
    page.get_by_role("button", name="Plan with the chosen ones").focus()
    page.keyboard.press("Enter")
    page.locator("#id_title").focus()
    page.keyboard.type("Before the rains")
    page.get_by_role("button", name="Save the plan").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Before the rains")
    expect(page.locator("main table tbody tr")).to_have_count(2)
