"""Everything that is known of one subject, at both times, as a JSON-able dictionary."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from diaban.facts import registry, schema
from diaban.facts.models import Assertion, Source
from diaban.facts.records import records_of
from diaban.facts.wording import RULES, say


class UnknownSubject(LookupError):
    """Nothing was known of the subject at that time."""


def describe(
    subject: str, on: date | None = None, known_at: date | datetime | None = None
) -> dict[str, Any]:
    """The subject's facts as they held on `on` (None: today) and as known at the end of `known_at`.

    A subject that did not exist on that day is told as it was on the nearest day on which it did;
    `exists` says so.

    Raises:
        UnknownSubject: nothing was known of it.
    """
    on = on or timezone.localdate()
    moment = _end_of(known_at)
    state = registry.read(on, moment, [subject]).get(subject)
    if state is None:
        raise UnknownSubject(subject)
    names = _names(schema.references_in(held.spec, claim.value)
                   for held in state.fields.values() for claim in _claims(held))  # fmt: skip

    def name_of(key: str, language: str) -> str:
        words = names.get(key, {})
        return str(words.get(language) or words.get("vi") or key)

    records = records_of(state, name_of)
    sources = _sources(records)
    return {
        "key": state.key,
        "kind": state.kind.name,
        "name": {"vi": state.name("vi"), "en": state.name("en")},
        "on": on.isoformat(),
        "known_at": moment.isoformat() if moment else None,
        "exists": state.exists(on),
        "facts": [_told(state.kind[record["field"]], record, sources) for record in records],
        "sources": sources,
    }


def _claims(held: registry.FieldState) -> Iterable[registry.Recorded]:
    outcome = held.resolution
    if outcome.winner:
        yield outcome.winner
    yield from (rival.claim for rival in outcome.competing)
    yield from outcome.agreeing
    yield from outcome.history


def _told(
    spec: schema.FieldSpec, record: dict[str, Any], sources: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    """A record with words beside the codes, in the active language."""
    language = (get_language() or "en")[:2]
    told = dict(record)
    told["label"] = spec.label(language)
    told["freshness_detail"] = record["freshness"]
    told["freshness"] = record["freshness"]["state"]
    told["rule_text"] = str(RULES[record["rule"]])
    for one in (told, *told["competing"], *told["agreeing"], *told["history"]):
        one["text"] = say(spec, one, language)
        one["source_title"] = sources.get(one["source"], {}).get(f"title_{language}", "")
    return told


def _names(keys: Iterable[Iterable[str]]) -> dict[str, dict[str, str]]:
    wanted = {key for group in keys for key in group}
    rows = Assertion.objects.filter(subject__in=wanted, field="name", withdrawn_at=None)
    return dict(rows.order_by("-id").values_list("subject", "value"))


def _sources(records: Iterable[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    cited = {
        one["source"]
        for record in records
        for one in (record, *record["competing"], *record["agreeing"], *record["history"])
        if one["source"]
    }
    columns = ("id", "kind", "title_vi", "title_en", "publisher", "url", "published_on",
               "retrieved_on", "licence", "note", "note_vi")  # fmt: skip
    rows = Source.objects.filter(id__in=cited).order_by("id").values(*columns)
    return {row["id"]: row for row in rows}


def _end_of(known_at: date | datetime | None) -> datetime | None:
    """The last moment of a day where we are; a moment stays as it is."""
    if known_at is None or isinstance(known_at, datetime):
        return known_at
    midnight = datetime.combine(known_at + timedelta(days=1), time.min)
    return timezone.make_aware(midnight) - timedelta(microseconds=1)
