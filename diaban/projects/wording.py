"""How the room's codes are said, and why an event is refused, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from babel import Locale
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from diaban.design import formats
from diaban.imports.reading.tables import fold
from diaban.projects import vocabulary as v
from diaban.projects.replay import Event, EventRefused

EVENT_KINDS: Mapping[str, Any] = {
    v.POLICY_APPROVED: lazy("investment policy approved"),
    v.REGISTERED: lazy("certificate granted"),
    v.RAISED: lazy("capital raised"),
    v.LOWERED: lazy("capital lowered"),
    v.GOALS_CHANGED: lazy("goals changed"),
    v.TERM_CHANGED: lazy("term changed"),
    v.TRANSFERRED: lazy("investors changed"),
    v.RENAMED: lazy("project renamed"),
    v.SUSPENDED: lazy("operation suspended"),
    v.RESUMED: lazy("operation resumed"),
    v.TERMINATED: lazy("operation terminated"),
    v.REVOKED: lazy("certificate revoked"),
    v.REALISED: lazy("realised capital reported"),
    v.LABOUR_PLANNED: lazy("labour planned"),
    v.LABOUR_EMPLOYED: lazy("labour reported"),
    v.COMMITTED: lazy("milestone promised"),
    v.ACHIEVED: lazy("milestone reached"),
}
STATUSES: Mapping[str, Any] = {
    v.UNREGISTERED: lazy("not registered"),
    v.APPROVED: lazy("policy approved, no certificate yet"),
    v.ACTIVE: lazy("in force"),
    v.SUSPENDED: lazy("operation suspended"),
    v.EXPIRED: lazy("term expired"),
    v.TERMINATED: lazy("operation terminated"),
    v.REVOKED: lazy("certificate revoked"),
}
PROJECT_KINDS: Mapping[str, Any] = {
    v.INFRASTRUCTURE: lazy("infrastructure project"),
    v.SECONDARY: lazy("secondary project"),
}
MILESTONES: Mapping[str, Any] = {
    v.LAND_RECEIVED: lazy("land received"),
    v.CONSTRUCTION_STARTED: lazy("construction started"),
    v.CONSTRUCTION_COMPLETED: lazy("construction completed"),
    v.OPERATION_STARTED: lazy("operation started"),
}
PHASES: Mapping[str, Any] = {
    v.PREPARING: lazy("preparation"),
    v.CONSTRUCTING: lazy("construction"),
    v.OPERATING: lazy("operation"),
}
ORIGINS: Mapping[str, Any] = {
    v.FOREIGN: lazy("foreign-invested"),
    v.DOMESTIC: lazy("domestic"),
    "": lazy("origin unknown"),
}
REPORT_STEPS: Mapping[str, Any] = {
    "draft": pgettext_lazy("report", "draft"),
    "submitted": pgettext_lazy("report", "submitted"),
    "accepted": pgettext_lazy("report", "accepted"),
    "returned": pgettext_lazy("report", "returned for correction"),
}


def choices(names: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return list(names.items())


def language() -> str:
    return (get_language() or "vi")[:2]


def country(code: str) -> str:
    """A country's name in the reader's language; "" is said to be unknown."""
    if not code:
        return _("unknown")
    return Locale(language()).territories.get(code, code)


def country_in_vietnamese(code: str) -> str:
    """A country's name as the national forms write it."""
    return Locale("vi").territories.get(code, code)


@cache
def country_codes() -> Mapping[str, str]:
    """Folded Vietnamese or English name → ISO code."""
    return {
        fold(name): code
        for tongue in ("en", "vi")
        for code, name in Locale(tongue).territories.items()
        if len(code) == 2 and code.isalpha()
    }


def countries() -> Mapping[str, str]:
    """ISO code → name of every country in the reader's language."""
    names: Mapping[str, str] = Locale(language()).territories
    return {code: names[code] for code in names if len(code) == 2 and code.isalpha()}


