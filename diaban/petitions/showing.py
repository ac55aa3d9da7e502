"""A petition in the reader's words, for every page that shows one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from diaban.accounts.models import User
from diaban.clock import Timing
from diaban.design import formats
from diaban.geo import locator
from diaban.petitions import escalation, places, position, vocabulary, wording
from diaban.petitions.course import DESK, INTERNAL, Kind, State
from diaban.petitions.forms import language
from diaban.petitions.models import Body, Petition, PetitionEvent
from diaban.petitions.pauses import Whom
from diaban.petitions.position import Offset
from diaban.petitions.standing import Standing

_BADGES = {
    State.OPEN: "medium",
    State.WAITING: "planned",
    State.ANSWERED: "leased",
    State.CONFIRMED: "ok",
    State.SILENT: "closed",
    State.WITHDRAWN: "closed",
}


_UNTOLD = INTERNAL | {Kind.ASSIGNED}
"""Not told to the asker at all."""
_BETWEEN_BODIES = frozenset({Kind.CONSULTED, Kind.RETURNED, Kind.REFERRAL_ANSWERED})
"""The asker is told that, and which body; the words were written by one body for another. What of
them he should know, the lead body says in its answer."""


@dataclass(frozen=True, slots=True)
class Names:
    """What is looked up once for a page: bodies, places, people."""

    bodies: dict[str, str]
    places: dict[str, str]
    people: dict[int, str]

    @classmethod
    def read(cls) -> Names:
        return cls(
            {body.code: body.name(language()) for body in Body.objects.all()},
            places.names(language()),
            {user.pk: str(user) for user in User.objects.all()},
        )

    def body(self, code: str) -> str:
        return self.bodies.get(code, code)

    def place(self, key: str) -> str:
        return places.name(key, self.places, language())


def brief(one: Standing, names: Names) -> dict[str, Any]:
    """A line of a list."""
    petition, found = one.petition, one.course
    return {
        "petition": petition,
        "category": vocabulary.label(vocabulary.CATEGORIES, petition.category, language()),
        "petitioner": petition.petitioner or _("anonymous"),
        "place": names.place(petition.place),
        "lead": names.body(found.lead) if found.lead else "",
        "state": wording.STATES[found.state],
        "badge": _BADGES[found.state],
        "due": one.due,
        "overdue": one.overdue,
        "last_day": found.ledger.timing == Timing.IN_TIME and found.ledger.remaining == 0,
        "left": found.ledger.remaining,
        "stands": found.ledger.timing == Timing.WAITING,
        "waits_for": [
            wording.WAITS[pause.whom] % {"body": names.body(pause.body)}
            for pause in found.waits_for
        ],
        "course": found,
    }


def story(events: Iterable[PetitionEvent], names: Names, *, internal: bool) -> list[dict[str, Any]]:
    """What happened, newest first; notes, opinions of others and officers' names only for staff."""
    shown = []
    for event in events:
        if event.kind in _UNTOLD and not internal:
            continue
        shown.append(
            {
                "at": event.at,
                "label": _label(event),
                "said": _said(event, names, words=internal or event.kind not in _BETWEEN_BODIES),
                "by": names.people.get(event.by_id or 0, "") if internal else "",
                "internal": event.kind in INTERNAL,
            }
        )
    return shown[::-1]


def _label(event: PetitionEvent) -> str:
    step = str(wording.EVENTS[Kind(event.kind)])
    noted = event.data.get("through") == DESK
    return _("%(step)s (noted by the desk)") % {"step": step} if noted else step


def _said(event: PetitionEvent, names: Names, *, words: bool) -> list[str]:
    """The content of an event, line by line; without `words`, nothing of what somebody wrote."""
    data = event.data
    lines = []
    for key in ("lead", "body"):
        if code := data.get(key):
            lines.append(names.body(code))
    if others := data.get("coordinating"):
        named = ", ".join(names.body(code) for code in others)
        lines.append(_("with %(bodies)s") % {"bodies": named})
    if event.kind == Kind.ASSIGNED:
        lines.append(names.people.get(data.get("user") or 0, ""))
    if days := data.get("days"):
        lines.append(_("%(count)d working days") % {"count": days})
    if document := data.get("document"):
        lines.append(_("letter %(number)s") % {"number": document})
    if until := data.get("until"):
        lines.append(_("answer expected by %(day)s") % {"day": formats.day(until, language()[:2])})
    if level := data.get("level"):
        lines.append(vocabulary.label(escalation.LEVELS, level, language()))
    if rating := data.get("satisfaction"):
        lines.append(_("rated %(rating)d of 5") % {"rating": rating})
    if "fixed" in data:
        lines.append(_("still solved") if data["fixed"] else _("not solved any more"))
    if words:
        lines += [text for key in ("why", "note") if (text := data.get(key))]
    return [line for line in lines if line]


