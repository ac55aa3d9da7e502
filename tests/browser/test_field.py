"""The field application where it is used: no signal, a closed browser, a dead server."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.axe import serious_faults
from tests.browser.field_driver import (
    a_device,
    as_file,
    device_in,
    large_file,
    plan,
    sign_in,
)
from tests.running_site import CHROMIUM_ARGUMENTS, chromium_path

A_YEAR_AGO = """(() => {
  const Real = Date, shift = -365 * 86400000;
  window.Date = class extends Real {
    constructor(...told) { told.length ? super(...told) : super(Real.now() + shift); }
    static now() { return Real.now() + shift; }
  };
})()"""
# The page alone sends, so that a test can stand in its way.
NO_WORKER = {"service_workers": "block"}


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


def test_a_form_half_written_without_a_signal_survives_a_closed_page(device, site):
    journey = plan(site, "Half written")
    device.take(journey)
    device.kept()
    device.context.set_offline(True)
    device.go(journey)
    device.page.get_by_role("radio", name="There is an obstacle").first.check()
    device.page.get_by_label("Note", exact=True).press_sequentially("The road is fl")
    device.page.close(run_before_unload=False)
    device.page = device.context.new_page()
    device.page.goto(f"{site.url}/field/")
    device.go(journey)
    expect(device.page.get_by_label("Note", exact=True)).to_have_value("The road is fl")
    device.page.get_by_label("Note", exact=True).press_sequentially("ooded", delay=5)
    device.hand_in()
    device.outbox()
    expect(device.page.get_by_text("waiting for a signal")).to_be_visible()
    assert journey.record()["fields"] == {}
    device.context.set_offline(False)
    device.received(1)
    told = journey.record()["fields"]
    assert told["note"] == "The road is flooded"
    assert told["checklist.land"] == "problem"


def test_everything_that_can_be_noted_arrives(device, site):
    journey = plan(site, "Everything")
    device.take(journey)
    device.go(journey)
    page = device.page
    page.get_by_label("What became of this stop").select_option("visited")
    page.get_by_label("Who was met").fill("Ms An, director")
    device.photographs(as_file(1), as_file(2))
    page.get_by_role("button", name="Add a finding").click()
    page.get_by_label("Field", exact=True).select_option("power")
    page.get_by_label("What was found").fill("The substation is overloaded")
    page.get_by_role("button", name="Add a commitment").click()
    page.get_by_label("What is promised").fill("A second transformer")
    page.get_by_label("By when").fill("2099-01-31")
    for side, name in (("For the authority", "Bình"), ("For the other side", "An")):
        box = page.get_by_role("group", name=side)
        box.get_by_label("Full name").fill(name)
        if name == "An":
            pad = box.locator("canvas").bounding_box()
            page.mouse.move(pad["x"] + 30, pad["y"] + 60)
            page.mouse.down()
            page.mouse.move(pad["x"] + 150, pad["y"] + 20, steps=5)
            page.mouse.up()
        else:
            box.get_by_label("I sign with my typed name").check()
        box.get_by_role("button", name="Sign", exact=True).click()
        expect(box.get_by_role("button", name="Sign again")).to_be_visible()
    device.hand_in()
    device.received(4)
    told = journey.record()
    assert told["fields"]["met"] == "Ms An, director"
    assert told["fields"]["signed.authority"]["media"] is None
    assert told["fields"]["signed.other"]["name"] == "An"
    assert (told["findings"], told["commitments"]) == (1, ["A second transformer"])
    assert sorted(one[1] for one in told["media"]) == ["photo", "photo", "signature"]


def test_notes_that_overtake_each_other_end_as_they_were_written(alone, site):
    journey = plan(site, "Out of order")
    alone.take(journey)
    alone.go(journey)
    first: list[str] = []

    def keep_the_first_back(route):
        note = route.request.post_data_json
        if not first or note["id"] == first[0]:
            first[:] = [note["id"]]
            route.fulfill(status=503, body="later")
        else:
            route.continue_()

    alone.page.route("**/field/api/submissions/", keep_the_first_back)
    alone.write("one")
    alone.hand_in()
    alone.write("two")
    alone.hand_in()
    alone.outbox()
    alone.page.get_by_role("button", name="Send now").click()
    expect(alone.page.get_by_text("received, waits for an earlier note")).to_be_visible()
    assert "note" not in journey.record()["fields"]
    alone.page.unroute("**/field/api/submissions/")
    alone.page.get_by_role("button", name="Send now").click()
    alone.page.get_by_role("button", name="Send now").click()
    alone.received(2)
    assert journey.record()["fields"]["note"] == "two"


def test_what_the_desk_wrote_meanwhile_is_put_before_a_person(alone, site):
    journey = plan(site, "Collision")
    alone.take(journey)
    desk = alone.context.new_page()
    desk.goto(f"/en/desk/visits/{journey.number}/stops/{journey.stops[0]}/")
    desk.locator("textarea[name='note']").fill("Seen from the desk")
    desk.locator("form[action$='/record/'] button[type=submit]").click()
    desk.wait_for_load_state()
    desk.close()
    alone.go(journey)
    alone.write("Seen in the field")
    alone.page.get_by_label("What became of this stop").select_option("visited")
    alone.hand_in()
    alone.outbox()
    conflict = alone.page.locator(".field-conflict")
    expect(conflict).to_contain_text("Seen from the desk")
    expect(conflict).to_contain_text("Seen in the field")
    told = journey.record()["fields"]
    assert (told["note"], told["state"]) == ("Seen from the desk", "visited")
    conflict.get_by_role("button", name="Write both").click()
    conflict.get_by_role("button", name="Keep this").click()
    alone.received(2)
    assert journey.record()["fields"]["note"] == "Seen from the desk\nSeen in the field"


def test_a_server_that_dies_before_its_receipt_gets_the_same_ten_times_and_has_it_once(alone, site):
    journey = plan(site, "Killed")
    alone.take(journey)
    alone.go(journey)
    tries, alive = {"note": 0, "media": 0}, set()

    def die(route):
        """The server has it; its answer never arrives, until the line is alive."""
        kind = "media" if "/media/" in route.request.url else "note"
        if kind in alive:
            route.continue_()
            return
        tries[kind] += 1
        route.fetch()
        route.abort("connectionreset")

    alone.page.route("**/field/api/submissions/", die)
    alone.page.route("**/field/api/media/**", die)
    alone.write("Once")
    alone.photographs(as_file(7))
    alone.page.get_by_role("button", name="Add a finding").click()
    alone.page.get_by_label("Field", exact=True).select_option("water")
    alone.page.get_by_label("What was found").fill("No water")
    alone.hand_in()
    alone.outbox()
    now = alone.page.get_by_role("button", name="Send now")
    while min(tries.values()) < 10:
        expect(now).to_be_enabled()
        # A dead line stops the others too: each is tried in turn.
        if tries["media"] >= 10:
            alive.add("media")
        now.click()
        alone.page.wait_for_timeout(150)
    alive.add("note")
    expect(now).to_be_enabled()
    now.click()
    alone.received(2)
    told = journey.record()
    assert (told["submissions"], told["findings"], len(told["media"])) == (1, 1, 1)
    assert told["fields"]["note"] == "Once"


def test_bad_pictures_are_told_kept_and_never_lost(browser, site, officer, tmp_path):
    paris = {"geolocation": {"latitude": 48.85, "longitude": 2.35}, "permissions": ["geolocation"]}
    journey = plan(site, "Bad input")
    with a_device(browser, site, officer, **NO_WORKER, **paris) as device:
        device.take(journey)
        device.go(journey)
        page = device.page
        with page.expect_file_chooser() as chooser:
            page.get_by_text("Choose photographs").click()
        expect(page.get_by_text("The position is known.")).to_be_visible()
        fake = {"name": "fake.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff not one"}
        chooser.value.set_files(large_file(tmp_path, 60))
        expect(page.get_by_text("“IMG_huge.jpg” has 60 MB; the authority takes")).to_be_visible()
        device.photographs(fake)
        # Where the device is counts for what its camera takes now, not for what was chosen.
        page.locator("input[type=file][capture]").set_input_files([as_file(3)])
        expect(page.locator(".field-photos > li")).to_have_count(3)
        device.hand_in()
        device.outbox()
        expect(page.get_by_text("“IMG_huge.jpg” has 60 MB, more than")).to_be_visible()
        expect(page.get_by_text("could not use it as it is")).to_be_visible()
        page.get_by_text("2 received by the authority").click()
        expect(page.get_by_text("“IMG_0003.jpg” lies outside Viet Nam")).to_be_visible()
        device.again()
        device.outbox()
        expect(device.page.get_by_text("“IMG_huge.jpg” has 60 MB, more than")).to_be_visible()
    told = {name: state for _id, _kind, state, name in journey.record()["media"]}
    assert told == {"fake.jpg": "held", "IMG_0003.jpg": "stored"}


def test_a_clock_that_is_a_year_wrong_is_told_beside_the_servers(browser, site, officer):
    journey = plan(site, "Wrong clock")
    with a_device(browser, site, officer, **NO_WORKER) as device:
        device.context.add_init_script(A_YEAR_AGO)
        device.take(journey)
        device.go(journey)
        device.write("Written last year, it says")
        device.hand_in()
        device.received(1)
        device.page.get_by_text("1 received by the authority").click()
        expect(device.page.get_by_text("Both are kept; set the clock right.")).to_be_visible()
    assert journey.record()["fields"]["note"] == "Written last year, it says"


def test_who_is_signed_out_is_told_keeps_everything_and_goes_on(alone, site, officer):
    journey = plan(site, "Signed out")
    alone.take(journey)
    alone.context.clear_cookies()
    alone.go(journey)
    alone.write("Without a session")
    alone.hand_in()
    alone.outbox()
    expect(alone.page.get_by_role("link", name="Sign in")).to_be_visible()
    expect(alone.page.get_by_text("waiting for a signal")).to_be_visible()
    alone.context.add_cookies(officer["cookies"])
    alone.page.get_by_role("button", name="Send now").click()
    alone.received(1)
    assert journey.record()["fields"]["note"] == "Without a session"


def test_photographs_survive_the_end_of_the_browser(browser, site, officer, tmp_path):
    journey, count = plan(site, "Restarted"), 12
    options = {
        "executable_path": chromium_path(), "args": CHROMIUM_ARGUMENTS, "base_url": site.url,
        "locale": "en-GB",
    }  # fmt: skip
    first = browser.browser_type.launch_persistent_context(tmp_path, **options)
    first.add_cookies(officer["cookies"])
    device = device_in(first, site)
    device.take(journey)
    device.kept()
    first.set_offline(True)
    device.go(journey)
    device.photographs(*(as_file(number) for number in range(count)))
    device.hand_in()
    first.close()
    second = browser.browser_type.launch_persistent_context(tmp_path, **options)
    second.add_cookies(officer["cookies"])
    device = device_in(second, site)
    device.page.goto(f"{site.url}/field/")
    device.received(count + 1)
    second.close()
    assert len(journey.record()["media"]) == count


def test_faces_are_hidden_before_anything_leaves_the_device(alone, site):
    journey = plan(site, "Faces")
    alone.take(journey)
    alone.go(journey)
    alone.photographs(as_file(5))
    alone.page.get_by_role("button", name="Hide faces").click()
    alone.page.get_by_role("button", name="Add a box").press("Enter")
    alone.page.keyboard.press("ArrowRight")
    alone.page.keyboard.press("Shift+ArrowDown")
    alone.page.get_by_role("button", name="Make them unrecognisable").press("Enter")
    expect(alone.page.get_by_text("faces made unrecognisable")).to_be_visible()


def test_it_is_accessible_narrow_and_works_by_keyboard(browser, site, officer):
    journey = plan(site, "Accessible")
    narrow = {"viewport": {"width": 360, "height": 740}}
    with a_device(browser, site, officer, **NO_WORKER, **narrow) as device:
        page, faults = device.page, {}

        def look(name):
            width = page.evaluate("document.documentElement.scrollWidth")
            found = serious_faults(page) + ([f"{width} wide"] if width > 360 else [])
            if found:
                faults[name] = found

        device.take(journey)
        look("list")
        page.goto(f"{site.url}/field/#/visit/{journey.number}")
        expect(page.get_by_role("button", name="Take the newest state along")).to_be_visible()
        look("visit")
        device.go(journey)
        page.get_by_role("button", name="Add a finding").press("Enter")
        page.get_by_role("button", name="Add a commitment").press("Enter")
        page.get_by_label("Note", exact=True).focus()
        page.keyboard.type("By keyboard alone")
        look("stop")
        page.get_by_role("button", name="Hand in").focus()
        page.keyboard.press("Enter")
        device.received(1)
        look("outbox")
        page.get_by_role("button", name="VI").press("Enter")
        expect(page.get_by_role("heading", name="Hộp gửi")).to_be_visible()
        look("outbox in Vietnamese")
        assert faults == {}
    assert journey.record()["fields"]["note"] == "By keyboard alone"
