"""Long work on imports in the background: reading and reviewing a file, applying a change set.

A job that has given no sign of life for `SILENT` was lost with its worker. It may be asked for
again: each of the actions is all or nothing.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_tasks import task

from diaban.facts import schema
from diaban.facts.actions import ActionRefused
from diaban.facts.models import Source
from diaban.facts.refusal import ValueRefused
from diaban.imports import actions, files
from diaban.imports.decisions import Decisions
from diaban.imports.files import Stored
from diaban.imports.models import Import, ImportJob, JobState
from diaban.imports.safety import Refused

logger = logging.getLogger(__name__)

SILENT = timedelta(minutes=3)
_TELL_EVERY = 1.0
"""Seconds between two notes of how far a job is."""


def propose(
    stored: Stored, kind: schema.Kind, source: Source, decisions: Decisions, *,
    by: Any, sender: str = "",
) -> ImportJob:  # fmt: skip
    """Read and review a file that was sent and is kept."""
    return _ask(
        ImportJob(
            action="propose", kind=kind.name, source=source, sender=sender[:200],
            file_name=stored.name, file_hash=stored.hash, decisions=decisions.as_json(), by=by,
        )
    )  # fmt: skip


def decide(record: Import, decisions: Decisions, *, by: Any) -> ImportJob:
    """Review an import again with other decisions."""
    return _ask(ImportJob(action="decide", subject=record, decisions=decisions.as_json(), by=by))


def apply(record: Import, *, by: Any) -> ImportJob:
    """Take an approved change set into the registry."""
    return _ask(ImportJob(action="apply", subject=record, by=by))


def again(job: ImportJob) -> bool:
    """Ask once more for a job that failed or was lost; False where it is still under way."""
    if job.state == JobState.DONE or (job.state == JobState.RUNNING and not lost(job)):
        return False
    job.state, job.problem, job.share, job.told_at = JobState.WAITING, "", 0.0, timezone.now()
    _ask(job)
    return True


def lost(job: ImportJob) -> bool:
    """Whether a job that is not finished has given no sign of life for too long."""
    unfinished = job.state in (JobState.WAITING, JobState.RUNNING)
    return unfinished and timezone.now() - job.told_at > SILENT


def _ask(job: ImportJob) -> ImportJob:
    job.language = (get_language() or "vi")[:2]
    job.save()
    work.enqueue(job.pk)
    job.refresh_from_db()
    return job


@task()
def work(number: int) -> str:
    """Do a job that waits; its state afterwards. A job that is done already is left alone."""
    waiting = ImportJob.objects.filter(pk=number, state=JobState.WAITING)
    if not waiting.update(state=JobState.RUNNING, told_at=timezone.now()):
        return ""
    job = ImportJob.objects.select_related("subject", "source", "by").get(pk=number)
    with translation.override(job.language):
        try:
            record = _ACTIONS[job.action](job, _teller(job))
        except (Refused, ActionRefused, ValueRefused) as refused:
            job.state, job.problem = JobState.FAILED, str(refused)
        except Exception as error:
            logger.exception("import job %d failed", job.pk)
            job.state, job.problem = JobState.FAILED, _mistake(error)
        else:
            job.state, job.subject, job.share = JobState.DONE, record, 1.0
    job.told_at = timezone.now()
    job.save(update_fields=["state", "problem", "subject", "share", "told_at"])
    return job.state


def _mistake(error: Exception) -> str:
    return _(
        "The program made a mistake (%(error)s). Nothing was changed; the server's log has the "
        "details."
    ) % {"error": type(error).__name__}


def _propose(job: ImportJob, progress: actions.Progress) -> Import:
    assert job.source is not None
    return actions.propose(
        files.place_of(job.file_hash, job.file_name), schema.kind(job.kind), job.source,
        Decisions.from_json(job.decisions), by=job.by, name=job.file_name,
        sender=job.sender or None, progress=progress,
    )  # fmt: skip


def _decide(job: ImportJob, progress: actions.Progress) -> Import:
    assert job.subject is not None
    return actions.decide(
        job.subject, Decisions.from_json(job.decisions), by=job.by, progress=progress
    )


def _apply(job: ImportJob, progress: actions.Progress) -> Import:
    assert job.subject is not None
    actions.apply(job.subject, by=job.by, progress=progress)
    return job.subject


_ACTIONS: dict[str, Callable[[ImportJob, actions.Progress], Import]] = {
    "propose": _propose,
    "decide": _decide,
    "apply": _apply,
}


def _teller(job: ImportJob) -> actions.Progress:
    """Notes how far the job is, but not more often than anybody would look."""
    last = 0.0

    def tell(share: float) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _TELL_EVERY:
            last = now
            ImportJob.objects.filter(pk=job.pk).update(share=share, told_at=timezone.now())

    return tell
