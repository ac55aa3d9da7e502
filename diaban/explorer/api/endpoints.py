"""What an endpoint is: its address, parameters and handler, declared once for routing and docs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from diaban.editions import store
from diaban.editions.errors import EditionNotFound, NothingKnown
from diaban.editions.store import Edition
from diaban.explorer import parameters as p
from diaban.explorer.api.http import IMMUTABLE, JSON, REVALIDATE, Request, Response, tag
from diaban.explorer.parameters import BadQuestion, Parameter, Problem
from diaban.explorer.phrases import phrase as _
from diaban.explorer.question_parameters import PARAMETERS, PRESENTATION

# Part of every entity tag: raise it when the same edition is written differently.
REVISION = "1"
CURRENT = "current"
EDITION = PARAMETERS["edition"]
KNOWN = PARAMETERS["known"]
BOTH = Problem(
    "known",
    "contradiction",
    _("Both edition and known are given."),
    _("Give one of them: known chooses the edition of a day."),
)
_ONLY_EDITION = {"edition": EDITION, "known": KNOWN}


@dataclass(frozen=True)
class Endpoint:
    """One address of the API.

    `path` has `{names}` that `path_parameters` describe; `answer` names the schema of a 200 answer
    in `schemas.SCHEMAS`, "" for one that is not JSON. `ignored` parameters are accepted without
    effect. A `threaded` handler may take long and runs beside the event loop. `example` is a
    query or path to try.
    """

    path: str
    handler: Callable[[Context], Response]
    summary: str
    about: str = ""
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    path_parameters: Sequence[Parameter] = ()
    media: str = JSON
    answer: str = ""
    ignored: frozenset[str] = PRESENTATION
    statuses: tuple[int, ...] = ()
    threaded: bool = False
    example: str = ""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Matches a request's path; groups are the path parameters."""
        return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", self.path))

    @property
    def name(self) -> str:
        """Stable operation id: the handler's name."""
        return self.handler.__name__


@dataclass(slots=True)
class Context:
    """What a handler works with: the request, the values in its path, the folder of editions."""

    root: Path
    request: Request
    endpoint: Endpoint
    path: Mapping[str, str]

    def read(self) -> dict[str, Any]:
        """The endpoint's query parameters. Raises `BadQuestion` with every problem."""
        reading = p.read_all(
            self.request.query,
            self.endpoint.parameters,
            ignored=self.endpoint.ignored,
            strict=True,
        )
        reading.refuse()
        return reading.values

    def edition(self) -> Edition:
        """The edition that the query names, or the current one."""
        named, known = self.named, self._known()
        if named is None:
            return known or store.current(self.root)
        if known is not None:
            raise BadQuestion([BOTH])
        try:
            return store.open(self.root, named)
        except EditionNotFound:
            raise BadQuestion(
                [
                    Problem(
                        "edition",
                        "unknown-edition",
                        _("There is no edition “%(id)s”.", id=named),
                        _("Choose one from /api/v1/editions, or leave it out for the current one."),
                    )
                ]
            ) from None

    def _known(self) -> Edition | None:
        """The edition that was current on the day that the query names, None if it names none."""
        if b"known" not in self.request.query_string and b"%" not in self.request.query_string:
            return None
        reading = p.read_all(self.request.query, _ONLY_EDITION)
        reading.refuse()
        day = reading.values.get("known")
        if day is None:
            return None
        try:
            return store.open(self.root, store.known_on(self.root, day))
        except NothingKnown as error:
            raise BadQuestion(
                [
                    Problem(
                        "known",
                        "nothing-known",
                        _(
                            "Nothing had been published by %(day)s.",
                            day=error.day.isoformat(),
                        ),
                        _(
                            "Ask for %(first)s, the day of the first edition, or later.",
                            first=error.first.isoformat(),
                        ),
                    )
                ]
            ) from None

    @property
    def named(self) -> str | None:
        """The edition's id in the query. Raises `BadQuestion` for one that cannot be read."""
        query = self.request.query_string
        if b"edition" not in query and b"%" not in query:
            return None
        reading = p.read_all(self.request.query, _ONLY_EDITION)
        reading.refuse()
        found: str | None = reading.values.get("edition")
        return found

    def edition_in_path(self) -> Edition:
        """The edition that the path names; the word "current" names the current one."""
        named = self.path["edition"]
        return store.current(self.root) if named == CURRENT else store.open(self.root, named)

    @property
    def immutable(self) -> bool:
        """Whether this address names its edition, so that its answer never changes."""
        return self.path.get("edition", CURRENT) != CURRENT or self.named is not None

    def answer(
        self, body: bytes, edition: Edition, canonical: str = "", media: str | None = None
    ) -> Response:
        """A 200 answer that `edition`, the path and the canonical query determine."""
        if not canonical:
            canonical = self.request.query_string.decode("latin-1")
        return Response(
            body=body,
            media=media or self.endpoint.media,
            etag=tag(REVISION, edition.id, self.request.path, canonical),
            cache=IMMUTABLE if self.immutable else REVALIDATE,
        )
