"""Investment projects in figures, out of `projects.statistics`.

Capital is that of foreign projects in USD and that of domestic projects in VND, as it is published:
without the capital of private persons' projects (`projects.disclosure`), of which it says how many
there are. Reports that would tell of one or two enterprises are withheld (`shielding`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Q

from diaban.indicators.definitions import FLOW, STOCK, Query
from diaban.indicators.formulas import Amount, Number
from diaban.indicators.localities.dividing import Atom, follows
from diaban.indicators.queries import Answers, Asked, Room, register
from diaban.indicators.reading import WHOLE
from diaban.indicators.shielding import held_back
from diaban.projects import records
from diaban.projects import vocabulary as v
from diaban.projects.models import Project, ProjectEvent
from diaban.projects.periods import Period
from diaban.projects.statistics import movements, standing

MONEY = {"usd": (v.FOREIGN, "USD"), "vnd": (v.DOMESTIC, "VND")}
QUERIES = (
    Query("projects.in_force", "projects", STOCK, "Dự án còn hiệu lực", "Projects in force"),
    Query("projects.foreign", "projects", STOCK, "Dự án có vốn đầu tư nước ngoài còn hiệu lực",
          "Foreign projects in force"),
    Query("projects.domestic", "projects", STOCK, "Dự án trong nước còn hiệu lực",
          "Domestic projects in force"),
    Query("projects.origin_unknown", "projects", STOCK, "Dự án chưa rõ nguồn vốn",
          "Projects of unknown origin"),
    Query("projects.operating", "projects", STOCK, "Dự án đã hoạt động", "Projects operating"),
    Query("projects.capital_usd", "USD", STOCK, "Vốn đăng ký của dự án nước ngoài (USD)",
          "Registered capital of foreign projects (USD)"),
    Query("projects.capital_vnd", "VND", STOCK, "Vốn đăng ký của dự án trong nước (đồng)",
          "Registered capital of domestic projects (VND)"),
    Query("projects.realised_usd", "USD", STOCK, "Vốn thực hiện lũy kế của dự án nước ngoài (USD)",
          "Realised capital of foreign projects (USD)"),
    Query("projects.realised_vnd", "VND", STOCK, "Vốn thực hiện lũy kế của dự án trong nước (đồng)",
          "Realised capital of domestic projects (VND)"),
    Query("projects.labour_domestic", "people", STOCK, "Lao động Việt Nam",
          "Vietnamese employees", by_place=False),
    Query("projects.labour_foreign", "people", STOCK, "Lao động nước ngoài",
          "Foreign employees", by_place=False),
    Query("projects.new", "projects", FLOW, "Dự án cấp mới trong kỳ", "New projects"),
    Query("projects.new_foreign", "projects", FLOW,
          "Dự án có vốn đầu tư nước ngoài cấp mới trong kỳ", "New foreign projects"),
    Query("projects.new_domestic", "projects", FLOW, "Dự án trong nước cấp mới trong kỳ",
          "New domestic projects"),
    Query("projects.adjusted", "projects", FLOW, "Dự án điều chỉnh trong kỳ", "Projects adjusted"),
    Query("projects.revoked", "projects", FLOW, "Dự án bị thu hồi trong kỳ", "Projects revoked"),
    Query("projects.terminated", "projects", FLOW, "Dự án chấm dứt hoạt động trong kỳ",
          "Projects terminated"),
    Query("projects.budget", "VND", FLOW, "Nộp ngân sách của các dự án",
          "Payments of projects to the budget", by_place=False),
    Query("projects.exports", "USD", FLOW, "Kim ngạch xuất khẩu của các dự án",
          "Exports of projects", by_place=False),
)  # fmt: skip
OF_CAPITAL = frozenset(
    f"projects.{what}_{short}" for what in ("capital", "realised") for short in MONEY
)
"""The queries that leave out what private persons put in (`projects.disclosure`)."""
SMALLEST = 3
"""People and money of fewer enterprises than this would tell of one of them."""
Groups = Mapping[str | None, list[Any]]
"""Parts by origin."""


class Projects:
    """The register's arrays, made once."""

    def __init__(self, asked: Asked) -> None:
        self.demonstration = not Project.objects.filter(demonstration=False).exists()
        self._books = records.books(demonstration=self.demonstration)
        self._asked = asked
        days = self._books.whole.day
        self.first = date.fromordinal(int(days.min())) if len(days) else None
        self.recorded = frozenset(
            place
            for row in self._books.whole.rows
            for place in asked.geography.containing_both(row.park, row.zone)
        )
        self._unplaced = sum(not (row.park or row.zone) for row in self._books.whole.rows)

    def note(self) -> None:
        """What these sums count stays in the public's sums, whosever it will be said to be."""
        records.remember(self._books, self._asked.today)

    def answer(self, period: Period) -> Answers:
        end = min(period.last, self._asked.today)
        by = ("park", "zone", "origin")
        whole = self._by_place(standing(self._books.whole, end, by))
        public, private = whole, self._by_place(standing(self._books.left_out, end, by))
        if self._books.public is not self._books.whole:
            public = self._by_place(standing(self._books.public, end, by))
        moved = self._by_place(movements(self._books.whole, period.first, end, by))
        found: dict[str, dict[str, Amount]] = {query.name: {} for query in QUERIES}
        for place in self._asked.geography.places(self.recorded):
            held = whole.get(place, {})
            told = _standing(held) | _movements(moved.get(place, {}))
            told |= _money(held, public.get(place, {}), private.get(place, {}))
            for name, amount in told.items():
                if place == WHOLE or name not in _WHOLE_ONLY:
                    found[name][place] = self._placed(place, amount)
        for short, (origin, _currency) in MONEY.items():
            told = found[f"projects.realised_{short}"]
            self._hold_back(told, public, origin)
            self._hold_back_localities(told)
        return found

    @cached_property
    def _atoms(self) -> dict[str, set[Atom]]:
        """Place → (park, zone) of what is registered in it."""
        found: dict[str, set[Atom]] = defaultdict(set)
        geography = self._asked.geography
        for park, zone in {(row.park, row.zone) for row in self._books.whole.rows}:
            atom = park or None, zone or geography.zone_of.get(park or "")
            for place in geography.containing_both(park, zone):
                found[place].add(atom)
        return found

    def _hold_back_localities(self, told: dict[str, Amount]) -> None:
        """Withhold the sums of reports in localities that parks and zones do not tell already."""
        localities = {place for place in told if place in self._asked.geography.localities}
        shown = {
            place for place, one in told.items()
            if place not in localities and "withheld" not in one.reasons
        }  # fmt: skip
        for place in localities:
            if not follows(self._atoms[place], self._atoms[WHOLE], shown):
                told[place] = Amount(None, ("withheld",))

    def _hold_back(self, told: dict[str, Amount], held: Mapping[str, Groups], origin: str) -> None:
        """Withhold the sums of reports that, less those shown, would tell of a few enterprises."""
        # A part that counts in several places is the same object in each.
        reported = {
            place: {id(one): one.reported for one in held.get(place, {}).get(origin, ())}
            for place in told
            if place not in self._asked.geography.localities
        }
        hidden = {place for place, one in told.items() if "withheld" in one.reasons}
        for place in held_back(reported, hidden, SMALLEST):
            told[place] = Amount(None, ("withheld",))

    def _placed(self, place: str, amount: Amount) -> Amount:
        if place == WHOLE or not self._unplaced:
            return amount
        return Amount(amount.value, (*amount.reasons, "place_unknown"))

    def _by_place(self, found: Mapping[Any, Any]) -> dict[str, dict[str | None, list[Any]]]:
        """Parts by place and origin."""
        grouped: dict[str, dict[str | None, list[Any]]] = defaultdict(lambda: defaultdict(list))
        for (park, zone, origin), part in found.items():
            for place in self._asked.geography.containing_both(park, zone):
                grouped[place][origin].append(part)
        return grouped


