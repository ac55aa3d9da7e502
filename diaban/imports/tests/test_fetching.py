from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from diaban.imports.open_data.fetching import Bounds, fetch
from diaban.imports.open_data.refusal import NotPulled
from diaban.imports.tests.bad_server import CONTENT, Behaviour, serving

QUICK = Bounds(pause=0.01, silence=2, seconds=20)


def refusal(url: str, target: Path, bounds: Bounds = QUICK, **more) -> NotPulled:
    with pytest.raises(NotPulled) as refused:
        fetch(url, target, bounds=bounds, **more)
    assert not target.exists(), "nothing half-fetched stands under the file's name"
    return refused.value


def test_a_file_arrives_whole(tmp_path):
    seen: list[tuple[int, int | None]] = []
    with serving(Behaviour()) as url:
        fetch(url, tmp_path / "x", bounds=QUICK, progress=lambda *step: seen.append(step))
    assert (tmp_path / "x").read_bytes() == CONTENT
    assert seen[-1] == (len(CONTENT), len(CONTENT))
    assert [path.name for path in tmp_path.iterdir()] == ["x"], "no leftovers"


def test_a_connection_that_breaks_is_taken_up_where_it_broke(tmp_path):
    server = Behaviour(cut_after=[50_000, 60_000])
    with serving(server) as url:
        fetch(url, tmp_path / "x", bounds=QUICK)
    assert (tmp_path / "x").read_bytes() == CONTENT
    assert [asked for _path, asked in server.asked] == [None, "bytes=50000-", "bytes=110000-"]


def test_a_later_command_goes_on_where_an_earlier_one_gave_up(tmp_path):
    server = Behaviour(cut_after=[70_000])
    with serving(server) as url:
        refusal(url, tmp_path / "x", Bounds(attempts=1))
        fetch(url, tmp_path / "x", bounds=QUICK)
    assert server.asked[-1][1] == "bytes=70000-"
    assert (tmp_path / "x").read_bytes() == CONTENT


def test_a_file_that_changed_in_between_is_never_glued_together(tmp_path):
    server = Behaviour(cut_after=[70_000])
    with serving(server) as url:
        refusal(url, tmp_path / "x", Bounds(attempts=1))
        server.content, server.etag = CONTENT[::-1], '"of-the-second-version"'
        fetch(url, tmp_path / "x", bounds=QUICK)
    assert (tmp_path / "x").read_bytes() == CONTENT[::-1]


def test_without_a_validator_a_download_begins_again(tmp_path):
    server = Behaviour(etag=None, cut_after=[70_000])
    with serving(server) as url:
        fetch(url, tmp_path / "x", bounds=QUICK)
    assert [asked for _path, asked in server.asked] == [None, None]
    assert (tmp_path / "x").read_bytes() == CONTENT


def test_a_server_that_knows_no_ranges_sends_all_again(tmp_path):
    server = Behaviour(ranges=False, cut_after=[70_000])
    with serving(server) as url:
        fetch(url, tmp_path / "x", bounds=QUICK)
    assert (tmp_path / "x").read_bytes() == CONTENT


def test_a_part_that_begins_elsewhere_than_asked_is_not_taken(tmp_path):
    server = Behaviour(cut_after=[70_000], lies_about_start=True)
    with serving(server) as url:
        fetch(url, tmp_path / "x", bounds=QUICK)
    assert [asked for _path, asked in server.asked] == [None, "bytes=70000-", None]
    assert (tmp_path / "x").read_bytes() == CONTENT


def begun(tmp_path: Path, url: str, content: bytes) -> None:
    (tmp_path / "x.part").write_bytes(content)
    note = {"url": url, "validator": Behaviour().etag}
    (tmp_path / "x.part.json").write_text(json.dumps(note))


def test_416_for_a_file_that_is_already_whole_ends_the_download(tmp_path):
    server = Behaviour()
    with serving(server) as url:
        begun(tmp_path, url, CONTENT)
        fetch(url, tmp_path / "x", bounds=QUICK)
    assert len(server.asked) == 1
    assert (tmp_path / "x").read_bytes() == CONTENT


