"""An officer's way through the desk, by keyboard and by mouse, until the map shows the change."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import expect

from tests.browser.axe import serious_faults
from tests.running_site import Site


def sign_in(page, site: Site, role: str = "editor") -> None:
    name, password = site.account(role)
    page.goto("/en/accounts/login/")
    page.fill("[name=login]", name)
    page.fill("[name=password]", password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/**")


@pytest.fixture
def desk(open_page, site):
    page = open_page("/en/accounts/login/")
    sign_in(page, site)
    return page


def seconds_until(page, path: str, words: str) -> float:
    started = time.monotonic()
    while time.monotonic() - started < 30:
        if words in page.request.get(path).text():
            return time.monotonic() - started
        time.sleep(0.1)
    raise AssertionError(f"{words!r} did not reach {path}")


def test_a_corrected_fact_is_public_within_seconds(desk):
    desk.goto("/en/desk/subjects/infrastructure_project:viet-hung/leased_area/")
    desk.fill("[name=value]", "123.45")
    desk.select_option("[name=source]", index=1)
    desk.fill("[name=as_of]", "2026-11-01")
    desk.locator("main form button[type=submit]").last.click()
    expect(desk.locator("main")).to_contain_text("123.45")
    waited = seconds_until(desk, "/api/v1/features/infrastructure_project:viet-hung", "123.45")
    assert waited < 60  # by itself; how soon is measured by benchmarks/bench_site.py


def test_a_wrong_value_keeps_what_was_typed_and_says_what_to_do(desk):
    desk.goto("/en/desk/subjects/infrastructure_project:viet-hung/leased_area/")
    desk.fill("[name=value]", "plenty")
    desk.fill("[name=note]", "as told by phone")
    desk.locator("main form button[type=submit]").last.click()
    expect(desk.locator("[name=value]")).to_have_value("plenty")
    expect(desk.locator("[name=note]")).to_have_value("as told by phone")
    expect(desk.locator("main")).to_contain_text("not a number")


@pytest.mark.parametrize(
    "path",
    [
        "",
        "subjects/",
        "stale/",
        "conflicts/",
        "publish/",
        "procedures/",
        "procedures/irc-without-approval/2/",
        "procedures/irc-without-approval/edit/",
        "procedures/calendar/",
    ],
)
def test_axe_finds_nothing_serious_on_the_desk(desk, path):
    desk.goto(f"/en/desk/{path}")
    assert serious_faults(desk) == []


def test_an_enterprise_account_has_no_business_on_the_desk(open_page, site):
    page = open_page("/en/accounts/login/")
    name, password = site.account("enterprise")
    page.fill("[name=login]", name)
    page.fill("[name=password]", password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/accounts/login" not in url)
    answer = page.request.get("/en/desk/subjects/")
    assert answer.status == 403
