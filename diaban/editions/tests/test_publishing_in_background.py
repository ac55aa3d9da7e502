"""Publishing after a change: once, soon, and not stopped by what happened before."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import textwrap
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone

from diaban.editions import snapshot, store, tasks
from diaban.editions.errors import WriteFailed
from diaban.editions.models import Publication, State
from diaban.editions.tests.build import layer, row
from diaban.editions.tests.build import snapshot as snapshot_of
from diaban.facts import signals

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def registry(monkeypatch):
    """A registry of one park; `area` of it can be changed."""
    said = {"area": 100.0}
    monkeypatch.setattr(
        snapshot, "build", lambda now: snapshot_of(layer([row("a", area=said["area"])]))
    )
    return said


@pytest.fixture
def queue(monkeypatch):
    """Tasks wait in a list instead of running at once, as they wait for a worker in life."""
    waiting = []
    monkeypatch.setattr(
        tasks.publish_edition.__class__, "enqueue", lambda self: waiting.append(self)
    )
    return waiting


def current_area(root) -> float:
    edition = store.current(root)
    layer, row_number = edition.find("park:a")
    return layer.column("area")[row_number].as_py()


def test_a_change_that_is_committed_is_published(settings, registry):
    with transaction.atomic():
        signals.announce("test", {"park:a"})
        assert not Publication.objects.exists()
    assert Publication.objects.get().state == State.PUBLISHED
    registry["area"] = 120.0
    signals.announce("test", {"park:a"})
    assert current_area(settings.DIABAN_EDITIONS) == 120.0


def test_a_change_that_is_rolled_back_publishes_nothing():
    with pytest.raises(RuntimeError), transaction.atomic():
        signals.announce("test", {"park:a"})
        raise RuntimeError
    assert not Publication.objects.exists()


def test_several_changes_share_the_publication_that_waits(queue):
    for _ in range(5):
        signals.announce("test", {"park:a"})
    assert Publication.objects.get().state == State.WAITING
    assert len(queue) == 1


def test_a_change_during_a_publication_asks_for_the_next_one(
    queue, registry, monkeypatch, settings
):
    tasks.request()
    build = snapshot.build

    def change_meanwhile(now):
        found = build(now)
        registry["area"] = 150.0
        signals.announce("test", {"park:a"})
        return found

    monkeypatch.setattr(snapshot, "build", change_meanwhile)
    tasks.publish_edition.call()
    monkeypatch.setattr(snapshot, "build", build)
    assert [p.state for p in Publication.objects.all()] == [State.WAITING, State.PUBLISHED]
    tasks.publish_edition.call()
    assert current_area(settings.DIABAN_EDITIONS) == 150.0


def test_nothing_new_is_said_to_be_nothing_new():
    first, second = tasks.request(), tasks.request()
    assert (first.state, second.state) == (State.PUBLISHED, State.UNCHANGED)
    assert first.edition == second.edition


def test_a_failure_is_kept_in_words_and_the_old_edition_stays(settings, registry, monkeypatch):
    published = tasks.request().edition
    registry["area"] = 1.0

    def full_disk(*args, **kwargs):
        raise WriteFailed("/data", "the disk is full")

    monkeypatch.setattr(tasks.publish, "write", full_disk)
    failed = tasks.request()
    assert failed.state == State.FAILED
    assert "the disk is full" in failed.problem
    assert store.current(settings.DIABAN_EDITIONS).id == published
    monkeypatch.undo()
    monkeypatch.setattr(snapshot, "build", lambda now: snapshot_of(layer([row("a", area=1.0)])))
    assert tasks.request().state == State.PUBLISHED


def test_a_failure_is_made_good_by_a_publication_by_command(settings, registry, monkeypatch):
    tasks.request()
    registry["area"] = 1.0
    with monkeypatch.context() as patched:
        patched.setattr(tasks.publish, "write", lambda *args, **kwargs: 1 / 0)
        tasks.request()
    assert tasks.latest().state == State.FAILED
    now = timezone.now()
    tasks.publish.write(settings.DIABAN_EDITIONS, snapshot.build(now), now=now)
    assert tasks.latest() is None


def test_a_mistake_of_the_program_is_told_without_its_traceback(monkeypatch):
    monkeypatch.setattr(snapshot, "build", lambda now: 1 / 0)
    problem = tasks.request().problem
    assert "ZeroDivisionError" in problem
    assert "Traceback" not in problem


def test_a_publication_whose_process_died_is_told_as_interrupted_and_hinders_nothing():
    dead = Publication.objects.create(state=State.RUNNING, started_at=timezone.now())
    assert tasks.latest().state == State.INTERRUPTED
    assert tasks.request().state == State.PUBLISHED
    dead.refresh_from_db()
    assert dead.state == State.INTERRUPTED


def test_a_publication_under_way_is_not_taken_for_dead(settings):
    settings.DIABAN_EDITIONS.mkdir(parents=True)
    Publication.objects.create(state=State.RUNNING, started_at=timezone.now())
    with (settings.DIABAN_EDITIONS / ".worker").open("a+b") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        assert tasks.latest().state == State.RUNNING


def test_a_request_that_got_lost_is_made_again_by_the_next_change(queue):
    tasks.request()
    queue.clear()
    Publication.objects.update(requested_at=timezone.now() - timedelta(minutes=1))
    assert tasks.nobody_takes_it(tasks.latest())
    tasks.request()
    assert len(queue) == 1
    assert Publication.objects.count() == 1


def test_a_task_without_anything_to_publish_does_nothing():
    assert tasks.publish_edition.call() is None
    assert not Publication.objects.exists()


KILLED = """
    import os, signal, sys
    os.environ["DJANGO_SETTINGS_MODULE"] = "diaban.config.settings"
    import django
    django.setup()
    from django.core.management import call_command
    from diaban.editions import snapshot, tasks
    from diaban.editions.tests.build import layer, row
    from diaban.editions.tests.build import snapshot as snapshot_of

    def build(now):
        if sys.argv[1] == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        return snapshot_of(layer([row("a")]))

    snapshot.build = build
    if sys.argv[1] == "die":
        call_command("migrate", verbosity=0)
        tasks.request()
    else:
        tasks.resume()
    options = {"batch": True, "interval": 0, "startup_delay": False, "reload": False}
    call_command("db_worker", verbosity=0, **options)
"""


@pytest.mark.slow
def test_a_killed_worker_is_replaced_by_one_that_finishes_its_work(tmp_path):
    environment = {**os.environ, "DIABAN_DATA": str(tmp_path)}
    environment.pop("DIABAN_DATABASE_URL", None)

    def worker(what: str) -> int:
        script = [sys.executable, "-c", textwrap.dedent(KILLED), what]
        return subprocess.run(script, env=environment, cwd=ROOT).returncode

    assert worker("die") == -9
    assert store.ids(tmp_path / "editions") == []
    assert worker("live") == 0
    assert len(store.ids(tmp_path / "editions")) == 1
