"""A small driver of the field application: a visit at the server, a device, what one does."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import expect

from tests.running_site import Site

MAKE = """
import json
from django.utils import timezone
from diaban.accounts.models import User
from diaban.visits.actions import Plan, Where, plan_visit
day = timezone.localdate()
who = User.objects.get(username={user!r})
plan = Plan({title!r}, day, day, who, (), "Take in the situation")
where = [Where("park:dong-mai"), Where("park:song-khoai")]
visit = plan_visit(plan, where, by=None, demonstration=True)
print("@" + json.dumps([visit.number, [stop.pk for stop in visit.stops.order_by("order")]]))
"""
RECORD = """
import json
from diaban.visits.models import Stop, Submission, Media, Finding, Commitment
stop = Stop.objects.get(pk={stop})
media = list(stop.media.order_by("received_at"))
print("@" + json.dumps({{
    "fields": dict(stop.fields.values_list("name", "value")),
    "submissions": stop.submissions.count(), "findings": stop.findings.count(),
    "commitments": list(stop.commitments.values_list("what", flat=True)),
    "media": [[str(one.pk), one.kind, one.state, one.name] for one in media],
}}))
"""


def asked(site: Site, code: str) -> Any:
    """What a line of Python in the running site's own registry answers."""
    told = site.diaban("manage", "shell", "-v0", "-c", code).stdout
    return json.loads(next(line for line in told.splitlines() if line.startswith("@"))[1:])


@dataclass(frozen=True)
class Journey:
    """A visit of the demonstration officer with two stops."""

    site: Site
    number: str
    stops: list[int]
    title: str

    def record(self, stop: int = 0) -> dict[str, Any]:
        """What the server has of a stop."""
        return asked(self.site, RECORD.format(stop=self.stops[stop]))

    def seen(self, device: Device, stop: int = 0) -> dict[str, Any]:
        """A stop as whoever takes the visit along now would get it."""
        told = device.context.request.get(f"{self.site.url}/field/api/bundle/{self.number}/").json()
        return next(one for one in told["stops"] if one["id"] == self.stops[stop])


def plan(site: Site, title: str) -> Journey:
    user, _password = site.account("officer")
    number, stops = asked(site, MAKE.format(user=user, title=title))
    return Journey(site, number, stops, title)


@dataclass
class Device:
    """One browser with its own storage; `page` is the application."""

    context: Any
    page: Any
    site: Site

    def open(self, path: str = "", *, line: str = "") -> None:
        """Open the application anew, and wait for what it says of the line."""
        self.page.goto(f"{self.site.url}/field/#/{path}")
        self.page.reload()
        self.page.wait_for_selector("#field-app[data-ready]")
        if line:
            expect(self.page.locator(".field-line")).to_have_attribute("data-line", line)

    def again(self) -> None:
        """Close the page and open another one: what is only in memory is gone."""
        self.page.close()
        self.page = self.context.new_page()
        self.page.goto(f"{self.site.url}/field/")
        self.page.wait_for_selector("#field-app[data-ready]")

    def kept(self) -> None:
        """Wait until the worker keeps the application and serves this page."""
        self.page.evaluate("navigator.serviceWorker.ready.then(() => null)")
        self.page.reload()
        self.page.wait_for_function("() => navigator.serviceWorker.controller !== null")
        self.page.wait_for_selector("#field-app[data-ready]")

    def take(self, journey: Journey) -> None:
        self.open(line="online")
        card = self.page.locator("li.card", has_text=journey.number)
        card.get_by_role("button", name="Take along").click()
        expect(self.page.get_by_role("link", name=journey.title)).to_be_visible()

    def go(self, journey: Journey, stop: int = 0) -> None:
        self.page.goto(f"{self.site.url}/field/#/visit/{journey.number}/stop/{journey.stops[stop]}")
        expect(self.page.get_by_role("button", name="Hand in")).to_be_visible()

    def write(self, text: str) -> None:
        self.page.get_by_label("Note", exact=True).fill(text)

    def hand_in(self) -> None:
        self.page.get_by_role("button", name="Hand in").click()
        # Not the words “not handed in”, which stand there before.
        expect(self.page.get_by_text("Handed in: it is sent")).to_be_visible()

    def outbox(self) -> None:
        self.page.goto(f"{self.site.url}/field/#/outbox")
        expect(self.page.get_by_role("heading", name="Outbox")).to_be_visible()

    def photographs(self, *files: Any) -> None:
        """Choose files, and wait until each of them is on the device."""
        before = self.page.locator(".field-photos > li").count()
        self.page.locator("input[type=file][multiple]").set_input_files(list(files))
        expect(self.page.locator(".field-photos > li")).to_have_count(before + len(files))

    def received(self, count: int) -> None:
        """Wait until the server has confirmed so many things in all."""
        self.outbox()
        expect(self.page.get_by_text(f"{count} received by the authority")).to_be_visible()


@contextmanager
def a_device(browser: Any, site: Site, state: Any = None, **options: Any) -> Iterator[Device]:
    context = browser.new_context(
        **({"base_url": site.url, "storage_state": state, "locale": "en-GB"} | options)
    )
    try:
        yield device_in(context, site)
    finally:
        context.close()


def device_in(context: Any, site: Site) -> Device:
    context.set_default_timeout(30_000)
    return Device(context, context.pages[0] if context.pages else context.new_page(), site)


def sign_in(browser: Any, site: Site, role: str = "officer") -> Any:
    """The cookies of somebody signed in: asked once, for attempts to sign in are counted."""
    context = browser.new_context(base_url=site.url)
    page = context.new_page()
    page.goto("/language/en/?next=/en/accounts/login/")
    name, password = site.account(role)
    page.fill("[name=login]", name)
    page.fill("[name=password]", password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/accounts/login" not in url)
    state = context.storage_state()
    context.close()
    return state


def photograph(number: int, size: tuple[int, int] = (900, 600)) -> bytes:
    """A JPEG that no other number has."""
    noise = random.Random(number).randbytes(64 * 48 * 3)
    picture = Image.frombytes("RGB", (64, 48), noise).resize(size)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()


def as_file(number: int, size: tuple[int, int] = (900, 600)) -> dict[str, Any]:
    """As a file chooser gives it."""
    name, content = f"IMG_{number:04d}.jpg", photograph(number, size)
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


def large_file(folder: Path, megabytes: int) -> Path:
    """A file that says it is a JPEG and has so many megabytes of nothing."""
    path = folder / "IMG_huge.jpg"
    with path.open("wb") as stream:
        stream.write(b"\xff\xd8\xff\xe0")
        stream.truncate(megabytes * 1_000_000)
    return path
