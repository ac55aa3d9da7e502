"""The map as a person uses it: search, select, filter, time, compare, language, link, keyboard."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.axe import serious_faults
from tests.running_site import PHONE

MAP = "/en/explore/"


def question(page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def matched(page) -> int:
    """How many places the panel says match."""
    text = page.get_by_text(re.compile(r"^[\d,]+ places? match")).first.inner_text()
    return int(re.sub(r"\D", "", text))


def no_longer(page, count: int) -> None:
    """Wait until another number of places matches."""
    expect(page.get_by_text(f"{count} places match")).to_have_count(0)


@pytest.mark.parametrize("words", ["hai ha", "Hải Hà", "HAI HA seaport"])
def test_search_finds_a_place_with_and_without_diacritics(open_page, words):
    page = open_page(MAP)
    page.get_by_role("combobox").fill(words)
    expect(page.get_by_role("option").first).to_contain_text(re.compile("Hai Ha|Texhong"))


def test_search_by_code_selects_with_the_keyboard_alone(open_page):
    page = open_page(MAP)
    page.get_by_role("combobox").focus()
    page.keyboard.type("06652")
    expect(page.get_by_role("option").first).to_contain_text("Ha Tu")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#card-title")).to_contain_text("Ha Tu")
    assert question(page)["sel"] == ["locality:06652"]


def test_a_selection_shows_key_figures_and_their_sources_on_tap(open_page):
    page = open_page(f"{MAP}?sel=infrastructure_project:dong-mai")
    card = page.get_by_role("article")
    expect(card).to_contain_text("167.86 ha")
    card.get_by_role("button", name="Source of “Area”", exact=True).first.click()
    expect(card).to_contain_text("158.48 ha")
    expect(card).to_contain_text("Why this value")


def test_a_card_leads_to_the_profile(open_page):
    page = open_page(f"{MAP}?sel=infrastructure_project:dong-mai")
    page.get_by_role("link", name="Full profile").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Dong Mai")


def test_a_filter_narrows_the_map_and_stands_in_the_link(open_page):
    page = open_page(MAP)
    everything = matched(page)
    page.get_by_role("tab", name="Filters").click()
    page.get_by_label("Area from").fill("500")
    page.get_by_label("Area from").press("Enter")
    page.wait_for_url("**area_min=500**")
    no_longer(page, everything)
    assert 0 < matched(page) < everything


def test_a_link_opens_the_same_filtered_view(open_page):
    page = open_page(f"{MAP}?layers=facilities&kind=seaport")
    direct = page.request.get("/api/v1/explore?layers=facilities&kind=seaport").json()
    assert matched(page) == direct["numberMatched"] > 0


def test_an_old_link_opens_the_map_and_says_what_it_left_out(open_page):
    page = open_page(f"{MAP}?layers=parks,castles")
    expect(page.get_by_text("castles")).to_be_visible()
    assert matched(page) > 0


def test_switching_a_layer_off_takes_its_places_away(open_page):
    page = open_page(MAP)
    before = matched(page)
    page.get_by_role("checkbox", name="Localities").uncheck()
    no_longer(page, before)
    assert matched(page) < before


def test_the_time_slider_shows_the_former_districts_before_the_reform(open_page):
    page = open_page(f"{MAP}?layers=localities")
    assert matched(page) == 55
    page.get_by_role("button", name="Time", exact=True).click()
    page.get_by_role("button", name="Before the reform").click()
    page.wait_for_url("**on=2025-06-30**")
    no_longer(page, 55)
    assert matched(page) == 14  # the province and its 13 district-level units
    page.get_by_role("button", name="After the reform").click()
    page.wait_for_url("**on=2025-07-01**")


def test_the_time_slider_moves_by_keyboard(open_page):
    page = open_page(f"{MAP}?layers=localities&time=1")
    slider = page.get_by_role("slider")
    before = slider.get_attribute("aria-valuetext")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**on=**")
    assert slider.get_attribute("aria-valuetext") != before


def test_the_language_is_switched_on_the_spot_and_remembered(open_page):
    page = open_page("/vi/explore/?layers=parks")
    page.get_by_role("link", name=re.compile("English|Tiếng Anh|EN")).first.click()
    page.wait_for_url("**/en/explore/**")
    assert question(page)["layers"] == ["parks"]
    page.goto("/")
    assert page.url.endswith("/en/")


def test_numbers_follow_the_language(open_page):
    vietnamese = open_page("/vi/explore/?sel=infrastructure_project:bac-tien-phong")
    expect(vietnamese.get_by_role("article")).to_contain_text("1.192,9 ha")
    english = open_page("/en/explore/?sel=infrastructure_project:bac-tien-phong")
    expect(english.get_by_role("article")).to_contain_text("1,192.9 ha")


def test_parks_are_compared_side_by_side_and_unknown_is_said(open_page):
    page = open_page(f"{MAP}?cmp=infrastructure_project:dong-mai,infrastructure_project:song-khoai")
    page.get_by_role("button", name=re.compile("Compare 2")).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("167.86 ha")
    expect(dialog).to_contain_text("714 ha")
    expect(dialog).to_contain_text("unknown")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_what_is_in_view_is_a_list_for_the_keyboard(open_page):
    page = open_page(f"{MAP}?layers=infrastructure_projects")
    page.get_by_role("tab", name="Places").focus()
    page.keyboard.press("Enter")
    place = page.get_by_role("button", name=re.compile("Song Khoai|Amata")).first
    place.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#card-title")).to_contain_text(re.compile("Song Khoai|Amata"))
    page.keyboard.press("Escape")


def test_the_map_itself_moves_by_keyboard(open_page):
    page = open_page(MAP)
    page.get_by_role("region", name=re.compile("^Map")).or_(
        page.locator(".maplibregl-canvas")
    ).first.focus()
    before = page.url
    page.keyboard.press("ArrowRight")
    page.wait_for_function("url => location.href !== url", arg=before)


def test_a_distance_is_measured_without_a_mouse(open_page):
    page = open_page(f"{MAP}?at=20.98,107,10")
    page.get_by_role("button", name="Measure").click()
    page.get_by_role("button", name="Add the cross").click()
    page.get_by_role("button", name="Zoom in").click()
    page.locator(".maplibregl-canvas").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(800)
    page.get_by_role("button", name="Add the cross").click()
    expect(page.get_by_role("region", name="Measure")).to_contain_text(re.compile(r"[\d.]+ k?m"))


def test_an_empty_answer_says_how_to_widen_it(open_page):
    page = open_page(f"{MAP}?layers=parks&area_min=99999999")
    expect(page.get_by_text("To see more, leave something out:")).to_be_visible()
    page.get_by_role("button", name=re.compile("Without")).first.click()
    page.wait_for_function("() => !location.search.includes('area_min')")


def test_the_picture_is_a_png_with_its_title(open_page):
    page = open_page(MAP)
    with page.expect_download() as download:
        page.get_by_role("button", name="Picture").click()
    path = download.value.path()
    assert path.read_bytes().startswith(b"\x89PNG")
    assert path.stat().st_size > 20_000


def printed(page) -> str:
    """The sheet's text at the moment of printing, and that nothing else of the page is shown."""
    page.emulate_media(media="print")
    sheet = page.locator(".print-sheet")
    expect(sheet).to_be_visible()
    assert page.locator(".app").is_visible() is False
    return sheet.inner_text()


