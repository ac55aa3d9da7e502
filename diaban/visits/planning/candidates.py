"""What the registry knows of every place and project that a task force could visit.

A constant number of questions, whatever the size. Real and invented records are never counted
together. What names a project counts for the project, the rest for its place.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from diaban.clock.calendar import VIETNAM
from diaban.dossiers.models import Dossier
from diaban.petitions.models import Petition
from diaban.places.models import Locality
from diaban.projects import vocabulary as v
from diaban.projects.actions import event_of
from diaban.projects.models import Project, ProjectEvent
from diaban.projects.replay import EventRefused, replay
from diaban.visits.commitments import standing as commitment_standing
from diaban.visits.commitments.promises import State
from diaban.visits.models import Commitment, Stop, Visit
from diaban.visits.planning.proposal import Candidate
from diaban.visits.planning.route import Point
from diaban.zones.models import EconomicZone, IndustrialPark, InfrastructureProject

AT_RISK_DAYS = 3
"""Calendar days before its due date from which a dossier is said to be at risk."""

Key = tuple[str, str]
"""Place and project, as a stop names them; one of the two is "" here."""


@dataclass(slots=True)
class Counts:
    """What is counted of each, by its key."""

    petitions_overdue: Counter[Key] = field(default_factory=Counter)
    dossiers_overdue: Counter[Key] = field(default_factory=Counter)
    dossiers_at_risk: Counter[Key] = field(default_factory=Counter)
    commitments_broken: Counter[Key] = field(default_factory=Counter)
    commitments_due: Counter[Key] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Map:
    """Where things lie: the park or zone to which a place belongs, and points in degrees."""

    homes: Mapping[str, str]
    points: Mapping[str, Point]

    def home(self, place: str) -> str:
        """The park or zone of a developer's project; any other place is its own."""
        return self.homes.get(place, place)

    def of_project(self, project: Project) -> Point | None:
        """The point of the nearest thing known around a project: there is no better one."""
        keys = (project.infrastructure_project, project.park, project.economic_zone)
        return next((self.points[key] for key in keys if key and key in self.points), None)

    def of_stop(self, stop: Stop, projects: Mapping[str, Project]) -> Point | None:
        project = projects.get(stop.project)
        found = self.of_project(project) if project else None
        return found or self.points.get(stop.place)


def read_map(*, with_localities: bool = False) -> Map:
    """Every park, economic zone and developer's project with its point.

    A park without a point of its own lies in the middle of its developers' projects, a developer's
    project without one where its park lies.
    """
    homes: dict[str, str] = {}
    points: dict[str, Point] = {}
    models = [IndustrialPark, EconomicZone, InfrastructureProject]
    for model in [*models, *([Locality] if with_localities else [])]:
        for key, location, outline in model.objects.values_list("key", "location", "outline"):
            if (found := _point(location if location is not None else outline)) is not None:
                points[key] = found
    rows = InfrastructureProject.objects.values_list("key", "park", "economic_zone")
    inside: dict[str, list[Point]] = defaultdict(list)
    for key, park, zone in rows:
        homes[key] = park or zone or key
        if key in points:
            inside[homes[key]].append(points[key])
    for home, found_inside in inside.items():
        points.setdefault(home, _middle(found_inside))
    for key, home in homes.items():
        if home in points:
            points.setdefault(key, points[home])
    return Map(homes, points)


def _middle(points: Sequence[Point]) -> Point:
    """Good enough for what lies a few kilometres apart."""
    count = len(points)
    return sum(x for x, _y in points) / count, sum(y for _x, y in points) / count


def _point(geometry: Any) -> Point | None:
    if geometry is None or geometry.is_empty:
        return None
    point = geometry if geometry.geom_type == "Point" else geometry.representative_point()
    return float(point.x), float(point.y)


def gather(*, demonstration: bool, today: date | None = None) -> list[Candidate]:
    """A candidate for every park, economic zone and project in force."""
    day = today or timezone.localdate()
    where = read_map()
    counts = _counts(day, demonstration, where)
    places = [
        key
        for model in (IndustrialPark, EconomicZone)
        for key in model.objects.filter(Q(valid_to=None) | Q(valid_to__gt=day)).values_list(
            "key", flat=True
        )
    ]
    visited = _visited(day, demonstration)
    found = [
        _candidate((place, ""), place, counts, visited, where.points.get(place)) for place in places
    ]
    projects = Project.objects.filter(demonstration=demonstration, status__in=v.IN_FORCE)
    late = _late_milestones(projects, day)
    for project in projects:
        place = project.park or project.economic_zone or ""
        milestone, days = late.get(project.pk, ("", 0))
        found.append(
            _candidate(
                ("", project.code), place, counts, visited, where.of_project(project),
                milestone, days,
            )
        )  # fmt: skip
    return found


