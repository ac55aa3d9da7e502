"""The demonstration register of visits: `invented.journeys` in the database, every row marked."""

from __future__ import annotations

import io
import random
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from PIL import Image, ImageDraw, ImageFont

from diaban.accounts.models import Organisation, Role, User
from diaban.clock.calendar import VIETNAM
from diaban.dossiers import blobs
from diaban.facts.signals import announce
from diaban.petitions.invented import askers
from diaban.petitions.models import Body, Counter
from diaban.projects.models import Project
from diaban.visits import access
from diaban.visits.actions import INVENTED_PREFIX
from diaban.visits.commitments import actions as commitment_actions
from diaban.visits.commitments import standing as commitment_standing
from diaban.visits.commitments.promises import replay
from diaban.visits.demonstration import invented
from diaban.visits.demonstration import minutes as minute_demonstration
from diaban.visits.models import (
    Commitment,
    CommitmentEvent,
    Finding,
    Media,
    Minute,
    Stop,
    StopField,
    Submission,
    Visit,
    VisitEvent,
)
from diaban.visits.planning import candidates
from diaban.visits.planning.proposal import propose
from diaban.visits.stops import checklist
from diaban.zones.models import EconomicZone, IndustrialPark

NAMESPACE = uuid.UUID("8d9f4f0e-4c5d-5a0e-9c55-2f9d8a6d7a11")
"""Ids of invented findings, commitments and pictures are made from it: the same at every load."""
PICTURE = (960, 720)
PAINTS = {
    "land": ("#d9d2bf", "#a89878"), "power": ("#cfd8dc", "#607d8b"),
    "water": ("#cfe3ea", "#5b93a7"), "road": ("#d6d6d6", "#7a7a7a"),
}  # fmt: skip
"""Ground and shape of the drawn pictures, by what they stand for."""
_PAINT_OF = {"power": "power", "water": "water", "environment": "water",
             "infrastructure_inside": "road", "infrastructure_outside": "road"}  # fmt: skip


def load() -> None:
    """Make the invented visits; where there are some already nothing is changed."""
    if Visit.objects.filter(demonstration=True).exists():
        return
    sites = _sites()
    if not sites:
        return
    days = commitment_standing.calendar()
    today = timezone.localdate()
    told = invented.journeys([site for site, _organisations in sites], days, today)
    pictures = {name: _stored(name) for name in PAINTS}
    with transaction.atomic():
        book = _Book(
            organisations={name: one for _site, held in sites for name, one in held.items()},
            bodies=set(Body.objects.values_list("code", flat=True)),
            officer=_account(Role.OFFICER), leader=_account(Role.LEADER), receivers=_accounts(),
            pictures=pictures, points=candidates.read_map().points, today=today,
        )  # fmt: skip
        for journey in told:
            _visit(book, journey)
        _write(book)
        _say_why(book)
        minute_demonstration.make()
        announce("load_demonstration_visits", [])


@dataclass(slots=True)
class _Book:
    """What the rows need, and the rows until they are written together."""

    organisations: dict[str, Organisation]
    bodies: set[str]
    officer: User | None
    leader: User | None
    receivers: dict[int | None, User]
    """Who gives an organisation's own word, where it has an invented account."""
    pictures: dict[str, tuple[str, int]]
    points: Any
    today: date
    numbers: dict[tuple[str, int], int] = field(default_factory=lambda: defaultdict(int))
    visits: list[Visit] = field(default_factory=list)
    rows: dict[type, list[Any]] = field(default_factory=lambda: defaultdict(list))

    def number(self, series: str, day: date) -> str:
        self.numbers[series, day.year] += 1
        return f"{series}-{day.year}-{self.numbers[series, day.year]:04d}"

    def add(self, *rows: Any) -> None:
        for row in rows:
            self.rows[type(row)].append(row)


def _account(role: str) -> User | None:
    found: User | None = User.objects.filter(demonstration=True, role=role, is_active=True).first()
    return found


def _accounts() -> dict[int | None, User]:
    found = User.objects.filter(demonstration=True, role=Role.ENTERPRISE, is_active=True)
    return {one.organisation_id: one for one in found.order_by("-pk") if one.organisation_id}


def _sites() -> list[tuple[invented.Site, dict[str, Organisation]]]:
    """The parks and zones where invented projects lie, with the organisations that receive."""
    known = {
        *IndustrialPark.objects.values_list("key", flat=True),
        *EconomicZone.objects.values_list("key", flat=True),
    }
    receivers = _receivers()
    holders = _holders()
    projects: dict[str, list[Project]] = defaultdict(list)
    for one in Project.objects.filter(demonstration=True, registered_on__isnull=False).order_by(
        "code"
    ):
        projects[one.park or one.economic_zone or ""].append(one)
    found = []
    for place in sorted(set(projects) & known):
        held: dict[str, Organisation] = {}
        if place in receivers:
            held[receivers[place].name_vi] = receivers[place]
        rows = []
        for one in _told(projects[place], holders):
            organisation = holders.get(one.pk)
            if organisation:
                held[organisation.name_vi] = organisation
            granted = one.registered_on or invented.FIRST_DAY
            rows.append((one.code, granted, organisation.name_vi if organisation else ""))
        receiver = receivers[place].name_vi if place in receivers else ""
        found.append((invented.Site(place, receiver, tuple(rows)), held))
    return found


