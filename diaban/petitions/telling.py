"""Who is told of what happens to a petition: only those who may open what the notice leads to.

The asker's people read of their own petition, followers that it moves, the people of the body that
has it what they are to do. Nobody real is told of an invented petition for the sake of his role.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from diaban.accounts.models import Role, User
from diaban.accounts.permissions import Permission, may
from diaban.notices import actions as notices
from diaban.notices.kinds import Kind as NoticeKind
from diaban.notices.models import Delivery
from diaban.notices.wording import Text
from diaban.petitions import access, wording
from diaban.petitions.course import DESK, Kind
from diaban.petitions.models import Body, Petition, PetitionEvent

_ASKERS = (Permission.FILE_PETITIONS,)
_WORKERS = (Permission.ANSWER_PETITIONS, Permission.HANDLE_PETITIONS)
KINDS = (
    NoticeKind("petition.received", _("Your petition was received"), "petitions",
               Delivery.AT_ONCE, _ASKERS),
    NoticeKind("petition.answer", _("An answer to your petition"), "petitions",
               Delivery.AT_ONCE, _ASKERS),
    NoticeKind("petition.question", _("You are asked to explain something"), "petitions",
               Delivery.AT_ONCE, _ASKERS),
    NoticeKind("petition.moved", _("Another body has your petition, or until another day"),
               "petitions", Delivery.DIGEST, _ASKERS),
    NoticeKind("petition.your_word", _("Your word on an answer is awaited"), "petitions",
               Delivery.DIGEST, _ASKERS),
    NoticeKind("petition.in_your_name", _("The authority noted something in your name"),
               "petitions", Delivery.AT_ONCE, _ASKERS),
    NoticeKind("petition.followed", _("News of a petition that you follow"), "petitions",
               Delivery.DIGEST, _ASKERS),
    NoticeKind("petition.arrived", _("A petition comes to your body"), "petitions",
               Delivery.AT_ONCE, _WORKERS),
    NoticeKind("petition.assigned", _("A petition is given to you"), "petitions",
               Delivery.AT_ONCE, _WORKERS),
    NoticeKind("petition.replied", _("What the asker or another body says"), "petitions",
               Delivery.DIGEST, _WORKERS),
    NoticeKind("petition.due", _("A term ends soon"), "petitions", Delivery.DIGEST, _WORKERS),
    NoticeKind("petition.late", _("A petition is reported to your level"), "petitions",
               Delivery.AT_ONCE, (*_WORKERS, Permission.PUBLISH_PETITIONS)),
)  # fmt: skip


# ---- who ----


def askers(petition: Petition) -> list[User]:
    """The people of the organisation that asks; nobody for a letter or an anonymous report."""
    return access.speakers([petition.organisation_id] if petition.organisation_id else [])


def followers(petition: Petition) -> list[User]:
    return access.speakers(petition.followers.values_list("organisation", flat=True))


def body_people(petition: Petition, *, helpers: bool = False) -> list[User]:
    """The people of the lead body, and of the co-ordinating ones."""
    codes = [petition.lead_id, *(petition.coordinating if helpers else ())]
    people = User.objects.filter(bodies__code__in=[code for code in codes if code], is_active=True)
    return [one for one in _real(petition, people.distinct()) if access.answers(one, petition)]


def people_of(petition: Petition, body: str) -> list[User]:
    """The people of a body that was asked about it."""
    people = _real(petition, User.objects.filter(bodies__code=body, is_active=True))
    return [one for one in people if access.sees(one, petition)]


def assignee(petition: Petition) -> list[User]:
    """Its officer, as long as he may see it."""
    given = petition.assignee
    return [given] if given and given.is_active and access.sees(given, petition) else []


def workers(petition: Petition) -> list[User]:
    """Who has it in hand: its officer, else the body's people, else the authority's officers."""
    return (
        assignee(petition) or body_people(petition) or staff(petition, Permission.HANDLE_PETITIONS)
    )


def staff(petition: Petition, permission: Permission) -> list[User]:
    """Those whose role it is; an administrator may everything and is not told of everything."""
    people = User.objects.filter(is_active=True, is_superuser=False).exclude(role=Role.ADMIN)
    return [one for one in _real(petition, people) if may(one, permission)]


def _real(petition: Petition, people: Iterable[User]) -> Iterator[User]:
    return (one for one in people if one.demonstration or not petition.demonstration)


def heads(petition: Petition) -> list[User]:
    """The body's people; of a body without accounts, those who must call it."""
    return body_people(petition) or staff(petition, Permission.HANDLE_PETITIONS)


