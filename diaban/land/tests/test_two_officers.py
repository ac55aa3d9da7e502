"""Two officers who post at the same moment cannot both spend the same hectare."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.db import connection, connections

from diaban.land import actions
from diaban.land.history import open_book
from diaban.land.ledger import Refusal, step
from diaban.land.tests import places
from diaban.land.tests.places import LEASING, ZONE

OFFICERS = 6


@pytest.mark.django_db(transaction=True)
def test_on_postgresql_the_second_officer_sees_what_the_first_left():
    if connection.vendor != "postgresql":
        pytest.skip("the in-memory test database has one writer; see the test with a file below")
    places.zone()
    start, outcomes = threading.Barrier(OFFICERS), []

    def lease() -> None:
        try:
            start.wait()
            actions.post(ZONE, step("lease", LEASING, 200), by=None)
            outcomes.append("posted")
        except Refusal as refusal:
            outcomes.append(refusal.reason)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=lease) for _officer in range(OFFICERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["more_than_ready"] * 3 + ["posted"] * 3
    assert open_book([ZONE]).totals(LEASING)[ZONE].free == 0


SCRIPT = """
import sys, time, django
django.setup()
from diaban.land import actions
from diaban.land.ledger import Refusal, step
from diaban.land.tests.places import LEASING, ZONE, zone
if sys.argv[1] == "prepare":
    zone()
else:
    time.sleep(max(0, float(sys.argv[2]) - time.time()))
    try:
        actions.post(ZONE, step("lease", LEASING, 200), by=None)
        print("posted")
    except Refusal as refusal:
        print(refusal.reason)
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
    officers = [run("-c", SCRIPT, "lease", at) for _officer in range(OFFICERS)]
    outcomes = sorted(officer.communicate()[0].strip() for officer in officers)
    assert outcomes == ["more_than_ready"] * 3 + ["posted"] * 3
