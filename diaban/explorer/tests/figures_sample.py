"""A small document of indicators in the form of an edition, for tests: every state that there is.

Its numbers are made up; they stand for no real quarter.
"""

from __future__ import annotations

from typing import Any

from diaban.explorer.dashboard.periods import between

QUARTERS = between("2023-Q1", "2025-Q2")
PARK, ZONE = "park:dong-mai", "economic_zone:quang-yen"
NOWHERE = "park:hoanh-bo"
TOWN, WARD, SHARED = "locality:206", "locality:07135", "among:193~206"
LOCALITIES = {
    TOWN: {"level": "district", "from": None, "until": "2025-04-01", "sites": [PARK]},
    WARD: {"level": "commune", "from": "2025-04-01", "until": None, "sites": [PARK]},
    SHARED: {"level": "district", "among": ["locality:193", TOWN], "sites": [NOWHERE]},
}
"""The town gave way to its wards on a day that is made up, as everything here is."""


def definition(code: str, vi: str, en: str, **more: Any) -> dict[str, Any]:
    return {
        "code": code,
        "version": 1,
        "valid_from": None,
        "valid_to": None,
        "topic": code.partition(".")[0],
        "name": {"vi": vi, "en": en},
        "short": {"vi": vi, "en": en},
        "unit": "",
        "decimals": 0,
        "kind": "count",
        "numerator": code,
        "denominator": "",
        "scale": "1",
        "period": "flow",
        "cutoff": "calendar",
        "direction": "none",
        "basis": {"vi": "Sổ theo dõi", "en": "The register"},
        "trust": "S-H",
        "owner": "Ban Quản lý Khu kinh tế Quảng Ninh",
        "source": {"id": "sample", "vi": "Quy chế của Ban", "en": "The rules of the Authority"},
        "terms": {code: {"vi": vi, "en": en}},
    } | more


AREA = {"unit": "ha", "decimals": 2, "kind": "sum", "scale": "10000", "period": "stock"}
SHARE = {
    "unit": "%",
    "decimals": 2,
    "kind": "ratio",
    "scale": "100",
    "period": "stock",
    "direction": "up",
    "numerator": "land.leased",
    "denominator": "land.ready",
    "terms": {
        "land.leased": {"vi": "Đất đã cho thuê", "en": "Land leased"},
        "land.ready": {"vi": "Đất sẵn sàng", "en": "Ready land"},
    },
}
CITED = {"kind": "external", "numerator": "", "terms": {}}

DEFINITIONS = [
    definition("dossiers.received", "Hồ sơ tiếp nhận", "Dossiers received", unit="dossiers"),
    definition("dossiers.early", "Trước hạn", "Early", unit="dossiers", direction="up"),
    definition("dossiers.late", "Quá hạn", "Late", unit="dossiers", direction="down"),
    definition("visits.made", "Chuyến công tác", "Visits made"),
    definition("land.leased", "Đất đã cho thuê", "Land leased", **AREA),
    definition("land.ready", "Đất sẵn sàng", "Ready land", **AREA),
    definition("land.leased_of_ready", "Tỷ lệ cho thuê", "Leased of ready land", **SHARE),
    definition("economy.growth", "Tăng trưởng", "Growth", **CITED, unit="%", decimals=2),
    definition("economy.rank_region", "Thứ hạng", "Rank in the region", **CITED, unit="rank",
               direction="down"),
    definition("economy.growth_target", "Mục tiêu", "Growth target", **CITED, unit="%"),
]  # fmt: skip


def value(code: str, period: str, place: str, number: str | None, **more: Any) -> dict[str, Any]:
    return {
        "indicator": code,
        "version": 1,
        "period": period,
        "place": place,
        "value": number,
        "numerator": number,
        "denominator": None,
        "state": "closed" if period <= "2025-Q1" else "provisional",
        "as_of": "2025-05-31",
        "confidence": "ok" if number is not None else "unknown",
        "reasons": [] if number is not None else ["not_recorded"],
    } | more


