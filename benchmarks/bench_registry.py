"""Measure the registry on the default pack: check, load, snapshot, publish, and one changed fact.

    .venv/bin/python benchmarks/bench_registry.py [PACK]

Each figure stands beside its target; the exit code is 1 when a target is missed. The database and
the editions live in a temporary folder (or in DIABAN_DATABASE_URL, which must be empty).
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))


class Table:
    """Prints measured seconds beside their targets and remembers whether one was missed."""

    missed = False

    def measure(self, title: str, target: float, work: Callable[[], Any]) -> Any:
        start = time.perf_counter()
        answer = work()
        seconds = time.perf_counter() - start
        self.missed |= seconds > target
        verdict = "ok" if seconds <= target else "MISSED"
        print(f"{title:<44}{seconds:>9.3f} s{target:>9.1f} s  {verdict}")
        return answer


def main() -> int:
    pack = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "packs" / "quang-ninh"
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DIABAN_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "diaban.config.settings"
        return 1 if run(pack, Path(folder) / "editions").missed else 0


def run(pack: Path, root: Path) -> Table:
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from diaban.editions import publish, snapshot
    from diaban.facts import actions, packs
    from diaban.facts.models import Assertion

    call_command("migrate", verbosity=0, interactive=False)

    def write() -> str:
        now = timezone.now()
        return publish.write(root, snapshot.build(now), now=now)

    def change() -> str:
        fact = Assertion.objects.filter(field="area").exclude(source__kind="unverified").first()
        assert fact is not None
        actions.assert_value(
            fact.subject, "area", fact.value + 1, source=fact.source_id, trust="S-H", by=None,
            as_of=timezone.localdate(),
        )  # fmt: skip
        return write()

    table = Table()
    print(f"{'':<44}{'measured':>11}{'target':>11}")
    table.measure("check the pack", 1, lambda: packs.check(pack))
    summary = table.measure("load it into an empty registry", 3, lambda: packs.load(pack))
    table.measure("load it again", 1, lambda: packs.load(pack))
    table.measure("build a snapshot", 1, lambda: snapshot.build(timezone.now()))
    table.measure("publish", 3, write)
    table.measure("change one fact and publish", 5, change)
    print(f"{summary.subjects} subjects, {summary.added} values")
    return table


if __name__ == "__main__":
    raise SystemExit(main())
