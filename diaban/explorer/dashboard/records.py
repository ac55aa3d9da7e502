"""The way down from a figure: public pages of the same period and place, and the desk's records.

The public is led to aggregates. What leads to records asks for a sign-in and for the right to see
them; here nobody's account is looked at.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from diaban.indicators.reading import PARKS, WHOLE, ZONES
from diaban.projects.periods import QUARTER, kind_of
from diaban.projects.periods import period as period_of


@dataclass(frozen=True, slots=True)
class Way:
    label: str
    href: str


def public(
    code: str, period: str, place: str, *, scopes: Collection[str], edition: str = ""
) -> list[Way]:
    """Pages that everybody may open; `edition` is kept where it is not the current one.

    `scopes` are the places of which there is a land page.
    """
    kept = {"edition": edition} if edition else {}
    last = period_of(period).last.isoformat()
    group = code.partition(".")[0]
    # Those pages know quarters; of another period they show the last one.
    period = period if kind_of(period) == QUARTER else ""
    if group == "dossiers":
        return [
            _way(_("How dossiers were handled"), "public_dossiers:figures", period=period, **kept)
        ]
    if group == "petitions":
        return [_way(_("Petitions, counted"), "explorer:petitions", period=period, **kept)]
    if group == "land":
        if place not in scopes:
            return [_way(_("The land ledger on that day"), "explorer:land", on=last, **kept)]
        address = reverse("explorer:land-of", args=[place])
        query = urlencode({"on": last, **kept})
        return [Way(_("Its land ledger on that day"), f"{address}?{query}")]
    if group == "projects":
        return [_way(_("Investment projects, added up"), "explorer:investment", **kept)]
    if group in ("visits", "commitments"):
        return [
            _way(_("Where task forces were, and what was promised"), "public_visits:visits", **kept)
        ]
    return []


def of_staff(code: str, period: str, place: str) -> list[Way]:
    """The figure on the desk, and lists narrowed to the same period and place as far as can be."""
    figure = Way(
        _("The figure with its weaknesses"), reverse("figures-desk:indicator", args=[code])
    )
    return [*_lists(code, period, place), figure]


def _lists(code: str, period: str, place: str) -> list[Way]:
    group, _dot, rest = code.partition(".")
    where = place if place not in (WHOLE, PARKS, ZONES) else ""
    span = period_of(period)
    if group == "dossiers":
        first, last = span.first.isoformat(), span.last.isoformat()
        return [_way(_("Dossiers of the period"), "dossiers:figures", first=first, last=last)]
    if group == "petitions":
        return [_way(_("Petitions"), "petitions-desk:petitions", state="all", place=where)]
    if group == "land":
        return [_way(_("Ledgers"), "land-desk:ledgers", on=span.last.isoformat())]
    if group == "projects":
        kind, _colon, name = where.partition(":")
        narrowed = {kind: where} if kind in ("park", "economic_zone") and name else {}
        origin = {"origin": rest} if rest in ("foreign", "domestic") else {}
        return [_way(_("Projects"), "projects-desk:projects", **narrowed, **origin)]
    if group == "visits":
        return [_way(_("Visits"), "visits-desk:visits", state="all")]
    if group == "commitments":
        return [_way(_("Commitments"), "commitments-desk:commitments", state="all")]
    return []


def _way(label: str, name: str, **parameters: str) -> Way:
    pairs = {key: value for key, value in parameters.items() if value}
    return Way(label, reverse(name) + (f"?{urlencode(pairs)}" if pairs else ""))
