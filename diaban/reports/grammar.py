"""The language of a report's template: plain text with bound sentences. Pure; no Python is run.

A line is a heading (`## `), an item (`- `), a directive (`[table …]`), a header line (`@title …`),
a remark (`%% …`) or a part of a paragraph; a blank line ends a paragraph. `{…}` inside text asks:

    {land.cleared}                      a figure of the report's period
    {land.cleared @previous}            of the period before; `@year-ago`: the same period a year
                                        ago; `@whole-year`: the year in which the period lies
    {land.cleared at park:dong-mai}     of one place
    {projects.capital_usd | in billion USD}, `| bare`, `| ordinal`, `| numerator`, `| denominator`,
    `| noun dossier/dossiers`, `| zero none`, `| digits N`
    {change land.cleared}               the difference from the quarter before, in words
    {published 2025-q1-growth}          a published statement's value; {quote …}: its exact words
    {period}, {year}, {edition}, …      what the report is about
    {literal law}                       words with digits that the header declares with a source
    {if land.cleared rose}…{elif …}…{else}…{end}

A digit outside `{…}` came from no query and is refused. docs/reports.md has the whole grammar.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

TESTS = ("rose", "fell", "unchanged", "comparable", "above", "below", "equals", "zero", "some",
         "known", "unknown", "defined", "closed", "provisional")  # fmt: skip
COMPARES = ("above", "below", "equals")
WHENS = ("previous", "year-ago", "whole-year")
CONTEXT = ("period", "period.start", "previous", "year", "first_day", "last_day", "edition",
           "edition.day", "as_of", "authority", "province", "section")  # fmt: skip
FLAGS = ("demonstration", "restated", "weak")
OPTIONS = ("in", "bare", "ordinal", "numerator", "denominator", "noun", "zero", "digits")
DIRECTIVES = {
    "free": ("label",),
    "table": ("over", "caption"),
    "chart": ("over", "caption"),
    "changes": (),
    "statements": ("caption", "only"),
    "restatements": (),
    "weak": (),
    "forms": (),
}
CODE = re.compile(r"[a-z][a-z0-9_]*(?:[.-][a-z0-9_]+)*")
PLACE = re.compile(r"[a-z_]+:[A-Za-z0-9_.-]+")
NAME = re.compile(r"[a-z][a-z0-9-]*")
PERIOD = re.compile(r"\d{4}(?:-Q[1-4])?")


class TemplateError(ValueError):
    """A template that cannot be used: where, what is wrong, and what to do about it."""

    def __init__(self, file: str, line: int, column: int, wrong: str, remedy: str) -> None:
        super().__init__(f"{file}:{line}:{column}: {wrong} {remedy}")
        self.file, self.line, self.column = file, line, column
        self.wrong, self.remedy = wrong, remedy


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a template; lines and columns count from one."""

    file: str
    line: int
    column: int

    def refuse(self, wrong: str, remedy: str) -> TemplateError:
        return TemplateError(self.file, self.line, self.column, wrong, remedy)


@dataclass(frozen=True, slots=True)
class Text:
    """Words as they stand."""

    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question for one figure: `when` is "", a name of `WHENS` or a period."""

    code: str
    when: str = ""
    place: str = ""

    def __str__(self) -> str:
        when = f" @{self.when}" if self.when else ""
        return f"{self.code}{when}{f' at {self.place}' if self.place else ''}"


@dataclass(frozen=True, slots=True)
class Bind:
    """`{…}`: `verb` is figure, change, published, quote, context or literal."""

    verb: str
    asked: Asked
    options: tuple[tuple[str, str], ...] = ()
    at: Place = field(default=Place("", 0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Test:
    """One condition. `test` is of `TESTS` or, without `asked`, of `FLAGS`."""

    test: str
    asked: Asked | None = None
    against: Asked | None = None
    negated: bool = False
    at: Place = field(default=Place("", 0, 0), compare=False)

    def __str__(self) -> str:
        parts = ["not" if self.negated else "", str(self.asked or ""), self.test,
                 str(self.against or "")]  # fmt: skip
        return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Choice:
    """`{if}…{elif}…{else}…{end}`: the first branch whose tests all hold; `else` has no test."""

    branches: tuple[tuple[tuple[Test, ...], tuple[Node, ...]], ...]


Node = Text | Bind | Choice
Nodes = tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, item or directive. `codes` are what a directive is about."""

    kind: str
    nodes: Nodes = ()
    name: str = ""
    codes: tuple[str, ...] = ()
    options: tuple[tuple[str, Nodes], ...] = ()
    at: Place = field(default=Place("", 0, 0), compare=False)

    def option(self, name: str) -> Nodes:
        return dict(self.options).get(name, ())

    def plain(self, name: str) -> str:
        """An option that is a word and no sentence."""
        return "".join(node.text for node in self.option(name) if isinstance(node, Text)).strip()


