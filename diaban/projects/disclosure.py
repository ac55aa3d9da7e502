"""Which sums of money are withheld because they would tell of one or two private persons. Pure.

A figure is withheld where all the projects behind it are private persons' and there are one or two
of them. Where figures add up to a published total, what is withheld together could be had by
subtraction: the smallest others are withheld with it until that difference tells of nobody either.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

FEW_PERSONS = 2


@dataclass(frozen=True, slots=True)
class Figure:
    """A sum in one currency: `projects` have a part in it, `private` of them private persons'."""

    amount: Decimal
    projects: int
    private: int


def tells(figures: Iterable[Figure]) -> bool:
    """Whether the sum of these figures is the capital of one or two private persons."""
    figures = list(figures)
    projects = sum(one.projects for one in figures)
    return 0 < projects <= FEW_PERSONS and projects == sum(one.private for one in figures)


def withheld(figures: Mapping[Any, Figure], column: Callable[[Any], Hashable]) -> frozenset[Any]:
    """The keys of the figures to withhold; those of one `column` add up to a published total."""
    columns: dict[Hashable, dict[Any, Figure]] = defaultdict(dict)
    for key, figure in figures.items():
        columns[column(key)][key] = figure
    return frozenset(key for ours in columns.values() for key in _withheld(ours))


def _withheld(figures: Mapping[Any, Figure]) -> set[Any]:
    hidden = {key for key, figure in figures.items() if tells([figure])}
    others = sorted(figures.keys() - hidden, key=lambda key: (figures[key].amount, str(key)))
    for key in others:
        if not tells(figures[one] for one in hidden):
            break
        hidden.add(key)
    return hidden