_WHOLE_ONLY = frozenset(query.name for query in QUERIES if not query.by_place)


def _count(parts: Groups, name: str, *origins: str | None) -> int:
    return sum(getattr(one, name) for origin in origins for one in parts.get(origin, ()))


def _standing(parts: Groups) -> dict[str, Amount]:
    every = (*v.ORIGINS, None)
    unknown = _unknown(parts)
    found = {
        "projects.in_force": Amount(_count(parts, "count", *every)),
        "projects.foreign": Amount(_count(parts, "count", v.FOREIGN), unknown),
        "projects.domestic": Amount(_count(parts, "count", v.DOMESTIC), unknown),
        "projects.origin_unknown": Amount(_count(parts, "count", None)),
        "projects.operating": Amount(_count(parts, "operating", *every)),
        "projects.budget": Amount(None, ("not_recorded",)),
        "projects.exports": Amount(None, ("not_recorded",)),
    }
    for kind in ("domestic", "foreign"):
        people = _count(parts, f"labour_{kind}", *every)
        counted = _count(parts, f"counted_{kind}", *every)
        coverage = _coverage(counted, _count(parts, "count", *every))
        found[f"projects.labour_{kind}"] = _covered(people, coverage, ())
    return found


def _unknown(parts: Groups) -> tuple[str, ...]:
    return ("origin_unknown",) if _count(parts, "count", None) else ()


