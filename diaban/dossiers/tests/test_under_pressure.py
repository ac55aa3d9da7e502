"""Many at once, and death at any moment: no code lost or given twice, no step half taken."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from django.db import connection

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def outside(tmp_path):
    """Run `outside.py` against a database file of its own, or the tests' PostgreSQL database."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "diaban.config.settings",
        "DIABAN_DATA": str(tmp_path / "outside"),
    }
    if connection.vendor == "postgresql":
        place = connection.settings_dict
        environment["DIABAN_DATABASE_URL"] = (
            f"postgres://{place['USER']}:{place['PASSWORD']}@{place['HOST']}:{place['PORT']}"
            f"/{place['NAME']}"
        )
    else:
        environment.pop("DIABAN_DATABASE_URL", None)
        subprocess.run([sys.executable, "-m", "diaban", "manage", "migrate", "--verbosity", "0"],
                       env=environment, check=True)  # fmt: skip

    def run(*words: str) -> dict:
        done = subprocess.run(
            [sys.executable, "-m", "diaban.dossiers.tests.outside", *words],
            env=environment, capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


def test_filed_at_the_same_moment_there_is_no_gap_and_no_duplicate(outside):
    told = outside("threads", "12", "5")
    assert told["failures"] == [] and told["broken"] == []
    assert told["filed"] == told["codes"] == 61
    assert told["winners"] == 1, "two officers received the same dossier"


def test_killed_at_any_moment_a_step_is_whole_or_not_taken(outside):
    told = outside("kill")
    assert told["points"] > 30 and told["ended"] == 0
    assert told["broken"] == []
