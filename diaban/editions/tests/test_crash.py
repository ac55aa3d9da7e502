"""A publisher may die at any moment: the previous edition stays current, sound and readable."""

from __future__ import annotations

import datetime as dt
import errno
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from diaban.editions import durable, publish, store
from diaban.editions.errors import WriteFailed
from diaban.editions.tests.build import NOW, fact, layer, of_geometries, row, shapes, snapshot

pytestmark = pytest.mark.usefixtures("english")

PACKAGE = str(Path(__file__).resolve().parents[3])

PUBLISHER = """
import os, signal, sys
sys.path.insert(0, {package!r})
from pathlib import Path
from diaban.editions import durable, publish
from diaban.editions.tests.test_crash import second_snapshot, LATER

steps = 0
def die_at_the_chosen_step(step):
    global steps
    steps += 1
    if steps == {step}:
        os.kill(os.getpid(), signal.SIGKILL)
durable.checkpoint = die_at_the_chosen_step
given = second_snapshot()
print("ready", flush=True)
print(publish.write(Path(sys.argv[1]), given, now=LATER), flush=True)
"""

LATER = NOW + dt.timedelta(hours=1)


def first_snapshot():
    return snapshot(of_geometries(shapes(5, 10)))


def second_snapshot():
    """Another content, with every kind of file."""
    given = of_geometries([*shapes(6, 12), None])
    given.facts["park:p0"] = [fact("area", 2.0)]
    return snapshot(given, layer([row("z")], name="zones", kind="zone"))


def steps_of(root: Path) -> list[str]:
    """Every step that publishing the second snapshot announces, in order."""
    steps: list[str] = []
    publish.write(root, first_snapshot(), now=NOW)
    before = durable.checkpoint
    durable.checkpoint = steps.append
    try:
        publish.write(root, second_snapshot(), now=LATER)
    finally:
        durable.checkpoint = before
    return steps


def assert_whole(root: Path, first: str) -> str:
    """The current edition is the first or the second one, and sound; nothing half-made is named."""
    current = store.current_id(root)
    for name in store.ids(root):
        assert store.verify(root, name) == []
    assert store.open(root, current, verify=True).layers["parks"]
    if current != first:
        assert "zones" in store.open(root, current).layers
    return current


def publisher(root: Path, step: int) -> subprocess.Popen[str]:
    script = PUBLISHER.format(package=PACKAGE, step=step)
    command = [sys.executable, "-c", script, str(root)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_the_steps_cover_every_file_folder_and_rename(tmp_path):
    steps = steps_of(tmp_path)
    files = [step for step in steps if step.startswith("create ")]
    manifest = store.current(tmp_path).manifest
    # Every stated file, the manifest, the temporary `current`, and the folder itself.
    assert len(files) == len(manifest["files"]) + 3
    assert steps[-3:] == [
        "fsync .current.partial",
        "replace current",
        f"fsync folder {tmp_path.name}",
    ]
    assert any(step.startswith("rename ") for step in steps)


@pytest.mark.slow
def test_killed_at_any_step_the_previous_edition_stays_current_until_the_switch(tmp_path):
    steps = steps_of(tmp_path / "rehearsal")
    switched = steps.index("replace current") + 1
    assert len(steps) > 30
    for number in range(1, len(steps) + 1):
        root = tmp_path / f"{number}"
        first = publish.write(root, first_snapshot(), now=NOW)
        process = publisher(root, number)
        process.communicate()
        assert process.returncode == -signal.SIGKILL, steps[number - 1]
        current = assert_whole(root, first)
        assert (current == first) == (number <= switched), steps[number - 1]
        following = publish.write(root, second_snapshot(), now=LATER)
        assert store.current(root).id == following
        assert store.verify(root, following) == []
        assert not list(root.glob(".*.partial")), steps[number - 1]


@pytest.mark.slow
def test_killed_at_random_moments_nothing_is_ever_half_published(tmp_path):
    chance = random.Random(20261123)
    root = tmp_path / "editions"
    first = publish.write(root, first_snapshot(), now=NOW)
    for _attempt in range(12):
        process = publisher(root, step=0)
        process.stdout.readline()
        time.sleep(chance.uniform(0, 0.12))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        assert_whole(root, first)
    publish.write(root, second_snapshot(), now=LATER)
    assert assert_whole(root, first) != first


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO])
def test_a_refused_write_at_any_step_is_one_sentence_and_loses_nothing(tmp_path, monkeypatch, code):
    steps = steps_of(tmp_path / "rehearsal")
    root = tmp_path / "editions"
    first = publish.write(root, first_snapshot(), now=NOW)
    for number in range(1, steps.index("replace current") + 2):
        seen = 0

        def refuse(step, fatal=number):
            nonlocal seen
            seen += 1
            if seen == fatal:
                raise OSError(code, os.strerror(code), str(root / "somewhere"))

        monkeypatch.setattr(durable, "checkpoint", refuse)
        with pytest.raises(WriteFailed) as caught:
            publish.write(root, second_snapshot(), now=LATER)
        monkeypatch.setattr(durable, "checkpoint", lambda step: None)
        assert "\n" not in str(caught.value)
        assert assert_whole(root, first) == first
    publish.write(root, second_snapshot(), now=LATER)


def test_a_full_disk_says_so(tmp_path):
    """A real limit of the operating system: no file of this process may grow beyond 20 kB."""
    root = tmp_path / "editions"
    first = publish.write(root, first_snapshot(), now=NOW)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    try:
        with pytest.raises(WriteFailed, match="Nothing was changed"):
            publish.write(root, snapshot(of_geometries(shapes(6, 400))), now=LATER)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert assert_whole(root, first) == first
    assert not list(root.glob(".*.partial"))


def test_a_full_file_system_says_so(tmp_path):
    """A real full disk: a file system of 300 kB in memory, where this machine lets us have one."""
    root = tmp_path / "small"
    root.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(root)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("no right to mount a file system here")
    try:
        first = publish.write(root, first_snapshot(), now=NOW)
        with pytest.raises(WriteFailed, match="the disk is full"):
            publish.write(root, snapshot(of_geometries(shapes(6, 2000))), now=LATER)
        assert assert_whole(root, first) == first
        publish.write(root, second_snapshot(), now=LATER)
    finally:
        store._opened.clear()
        store._pointers.clear()
        subprocess.run(["umount", "-l", str(root)], check=True)


def test_a_read_only_folder_says_so():
    with tempfile.TemporaryDirectory() as open_to_all:
        Path(open_to_all).chmod(0o755)
        root = Path(open_to_all) / "editions"
        first = publish.write(root, first_snapshot(), now=NOW)
        root.chmod(0o555)
        with as_ordinary_user(), pytest.raises(WriteFailed, match="not allowed"):
            publish.write(root, second_snapshot(), now=LATER)
        root.chmod(0o755)
        assert assert_whole(root, first) == first


@contextmanager
def as_ordinary_user() -> Iterator[None]:
    """The superuser may write everywhere: act as somebody else for a moment."""
    superuser = os.geteuid() == 0
    if superuser:
        os.seteuid(65534)
    try:
        yield
    finally:
        if superuser:
            os.seteuid(0)


def test_a_file_where_the_folder_should_be_is_said_so(tmp_path):
    root = tmp_path / "editions"
    root.write_text("")
    with pytest.raises(WriteFailed, match="a file stands where a folder is needed"):
        publish.write(root, first_snapshot(), now=NOW)
