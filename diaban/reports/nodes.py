"""What a report's template is made of, once it has been read. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


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


def binds(nodes: Nodes) -> Iterator[Bind]:
    """Every question of a sentence, those of all branches too."""
    for node in nodes:
        if isinstance(node, Bind):
            yield node
        elif isinstance(node, Choice):
            for _tests, inner in node.branches:
                yield from binds(inner)