def _told(projects: Sequence[Project], holders: dict[int, Organisation]) -> list[Project]:
    """Projects that visits go to: those that an organisation follows, and a few others."""
    followed = [one for one in projects if one.pk in holders]
    others = [one for one in projects if one.pk not in holders and one.status == "active"]
    return followed * 3 + others[:4]


def _receivers() -> dict[str, Organisation]:
    """The invented developer of each park, as the invented petitions have it."""
    where = candidates.read_map()
    names = {one.name_vi: where.home(one.place) for one in reversed(askers())
             if one.kind == "infrastructure_developer"}  # fmt: skip
    rows = Organisation.objects.filter(demonstration=True, name_vi__in=names)
    return {names[one.name_vi]: one for one in rows.order_by("-name_vi")}


def _holders() -> dict[int, Organisation]:
    """The invented organisation that follows a project, by the project's row."""
    found: dict[int, Organisation] = {}
    for one in Organisation.objects.filter(demonstration=True, investors__isnull=False).distinct():
        held = Project.objects.filter(
            demonstration=True, events__holdings__investor__organisation=one
        )
        found |= dict.fromkeys(held.values_list("pk", flat=True), one)
    return found


def _moment(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), VIETNAM)


def _visit(book: _Book, told: invented.Journey) -> None:
    first = told.first_day
    planned = min(_moment(first - timedelta(days=7), 9), timezone.now())
    row = Visit(
        number=book.number(INVENTED_PREFIX, first), title=told.title, purpose=told.purpose,
        leader=book.officer, first_day=first, last_day=told.last_day, state=told.state,
        sequence=int(told.state == "cancelled"), demonstration=True, recorded_at=planned,
    )  # fmt: skip
    book.visits.append(row)
    book.add(row, VisitEvent(visit=row, kind="planned", at=planned, by=book.leader))
    if told.state == "cancelled":
        at = _moment(first - timedelta(days=1), 15)
        book.add(VisitEvent(visit=row, kind="cancelled", at=at, by=book.leader, why=told.why))
    if told.state in ("under_way", "done"):
        book.add(VisitEvent(visit=row, kind="begun", at=min(_moment(first, 8, 5), timezone.now()),
                            by=book.officer))  # fmt: skip
    if told.state == "done":
        book.add(VisitEvent(visit=row, kind="done", at=_moment(told.last_day, 17), by=book.officer))
    for order, stop in enumerate(told.stops, 1):
        _stop(book, row, order, stop)


def _stop(book: _Book, visit: Visit, order: int, told: invented.Stopped) -> None:
    day = visit.first_day if order < 3 else visit.last_day
    at = _moment(day, 7 + 2 * order if order < 3 else 8 + 2 * (order - 2), 30)
    row = Stop(
        visit=visit, order=order, place=told.place, project=told.project,
        organisation=book.organisations.get(told.organisation), planned_at=at,
        version=int(bool(told.answers)),
    )  # fmt: skip
    book.add(row)
    written = at + timedelta(minutes=50)
    values = {checklist.PREFIX + code: answer for code, answer in told.answers.items()}
    values |= {name: text for name, text in (("met", told.met), ("note", told.note)) if text}
    for name, value in values.items():
        book.add(StopField(stop=row, name=name, value=value, by=book.officer, at=written,
                           received_at=written))  # fmt: skip
    for number, (category, text) in enumerate(told.findings):
        where = _id(visit, order, "finding", number)
        book.add(Finding(id=where, stop=row, category=category, text=text, at=written,
                         by=book.officer))  # fmt: skip
    for number, promise in enumerate(told.promises):
        _commitment(book, row, _id(visit, order, "commitment", number), promise)
    if told.photographed:
        _photographs(book, row, told, at + timedelta(minutes=20))


def _id(visit: Visit, order: int, what: str, number: int) -> uuid.UUID:
    return uuid.uuid5(NAMESPACE, f"{visit.number}/{order}/{what}/{number}")


