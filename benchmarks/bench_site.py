"""What a reader waits for: first load on a phone, publishing, a change reaching the map.

    .venv/bin/python benchmarks/bench_site.py [--runs 5]

Prints each figure beside its target. The page is loaded over loopback by a headless Chromium with
a phone's screen and a processor slowed four times, cache empty each time; the baseline of the same
run is the same page without the slowing.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.running_site import PHONE, Site, launch_chromium, running_site

INTERACTIVE = "() => document.querySelector('#map-app[data-interactive]') && performance.now()"
READY = "() => document.querySelector('#map-app[data-ready]') && performance.now()"


def first_load(browser: Any, site: Site, slowdown: int) -> tuple[float, float, int]:
    """Seconds until the map takes input and its panel has answered, seconds until the first picture
    is complete, and the bytes of JavaScript that came over the wire.
    """
    context = browser.new_context(**PHONE)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
    scripts: dict[str, bool] = {}
    sizes: dict[str, int] = {}
    session.on(
        "Network.responseReceived",
        lambda event: scripts.__setitem__(
            event["requestId"], "javascript" in event["response"]["mimeType"]
        ),
    )
    session.on(
        "Network.loadingFinished",
        lambda event: sizes.__setitem__(event["requestId"], int(event["encodedDataLength"])),
    )
    page.goto(f"{site.url}/vi/explore/", wait_until="commit")
    interactive = page.wait_for_function(INTERACTIVE, timeout=60_000).json_value()
    ready = page.wait_for_function(READY, timeout=60_000).json_value()
    page.wait_for_timeout(300)
    total = sum(size for request, size in sizes.items() if scripts.get(request))
    context.close()
    return interactive / 1000, ready / 1000, total


def publishing(site: Site, runs: int) -> list[float]:
    """Seconds that the program itself says a first publication of the default pack took."""
    seconds = []
    for _ in range(runs):
        shutil.rmtree(site.data / "editions")
        seconds.append(json.loads(site.diaban("publish", "--json").stdout)["seconds"])
    return seconds


def a_change(site: Site, browser: Any) -> float:
    """Seconds from pressing Save on the desk until the API answers with the new value."""
    name, password = site.account("editor")
    page = browser.new_page()
    page.goto(f"{site.url}/en/accounts/login/")
    page.fill("[name=login]", name)
    page.fill("[name=password]", password)
    page.click("main form button[type=submit]")
    page.wait_for_url("**/desk/**")
    subject, field = "infrastructure_project:dong-mai", "built_area"
    page.goto(f"{site.url}/en/desk/subjects/{subject}/{field}/")
    page.fill("[name=value]", "101.25")
    page.select_option("[name=source]", index=1)
    page.fill("[name=as_of]", "2026-11-20")
    started = time.perf_counter()
    page.click("main form button[type=submit]")
    while time.perf_counter() - started < 30:
        with urllib.request.urlopen(f"{site.url}/api/v1/features/{subject}") as answer:
            if "101.25" in json.dumps(json.load(answer)):
                break
        time.sleep(0.05)
    else:
        return float("inf")
    page.close()
    return time.perf_counter() - started


def row(what: str, figure: str, target: str) -> None:
    print(f"{what:<58}{figure:>16}   {target}")


def main() -> None:
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    with running_site() as site, sync_playwright() as playwright:
        browser = launch_chromium(playwright)
        first_load(browser, site, 1)  # the server's own first answer is not the reader's wait
        row("figure (median of " + str(runs) + ")", "measured", "target")
        plain = [first_load(browser, site, 1) for _ in range(runs)]
        slow = [first_load(browser, site, 4) for _ in range(runs)]
        for what, loads in (("as it is (baseline)", plain), ("slowed 4 times", slow)):
            target = "≤ 3 s" if loads is slow else ""
            interactive, ready, _bytes = (
                statistics.median(one) for one in zip(*loads, strict=True)
            )
            row(f"first load, phone, processor {what}: interactive", f"{interactive:.2f} s", target)
            row(f"first load, phone, processor {what}: drawn", f"{ready:.2f} s", "")
        row("JavaScript over the wire (first view)", f"{slow[-1][2] / 1000:.0f} kB", "≤ 480 kB")
        row("a one-fact change on the desk → the API", f"{a_change(site, browser):.2f} s", "≤ 5 s")
        row("publishing the default pack",
            f"{statistics.median(publishing(site, runs)):.2f} s", "≤ 3 s")  # fmt: skip
        browser.close()


if __name__ == "__main__":
    main()