def test_printing_by_keyboard_prints_a_sheet_with_the_archipelagos(open_page):
    page = open_page(MAP)
    page.evaluate("window.print = () => document.title = 'printing'")
    page.keyboard.press("Control+p")
    page.wait_for_function("() => document.title === 'printing'")
    assert "Map of Quang Ninh" in printed(page)
    assert page.locator(".print-inset").is_visible()
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator(".print-sheet")).to_have_count(0)
    assert page.locator(".app").is_visible()


def test_printing_by_the_browsers_menu_prints_a_sheet_too(open_page):
    page = open_page(MAP)
    loaded = "() => performance.getEntries().some(entry => entry.name.includes('/printing-'))"
    page.wait_for_function(loaded)
    page.wait_for_timeout(200)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    text = printed(page)
    assert "Map of Quang Ninh" in text
    assert "Hoàng Sa (Đà Nẵng)" in text and "Trường Sa (Khánh Hòa)" in text


def test_a_phone_shows_one_tool_at_a_time(open_page):
    page = open_page(f"{MAP}?time=1", **PHONE)
    slider = page.get_by_role("slider")
    expect(slider).to_be_visible()
    page.get_by_role("button", name="Measure").click()
    expect(page.get_by_role("button", name="Add the cross")).to_be_visible()
    expect(slider).to_have_count(0)
    page.get_by_role("button", name="Time", exact=True).click()
    page.get_by_role("button", name="Time", exact=True).click()
    expect(slider).to_be_visible()
    expect(page.get_by_role("button", name="Add the cross")).to_have_count(0)


def test_a_place_that_does_not_exist_offers_nothing_to_do_with_it(open_page):
    page = open_page(f"{MAP}?sel=park:atlantis")
    card = page.get_by_role("article")
    expect(card).to_contain_text("park:atlantis")
    expect(card.get_by_role("alert")).to_be_visible()
    expect(card.get_by_role("link")).to_have_count(0)
    expect(card.get_by_role("button", name="Compare")).to_have_count(0)
    expect(card.get_by_role("button", name="Try again")).to_have_count(0)


def test_the_table_twin_answers_the_same_question(open_page):
    page = open_page(f"{MAP}?layers=facilities&kind=power_plant")
    on_the_map = matched(page)
    page.get_by_role("link", name="Table", exact=True).first.click()
    page.wait_for_url("**view=table**")
    assert question(page)["kind"] == ["power_plant"]
    assert page.locator("main table tbody tr").count() == on_the_map


def test_on_a_phone_nothing_sticks_out_and_the_sheet_opens_by_button(open_page):
    page = open_page("/vi/explore/", **{**PHONE, "viewport": {"width": 360, "height": 740}})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name=re.compile("Bảng điều khiển|Khung")).first.tap()
    expect(page.get_by_role("checkbox").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", ["", "?sel=infrastructure_project:dong-mai", "?time=1"])
def test_axe_finds_nothing_serious_on_the_map(open_page, view, scheme):
    page = open_page(f"/vi/explore/{view}", color_scheme=scheme)
    page.wait_for_timeout(500)
    assert serious_faults(page) == []


def test_axe_finds_nothing_serious_on_a_phone(open_page):
    page = open_page("/vi/explore/?sel=park:cai-lan", **PHONE)
    page.wait_for_timeout(500)
    assert serious_faults(page) == []
