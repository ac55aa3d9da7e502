"""Take the pictures of the README again: `make shots` writes docs/pictures/*.png.

Every main view at 1440 px and at 390 px, in Vietnamese or English, light or dark as listed.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.running_site import DESK, PHONE, ROOT, Site, launch_chromium, running_site

PICTURES = ROOT / "docs" / "pictures"
WIDE, NARROW = "1440", "390"

# name, address, colour scheme, sign in as
VIEWS = [
    ("home", "/vi/", "light", None),
    ("map", "/vi/explore/", "light", None),
    ("map-dark", "/en/explore/", "dark", None),
    ("map-selected", "/vi/explore/?sel=infrastructure_project:song-khoai&at=20.98,106.85,10.4",
     "light", None),
    ("table", "/en/explore/?view=table&layers=parks,infrastructure_projects", "light", None),
    ("profile", "/en/projects/dong-mai/", "light", None),
    ("figures", "/vi/figures/?period=2025-Q1", "light", None),
    ("indicator", "/en/figures/land.leased_of_ready/?period=2025-Q1", "dark", None),
    ("statements", "/vi/figures/statements/", "light", None),
    ("editions", "/en/editions/", "light", None),
    ("land", "/vi/land/", "light", None),
    ("investment", "/en/investment/", "light", None),
    ("petitions", "/vi/petitions/", "light", None),
    ("desk", "/vi/desk/", "light", "editor"),
    ("queue", "/vi/desk/dossiers/", "light", "officer"),
    ("import", "/vi/desk/imports/new/", "light", "editor"),
]  # fmt: skip


def sign_in(page: Any, site: Site, role: str) -> None:
    name, password = site.account(role)
    page.goto(f"{site.url}/vi/accounts/login/")
    page.fill("[name=login]", name)
    page.fill("[name=password]", password)
    page.click("main form button[type=submit]")
    page.wait_for_url("**/desk/**")


def take(browser: Any, site: Site, width: str) -> None:
    device = DESK if width == WIDE else PHONE
    for name, address, scheme, role in VIEWS:
        context = browser.new_context(**{**device, "device_scale_factor": 1}, color_scheme=scheme)
        page = context.new_page()
        if role:
            sign_in(page, site, role)
        page.goto(f"{site.url}{address}")
        if "/explore/" in address and "view=table" not in address:
            page.wait_for_selector("#map-app[data-ready]")
            page.wait_for_timeout(2500)
        page.screenshot(path=PICTURES / f"{name}-{width}.png")
        print(f"docs/pictures/{name}-{width}.png")
        context.close()


def main() -> None:
    from playwright.sync_api import sync_playwright

    PICTURES.mkdir(parents=True, exist_ok=True)
    with running_site() as site, sync_playwright() as playwright:
        browser = launch_chromium(playwright)
        for width in (WIDE, NARROW):
            take(browser, site, width)
        browser.close()


if __name__ == "__main__":
    main()
