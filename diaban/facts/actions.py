"""What people do to facts: each action checks, writes, renews the typed row and tells of it, in one
transaction.

Who may do it is asked before, where the request comes in (`accounts.permissions`).
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import shapely
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from diaban.facts import periods, schema
from diaban.facts.identity import identity_of
from diaban.facts.locking import lock_registry
from diaban.facts.models import Assertion, Check, Pack, Source, Withdrawal
from diaban.facts.outlines import geometry_of
from diaban.facts.refresh import refresh
from diaban.facts.refusal import ValueRefused
from diaban.facts.schema import FieldSpec
from diaban.facts.signals import announce
from diaban.facts.values import clean, clean_date, clean_period, clean_text
from diaban.facts.vocabulary import CONFIDENCE, SOURCE_KINDS, rests_on_memory

STAFF = "staff"
_ASKED_AT_ONCE = 500


class ActionRefused(Exception):
    """The action cannot be done; the words say why and what to do instead."""


def add_source(
    *,
    kind: str,
    title_vi: str,
    title_en: str,
    by: Any,
    publisher: str = "",
    url: str = "",
    published_on: str = "",
    licence: str = "",
    note: str = "",
    note_vi: str = "",
) -> Source:
    """Describe a source that no pack describes.

    Raises:
        ValueRefused: `part` names the parameter at fault.
    """
    if kind not in SOURCE_KINDS:
        raise ValueRefused(
            "unknown_choice", _("“%(kind)s” is no kind of source.") % {"kind": kind[:80]},
            _("Write one of: %(values)s.") % {"values": ", ".join(SOURCE_KINDS)}, "kind",
        )  # fmt: skip
    if url and not url.startswith(("https://", "http://")):
        raise ValueRefused(
            "bad_url", _("“%(url)s” is no web address.") % {"url": url[:80]},
            _("Begin it with https://, or leave it empty and write it in the note."), "url",
        )  # fmt: skip
    now = timezone.now()
    return Source.objects.create(
        id=f"staff-{timezone.localdate(now):%Y%m%d}-{secrets.token_hex(4)}",
        kind=kind,
        title_vi=_part("title_vi", clean_text, title_vi),
        title_en=_part("title_en", clean_text, title_en),
        publisher=publisher.strip(),
        url=url.strip(),
        published_on=_part("published_on", clean_period, published_on) if published_on else "",
        retrieved_on=timezone.localdate(now).isoformat(),
        licence=licence.strip(),
        note=note.strip(),
        note_vi=note_vi.strip(),
        origin=STAFF,
        recorded_at=now,
    )


def assert_value(
    subject: str,
    field: str,
    value: Any,
    *,
    source: Source | str,
    by: Any,
    trust: str,
    unit: str | None = None,
    as_of: date | str | None = None,
    valid_from: date | str | None = None,
    valid_to: date | str | None = None,
    note: str = "",
    note_vi: str = "",
) -> Assertion:
    """Say a value of a field of a subject, with its source. It competes with what was said before.

    Raises:
        ValueRefused: `part` names the parameter at fault ("" is the value itself).
        ActionRefused: there is no such subject or field.
    """
    spec = _spec(subject, field)
    cleaned = clean(spec, value, unit)
    given_for, period = _as_of(as_of)
    days = {
        "as_of": given_for,
        "valid_from": _part("valid_from", clean_date, valid_from) if valid_from else None,
        "valid_to": _part("valid_to", clean_date, valid_to) if valid_to else None,
    }
    _check_period(days["valid_from"], days["valid_to"])
    with transaction.atomic():
        lock_registry()
        cited = cited_source(source, trust)
        _check_against_registry(spec, subject, cleaned.value)
        said = {
            "subject": subject, "field": field, "value": cleaned.value, "unit": cleaned.unit,
            "trust": trust, "note": note.strip(), "note_vi": note_vi.strip(), "origin": STAFF,
            "as_of_period": period, **days,
        }  # fmt: skip
        identity = identity_of(source=cited.id, **said)
        if Assertion.objects.filter(identity=identity, withdrawn_at=None).exists():
            raise ValueRefused(
                "already_said", _("This value from this source is recorded already."),
                _("If you have looked and it still holds, mark it as checked."),
            )  # fmt: skip
        assertion = Assertion.objects.create(
            kind=subject.partition(":")[0], source=cited, recorded_by=by, identity=identity, **said
        )
        refresh([subject])
        announce("assert_value", [subject], by)
    return assertion


def mark_checked(subject: str, field: str, *, by: Any, note: str = "", note_vi: str = "") -> Check:
    """Somebody looked, and the shown value still holds. `field` "*": all of the subject's.

    Raises:
        ActionRefused: there is no such subject, or nothing is said of the field.
    """
    if field != "*":
        _spec(subject, field)
    with transaction.atomic():
        lock_registry()
        live = Assertion.objects.filter(subject=subject, withdrawn_at=None)
        if not (live if field == "*" else live.filter(field=field)).exists():
            raise ActionRefused(
                _("Nothing is recorded here that could be checked. Add a value with its source.")
            )
        check = Check.objects.create(
            subject=subject, field=field, by=by, note=note.strip(), note_vi=note_vi.strip()
        )
        announce("mark_checked", [subject], by)
    return check


def withdraw(assertion: Assertion, *, by: Any, why: str) -> Withdrawal:
    """Take back a value that a person recorded. It stays on record as withdrawn.

    Raises:
        ActionRefused: it comes from a pack, is withdrawn already, or no reason is given.
    """
    if not why.strip():
        raise ActionRefused(_("Write why the value is taken back."))
    with transaction.atomic():
        lock_registry()
        row = Assertion.objects.select_for_update().get(pk=assertion.pk)
        if row.withdrawn_at is not None:
            raise ActionRefused(_("The value has been taken back already."))
        if row.origin.startswith("pack:"):
            raise ActionRefused(
                _("The value comes from a pack, which would bring it back. Correct it there, or "
                  "record a better value with its source.")
            )  # fmt: skip
        now = timezone.now()
        event = Withdrawal.objects.create(assertion=row, at=now, by=by, why=why.strip())
        Assertion.objects.filter(pk=row.pk).update(withdrawn_at=now)
        refresh([row.subject])
        announce("withdraw", [row.subject], by)
    assertion.withdrawn_at = now
    return event


def _spec(subject: str, field: str) -> FieldSpec:
    kind = schema.kind_of(subject)
    if kind is None or field not in kind:
        raise ActionRefused(
            _("“%(subject)s” has no field “%(field)s”.") % {"subject": subject, "field": field}
        )
    if not described([subject]):
        raise ActionRefused(_("Nothing is described as “%(key)s”.") % {"key": subject})
    return kind[field]


def described(keys: Sequence[str]) -> set[str]:
    """Those of the keys that are described: a live name says what they are."""
    found: set[str] = set()
    for start in range(0, len(keys), _ASKED_AT_ONCE):
        asked = keys[start : start + _ASKED_AT_ONCE]
        named = Assertion.objects.filter(subject__in=asked, field="name", withdrawn_at=None)
        found |= set(named.values_list("subject", flat=True))
    return found


def _part(name: str, cleaner: Any, raw: Any) -> Any:
    try:
        return cleaner(raw)
    except ValueRefused as refused:
        raise refused.within(name) from None


def _as_of(raw: date | str | None) -> tuple[date | None, str]:
    """The (first) day for which a value is given, and the period if it is not a day."""
    if not raw:
        return None, ""
    if isinstance(raw, datetime):
        return raw.date(), ""
    day, period = (
        (raw, "") if isinstance(raw, date) else periods.split(_part("as_of", clean_period, raw))
    )
    if day > timezone.localdate():
        raise ValueRefused(
            "in_the_future", _("%(day)s is still to come.") % {"day": period or day.isoformat()},
            _("Write the day for which the source gives the value; from when it will hold is "
              "written as “valid from”."), "as_of",
        )  # fmt: skip
    return day, period


def _check_period(start: date | None, end: date | None) -> None:
    if start and end and end <= start:
        raise ValueRefused(
            "period_backwards",
            _("It would end on %(end)s, not after its beginning on %(start)s.")
            % {"end": end, "start": start},
            _("The end is the first day on which it no longer holds; correct one of the two."),
            "valid_to",
        )


def cited_source(source: Source | str, trust: str) -> Source:
    """The source, if it may be cited with this tag of trust.

    Raises:
        ValueRefused: there is no such source or tag, or they do not fit.
    """
    name = source.id if isinstance(source, Source) else source
    cited = Source.objects.filter(id=name).first()
    if cited is None:
        raise ValueRefused(
            "unknown_source", _("There is no source “%(source)s”.") % {"source": name},
            _("Choose a source, or describe a new one."), "source",
        )  # fmt: skip
    if trust not in CONFIDENCE:
        raise ValueRefused(
            "unknown_choice", _("“%(trust)s” is no tag of trust.") % {"trust": trust},
            _("Write one of: %(values)s.") % {"values": ", ".join(CONFIDENCE)}, "trust",
        )  # fmt: skip
    if rests_on_memory(trust) != (cited.kind == "unverified"):
        raise ValueRefused(
            "trust_against_source",
            _("The trust %(trust)s does not fit a source of kind “%(kind)s”.")
            % {"trust": trust, "kind": cited.kind},
            _("M-H, M-M and M-L cite a source of kind “unverified”; all others do not."), "trust",
        )  # fmt: skip
    return cited


def _check_against_registry(spec: FieldSpec, subject: str, value: Any) -> None:
    """What a value alone cannot show: do the subjects that it names exist, is it where we are?"""
    named = list(schema.references_in(spec, value))
    missing = sorted(set(named) - described(named)) if named else []
    if missing:
        raise ValueRefused(
            "unknown_reference", _("Nothing is described as “%(key)s”.") % {"key": missing[0]},
            _("Choose one of those that are described."),
        )  # fmt: skip
    if subject in named:
        raise ValueRefused(
            "refers_to_itself", _("The value refers to the subject itself."),
            _("Choose another one."),
        )  # fmt: skip
    check_bounds(spec, value, known_boxes())


Box = tuple[float, float, float, float]


def known_boxes() -> list[Box]:
    """The boxes (west, south, east, north) in which the packs say that everything lies."""
    contents = Pack.objects.values_list("content", flat=True)
    return [content["bounds"] for content in contents if content.get("bounds")]


def check_bounds(spec: FieldSpec, value: Any, boxes: Sequence[Box]) -> None:
    """Does a location or an outline lie in one of the boxes? Other values lie nowhere.

    Raises:
        ValueRefused: it lies outside.
    """
    if spec.type == "location":
        geometry: shapely.Geometry = shapely.Point(value["lon"], value["lat"])
    elif spec.type == "outline":
        geometry = geometry_of(value)
    else:
        return
    if boxes and not any(shapely.box(*box).covers(geometry) for box in boxes):
        west, south, east, north = boxes[0]
        raise ValueRefused(
            "outside_bounds",
            _("The place lies outside the province: longitude %(west)s to %(east)s, latitude "
              "%(south)s to %(north)s.")
            % {"west": west, "east": east, "south": south, "north": north},
            _("Correct the coordinate; are longitude and latitude swapped?"),
        )  # fmt: skip
