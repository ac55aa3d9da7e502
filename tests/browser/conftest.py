"""One site and one browser for the whole browser suite; a fresh page for every test."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.running_site import DESK, NO_CHROMIUM, Site, chromium_path, launch_chromium, running_site

# The map is drawn by the processor in these tests; on a busy machine that takes its time.
expect.set_options(timeout=30_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in str(item.fspath):
            item.add_marker(pytest.mark.browser)
    # Last: Playwright keeps an event loop in this thread, which Django's client cannot share.
    items.sort(key=lambda item: "tests/browser" in str(item.fspath))


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    if chromium_path() is None:
        pytest.fail(NO_CHROMIUM, pytrace=False)
    with running_site() as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = launch_chromium(playwright)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(site: Site, browser: Any) -> Iterator[Callable[..., Any]]:
    """`open_page("/vi/explore/", **options)`: a page of its own; errors on it fail the test."""
    contexts = []
    complaints: list[str] = []

    def open_it(path: str, *, ready: bool | None = None, **options: Any) -> Any:
        context = browser.new_context(base_url=site.url, **{**DESK, **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda line: (
                complaints.append(line.text)
                if line.type == "error" and not re.search(r"status of (400|404|410)", line.text)
                else None
            ),
        )
        page.goto(path)
        is_map = "/explore/" in path and "view=table" not in path
        if ready if ready is not None else is_map and options.get("java_script_enabled", True):
            page.wait_for_selector("#map-app[data-ready]")
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert not complaints, f"the browser complained: {complaints}"