def steps(one: Standing, *, asker: bool) -> list[Kind]:
    """The steps that are open now, in the order in which they are usually taken."""
    state = one.course.state
    asks_again = one.course.may_be_followed_up(timezone.localdate())
    if asker:
        offered = {
            State.OPEN: [Kind.WITHDRAWN],
            State.WAITING: [Kind.REPLIED, Kind.WITHDRAWN],
            State.ANSWERED: [Kind.CONFIRMED, Kind.DISPUTED],
            State.CONFIRMED: [Kind.FOLLOWED_UP],
            State.SILENT: [Kind.FOLLOWED_UP],
        }.get(state, [])
        return [kind for kind in offered if kind != Kind.FOLLOWED_UP or asks_again]
    working = [Kind.FIRST_ANSWER, Kind.ANSWERED, Kind.ASKED, Kind.CONSULTED, Kind.RETURNED,
               Kind.ASSIGNED, Kind.ROUTED, Kind.TRANSFERRED, Kind.EXTENDED, Kind.REFERRED_UP,
               Kind.REFERRAL_REMINDED, Kind.REFERRAL_ANSWERED, Kind.WITHDRAWN,
               Kind.NOTED]  # fmt: skip
    if one.course.first_answer_at is not None:
        working.remove(Kind.FIRST_ANSWER)
    if not one.course.referred:
        working.remove(Kind.REFERRAL_REMINDED)
        working.remove(Kind.REFERRAL_ANSWERED)
    if not one.course.lead:
        working.remove(Kind.TRANSFERRED)
    if not any(pause.whom == Whom.BODY for pause in one.course.waits_for):
        working.remove(Kind.RETURNED)
    return {
        State.OPEN: working,
        State.WAITING: [Kind.REPLIED, *working],
        State.ANSWERED: [Kind.CONFIRMED, Kind.DISPUTED, Kind.NOTED],
    }.get(state, [Kind.FOLLOWED_UP, Kind.NOTED] if asks_again else [Kind.NOTED])


def far(offset: Offset, form: Any) -> str:
    """A point that lies far from the park that was chosen, in words."""
    place = names_of_places(form.cleaned_data["place"])
    return _("The point lies %(distance)s %(direction)s of %(place)s. Is it right?") % (
        in_words(offset) | {"place": place}
    )


def in_words(offset: Offset) -> dict[str, str]:
    return {
        "distance": formats.distance(offset.metres, language()[:2]),
        "direction": str(wording.DIRECTIONS[offset.direction]),
    }


def names_of_places(key: str) -> str:
    return places.name(key, places.names(language()), language())


def where(petition: Petition, place_name: str) -> dict[str, Any] | None:
    """The point of a petition on a small map, with its park; None where no point was given."""
    if petition.longitude is None or petition.latitude is None:
        return None
    point = (petition.longitude, petition.latitude)
    marks = [locator.mark(*point, "petition", petition.number, main=True)]
    said = ""
    if here := places.point(petition.place):
        offset = position.offset(here, point)
        marks.append(locator.mark(*here, "park", place_name))
        said = _("%(distance)s %(direction)s of the centre of %(place)s") % (
            in_words(offset) | {"place": place_name}
        )
        reach = max(4_000.0, offset.metres * 1.3)
    else:
        reach = 12_000.0
    return {
        "map": locator.locate(marks, reach_m=reach),
        "longitude": f"{point[0]:.5f}",
        "latitude": f"{point[1]:.5f}",
        "said": said,
    }


def similar_lines(found: Iterable[tuple[Petition, float]]) -> list[dict[str, Any]]:
    return [
        {"petition": petition, "share": round(share * 100),
         "state": wording.STATES[State(petition.state)]}
        for petition, share in found
    ]  # fmt: skip
