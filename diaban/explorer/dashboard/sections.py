"""The sections of the quarter, in the order of the article that the system answers to. Data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the quarter: one leading figure with its parts, and others beside it.

    `lead` and `parts` are drawn as bars to one scale, and so are the codes that begin with
    `kinds`. What is in `groups` (the first part of a code) and named nowhere is listed after the
    cards. `missing` is said where nothing of the section is known at all.
    """

    name: str
    title: Any
    groups: tuple[str, ...]
    lead: str
    parts: tuple[str, ...] = ()
    cards: tuple[str, ...] = ()
    kinds: str = ""
    kinds_title: Any = ""
    missing: Any = ""
    note: Any = ""
    """What a reader who adds the bars up must know."""


SECTIONS = (
    Section(
        "procedures",
        gettext_lazy("Procedures"),
        ("dossiers",),
        "dossiers.received",
        (
            "dossiers.early",
            "dossiers.on_time",
            "dossiers.late",
            "dossiers.open",
            "dossiers.undetermined",
        ),
        ("dossiers.in_time_rate",),
        note=gettext_lazy(
            "The groups below the first bar count the dossiers carried over from before as well, "
            "and those given back or withdrawn stand in none of them: they do not add up to the "
            "number received."
        ),
    ),
    Section(
        "companionship",
        gettext_lazy("At the side of enterprises"),
        ("petitions", "visits", "commitments"),
        "petitions.received",
        ("petitions.from_developers", "petitions.from_enterprises"),
        (
            "petitions.resolved",
            "petitions.in_term_rate",
            "petitions.reopened",
            "visits.made",
            "commitments.kept_rate",
        ),
        kinds="petitions.field.",
        kinds_title=gettext_lazy("What they were about"),
    ),
    Section(
        "land",
        gettext_lazy("Land"),
        ("land",),
        "land.cleared",
        ("land.ready", "land.leased"),
        (
            "land.leased_of_ready",
            "land.leased_of_cleared",
            "land.occupancy",
            "land.cleared_new",
        ),
    ),
    Section(
        "results",
        gettext_lazy("Investment"),
        ("projects",),
        "projects.in_force",
        ("projects.foreign", "projects.domestic"),
        (
            "projects.capital_usd",
            "projects.capital_vnd",
            "projects.new",
            "projects.adjusted",
            "projects.revoked",
        ),
    ),
    Section(
        "economy",
        gettext_lazy("Economy"),
        ("economy",),
        "economy.growth",
        (),
        (
            "economy.growth_target",
            "economy.rank_region",
            "economy.rank_country",
        ),
    ),
    Section(
        "green",
        gettext_lazy("Green direction"),
        ("green",),
        "",
        missing=gettext_lazy(
            "No register keeps green measures yet: nothing is computed, and nothing is claimed."
        ),
    ),
)
OTHER = Section("other", gettext_lazy("Other figures"), (), "")
