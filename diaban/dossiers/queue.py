"""The officers' queue: what is due first, answered from indexed columns whatever the size."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from diaban import clock
from diaban.accounts.models import Organisation, User
from diaban.clock.calendar import VIETNAM
from diaban.dossiers import catalogue, codes, standing
from diaban.dossiers.catalogue import Book
from diaban.dossiers.models import Absence, AlertSettings, Dossier
from diaban.dossiers.standing import Standing

PAGE = 30
MOST_COUNTED = 1000
TABS = ("due", "new", "waiting", "undetermined", "closed")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the queue; empty strings ask for everything."""

    tab: str = "due"
    mine: bool = False
    procedure: str = ""
    words: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    rows: list[Standing]
    following: str
    """What `after` is on the next page; "" on the last."""


def visible_to_desk() -> QuerySet[Dossier]:
    """Everything that has been filed: a draft is its maker's own."""
    return Dossier.objects.exclude(state=None)


def of_tab(tab: str) -> QuerySet[Dossier]:
    """The dossiers of a tab, in its order."""
    rows = visible_to_desk().select_related("organisation", "assignee")
    if tab == "new":
        return rows.filter(open=True, received_on=None).order_by("id")
    if tab == "waiting":
        return rows.filter(open=True, waiting=True, received_on__isnull=False).order_by("id")
    if tab == "undetermined":
        return rows.filter(
            open=True, waiting=False, due_at=None, received_on__isnull=False
        ).order_by("id")
    if tab == "closed":
        return rows.filter(open=False).order_by("-id")
    return rows.filter(open=True, due_at__isnull=False).order_by("due_at", "id")


def ask(question: Question, user: User, book: Book | None = None) -> Answer:
    """One page of the queue."""
    rows = of_tab(question.tab)
    if question.mine:
        rows = rows.filter(assignee__in=hands(user))
    if question.procedure:
        rows = rows.filter(procedure=question.procedure)
    if question.words.strip():
        # Who looks for a code or a name looks everywhere, not in one tab.
        rows = found_by(visible_to_desk().select_related("organisation", "assignee"),
                        question.words).order_by("-id")  # fmt: skip
    rows = beyond(rows, question)
    page = list(rows[: PAGE + 1])
    following = mark(page[PAGE - 1], question) if len(page) > PAGE else ""
    return Answer(with_standing(page[:PAGE], book), following)


def found_by(rows: QuerySet[Dossier], text: str) -> QuerySet[Dossier]:
    """Dossiers by code (or its beginning), or by the applicant's name."""
    code = codes.spoken(text)
    companies = list(
        Organisation.objects.filter(name_vi__icontains=text.strip()).values_list("pk", flat=True)[
            :50
        ]
    )
    found = Q(code__gte=code, code__lt=code + "\U0010ffff") | Q(organisation__in=companies)
    if len(text.strip()) >= 3 and "-" not in text:
        found |= Q(organisation=None, applicant_name__icontains=text.strip())
    return rows.filter(found)


def beyond(rows: QuerySet[Dossier], question: Question) -> QuerySet[Dossier]:
    """Go on after the last row of the page before: no page is slower than the first."""
    moment, _comma, last = question.after.partition(",")
    if not re.fullmatch(r"[0-9]{1,18}", last):
        return rows
    pk = int(last)
    if question.tab == "due" and not question.words.strip():
        try:
            due = parse_datetime(moment)
        except ValueError:
            due = None
        return rows.filter(due_at__gte=due).exclude(due_at=due, id__lte=pk) if due else rows
    downwards = question.tab == "closed" or bool(question.words.strip())
    return rows.filter(id__lt=pk) if downwards else rows.filter(id__gt=pk)


def mark(row: Dossier, question: Question) -> str:
    if question.tab == "due" and row.due_at is not None and not question.words.strip():
        return f"{row.due_at.isoformat()},{row.pk}"
    return f",{row.pk}"


def with_standing(rows: Iterable[Dossier], book: Book | None = None) -> list[Standing]:
    """Replay the dossiers of one page."""
    page = list(rows)
    events = standing.events_of([row.pk for row in page])
    now, book = timezone.now(), book or catalogue.book()
    return [standing.of(row, events.get(row.pk, []), now, book) for row in page]


def hands(user: User) -> list[int]:
    """Whose dossiers are on this person's desk today: the own, and those of whom one covers."""
    today = timezone.localdate()
    covered = Absence.objects.filter(cover=user, first_day__lte=today, last_day__gte=today)
    return [user.pk, *covered.values_list("officer", flat=True)]


@dataclass(frozen=True, slots=True)
class Counts:
    """What presses, each counted up to `MOST_COUNTED`."""

    new: int
    overdue: int
    today: int
    soon: int


def counts(user: User | None = None) -> Counts:
    """What presses on everybody, or on one person."""
    rows = Dossier.objects.filter(open=True)
    if user is not None:
        rows = rows.filter(assignee__in=hands(user))
    now = timezone.now()
    night = datetime.combine(timezone.localdate(now), time.max, VIETNAM)
    count = lambda found: found.order_by()[:MOST_COUNTED].count()  # noqa: E731
    return Counts(
        new=count(rows.filter(received_on=None)),
        overdue=count(rows.filter(due_at__lt=now)),
        today=count(rows.filter(due_at__gte=now, due_at__lte=night)),
        soon=count(rows.filter(due_at__gt=night, due_at__lte=night + timedelta(days=3))),
    )


# ---- warnings ----


def warnings(found: Standing, wish: AlertSettings) -> list[str]:
    """Which warnings a person wants of this dossier: codes, the most pressing first."""
    if not found.ledger.is_open:
        return []
    raised = []
    if found.overdue:
        raised.append("overdue")
    if wish.apology and found.lacks_apology:
        raised.append("no_apology")
    if wish.last_day and found.last_day:
        raised.append("last_day")
    running = found.ledger.timing == clock.Timing.IN_TIME
    if running and found.share is not None and found.share * 100 >= wish.used_share:
        raised.append("share")
    return raised


def settings_of(user: User) -> AlertSettings:
    """What `user` wants to be told; the defaults where nobody has said."""
    return AlertSettings.objects.filter(user=user).first() or AlertSettings(user=user)
