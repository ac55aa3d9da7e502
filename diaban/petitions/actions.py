"""What people do with petitions: each action checks, writes, renews and tells, in one transaction.

The caller names the version that he has seen; if somebody acted in between, nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from diaban.accounts.models import Organisation, User
from diaban.accounts.permissions import Permission, demand
from diaban.dossiers.actions import Stored
from diaban.facts.signals import announce
from diaban.petitions import access, course, papers, remedies, routes, standing, telling
from diaban.petitions.course import Kind, Terms
from diaban.petitions.models import (
    Cause,
    Counter,
    Follower,
    Petition,
    PetitionEvent,
    RouteVersion,
    Word,
)
from diaban.petitions.refusal import ActionRefused as ActionRefused
from diaban.petitions.similar import tokens
from diaban.petitions.vocabulary import CATEGORIES, CHANNELS, PETITIONERS

PREFIX, INVENTED_PREFIX = "KN", "KN-MH"
"""Series of numbers: none of an invented petition looks like a real one."""
LONGEST_WORD = 60
USUAL = Terms()


@dataclass(frozen=True, slots=True)
class Request:
    """What the asker says. `place` and `project` are keys; an anonymous report names nobody."""

    title: str
    text: str
    category: str
    petitioner_kind: str
    channel: str = "online"
    organisation: Organisation | None = None
    petitioner_name: str = ""
    contact: str = ""
    place: str = ""
    project: str = ""
    point: tuple[float, float] | None = None
    recurs: Petition | None = None
    papers: tuple[Stored, ...] = ()


def file_petition(
    request: Request, *, by: User | None, at: datetime | None = None, demonstration: bool = False
) -> Petition:
    """Take a petition in, give it its number and send it where its route says.

    Raises:
        ActionRefused: something is missing or unknown; `part` names it.
        PermissionDenied: this person may not file for this petitioner.
    """
    _check(request)
    access.demand_filing(by, request.organisation, request.recurs)
    invented = demonstration or is_invented(by, request.organisation)
    _check_recurrence(request.recurs, invented)
    now = timezone.now()
    moment = at or now
    day = timezone.localdate(moment)
    routing = routes.choose(request.category, request.place, request.petitioner_kind, day)
    chosen = routing.route
    route = RouteVersion.objects.get(pk=chosen.id) if chosen and chosen.id else None
    with transaction.atomic():
        number = next_number(INVENTED_PREFIX if invented else PREFIX, day.year)
        petition = Petition(
            number=number, title=request.title.strip(), text=request.text.strip(),
            category=request.category, petitioner_kind=request.petitioner_kind,
            channel=request.channel, organisation=request.organisation,
            petitioner_name=request.petitioner_name.strip(), contact=request.contact.strip(),
            place=request.place, project=request.project, filed_by=by, route=route,
            term_days=chosen.term_days if chosen else None,
            first_answer_days=chosen.first_answer_days if chosen else None,
            notice_days=USUAL.notice_days, recurs=request.recurs, filed_on=day,
            demonstration=invented,
        )  # fmt: skip
        if request.point:
            petition.longitude, petition.latitude = request.point
        petition.save()
        _write_words(petition)
        said = {"channel": request.channel}
        due = course.promise(moment, standing.terms_of(petition), standing.calendar())
        if due is not None:
            said["promised"] = due.isoformat()
        _append(petition, Kind.FILED, by=by, at=moment, now=now, data=said)
        papers.attach(petition, request.papers, by, petition.version, Kind.FILED)
        if chosen:
            sent = {"lead": chosen.lead, "coordinating": list(chosen.coordinating)}
            _append(petition, Kind.ROUTED, by=None, at=moment, now=now, data=sent)
        petition.save()
        telling.filed(petition, by)
        announce("petition.filed", {petition.key}, by)
    return petition


def is_invented(by: User | None, organisation: Organisation | None) -> bool:
    """Whether what they file is a demonstration."""
    return bool((by and by.demonstration) or (organisation and organisation.demonstration))


def act(
    petition: Petition | int,
    kind: Kind,
    *,
    by: User | None,
    expected: int | None = None,
    at: datetime | None = None,
    data: Mapping[str, Any] | None = None,
    files: Iterable[Stored] = (),
) -> PetitionEvent:
    """Append one event, with files that are stored. `by` None is the program itself; `expected`
    None trusts the row as it is.

    Raises:
        ActionRefused: the step is impossible now, or somebody acted since `expected`.
        PermissionDenied: this person may not.
    """
    pk = petition if isinstance(petition, int) else petition.pk
    now = timezone.now()
    with transaction.atomic():
        locked = Petition.objects.select_for_update(of=("self",)).get(pk=pk)
        if expected is not None and locked.version != expected:
            raise ActionRefused("stale")
        access.demand_step(by, locked, kind)
        said = dict(data or {})
        if kind == Kind.RETURNED and not access.speaks_for(by, locked, str(said.get("body", ""))):
            raise PermissionDenied(_("You may write for your own body only."))
        if access.in_his_name(by, locked, kind):
            said["through"] = course.DESK
        if kind == Kind.ROUTED and locked.lead_id is None and locked.route_id is None:
            # No route gave it a term: whoever is named by hand has the usual one.
            locked.term_days, locked.first_answer_days = USUAL.term_days, USUAL.first_answer_days
        event = _append(locked, kind, by=by, at=at or now, now=now, data=said)
        papers.attach(locked, files, by, event.sequence, kind)
        if kind == Kind.DISPUTED and locked.published_at is not None:
            # The public reads it again only when somebody chooses so; the words stay at hand.
            _append(locked, Kind.UNPUBLISHED, by=None, at=now, now=now, data={})
            locked.published_at = None
        locked.save()
        if not locked.is_open:
            Word.objects.filter(petition=locked).update(is_open=False)
        telling.after(locked, event, by)
        announce(f"petition.{kind.value}", {locked.key}, by)
    if isinstance(petition, Petition):
        petition.refresh_from_db()
    return event


def _append(
    petition: Petition,
    kind: Kind,
    *,
    by: User | None,
    at: datetime,
    now: datetime,
    data: dict[str, Any],
) -> PetitionEvent:
    recorded = timezone.localdate(now)
    if kind == Kind.ANSWERED and by is not None and recorded > timezone.localdate(at):
        # A person wrote down a day that is past; the asker reads the answer only now.
        data = data | {"recorded": recorded.isoformat()}
    before = standing.events_of(petition)
    new = course.Event(kind, at, data)
    terms, calendar = standing.terms_of(petition), standing.calendar()
    if (code := course.objection(before, new, terms, calendar, now)) is not None:
        raise ActionRefused(code, part="why" if code == "reason" else "")
    event = PetitionEvent(
        petition=petition, sequence=petition.version + 1, kind=kind, at=at, recorded_at=now, by=by,
        data=data,
    )  # fmt: skip
    event.save(force_insert=True)
    petition.version += 1
    standing.renew(petition, [*before, new])
    return event


def _check(request: Request) -> None:
    words = {
        "title": (request.title.strip(), _("Say in one line what it is about.")),
        "text": (request.text.strip(), _("Describe the trouble: what, where, since when.")),
    }
    for part, (said, remedy) in words.items():
        if not said:
            raise ActionRefused("missing", remedy, part)
    for part, value, known in (
        ("category", request.category, CATEGORIES),
        ("petitioner_kind", request.petitioner_kind, PETITIONERS),
        ("channel", request.channel, CHANNELS),
    ):
        if value not in known:
            raise ActionRefused("unknown_choice", _("Choose one of the list."), part)
    anonymous = request.channel == "anonymous"
    if not anonymous and not request.organisation and not request.petitioner_name.strip():
        raise ActionRefused("missing", _("Say who asks, or choose “anonymous”."), "petitioner_name")


def _check_recurrence(earlier: Petition | None, invented: bool) -> None:
    """Only what was closed comes again, and what is real after what is real."""
    if earlier is None:
        return
    if earlier.demonstration != invented:
        raise ActionRefused("world", _("Invented and real records are not mixed."), "recurs")
    if earlier.is_open:
        raise ActionRefused("recurs_open", part="recurs")


def next_number(series: str, year: int) -> str:
    """KN-2025-0001; without a gap, for the row is locked until the petition is written."""
    counter, _made = Counter.objects.select_for_update().get_or_create(series=series, year=year)
    counter.last += 1
    counter.save()
    return f"{series}-{year}-{counter.last:04d}"


def _write_words(petition: Petition) -> None:
    told = tokens(f"{petition.title} {petition.text}")
    Word.objects.bulk_create(
        Word(petition=petition, word=word[:LONGEST_WORD], place=petition.place,
             demonstration=petition.demonstration)
        for word in sorted(told)
    )  # fmt: skip


def follow(petition: Petition, *, by: User) -> Follower:
    """Follow a petition about the same trouble instead of filing another one.

    Raises:
        PermissionDenied: the account acts for no organisation.
        ActionRefused: the petition is closed, or one of the two is invented and the other is not.
    """
    demand(by, Permission.FILE_PETITIONS)
    if by.organisation is None or not by.organisation.is_active:
        raise PermissionDenied(_("Your account acts for no organisation."))
    if not petition.is_open:
        raise ActionRefused("closed")
    if petition.demonstration != is_invented(by, by.organisation):
        raise ActionRefused("world", _("Invented and real records are not mixed."))
    follower, _made = Follower.objects.get_or_create(
        petition=petition, organisation=by.organisation
    )
    return follower


def give_cause(petition: Petition, cause: Cause, *, by: User | None) -> None:
    """Say why a petition was made; what several share rolls up to one remedy, which proposes its
    answer at once if it is finished.

    Raises:
        ActionRefused: the cause is of another category, or invented and the petition is not.
    """
    access.demand_work(by, petition)
    if cause.demonstration != petition.demonstration:
        raise ActionRefused("world", _("Invented and real records are not mixed."), "cause")
    if cause.category != petition.category:
        raise ActionRefused(
            "other_category", _("This cause is one of another field. Choose one of the list."),
            "cause",
        )  # fmt: skip
    with transaction.atomic():
        Petition.objects.filter(pk=petition.pk).update(cause=cause)
        note(petition, Kind.CAUSE_GIVEN, {"note": cause.title_vi, "cause": cause.pk}, by=by)
        remedies.propose_to(Petition.objects.filter(pk=petition.pk), cause.remedy)
        announce("petition.cause", {petition.key}, by)
    petition.refresh_from_db()


def note(petition: Petition, kind: Kind, data: dict[str, Any], *, by: User | None) -> None:
    """Put on record, inside the caller's transaction, what follows from another action."""
    now = timezone.now()
    locked = Petition.objects.select_for_update(of=("self",)).get(pk=petition.pk)
    _append(locked, kind, by=by, at=now, now=now, data=data)
    locked.save()


