"""The verdict in words, out of the numbers of the comparison and of nothing else. Pure.

`both` says a text in Vietnamese and English at once, as a document of an edition carries it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal

from babel.numbers import format_decimal
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from diaban.design import formats
from diaban.facts.vocabulary import rests_on_memory
from diaban.indicators.statements import printed
from diaban.indicators.statements.asking import small
from diaban.indicators.statements.comparing import (
    AS_READ,
    FACTS,
    STATEMENTS,
    Comparison,
    Computed,
    Words,
)
from diaban.indicators.statements.reconciliation import SUBSTITUTE, Exchange, Verdict
from diaban.land.ratios import implied_base

LANGUAGES = ("vi", "en")
VERDICTS = {
    Verdict.EQUAL: lazy("equal"),
    Verdict.ROUNDING: lazy("equal after rounding"),
    Verdict.SCOPE: lazy("different scope"),
    Verdict.DENOMINATOR: lazy("different denominator"),
    Verdict.UNEXPLAINED: lazy("unexplained"),
    Verdict.NOT_COMPUTED: lazy("not computed"),
}
COUNTED = frozenset({"dossiers", "petitions", "projects", "parks", "zones", "units"})
"""Units that need no word beside the name of what is counted."""
PlaceName = Callable[[str], Words]


def both(say: Callable[[], str]) -> dict[str, str]:
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            found[language] = say()
    return found


def explain(one: Comparison, place_name: PlaceName) -> dict[str, str]:
    """Everything there is to say about a comparison, in both languages."""
    return both(lambda: " ".join(_Speaker(one, place_name).sentences()))


class _Speaker:
    """Says one comparison in the active language."""

    def __init__(self, one: Comparison, place_name: PlaceName) -> None:
        self.one = one
        self.language = (translation.get_language() or "vi")[:2]
        self.place_name = place_name

    def sentences(self) -> Iterator[str]:
        yield from self.verdict()
        yield from self.base()
        yield from self.scope()
        yield from self.addition()
        if self.one.demonstration:
            yield _("Computed on demonstration records: invented, they prove nothing about it.")

    # ---- the verdict ----

    def verdict(self) -> Iterator[str]:
        one, outcome = self.one, self.one.outcome
        if one.computed is not None and one.computed.external:
            yield from self.cited()
            return
        if one.computed is None or outcome.verdict == Verdict.NOT_COMPUTED:
            yield _("The records give no such figure for this period, so nothing is compared.")
            return
        if outcome.verdict in (Verdict.EQUAL, Verdict.ROUNDING):
            yield self.agreement()
        elif outcome.verdict == Verdict.DENOMINATOR:
            yield from self.other_base()
        elif outcome.match is not None and outcome.match.kind == SUBSTITUTE:
            yield self.away()
            yield from self.exchanged(one.exchanges[int(outcome.match.name)])
        elif outcome.match is not None:
            yield self.away()
            yield _("Asked for %(scope)s, they give the published figure: another scope.") % {
                "scope": self.scope_words(outcome.match.name)
            }
        else:
            yield self.away()
            if one.link.indicator.startswith(FACTS) and not one.computed.summands:
                yield _("Only what is known by name is counted.")
            yield from self.tried()
        yield from self.weak()

    def cited(self) -> Iterator[str]:
        """A figure that only others publish, and what they publish beside it."""
        yield _("Others publish this figure: it is cited, and never computed here.")
        for part in self.one.rest:
            if part.value is None:
                continue
            terms = {"name": self.name(part.name), "value": self.figure(part)}
            apart = part.value - self.one.said.value
            if part.unit == "%" == self.one.statement.unit and apart:
                terms["difference"] = self.number(abs(apart))
                text = (
                    _("%(name)s: %(value)s, %(difference)s percentage points more.")
                    if apart > 0
                    else _("%(name)s: %(value)s, %(difference)s percentage points less.")
                )
                yield text % terms
            else:
                yield _("%(name)s: %(value)s.") % terms

    def agreement(self) -> str:
        words = {
            printed.SAME: _("%(who)s give %(computed)s: the same number."),
            printed.ROUNDED: _("%(who)s give %(computed)s: rounded as printed, the same."),
            printed.CUT: _("%(who)s give %(computed)s: cut off, not rounded, as printed."),
            printed.RAISED: _("%(who)s give %(computed)s: raised to the printed figure."),
            printed.NEAR: _("%(who)s give %(computed)s: about what was published."),
        }
        return words[self.one.outcome.how] % {"who": self.who(), "computed": self.computed()}

    def away(self) -> str:
        """How far the computed figure is from the published one, and which way."""
        difference = self.one.outcome.difference or Decimal(0)
        unit, said = self.one.statement.unit, self.one.said.value
        if unit == "%":
            apart = _("%(number)s percentage points") % {"number": self.number(abs(difference))}
        else:
            apart = self.quantity(abs(difference), unit)
            if said and unit not in COUNTED:
                apart += f" ({self.quantity(abs(difference) * 100 / said, '%')})"
        text = (
            _("%(who)s give %(computed)s, %(difference)s more than published.")
            if difference > 0
            else _("%(who)s give %(computed)s, %(difference)s less than published.")
        )
        return text % {"who": self.who(), "computed": self.computed(), "difference": apart}

    def other_base(self) -> Iterator[str]:
        one, match = self.one, self.one.outcome.match
        if match is None:
            return
        base = one.bases[match.name]
        yield self.division(one.computed)
        yield _(
            "The published %(share)s has another base: %(base)s, %(amount)s; "
            "%(numerator)s ÷ %(amount)s = %(other)s."
        ) % {
            "share": self.printed(),
            "base": self.within(base.denominator.name),
            "numerator": self.figure(base.numerator),
            "amount": self.figure(base.denominator),
            "other": self.quantity(base.share, "%"),
        }

    def exchanged(self, found: Exchange) -> Iterator[str]:
        """What is exchanged in the sum that gives the published figure."""
        if self.one.computed is None:
            return
        yield _("They give the published figure with %(exchanges)s.") % {
            "exchanges": self.exchange_words(found.instead)
        }
        trusts = {
            trust
            for part in self.one.computed.summands
            for value, trust in part.others
            if found.instead.get(part.key) == value
        }
        if "D" in trusts:
            yield _(
                "That value is itself worked out from published totals, so this proves nothing."
            )

    def tried(self) -> Iterator[str]:
        one = self.one
        asked = []
        asked += [
            f"{self.scope_words(place)} = {self.quantity(value, one.statement.unit)}"
            for place, value in one.scopes.items()
        ]
        if one.exchanges:
            asked.append(_("another recorded value of one or two parts"))
        asked += [
            f"{self.within(base.denominator.name)} = {self.quantity(base.share, '%')}"
            for base in one.bases.values()
        ]
        if asked:
            yield _("Tried, and not the published figure: %(tried)s.") % {"tried": "; ".join(asked)}
        if one.nearest is not None:
            yield _("The nearest sum is %(sum)s, with %(exchanges)s.") % {
                "sum": self.quantity(one.nearest.total, one.statement.unit),
                "exchanges": self.exchange_words(one.nearest.instead),
            }

    def weak(self) -> Iterator[str]:
        if self.one.computed is None:
            return
        names = [
            f"{self.name(part.name)} ({self.quantity(part.value, self.one.computed.unit)})"
            for part in self.one.computed.summands
            if rests_on_memory(part.trust)
        ]
        if names:
            yield ngettext(
                "Unverified among the parts is %(names)s.",
                "Unverified among the parts are %(names)s.",
                len(names),
            ) % {"names": self.listed(names)}

    # ---- beside the verdict ----

    def base(self) -> Iterator[str]:
        """The terms of a share, its other bases, and the base that the printed share implies."""
        one = self.one
        if one.statement.unit != "%" or one.computed is None or one.computed.value is None:
            return
        if one.outcome.verdict in (Verdict.EQUAL, Verdict.ROUNDING):
            if one.computed.denominator:
                yield self.division(one.computed)
            others = [
                _("of %(base)s (%(amount)s) %(share)s")
                % {
                    "base": self.within(base.denominator.name),
                    "amount": self.figure(base.denominator),
                    "share": self.quantity(base.share, "%"),
                }
                for base in one.bases.values()
            ]
            if others:
                yield _("Over other bases it would be: %(others)s.") % {"others": "; ".join(others)}
        if one.link.reading == AS_READ and one.computed.numerator and one.said.value:
            middle, low, high = implied_base(one.computed.numerator, one.said.value)
            unit = one.computed.term_unit
            yield _("The published share implies a base of %(base)s (%(low)s to %(high)s).") % {
                "base": self.quantity(middle, unit),
                "low": self.quantity(low, unit),
                "high": self.quantity(high, unit),
            }

    def scope(self) -> Iterator[str]:
        """One number under two scopes, and whether the records can tell them apart."""
        one = self.one
        if one.computed is None or one.computed.value is None:
            return
        for other in one.alike:
            yield _("%(source)s prints the same number for another scope: %(scope)s.") % {
                "source": self.name(other.source),
                "scope": self.name(other.scope),
            }
        if one.alike and one.scopes and one.outcome.verdict in (Verdict.EQUAL, Verdict.ROUNDING):
            value = one.computed.value
            same = [place for place, amount in one.scopes.items() if amount == value]
            differing = {place: amount for place, amount in one.scopes.items() if amount != value}
            if same:
                yield _(
                    "The records give that number for %(scopes)s too: by the number alone they "
                    "cannot tell which scope was meant."
                ) % {"scopes": self.listed([self.scope_words(place) for place in same])}
            for place, amount in differing.items():
                yield _("For %(scope)s alone it is %(amount)s.") % {
                    "scope": self.scope_words(place),
                    "amount": self.quantity(amount, one.statement.unit),
                }

    def addition(self) -> Iterator[str]:
        """Whether the published parts make the published total, and what stands in no part."""
        one = self.one
        if one.addition is None:
            return
        terms = {
            "parts": " + ".join(self.number(part) for part in one.addition.parts),
            "sum": self.number(one.addition.sum),
            "total": self.number(one.addition.total),
            "rest": self.number(abs(one.addition.rest)),
        }
        if not one.addition.rest:
            yield _("The published parts add up: %(parts)s = %(total)s.") % terms
            return
        if one.addition.rest < 0:
            yield _("The published parts %(parts)s = %(sum)s are %(rest)s more than it.") % terms
            return
        yield (
            _(
                "The published parts %(parts)s make %(sum)s of %(total)s: of the other %(rest)s "
                "nothing is said."
            )
            % terms
        )
        known = [part for part in one.rest if part.value is not None]
        if known:
            named = [f"{self.name(part.name)}: {self.figure(part)}" for part in known if part.value]
            yield _("The records name them: %(names)s.") % {"names": "; ".join(named)}

    # ---- words for things ----

    def who(self) -> str:
        """What the computed figure is computed from."""
        indicator = self.one.link.indicator
        if indicator.startswith(STATEMENTS):
            return _("The published figures themselves")
        return _("The recorded facts") if indicator.startswith(FACTS) else _("The records")

    def computed(self) -> str:
        """The computed figure in the published unit, with one digit more than was printed."""
        one = self.one
        value = (one.outcome.difference or Decimal(0)) + one.said.value
        digits = max(one.said.digits, one.computed.decimals if one.computed else 0)
        if one.outcome.how not in (printed.SAME, ""):
            digits = max(digits, one.said.digits + 2)
        return self.quantity(value, one.statement.unit, digits)

    def division(self, computed: Computed | None) -> str:
        if computed is None or not computed.denominator or computed.numerator is None:
            return ""
        unit = computed.term_unit
        return _("%(numerator)s ÷ %(denominator)s = %(share)s.") % {
            "numerator": self.quantity(computed.numerator, unit),
            "denominator": self.quantity(computed.denominator, unit),
            "share": self.quantity(computed.value or Decimal(0), "%"),
        }

    def exchange_words(self, instead: Mapping[str, Decimal]) -> str:
        computed = self.one.computed
        parts = {part.key: part for part in computed.summands} if computed else {}
        unit = computed.unit if computed else ""
        return self.listed(
            [
                _("%(new)s instead of %(old)s for %(name)s")
                % {
                    "new": self.quantity(value, unit),
                    "old": self.quantity(parts[key].value, unit),
                    "name": self.name(parts[key].name),
                }
                for key, value in instead.items()
            ]
        )

    def scope_words(self, place: str) -> str:
        return self.within(self.one.sums.get(place) or self.place_name(place))

    def printed(self) -> str:
        return self.quantity(self.one.said.value, self.one.statement.unit, self.one.said.digits)

    def figure(self, computed: Computed) -> str:
        if computed.unit == "rank":
            return self.number(computed.value or Decimal(0))
        return self.quantity(computed.value or Decimal(0), computed.unit, max(computed.decimals, 0))

    def number(self, value: Decimal) -> str:
        return formats.number(float(printed.rounded(value, 4)), self.language, 4)

    def quantity(self, value: Decimal, unit: str, digits: int = 2) -> str:
        """A number with its unit; per cent with two decimals, counted things without a word."""
        if unit == "%":
            shown = printed.rounded(value, max(digits, 2))
            return f"{format_decimal(shown, '#,##0.00##', locale=self.language)}%"
        shown = printed.rounded(value, digits)
        measure = "" if unit in COUNTED else unit
        return formats.quantity(float(shown), measure, self.language, digits)

    def name(self, words: Words) -> str:
        return words.get(self.language) or words.get("vi") or ""

    def within(self, words: Words) -> str:
        return small(self.name(words))

    def listed(self, names: Sequence[str]) -> str:
        if len(names) < 2:
            return "".join(names)
        return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}
