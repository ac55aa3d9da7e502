"""The sentences of a template: words, questions in braces and choices between them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from diaban.reports.nodes import Asked, Bind, Choice, Node, Nodes, Place, TemplateError, Test, Text
from diaban.reports.numerals import figures, is_digit

TESTS = ("rose", "fell", "unchanged", "comparable", "above", "below", "equals", "zero", "some",
         "known", "unknown", "defined", "closed", "provisional")  # fmt: skip
COMPARES = ("above", "below", "equals")
WHENS = ("previous", "year-ago", "whole-year")
CONTEXT = ("period", "period.start", "previous", "year", "first_day", "last_day", "edition",
           "edition.day", "as_of", "authority", "province", "section")  # fmt: skip
FLAGS = ("demonstration", "restated", "weak")
OPTIONS = ("in", "bare", "ordinal", "numerator", "denominator", "noun", "zero", "digits")
CODE = re.compile(r"[a-z][a-z0-9_]*(?:[.-][a-z0-9_]+)*")
PLACE = re.compile(r"[a-z_]+:[A-Za-z0-9_.-]+")
PERIOD = re.compile(r"(?:19|20)[0-9]{2}(?:-Q[1-4])?")
DIGITS = re.compile(r"[0-6]")


def inline(text: str, file: str, line: int, column: int = 1) -> Nodes:
    """The nodes of a sentence that begins at this line and column.

    Raises:
        TemplateError: a digit outside braces, or braces that cannot be read.
    """
    tokens = list(_tokens(text, file, line, column))
    nodes, rest = _sequence(tokens, 0)
    if rest < len(tokens):
        at, words = tokens[rest][1], tokens[rest][2]
        raise at.refuse(
            _("“{%(words)s}” stands without an “{if …}” before it.") % {"words": words},
            _("Remove it, or begin the choice with {if …}."),
        )
    return nodes


Token = tuple[bool, Place, str]


def _tokens(text: str, file: str, line: int, column: int) -> Iterator[Token]:
    """(is it in braces, where, what) for each stretch of the text."""
    position = 0
    while position < len(text):
        at = Place(file, line, column)
        if text[position] == "{":
            end = text.find("}", position)
            if end < 0:
                raise at.refuse(
                    _("This brace is never closed."), _("Write “}” after the question.")
                )
            yield True, at, text[position + 1 : end].strip()
            stretch, position = text[position : end + 1], end + 1
        else:
            end = text.find("{", position)
            end = len(text) if end < 0 else end
            stretch = text[position:end]
            _no_digit(stretch, file, line, column)
            yield False, at, re.sub(r"\s*\n\s*", " ", stretch)
            position = end
        breaks = stretch.count("\n")
        line += breaks
        column = len(stretch) - stretch.rfind("\n") if breaks else column + len(stretch)


def _no_digit(text: str, file: str, line: int, column: int) -> None:
    said = frozenset(figures(text))
    for place, character in enumerate(text):
        if character == "}":
            raise Place(file, line, column).refuse(
                _("This brace closes nothing."), _("Remove it, or open it with “{”.")
            )
        if place in said:
            raise _unbound(character, Place(file, line, column))
        line, column = (line + 1, 1) if character == "\n" else (line, column + 1)


def _unbound(digit: str, at: Place) -> TemplateError:
    if not is_digit(digit):
        return at.refuse(
            _("The number “%(digit)s” came from no query.") % {"digit": digit},
            _("Ask for the figure in braces, such as {land.cleared}; if it belongs to a name, "
              "write the name in Latin letters."),
        )  # fmt: skip
    return at.refuse(
        _("The digit “%(digit)s” came from no query.") % {"digit": digit},
        _("Ask for the figure in braces, such as {land.cleared}; declare the number of a "
          "law with @literal and its source."),
    )  # fmt: skip


def _sequence(tokens: Sequence[Token], position: int) -> tuple[Nodes, int]:
    """Nodes up to the end or to an elif, else or end that belongs to a choice outside."""
    nodes: list[Node] = []
    while position < len(tokens):
        braced, at, words = tokens[position]
        first = words.split(" ", 1)[0] if braced else ""
        if first in ("elif", "else", "end"):
            break
        if first == "if":
            choice, position = _choice(tokens, position)
            nodes.append(choice)
            continue
        nodes.append(_bind(words, at) if braced else Text(words))
        position += 1
    return tuple(nodes), position


def _choice(tokens: Sequence[Token], position: int) -> tuple[Choice, int]:
    opened = tokens[position][1]
    branches: list[tuple[tuple[Test, ...], Nodes]] = []
    while True:
        _braced, at, words = tokens[position]
        first, _space, rest = words.partition(" ")
        tests = () if first == "else" else tuple(_test(one, at) for one in rest.split(" and "))
        nodes, position = _sequence(tokens, position + 1)
        branches.append((tests, nodes))
        if position == len(tokens):
            raise opened.refuse(_("This choice never ends."), _("Write {end} after it."))
        following = tokens[position][2].split(" ", 1)[0]
        if following == "end":
            return Choice(tuple(branches)), position + 1
        if first == "else":
            raise tokens[position][1].refuse(
                _("After {else} only {end} may follow."), _("Move {else} to the last place.")
            )


def _test(words: str, at: Place) -> Test:
    """`land.cleared rose`, `land.cleared @previous below land.gross`, `not weak`."""
    parts = words.split()
    negated = parts[:1] == ["not"]
    parts = parts[1:] if negated else parts
    if len(parts) == 1 and parts[0] in FLAGS:
        return Test(parts[0], negated=negated, at=at)
    place = next((number for number, part in enumerate(parts) if part in TESTS), 0)
    if not place:
        raise at.refuse(
            _("“%(words)s” is no condition.") % {"words": words},
            _("Write a code and one of: %(known)s.") % {"known": ", ".join((*TESTS, *FLAGS))},
        )
    test, after = parts[place], parts[place + 1 :]
    against = None
    if test in COMPARES:
        against = _asked(" ".join(after), at)
    elif after:
        raise at.refuse(
            _("Nothing may follow “%(test)s”.") % {"test": test}, _("Remove what follows.")
        )
    return Test(test, _asked(" ".join(parts[:place]), at), against, negated, at)


def _bind(words: str, at: Place) -> Bind:
    parts = [part.strip() for part in words.split("|")]
    options = tuple(_option(part, at) for part in parts[1:])
    verb, _space, rest = parts[0].partition(" ")
    if verb in CONTEXT and not rest:
        return Bind("context", Asked(verb), options, at)
    if verb in ("published", "quote", "literal") and rest:
        if not re.fullmatch(r"[a-z0-9-]+", rest):
            raise at.refuse(
                _("“%(rest)s” is no name.") % {"rest": rest},
                _("Write small letters, digits and hyphens."),
            )
        return Bind(verb, Asked(rest), options, at)
    if verb == "change":
        return Bind("change", _asked(rest, at), options, at)
    return Bind("figure", _asked(parts[0], at), options, at)


def _option(part: str, at: Place) -> tuple[str, str]:
    name, _space, words = part.partition(" ")
    if name not in OPTIONS:
        raise at.refuse(
            _("There is no option “%(name)s”.") % {"name": name},
            _("There are: %(known)s.") % {"known": ", ".join(OPTIONS)},
        )
    words = words.strip()
    if name in ("noun", "zero"):
        for place in figures(words):
            raise _unbound(words[place], at)
    if name == "digits" and not DIGITS.fullmatch(words):
        raise at.refuse(
            _("“%(words)s” is no number of decimal places.") % {"words": words},
            _("Write a whole number from 0 to 6."),
        )
    return name, words


def _asked(words: str, at: Place) -> Asked:
    parts = words.split()
    when = place = ""
    if len(parts) >= 3 and parts[-2] == "at":
        place, parts = parts[-1], parts[:-2]
        if not PLACE.fullmatch(place):
            raise at.refuse(
                _("“%(place)s” is no key of a place.") % {"place": place},
                _("Write a key like park:dong-mai."),
            )
    if len(parts) == 2 and parts[1].startswith("@"):
        when, parts = parts[1][1:], parts[:1]
        if when not in WHENS and not PERIOD.fullmatch(when):
            raise at.refuse(
                _("“%(when)s” is no period.") % {"when": when},
                _("Write @previous, @year-ago, @whole-year, or a period like @2025-Q1."),
            )
    if len(parts) != 1 or not CODE.fullmatch(parts[0]):
        raise at.refuse(
            _("“%(words)s” is no question.") % {"words": words},
            _("Write a code like {land.cleared}."),
        )
    return Asked(parts[0], when, place)
