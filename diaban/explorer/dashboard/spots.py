"""What a map of an indicator shows: parks, economic zones, or localities. Needs a language.

An indicator is computed for parks and zones. For a locality what is known of its parks is put
together: sums are added, of a ratio the numerators are added and divided by the sum of the
denominators. One unknown part makes the whole unknown. A park that lies in several localities is
not divided among them; how many different ones there are (enterprises, say) cannot be added.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from diaban.explorer import subjects
from diaban.explorer.dashboard import words
from diaban.explorer.dashboard.opened import Opened
from diaban.indicators.formulas import Amount, added, rounded_quotient, scaled
from diaban.indicators.reading import Definition, Value

PARKS, ZONES, LOCALITIES = "parks", "zones", "localities"
KINDS = {PARKS: "park", ZONES: "economic_zone"}
DISTINCT = "units"
"""Unit of counts of different ones: the same one may be counted at two places."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place with its value; `parts` are the parks that a locality's value is made of."""

    key: str
    name: str
    value: Decimal | None
    said: words.Said | None
    demonstration: bool
    reasons: Sequence[str] = ()
    parts: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Spots:
    """What is shown, and the parks that are left out because they lie in several localities."""

    spots: Sequence[Spot]
    undivided: Sequence[Spot] = ()


def offered(opened: Opened, definition: Definition) -> list[str]:
    """By what the indicator can be mapped."""
    kinds = {key.partition(":")[0] for key in opened.places_of(definition)}
    found = [name for name, kind in KINDS.items() if kind in kinds]
    if PARKS in found and definition.unit != DISTINCT:
        found.append(LOCALITIES)
    return found


def of(opened: Opened, definition: Definition, period: str, by: str) -> Spots:
    """The places of a kind with their values, the largest first."""
    if by == LOCALITIES:
        return _localities(opened, definition, period)
    prefix = f"{KINDS[by]}:"
    keys = [key for key in opened.places_of(definition) if key.startswith(prefix)]
    return Spots(_sorted(_spot(opened, definition, period, key) for key in keys))


def _sorted(spots: Iterable[Spot]) -> list[Spot]:
    return sorted(spots, key=lambda one: (one.value is None, -(one.value or 0), one.name))


def _spot(opened: Opened, definition: Definition, period: str, key: str) -> Spot:
    shown = opened.shown(definition, period, key)
    name = opened.place_name(key)
    return Spot(key, name, shown.value, shown.said, shown.demonstration, shown.reasons)


def _localities(opened: Opened, definition: Definition, period: str) -> Spots:
    grouped: dict[str, list[Value]] = defaultdict(list)
    undivided = []
    for key in opened.places_of(definition):
        value = opened.figures.value(definition.code, period, key)
        if not key.startswith("park:") or value is None:
            continue
        where = _lies_in(opened, key)
        if len(where) == 1:
            grouped[where[0]].append(value)
        else:
            undivided.append(_spot(opened, definition, period, key))
    spots = []
    for key, values in grouped.items():
        by = opened.figures.of_value(values[0]) or definition
        total = together(by, values)
        spots.append(
            Spot(
                key,
                opened.place_name(key),
                total,
                words.say(total, by),
                any(opened.invented(value) for value in values),
                parts=[opened.place_name(value.place) for value in values],
            )
        )
    return Spots(_sorted(spots), undivided)


def _lies_in(opened: Opened, key: str) -> list[str]:
    found = opened.edition.find(key)
    if found is None:
        return []
    layer, row = found
    return list(layer.record(row).get("localities") or ())


def together(definition: Definition, values: Iterable[Value]) -> Decimal | None:
    """The value of several places that do not overlap; None as soon as one part is unknown.

    Parts that were computed by different versions of the definition are not put together.
    """
    parts = list(values)
    if len({one.version for one in parts}) != 1:
        return None
    numerator = added(Amount(one.numerator) for one in parts).value
    if numerator is None:
        return None
    if not definition.is_ratio:
        return scaled(numerator, definition.scale)
    denominator = added(Amount(one.denominator) for one in parts).value
    if not denominator:  # unknown, or nothing to divide by
        return None
    return rounded_quotient(numerator, denominator, definition.scale, definition.decimals)


def point(opened: Opened, key: str) -> tuple[float, float] | None:
    """Where a place lies, None where nobody knows."""
    found = opened.edition.find(key)
    return subjects.representative_point(*found) if found else None
