"""Whom to visit among 400 projects and 30 places, and a short order of twelve stops.

    python benchmarks/bench_visits.py [--projects 400] [--places 30]

Targets: the proposal in at most 1 s, the order in at most 100 ms. Uses a database of its own in a
temporary folder.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta

PROPOSAL_MS, ORDER_MS = 1000, 100
TODAY = date(2026, 11, 26)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--projects", type=int, default=400)
    parser.add_argument("--places", type=int, default=30)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DIABAN_DATA"] = folder
        os.environ.pop("DIABAN_DATABASE_URL", None)
        os.environ["DJANGO_SETTINGS_MODULE"] = "diaban.config.settings"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", interactive=False, verbosity=0)
        fill(wanted.projects, wanted.places)
        measure(wanted.projects, wanted.places)


def measure(projects: int, places: int) -> None:
    from diaban.visits.planning import candidates, proposal
    from diaban.visits.planning.route import shortest

    office = (107.08, 20.95)

    def propose() -> None:
        found = proposal.propose(candidates.gather(demonstration=False), TODAY, office)
        assert len(found) == projects + places

    chance = random.Random(5)
    for count in (8, 12, 20):
        stops = [(chance.uniform(106.5, 108), chance.uniform(20.8, 21.6)) for _n in range(count)]
        tell(
            f"a short order of {count} stops", ORDER_MS, lambda stops=stops: shortest(stops, office)
        )
    tell(f"proposal over {projects:,} projects and {places} places", PROPOSAL_MS, propose)


def tell(what: str, target: int, run: Callable[[], object]) -> None:
    times = []
    for _n in range(7):
        start = time.perf_counter()
        run()
        times.append((time.perf_counter() - start) * 1000)
    median, slowest = statistics.median(times), max(times)
    print(f"{what}: median {median:.0f} ms, slowest {slowest:.0f} ms (target {target} ms)")


def fill(projects: int, places: int) -> None:
    """Parks, projects with promised and reached milestones, overdue petitions, visits."""
    import shapely
    from django.utils import timezone

    from diaban.facts.typed import written_by_resolution
    from diaban.petitions.models import Petition
    from diaban.projects.models import Holding, Investor, Project, ProjectEvent
    from diaban.visits.models import Stop, Visit
    from diaban.zones.models import IndustrialPark

    chance = random.Random(3)
    with written_by_resolution():
        IndustrialPark.objects.bulk_create(
            IndustrialPark(
                key=f"park:p{n}", code=f"p{n}", resolved_at=timezone.now(),
                location=shapely.Point(chance.uniform(106.5, 108), chance.uniform(20.8, 21.6)),
            )
            for n in range(places)
        )  # fmt: skip
    investor = Investor.objects.create(code="i", name="I", country="VN")
    rows = Project.objects.bulk_create(
        Project(code=f"P-{n}", registered_name="x", kind="secondary", status="active",
                park=f"park:p{n % places}")
        for n in range(projects)
    )  # fmt: skip
    for row in rows:
        granted = date(2018, 1, 2) + timedelta(days=chance.randint(0, 2500))
        event = ProjectEvent.objects.create(
            project=row, kind="registered", on=granted, amount=1, currency="VND", identity="0"
        )
        Holding.objects.create(event=event, investor=investor, share=100)
        for number, name in enumerate(
            ("land_received", "construction_started", "operation_started")
        ):
            until = granted + timedelta(days=200 * (number + 1))
            ProjectEvent.objects.create(project=row, kind="committed", on=granted, milestone=name,
                                        until=until, identity=f"c{number}")  # fmt: skip
            if number < 2 or chance.random() < 0.8:
                ProjectEvent.objects.create(project=row, kind="achieved", on=until, milestone=name,
                                            identity=f"a{number}")  # fmt: skip
    Petition.objects.bulk_create(
        Petition(number=f"KN-{n}", title="x", text="x", category="power", channel="online",
                 petitioner_kind="enterprise", place=f"park:p{n % places}", notice_days=15,
                 filed_on=date(2026, 9, 1), due_on=date(2026, 11, 1))
        for n in range(500)
    )  # fmt: skip
    visits = Visit.objects.bulk_create(
        Visit(number=f"TT-{n}", title="x", first_day=date(2026, 1, 5) + timedelta(days=n % 300),
              last_day=date(2026, 1, 5) + timedelta(days=n % 300), state="done")
        for n in range(300)
    )  # fmt: skip
    Stop.objects.bulk_create(
        Stop(visit=one, order=1, place=f"park:p{n % places}", project=f"P-{n % projects}")
        for n, one in enumerate(visits)
    )


if __name__ == "__main__":
    main()
