"""A report as it was written: blocks of words in which every figure knows its query. Pure.

This is what the writers of Word, PDF, HTML and Markdown files are given, what is kept when a report
is locked, and what the machine-readable twin says; `as_dict` and `of` are inverses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

FORMAT = "diaban-report/1"
OFFICIAL, PRESS = "official", "press"
KINDS = (OFFICIAL, PRESS)
LANGUAGES = ("vi", "en")
LONGEST_NUMBER = 24


@dataclass(frozen=True, slots=True)
class Run:
    """Words. `figure` is the number of the figure that they say, 0 for none. `quiet`: without a
    mark that leads to the endnote, as in the cells of a table."""

    text: str
    figure: int = 0
    quiet: bool = False

    def as_list(self) -> list[Any]:
        return [self.text, self.figure, self.quiet] if self.figure else [self.text]


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """`kind` is heading, paragraph, item, passage, table, chart or note.

    A table has a `caption`, one `head` and `rows` of cells. A chart has a `caption`, `labels` and
    `lines` (name and exact numbers, None where unknown); a table below says the same. `breaks` are
    labels before which a line is broken, `marks` labels with the closed number that stood there
    before a restatement, each with its words. `name` is that of the free place from which a
    paragraph came.
    """

    kind: str
    runs: Runs = ()
    name: str = ""
    caption: Runs = ()
    head: Sequence[str] = ()
    rows: Sequence[Sequence[Runs]] = ()
    labels: Sequence[str] = ()
    lines: Sequence[tuple[str, Sequence[str | None]]] = ()
    unit: str = ""
    breaks: Sequence[tuple[str, str]] = ()
    marks: Sequence[tuple[str, str, str]] = ()

    def as_dict(self) -> dict[str, Any]:
        said: dict[str, Any] = {
            "kind": self.kind,
            "runs": _lists(self.runs),
            "name": self.name,
            "caption": _lists(self.caption),
            "head": list(self.head),
            "rows": [[_lists(cell) for cell in row] for row in self.rows],
            "labels": list(self.labels),
            "lines": [[name, list(values)] for name, values in self.lines],
            "unit": self.unit,
            "breaks": [list(one) for one in self.breaks],
            "marks": [list(one) for one in self.marks],
        }
        return {name: value for name, value in said.items() if value}

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Block:
        return cls(
            kind=data["kind"],
            runs=_runs(data.get("runs", ())),
            name=data.get("name", ""),
            caption=_runs(data.get("caption", ())),
            head=tuple(data.get("head", ())),
            rows=tuple(tuple(_runs(cell) for cell in row) for row in data.get("rows", ())),
            labels=tuple(data.get("labels", ())),
            lines=tuple((name, tuple(values)) for name, values in data.get("lines", ())),
            unit=data.get("unit", ""),
            breaks=tuple((label, words) for label, words in data.get("breaks", ())),
            marks=tuple((label, old, words) for label, old, words in data.get("marks", ())),
        )

    def all_runs(self) -> Runs:
        cells = tuple(run for row in self.rows for cell in row for run in cell)
        return (*self.caption, *self.runs, *cells)


def _lists(runs: Runs) -> list[list[Any]]:
    return [run.as_list() for run in runs]


def _runs(lists: Sequence[Sequence[Any]]) -> Runs:
    return tuple(Run(*one) for one in lists)


@dataclass(frozen=True, slots=True)
class Figure:
    """One answer of the edition. Numbers are exact and text, so that no digit is lost; None means
    unknown. `kind` is figure, change, published, quote, context or literal. `published`: what was
    published of the same figure, and how it compares."""

    number: int
    kind: str
    query: str
    value: str | None
    unit: str = ""
    indicator: str = ""
    name: str = ""
    version: str = ""
    period: str = ""
    place: str = ""
    numerator: str | None = None
    denominator: str | None = None
    state: str = ""
    confidence: str = ""
    reasons: tuple[str, ...] = ()
    source: str = ""
    published: str = ""

    def as_dict(self) -> dict[str, Any]:
        fields = {name: getattr(self, name) for name in self.__slots__}
        said = {name: list(value) if isinstance(value, tuple) else value
                for name, value in fields.items()}  # fmt: skip
        return {name: value for name, value in said.items()
                if value or name in ("number", "value")}  # fmt: skip

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Figure:
        return cls(**{**data, "reasons": tuple(data.get("reasons", ()))})


@dataclass(frozen=True, slots=True)
class Decided:
    """A condition of the template on which words depended, and how it came out."""

    test: str
    held: bool
    figures: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Signing:
    """What the signature adds: number and symbol, place and day in words, who signs."""

    number: str = ""
    day: str = ""
    signer: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A written report. `template` is the template's text, `passages` what a person wrote into its
    free places; `edition` and `edition_hash` name what it was written from; `letterhead` is what
    `DIABAN_LETTERHEAD` said."""

    kind: str
    language: str
    period: str
    period_words: str
    edition: str
    edition_hash: str
    demonstration: bool
    template: str
    passages: Mapping[str, str]
    letterhead: Mapping[str, str]
    title: Runs
    about: Runs
    lead: Runs
    blocks: tuple[Block, ...]
    figures: tuple[Figure, ...]
    decided: tuple[Decided, ...]
    lacking: tuple[str, ...]
    signing: Signing = field(default_factory=Signing)

    def signed(self, signing: Signing) -> Report:
        return replace(self, signing=signing)

    def figure(self, number: int) -> Figure:
        return self.figures[number - 1]

    def all_runs(self) -> Runs:
        blocks = tuple(run for block in self.blocks for run in block.all_runs())
        return (*self.title, *self.about, *self.lead, *blocks)

    def notes(self) -> dict[int, int]:
        """Figure → number of its endnote, in the order in which sentences mark them."""
        marked = dict.fromkeys(
            run.figure for run in self.all_runs() if run.figure and not run.quiet
        )
        return {figure: number for number, figure in enumerate(marked, 1)}

    def as_dict(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "kind": self.kind,
            "language": self.language,
            "period": self.period,
            "period_words": self.period_words,
            "edition": self.edition,
            "edition_sha256": self.edition_hash,
            "demonstration": self.demonstration,
            "signing": {"number": self.signing.number, "day": self.signing.day,
                        "signer": self.signing.signer},
            "letterhead": dict(self.letterhead),
            "passages": dict(self.passages),
            "title": _lists(self.title),
            "about": _lists(self.about),
            "lead": _lists(self.lead),
            "figures": [one.as_dict() for one in self.figures],
            "decided": [[one.test, one.held, list(one.figures)] for one in self.decided],
            "lacking": list(self.lacking),
            "blocks": [block.as_dict() for block in self.blocks],
            "template": self.template,
        }  # fmt: skip

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Report:
        """Raises KeyError, TypeError or ValueError for what `as_dict` did not make."""
        if data.get("format") != FORMAT:
            raise ValueError(f"no {FORMAT}")
        if data["kind"] not in KINDS or data["language"] not in LANGUAGES:
            raise ValueError("no such kind or language")
        said = cls._read(data)
        numbers = [one.number for one in said.figures]
        asked = {run.figure for run in said.all_runs()}
        asked |= {number for one in said.decided for number in one.figures}
        if numbers != list(range(1, len(numbers) + 1)) or not asked <= {0, *numbers}:
            raise ValueError("figures are not numbered")
        return said

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Report:
        words = [data["period"], data["period_words"], data["edition"], data["edition_sha256"],
                 data["template"], *data["passages"].values(), *data["letterhead"].values(),
                 *data["signing"].values()]  # fmt: skip
        if not all(isinstance(one, str) for one in words):
            raise TypeError("words are text")
        return cls(
            kind=data["kind"],
            language=data["language"],
            period=data["period"],
            period_words=data["period_words"],
            edition=data["edition"],
            edition_hash=data["edition_sha256"],
            demonstration=data["demonstration"],
            template=data["template"],
            passages=dict(data["passages"]),
            letterhead=dict(data["letterhead"]),
            title=_runs(data["title"]),
            about=_runs(data["about"]),
            lead=_runs(data["lead"]),
            blocks=tuple(Block.of(one) for one in data["blocks"]),
            figures=tuple(Figure.of(one) for one in data["figures"]),
            decided=tuple(Decided(test, held, tuple(of)) for test, held, of in data["decided"]),
            lacking=tuple(data["lacking"]),
            signing=Signing(**data["signing"]),
        )


def plain(runs: Runs) -> str:
    """The words alone."""
    return "".join(run.text for run in runs)


def is_number(cell: Runs) -> bool:
    """Whether a cell of a table is a number with its unit, which stands to the right."""
    if len(cell) != 1 or not cell[0].figure or len(cell[0].text) >= LONGEST_NUMBER:
        return False
    return any(character.isdigit() for character in cell[0].text)


def _breaks_to(heading: str) -> int:
    """Letters of the longest line of a column's heading, which may stand in three."""
    return max([len(heading) // 3, *(len(word) for word in heading.split())], default=0)


def widths(block: Block) -> list[float]:
    """How wide the columns of a table should be against each other, by what stands in them."""
    longest = [
        max([len(plain(row[column])) for row in block.rows] + [_breaks_to(words)])
        for column, words in enumerate(block.head)
    ]
    return [min(max(one, 12), 240) ** 0.55 for one in longest]
