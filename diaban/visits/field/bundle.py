"""What a device takes along of a visit: everything of each stop, in both languages, as one JSON."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from diaban.accounts.models import User
from diaban.design import formats
from diaban.petitions import places
from diaban.petitions.models import Body
from diaban.petitions.vocabulary import CATEGORIES
from diaban.visits.commitments import words as commitment_words
from diaban.visits.commitments.promises import State
from diaban.visits.models import Minute, Stop, Visit
from diaban.visits.planning import candidates
from diaban.visits.stops import checklist, field_names, known, opening
from diaban.visits.stops.checklist import Words
from diaban.visits.stops.contracts import Contract

LANGUAGES = ("vi", "en")
Line = dict[str, Any]
PRESSING = (State.OVERDUE, State.BROKEN)


def in_both(say: Callable[[], Any]) -> dict[str, Any]:
    """What `say` gives in each language: offline, the reader may still change his."""
    told = {}
    for language in LANGUAGES:
        with translation.override(language):
            told[language] = say()
    return told


def brief(visit: Visit) -> dict[str, Any]:
    """A visit as a line of the list."""
    stops = list(visit.stops.all())
    return {
        "number": visit.number, "title": visit.title, "purpose": visit.purpose,
        "first_day": visit.first_day.isoformat(), "last_day": visit.last_day.isoformat(),
        "state": visit.state, "state_words": in_both(lambda: str(visit.get_state_display())),
        "demonstration": visit.demonstration, "stops": len(stops),
        "places": in_both(lambda: list(_titles(stops[:4]).values())),
    }  # fmt: skip


def of(visit: Visit, reader: User, now: datetime | None = None) -> dict[str, Any]:
    """The whole bundle, for who takes it along. `made_at` is the server's time: the application
    says how old it is."""
    team = [visit.leader] if visit.leader else []
    team += [one for one in visit.members.all() if one != visit.leader]
    stops = list(visit.stops.select_related("visit", "organisation").order_by("order", "pk"))
    titles = in_both(lambda: _titles(stops))
    points = candidates.read_map()
    projects = known.projects_of(stops)
    return {
        "visit": brief(visit) | {"team": [str(one) for one in team]},
        "made_at": (now or timezone.now()).isoformat(),
        "checklist": _checklist(visit.first_day),
        "categories": _choices(CATEGORIES),
        "bodies": [
            {"code": body.code, "words": {"vi": body.name_vi, "en": body.name_en or body.name_vi}}
            for body in Body.objects.all()
        ],
        "stops": [
            _stop(stop, reader)
            | {
                "title": {language: titles[language][stop.pk] for language in LANGUAGES},
                "point": points.of_stop(stop, projects),
            }
            for stop in stops
        ],
    }  # fmt: skip


def _titles(stops: list[Stop]) -> dict[int, str]:
    named, projects = places.names(known.language()), known.projects_of(stops)
    return {stop.pk: known.title(stop, named, projects) for stop in stops}


def _words(words: Words) -> dict[str, str]:
    return {language: checklist.said(words, language) for language in LANGUAGES}


def _choices(words: Any) -> list[dict[str, Any]]:
    return [{"value": value, "words": _words(said)} for value, said in words.items()]


def _checklist(day: date) -> dict[str, Any]:
    version = checklist.on(day)
    return {
        "version": version.number,
        "answers": _choices(checklist.ANSWERS),
        "outcomes": _choices(field_names.OUTCOMES),
        "questions": [
            {"field": item.field, "note": item.note_field, "category": item.category,
             "words": _words(item.words)}
            for item in version.items
        ],
    }  # fmt: skip


def _stop(stop: Stop, reader: User) -> dict[str, Any]:
    return {
        "id": stop.pk, "order": stop.order, "place": stop.place, "project": stop.project,
        "organisation": str(stop.organisation) if stop.organisation else "",
        "planned_at": stop.planned_at.isoformat() if stop.planned_at else None,
        "version": stop.version, "known": in_both(lambda: _known(stop, reader)),
        "fields": {
            row.name: {
                "value": row.value, "version": row.version, "by": str(row.by) if row.by else "",
                "at": row.at.isoformat(),
            }
            for row in stop.fields.select_related("by")
        },
        "findings": [
            {
                "id": str(row.pk), "category": row.category, "text": row.text,
                "at": row.at.isoformat(),
            }
            for row in stop.findings.all()
        ],
        "commitments": [
            {
                "id": str(row.uuid), "number": row.number, "side": row.side, "what": row.what,
                "due_on": row.due_on.isoformat() if row.due_on else None,
            }
            for row in stop.commitments.all()
        ],
        "media": [
            {"id": str(row.pk), "kind": row.kind, "name": row.name, "state": row.state}
            for row in stop.media.all()
        ],
    }  # fmt: skip


def _known(stop: Stop, reader: User) -> list[dict[str, Any]]:
    """Sections of lines, in the reader's language; a line without a value is unknown."""
    found = known.of_stop(stop, reader=reader)
    return [
        _section("place", _("Place and project"), _whereabouts(stop, found)
                 + [_line(one.label, one.value, one.late) for one in found.facts]
                 + _unlisted(found.more), ""),
        _section("plots", _("Plots and contracts"), [_contract(one) for one in found.leases],
                 _("No contract is on record here.")),
        _section("commitments", _("Promises still owed"), _owed(stop),
                 _("Nothing promised here is still owed.")),
        _section("petitions", _("Open petitions"), [_case(one) for one in found.petitions],
                 _("No petition from here is open.")),
        _section("dossiers", _("Open dossiers"), [_case(one) for one in found.dossiers],
                 _("No dossier from here is open.")),
        _section("minute", _("Last minute"), _minute(stop), _("There is none yet.")),
    ]  # fmt: skip


