"""The field application: its weight over the map, how it opens with no signal, 200 photographs.

    .venv/bin/python benchmarks/bench_field.py [--photos 200]

Prints each figure beside its target. The application is opened offline by a headless Chromium with
a processor slowed four times; photographs are chosen, handed in without a signal, the browser is
ended and started anew, and everything is sent.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from playwright.sync_api import expect, sync_playwright

from tests.browser.field_driver import a_device, device_in, photograph, plan, sign_in
from tests.running_site import (
    CHROMIUM_ARGUMENTS,
    PHONE,
    Site,
    chromium_path,
    launch_chromium,
    running_site,
)

READY = "() => performance.getEntriesByName('diaban-ready')[0]?.startTime"
SIZE = (
    "() => performance.getEntriesByType('resource').map((one) => [one.name, one.encodedBodySize])"
)
MINUTES = 60_000


def opening(browser: Any, site: Site, state: Any, runs: int) -> tuple[float, int]:
    """Seconds until the list of visits stands, offline, in the median; bytes of the application."""
    with a_device(browser, site, state, **PHONE) as device:
        journey = plan(site, "Opening")
        device.take(journey)
        size = 0
        for url, encoded in device.page.evaluate(SIZE):
            if "/static/field/" in url:
                size += encoded
        worker = device.page.request.get(f"{site.url}/field/worker.js")
        size += len(worker.body()) + len(device.page.request.get(f"{site.url}/field/").body())
        device.kept()
        device.context.set_offline(True)
        session = device.context.new_cdp_session(device.page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        seconds = []
        for _run in range(runs):
            device.page.goto(f"{site.url}/field/")
            expect(device.page.get_by_role("link", name=journey.title)).to_be_visible()
            seconds.append(device.page.evaluate(READY) / 1000)
    return statistics.median(seconds), size


def photographs(browser: Any, site: Site, state: Any, count: int) -> dict[str, float]:
    """Keep, end the browser, start it, send; the seconds of each and how many arrived."""
    journey = plan(site, "Photographs")
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number in range(count):
            path = Path(folder, f"IMG_{number:04d}.jpg")
            path.write_bytes(photograph(number, (2400, 1800)))
            files.append(path)
        options = {
            "executable_path": chromium_path(), "args": CHROMIUM_ARGUMENTS,
            "base_url": site.url, "locale": "en-GB",
        }  # fmt: skip
        profile = Path(folder, "profile")
        first = browser.browser_type.launch_persistent_context(profile, **options)
        first.add_cookies(state["cookies"])
        device = device_in(first, site)
        device.take(journey)
        device.kept()
        first.set_offline(True)
        device.go(journey)
        began = time.monotonic()
        device.page.locator("input[type=file][multiple]").set_input_files(files)
        listed = device.page.locator(".field-photos > li")
        expect(listed).to_have_count(count, timeout=20 * MINUTES)
        keeping = time.monotonic() - began
        device.hand_in()
        first.close()
        second = browser.browser_type.launch_persistent_context(profile, **options)
        second.add_cookies(state["cookies"])
        device = device_in(second, site)
        began = time.monotonic()
        device.page.goto(f"{site.url}/field/#/outbox")
        done = device.page.get_by_text(f"{count + 1} received by the authority")
        expect(done).to_be_visible(timeout=20 * MINUTES)
        sending = time.monotonic() - began
        second.close()
    arrived = journey.record()["media"]
    return {"kept": keeping, "sent": sending, "arrived": len({one[0] for one in arrived})}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=200)
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    with running_site() as site, sync_playwright() as playwright:
        browser = launch_chromium(playwright)
        state = sign_in(browser, site)
        seconds, size = opening(browser, site, state, asked.runs)
        print(f"over the map's bundle      {size / 1000:8.1f} kB    at most 1000 kB")
        print(f"opens offline, 4 × slowed  {seconds:8.2f} s     at most 2 s", flush=True)
        told = photographs(browser, site, state, asked.photos)
        browser.close()
    print(f"photographs kept           {told['kept']:8.1f} s     ({asked.photos} of 2400 × 1800)")
    print(f"sent after a restart       {told['sent']:8.1f} s")
    print(f"arrived                    {told['arrived']:8.0f}       all {asked.photos}")
    lost = told["arrived"] != asked.photos
    if size > 1_000_000 or seconds > 2 or lost:
        sys.exit("A target was missed.")


if __name__ == "__main__":
    main()