def publish(petition: Petition, question: str, answer: str, *, by: User) -> None:
    """Let the public read a question and its answer, in words without anybody's secrets.

    Raises:
        ActionRefused: there is no answer yet, or a text is empty.
        PermissionDenied: this person may not.
    """
    demand(by, Permission.PUBLISH_PETITIONS)
    found = standing.of(petition).course
    if found.answered_at is None:
        raise ActionRefused("not_answered", _("Only what has been answered can be published."))
    for part, text in (("public_question", question), ("public_answer", answer)):
        if not text.strip():
            raise ActionRefused("missing", _("Write what the public may read."), part)
    with transaction.atomic():
        said = {"question": question.strip(), "answer": answer.strip()}
        note(petition, Kind.PUBLISHED, said, by=by)
        Petition.objects.filter(pk=petition.pk).update(
            public_question=said["question"], public_answer=said["answer"],
            published_at=timezone.now(),
        )  # fmt: skip
        announce("petition.published", {petition.key}, by)
    petition.refresh_from_db()


def unpublish(petition: Petition, *, by: User) -> None:
    """Take a published answer back; the edition that had it stays as it is."""
    demand(by, Permission.PUBLISH_PETITIONS)
    with transaction.atomic():
        note(petition, Kind.UNPUBLISHED, {}, by=by)
        Petition.objects.filter(pk=petition.pk).update(published_at=None)
        announce("petition.unpublished", {petition.key}, by)
    petition.refresh_from_db()


def close_silent(at: datetime | None = None) -> int:
    """Close what nobody has answered within the notice period; how many were closed."""
    moment = at or timezone.now()
    day = timezone.localdate(moment)
    waiting = Petition.objects.filter(state=course.State.ANSWERED, confirm_by__lt=day)
    closed = 0
    for petition in list(waiting):
        try:
            act(petition, Kind.LAPSED, by=None, at=moment)
        except ActionRefused:
            continue  # somebody answered at this very moment
        closed += 1
    return closed


def escalate(at: datetime | None = None) -> list[PetitionEvent]:
    """Tell the next level of what is late by its ladder; every level is told once."""
    moment = at or timezone.now()
    told = []
    ladder = routes.ladder()
    for one in standing.standings(Petition.objects.filter(is_open=True), moment):
        if level := one.news(ladder):
            try:
                data = {"level": level}
                told.append(act(one.petition, Kind.ESCALATED, by=None, at=moment, data=data))
            except ActionRefused:
                continue  # it was answered at this very moment
    return told
