"""The explorer's question: one query string that means the same on map, table and API.

`parse` reads a query string against an edition, `ask` answers it, `Question.querystring` writes it
back in canonical form. Pure: no database, no request.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta, timezone
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from diaban.explorer import parameters as p
from diaban.explorer.answers import Answer, Hit, ask
from diaban.explorer.parameters import BadQuestion, Malformed, Problem
from diaban.explorer.phrases import phrase as _
from diaban.explorer.question_parameters import (
    CONFIDENCES,
    DEFAULT_LAYERS,
    DEFAULT_LIMIT,
    MAX_HECTARES,
    MAX_LIMIT,
    OF_ONE_LAYER,
    PARAMETERS,
    PRESENTATION,
    SORTS,
)
from diaban.explorer.vocabulary import Vocabulary, vocabulary

if TYPE_CHECKING:
    import shapely

    from diaban.editions.store import Edition

__all__ = [
    "CONFIDENCES",
    "DEFAULT_LAYERS",
    "DEFAULT_LIMIT",
    "MAX_LIMIT",
    "PARAMETERS",
    "PRESENTATION",
    "SORTS",
    "Answer",
    "BadQuestion",
    "Hit",
    "Problem",
    "Question",
    "ask",
    "edition_day",
    "parse",
]

VIET_NAM = timezone(timedelta(hours=7))


@dataclass(frozen=True, slots=True)
class Question:
    """A question that an edition can answer; made by `parse`.

    `layers` are layer names in order; `parts` narrows a layer to kinds or commodity keys.
    `commodity` holds keys ("commodity:coal"). Areas in hectares, distances in km, positions and
    boxes in degrees (EPSG:4326, longitude first). `on` is the day asked for, None for `today`,
    the edition's own day; `day` is the one that counts. `edition` is set when one was named,
    `known` when it was chosen by the day on which it was current.
    """

    layers: tuple[str, ...] = DEFAULT_LAYERS
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    q: str = ""
    kind: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    commodity: tuple[str, ...] = ()
    confidence: tuple[str, ...] = ()
    area_min: float | None = None
    area_max: float | None = None
    free_min: float | None = None
    port_km: float | None = None
    within: str | None = None
    near: tuple[float, float] | None = None
    radius_km: float | None = None
    nearest: int | None = None
    bbox: tuple[float, float, float, float] | None = None
    polygon: shapely.Polygon | shapely.MultiPolygon | None = None
    on: date | None = None
    edition: str | None = None
    known: date | None = None
    sort: str | None = None
    limit: int = DEFAULT_LIMIT
    offset: int = 0
    today: date = date.max

    @property
    def day(self) -> date:
        """The day on which features must be valid."""
        return self.on or self.today

    @property
    def page(self) -> int:
        """The number of the page that begins at `offset`, from 1."""
        return self.offset // self.limit + 1

    def querystring(self, **changes: Any) -> str:
        """The canonical query string ("" for the plain question), with some parameters changed.

        A value of None removes a parameter. A change of anything but the page starts again at the
        first. Presentation parameters (`view`, `sel`, …) are added as given.

        >>> Question(kind=("park",), limit=50, offset=100).querystring(sort="name", view="table")
        'kind=park&sort=name&limit=50&view=table'
        """
        shown = {name: changes.pop(name) for name in [*changes] if name in PRESENTATION}
        question = self._changed(changes)
        written = question._texts()
        later = [(name, str(value)) for name, value in shown.items() if value is not None]
        parts = [_pair(name, text) for name, text in written if text]
        parts += [question.page_text(), *(_pair(name, text) for name, text in later if text)]
        return "&".join(part for part in parts if part)

    def page_text(self, offset: int | None = None) -> str:
        """The part of the query string that says where the page begins; "" for the first."""
        start = self.offset if offset is None else offset
        if start and start % self.limit == 0:
            return f"page={start // self.limit + 1}"
        return f"offset={start}" if start else ""

    def _changed(self, changes: dict[str, Any]) -> Question:
        if not changes or (changes.keys() == {"offset"} and changes["offset"] == self.offset):
            return self
        plain = Question()
        page = changes.pop("page", None)
        settled: dict[str, Any] = {
            name: getattr(plain, name) if value is None else value
            for name, value in changes.items()
        }
        if "layers" in settled:
            settled.setdefault("parts", {})
        for name in _LISTS & settled.keys():
            value = settled[name]
            settled[name] = (value,) if isinstance(value, str) else tuple(value)
        if settled.keys() - {"offset"}:
            settled.setdefault("offset", 0)
        question = replace(self, **settled)
        return replace(question, offset=(page - 1) * question.limit) if page else question

    def _texts(self) -> list[tuple[str, str]]:
        """Every parameter that differs from its default, in canonical order and form."""
        texts = [("layers", self._layers_text())]
        for name, parameter in _WRITTEN:
            value = getattr(self, name)
            # The commonest cases first: this runs for every request.
            if value is None or value == () or value == parameter.default:
                continue
            if name == "commodity":
                value = [key.partition(":")[2] for key in value]
            texts.append((name, parameter.write(value)))
        return texts

    def _layers_text(self) -> str:
        words: list[str] = []
        for layer in self.layers:
            parts = self.parts.get(layer, ())
            words += [f"{layer}:{part.removeprefix('commodity:')}" for part in parts] or [layer]
        return "" if tuple(words) == DEFAULT_LAYERS else ",".join(words)


def _pair(name: str, text: str) -> str:
    return f"{name}={text if _PLAIN.fullmatch(text) else quote(text, safe=',:-._~/()')}"


_PLAIN = re.compile(r"[A-Za-z0-9,:._~/()-]*")
_WRITTEN = tuple(
    (name, parameter)
    for name, parameter in PARAMETERS.items()
    if name not in ("layers", "page", "offset")
)


_LISTS = frozenset({"layers", "kind", "status", "commodity", "confidence"})


def edition_day(edition: Edition) -> date:
    """The day of an edition where it is made: the calendar of Viet Nam (UTC+7, no summer time)."""
    return edition.created_at.astimezone(VIET_NAM).date()


def parse(
    query: Any,
    edition: Edition,
    *,
    strict: bool = False,
    layer: str | None = None,
    default_limit: int = DEFAULT_LIMIT,
) -> Question:
    """Read a query (`QueryDict`, mapping or pairs) into a question about `edition`.

    `layer` fixes the layer (then `layers` is not a parameter). `strict` refuses unknown names.
    Raises `BadQuestion` with every problem found.
    """
    known = PARAMETERS if layer is None else OF_ONE_LAYER
    reading = p.read_all(query, known, ignored=PRESENTATION, strict=strict)
    values = reading.values
    problems = reading.problems
    words = vocabulary(edition)
    settled: dict[str, Any] = {}

    def settle(name: str, resolve: Any) -> None:
        if name in values:
            try:
                settled[name] = resolve(values[name])
            except Malformed as error:
                problems.append(PARAMETERS[name].problem(error))

    settle("layers", words.read_layers)
    settle("kind", words.read_kinds)
    settle("status", words.read_statuses)
    settle("commodity", words.read_commodities)
    settle("within", words.read_subject)
    chosen, parts = settled.pop("layers", ((layer,) if layer else _default_layers(words), {}))
    settle("sort", lambda text: words.read_sort(text, chosen, SORTS, "near" in values))
    problems += _contradictions(values)
    limit = values.get("limit", default_limit)
    page = values.pop("page", None)
    reading.refuse()
    if page is not None:
        values["offset"] = (page - 1) * limit
    given = values | settled | {"layers": chosen, "parts": parts, "limit": limit}
    return Question(**given, today=edition_day(edition))


def _default_layers(words: Vocabulary) -> tuple[str, ...]:
    """The explorer's layers; every layer of an edition that has none of them."""
    if any(name in words.layers for name in DEFAULT_LAYERS):
        return DEFAULT_LAYERS
    return tuple(words.layers)


def _contradictions(values: Mapping[str, Any]) -> list[Problem]:
    """Parameters that are right one by one and wrong together."""
    found = []
    for name in ("radius_km", "nearest"):
        if name in values and "near" not in values:
            found.append(
                Problem(
                    name,
                    "needs-near",
                    _("A distance needs a place to measure from."),
                    _("Add near=longitude,latitude."),
                )
            )
    if values.get("area_min", 0) > values.get("area_max", MAX_HECTARES):
        found.append(
            Problem(
                "area_min",
                "empty-range",
                _("The smallest area is larger than the largest."),
                _("Make area_min less than area_max."),
            )
        )
    if "page" in values and "offset" in values:
        found.append(
            Problem(
                "page",
                "contradiction",
                _("Both page and offset are given."),
                _("Give one of them."),
            )
        )
    if "edition" in values and "known" in values:
        found.append(
            Problem(
                "known",
                "contradiction",
                _("Both edition and known are given."),
                _("Give one of them: known chooses the edition of a day."),
            )
        )
    return found