@dataclass(frozen=True, slots=True)
class Template:
    """A whole template. `head` holds title, about and lead; `literals` words with their source."""

    file: str
    head: dict[str, Nodes]
    literals: dict[str, tuple[str, str]]
    blocks: tuple[Block, ...]

    @property
    def passages(self) -> tuple[str, ...]:
        """The names of the places that a person may write into, in their order."""
        return tuple(block.name for block in self.blocks if block.kind == "free")


def parse(text: str, file: str = "template") -> Template:
    """The template that `text` describes.

    Raises:
        TemplateError: a digit that no query produced, or something that is not in the grammar.
    """
    head: dict[str, Nodes] = {}
    literals: dict[str, tuple[str, str]] = {}
    blocks: list[Block] = []
    for number, line in _paragraphs(text):
        at = Place(file, number, 1)
        if line.startswith("@literal "):
            name, words, source = _literal(line, at)
            literals[name] = (words, source)
        elif line.startswith("@"):
            name, _space, rest = line[1:].partition(" ")
            if name not in ("title", "about", "lead"):
                raise at.refuse(
                    _("There is no header line “@%(name)s”.") % {"name": name},
                    _("Write @title, @about, @lead or @literal."),
                )
            head[name] = inline(rest, file, number, len(name) + 3)
        else:
            blocks.append(_block(line, at))
    template = Template(file, head, literals, tuple(blocks))
    _check(template)
    return template


def parse_passage(text: str, file: str) -> tuple[Block, ...]:
    """What a person wrote into a free place: paragraphs and items under the same rules.

    Raises:
        TemplateError: as in a template; headings, directives and header lines are refused too.
    """
    blocks = []
    for number, line in _paragraphs(text):
        at = Place(file, number, 1)
        if line.startswith(("[", "@", "#")):
            raise at.refuse(
                _("A free passage holds sentences and list items only."),
                _("Begin the line with another character."),
            )
        blocks.append(_block(line, at))
    return tuple(blocks)


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """Logical lines with the number of the first line of each; a paragraph keeps its line ends."""
    kept: list[str] = []
    start = 0
    for number, raw in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        line = raw.rstrip()
        alone = line.startswith(("@", "[", "#", "- ", "%%"))
        if kept and (not line.strip() or alone):
            yield start, "\n".join(kept)
            kept = []
        if line.startswith("%%") or not line.strip():
            continue
        if alone and not line.startswith("- "):
            yield number, line
            continue
        if not kept:
            start = number
        kept.append(line)
    if kept:
        yield start, "\n".join(kept)


def _literal(line: str, at: Place) -> tuple[str, str, str]:
    match = re.fullmatch(r'@literal\s+([a-z][a-z0-9-]*)\s+"([^"]+)"\s+source\s+"([^"]+)"', line)
    if not match:
        raise at.refuse(
            _("These words are declared without their source."),
            _('Write: @literal name "words" source "where they stand".'),
        )
    return match[1], match[2], match[3]


def _block(line: str, at: Place) -> Block:
    if line.startswith("## "):
        return Block("heading", inline(line[3:], at.file, at.line, 4), at=at)
    if line.startswith("- "):
        return Block("item", inline(line[2:], at.file, at.line, 3), at=at)
    if line.startswith("["):
        return _directive(line, at)
    if line.startswith("#"):
        raise at.refuse(_("This heading cannot be read."), _("Write “## ” before its words."))
    return Block("paragraph", inline(line, at.file, at.line, 1), at=at)


