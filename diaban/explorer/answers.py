"""The answer to an explorer's question: filtered, counted, sorted, paged. Pure.

Everything is decided on arrays of row numbers; no feature is touched before it is on the page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from diaban.design.vietnamese import collation_key
from diaban.explorer.columns import Mask, Rows, columns
from diaban.explorer.conditions import Condition, conditions, places_within
from diaban.explorer.search import matches

if TYPE_CHECKING:
    from diaban.editions.layer import Layer
    from diaban.editions.store import Edition
    from diaban.explorer.question import Question

Metres = NDArray[np.float64]
Scores = Mapping[str, Mapping[int, float]]
_WORDS_OF = {"name": "name_vi"}


@dataclass(frozen=True, slots=True)
class Hit:
    """One feature of an answer. `metres` is its distance from `near`, None if unknown."""

    layer: Layer
    row: int
    metres: float | None = None

    @property
    def key(self) -> str:
        return str(self.layer.keys[self.row].as_py())


@dataclass(frozen=True)
class Answer:
    """What an edition says to a question.

    `total` counts all features that pass; `groups` are the features of the page in order, as runs
    of one layer: (layer, rows, metres or None). `unknown` counts, by parameter, the features that
    were left out only because their value is unknown.
    """

    question: Question
    total: int
    groups: list[tuple[Layer, Rows, Metres | None]]
    unknown: dict[str, int] = field(default_factory=dict)

    @cached_property
    def hits(self) -> list[Hit]:
        """The features of the page, one by one."""
        return list(self.each())

    def each(self) -> Iterator[Hit]:
        """The features of the page, made while they are read."""
        for layer, rows, metres in self.groups:
            for place, row in enumerate(rows):
                distance = None if metres is None else float(metres[place])
                known = distance is not None and distance == distance
                yield Hit(layer, int(row), distance if known else None)

    @property
    def returned(self) -> int:
        return sum(len(rows) for _layer, rows, _metres in self.groups)

    @property
    def has_next(self) -> bool:
        return self.question.offset + self.returned < self.total


@dataclass(slots=True)
class Pick:
    """The rows of one layer that pass, and their distances from `near` if it was given."""

    layer: Layer
    rows: Rows
    metres: Metres | None


def ask(edition: Edition, question: Question) -> Answer:
    """Answer a question; layers that the edition does not have answer nothing."""
    unknown: Counter[str] = Counter()
    places = places_within(edition, question.within) if question.within else set()
    scores = _scores(edition, question) if question.q else None
    picks = [
        _pick(edition.layers[name], question, places, scores, unknown)
        for name in question.layers
        if name in edition.layers
    ]
    total = sum(len(pick.rows) for pick in picks)
    if question.nearest is not None:
        total = min(total, question.nearest)
    groups = _page(picks, question, scores, total)
    return Answer(question, total, groups, dict(unknown))


def _scores(edition: Edition, question: Question) -> Scores:
    found: dict[str, dict[int, float]] = {}
    for match in matches(edition, question.q, question.day):
        found.setdefault(match.layer.name, {})[match.row] = match.score
    return found


def _pick(
    layer: Layer,
    question: Question,
    places: set[str],
    scores: Scores | None,
    unknown: Counter[str],
) -> Pick:
    matched = None if scores is None else scores.get(layer.name, {})
    filters = list(conditions(layer, question, places, matched))
    rows, metres, spatial = _located(layer, question, filters)
    if not columns(layer).timeless:
        rows, metres = _keep(layer.valid_on(question.day, rows), rows, metres)
    _count_unknown(layer, question, rows, spatial, filters, unknown)
    for condition in filters:
        rows, metres = _keep(condition.passes[rows], rows, metres)
    if question.near is not None and metres is None:
        metres = layer.metres_from(*question.near, rows)
    return Pick(layer, rows, metres)


def _keep(mask: Mask, rows: Rows, metres: Metres | None) -> tuple[Rows, Metres | None]:
    return rows[mask], None if metres is None else metres[mask]


def _located(
    layer: Layer, question: Question, filters: list[Condition]
) -> tuple[Rows, Metres | None, list[str]]:
    """Rows that pass the conditions of place, and the parameters that asked for a place."""
    asked = [n for n in ("bbox", "polygon", "radius_km", "nearest") if getattr(question, n)]
    rows: Rows | None = None
    metres: Metres | None = None
    if question.bbox is not None:
        rows = layer.within_box(*question.bbox)
    if question.polygon is not None:
        inside = layer.within_polygon(question.polygon)
        rows = inside if rows is None else np.intersect1d(rows, inside, assume_unique=True)
    if question.near is not None and (question.radius_km or question.nearest):
        where = _where(layer, question, rows, filters)
        limit = None if question.radius_km is None else question.radius_km * 1000
        if question.nearest is not None:
            rows, metres = layer.nearest(*question.near, question.nearest, limit, where)
        else:
            assert limit is not None
            rows, metres = layer.within_distance(*question.near, limit, where)
    return columns(layer).all_rows if rows is None else rows, metres, asked


def _where(
    layer: Layer, question: Question, rows: Rows | None, filters: list[Condition]
) -> Mask | None:
    """Which rows may be counted among the nearest: all that passes everything else."""
    masks = [] if question.nearest is None else [condition.passes for condition in filters]
    if question.nearest is not None and not columns(layer).timeless:
        masks.append(layer.valid_on(question.day))
    if rows is not None:
        inside = np.zeros(len(layer), dtype=bool)
        inside[rows] = True
        masks.append(inside)
    return np.logical_and.reduce(masks) if masks else None


def _count_unknown(
    layer: Layer,
    question: Question,
    rows: Rows,
    spatial: list[str],
    filters: list[Condition],
    unknown: Counter[str],
) -> None:
    """Count, for each condition, the rows that fail it and no other, for want of knowledge.

    A row that is unknown to several conditions counts for each of them.
    """
    nowhere = columns(layer).nowhere if spatial else rows[:0]
    if not filters and not len(nowhere):
        return
    if len(nowhere) == len(layer):
        # A layer without geometry, such as commodities, has lost nothing: it has no places.
        nowhere = rows[:0]
    nowhere = nowhere[layer.valid_on(question.day, nowhere)]
    asked = np.concatenate([rows, nowhere]) if len(nowhere) else rows
    may_pass = np.ones(len(asked), dtype=bool)
    for condition in filters:
        may_pass &= condition.passes[asked] | condition.unknown[asked]
    for condition in filters:
        count = int((may_pass & condition.unknown[asked]).sum())
        if count:
            unknown[condition.parameter] += count
    lost = int(may_pass[len(rows) :].sum())
    for parameter in spatial if lost else ():
        unknown[parameter] += lost


# Order and page


def _page(
    picks: list[Pick], question: Question, scores: Scores | None, total: int
) -> list[tuple[Layer, Rows, Metres | None]]:
    start, stop = question.offset, min(question.offset + question.limit, total)
    if start >= stop:
        return []
    by_distance = question.near is not None
    if len(picks) == 1 and question.sort is None and scores is None:
        # One layer comes in its own order, or already sorted by distance: nothing to merge.
        pick = picks[0]
        if not by_distance or question.radius_km or question.nearest:
            metres = None if pick.metres is None else pick.metres[start:stop]
            return [(pick.layer, pick.rows[start:stop], metres)]
    numbers = np.concatenate([np.full(len(p.rows), i, np.int32) for i, p in enumerate(picks)])
    rows = np.concatenate([pick.rows for pick in picks])
    metres = np.concatenate([p.metres for p in picks if p.metres is not None] or [np.empty(0)])
    order = _order(picks, numbers, rows, metres, question, scores)
    if question.nearest is not None:
        nearest = np.lexsort((rows, numbers, metres))[: question.nearest]
        kept = np.zeros(len(rows), dtype=bool)
        kept[nearest] = True
        order = order[kept[order]]
    page = order[start:stop]
    groups = []
    breaks = np.flatnonzero(np.diff(numbers[page])) + 1
    for run in np.split(page, breaks):
        layer = picks[int(numbers[run[0]])].layer
        groups.append((layer, rows[run], metres[run] if by_distance else None))
    return groups


def _order(
    picks: list[Pick],
    numbers: NDArray[np.int32],
    rows: Rows,
    metres: Metres,
    question: Question,
    scores: Scores | None,
) -> NDArray[np.intp]:
    """Places in `rows` in the order asked for; unknown last, ties in layer and row order."""
    name = (question.sort or "").removeprefix("-")
    sign = -1.0 if question.sort and question.sort.startswith("-") else 1.0
    if not name and scores is not None:
        found = [scores.get(pick.layer.name, {}) for pick in picks]
        values = np.array(
            [found[n][row] for n, row in zip(numbers.tolist(), rows.tolist(), strict=True)]
        )
        return np.lexsort((rows, numbers, -values))
    if name == "distance" or (not name and question.near is not None):
        return np.lexsort((rows, numbers, sign * metres))
    if name in ("", "layer"):
        return np.lexsort((rows, sign * numbers))
    values = _ranks(picks, numbers, rows, _WORDS_OF.get(name, name))
    # NaN sorts last whatever the sign.
    return np.lexsort((rows, numbers, sign * values))


def _ranks(
    picks: list[Pick], numbers: NDArray[np.int32], rows: Rows, name: str
) -> NDArray[np.float64]:
    """(len(rows),) numbers in the order of a column: the column itself, or ranks of its texts."""
    tables = [columns(pick.layer) for pick in picks]
    texts = any(name in table and table.is_text(name) for table in tables)
    values = np.full(len(rows), np.nan)
    words: list[str | None] = [None] * len(rows)
    for number, table in enumerate(tables):
        mine = np.flatnonzero(numbers == number)
        if name not in table or table.is_text(name) != texts:
            continue
        if not texts:
            values[mine] = table.numbers(name)[rows[mine]]
            continue
        for place, word in zip(mine.tolist(), table.texts(name, rows[mine]), strict=True):
            words[place] = word
    if texts:
        distinct = sorted({word for word in words if word}, key=_text_key)
        ranks = {word: rank for rank, word in enumerate(distinct)}
        values[:] = [ranks[word] if word else np.nan for word in words]
    return values


def _text_key(text: str) -> Any:
    return collation_key(text), text
