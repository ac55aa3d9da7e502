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
from diaban.petitions.vocabulary import PUBLISHED_FIELDS
from diaban.projects.periods import QUARTER, kind_of
from diaban.projects.periods import period as period_of

SEEN_ON_VISITS = ("green.wastewater_good_rate",)
"""What task forces saw, though it is no figure of visits."""
OF_LEDGERS = ("green.land", "green.land_share")
"""What the hectare ledgers say beside `land.*`."""
ASKERS = {"from_developers": "infrastructure_developer", "developers": "infrastructure_developer",
          "from_enterprises": "enterprise", "enterprises": "enterprise"}  # fmt: skip
FIELD = "field."


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
    group = _group(code)
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
            _way(_("Where task forces were, and what was promised"), "public_visits:visits",
                 period=period, **kept)
        ]  # fmt: skip
    return []


def _group(code: str) -> str:
    """By whose records an indicator is counted; "" where nobody's here."""
    if code in OF_LEDGERS:
        return "land"
    return "visits" if code in SEEN_ON_VISITS else code.partition(".")[0]


def of_staff(code: str, period: str, place: str) -> list[Way]:
    """The figure on the desk, and lists narrowed to the same period and place as far as can be."""
    figure = Way(
        _("The figure with its weaknesses"), reverse("figures-desk:indicator", args=[code])
    )
    return [*_lists(code, period, place), figure]


def _lists(code: str, period: str, place: str) -> list[Way]:
    group, rest = _group(code), code.partition(".")[2]
    where = place if place not in (WHOLE, PARKS, ZONES) else ""
    span = period_of(period)
    first, last = span.first.isoformat(), span.last.isoformat()
    if group == "dossiers":
        return [_way(_("Dossiers of the period"), "dossiers:figures", first=first, last=last)]
    if group == "petitions":
        return [_petitions(rest, first, last, where)]
    if group == "land":
        return [_way(_("Ledgers"), "land-desk:ledgers", on=last)]
    if group == "projects":
        kind, _colon, name = where.partition(":")
        narrowed = {kind: where} if kind in ("park", "economic_zone") and name else {}
        origin = {"origin": rest} if rest in ("foreign", "domestic") else {}
        return [_way(_("Projects"), "projects-desk:projects", **narrowed, **origin)]
    if group == "visits":
        days = {"first": first, "last": last}
        return [_way(_("Visits of the period"), "visits-desk:visits", state="begun", **days)]
    if group == "commitments":
        return [
            _way(_("Commitments due in the period"), "commitments-desk:commitments",
                 state="counted", first=first, last=last)
        ]  # fmt: skip
    return []


def _petitions(rest: str, first: str, last: str, where: str) -> Way:
    """Those filed in the period, where they are counted; else all that were filed by its end."""
    field = rest.removeprefix(FIELD)
    narrowed = {
        "petitioner_kind": ASKERS.get(rest, ""),
        # A field under which the authority publishes may be several of ours: then all are shown.
        "category": field if PUBLISHED_FIELDS.get(field) == (field,) else "",
    }
    name = "petitions-desk:petitions"
    if rest == "received" or rest in ASKERS or rest.startswith(FIELD):
        return _way(_("Petitions filed in the period"), name, state="all", place=where,
                    first=first, last=last, **narrowed)  # fmt: skip
    return _way(
        _("Petitions filed by the end of the period"), name, state="all", place=where, last=last
    )


def _way(label: str, name: str, **parameters: str) -> Way:
    pairs = {key: value for key, value in parameters.items() if value}
    return Way(label, reverse(name) + (f"?{urlencode(pairs)}" if pairs else ""))
