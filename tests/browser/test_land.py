"""Land from the desk to the public: what would be is said while typing; what is posted appears."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import serious_faults
from tests.browser.test_desk import seconds_until, sign_in
from tests.running_site import PHONE

ZONE = "infrastructure_project:viet-hung"
FORM = f"/en/desk/land/{ZONE}/do/post/"


def fill(page, hectares: str) -> None:
    page.select_option("[name=source]", "industrial_service.not_cleared")
    page.select_option("[name=target]", "industrial_service.cleared")
    page.fill("[name=on]", "2026-11-02")
    page.fill("[name=area]", hectares)


@pytest.fixture
def desk(open_page, site):
    page = open_page("/en/accounts/login/")
    sign_in(page, site)
    return page


def test_what_would_be_is_said_while_typing_and_what_is_posted_is_public_soon(desk):
    desk.goto(FORM)
    fill(desk, "0.25")
    expect(desk.get_by_role("status")).to_contain_text("This can be posted")
    expect(desk.get_by_role("status")).to_contain_text("269.43")
    desk.get_by_role("button", name="Post", exact=True).click()
    desk.wait_for_url(re.compile(f"{ZONE}/$"))
    seconds_until(desk, f"/en/land/{ZONE}/", "269.43")


def test_what_is_refused_says_the_balance_while_typing(desk):
    desk.goto(FORM)
    fill(desk, "5000")
    expect(desk.get_by_role("status")).to_contain_text("this entry takes 5,000")
    expect(desk.locator("[name=area]")).to_have_value("5000")


def test_plots_are_switched_on_in_the_panel_and_the_link_says_so(open_page):
    page = open_page("/en/explore/", ready=True)
    page.get_by_label("Plots by stage").check()
    expect(page).to_have_url(re.compile("base=plots"))
    expect(page.locator(".badge", has_text="Demonstration")).to_be_visible()
    expect(page.get_by_text("Ready, free")).to_be_visible()


@pytest.mark.parametrize("path", ["/vi/land/", "/en/land/park:dong-mai/"])
def test_land_pages_have_no_serious_fault_on_a_phone_and_do_not_scroll_sideways(open_page, path):
    page = open_page(path, **PHONE)
    assert serious_faults(page) == []
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"]
