"""Recording one release of an external figure (công bố số liệu) on the desk.

A release is a published figure like any other, with its source, and a link that says to which
series it belongs. It replaces nothing: a revision or the final figure stands beside what was said
first. One that was mistyped is taken back where facts are, on the page of the published figure.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from diaban.accounts.models import User
from diaban.accounts.permissions import Permission, demand
from diaban.design import formats
from diaban.facts import actions, recording
from diaban.facts.locking import lock_registry
from diaban.facts.models import Source
from diaban.facts.periods import split
from diaban.facts.recording import Said
from diaban.facts.refusal import ValueRefused
from diaban.facts.values import clean_period
from diaban.indicators.computing import Book
from diaban.indicators.definitions import EXTERNAL, Definition
from diaban.indicators.kinds import TOPICS
from diaban.indicators.models import ExternalFigure
from diaban.indicators.statements import external
from diaban.indicators.tables import VINTAGES
from diaban.projects import periods

ONCE = ("first", "final")
"""Vintages of which a figure has one; it may be revised any number of times."""
OURS = {"vi": "Toàn tỉnh", "en": "Whole province"}
_KINDS_OF_PLACE = ("tỉnh ", "thành phố ", "tp. ", "tp ")


class ReleaseRefused(ValueError):
    """It cannot be recorded; the words say why. `part` names the input at fault."""

    def __init__(self, part: str, words: str) -> None:
        super().__init__(words)
        self.part = part


@dataclass(frozen=True, slots=True)
class Release:
    """What somebody published. `source`: the id of one in the register, or what describes a new one
    (`actions.add_source`); `province`: another one's name in both languages, "" our own;
    `value`: as printed, in the indicator's unit; `published_on`: a day or period, "" where the
    source says it.
    """

    indicator: str
    period: str
    vintage: str
    value: Decimal
    source: str | dict[str, str]
    trust: str
    published_on: str = ""
    province: dict[str, str] = field(default_factory=dict)
    quote: dict[str, str] = field(default_factory=dict)
    note: dict[str, str] = field(default_factory=dict)


def record(release: Release, *, by: User) -> ExternalFigure:
    """Write a release down.

    Raises:
        PermissionDenied: `by` may not record facts.
        ReleaseRefused: it cannot stand, or stands already.
        ValueRefused, ActionRefused: what the registry refuses (`facts.actions`).
    """
    demand(by, Permission.ASSERT_FACT)
    definition = _definition(release)
    place = province_key(release.province.get("vi", ""))
    code = f"release-{timezone.localdate():%Y%m%d}-{secrets.token_hex(4)}"
    with transaction.atomic():
        lock_registry()
        _refuse_what_stands(release, place)
        on, on_period = _published(release)
        source = release.source
        if isinstance(source, dict):
            source = actions.add_source(
                **{"published_on": release.published_on, **source}, by=by
            ).id
        recording.record_many(
            (
                replace(one, as_of=on, as_of_period=on_period) if one.field == "value" else one
                for one in _said(f"statement:{code}", release, definition)
            ),
            source=source, by=by, origin=actions.STAFF, action="indicators.release",
        )  # fmt: skip
        return ExternalFigure.objects.create(
            statement=code, indicator=release.indicator, period=release.period, place=place,
            vintage=release.vintage, origin=actions.STAFF,
        )  # fmt: skip


def province_key(name: str) -> str:
    """The place of another province, however its name is typed; "" for our own.

    >>> province_key("Tỉnh Bắc Giang"), province_key("bắc giang"), province_key("TP. Đà Nẵng")
    ('province:bac-giang', 'province:bac-giang', 'province:da-nang')
    """
    bare = unicodedata.normalize("NFC", name).strip().lower()
    for kind in _KINDS_OF_PLACE:
        bare = bare.removeprefix(kind)
    slug = slugify(bare.replace("đ", "d"))
    return f"province:{slug}" if slug else ""


def _definition(release: Release) -> Definition:
    versions = Book.read().versions.get(release.indicator)
    if not versions or versions[-1].kind != EXTERNAL:
        raise ReleaseRefused(
            "", _("“%(code)s” is computed, or unknown: only what others publish is recorded here.")
            % {"code": release.indicator},
        )  # fmt: skip
    try:
        periods.kind_of(release.period)
    except ValueError:
        raise ReleaseRefused(
            "period", _("Write a period: 2025, 2025-H1, 2025-9M, 2025-Q1 or 2025-03.")
        ) from None
    if release.vintage not in VINTAGES:
        raise ReleaseRefused("vintage", _("Choose first release, revision or final."))
    return versions[-1]


def _published(release: Release) -> tuple[date | None, str]:
    """When it was published, as an assertion keeps it; (None, "") where the source says it."""
    if not release.published_on:
        known = not isinstance(release.source, dict) and (
            Source.objects.filter(pk=release.source).exclude(published_on="").exists()
        )
        if known:
            return None, ""
        raise ReleaseRefused("published_on", _("Say when it was published."))
    try:
        day, period = split(clean_period(release.published_on))
    except ValueRefused as refused:
        raise ReleaseRefused("published_on", str(refused)) from None
    if day > timezone.localdate():
        raise ReleaseRefused("published_on", _("This day is still to come."))
    return day, period


def _refuse_what_stands(release: Release, place: str) -> None:
    """What was said stays; the same again, or another first or final figure, is refused."""
    for one in external.rows(release.indicator):
        same = (one["period"], one["place"], one["vintage"])
        if same != (release.period, place, release.vintage):
            continue
        if release.vintage in ONCE:
            raise ReleaseRefused(
                "vintage",
                _("This figure is on record with this vintage already: %(value)s (%(source)s). "
                  "Record a revision beside it, or take that one back if it was mistyped.")
                % {"value": one["value"], "source": one["source"]},
            )  # fmt: skip
        if Decimal(one["value"]) == release.value and one["source"] == release.source:
            raise ReleaseRefused("value", _("This very figure is on record already."))


def _said(subject: str, release: Release, definition: Definition) -> Iterator[Said]:
    """What the registry is told of a release, value by value."""
    scope = release.province or OURS
    named = {
        language: f"{getattr(definition, f'name_{language}')}, "
        f"{formats.period(release.period, language)}"
        + (f", {scope[language]}" if release.province else "")
        for language in ("vi", "en")
    }
    values: dict[str, Any] = {
        "name": named, "topic": definition.topic if definition.topic in TOPICS else "economy",
        "period": release.period, "scope": scope,
        "quote": release.quote.get("vi", ""), "quote_en": release.quote.get("en", ""),
    }  # fmt: skip
    for name, value in values.items():
        if value:
            yield Said(subject, name, value, "", release.trust)
    yield Said(
        subject, "value", format(release.value, "f"), definition.unit, release.trust,
        note=release.note.get("en", ""), note_vi=release.note.get("vi", ""),
    )  # fmt: skip
