"""Which sums of reports a series may not show, for they would tell of one or two enterprises.

Capital needs no shield: that of private persons' projects is in no public sum at all
(`projects.disclosure`). Reports of realised capital are confidential of every enterprise: a sum of
fewer than three is withheld, and so is one that less the places shown would leave fewer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from typing import Any

from diaban.indicators.reading import WHOLE


def held_back(
    reported: Mapping[str, Mapping[Any, int]], hidden: Iterable[str], smallest: int
) -> frozenset[str]:
    """The places whose sum is withheld besides the `hidden` ones: what places shown within it leave
    of it would be the sum of fewer than `smallest` reports.

    `reported` says how many reports each place has in each of its parts; parts do not overlap.
    """
    kept_back = set(hidden)
    found: set[str] = set()
    shown: dict[str, Set[Any]] = {}
    for place in sorted(reported, key=lambda one: (len(reported[one]), one == WHOLE, one)):
        if place in kept_back:
            continue
        ours = reported[place]
        kinds: dict[str, set[Any]] = {}
        for other, parts in shown.items():
            if parts <= ours.keys():
                kind = other if other.startswith("scope:") else other.partition(":")[0]
                for cover in (kind, "all"):
                    kinds.setdefault(cover, set()).update(parts)
        left = (sum(ours[part] for part in ours.keys() - cover) for cover in kinds.values())
        if any(0 < count < smallest for count in left):
            found.add(place)
        else:
            shown[place] = ours.keys()
    return frozenset(found)