def _commitment(book: _Book, stop: Stop, identity: uuid.UUID, told: invented.Promised) -> None:
    made = told.events[0]
    found = replay(told.events, commitment_standing.calendar(), book.today)
    assert found is not None  # every invented promise was made by today
    row = Commitment(
        number=book.number(commitment_actions.INVENTED_PREFIX, made.on), uuid=identity, stop=stop,
        side=told.side, body_id=told.body if told.body in book.bodies else None,
        organisation=stop.organisation if told.side == "enterprise" else None, what=told.what,
        evidence=told.evidence, due_on=found.due, first_due_on=found.first_due,
        is_open=found.is_owed, demonstration=True, recorded_at=_moment(made.on, 16),
        recorded_by=book.officer,
    )  # fmt: skip
    book.add(row)
    theirs = told.side == Commitment.Side.AUTHORITY and book.receivers.get(stop.organisation_id)
    for place, event in enumerate(told.events):
        by = book.officer if event.kind in ("made", "kept", "not_kept") else None
        if theirs and event.kind in access.SETTLES:
            by = theirs
        book.add(CommitmentEvent(
            commitment=row, kind=event.kind, on=event.on, until=event.until, text=event.text,
            recorded_at=min(_moment(event.said, 16, place), timezone.now()),
            by=by,
        ))  # fmt: skip


def _photographs(book: _Book, stop: Stop, told: invented.Stopped, at: datetime) -> None:
    """One drawn picture for each finding, or one of the place, near its point where it is known."""
    chance = random.Random(f"{stop.visit.number} {stop.order}")  # noqa: S311 (examples)
    point = book.points.get(told.place)
    for number, (category, _text) in enumerate(told.findings or [("land", "")]):
        sha256, size = book.pictures[_PAINT_OF.get(category, "land")]
        longitude, latitude = (
            (round(one + chance.uniform(-0.003, 0.003), 6) for one in point)
            if point else (None, None)
        )  # fmt: skip
        book.add(Media(
            id=_id(stop.visit, stop.order, "media", number), stop=stop, kind="photo",
            name=f"minh-hoa-{number + 1}.jpg", caption="Hình vẽ minh họa, không phải ảnh thật",
            sha256=sha256, size=size, media_type="image/jpeg",
            taken_at=at + timedelta(minutes=number), received_at=at + timedelta(hours=3),
            longitude=longitude, latitude=latitude, accuracy_m=12.0 if point else None,
            by=book.officer,
        ))  # fmt: skip


def _stored(name: str) -> tuple[str, int]:
    """A small drawn picture, marked in the picture itself; where its bytes lie, and their size."""
    ground, shape = PAINTS[name]
    image = Image.new("RGB", PICTURE, ground)
    draw = ImageDraw.Draw(image)
    wide, high = PICTURE
    draw.rectangle((0, high * 0.62, wide, high), fill=shape)
    house = ((0.1, 0.62), (0.1, 0.35), (0.25, 0.28), (0.4, 0.35), (0.4, 0.62))
    draw.polygon([(wide * x, high * y) for x, y in house], outline=shape, width=6)
    draw.line([(wide * 0.7, high * 0.62), (wide * 0.7, high * 0.2)], fill=shape, width=10)
    draw.text((wide / 2, high * 0.82), "DEMO - MINH HOA", fill="#ffffff", anchor="mm",
              font=ImageFont.load_default(64))  # fmt: skip
    out = io.BytesIO()
    image.save(out, "JPEG", quality=70)
    return blobs.store([out.getvalue()])


def _write(book: _Book) -> None:
    for model in (Visit, VisitEvent, Stop, StopField, Finding, Commitment, CommitmentEvent, Media):
        model.objects.bulk_create(book.rows[model], batch_size=1000)
    if book.leader is not None:
        through = Visit.members.through
        through.objects.bulk_create(
            through(visit_id=one.pk, user_id=book.leader.pk) for one in book.visits
        )
    for (series, year), last in book.numbers.items():
        Counter.objects.update_or_create(series=series, year=year, defaults={"last": last})


def _say_why(book: _Book) -> None:
    """The visits that lie ahead say why their stops were chosen, as a plan of today would."""
    found = propose(candidates.gather(demonstration=True, today=book.today), book.today)
    said = {one.candidate.key: one for one in found}
    for stop in Stop.objects.filter(visit__demonstration=True, visit__state=Visit.State.PLANNED):
        key = f"project:{stop.project}" if stop.project else stop.place
        if key in said:
            stop.reasons = [reason.as_dict() for reason in said[key].reasons]
            stop.save(update_fields=["reasons"])


def erase() -> None:
    """Take the invented visits away, with everything that hangs on them here."""
    with transaction.atomic():
        ours = Visit.objects.filter(demonstration=True)
        stops = Stop.objects.filter(visit__in=ours)
        promised = Commitment.objects.filter(stop__in=stops)
        CommitmentEvent.objects.filter(commitment__in=promised).forget_demonstration()
        promised.delete()
        for model in _ON_STOPS:
            model.objects.filter(stop__in=stops).delete()
        stops.delete()
        VisitEvent.objects.filter(visit__in=ours).forget_demonstration()
        gone, _rows = ours.delete()
        series = (INVENTED_PREFIX, commitment_actions.INVENTED_PREFIX)
        Counter.objects.filter(series__in=series).delete()
        if gone:
            announce("erase_demonstration_visits", [])


_ON_STOPS: Iterable[Any] = (StopField, Finding, Media, Minute, Submission)
