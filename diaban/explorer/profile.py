"""A subject's page, put together from one edition. Pure reading; needs an active language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from diaban.editions.layer import Layer
from diaban.editions.store import Edition
from diaban.explorer import became, facts_view, nearby, related, subjects, wording
from diaban.explorer.facts_view import Fact
from diaban.explorer.links import profile_path
from diaban.explorer.question import edition_day
from diaban.explorer.subjects import Card
from diaban.geo import locator


@dataclass(frozen=True, slots=True)
class Formed:
    """Former communes of one former district that went into the subject, or came out of it."""

    district: Card | None
    former: Sequence[became.Former]


@dataclass(frozen=True, slots=True)
class Became:
    """A present unit and what it took from the subject."""

    card: Card | None
    code: str
    former: Sequence[became.Former]


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything that a profile page shows."""

    key: str
    layer: Layer
    record: dict[str, Any]
    name: str
    other_name: str
    card: Card
    day: date
    today: date
    facts: Sequence[Fact]
    unknown: Sequence[str]
    figures: Sequence[tuple[str, Fact | None]]
    point: tuple[float, float] | None
    map: locator.Locator | None
    rings: Sequence[nearby.Ring]
    groups: Sequence[related.Group]
    statements: Sequence[Any]
    formed: Sequence[Formed]
    before: became.Former | None
    became: Sequence[Became]
    before_became: Sequence[Became]
    is_symbol: bool

    @property
    def over(self) -> bool:
        """Whether the subject no longer exists on the day of the edition."""
        return bool(self.card.valid_to) and str(self.card.valid_to) <= self.today.isoformat()

    @property
    def sources(self) -> list[dict[str, Any]]:
        """Every source of the page, once, in order of first use."""
        found: dict[str, dict[str, Any]] = {}
        for fact in self.facts:
            found.setdefault(fact.source["id"], fact.source)
            for rival in fact.competing:
                found.setdefault(rival.source["id"], rival.source)
        return list(found.values())

    @property
    def conflicts(self) -> int:
        return sum(fact.conflict for fact in self.facts)

    @property
    def stale(self) -> int:
        return sum(fact.freshness.get("state") == "stale" for fact in self.facts)


def build(edition: Edition, layer: Layer, row: int, kept: str = "") -> Profile:
    """The profile of a row. `kept` is the id of an old edition that links must stay in."""
    key = layer.keys[row].as_py()
    record = layer.record(row)
    card = subjects.card(layer, row)
    point = subjects.representative_point(layer, row)
    day = _day(edition, card)
    known = facts_view.facts(edition, layer, key)
    is_locality = layer.kind == "locality"
    code = str(record.get("code") or "")
    # Codes stayed when units did not: a unit of today may bear the code of one that ended.
    still = is_locality and not card.valid_to
    before = became.former_commune(edition.crosswalk, code) if still else None
    whole_province = record.get("level") == "province" or record.get("kind") == "province_total"
    rings = (
        nearby.nearby(edition, *point, day, key, record.get("accuracy_m") or 0.0)
        if point and not whole_province
        else []
    )
    return Profile(
        key=key,
        layer=layer,
        record=record,
        name=card.name,
        other_name=_other_name(record),
        card=card,
        day=day,
        today=edition_day(edition),
        facts=known,
        unknown=facts_view.unknown_labels(layer, known) if known else [],
        figures=facts_view.key_figures(layer, known),
        point=point,
        map=_map(edition, layer, row, record, card, point, rings, kept),
        rings=rings,
        groups=related.related(edition, layer, row, day),
        statements=statements_about(edition, key),
        formed=_formed(edition, code) if is_locality else [],
        became=_became(edition, code) if is_locality and card.valid_to else [],
        before=before,
        before_became=_became(edition, code) if before else [],
        is_symbol=_is_point(layer, row),
    )


def _day(edition: Edition, card: Card) -> date:
    """The day of the edition; for what has ended, its last day, so that its company fits."""
    today = edition_day(edition)
    if card.valid_to and date.fromisoformat(card.valid_to) <= today:
        return date.fromordinal(date.fromisoformat(card.valid_to).toordinal() - 1)
    return today


def _other_name(record: dict[str, Any]) -> str:
    other = record.get("name_en" if wording.language() == "vi" else "name_vi")
    own = record.get("name_vi" if wording.language() == "vi" else "name_en")
    return other if other and other != own else ""


def _is_point(layer: Layer, row: int) -> bool:
    geometry = layer.geometry(row)
    return geometry is not None and geometry.geom_type == "Point"


def _map(
    edition: Edition,
    layer: Layer,
    row: int,
    record: dict[str, Any],
    card: Card,
    point: tuple[float, float] | None,
    rings: Sequence[nearby.Ring],
    kept: str,
) -> locator.Locator | None:
    if point is None:
        return None
    small = layer.kind in {"infrastructure_project", "park", "material"}
    main = locator.mark(
        *point,
        layer.kind,
        card.name,
        area_ha=record.get("area_ha") if small and _is_point(layer, row) else None,
        accuracy_m=record.get("accuracy_m") if _is_point(layer, row) else None,
        main=True,
    )
    others = [
        _other_mark(group.layer, one, kept)
        for ring in rings[:2]
        for group in ring.groups
        if group.layer.kind in {"facility", "infrastructure_project", "locality"}
        for one, _distance in group.cards[:6]
    ]
    outline = locator.outline_path(layer.geometry(row))
    return locator.locate([main, *[one for one in others if one]], outline=outline)


def _other_mark(layer: Layer, one: Card, kept: str) -> locator.Mark | None:
    row = layer.row(one.key)
    point = subjects.representative_point(layer, row) if row is not None else None
    if point is None:
        return None
    href = profile_path(one.key, wording.language(), kept or None)
    return locator.mark(*point, one.kind, one.name, href=href)


def statements_about(edition: Edition, key: str) -> list[Any]:
    """Published figures about a subject."""
    from diaban.explorer.figures import statement

    layer = edition.layers.get("statements")
    if layer is None:
        return []
    rows = subjects.referring(layer, "place", key)
    return [statement(edition, layer, int(row)) for row in rows[:40]]


def _formed(edition: Edition, code: str) -> list[Formed]:
    groups = became.by_district(became.formed_from(edition.crosswalk, code))
    return [Formed(locality(edition, district), rows) for district, rows in groups.items()]


def _became(edition: Edition, code: str) -> list[Became]:
    return [
        Became(locality(edition, one.code), one.code, one.former)
        for one in became.successors(edition.crosswalk, code)
    ]


def locality(edition: Edition, code: str) -> Card | None:
    found = edition.find(f"locality:{code}")
    return subjects.card(*found) if found else None