def _directive(line: str, at: Place) -> Block:
    """`[table code, code | over places:park | caption …]`."""
    if not line.endswith("]"):
        raise at.refuse(_("This directive does not end."), _("End the line with “]”."))
    parts = _split(line[1:-1], "|")
    word, _space, rest = parts[0][1].strip().partition(" ")
    if word not in DIRECTIVES:
        known = ", ".join(DIRECTIVES)
        raise at.refuse(
            _("There is no directive “%(word)s”.") % {"word": word},
            _("There are: %(known)s.") % {"known": known},
        )
    name = rest.strip() if word == "free" else ""
    if word == "free" and not NAME.fullmatch(name):
        raise at.refuse(
            _("A free place needs a name."), _("Write [free name | label what to write].")
        )
    codes = () if word == "free" else _codes(rest, at)
    options = []
    for column, part in parts[1:]:
        key, _space, words = part.strip().partition(" ")
        if key not in DIRECTIVES[word]:
            raise at.refuse(
                _("“%(word)s” has no option “%(key)s”.") % {"word": word, "key": key},
                _("It has: %(known)s.") % {"known": ", ".join(DIRECTIVES[word]) or "–"},
            )
        nodes = (
            (Text(words),) if key in ("over", "only") else inline(words, at.file, at.line, column)
        )
        options.append((key, nodes))
    return Block(word, (), name, codes, tuple(options), at)


def _codes(text: str, at: Place) -> tuple[str, ...]:
    codes = tuple(part.strip() for part in text.split(",") if part.strip())
    for code in codes:
        if not CODE.fullmatch(code.removesuffix(".*")):
            raise at.refuse(
                _("“%(code)s” is no code of an indicator.") % {"code": code},
                _("Write codes like land.cleared, separated by commas."),
            )
    return codes


def _split(text: str, mark: str) -> list[tuple[int, str]]:
    """Parts between marks that stand outside braces, each with its column."""
    parts, depth, start = [], 0, 0
    for position, character in enumerate(text):
        depth += {"{": 1, "}": -1}.get(character, 0)
        if character == mark and depth == 0:
            parts.append((start + 2, text[start:position]))
            start = position + 1
    parts.append((start + 2, text[start:]))
    return parts


# --- inside a line -----------------------------------------------------------------------------


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
    for character in text:
        if character == "}":
            raise Place(file, line, column).refuse(
                _("This brace closes nothing."), _("Remove it, or open it with “{”.")
            )
        if unicodedata.category(character) in ("Nd", "Nl", "No"):
            raise Place(file, line, column).refuse(
                _("The digit “%(digit)s” came from no query.") % {"digit": character},
                _("Ask for the figure in braces, such as {land.cleared}; declare the number of a "
                  "law with @literal and its source."),
            )  # fmt: skip
        line, column = (line + 1, 1) if character == "\n" else (line, column + 1)


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
    return name, words.strip()


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


def _check(template: Template) -> None:
    """Literals that are used are declared; free places have names of their own."""
    seen: set[str] = set()
    for block in template.blocks:
        if block.kind == "free":
            if block.name in seen:
                raise block.at.refuse(
                    _("Two free places are called “%(name)s”.") % {"name": block.name},
                    _("Give each a name of its own."),
                )
            seen.add(block.name)
    everything = [*template.head.values(), *(block.nodes for block in template.blocks)]
    everything += [nodes for block in template.blocks for _name, nodes in block.options]
    for nodes in everything:
        for bind in binds(nodes):
            check_literal(bind, template)


def check_literal(bind: Bind, template: Template) -> None:
    """Raise `TemplateError` where a literal is used that the header does not declare."""
    if bind.verb == "literal" and bind.asked.code not in template.literals:
        raise bind.at.refuse(
            _("“%(name)s” is not declared.") % {"name": bind.asked.code},
            _("Declare it in the header with @literal and its source."),
        )


def binds(nodes: Nodes) -> Iterator[Bind]:
    """Every question of a sentence, those of all branches too."""
    for node in nodes:
        if isinstance(node, Bind):
            yield node
        elif isinstance(node, Choice):
            for _tests, inner in node.branches:
                yield from binds(inner)
