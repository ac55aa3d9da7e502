"""How the room's codes are said in the reader's language: reasons, refusals, causes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from diaban.design import formats
from diaban.indicators.closing.actions import ClosingRefused

PRIVATE_LEFT_OUT = "private_left_out"
REASONS: Mapping[str, Any] = {
    "before_register": lazy("The register begins later: of this time nothing is recorded."),
    "disputed_facts": lazy("Sources give different values for facts that it rests on."),
    "not_all_reported": lazy("Not every project has reported: it is the sum of those that did."),
    "not_recorded": lazy("No register records it."),
    "origin_unknown": lazy("Of some projects it is not known whether they are foreign."),
    "other_currency": lazy("Some of these projects have capital in another currency besides."),
    "partial_register": lazy("Not every infrastructure project has a land ledger."),
    "period_running": lazy("The period is not over."),
    "place_undivided": lazy(
        "Some of it lies in several localities at once and is not divided among them."
    ),
    "place_unknown": lazy("Some records do not say to which zone or park they belong."),
    "stale_facts": lazy("Facts that it rests on were not looked at within their promised time."),
    "term_unknown": lazy("Of some cases no term is known, so nobody can say they were in time."),
    "withheld": lazy("Withheld: it would tell of one or two enterprises."),
    "zero_denominator": lazy("There is nothing to divide by."),
}

REFUSALS: Mapping[str, Any] = {
    "unknown_kind": lazy("There is no such kind of indicator: “%(what)s”."),
    "unknown_period": lazy("There is no such kind of period: “%(what)s”. Choose flow or stock."),
    "unknown_cutoff": lazy("There is no such cut-off: “%(what)s”."),
    "unknown_direction": lazy("There is no such direction: “%(what)s”."),
    "unknown_topic": lazy("There is no such topic: “%(what)s”."),
    "unknown_query": lazy("There is no query “%(what)s”. Choose one of the list."),
    "external_has_terms": lazy(
        "An external figure is cited and never computed: take the query “%(what)s” away."
    ),
    "no_numerator": lazy("What is counted? Choose a query as numerator."),
    "no_denominator": lazy("A ratio needs a denominator. Choose the query over which it is."),
    "needless_denominator": lazy(
        "A count or sum has no denominator: take “%(what)s” away, or make it a ratio."
    ),
    "bad_scale": lazy("The scale is a power of ten, such as 1, 100 or 10000: “%(what)s” is none."),
    "other_period": lazy(
        "“%(what)s” is of another kind of period: a stock at the end and a flow over the period "
        "do not mix."
    ),
    "other_unit": lazy("Numerator and denominator have different units: %(what)s."),
    "unit_and_scale": lazy(
        "Unit and scale do not fit what is counted: %(what)s. From m² to ha the scale is 10000, "
        "from USD to billion USD 1000000000; a ratio has %% and 100, or no unit and 1."
    ),
    "stands_already": lazy("This version stands already."),
    "no_first_day": lazy("From which day does it hold? A version needs its first day."),
}

RECORDS: Mapping[str, Any] = {
    "land.Entry": lazy("postings in the land ledgers"),
    "projects.ProjectEvent": lazy("events of projects"),
    "dossiers.DossierEvent": lazy("events of dossiers"),
    "petitions.PetitionEvent": lazy("events of petitions"),
    "procedures.CalendarVersion": lazy("versions of the working calendar"),
    "procedures.ProcedureVersion": lazy("versions of procedures"),
    "visits.StopField": lazy("records of visits"),
    "visits.CommitmentEvent": lazy("what was said of commitments"),
}


LOCALITY_BREAKS: Mapping[str, Any] = {
    "formed_commune": lazy(
        "The unit stands in this form since %(day)s; figures of the time before are those of the "
        "former districts."
    ),
    "dissolved_commune": lazy("The unit was dissolved on %(day)s."),
    "formed_district": lazy("The district stood in this form only since %(day)s."),
    "dissolved_district": lazy(
        "The district was dissolved on %(day)s; later figures are those of communes and wards."
    ),
}


def reason(code: str) -> str:
    """A coded reason in words; "private_left_out:3" says of how many projects."""
    name, _colon, count = code.partition(":")
    if name == PRIVATE_LEFT_OUT and count.isdecimal():
        return ngettext(
            "Without the capital of %(count)s project of a private person, or of an investor not "
            "known to be an organisation.",
            "Without the capital of %(count)s projects of private persons, or of investors not "
            "known to be organisations.",
            int(count),
        ) % {"count": count}
    return str(REASONS.get(code, code))


def refusal(code: str, what: str) -> str:
    return str(REFUSALS[code]) % {"what": what}


def closing_refusal(error: ClosingRefused, language: str) -> str:
    """Why a period cannot be closed, and what to do."""
    terms = error.terms
    called = formats.period(terms["period"], language)
    match error.code:
        case "no_period":
            return _("There is no quarter “%(period)s”. Write it as 2025-Q1.") % terms
        case "not_over":
            return _(
                "%(period)s is not over: its last day is %(day)s. It can be closed from the day "
                "after."
            ) % {"period": capital(called), "day": formats.day(terms["ends"], language)}
        case "closed_already":
            return _(
                "%(period)s is closed already. What changed since is told as a restatement."
            ) % {"period": capital(called)}
        case _:
            return _("Of %(period)s nothing is known: there is nothing to close.") % {
                "period": called
            }


def cause(kind: str, said: Mapping[str, Any]) -> str:
    """Why a closed figure came out differently, as far as it is known."""
    if kind == "definition" and said.get("ended"):
        return _("The definition holds no more: the figure is not computed any longer.")
    if kind == "definition":
        return _("The definition changed: computed by version %(version)s.") % {
            "version": said.get("version", "?")
        }
    if kind == "boundary":
        return _("What lies in the place changed: %(added)d added, %(removed)d taken out.") % {
            "added": len(said.get("added", ())),
            "removed": len(said.get("removed", ())),
        }
    parts = [f"{RECORDS.get(name, name)}: {count}" for name, count in _counted(said)]
    if not parts:
        return _("Records of the period changed; which ones is not known.")
    total = sum(count for _name, count in _counted(said))
    return ngettext(
        "%(count)d record was written down after closing (%(parts)s).",
        "%(count)d records were written down after closing (%(parts)s).",
        total,
    ) % {"count": total, "parts": ", ".join(parts)}


def _counted(said: Mapping[str, Any]) -> list[tuple[str, int]]:
    return sorted(said.get("records", {}).items())


def break_cause(code: str, terms: Mapping[str, Any]) -> str:
    """Why a series does not continue what stood before."""
    if code == "definition":
        return _("From here on computed by version %(version)s of the definition.") % terms
    if code in LOCALITY_BREAKS:
        return str(LOCALITY_BREAKS[code]) % terms
    return _("The boundary changed: the area of %(name)s was set anew.") % terms


def unit_time(first: date | None, until: date | None, language: str) -> str:
    """In which time a locality stood (`until`: the day after), as a sentence; "" where it is not
    known to have changed."""
    told = {
        "first": formats.day(first, language) if first else "",
        "last": formats.day(until - timedelta(days=1), language) if until else "",
    }
    if first and until:
        return _("The unit stood in this form from %(first)s to %(last)s.") % told
    if until:
        return _("The unit stood until %(last)s.") % told
    return _("The unit stands in this form since %(first)s.") % told if first else ""


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
