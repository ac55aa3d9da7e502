"""Which published statements a reader asked for, and the links that lead from one choice to the
next. Pure; needs an active language.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from diaban.explorer import verdicts
from diaban.explorer.figures import Statement

FEW = 12
"""So many statements at most are shown with all their words at once; more are folded."""
VIEWS = ("", "words", "table")


@dataclass(frozen=True, slots=True)
class Asked:
    """The address's question; what it does not understand is left out."""

    verdict: str = ""
    topic: str = ""
    view: str = ""

    def query(self, **changes: str) -> str:
        """The same question with some parts changed, as it stands after the `?`."""
        parts = {"topic": self.topic, "verdict": self.verdict, "view": self.view} | changes
        return urlencode({name: value for name, value in parts.items() if value})


@dataclass(frozen=True, slots=True)
class Link:
    """A choice that is one click away, with the number of statements behind it."""

    word: str
    count: int
    query: str
    chosen: bool
    icon: str = ""


def understood(said: Sequence[Statement], given: Mapping[str, str]) -> Asked:
    """What an address asks of these statements."""
    known = {
        "verdict": {name for one in said for name in verdicts.names(one.compared)},
        "topic": {one.topic for one in said},
        "view": set(VIEWS),
    }
    return Asked(**{name: value for name, values in known.items()
                    if (value := given.get(name, "")) in values})  # fmt: skip


def chosen(said: Sequence[Statement], asked: Asked) -> list[Statement]:
    """The statements asked for, each with those comparisons only that have the verdict."""
    return [
        replace(one, compared=verdicts.having(one.compared, asked.verdict))
        if asked.verdict != verdicts.BESIDE_NOTHING
        else one
        for one in said
        if asked.topic in ("", one.topic)
        and (not asked.verdict or asked.verdict in verdicts.names(one.compared))
    ]


def by_verdict(said: Sequence[Statement], asked: Asked) -> list[Link]:
    """Every verdict of the chosen topic; none where nothing is compared at all."""
    within = chosen(said, replace(asked, verdict=""))
    found = verdicts.choices([one.compared for one in within])
    if not found:
        return []
    every = Link(_("All"), len(within), asked.query(verdict=""), not asked.verdict)
    return [every] + [
        Link(one.word, one.count, asked.query(verdict=one.verdict),
             asked.verdict == one.verdict, one.icon)
        for one in found
    ]  # fmt: skip


def by_topic(said: Sequence[Statement], asked: Asked, labels: Mapping[str, str]) -> list[Link]:
    """Every topic that has the chosen verdict, in the order of the labels."""
    counted = Counter(one.topic for one in chosen(said, replace(asked, topic="")))
    every = Link(_("All topics"), counted.total(), asked.query(topic=""), not asked.topic)
    return [every] + [
        Link(label, counted[name], asked.query(topic=name), asked.topic == name)
        for name, label in labels.items()
        if counted[name]
    ]


def by_view(asked: Asked) -> list[Link]:
    """In short, with every word, as one table."""
    words = {"": _("In short"), "words": _("With the exact words"), "table": _("As one table")}
    return [Link(words[view], 0, asked.query(view=view), asked.view == view) for view in VIEWS]


def unfolded(asked: Asked, count: int) -> bool:
    """Whether the words of each are shown at once."""
    return asked.view == "words" or count <= FEW
