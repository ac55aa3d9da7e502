"""The same note and the same photograph, sent many times in the same moment, arrive once."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.db import connection, connections

from diaban.accounts.models import User
from diaban.visits.field import media_actions, parsing, receiving
from diaban.visits.models import Commitment, Finding, Media, Stop, Submission
from diaban.visits.tests.making import colleague, visit

SENDERS = 6
NOTE = {
    "id": "11111111-1111-4111-8111-111111111111",
    "device": "phone",
    "changes": {"note": {"base": None, "value": "once"}},
    "findings": [
        {"id": "22222222-2222-4222-8222-222222222222", "category": "power", "text": "Cable"}
    ],
    "commitments": [
        {"id": "33333333-3333-4333-8333-333333333333", "side": "authority", "what": "Repair"}
    ],
}
PHOTO = "44444444-4444-4444-8444-444444444444"


def prepare() -> None:
    visit(leader=colleague("an"))


def send() -> str:
    """Note and photograph, as one request each would; what became of the note."""
    an, stop = User.objects.get(username="an"), Stop.objects.select_related("visit").get()
    file = media_actions.Sent(parsing.uuid(PHOTO, "id"), "photo", "a.jpg", b"\xff\xd8\xff no")
    media_actions.keep(stop, file, by=an)
    return receiving.receive(stop, parsing.note(NOTE), by=an).outcome


def found() -> list[int]:
    return [model.objects.count() for model in (Submission, Finding, Commitment, Media)]


@pytest.mark.django_db(transaction=True)
def test_on_postgresql_it_arrives_once():
    if connection.vendor != "postgresql":
        pytest.skip("the in-memory test database has one writer; see the test with a file below")
    prepare()
    start, outcomes = threading.Barrier(SENDERS), []

    def one() -> None:
        try:
            start.wait()
            outcomes.append(send())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _sender in range(SENDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == ["applied"] * SENDERS
    assert found() == [1, 1, 1, 1]


SCRIPT = """
import sys, time, django
django.setup()
from diaban.visits.tests import test_same_moment as here
if sys.argv[1] == "prepare":
    here.prepare()
elif sys.argv[1] == "found":
    print(here.found())
else:
    time.sleep(max(0, float(sys.argv[2]) - time.time()))
    print(here.send())
"""


@pytest.mark.slow
def test_on_sqlite_it_arrives_once(tmp_path: Path):
    """Real processes on a real file, as the server's workers are."""
    environment = {
        **{name: value for name, value in os.environ.items() if name != "DIABAN_DATABASE_URL"},
        "DIABAN_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "diaban.config.settings",
    }  # fmt: skip

    def start(*words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, *words], env=environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def said(process: subprocess.Popen[str]) -> str:
        out, err = process.communicate(timeout=180)
        assert process.returncode == 0, err
        return out.strip()

    said(start("-m", "diaban", "manage", "migrate", "--verbosity", "0"))
    said(start("-c", SCRIPT, "prepare"))
    moment = str(time.time() + 8)
    senders = [start("-c", SCRIPT, "send", moment) for _sender in range(SENDERS)]
    assert [said(one) for one in senders] == ["applied"] * SENDERS
    assert said(start("-c", SCRIPT, "found")) == "[1, 1, 1, 1]"