def money(total: Mapping[str, Any]) -> str:
    """Sums per currency, side by side: 12.500.000 USD; 1.200.000.000 VND."""
    said = [
        f"{formats.number(amount, language())}{formats.NO_BREAK}{currency}"
        for currency, amount in sorted(total.items())
        if amount
    ]
    return "; ".join(said) or "0"


def refusal(refused: EventRefused) -> str:
    """What is wrong with the event, the capital at that moment where it matters, what to do."""
    event, terms = refused.event, refused.terms
    said = REASONS[refused.code]() % _terms(event, terms)
    later = terms.get("later")
    if later is not None:
        said = _("It would make a later event impossible (%(kind)s, %(on)s): %(said)s") % {
            "kind": EVENT_KINDS[later.kind],
            "on": formats.day(later.on, language()),
            "said": REASONS[refused.code]() % _terms(later, terms),
        }
    return said


def _terms(event: Event, terms: Mapping[str, Any]) -> dict[str, Any]:
    days = ("ended_on", "registered_on", "achieved", "today")
    shown = {name: formats.day(terms[name], language()) for name in days if name in terms}
    return shown | {
        "kind": EVENT_KINDS.get(event.kind, event.kind),
        "on": formats.day(event.on, language()),
        "amount": money({event.currency: event.amount}) if event.amount is not None else "–",
        "currency": event.currency[:20],
        "capital": money(terms.get("capital") or {}),
        "total": formats.number(terms["total"], language()) if "total" in terms else "",
    }


REASONS: Mapping[str, Any] = {
    "unknown_kind": lambda: _("There is no such kind of event. Choose one of the list."),
    "duplicate": lambda: _("This event is recorded already. Nothing was added."),
    "in_future": lambda: _(
        "%(on)s has not come yet (today is %(today)s). Record what has happened."
    ),
    "after_end": lambda: _(
        "The project ended on %(ended_on)s with registered capital of %(capital)s; nothing can "
        "happen to it on %(on)s. Check the date."
    ),
    "before_certificate": lambda: _(
        "On %(on)s the project had no certificate yet (registered capital: %(capital)s). Record "
        "the certificate first, or correct the date."
    ),
    "second_certificate": lambda: _(
        "The certificate was granted on %(registered_on)s already. Record an adjustment instead."
    ),
    "unknown_currency": lambda: _(
        "“%(currency)s” is no currency that we know. Write its code, such as USD or VND."
    ),
    "missing_amount": lambda: _("There is no amount. Write it in whole units of its currency."),
    "bad_amount": lambda: _("This is no amount. Write a number."),
    "amount_not_positive": lambda: _(
        "The amount must be above zero. To lower capital, choose “capital lowered”."
    ),
    "amount_too_large": lambda: _("An amount has at most 15 digits before the decimal point."),
    "amount_too_fine": lambda: _("An amount has at most 2 digits after the decimal point."),
    "rate_without_terms": lambda: _(
        "An exchange rate needs its value, its day and who gave it. Complete it, or leave it out."
    ),
    "below_zero": lambda: _(
        "Capital cannot fall below zero: on %(on)s it was %(capital)s, and %(amount)s should be "
        "taken off. Check the amount and the currency."
    ),
    "bad_headcount": lambda: _("Write how many people: Vietnamese, foreign, or both."),
    "unknown_milestone": lambda: _("There is no such milestone. Choose one of the list."),
    "missing_text": lambda: _("Write what it is now."),
    "no_investor": lambda: _("Say who invests: at least one investor."),
    "bad_shares": lambda: _(
        "Shares must be above zero and at most 100 %% together; these are %(total)s %%."
    ),
    "investor_twice": lambda: _("An investor is named twice. Add the shares together."),
    "term_not_after": lambda: _("The term must end after the certificate was granted."),
    "suspended_already": lambda: _("The project is suspended already."),
    "not_suspended": lambda: _("The project is not suspended, so it cannot be resumed."),
    "missing_until": lambda: _("Write the day for which the milestone is promised."),
    "achieved_already": lambda: _("This milestone was reached on %(achieved)s already."),
}
