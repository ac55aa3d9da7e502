"""A file's way over the desk in a browser: by keyboard, with and without scripts."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely
from playwright.sync_api import expect

from diaban.imports.tests.files import vector
from tests.browser.axe import serious_faults
from tests.browser.test_desk import sign_in

SHAPES = [
    shapely.Polygon([(107.7, 21.4), (107.74, 21.41), (107.73, 21.45), (107.7, 21.44)]),
    shapely.Polygon([(106.8, 20.84), (106.83, 20.85), (106.82, 20.87)]),
]


def park_file(
    folder: Path, crs: str | None = "EPSG:4326", name: str = "khu.gpkg", code: str = "khu-moi"
) -> str:
    """A known park and a new one. Tests share the site: what one applied is no news to another."""
    columns = {
        "Ma": ["cang-bien-hai-ha", code],
        "Ten": ["Khu công nghiệp Cảng biển Hải Hà", f"KCN {code}"],
        "Dien tich (ha)": [1664.0, 403.0],
    }
    return str(vector(folder / name, SHAPES, columns, crs))


def send(page, file: str) -> None:
    page.goto("/en/desk/imports/new/")
    page.select_option("[name=kind]", "park")
    page.select_option("[name=source]", index=1)
    page.set_input_files("[name=file]", file)
    page.locator("[name=file]").press("Tab")
    page.keyboard.press("Enter")  # the button after the file
    page.wait_for_url(lambda url: "/jobs/" in url or "/imports/new" not in url)


def arrive(page) -> None:
    """Where no script reloads the page, its own link looks again."""
    for _ in range(60):
        if "/jobs/" not in page.url:
            return
        page.wait_for_timeout(500)
        if page.locator("noscript a, a:has-text('Look again')").count():
            page.reload()
    raise AssertionError("the review did not end")


@pytest.fixture
def officer(open_page, site):
    page = open_page("/en/accounts/login/")
    sign_in(page, site, "officer")
    return page


def test_a_file_becomes_a_difference_on_the_map_and_a_second_person_approves_it(
    officer, open_page, site, tmp_path
):
    send(officer, park_file(tmp_path))
    officer.wait_for_url(lambda url: "/jobs/" not in url)
    officer.wait_for_selector("#import-preview[data-ready]")
    expect(officer.locator("main")).to_contain_text("park:khu-moi")
    assert serious_faults(officer) == []
    if officer.locator("[name=accepted]").count():
        officer.locator("[name=accepted]").first.check()
        officer.get_by_role("button", name="Check again").click()
        officer.wait_for_url(lambda url: "/jobs/" not in url and "decide" not in url)
    officer.get_by_role("button", name="Send for approval").press("Enter")
    expect(officer.locator("h1")).to_contain_text("waiting for approval")
    assert officer.get_by_role("button", name="Approve").count() == 0
    address = officer.url
    editor = open_page("/en/accounts/login/")
    sign_in(editor, site, "editor")
    editor.goto(address)
    assert serious_faults(editor) == []
    editor.get_by_role("button", name="Approve and apply").press("Enter")
    editor.wait_for_url(lambda url: "/jobs/" not in url and "approve" not in url)
    expect(editor.locator("h1")).to_contain_text("applied")
    editor.goto("/en/desk/subjects/park:khu-moi/")
    expect(editor.locator("h1")).to_contain_text("KCN khu-moi")


def test_without_scripts_the_same_road_is_open_at_360_pixels(open_page, site, tmp_path):
    plain = {"java_script_enabled": False, "viewport": {"width": 360, "height": 740}}
    page = open_page("/en/accounts/login/", **plain)
    sign_in(page, site, "officer")
    send(page, park_file(tmp_path, None, "khu.fgb", "khu-khac"))
    arrive(page)
    expect(page.locator("legend").first).to_contain_text("declares no coordinate system")
    page.locator("input[type=radio][value='EPSG:4326']").check()
    page.get_by_role("button", name="Check again").click()
    arrive(page)
    expect(page.locator(".import-map > svg")).to_be_visible()
    expect(page.locator("main")).to_contain_text("park:khu-khac")
    width = page.locator("main").evaluate("element => element.scrollWidth")
    assert width <= 360


def test_a_refused_file_leaves_everything_else_typed(officer, tmp_path):
    empty = tmp_path / "khu.gpkg"
    empty.write_bytes(b"")
    officer.goto("/en/desk/imports/new/")
    officer.get_by_label("A new source").check()
    officer.fill("[name=new_title_vi]", "Quyết định 99")
    officer.set_input_files("[name=file]", str(empty))
    officer.get_by_role("button", name="Read and check").click()
    expect(officer.locator("main")).to_contain_text("empty")
    expect(officer.locator("[name=new_title_vi]")).to_have_value("Quyết định 99")
    assert serious_faults(officer) == []


@pytest.mark.parametrize(
    "path", ["imports/", "owners/", "owners/coverage/?kind=infrastructure_project"]
)
def test_axe_finds_nothing_serious_on_lists_of_imports_and_owners(officer, path):
    officer.goto(f"/en/desk/{path}")
    assert serious_faults(officer) == []


def test_the_coverage_table_and_the_rings_on_the_map_are_one_click_apart(open_page):
    page = open_page("/en/coverage/?layer=parks")
    assert serious_faults(page) == []
    page.get_by_role("link", name="On the map").click()
    page.wait_for_selector("#map-app[data-ready]")
    shown = page.evaluate(
        "window.diaban.explorer.features.filter((one) => 'completeness' in one.properties).length"
    )
    assert shown > 0
    assert "base=coverage" in page.url
