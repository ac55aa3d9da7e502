"""A minute's first draft, made of what is on record about a stop; in Vietnamese."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone, translation

from diaban.accounts.models import User
from diaban.dossiers.letter_text import moment
from diaban.petitions.places import names
from diaban.projects import holders
from diaban.projects.models import Project
from diaban.visits.commitments import showing as commitment_showing
from diaban.visits.minutes.text import Content, content_of
from diaban.visits.models import Media, Stop, StopField
from diaban.visits.stops import checklist

NOTE, MET = "note", "met"
"""The fields that hold what was noted and whom one met."""


def gather(stop: Stop, version: int, by: User | None) -> Content:
    """The words of the next minute; `version` numbers it, from 1."""
    with translation.override("vi"):
        return content_of(_gather(stop, version, by).as_dict())


def _gather(stop: Stop, version: int, by: User | None) -> Content:
    head, visit = settings.DIABAN_LETTERHEAD, stop.visit
    fields = {row.name: row for row in stop.fields.all()}
    days = [row.at for row in fields.values()]
    days += [row.at for row in stop.findings.all()]
    here = [at for at in days if visit.first_day <= timezone.localdate(at) <= visit.last_day]
    began = stop.planned_at or min(here, default=None)
    ended = max(here, default=None)
    other, place = _other(stop), _place(stop)
    team = ([visit.leader] if visit.leader else []) + [
        one for one in visit.members.all() if one != visit.leader
    ]
    return Content(
        number=number_of(stop, version),
        about=f"{visit.title} tại {place}",
        began=_moment(began) or f"ngày {_day(visit.first_day)}",
        ended=_moment(ended) if ended and (began is None or ended > began) else "",
        place=place,
        authority=head["authority"],
        authority_people="\n".join(str(one) for one in team),
        other=other,
        other_people=text_of(fields.get(MET)),
        chair=str(visit.leader or ""),
        secretary=str(by or ""),
        notes=text_of(fields.get(NOTE)),
        checks=_checks(visit.first_day, fields),
        findings=[one.text for one in stop.findings.all()],
        commitments=_commitments(stop),
        photos=_photos(stop),
        receivers=f"{other or 'Bên làm việc'};\nĐoàn công tác;\nLưu: VT, {visit.number}.",
        corrects=version - 1,
        demonstration=visit.demonstration,
    )


def number_of(stop: Stop, version: int) -> str:
    """ "TT-2025-0001.2/BB-BQLKKT": the visit's number and the stop's; a correction says which."""
    corrected = f".{version}" if version > 1 else ""
    symbol = settings.DIABAN_LETTERHEAD["symbol"]
    return f"{stop.visit.number}.{stop.order}{corrected}/BB-{symbol}"


def text_of(row: StopField | None) -> str:
    """A field's value as lines: a text as it is, a list one line each."""
    return _text(row.value) if row is not None else ""


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "\n".join(_text(one) for one in value if one)
    if isinstance(value, dict):
        return ", ".join(_text(one) for one in value.values() if one)
    return str(value)


def _checks(day: date, fields: dict[str, StopField]) -> list[list[str]]:
    """What was looked at; an item that nobody looked at is no line."""
    rows: list[list[str]] = []
    for item in checklist.on(day).items:
        answer = text_of(fields.get(item.field))
        note = text_of(fields.get(item.note_field))
        if answer or note:
            said = checklist.ANSWERS.get(answer, (answer, answer))[0]
            rows.append([str(len(rows) + 1), item.words[0], said, note])
    return rows


def _commitments(stop: Stop) -> list[list[str]]:
    """What was promised here, as it was promised: what came of it is no part of the minute."""
    made = stop.commitments.select_related("body", "organisation").order_by("pk")
    return [
        [
            str(number),
            commitment_showing.promiser(one),
            one.what,
            _day(one.first_due_on) if one.first_due_on else "không hẹn ngày",
            one.evidence,
        ]
        for number, one in enumerate(made, 1)
    ]


def _photos(stop: Stop) -> list[list[str]]:
    photos: Iterable[Media] = stop.media.filter(
        kind=Media.Kind.PHOTO, state=Media.State.STORED
    ).order_by("taken_at", "received_at", "pk")
    return [
        [str(number), _moment(one.taken_at) or "chưa rõ", _position(one), one.caption]
        for number, one in enumerate(photos, 1)
    ]


def _position(photo: Media) -> str:
    if photo.longitude is None or photo.latitude is None:
        return "chưa rõ"
    return f"{photo.longitude:.5f}; {photo.latitude:.5f}".replace(".", ",")


def _other(stop: Stop) -> str:
    """Who was visited: the organisation, or those that hold the project."""
    if stop.organisation:
        return str(stop.organisation)
    project = Project.objects.filter(code=stop.project).first() if stop.project else None
    return ", ".join(str(one) for one in holders.organisations(project)) if project else ""


def _place(stop: Stop) -> str:
    known = names("vi")
    project = Project.objects.filter(code=stop.project).first() if stop.project else None
    parts = [str(project)] if project else []
    key = stop.place or (project and (project.park or project.economic_zone)) or ""
    if key:
        parts.append(known.get(key, key))
    return ", ".join(parts)


def _moment(at: datetime | None) -> str:
    return moment(at) if at else ""


def _day(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"
