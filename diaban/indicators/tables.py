"""The pack's tables of indicators: indicators.csv, one row for each version of a definition, and
indicators_external.csv, which says of published figures which external series they belong to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from diaban.facts.identity import identity_of
from diaban.facts.schema import FieldSpec, PackTable, choice, day, text
from diaban.facts.units import UNITS
from diaban.indicators.definitions import CUTOFF_NAMES, DIRECTIONS, KINDS, PERIODS, TOPICS

CODE = r"[a-z]+(\.[a-z_]+)+"
FIELDS = (
    text("code", "Mã", "Code", required=True, pattern=CODE),
    choice("topic", "Chủ đề", "Topic", TOPICS, required=True),
    text("name_vi", "Tên", "Name in Vietnamese", required=True),
    text("name_en", "Tên tiếng Anh", "Name in English", required=True),
    text("short_vi", "Tên ngắn", "Short name in Vietnamese"),
    text("short_en", "Tên ngắn tiếng Anh", "Short name in English"),
    choice("unit", "Đơn vị", "Unit", {unit: (unit, unit) for unit in sorted(UNITS)}, required=True),
    FieldSpec("decimals", "integer", "Số lẻ", "Decimals", minimum=0, maximum=6),
    choice("kind", "Loại", "Kind", KINDS, required=True),
    text("numerator", "Tử số", "Numerator", pattern=CODE),
    text("denominator", "Mẫu số", "Denominator", pattern=CODE),
    FieldSpec("scale", "decimal", "Hệ số", "Scale", minimum=1e-12, maximum=1e12),
    choice("period", "Kỳ", "Period", PERIODS),
    choice("cutoff", "Mốc chốt kỳ", "Cut-off", CUTOFF_NAMES),
    choice("direction", "Chiều tốt", "Direction", DIRECTIONS),
    text("basis_vi", "Căn cứ", "Basis in Vietnamese"),
    text("basis_en", "Căn cứ tiếng Anh", "Basis in English"),
    text("owner", "Đơn vị phụ trách", "Owner"),
    day("valid_from", "Áp dụng từ", "Valid from"),
    day("valid_to", "Áp dụng đến trước", "Valid until before"),
)


def content_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row's cells as the columns of a version, defaults filled in."""
    return {
        "code": row["code"],
        "topic": row["topic"],
        "name_vi": row["name_vi"],
        "name_en": row["name_en"],
        "short_vi": row.get("short_vi") or row["name_vi"],
        "short_en": row.get("short_en") or row["name_en"],
        "unit": row["unit"],
        "decimals": row.get("decimals") or 0,
        "kind": row["kind"],
        "numerator": row.get("numerator") or "",
        "denominator": row.get("denominator") or "",
        "scale": Decimal(repr(row.get("scale") or 1)).normalize(),
        "period": row.get("period") or "flow",
        "cutoff": row.get("cutoff") or "calendar",
        "direction": row.get("direction") or "none",
        "basis_vi": row.get("basis_vi") or "",
        "basis_en": row.get("basis_en") or row.get("basis_vi") or "",
        "owner": row.get("owner") or "",
        "trust": row["trust"],
        "source": row["source"],
        "valid_from": row.get("valid_from"),
        "valid_to": row.get("valid_to"),
    }


def identity(content: Mapping[str, Any], origin: str) -> str:
    return identity_of(origin=origin, **{**content, "scale": format(content["scale"], "f")})


def store(rows: Sequence[Mapping[str, Any]], origin: str, now: datetime) -> tuple[int, int]:
    """Make these the live versions of `origin`; the others are withdrawn. (added, withdrawn)."""
    from diaban.indicators.models import DefinitionVersion

    wanted = {identity(content, origin): content for content in map(content_of, rows)}
    standing = DefinitionVersion.objects.filter(origin=origin, withdrawn_at=None)
    kept = set(standing.filter(identity__in=wanted).values_list("identity", flat=True))
    gone = standing.exclude(identity__in=kept).update(withdrawn_at=now)
    new = [
        DefinitionVersion(**content, origin=origin, identity=identity, recorded_at=now)
        for identity, content in wanted.items()
        if identity not in kept
    ]
    DefinitionVersion.objects.bulk_create(new)
    return len(new), gone


VINTAGES = {
    "first": ("Công bố lần đầu", "First release"),
    "revision": ("Điều chỉnh", "Revision"),
    "final": ("Chính thức", "Final"),
}
PROVINCE = r"province:[a-z0-9]+(-[a-z0-9]+)*"
"""Another province, beside which a figure of ours stands; empty: our own."""
SERIES_FIELDS = (
    text("statement", "Số liệu công bố", "Published figure", required=True),
    text("indicator", "Chỉ tiêu", "Indicator", required=True, pattern=CODE),
    FieldSpec("period", "period", "Kỳ", "Period", required=True),
    text("place", "Tỉnh khác", "Another province", pattern=PROVINCE),
    choice("vintage", "Lần công bố", "Vintage", VINTAGES, required=True),
)


def store_series(rows: Sequence[Mapping[str, Any]], origin: str, now: datetime) -> tuple[int, int]:
    """Make these the links of `origin`. (added, withdrawn)."""
    from diaban.indicators.models import ExternalFigure

    wanted = {
        (row["statement"], row["indicator"], row["period"], row.get("place") or "", row["vintage"])
        for row in rows
    }
    known = {
        (one.statement, one.indicator, one.period, one.place, one.vintage): one.pk
        for one in ExternalFigure.objects.filter(origin=origin)
    }
    gone = [pk for link, pk in known.items() if link not in wanted]
    ExternalFigure.objects.filter(pk__in=gone).delete()
    new = sorted(wanted - known.keys())
    ExternalFigure.objects.bulk_create(
        ExternalFigure(statement=statement, indicator=indicator, period=period, place=place,
                       vintage=vintage, origin=origin)
        for statement, indicator, period, place, vintage in new
    )  # fmt: skip
    return len(new), len(gone)


INDICATORS = PackTable("indicators.csv", FIELDS, store)
EXTERNAL_SERIES = PackTable(
    "indicators_external.csv", SERIES_FIELDS, store_series,
    {"indicator": ("indicators.csv", "code")},
)  # fmt: skip
