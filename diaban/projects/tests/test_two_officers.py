"""Two officers who record at the same moment cannot both take the same capital away."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.db import connection, connections

from diaban.projects import actions
from diaban.projects import vocabulary as v
from diaban.projects.models import Project
from diaban.projects.replay import EventRefused, replay
from diaban.projects.tests.build import event, project

OFFICERS = 4  # each takes 400,000 of 1,000,000: two can
EXPECTED = ["below_zero"] * 2 + ["recorded"] * 2


def lower(code: str, officer: int) -> str:
    """What the registry answers to one officer; the documents differ, so none is a duplicate."""
    one = Project.objects.get(code=code)
    try:
        actions.record(one, event(v.LOWERED, "2021-01-01", "400000", number=f"QĐ-{officer}"))
    except EventRefused as refused:
        return refused.code
    return "recorded"


@pytest.mark.django_db(transaction=True)
def test_on_postgresql_the_second_officer_sees_what_the_first_left():
    if connection.vendor != "postgresql":
        pytest.skip("the in-memory test database has one writer; see the test with a file below")
    project("P-1")
    gate, outcomes = threading.Barrier(OFFICERS), []

    def officer(number: int) -> None:
        try:
            gate.wait()
            outcomes.append(lower("P-1", number))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=officer, args=[number]) for number in range(OFFICERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == EXPECTED
    held = replay(actions.history_of(Project.objects.get(code="P-1"))).registered
    assert held["USD"] == 200_000


SCRIPT = """
import sys, time, django
django.setup()
from diaban.projects.tests.build import project
from diaban.projects.tests.test_two_officers import lower
if sys.argv[1] == "prepare":
    project("P-1")
else:
    time.sleep(max(0, float(sys.argv[2]) - time.time()))
    print(lower("P-1", int(sys.argv[1])))
"""


@pytest.mark.slow
def test_on_sqlite_the_second_officer_sees_what_the_first_left(tmp_path: Path):
    """Real processes on a real file, as the server's workers are."""
    surroundings = {
        name: text for name, text in os.environ.items() if name != "DIABAN_DATABASE_URL"
    }
    surroundings |= {
        "DIABAN_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "diaban.config.settings",
    }

    def run(*words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, *words], env=surroundings, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    for words in (("-m", "diaban", "manage", "migrate", "-v0"), ("-c", SCRIPT, "prepare")):
        process = run(*words)
        errors = process.communicate()[1]
        assert process.returncode == 0, errors
    at = str(time.time() + 5)
    officers = [run("-c", SCRIPT, str(number), at) for number in range(OFFICERS)]
    told = [officer.communicate() for officer in officers]
    assert sorted(out.strip() for out, _errors in told) == EXPECTED, told