def leadership(petition: Petition) -> list[User]:
    leaders = staff(petition, Permission.PUBLISH_PETITIONS)
    return leaders or staff(petition, Permission.HANDLE_PETITIONS)


# ---- what ----


@dataclass(frozen=True, slots=True)
class Line:
    """One notice of an event: of which kind, to whom, in which words."""

    kind: str
    people: Callable[[Petition], list[User]]
    title: str
    text: str = ""

    @property
    def on_the_desk(self) -> bool:
        return self.people not in (askers, followers)


def _arrivals(petition: Petition) -> list[User]:
    return body_people(petition, helpers=True)


_PLACED = gettext_noop("“%(title)s” is with %(body)s; the answer is due by %(due)s.")
DUE = gettext_noop("“%(title)s”, answer due by %(due)s.")
ABOUT = gettext_noop("“%(title)s”")
_FOLLOWED_CLOSED = Line(
    "petition.followed",
    followers,
    gettext_noop("The petition that you follow is closed: %(number)s"),
)
_MOVED = gettext_noop("Petition %(number)s is now with %(body)s")
_ARRIVED = Line(
    "petition.arrived", _arrivals, gettext_noop("A petition for your body: %(number)s"), DUE
)
_RECEIPT = gettext_noop("Your petition %(number)s was received")
_RECEIVED = Line("petition.received", askers, _RECEIPT, _PLACED)
_RECEIVED_UNPLACED = Line(
    "petition.received",
    askers,
    _RECEIPT,
    gettext_noop("“%(title)s”. An officer will send it to the body that answers."),
)
_UNPLACED = Line(
    "petition.arrived",
    workers,
    gettext_noop("No route fits %(number)s: say who answers it"),
    ABOUT,
)
_IN_HIS_NAME = Line(
    "petition.in_your_name",
    askers,
    gettext_noop("The desk noted in your name, petition %(number)s: %(step)s"),
    gettext_noop("“%(title)s”. If you did not say so, tell the authority."),
)
_ASKED_OF_YOURS = Line(
    "petition.arrived",
    workers,
    gettext_noop("Your body is asked for its opinion on petition %(number)s"),
    gettext_noop("“%(title)s”. Its term stands until you have answered."),
)
LINES: dict[Kind, tuple[Line, ...]] = {
    Kind.ROUTED: (
        Line("petition.moved", askers, _MOVED, DUE),
        Line("petition.followed", followers, _MOVED),
        _ARRIVED,
    ),
    Kind.TRANSFERRED: (
        Line("petition.moved", askers, _MOVED, DUE),
        Line("petition.followed", followers, _MOVED),
        _ARRIVED,
    ),
    Kind.ASSIGNED: (
        Line("petition.assigned", assignee, gettext_noop("Petition %(number)s was given to you"),
             DUE),
    ),
    Kind.FIRST_ANSWER: (
        Line("petition.answer", askers, gettext_noop("A first answer to your petition %(number)s"),
             ABOUT),
    ),
    Kind.ANSWERED: (
        Line("petition.answer", askers, gettext_noop("Your petition %(number)s was answered"),
             gettext_noop("“%(title)s”. Confirm that it is solved, or dispute the answer, by "
                          "%(confirm_by)s; without a word from you it is closed after that day.")),
        Line("petition.followed", followers,
             gettext_noop("The petition that you follow was answered: %(number)s")),
    ),
    Kind.ASKED: (
        Line("petition.question", askers,
             gettext_noop("Please explain something about your petition %(number)s"),
             gettext_noop("“%(title)s”. The term stands until you have explained it.")),
    ),
    Kind.REPLIED: (
        Line("petition.replied", workers, gettext_noop("The asker explained: %(number)s"), DUE),
    ),
    Kind.RETURNED: (
        Line("petition.replied", workers, gettext_noop("Another body answered: %(number)s"), DUE),
    ),
    Kind.EXTENDED: (
        Line("petition.moved", askers,
             gettext_noop("The answer to your petition %(number)s is now due by %(due)s"), ABOUT),
        Line("petition.followed", followers,
             gettext_noop("The answer to %(number)s is now due by %(due)s")),
    ),
    Kind.REFERRED_UP: (
        Line("petition.moved", askers,
             gettext_noop("Your petition %(number)s was written up for the higher level"),
             gettext_noop("“%(title)s”. The term stands until that level has answered.")),
    ),
    Kind.REFERRAL_ANSWERED: (
        Line("petition.moved", askers,
             gettext_noop("The higher level answered about your petition %(number)s"), DUE),
        Line("petition.replied", workers,
             gettext_noop("The higher level answered: %(number)s"), DUE),
    ),
    Kind.CONFIRMED: (
        Line("petition.replied", workers,
             gettext_noop("The asker confirmed that it is solved: %(number)s"), ABOUT),
        _FOLLOWED_CLOSED,
    ),
    Kind.DISPUTED: (
        Line("petition.replied", workers,
             gettext_noop("The asker disputed the answer: %(number)s"), DUE),
    ),
    Kind.LAPSED: (
        Line("petition.your_word", askers,
             gettext_noop("Petition %(number)s was closed without a word from you"),
             gettext_noop("“%(title)s”. If it is not solved, file it again and name this one.")),
        _FOLLOWED_CLOSED,
    ),
    Kind.WITHDRAWN: (
        Line("petition.replied", workers, gettext_noop("The asker withdrew %(number)s"), ABOUT),
        _FOLLOWED_CLOSED,
    ),
    Kind.FOLLOWED_UP: (
        Line("petition.replied", workers,
             gettext_noop("Four weeks later the asker says of %(number)s: %(fixed)s"), ABOUT),
    ),
}  # fmt: skip
_LEVELS: dict[str, Callable[[Petition], list[User]]] = {
    "officer": workers,
    "head": heads,
    "leadership": leadership,
    "province": leadership,
}
"""Who is told for a level; what goes to the province is laid before the leadership."""


