"""Run as a program by tests, against a database of its own: many threads, or a killed process.

    python -m diaban.dossiers.tests.outside threads 8 5
    python -m diaban.dossiers.tests.outside kill

It prints one JSON object: what it found afterwards.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections import Counter

import django

django.setup()

from django.db import connection, connections  # noqa: E402
from django.db.models import Count  # noqa: E402

from diaban.accounts.models import Organisation, User  # noqa: E402
from diaban.dossiers import actions, blobs, standing  # noqa: E402
from diaban.dossiers.lifecycle import Kind  # noqa: E402
from diaban.dossiers.models import (  # noqa: E402
    Attachment,
    CodeCounter,
    Dossier,
    DossierEvent,
    Letter,
)
from diaban.dossiers.tests.desk import procedure  # noqa: E402
from diaban.procedures.models import Procedure  # noqa: E402

PDF = b"%PDF-1.4\n%%EOF\n"


def people() -> tuple[User, User]:
    if not Procedure.objects.exists():
        procedure()
    company, _ = Organisation.objects.get_or_create(name_vi="Công ty ngoài")
    owner, _ = User.objects.get_or_create(
        username="outside-owner", defaults={"role": "enterprise", "organisation": company}
    )
    admin, _ = User.objects.get_or_create(username="outside-admin", defaults={"role": "admin"})
    return owner, admin


def one_dossier(owner: User, admin: User, content: bytes) -> None:
    """From the draft to the hand-over, with files on the way."""
    words = actions.Application("irc", {"project_name": "A"})
    dossier = actions.draft(words, by=owner, channel=2)
    files = [actions.Upload("a.pdf", content)]
    actions.change_draft(dossier.pk, words, by=owner, files=files)
    actions.file_dossier(dossier.pk, by=owner)
    steps = (Kind.RECEIVED, Kind.SUPPLEMENT_REQUESTED, Kind.SUPPLIED, Kind.PROPOSED,
             Kind.APPROVED, Kind.SIGNED, Kind.COMPLETED, Kind.HANDED_OVER)  # fmt: skip
    for number, kind in enumerate(steps, 1):
        more = [actions.Upload("b.pdf", content + b"%b")] if kind == Kind.SUPPLIED else []
        actions.act(dossier.pk, kind, by=admin, expected=number, reason="vì", files=more)


def broken() -> list[str]:
    """What is not whole: a step half taken, a code lost, an attachment that points to nothing."""
    found = []
    for dossier in Dossier.objects.annotate(count=Count("events")):
        if dossier.version != dossier.count:
            found.append(f"{dossier}: version {dossier.version}, {dossier.count} events")
        if (dossier.code is None) != (dossier.count == 0):
            found.append(f"{dossier}: code and events differ")
        cached = [getattr(dossier, name) for name in ("state", "open", "waiting", "due_at")]
        if dossier.count:
            standing.renew(dossier, standing.history(dossier))
            again = [getattr(dossier, name) for name in ("state", "open", "waiting", "due_at")]
            if cached != again:
                found.append(f"{dossier}: cache {cached}, events say {again}")
    for row in Attachment.objects.all():
        path = blobs.path_of(row.sha256)
        if not path.exists() or path.stat().st_size != row.size:
            found.append(f"attachment {row.pk} points to nothing")
    for counter in CodeCounter.objects.all():
        start = f"{counter.organisation_code}-{counter.day:%y%m%d}-"
        given = sorted(
            Dossier.objects.filter(code__startswith=start).values_list("code", flat=True)
        )
        if given != [f"{start}{n:04d}" for n in range(1, counter.last + 1)]:
            found.append(f"codes of {counter.day}: {counter.last} counted, {len(given)} given")
    places = Counter(DossierEvent.objects.values_list("dossier_id", "sequence"))
    found += [f"{place} twice" for place, many in places.items() if many > 1]
    return found


def threads(workers: int, each: int) -> dict:
    """Many file at the same moment; then one dossier is fought over by all of them."""
    owner, admin = people()
    failures: list[str] = []
    start = threading.Barrier(workers)
    prize = actions.file_dossier(
        actions.draft(actions.Application("irc", {}), by=owner, channel=2).pk, by=owner
    )
    won: list[int] = []

    def work(number: int) -> None:
        try:
            start.wait()
            for _turn in range(each):
                words = actions.Application("irc", {})
                actions.file_dossier(actions.draft(words, by=owner, channel=2).pk, by=owner)
            start.wait()
            try:
                actions.act(prize.pk, Kind.RECEIVED, by=admin, expected=1)
                won.append(number)
            except actions.ActionRefused as refusal:
                if refusal.code != "stale":
                    failures.append(refusal.code)
        except Exception as error:
            failures.append(repr(error))
        finally:
            connection.close()

    crowd = [threading.Thread(target=work, args=(n,)) for n in range(workers)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    return {"failures": failures, "winners": len(won), "filed": Dossier.objects.count(),
            "codes": len(set(Dossier.objects.values_list("code", flat=True))),
            "broken": broken()}  # fmt: skip


def die_at(step: int) -> int:
    """Do one dossier in a child that kills itself at the n-th step; 0 when it came to its end."""
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        count = 0

        def checkpoint(_name: str) -> None:
            nonlocal count
            count += 1
            if count == step:
                os.kill(os.getpid(), signal.SIGKILL)

        blobs.checkpoint = checkpoint
        owner, admin = people()
        one_dossier(owner, admin, PDF + str(step).encode())
        os._exit(0)
    _pid, status = os.waitpid(pid, 0)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else -os.WEXITSTATUS(status)


def kill() -> dict:
    people()
    step, found = 0, []
    while True:
        step += 1
        how = die_at(step)
        found += [f"step {step}: {line}" for line in broken()]
        if how == 0 or how < 0:
            break
    left = len(list(blobs.unused(set(Attachment.objects.values_list("sha256", flat=True)))))
    return {"points": step - 1, "ended": how, "broken": found, "unused_files": left,
            "letters": Letter.objects.count()}  # fmt: skip


if __name__ == "__main__":
    command, *numbers = sys.argv[1:]
    told = threads(*map(int, numbers)) if command == "threads" else kill()
    print(json.dumps(told))