def test_416_for_more_than_the_server_has_begins_again(tmp_path):
    server = Behaviour()
    with serving(server) as url:
        begun(tmp_path, url, CONTENT + b"and more")
        fetch(url, tmp_path / "x", bounds=QUICK)
    assert [asked for _path, asked in server.asked] == [f"bytes={len(CONTENT) + 8}-", None]
    assert (tmp_path / "x").read_bytes() == CONTENT


def test_an_announced_length_that_never_comes_is_said_to_be_broken_off(tmp_path):
    server = Behaviour(length=len(CONTENT) + 1, etag=None)
    with serving(server) as url:
        refused = refusal(url, tmp_path / "x", Bounds(attempts=2, pause=0.01))
    assert refused.code == "broken_off"
    assert f"after {len(CONTENT)} of {len(CONTENT) + 1} bytes" in refused.reason


def test_a_server_in_trouble_is_asked_again(tmp_path):
    server = Behaviour(failures=2)
    with serving(server) as url:
        fetch(url, tmp_path / "x", bounds=QUICK)
    assert len(server.asked) == 3


@pytest.mark.parametrize("status", [403, 404, 410, 500])
def test_an_answer_that_is_no_file_is_said_with_its_number(tmp_path, status):
    server = Behaviour(status=status)
    with serving(server) as url:
        refused = refusal(url, tmp_path / "x", Bounds(attempts=2, pause=0.01))
    assert str(status) in refused.reason
    assert len(server.asked) == (2 if status == 500 else 1)


def test_a_slow_server_is_left_after_the_time_allowed(tmp_path):
    server = Behaviour(drip=0.02)
    started = time.monotonic()
    with serving(server) as url:
        refused = refusal(url, tmp_path / "x", Bounds(seconds=0.5, silence=5))
    assert refused.code == "too_slow"
    assert time.monotonic() - started < 4


def test_a_silent_server_is_left_after_the_silence_allowed(tmp_path):
    server = Behaviour(drip=3.0)
    with serving(server) as url:
        refused = refusal(url, tmp_path / "x", Bounds(silence=0.2, attempts=2, pause=0.01))
    assert refused.code == "broken_off"
    assert "silent" in refused.reason


@pytest.mark.parametrize("hidden", [False, True])
def test_more_bytes_than_allowed_are_refused_whether_announced_or_not(tmp_path, hidden):
    with serving(Behaviour(hides_length=hidden)) as url:
        refused = refusal(url, tmp_path / "x", Bounds(most_bytes=100_000, pause=0.01))
    assert refused.code == "too_large"
    assert not list(tmp_path.iterdir()), "and they do not fill the disk"


def test_a_redirect_within_the_host_is_followed(tmp_path):
    with serving(Behaviour(redirect="/elsewhere")) as url:
        fetch(url, tmp_path / "x", bounds=QUICK)
    assert (tmp_path / "x").read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("/circle", "redirect_loop"),
        ("http://example.org/file", "redirect_insecure"),
        ("https://example.org/file", "redirect_elsewhere"),
        ("https://127.0.0.1:8443/file", "redirect_elsewhere"),
        ("https://example.com:8443/file", "redirect_elsewhere"),
        ("https://example.com@example.org/file", "redirect_elsewhere"),
        ("file:///etc/passwd", "redirect_insecure"),
        ("http://127.0.0.1:1/file", "redirect_insecure"),
    ],
)
def test_a_redirect_elsewhere_is_not_followed(tmp_path, target, code):
    server = Behaviour(redirect=target)
    with serving(server) as url:
        refused = refusal(url, tmp_path / "x", hosts=["example.com"])
    assert refused.code == code
    assert len(server.asked) <= 2


def test_a_redirect_to_a_host_that_the_manifest_names_is_tried(tmp_path):
    with serving(Behaviour(redirect="https://127.0.0.1:1/file")) as url:
        refused = refusal(url, tmp_path / "x", Bounds(attempts=1), hosts=["127.0.0.1:1"])
    # Nothing listens there: that it was asked at all shows in the reason.
    assert refused.code == "broken_off"
