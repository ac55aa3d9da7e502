"""Published statements beside what was computed, as the public page shows them. Pure; needs an
active language.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from diaban.design import formats
from diaban.editions.store import Edition
from diaban.explorer import wording
from diaban.explorer.dashboard import words
from diaban.indicators import saying
from diaban.indicators.reading import Figures, Statement
from diaban.indicators.statements.explanations import VERDICTS
from diaban.indicators.statements.reconciliation import Verdict

DOCUMENT = "indicators"
BESIDE_NOTHING = "none"
"""The choice of those statements that only others can say: no figure of ours is like them."""
MARKS: Mapping[str, tuple[str, str]] = {
    Verdict.EQUAL: ("ok", "equal"),
    Verdict.ROUNDING: ("ok", "roughly"),
    Verdict.SCOPE: ("medium", "scope"),
    Verdict.DENOMINATOR: ("medium", "fraction"),
    Verdict.UNEXPLAINED: ("conflict", "conflict"),
    Verdict.NOT_COMPUTED: ("unknown", "unknown"),
}
"""Verdict → colour and shape of its badge; the word says the same."""
DIGITS = 4
"""Of a computed figure, at most: enough to see how it was rounded."""
TABLES = {"economic_zone": "economic_zones", "park": "parks",
          "infrastructure_project": "infrastructure_projects"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Compared:
    """One published figure beside one computed one, in words of the reader's language."""

    code: str
    verdict: str
    word: str
    mark: str
    icon: str
    published: str
    computed: str
    """With its unit; "" where it is not known."""
    difference: str
    what: str
    """The name of what was computed."""
    indicator: str
    """The code of an indicator with a page of its own, or ""."""
    layer: str
    """The table of facts that was added up, or ""."""
    period: str
    as_read: bool
    terms: str
    explanation: str
    demonstration: bool


def of(edition: Edition) -> dict[str, list[Compared]]:
    """By the code of the statement; empty where an edition compares nothing."""
    found: dict[str, list[Compared]] = defaultdict(list)
    for row in Figures.of(edition.document(DOCUMENT)).statements():
        found[row.statement].append(compared(row))
    return dict(found)


def compared(row: Statement) -> Compared:
    language = wording.language()
    mark, icon = MARKS[row.verdict]
    facts = row.indicator.partition(":")[2] if row.origin == "facts" else ""

    terms = " ÷ ".join(
        formats.quantity(float(value), unit, language) for _name, value, unit in row.terms
    )
    return Compared(
        code=row.statement,
        verdict=row.verdict,
        word=str(VERDICTS[Verdict(row.verdict)]),
        mark=mark,
        icon=icon,
        published=str(words.as_printed(row.published, row.unit) or row.published),
        computed=str(words.say(row.computed, words.Form(row.unit, DIGITS)) or ""),
        difference=_difference(row, language),
        what=wording.half(row.name) if row.name else "",
        indicator=row.indicator if row.origin == "indicator" else "",
        layer=TABLES.get(facts.partition(".")[0], ""),
        period=row.period,
        as_read=row.reading == "as_read",
        terms=terms,
        explanation=row.explanation.get(language) or row.explanation.get("vi") or "",
        demonstration=row.demonstration,
    )


def _difference(row: Statement, language: str) -> str:
    """Computed minus published, with its sign; a difference of shares is in percentage points.
    Four decimals only where two would show nothing.
    """
    if not row.difference:
        return ""
    sign, amount = "−" if row.difference < 0 else "+", float(abs(row.difference))
    if row.unit == saying.RANK:
        return sign + saying.difference(row.difference, words.Form(row.unit, 0), language)
    digits = 2 if round(amount, 2) else 4
    if row.unit == "%":
        number = formats.number(amount, language, digits)
        return sign + _("%(number)s percentage points") % {"number": number}
    return sign + formats.quantity(amount, row.unit, language, digits)


@dataclass(frozen=True, slots=True)
class Choice:
    """A verdict to filter by, with the number of statements that have it."""

    verdict: str
    word: str
    mark: str
    icon: str
    count: int


def choices(compared: Iterable[Sequence[Compared]]) -> list[Choice]:
    """From what each statement is set beside: the verdicts in their order, without those that
    nothing has, and last what is set beside nothing, so that no statement is in none of them.
    """
    counted = Counter(name for rows in compared for name in names(rows))
    if set(counted) <= {BESIDE_NOTHING}:
        return []
    called: dict[str, tuple[str, str, str]] = {
        one: (str(VERDICTS[one]), *MARKS[one]) for one in Verdict
    }
    called[BESIDE_NOTHING] = (_("set beside nothing"), "unknown", "info")
    return [Choice(one, *called[one], counted[one]) for one in called if counted[one]]


def names(rows: Sequence[Compared]) -> set[str]:
    """The verdicts on one statement."""
    return {one.verdict for one in rows} or {BESIDE_NOTHING}


def having(rows: Sequence[Compared], verdict: str) -> list[Compared]:
    """Only the comparisons with this verdict; all of them for ""."""
    return [one for one in rows if verdict in ("", one.verdict)]
