"""Whether a report's file says what its edition gives: rebuilt, compared, differences named."""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from diaban.editions.errors import EditionError
from diaban.editions.store import Edition
from diaban.reports import making
from diaban.reports.document import Figure, Report
from diaban.reports.extracting import DRESS, Content, take_apart
from diaban.reports.grammar import parse
from diaban.reports.nodes import TemplateError

SHOWN = 160
UNSEEN = {
    "hidden": lazy("hidden, by themselves or by their style"),
    "tiny": lazy("smaller than can be read"),
    "ground": lazy("of the colour of their ground"),
    "squeezed": lazy("squeezed together or off the page"),
    "symbols": lazy("set in a font of symbols"),
}
LONGEST_TEMPLATE = 200_000


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that does not match. `where` is figure, text, signature, edition, template
    or file."""

    where: str
    what: str
    found: str = ""
    expected: str = ""

    def __str__(self) -> str:
        if not self.found and not self.expected:
            return self.what
        return _("%(what)s: the file says “%(found)s”, the edition gives “%(expected)s”.") % {
            "what": self.what, "found": self.found, "expected": self.expected
        }  # fmt: skip

    def as_dict(self) -> dict[str, str]:
        return {"where": self.where, "what": self.what, "found": self.found,
                "expected": self.expected}  # fmt: skip


@dataclass(slots=True)
class Verdict:
    """`identical`: byte for byte what the edition gives. `figures` were compared."""

    kind: str
    report: Report
    identical: bool = False
    figures: int = 0
    differences: list[Difference] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not self.differences


def verify(content: bytes, kind: str, open_edition: Callable[[str], Edition],
           published: Sequence[Mapping[str, Any]] = ()) -> Verdict:  # fmt: skip
    """Rebuild the report of a file from its edition and compare.

    `published` are the reports that the current edition lists: a number, a signature and what
    people wrote are what was published with them.

    Raises:
        Unreadable: the file carries no report.
    """
    given = take_apart(content, kind)
    said = given.report
    verdict = Verdict(kind, said, figures=len(said.figures))
    rebuilt = _rebuilt(said, open_edition, verdict)
    if rebuilt is None:
        return verdict
    verdict.differences += _twins(said, rebuilt)
    signature = list(_signature(said, published, verdict))
    verdict.differences += signature
    if said.template and (signature or not said.signing.number):
        verdict.differences += _literals(said)
    again = making.FORMATS[kind][1](rebuilt)
    verdict.identical = again == content
    if not verdict.identical:
        expected = take_apart(again, kind)
        texts = _texts(given, expected, rebuilt)
        verdict.differences += [*texts, *_shown(given, expected, bool(texts))]
        if verdict.sound and kind != "docx":
            # Nothing but Word writes a report again: any other byte was changed by somebody.
            verdict.differences.append(_first(content, again))
        if verdict.sound:
            verdict.remarks.append(
                _("The file was saved again since it was written; every figure and every line is "
                  "what the edition gives.")
            )  # fmt: skip
    return verdict


def _rebuilt(said: Report, open_edition: Callable[[str], Edition],
             verdict: Verdict) -> Report | None:  # fmt: skip
    try:
        edition = open_edition(said.edition)
    except EditionError as error:
        verdict.differences.append(Difference("edition", str(error)))
        return None
    if len(said.template) > LONGEST_TEMPLATE:
        what = _("the template in the file is longer than a template can be")
        verdict.differences.append(Difference("template", what))
        return None
    try:
        made = making.make(edition, said.period, said.kind, said.language, said.passages,
                           text=_text(said, verdict), letterhead=said.letterhead)  # fmt: skip
    except (making.CannotReport, TemplateError, RecursionError) as error:
        verdict.differences.append(Difference("template", str(error)))
        return None
    except (ValueError, ArithmeticError, LookupError, TypeError) as error:
        what = _("the template in the file asks for what cannot be written (%(error)s)")
        verdict.differences.append(Difference("template", what % {"error": error}))
        return None
    return made.signed(said.signing)


def _text(said: Report, verdict: Verdict) -> str:
    """The template that the file was written with; told where it is not the installed one."""
    if said.template == making.template(said.kind, said.language):
        return ""
    verdict.remarks.append(
        _("The sentences come from another version of the template than the installed one; the "
          "figures are checked all the same.")
    )  # fmt: skip
    return said.template


def words_hash(report: Report) -> str:
    """SHA-256 of the words around the figures: the template, what people wrote, the letterhead."""
    words = [report.template, dict(report.passages), dict(report.letterhead)]
    return hashlib.sha256(json.dumps(words, sort_keys=True).encode()).hexdigest()


def _signature(said: Report, published: Sequence[Mapping[str, Any]],
               verdict: Verdict) -> Iterator[Difference]:  # fmt: skip
    """Number, day, signer and words against the published report of this number."""
    number = said.signing.number
    if not number:
        verdict.remarks.append(_("The file is a draft: it has no number and no signature."))
        return
    wanted = (number, said.kind, said.period)
    same = [one for one in published if (one["number"], one["kind"], one["period"]) == wanted]
    if not same:
        what = _("The current edition lists no such report as number %(number)s: its signature "
                 "cannot be confirmed here.") % {"number": number}  # fmt: skip
        yield Difference("signature", what)
        return
    entry, text = same[-1], same[-1]["texts"][said.language]
    for what, found, expected in (
        (_("edition"), said.edition, entry["edition"]),
        (_("signer"), said.signing.signer, entry["signer"]),
        (_("place and day"), said.signing.day, text["day"]),
    ):
        if found != expected:
            yield Difference("signature", what, found, expected)
    if words_hash(said) != text["words_sha256"]:
        yield Difference("signature", _("the words around the figures are not what was signed"))


def _twins(said: Report, rebuilt: Report) -> Iterator[Difference]:
    """Figure by figure, then everything else that the twin says."""
    if said.edition_hash != rebuilt.edition_hash:
        yield Difference("edition", _("hash of the edition"), said.edition_hash,
                         rebuilt.edition_hash)  # fmt: skip
    expected = {(one.kind, one.query): one for one in rebuilt.figures}
    found = {(one.kind, one.query): one for one in said.figures}
    for key, figure in expected.items():
        other = found.get(key)
        if other is None:
            yield Difference("figure", _("figure %(query)s is missing") % {"query": figure.query})
        elif other != figure:
            yield _figure(other, figure)
    for key in found.keys() - expected.keys():
        yield Difference("figure", _("figure %(query)s is not in the report") % {"query": key[1]})
    for name in ("period_words", "demonstration", "decided", "lacking"):
        if getattr(said, name) != getattr(rebuilt, name):
            yield Difference("text", name, _short(getattr(said, name)),
                             _short(getattr(rebuilt, name)))  # fmt: skip
    found_words = list(_words(said, rebuilt))
    yield from found_words
    blocks = [[block.as_dict() for block in which.blocks] for which in (said, rebuilt)]
    if said.template != rebuilt.template or (not found_words and blocks[0] != blocks[1]):
        yield Difference("text", _("a chart, the head of a table or the template in the twin"))


def _literals(said: Report) -> Iterator[Difference]:
    """Numbers that a template of the file's own says by itself, where the installed one does not.

    A published report's template is confirmed by the hash of its words and needs no other.
    """
    known = parse(making.template(said.kind, said.language)).literals
    for name, (words, source) in parse(said.template).literals.items():
        if known.get(name) != (words, source):
            right = ", ".join(known.get(name, ("–",)))
            yield Difference("template", _("the template's own words “%(name)s”") % {"name": name},
                             _short(f"{words}, {source}"), _short(right))  # fmt: skip


def _figure(found: Figure, expected: Figure) -> Difference:
    if found.value != expected.value:
        return Difference("figure", _named(expected), str(found.value), str(expected.value))
    for name in Figure.__slots__:
        one, other = getattr(found, name), getattr(expected, name)
        if one != other:
            return Difference("figure", f"{_named(expected)} ({name})", _short(one), _short(other))
    raise AssertionError("equal figures do not differ")


def _named(figure: Figure) -> str:
    return f"{figure.name} [{figure.query}]" if figure.name else figure.query


def _words(said: Report, rebuilt: Report) -> Iterator[Difference]:
    """The words of the twin, run by run."""
    one, other = said.all_runs(), rebuilt.all_runs()
    if len(one) != len(other):
        yield Difference("text", _("the report has other sentences than the edition gives"))
        return
    for found, expected in zip(one, other, strict=True):
        if found != expected:
            what = _named(rebuilt.figure(expected.figure)) if expected.figure else _("a sentence")
            where = "figure" if expected.figure else "text"
            yield Difference(where, what, _short(found.text), _short(expected.text))


def _texts(given: Content, expected: Content, report: Report) -> list[Difference]:
    """The visible text: first the figures by name, then lines that differ otherwise."""
    found: list[Difference] = []
    if len(given.figures) == len(expected.figures):
        for (number, words), (_same, right) in zip(given.figures, expected.figures, strict=True):
            if words != right:
                named = _named(report.figure(number)) if number <= len(report.figures) else "?"
                found.append(Difference("figure", named, _short(words), _short(right)))
    elif expected.figures:
        found.append(Difference("text", _("figures were taken out of the text or put into it")))
    told = {one.found for one in found}
    for words, right in _changed_lines(given.lines, expected.lines):
        if not any(one and one in words for one in told):
            found.append(_line(words, right, report))
    if found:
        return found
    for number, (one, other) in enumerate(zip(given.pages, expected.pages, strict=False), 1):
        if one != other:
            what = _("page %(number)d is not drawn as the edition gives it") % {"number": number}
            found.append(Difference("text", what))
    if len(given.pages) != len(expected.pages):
        found.append(Difference("text", _("the file has other pages than the edition gives")))
    if not found and expected.pages:
        found.append(Difference("file", _("the PDF is not the one that the edition gives, though "
                                          "its pages and its figures are")))  # fmt: skip
    return found


def _shown(given: Content, expected: Content, told: bool) -> Iterator[Difference]:
    """What a Word file shows or hides beside its lines. Word may drop lists that nothing uses.

    Where other words were `told`, that they are of another length is nothing new.
    """
    for name in sorted((given.shown - expected.shown).keys() | (expected.shown - given.shown)):
        found, right = given.shown[name], expected.shown[name]
        what, _space, value = name.partition(" ")
        if found < right and what in ("lvlText", "look"):
            continue
        if told and right and (what in DRESS or what == "look"):
            continue
        if what == "picture":
            words = _("a picture that the edition does not give") if found > right else _(
                "a picture is missing")  # fmt: skip
        elif what == "unseen":
            why, _space, hidden = value.partition(" ")
            words = _("words that nobody sees (%(why)s): %(words)s") % {
                "why": UNSEEN[why], "words": hidden}  # fmt: skip
        elif what == "look":
            words = _("words look other than they should (%(name)s)") % {"name": value}
        elif what == "part":
            words = _("the file has a part that no report has: %(name)s") % {"name": value}
        elif what == "cells":
            words = _("a style of tables shows some cells otherwise (%(name)s)") % {"name": value}
        elif what in DRESS:
            words = _("words are hidden or look other than they should (%(name)s)") % {
                "name": name}  # fmt: skip
        else:
            words = _("the file shows words by other means than a report does (%(name)s)") % {
                "name": _short(name)}  # fmt: skip
        yield Difference("file", words)


def _first(content: bytes, again: bytes) -> Difference:
    """Where a text file first differs from the one that the edition gives."""
    one, other = content.decode(errors="replace"), again.decode(errors="replace")
    found, right = one.split("\n"), other.split("\n")
    number = next((at for at, pair in enumerate(zip(found, right, strict=False))
                   if pair[0] != pair[1]), min(len(found), len(right)))  # fmt: skip
    words, wanted = _around(*("".join(lines[number : number + 1]) for lines in (found, right)))
    what = _("the file is not the one that the edition gives; line %(number)d")
    return Difference("file", what % {"number": number + 1}, words or "–", wanted or "–")


def _line(words: str, right: str, report: Report) -> Difference:
    """A changed line; by the name of its figure where one that it should say is not in it."""
    for run in report.all_runs():
        if run.figure and len(run.text) > 1 and run.text in right and run.text not in words:
            return Difference("figure", _named(report.figure(run.figure)), words, right)
    return Difference("text", _("a line of the text"), words, right)


def _changed_lines(given: tuple[str, ...], right: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    matcher = difflib.SequenceMatcher(None, given, right, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            continue
        for offset in range(max(i2 - i1, j2 - j1)):
            one = given[i1 + offset] if i1 + offset < i2 else ""
            other = right[j1 + offset] if j1 + offset < j2 else ""
            yield _around(one, other)


def _around(one: str, other: str) -> tuple[str, str]:
    """The stretch in which two long lines differ, with a few words before it."""
    start = next((place for place, pair in enumerate(zip(one, other, strict=False))
                  if pair[0] != pair[1]), min(len(one), len(other)))  # fmt: skip
    start = max(0, start - 40)
    return one[start : start + SHOWN], other[start : start + SHOWN]


def _short(value: object) -> str:
    return str(value)[:SHOWN]
