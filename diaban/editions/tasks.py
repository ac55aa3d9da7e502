"""Publishing in the background, seconds after a change.

A change asks for a publication when it is committed; while one waits, further changes share it.
The worker marks it as running *before* it reads the registry, so a change saved later asks for the
next one and none is ever missed.

Whoever publishes holds a lock that the system releases when the process dies, however it dies.
A publication that says it is running while nobody holds the lock was interrupted: it hinders
nothing, and `resume` takes the work up again.
"""

from __future__ import annotations

import fcntl
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from diaban.editions import publish, store
from diaban.editions.errors import EditionError, Locked
from diaban.editions.models import Publication, State

logger = logging.getLogger(__name__)

PATIENCE = timedelta(seconds=15)
"""A publication that waits longer than this was lost on its way to a worker, or none runs."""

LOCKED_FOR = 60.0
"""Seconds to wait for a publication that somebody started by command."""


def publish_after_change(by: Any = None, **_signal: Any) -> None:
    """Receiver of `registry_changed`, which is sent when the change is certain."""
    request(by)


def request(by: Any = None) -> Publication:
    """Ask for a publication, or share the one that waits already."""
    try:
        with transaction.atomic():
            publication = Publication.objects.create(requested_by=by)
    except IntegrityError:
        waiting = Publication.objects.filter(state=State.WAITING).first()
        if waiting is None:  # it started at this very moment: ours is the next one
            return request(by)
        publication = waiting
        if timezone.now() - publication.requested_at < PATIENCE:
            return publication
    publish_edition.enqueue()
    publication.refresh_from_db()
    return publication


@task()
def publish_edition() -> str | None:
    """Publish what waits; the edition's id, or None where nothing waited or it did not succeed."""
    root = Path(settings.DIABAN_EDITIONS)
    root.mkdir(parents=True, exist_ok=True)
    with only_publisher(root):
        note_interrupted()
        publication = Publication.objects.filter(state=State.WAITING).first()
        if publication is None:
            return None
        publication.state, publication.started_at = State.RUNNING, timezone.now()
        publication.edition = newest(root)
        publication.save(update_fields=["state", "started_at", "edition"])
        with translation.override(settings.LANGUAGE_CODE):
            carry_out(publication, root)
        return None if publication.went_wrong else publication.edition


def carry_out(publication: Publication, root: Path) -> None:
    """Publish, and note the outcome in words that the desk can show."""
    before = publication.edition
    try:
        publication.edition = write_when_free(root)
        new = publication.edition != before
        publication.state = State.PUBLISHED if new else State.UNCHANGED
    except (EditionError, OSError) as error:
        publication.state, publication.problem = State.FAILED, str(error)
        logger.error("publishing failed: %s", error)
    except Exception as error:
        publication.state = State.FAILED
        publication.problem = _(
            "The program made a mistake (%(error)s). The previous edition stays public; the "
            "server's log has the details."
        ) % {"error": type(error).__name__}
        logger.exception("publishing failed")
    publication.finished_at = timezone.now()
    publication.save(update_fields=["state", "edition", "problem", "finished_at"])


def write_when_free(root: Path) -> str:
    """Build and write; wait while a publication by command holds the folder.

    The snapshot is built anew after waiting: an older one must never replace a newer edition.
    """
    from diaban.editions import snapshot  # the registry's side; readers of this room never load it

    deadline = time.monotonic() + LOCKED_FOR
    while True:
        now = datetime.now(UTC)
        try:
            return publish.write(root, snapshot.build(now), now=now)
        except Locked:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


@contextmanager
def only_publisher(root: Path) -> Iterator[None]:
    """Hold the worker's lock; waits for another worker to finish or die."""
    with (root / ".worker").open("a+b") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def someone_publishes(root: Path) -> bool:
    """Whether a living process holds the worker's lock."""
    try:
        with (root / ".worker").open("rb") as handle:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def note_interrupted() -> int:
    """Mark what died on the way; to be called only by the holder of the lock."""
    return Publication.objects.filter(state=State.RUNNING).update(
        state=State.INTERRUPTED, finished_at=timezone.now()
    )


def resume() -> None:
    """Take up what a killed worker left behind; called when a worker starts."""
    unfinished = Publication.objects.filter(state__in=(State.WAITING, State.RUNNING))
    if not unfinished.exists() or someone_publishes(Path(settings.DIABAN_EDITIONS)):
        return
    note_interrupted()
    try:
        with transaction.atomic():
            Publication.objects.create()
    except IntegrityError:
        pass  # one waits already; the task takes it
    publish_edition.enqueue()


def latest() -> Publication | None:
    """The last publication, a dead one told as interrupted.

    None also where it went wrong but somebody has published by command since: that is made good.
    """
    root = Path(settings.DIABAN_EDITIONS)
    publication = Publication.objects.first()
    if publication is None:
        return None
    if publication.state == State.RUNNING and not someone_publishes(root):
        publication.refresh_from_db()  # it may have finished between the two looks
        if publication.state == State.RUNNING:
            publication.state = State.INTERRUPTED
    if publication.went_wrong and newest(root) != publication.edition:
        return None
    return publication


def newest(root: Path) -> str:
    """The id of the newest edition, "" where there is none."""
    return next(iter(store.ids(root)), "")


def nobody_takes_it(publication: Publication | None) -> bool:
    """Whether a publication has waited so long that no worker can be running."""
    return (
        publication is not None
        and publication.state == State.WAITING
        and timezone.now() - publication.requested_at > PATIENCE
        and not someone_publishes(Path(settings.DIABAN_EDITIONS))
    )
