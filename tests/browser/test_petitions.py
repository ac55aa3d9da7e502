"""Petitions in the browser: filed by keyboard, without an account, answered, confirmed, told."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import serious_faults
from tests.browser.test_work import NARROW, signed_in

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
DONG_MAI = "infrastructure_project:dong-mai"


def tab_to(page, selector: str, most: int = 60) -> None:
    """Press Tab until the element has the focus, as somebody without a mouse does."""
    for _n in range(most):
        if page.evaluate("s => document.activeElement?.matches(s) ?? false", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {selector}")


def choose(page, selector: str, value: str) -> None:
    """Choose an option of a select that the keyboard has reached."""
    tab_to(page, selector)
    page.locator(selector).select_option(value)


def number_on(page) -> str:
    return re.search(r"KN-MH-\d{4}-\d{4}|KN-\d{4}-\d{4}", page.locator("main").inner_text())[0]


def taken_in(page, title: str, text: str) -> str:
    """An officer takes a petition in by telephone; its number."""
    page.goto("/en/desk/petitions/new/")
    page.fill("#id_title", title)
    page.fill("#id_text", text)
    page.select_option("#id_category", "power")
    page.select_option("#id_place", DONG_MAI)
    page.select_option("#id_petitioner_kind", "enterprise")
    page.select_option("#id_channel", "phone")
    page.fill("#id_petitioner_name", "Illustration Ltd")
    page.click("main form button[type=submit]")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    return number_on(page)


def test_an_enterprise_files_with_a_file_and_a_point_by_keyboard_alone(open_page, site):
    page = signed_in(open_page, site, "enterprise", **NARROW)
    page.goto("/en/my/petitions/new/")
    tab_to(page, "#id_title")
    page.keyboard.type("Crane stops at gate two")
    tab_to(page, "#id_text")
    page.keyboard.type("Since Monday the crane at gate two has been halted by voltage dips.")
    choose(page, "#id_category", "power")
    choose(page, "#id_place", DONG_MAI)
    choose(page, "#id_petitioner_kind", "enterprise")
    tab_to(page, "#id_latitude")
    page.keyboard.type("20.9688")
    tab_to(page, "#id_longitude")
    page.keyboard.type("206.8")
    tab_to(page, "#id_papers")
    page.set_input_files("#id_papers", {"name": "log.pdf", "mimeType": "application/pdf",
                                        "buffer": PDF})  # fmt: skip
    tab_to(page, "main form button[type=submit]")
    page.keyboard.press("Enter")

    # A slip is said at its field; what was typed and handed in is still there.
    expect(page.locator("#id_longitude_error")).to_be_visible()
    expect(page.locator("main")).to_contain_text("log.pdf")
    assert page.input_value("#id_title") == "Crane stops at gate two"
    assert serious_faults(page) == []
    tab_to(page, "#id_longitude")
    page.keyboard.press("Control+a")
    page.keyboard.type("106.8352")
    tab_to(page, "main form button[type=submit]")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Crane stops at gate two")
    expect(page.locator("main")).to_contain_text("log.pdf")
    expect(page.locator("main")).to_contain_text("20.96880, 106.83520")
    assert serious_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_point_is_chosen_on_the_map_or_by_its_middle(open_page, site):
    page = signed_in(open_page, site, "enterprise")
    page.goto("/en/my/petitions/new/")
    page.click("[data-picker-open]")
    page.wait_for_selector("#place-picker[data-ready]")
    page.click("[data-picker-centre]")
    assert page.input_value("#id_latitude") == "21.05000"
    page.locator("#place-picker canvas").click(position={"x": 40, "y": 40})
    assert float(page.input_value("#id_longitude")) < 107.2
    assert float(page.input_value("#id_latitude")) > 21.05
    page.click("[data-picker-clear]")
    assert page.input_value("#id_longitude") == ""
    assert serious_faults(page) == []


def test_what_others_asked_is_followed_instead(open_page, site):
    title, text = "Lift motors burn out", "Lift motors burn out whenever the feeder is switched."
    number = taken_in(signed_in(open_page, site, "officer"), title, text)
    page = signed_in(open_page, site, "enterprise")
    page.goto("/en/my/petitions/new/")
    page.fill("#id_title", "Motors of the lift burn out")
    page.fill("#id_text", text)
    page.select_option("#id_category", "power")
    page.select_option("#id_place", DONG_MAI)
    page.select_option("#id_petitioner_kind", "enterprise")
    page.click("main form.petition-form button[type=submit]")
    expect(page.locator("#h-similar")).to_be_visible()
    assert serious_faults(page) == []
    page.get_by_role("button", name="Follow this one").first.click()
    expect(page.locator("main")).to_contain_text(number)
    expect(page.locator("main")).to_contain_text("followed")


def test_an_anonymous_report_is_followed_answered_and_confirmed_without_javascript(open_page, site):
    page = open_page("/en/petitions/new/", java_script_enabled=False, **NARROW)
    page.fill("#id_title", "Smell at the back gate")
    page.fill("#id_text", "In the evenings there is a smell of burnt plastic.")
    page.select_option("#id_category", "environment")
    page.select_option("#id_place", DONG_MAI)
    page.select_option("#id_petitioner_kind", "other")
    page.click("main form button[type=submit]")
    receipt = page.locator(".petition-receipt")
    expect(receipt).to_be_visible()
    number, secret = receipt.locator("code").all_inner_texts()

    officer = signed_in(open_page, site, "officer")
    officer.goto(f"/en/desk/petitions/{number}/step/answered/")
    officer.fill("#id_why", "The waste was removed; the gate is watched.")
    officer.click("main form button[type=submit]")
    expect(officer.locator("main")).to_contain_text("Answered")
    assert secret not in officer.content()

    page.goto("/en/petitions/track/")
    page.fill("#f-number", number.lower())
    page.fill("#f-secret", secret)
    page.click("main form button[type=submit]")
    expect(page.locator("main")).to_contain_text("The waste was removed")
    page.get_by_role("link", name="Confirm that it is solved").click()
    page.select_option("#id_satisfaction", "5")
    page.click("main form button[type=submit]")
    expect(page.locator("main")).to_contain_text("Solved, confirmed by the asker")


def test_an_answer_rings_the_bell_and_the_asker_confirms(open_page, site):
    asker = signed_in(open_page, site, "enterprise")
    asker.goto("/en/my/petitions/new/")
    asker.fill("#id_title", "Street lamps dark at night")
    asker.fill("#id_text", "All street lamps between plots four and nine have been dark.")
    asker.select_option("#id_category", "infrastructure_inside")
    asker.select_option("#id_place", DONG_MAI)
    asker.select_option("#id_petitioner_kind", "enterprise")
    asker.click("main form button[type=submit]")
    expect(asker.get_by_role("heading", level=1)).to_have_text("Street lamps dark at night")
    number = number_on(asker)

    officer = signed_in(open_page, site, "officer")
    officer.goto(f"/en/desk/petitions/{number}/step/answered/")
    officer.fill("#id_why", "The lamps were replaced on Friday.")
    officer.click("main form button[type=submit]")
    expect(officer.locator("main")).to_contain_text("Answered")

    asker.goto("/en/my/")
    expect(asker.locator(".bell .count")).to_be_visible()
    tab_to(asker, ".bell")
    asker.keyboard.press("Enter")
    told = asker.get_by_role("link", name=f"Your petition {number} was answered")
    expect(told).to_be_visible()
    assert serious_faults(asker) == []
    told.click()
    expect(asker.locator("main")).to_contain_text("The lamps were replaced on Friday.")
    asker.get_by_role("link", name="Confirm that it is solved").click()
    asker.click("main form button[type=submit]")
    expect(asker.locator("main")).to_contain_text("Solved, confirmed by the asker")
    asker.goto("/en/account/notices/")
    expect(asker.locator(".is-unread").filter(has_text=number)).to_have_count(0)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_new_pages_are_accessible_and_fit_a_phone(open_page, site, language):
    page = signed_in(open_page, site, "officer", **NARROW)
    faults = {}
    for path in ("petitions/new/", "petitions/track/", "account/notices/?show=all",
                 "account/notices/choices/", "desk/petitions/upward/?show=all",
                 "desk/petitions/new/"):  # fmt: skip
        page.goto(f"/{language}/{path}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        width = page.evaluate("document.documentElement.scrollWidth")
        found = serious_faults(page) + ([f"{width} pixels wide"] if width > 360 else [])
        if found:
            faults[path] = found
    assert faults == {}
