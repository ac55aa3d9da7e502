"""Errors of the reading API as problem documents (RFC 9457): one table for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from diaban.editions.errors import EditionNotFound, NoEdition, Tampered
from diaban.explorer.api.http import METHODS, NOT_STORED, PROBLEM, Headers, Request, Response
from diaban.explorer.parameters import BadQuestion, Problem
from diaban.explorer.phrases import Phrase
from diaban.explorer.phrases import phrase as _


@dataclass(frozen=True, slots=True)
class ProblemType:
    """A kind of problem. Its address leads to what the documentation says of it."""

    name: str
    status: int
    title: Phrase

    @property
    def address(self) -> str:
        return f"/api/v1/docs#problem-{self.name}"


BAD_PARAMETER = ProblemType("bad-parameter", 400, _("A parameter cannot be read"))
NOT_FOUND = ProblemType("not-found", 404, _("There is no such thing here"))
WRONG_METHOD = ProblemType("wrong-method", 405, _("This address can only be read"))
GONE = ProblemType("gone", 410, _("It is no longer published"))
FAILED = ProblemType("failed", 500, _("Something failed here"))
NO_EDITION = ProblemType("no-edition", 503, _("Nothing is published yet"))
UNTRUSTED = ProblemType("untrusted-edition", 503, _("The edition cannot be trusted"))
TYPES = (
    BAD_PARAMETER,
    NOT_FOUND,
    WRONG_METHOD,
    GONE,
    FAILED,
    NO_EDITION,
    UNTRUSTED,
)


class Refusal(Exception):
    """A request that is refused: the kind of problem, a sentence, and what else a program needs."""

    def __init__(
        self,
        kind: ProblemType,
        detail: Phrase,
        errors: Sequence[Problem] = (),
        headers: Sequence[tuple[bytes, bytes]] = (),
        link: str | None = None,
    ) -> None:
        self.kind, self.detail = kind, detail
        self.errors, self.headers, self.link = list(errors), list(headers), link
        super().__init__(str(detail))


def refusal_of(error: Exception) -> Refusal:
    """What to say of an error; one that nobody foresaw says nothing of the inside."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, BadQuestion):
        names = ", ".join(dict.fromkeys(problem.parameter for problem in error.problems))
        detail = _("These parameters cannot be read: %(names)s.", names=names)
        if len(error.problems) == 1:
            problem = error.problems[0]
            detail = _(
                "%(name)s: %(reason)s %(remedy)s",
                name=problem.parameter,
                reason=problem.reason,
                remedy=problem.remedy,
            )
        return Refusal(BAD_PARAMETER, detail, error.problems)
    if isinstance(error, EditionNotFound):
        return Refusal(NOT_FOUND, _("There is no edition “%(id)s”.", id=error.edition))
    if isinstance(error, NoEdition):
        wait = [(b"retry-after", b"10")]
        return Refusal(NO_EDITION, _("The first edition is not published yet."), headers=wait)
    if isinstance(error, Tampered):
        words = _(
            "Edition %(id)s is refused: its file %(file)s is not as it was published.",
            id=error.edition,
            file=error.file,
        )
        return Refusal(UNTRUSTED, words)
    return Refusal(FAILED, _("The error was recorded. Try again later."))


def wrong_method(method: str) -> Refusal:
    return Refusal(
        WRONG_METHOD,
        _("%(method)s is not allowed here.", method=method[:20]),
        headers=[(b"allow", METHODS)],
    )


def problem_response(refusal: Refusal, request: Request) -> Response:
    """The problem document, in the language that the client prefers."""
    language = request.language
    document: dict[str, object] = {
        "type": refusal.kind.address,
        "title": refusal.kind.title.say(language),
        "status": refusal.kind.status,
        "detail": refusal.detail.say(language),
        "instance": request.path,
    }
    if refusal.errors:
        document["parameter"] = refusal.errors[0].parameter
        document["errors"] = [
            {
                "parameter": problem.parameter,
                "code": problem.code,
                "reason": problem.reason.say(language),
                "remedy": problem.remedy.say(language),
            }
            for problem in refusal.errors
        ]
    if refusal.link:
        document["link"] = refusal.link
    headers: Headers = [
        (b"content-language", language.encode()),
        (b"vary", b"Accept-Language"),
        *refusal.headers,
    ]
    return Response(
        body=orjson.dumps(document),
        media=PROBLEM,
        status=refusal.kind.status,
        cache=NOT_STORED,
        headers=headers,
    )