def _candidate(
    key: Key,
    place: str,
    counts: Counts,
    visited: Mapping[Key, date],
    point: Point | None,
    milestone: str = "",
    days: int = 0,
) -> Candidate:
    return Candidate(
        place=place, project=key[1],
        petitions_overdue=counts.petitions_overdue[key],
        dossiers_overdue=counts.dossiers_overdue[key],
        dossiers_at_risk=counts.dossiers_at_risk[key],
        commitments_broken=counts.commitments_broken[key],
        commitments_due=counts.commitments_due[key],
        milestone=milestone, milestone_days=days, last_visit=visited.get(key), point=point,
    )  # fmt: skip


def _key(place: str, project: str, where: Map) -> Key:
    return ("", project) if project else (where.home(place), "")


def _counts(day: date, demonstration: bool, where: Map) -> Counts:
    found = Counts()
    petitions = Petition.objects.filter(is_open=True, due_on__lt=day, demonstration=demonstration)
    for place, project in petitions.values_list("place", "project"):
        found.petitions_overdue[_key(place, project, where)] += 1
    night = datetime.combine(day, time.max, VIETNAM)
    dossiers = Dossier.objects.filter(
        open=True, waiting=False, demonstration=demonstration,
        due_at__lte=night + timedelta(days=AT_RISK_DAYS),
    )  # fmt: skip
    now = timezone.now()
    for place, project, due in dossiers.values_list("zone", "project", "due_at"):
        late = due is not None and due < now
        counter = found.dossiers_overdue if late else found.dossiers_at_risk
        counter[_key(place, project, where)] += 1
    owed = Commitment.objects.filter(is_open=True, demonstration=demonstration)
    for one in commitment_standing.standings(owed.select_related("stop"), day):
        stop = one.commitment.stop
        key = _key(stop.place, stop.project, where)
        if one.state == State.BROKEN:
            found.commitments_broken[key] += 1
        elif one.state in (State.DUE_SOON, State.OVERDUE):
            found.commitments_due[key] += 1
    return found


def _visited(day: date, demonstration: bool) -> dict[Key, date]:
    """When somebody was last there. Who visits a project has been at its place."""
    been = Stop.objects.filter(
        visit__demonstration=demonstration, visit__first_day__lte=day,
        visit__state__in=(Visit.State.UNDER_WAY, Visit.State.DONE),
    )  # fmt: skip
    found: dict[Key, date] = {}
    for place, project, last in been.values_list("place", "project").annotate(
        last=Max("visit__last_day")
    ):
        for key in {(place, ""), ("", project)} - {("", "")}:
            found[key] = max(min(last, day), found.get(key, date.min))
    return found


def _late_milestones(projects: QuerySet[Project], day: date) -> dict[int, tuple[str, int]]:
    """The milestone of each project that is latest today, with its days; only what is not done.

    Only projects that have promised something for a day that is over, and not said that it is done,
    are replayed.
    """
    done = ProjectEvent.objects.filter(
        project=OuterRef("project"), milestone=OuterRef("milestone"), kind=v.ACHIEVED,
        withdrawn_at=None, on__lte=day,
    )  # fmt: skip
    promised = ProjectEvent.objects.filter(
        ~Exists(done), project__in=projects, kind=v.COMMITTED, withdrawn_at=None, until__lt=day
    )
    # Asked once: inside the other question PostgreSQL would ask it again for every event.
    late_ones = set(promised.values_list("project", flat=True))
    found = {}
    for pk, rows in _histories(projects.filter(pk__in=late_ones)):
        try:
            state = replay([event_of(row) for row in rows], day)
        except EventRefused:
            continue  # the register itself says what is wrong with this history
        late = [
            (days, name)
            for name, one in state.milestones.items()
            if one.achieved is None and (days := one.days_late(day)) is not None
        ]
        if state.in_force and late:
            days, name = max(late)
            found[pk] = (name, days)
    return found


def _histories(projects: QuerySet[Project]) -> Iterator[tuple[int, list[ProjectEvent]]]:
    histories: dict[int, list[ProjectEvent]] = defaultdict(list)
    events = ProjectEvent.objects.filter(withdrawn_at=None, project__in=projects)
    for row in events.prefetch_related("holdings__investor"):
        histories[row.project_id].append(row)
    yield from histories.items()
