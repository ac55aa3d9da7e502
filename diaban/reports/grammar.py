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
from collections.abc import Iterator

from django.utils.translation import gettext as _

from diaban.reports.inline import CODE, inline
from diaban.reports.nodes import Bind, Block, Nodes, Place, Template, Text, binds

DIRECTIVES = {
    "free": ("label",),
    "table": ("over", "caption"),
    "chart": ("over", "also", "caption"),
    "changes": (),
    "statements": ("caption", "only"),
    "restatements": ("also",),
    "weak": (),
    "forms": (),
}
NAME = re.compile(r"[a-z][a-z0-9-]*")


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
        TemplateError: as in a template; headings, directives and header lines are refused too,
            and characters that no file can carry.
    """
    _no_control(text, file)
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


def _no_control(text: str, file: str) -> None:
    """Refuse what neither a database nor a Word file takes: controls, halves of a character."""
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        for column, character in enumerate(line, 1):
            controls = unicodedata.category(character) in ("Cc", "Cs") and character != "\t"
            if controls or character in "\ufffe\uffff":
                raise Place(file, number, column).refuse(
                    _("An invisible control character (U+%(code)s) stands here.")
                    % {"code": f"{ord(character):04X}"},
                    _("Delete it, or type these words again instead of pasting them."),
                )


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
            (Text(words),)
            if key in ("over", "only", "also")
            else inline(words, at.file, at.line, column)
        )
        options.append((key, nodes))
    return Block(word, (), name, codes, tuple(options), at)


def _codes(text: str, at: Place) -> tuple[str, ...]:
    codes = tuple(part.strip() for part in text.split(",") if part.strip())
    for code in codes:
        if not CODE.fullmatch(code.removesuffix("?" if code.endswith("?") else ".*")):
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