def values(**more: Any) -> list[dict[str, Any]]:
    found = []
    for at, period in enumerate(QUARTERS):
        received = 84 + 4 * at
        found += [
            value("dossiers.received", period, "", str(received), **more),
            value("dossiers.early", period, "", str(received - 40), **more),
            value("dossiers.late", period, "", str(max(0, 8 - at)), **more),
            value("visits.made", period, "", None if at < 3 else "2", **more),
        ]
        for place, share in (("", 10), ("scope:parks", 9), (ZONE, 6), (PARK, 3), (NOWHERE, 0)):
            leased, ready = 1_105_900 * share - 50_000 * (9 - at), 1_972_700 * share
            known = place != NOWHERE
            ratio = f"{100 * leased / ready:.2f}" if ready else None
            found += [
                value("land.leased", period, place, f"{leased / 10_000:g}" if known else None,
                      numerator=str(leased) if known else None, **more),
                value("land.ready", period, place, f"{ready / 10_000:g}",
                      numerator=str(ready), **more),
                value("land.leased_of_ready", period, place, ratio, numerator=str(leased),
                      denominator=str(ready), **more),
            ]  # fmt: skip
        unit = TOWN if period < "2025-Q2" else WARD
        known = period != "2024-Q4"
        found.append(value("land.leased", period, unit, "40" if known else None,
                           reasons=[] if known else ["place_undivided"], **more))  # fmt: skip
        if unit == TOWN:
            found.append(value("land.leased", period, SHARED, "0" if known else "12.5", **more))
    return found


def release(
    code: str,
    period: str,
    number: str,
    vintage: str = "first",
    published_on: str = "2025-04-06",
    place: str = "",
) -> dict[str, Any]:
    return {
        "indicator": code,
        "period": period,
        "place": place,
        "vintage": vintage,
        "value": number,
        "unit": "%" if "rank" not in code else "rank",
        "source": "press",
        "published_on": published_on,
        "statement": f"statement:{code}-{period}",
        "quote": {"vi": f"đạt {number}", "en": f"came to {number}"},
    }


def document(**more: Any) -> dict[str, Any]:
    """The document; `more` goes into every value (such as `demonstration=True`)."""
    return {
        "as_of": "2025-05-31",
        "definitions": DEFINITIONS,
        "values": values(**more),
        "external": [
            # Of some publications only the year is known, of others no day at all.
            release("economy.growth", "2024-Q4", "8.42", published_on="2025"),
            release("economy.growth", "2025-Q1", "10.91"),
            release("economy.growth", "2025-Q1", "11.03", "revision"),
            release("economy.rank_region", "2024-Q4", "5", published_on=""),
            release("economy.rank_region", "2025-Q1", "3"),
            release("economy.rank_region", "2025-Q1", "1", place="province:nam-dinh"),
            release("economy.growth_target", "2025", "14"),
        ],
        "statements": [
            {
                "statement": "leased-2025-q1",
                "indicator": "land.leased",
                "period": "2025-Q1",
                "place": "",
                "published": "1100.0",
                "unit": "ha",
                "computed": "1100.9",
                "verdict": "unexplained",
                "difference": "0.9",
                "explanation": {"vi": "Chưa rõ vì sao", "en": "Nobody knows why"},
            }
        ],
        "restatements": [
            {
                "indicator": "land.leased",
                "period": "2024-Q4",
                "place": "",
                "old": "1000.1",
                "new": "1095.9",
                "on": "2025-05-02",
                "cause": {"vi": "Một bút toán ghi muộn", "en": "One posting came late"},
                "kind": "record",
            }
        ],
        "breaks": [
            {
                "indicator": "land.leased",
                "place": "",
                "from_period": "2024-Q1",
                "cause": {"vi": "Đổi định nghĩa", "en": "The definition changed"},
            },
            {
                "indicator": "*",
                "place": WARD,
                "from_period": "2025-Q2",
                "cause": {"vi": "Đơn vị mới", "en": "The unit is new"},
            },
        ],
        "localities": LOCALITIES,
        "places": {
            TOWN: {"vi": "Thị xã Quảng Yên", "en": "Quang Yen Town"},
            SHARED: {"vi": "Không tách được: A, B", "en": "Not divided: A, B"},
            "province:nam-dinh": {"vi": "Tỉnh Nam Định", "en": "Nam Dinh Province"},
        },
    }