def _section(code: str, title: str, lines: list[Line], empty: str) -> dict[str, Any]:
    return {"code": code, "title": title, "lines": lines, "empty": empty}


def _line(label: str, value: str, presses: bool = False, text: str = "") -> Line:
    """`text` is longer: the application shows it when it is asked for."""
    return {"label": label, "value": value, "presses": presses, "text": text}


def _contract(one: Contract) -> Line:
    said = [one.said, one.mark, *one.lands]
    return _line(one.number, "; ".join(filter(None, said)), one.presses)


def _unlisted(more: int) -> list[Line]:
    """Nothing is left out without a word."""
    told = ngettext("%(more)s more is not listed.", "%(more)s more are not listed.", more)
    return [_line(_("What is known"), told % {"more": more})] if more else []


def _whereabouts(stop: Stop, found: known.Known) -> list[Line]:
    lines = [_line(_("Place"), found.place)]
    if found.project:
        lines = [_line(_("Project"), f"{found.project} ({found.project.code})"), *lines]
    if stop.organisation:
        told = (stop.organisation.phone, stop.organisation.email)
        lines.append(_line(_("Receives the visit"), str(stop.organisation)))
        lines.append(_line(_("How to reach them"), ", ".join(filter(None, told))))
    return lines


def _case(one: known.Line) -> Line:
    said = [one.title, one.state]
    if one.due:
        said.append(_("due %(day)s") % {"day": formats.day(one.due, known.language())})
    return _line(one.number, "; ".join(said), one.overdue, one.text)


def _owed(stop: Stop) -> list[Line]:
    lines, language = [], known.language()
    for one in opening.commitments(stop):
        promise = one.promise
        said = [str(one.commitment.get_side_display()), one.commitment.what]
        if promise.due:
            said.append(_("by %(day)s") % {"day": formats.day(promise.due, language)})
        if promise.first_due and promise.first_due != promise.due:
            first = formats.day(promise.first_due, language)
            said.append(_("first promised for %(day)s") % {"day": first})
        said.append(str(commitment_words.STATES[one.state]))
        lines.append(_line(one.commitment.number, "; ".join(said), one.state in PRESSING))
    return lines


def _minute(stop: Stop) -> list[Line]:
    same = {"stop__project": stop.project} if stop.project else {"stop__place": stop.place}
    found = (
        Minute.objects.filter(**same, stop__visit__demonstration=stop.visit.demonstration)
        .exclude(stop=stop)
        .select_related("stop__visit")
        .order_by("-stop__visit__first_day", "-version")
        .first()
    )
    if found is None:
        return []
    visit = found.stop.visit
    day = formats.day(visit.first_day, known.language())
    note = found.stop.fields.filter(name=field_names.NOTE).first()
    signers = (found.authority_signer, found.other_signer)
    return [
        _line(_("Visit"), f"{visit.number}, {day}"),
        _line(_("Signed by"), ", ".join(filter(None, signers))),
        _line(_("What was noted"), str(note.value) if note and note.value else ""),
    ]
