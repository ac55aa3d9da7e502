"""The field application on hard devices: closed, full, refused, in two windows, renewed."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from tests.browser.before_the_site import in_front_of
from tests.browser.field_driver import Device, a_device, as_file, plan, sign_in
from tests.running_site import CHROMIUM_ARGUMENTS, chromium_path

# The page alone sends, so that a test can stand in its way.
NO_WORKER = {"service_workers": "block"}
A_MICROPHONE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
# The name of a machine in the house, reached without https.
ANOTHER_NAME = ["--host-resolver-rules=MAP field.test 127.0.0.1"]
NO_SYNC = "delete ServiceWorkerRegistration.prototype.sync"
NO_STORE = "indexedDB.open = () => { throw new DOMException('forbidden', 'SecurityError') }"
SAYS_ROOM = "navigator.storage.estimate = async () => ({ usage: %d, quota: %d })"
LOSE = """
from diaban.visits.field import devices
from diaban.visits.models import FieldDevice
one = FieldDevice.objects.latest("last_at")
devices.lose(one, by=one.user)
"""
FIND = LOSE.replace("devices.lose", "devices.find_again")
A_RECORDING = {
    "name": "memo.webm", "mimeType": "audio/webm", "buffer": b"\x1a\x45\xdf\xa3" + bytes(2000),
}  # fmt: skip


@pytest.fixture(scope="module")
def officer(browser, site):
    return sign_in(browser, site)


@pytest.fixture
def device(browser, site, officer):
    with a_device(browser, site, officer) as one:
        yield one


@pytest.fixture
def alone(browser, site, officer):
    with a_device(browser, site, officer, **NO_WORKER) as one:
        yield one


@pytest.fixture
def launched(browser):
    """`launched(*arguments)`: a browser of its own kind."""
    opened = []

    def launch(*more):
        path = chromium_path()
        opened.append(
            browser.browser_type.launch(executable_path=path, args=[*CHROMIUM_ARGUMENTS, *more])
        )
        return opened[-1]

    yield launch
    for one in opened:
        one.close()


def until(found, seconds=20.0):
    """What `found` answers as soon as it is something."""
    deadline = time.monotonic() + seconds
    while not (answer := found()):
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.1)
    return answer


def note_in(journey, device):
    return journey.seen(device)["fields"].get("note", {}).get("value")


def other_window(device):
    return Device(device.context, device.context.new_page(), device.site)


# Nobody looks: the page is closed


def hand_in_without_a_signal(device, journey, text):
    device.context.set_offline(True)
    device.go(journey)
    device.write(text)
    device.hand_in()
    elsewhere = device.context.new_page()
    device.page.close()
    device.page = elsewhere


def test_what_was_handed_in_is_sent_when_the_line_comes_back_though_no_page_is_open(device, site):
    journey = plan(site, "Closed page")
    device.take(journey)
    device.kept()
    hand_in_without_a_signal(device, journey, "Sent by nobody")
    assert note_in(journey, device) is None
    line, workers = device.context.new_cdp_session(device.page), []
    line.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: workers.extend(told["registrations"]),
    )
    line.send("ServiceWorker.enable")
    device.context.set_offline(False)
    device.page.wait_for_timeout(100)
    told = {"origin": site.url, "tag": "outbox", "lastChance": False}
    line.send(
        "ServiceWorker.dispatchSyncEvent",
        told | {"registrationId": workers[0]["registrationId"]},
    )
    until(lambda: note_in(journey, device) == "Sent by nobody")


def test_without_background_sync_the_next_opening_sends(device, site):
    journey = plan(site, "No background sync")
    device.context.add_init_script(NO_SYNC)
    device.take(journey)
    device.kept()
    hand_in_without_a_signal(device, journey, "Sent at the next opening")
    device.context.set_offline(False)
    device.page.wait_for_timeout(1500)
    assert note_in(journey, device) is None
    device.page.goto(f"{site.url}/field/")
    device.received(1)
    assert note_in(journey, device) == "Sent at the next opening"


# Memos


def memos(device):
    return device.page.locator("[data-part=photos] .field-list > li")


def test_a_memo_is_recorded_heard_and_sent(launched, site, officer):
    journey = plan(site, "A memo")
    with a_device(launched(*A_MICROPHONE), site, officer, **NO_WORKER) as device:
        device.take(journey)
        device.go(journey)
        device.page.get_by_role("button", name="Record a memo").click()
        device.page.get_by_role("button", name="Stop (1 s)").click()
        expect(memos(device)).to_have_count(1)
        memos(device).get_by_role("button", name="Listen").click()
        expect(memos(device).locator("audio")).to_have_js_property("error", None)
        device.hand_in()
        device.received(2)
        (memo,) = journey.seen(device)["media"]
        assert (memo["kind"], memo["state"]) == ("voice", "stored")


def test_a_page_closed_while_it_records_keeps_what_was_said_until_then(launched, site, officer):
    journey = plan(site, "Cut off")
    with a_device(launched(*A_MICROPHONE), site, officer, **NO_WORKER) as device:
        device.take(journey)
        device.go(journey)
        device.page.get_by_role("button", name="Record a memo").click()
        device.page.get_by_role("button", name="Stop (3 s)").wait_for()
        # Another window must not take for ended what is still being spoken.
        other = other_window(device)
        other.go(journey)
        expect(memos(other)).to_have_count(1)
        expect(other.page.get_by_text("Everything is handed in.")).to_be_visible()
        device.page.close(run_before_unload=False)
        other.page.get_by_role("button", name="Hand in").click()
        other.received(2)
        (memo,) = journey.seen(other)["media"]
        assert (memo["kind"], memo["state"]) == ("voice", "stored")


def test_a_microphone_refused_is_told_and_a_recording_can_be_chosen(alone, site):
    journey = plan(site, "No microphone")
    alone.take(journey)
    alone.go(journey)
    alone.page.get_by_role("button", name="Record a memo").click()
    expect(alone.page.get_by_text("The microphone was not allowed")).to_be_visible()
    expect(alone.page.get_by_role("button", name="Record a memo")).to_be_visible()
    alone.page.locator("input[type=file][accept='audio/*']").set_input_files([A_RECORDING])
    expect(memos(alone)).to_have_count(1)
    alone.hand_in()
    alone.received(2)
    assert [one["name"] for one in journey.seen(alone)["media"]] == ["memo.webm"]


# A device that is full


def test_a_device_that_runs_short_says_so_in_time_and_loses_nothing(alone, site):
    journey = plan(site, "Short of room")
    alone.take(journey)
    alone.go(journey)
    alone.photographs(as_file(31))
    used = alone.page.evaluate("navigator.storage.estimate().then((found) => found.usage)")
    alone.page.add_init_script(SAYS_ROOM % (used, used + 30_000_000))
    alone.page.reload()
    expect(alone.page.get_by_text("30 MB are left on this device. Hand in")).to_be_visible()
    alone.page.add_init_script(SAYS_ROOM % (used, used + 300_000))
    alone.page.reload()
    expect(alone.page.get_by_text("This device is full (0.3 MB left)")).to_be_visible()
    alone.write("Written on a full device")
    alone.hand_in()
    alone.received(2)
    assert note_in(journey, alone) == "Written on a full device"
    assert [one["name"] for one in journey.seen(alone)["media"]] == ["IMG_0031.jpg"]


# What a browser or an address does not give


def test_a_browser_that_keeps_nothing_is_told_before_a_word_is_written(alone, site):
    alone.context.add_init_script(NO_STORE)
    alone.page.goto(f"{site.url}/field/")
    expect(alone.page.get_by_role("heading", name="Nothing can be kept here")).to_be_visible()
    expect(alone.page.get_by_text("perhaps it is a private window")).to_be_visible()
    alone.page.get_by_role("link", name="Visits on the desk").click()
    expect(alone.page).to_have_url(f"{site.url}/en/desk/visits/")


def test_an_address_without_https_is_told_and_works_while_the_page_is_open(launched, site, officer):
    journey = plan(site, "Not protected")
    with in_front_of(site) as front:
        cookies = [one | {"domain": "field.test"} for one in officer["cookies"]]
        there = replace(site, url=f"http://field.test:{front.port}")
        state = {"cookies": cookies, "origins": []}
        with a_device(launched(*ANOTHER_NAME), there, state) as device:
            device.take(journey)
            assert device.page.evaluate("[isSecureContext, 'serviceWorker' in navigator]") == [
                False, False,
            ]  # fmt: skip
            expect(device.page.get_by_text("This address is not protected")).to_be_visible()
            device.go(journey)
            device.write("Without a lock")
            device.photographs(as_file(51))
            device.again()
            device.go(journey)
            expect(device.page.get_by_label("Note", exact=True)).to_have_value("Without a lock")
            device.hand_in()
            device.received(2)
    told = journey.record()
    assert told["fields"]["note"] == "Without a lock"
    assert [state for _id, _kind, state, _name in told["media"]] == ["stored"]


# Two windows


def test_two_windows_lose_no_word_and_send_nothing_twice(alone, site):
    journey = plan(site, "Two windows")
    alone.take(journey)
    alone.go(journey)
    other = other_window(alone)
    other.go(journey)
    sent = []

    def slowly(route):
        sent.append(route.request.post_data_json["id"])
        time.sleep(0.3)
        route.continue_()

    alone.context.route("**/field/api/submissions/", slowly)
    alone.write("In the first")
    expect(other.page.get_by_label("Note", exact=True)).to_have_value("In the first")
    other.page.get_by_label("Who was met").fill("In the second")
    expect(alone.page.get_by_label("Who was met")).to_have_value("In the second")
    buttons = [one.page.get_by_role("button", name="Hand in") for one in (alone, other)]
    buttons[0].click(no_wait_after=True)
    # A press on a button that has just been switched off does nothing, which is what is wanted.
    other.page.evaluate("document.querySelector('.field-hand-in button').click()")
    alone.received(1)
    other.received(1)
    other.page.get_by_role("button", name="Send now").click()
    fields = journey.seen(alone)["fields"]
    assert fields["note"]["value"] == "In the first"
    assert fields["met"]["value"] == "In the second"
    assert len(sent) == len(set(sent)) == 1


# A newer version


def test_a_newer_version_waits_for_the_person_and_takes_no_word_away(browser, site, officer):
    journey = plan(site, "Renewed")
    with in_front_of(site) as front:
        there = replace(site, url=f"http://127.0.0.1:{front.port}")
        with a_device(browser, there, officer) as device:
            device.take(journey)
            device.kept()
            device.go(journey)
            device.write("Half a sen")
            other = other_window(device)
            other.go(journey)
            front.newer = "newer"
            device.page.evaluate(
                "navigator.serviceWorker.getRegistration().then((found) => found.update())"
            )
            for one in (device, other):
                expect(one.page.get_by_text("A newer version of this application")).to_be_visible()
                expect(one.page.get_by_label("Note", exact=True)).to_have_value("Half a sen")
            with device.page.expect_navigation():
                device.page.get_by_role("button", name="Use it now").click()
            expect(device.page.get_by_label("Note", exact=True)).to_have_value("Half a sen")
            names = device.page.evaluate("caches.keys()")
            assert [name.startswith("diaban-field-newer") for name in names] == [True]
            expect(other.page.get_by_text("Another window of this application")).to_be_visible()
            other.page.get_by_label("Note", exact=True).press_sequentially("tence")
            with other.page.expect_navigation():
                other.page.get_by_role("button", name="Use it now").click()
            expect(other.page.get_by_text("Another window of this")).to_have_count(0)
            expect(device.page.get_by_label("Note", exact=True)).to_have_value(
                other.page.get_by_label("Note", exact=True).input_value()
            )
            other.hand_in()
            other.received(1)
            assert "tence" in note_in(journey, other)


# A lost telephone


def carries(device):
    return device.page.locator("section[aria-labelledby=carried] li").count()


def test_a_visit_that_is_over_leaves_the_device_by_itself(alone, site):
    journey = plan(site, "Over")
    alone.take(journey)
    alone.go(journey)
    alone.write("The last word")
    alone.hand_in()
    alone.received(1)
    desk = f"{site.url}/en/desk/visits/{journey.number}/"
    other = alone.context.new_page()
    other.goto(desk)
    other.get_by_role("button", name="The task force is back").click()
    other.close()
    alone.open(line="online")
    expect(alone.page.get_by_text("“Over” was taken off this device")).to_be_visible()
    assert alone.page.get_by_role("link", name="Over", exact=True).count() == 0


def test_signing_out_says_what_stays_and_forgets_the_rest(browser, site):
    journey = plan(site, "Signed out")
    with a_device(browser, site, sign_in(browser, site), **NO_WORKER) as device:
        device.take(journey)
        device.go(journey)
        device.write("Not handed in")
        device.open(line="online")
        device.page.get_by_role("button", name="Sign out").click()
        expect(device.page.get_by_text("1 thing is not received by the authority")).to_be_visible()
        device.page.get_by_role("button", name="Sign out").click()
        expect(device.page.locator(".field-line")).to_have_attribute("data-line", "signed_out")
        assert carries(device) == 0
        device.context.add_cookies(sign_in(browser, site)["cookies"])
        device.open(line="online")
        device.outbox()
        expect(device.page.get_by_text("Note: Not handed in")).to_be_visible()
        device.page.get_by_role("button", name="Take along").click()
        device.go(journey)
        expect(device.page.get_by_label("Note", exact=True)).to_have_value("Not handed in")


# Last: it ends every session of the officer.
def test_a_lost_telephone_forgets_what_it_carries_and_keeps_what_was_not_sent(browser, site):
    journey = plan(site, "Lost")
    with a_device(browser, site, sign_in(browser, site), **NO_WORKER) as device:
        device.take(journey)
        device.go(journey)
        device.page.route("**/field/api/submissions/", lambda route: route.abort())
        device.write("Not sent yet")
        device.hand_in()
        site.diaban("manage", "shell", "-v0", "-c", LOSE)
        device.open(line="lost")
        expect(device.page.get_by_text("it has forgotten the visits")).to_be_visible()
        assert carries(device) == 0
        site.diaban("manage", "shell", "-v0", "-c", FIND)
        device.open(line="signed_out")
        device.context.add_cookies(sign_in(browser, site)["cookies"])
        device.page.unroute("**/field/api/submissions/")
        device.open(line="online")
        device.received(1)
    assert journey.record()["fields"]["note"] == "Not sent yet"
