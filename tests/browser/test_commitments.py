"""Commitments and minutes: accessible, on a narrow phone, by keyboard, from both sides."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.axe import serious_faults
from tests.browser.field_driver import asked
from tests.browser.test_work import NARROW, signed_in

OPEN_FINDING = """
import json
from django.urls import reverse
from django.utils.translation import override
from diaban.visits.models import Finding
stop = Finding.objects.filter(became="").first().stop
with override("en"):
    print("@" + json.dumps(reverse("visits-desk:stop", args=[stop.visit.number, stop.pk])))
"""
"""The address of a stop with a finding that became nothing yet."""


def sound(page) -> list[str]:
    width = page.evaluate("document.documentElement.scrollWidth")
    return serious_faults(page) + ([f"{width} pixels wide"] if width > 360 else [])


def first(page, listed: str) -> None:
    page.goto(listed)
    page.locator("main table th a").first.click()
    expect(page.get_by_role("heading", level=1).first).to_be_visible()


def test_the_desks_pages_are_accessible_and_fit_a_narrow_phone(open_page, site):
    page = signed_in(open_page, site, "officer", **NARROW)
    page.goto("/en/desk/commitments/?state=all")
    assert sound(page) == []
    first(page, "/en/desk/commitments/?state=claimed")
    assert sound(page) == []
    page.get_by_role("link", name="Postpone it").click()
    assert sound(page) == []
    page.get_by_role("button", name="Record").click()  # nothing typed: the mistakes are told
    expect(page.locator(".field-error").first).to_be_visible()
    assert sound(page) == []
    page.goto(asked(site, OPEN_FINDING))
    page.get_by_role("link", name="Begin a remedy").first.click()
    assert sound(page) == []


def test_an_enterprise_reads_its_minute_and_signs_it_by_keyboard(open_page, site):
    page = signed_in(open_page, site, "enterprise", **NARROW)
    for path in ("commitments/", "minutes/", "projects/"):
        page.goto(f"/en/my/{path}")
        assert sound(page) == [], path
    first(page, "/en/my/projects/")
    assert sound(page) == []
    page.goto("/en/my/minutes/")
    row = page.locator("main tbody tr").filter(has_text="waits for the other side's signature")
    row.locator("a").first.click()
    assert sound(page) == []
    name = page.get_by_label("Name and office of who signs")
    name.focus()
    name.fill("")
    page.keyboard.type("Giám đốc Minh họa")
    page.keyboard.press("Enter")
    expect(page.get_by_text("signed by both sides")).to_be_visible()
    expect(page.locator(".minute-words")).to_contain_text("Giám đốc Minh họa")


def test_a_claim_waits_for_the_other_sides_word(open_page, site):
    officer = signed_in(open_page, site, "officer")
    first(officer, "/en/desk/commitments/?side=enterprise&state=claimed")
    officer.get_by_role("link", name="Confirm that it is kept").focus()
    officer.keyboard.press("Enter")
    officer.get_by_label("What you have seen that shows it").focus()
    officer.keyboard.type("Looked at on the spot")
    officer.get_by_role("button", name="Record").focus()
    officer.keyboard.press("Enter")
    expect(officer.locator(".commitment-story")).to_contain_text("Looked at on the spot")
