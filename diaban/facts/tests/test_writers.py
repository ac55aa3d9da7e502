"""People who save at the same moment do not undo each other's work."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import connection, connections

from diaban.facts import actions, packs, refresh
from diaban.facts.models import Assertion
from diaban.facts.tests.build_pack import write_pack
from diaban.zones.models import InfrastructureProject

TEXHONG = "infrastructure_project:texhong"


@pytest.mark.django_db(transaction=True)
def test_the_typed_row_is_the_winner_of_all_that_was_said_at_once(tmp_path, monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time; its test database is in memory")
    packs.load(write_pack(tmp_path))
    start = threading.Barrier(6)
    patience = threading.local()
    write = refresh._write

    def write_late(*arguments):
        # Between reading the assertions and writing the row; the strongest value hurries most.
        time.sleep(patience.seconds)
        write(*arguments)

    monkeypatch.setattr(refresh, "_write", write_late)

    def say(year: int) -> None:
        patience.seconds = 0.03 * (6 - year)
        try:
            start.wait()
            actions.assert_value(
                TEXHONG, "area", 700 + year, source="qd-1", trust="S-H", by=None,
                as_of=f"20{20 + year}-01-01",
            )  # fmt: skip
        finally:
            connections.close_all()

    threads = [threading.Thread(target=say, args=(year,)) for year in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Assertion.objects.filter(origin="staff").count() == 6
    assert InfrastructureProject.objects.get(key=TEXHONG).area == 705
