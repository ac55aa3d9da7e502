"""A book of figures in the form of the edition's document, small enough to read."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from diaban.editions import store
from diaban.editions.model import Part, Snapshot
from diaban.editions.publish import write as write_edition
from diaban.editions.store import Edition
from diaban.indicators.reading import Figures
from diaban.reports.book import Book, Cited

PERIODS = ("2024-Q1", "2024-Q4", "2025-Q1")
VALUES: dict[str, tuple[Any, ...]] = {
    # code: unit, decimals, kind, the value of each of PERIODS
    "dossiers.received": ("dossiers", 0, "count", "90", "101", "116"),
    "dossiers.carried": ("dossiers", 0, "count", "0", "0", "0"),
    "dossiers.early": ("dossiers", 0, "count", "60", "61", "68"),
    "dossiers.on_time": ("dossiers", 0, "count", "20", "20", "16"),
    "dossiers.late": ("dossiers", 0, "count", "0", "1", "0"),
    "dossiers.open": ("dossiers", 0, "count", "10", "19", "32"),
    "dossiers.open_overdue": ("dossiers", 0, "count", "0", "0", "0"),
    "dossiers.ended_otherwise": ("dossiers", 0, "count", "0", "0", "0"),
    "dossiers.undetermined": ("dossiers", 0, "count", "0", "0", "0"),
    "dossiers.in_time_rate": ("%", 2, "ratio", "100", "98.78", "100"),
    "petitions.received": ("petitions", 0, "count", "20", "33", "40"),
    "petitions.from_developers": ("petitions", 0, "count", "11", "20", "31"),
    "petitions.from_enterprises": ("petitions", 0, "count", "9", "13", "9"),
    "petitions.developers": ("units", 0, "count", "5", "6", "8"),
    "petitions.enterprises": ("units", 0, "count", "5", "6", "7"),
    "petitions.resolved": ("petitions", 0, "count", "18", "30", "1"),
    "petitions.in_term_rate": ("%", 2, "ratio", "90", "90", "95.5"),
    "petitions.reopened": ("petitions", 0, "count", "0", "0", "1"),
    "visits.made": ("visits", 0, "count", None, None, None),
    "commitments.due": ("commitments", 0, "count", None, None, None),
    "commitments.kept": ("commitments", 0, "count", None, None, None),
    "commitments.kept_rate": ("%", 2, "ratio", None, None, None),
    "land.gross": ("ha", 2, "sum", "3951.22", "3951.22", "3951.22"),
    "land.industrial": ("ha", 2, "sum", "2900", "2900", "2900"),
    "land.cleared": ("ha", 2, "sum", "2300", "2382", "2717"),
    "land.ready": ("ha", 2, "sum", "1700", "1972.7", "1972.7"),
    "land.leased": ("ha", 2, "sum", "900", "1105.9", "1105.9"),
    "land.leased_of_ready": ("%", 2, "ratio", "52.94", "56.06", "56.06"),
    "land.leased_of_cleared": ("%", 2, "ratio", "39.13", "46.43", "40.7"),
    "projects.in_force": ("projects", 0, "count", "320", "345", "351"),
    "projects.foreign": ("projects", 0, "count", "127", "143", "147"),
    "projects.domestic": ("projects", 0, "count", "193", "202", "204"),
    "projects.capital_usd": ("USD", 0, "sum", "8200000000", "10000000000", "10367000000"),
    "projects.capital_vnd": ("VND", 0, "sum", "1", "130000000000000", "132134000000000"),
    "projects.new": ("projects", 0, "count", "5", "4", "6"),
    "projects.adjusted": ("projects", 0, "count", "5", "4", "1"),
    "projects.revoked": ("projects", 0, "count", "0", "0", "0"),
    "projects.terminated": ("projects", 0, "count", "0", "0", "0"),
    "economy.growth": ("%", 2, "external"),
    "economy.rank_region": ("rank", 0, "external"),
    "economy.rank_country": ("rank", 0, "external"),
    "economy.growth_target": ("%", 2, "external"),
}
TERMS = {"land.leased_of_ready": ("1105.9", "1972.7"), "land.leased_of_cleared": ("1105.9", "2717")}
EXTERNAL = (
    ("economy.growth", "2025-Q1", "10.91", "%", "2025-q1-growth"),
    ("economy.rank_region", "2025-Q1", "3", "rank", "2025-q1-growth-rank-region"),
    ("economy.rank_country", "2025-Q1", "7", "rank", "2025-q1-growth-rank-country"),
    ("economy.growth_target", "2025", "14", "%", "2025-target-growth"),
)
PARKS = {"park:dong-mai": ("Đông Mai", "Dong Mai"), "park:hai-yen": ("Hải Yên", "Hai Yen")}


def document(**changed: str | None) -> dict[str, Any]:
    """The document; a keyword such as `land__cleared="2718"` changes a value of 2025-Q1."""
    changes = {name.replace("__", "."): value for name, value in changed.items()}
    values = []
    for code, (_unit, _decimals, kind, *numbers) in VALUES.items():
        if kind == "external":
            continue
        for period, number in zip(PERIODS, numbers, strict=True):
            said = changes.get(code, number) if period == "2025-Q1" else number
            values.append(_value(code, period, "", said))
        if code.startswith("land."):
            values += [_value(code, "2025-Q1", park, "50.25") for park in PARKS]
    return {
        "as_of": "2026-11-26",
        "places": {key: {"vi": vi, "en": en} for key, (vi, en) in PARKS.items()},
        "definitions": [_definition(code, *line[:3]) for code, line in VALUES.items()],
        "values": values,
        "external": [
            {"indicator": code, "period": period, "place": "", "vintage": "first", "value": value,
             "unit": unit, "source": "article-2025-q1", "published_on": "2025-03-31",
             "statement": statement, "quote": {"vi": "", "en": ""}}
            for code, period, value, unit, statement in EXTERNAL
        ],
        "statements": [
            {"statement": "2025-q1-land-leased-share", "indicator": "land.leased_of_ready",
             "period": "2025-Q1", "place": "", "published": "56.06", "unit": "%",
             "computed": "56.06", "verdict": "equal", "difference": "0",
             "explanation": {"vi": "1.105,9 ha trên 1.972,7 ha đất sẵn sàng.",
                             "en": "1,105.9 ha of 1,972.7 ha of ready land."}},
        ],
        "restatements": [
            {"indicator": "land.cleared", "period": "2025-Q1", "place": "", "old": "2717",
             "new": "2718", "on": "2025-07-01", "kind": "record",
             "cause": {"vi": "sửa một bút toán", "en": "one posting was corrected"}},
        ],
        "breaks": [],
    }  # fmt: skip


def _definition(code: str, unit: str, decimals: int, kind: str) -> dict[str, Any]:
    words = {"vi": f"Tên {code.replace('.', ' ')}", "en": f"Name of {code.replace('.', ' ')}"}
    return {
        "code": code, "version": 1, "valid_from": None, "valid_to": None, "topic": "land",
        "name": words, "short": words, "unit": unit, "decimals": decimals, "kind": kind,
        "numerator": code, "denominator": "", "scale": "1", "period": "stock",
        "cutoff": "calendar", "direction": "up", "basis": words, "trust": "S-H", "owner": "",
    }  # fmt: skip


def _value(code: str, period: str, place: str, value: str | None) -> dict[str, Any]:
    numerator, denominator = TERMS.get(code, (None, None)) if not place else (None, None)
    return {
        "indicator": code, "version": 1, "period": period, "place": place, "value": value,
        "numerator": numerator, "denominator": denominator, "state": "provisional",
        "as_of": "2026-11-26", "confidence": "ok" if value else "unknown",
        "reasons": [] if value else ["not_recorded"], "demonstration": True,
    }  # fmt: skip


def book(*, demonstration: bool = True, **changed: str | None) -> Book:
    cited = Cited("2025-q1-land-leased-share",
                  {"vi": "Tỷ lệ cho thuê", "en": "Share leased"}, Decimal("56.06"), "%", "2025-Q1",
                  {"vi": "đạt 56,06%", "en": "56.06 %"}, "article-2025-q1")  # fmt: skip
    return Book(
        Figures.of(document(**changed)),
        edition="20261126T000000Z-0123abcd",
        published=date(2026, 11, 26),
        demonstration=demonstration,
        about={"authority_vi": "Ban Quản lý Khu kinh tế Quảng Ninh",
               "authority_en": "Quang Ninh Economic Zone Authority",
               "province_vi": "Quảng Ninh", "province_en": "Quang Ninh"},
        cited={cited.code: cited},
    )  # fmt: skip


def publish(root: Path, now: datetime | None = None, *, demonstration: bool = True,
            closed: bool = False, reports: Any = None,
            **changed: str | None) -> Edition:  # fmt: skip
    """An edition with the document, published into a folder."""
    said = document(**changed)
    for value in said["values"]:
        value["state"] = "closed" if closed else "provisional"
    about = {"authority_vi": "Ban Quản lý Khu kinh tế Quảng Ninh",
             "authority_en": "Quang Ninh Economic Zone Authority"}  # fmt: skip
    documents = {"indicators": said} | ({"reports": reports} if reports else {})
    snapshot = Snapshot(layers=[], authority=about, documents={} if demonstration else documents,
                        demonstration=Part([], documents if demonstration else {}))  # fmt: skip
    name = write_edition(root, snapshot, now=now or datetime(2026, 11, 26, 3, tzinfo=UTC))
    return store.open(root, name)