def filed(petition: Petition, by: User | None) -> None:
    """The asker gets his receipt, whoever wrote it down; the body that has it is told."""
    placed = petition.lead_id is not None
    tell(petition, _RECEIVED if placed else _RECEIVED_UNPLACED)
    tell(petition, _ARRIVED if placed else _UNPLACED, by=by)


def after(petition: Petition, event: PetitionEvent, by: User | None) -> None:
    """Tell of a step; `petition` as it stands after it."""
    kind = Kind(event.kind)
    if kind == Kind.ESCALATED:
        level = str(event.data.get("level", ""))
        title = gettext_noop("Reported to your level: petition %(number)s")
        tell(petition, Line("petition.late", _LEVELS.get(level, leadership), title, DUE), by=by)
    if kind == Kind.CONSULTED:
        people = partial(people_of, body=str(event.data.get("body", "")))
        tell(petition, replace(_ASKED_OF_YOURS, people=people), by=by, event=event)
    if event.data.get("through") == DESK:
        tell(petition, _IN_HIS_NAME, by=by, event=event)
    for line in LINES.get(kind, ()):
        tell(petition, line, by=by, event=event)


def proposed(petition: Petition) -> None:
    """A finished remedy laid an answer before those who work on the petition."""
    title = gettext_noop("A finished remedy proposes an answer to %(number)s")
    tell(petition, Line("petition.replied", workers, title, DUE))


def tell(
    petition: Petition,
    line: Line,
    *,
    by: User | None = None,
    event: PetitionEvent | None = None,
    once: str = "",
) -> int:
    people = line.people(petition)
    if not people:
        return 0
    params = _params(petition, event)
    page = "petitions-desk:petition" if line.on_the_desk else "my-petitions:petition"
    return notices.tell(
        line.kind,
        people,
        title=Text(line.title, params),
        text=Text(line.text, params) if line.text else "",
        href=reverse(page, args=[petition.number]),
        about=petition.key,
        once=once,
        by=by,
        demonstration=petition.demonstration,
    )


def _params(petition: Petition, event: PetitionEvent | None) -> dict[str, Any]:
    body = Body.objects.filter(pk=petition.lead_id).first()
    solved = bool(event and event.data.get("fixed"))
    return {
        "number": petition.number,
        "title": petition.title,
        "body": {"vi": body.name_vi, "en": body.name_en} if body else _("nobody yet"),
        "due": petition.due_on or _("no known day"),
        "confirm_by": petition.confirm_by or _("no known day"),
        "step": wording.EVENTS[Kind(event.kind)] if event else "",
        "fixed": _("still solved") if solved else _("not solved any more"),
    }