def _money(whole: Groups, public: Groups, private: Groups) -> dict[str, Amount]:
    """Sums of what the public's books hold; `private` says how many projects they leave out."""
    found = {}
    for short, (origin, currency) in MONEY.items():
        ours = public.get(origin, [])
        left_out = _count(private, "count", origin)
        reasons = (*_unknown(whole), *((f"private_left_out:{left_out}",) if left_out else ()))
        capital: Number | None = _sum(one.capital.get(currency, Decimal(0)) for one in ours)
        if left_out and not ours:
            capital = None  # of all there is it is not told: not zero
        other = any(set(one.capital) - {currency} for one in ours)
        found[f"projects.capital_{short}"] = Amount(
            capital, (*reasons, "other_currency") if other else reasons
        )
        realised = _sum(one.realised.get(currency, Decimal(0)) for one in ours)
        coverage = _coverage(_count(public, "reported", origin), _count(whole, "count", origin))
        found[f"projects.realised_{short}"] = _covered(realised, coverage, reasons)
    return found


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))


def _coverage(reported: int, projects: int) -> str:
    """What is to be said of a sum over those that reported; "" where all did."""
    if not reported:
        return "not_recorded" if projects else ""
    if reported < SMALLEST:
        return "withheld"
    return "not_all_reported" if reported < projects else ""


def _covered(value: Number, coverage: str, reasons: tuple[str, ...]) -> Amount:
    if coverage in ("not_recorded", "withheld"):
        return Amount(None, (coverage,))
    return Amount(value, (*reasons, coverage) if coverage else reasons)


def _movements(parts: Groups) -> dict[str, Amount]:
    every = [one for ours in parts.values() for one in ours]
    unknown = ("origin_unknown",) if any(one.new for one in parts.get(None, ())) else ()
    return {
        f"projects.{name}": Amount(sum(getattr(one, name) for one in every))
        for name in ("new", "adjusted", "revoked", "terminated")
    } | {
        f"projects.new_{name}": Amount(sum(one.new for one in parts.get(origin, ())), unknown)
        for name, origin in (("foreign", v.FOREIGN), ("domestic", v.DOMESTIC))
    }


def open_projects(asked: Asked) -> Any:
    found = Projects(asked)
    return found if found.first is not None else None


def changes(since: datetime, until: date, demonstration: bool) -> dict[str, int]:
    """Events recorded, and events taken back, since a moment."""
    rows = ProjectEvent.objects.filter(project__demonstration=demonstration, on__lte=until)
    written = rows.filter(Q(recorded_at__gt=since) | Q(withdrawn_at__gt=since))
    return {"projects.ProjectEvent": written.count()}


register(Room("projects", QUERIES, open_projects, changes))
