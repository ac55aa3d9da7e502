"""The pack's tables of who answers what: bodies.csv and petition_routes.csv."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from diaban.facts.identity import identity_of
from diaban.facts.schema import FieldSpec, PackTable, choice, day, text
from diaban.petitions.vocabulary import CATEGORIES, PETITIONERS

_SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"


def _days(name: str, label_vi: str, label_en: str) -> FieldSpec:
    return FieldSpec(name, "integer", label_vi, label_en, minimum=1, maximum=365)


BODY_FIELDS = (
    text("code", "Mã", "Code", required=True, pattern=_SLUG),
    text("name_vi", "Tên", "Name in Vietnamese", required=True),
    text("name_en", "Tên tiếng Anh", "Name in English", required=True),
)
ROUTE_FIELDS = (
    choice("category", "Lĩnh vực", "Category", CATEGORIES, required=True),
    text("place", "Địa bàn", "Place"),
    choice("petitioner", "Người kiến nghị", "Petitioner", PETITIONERS),
    text("lead", "Cơ quan chủ trì", "Lead body", required=True, pattern=_SLUG),
    FieldSpec("coordinating", "list", "Cơ quan phối hợp", "Co-ordinating bodies", pattern=_SLUG),
    _days("term_days", "Thời hạn (ngày làm việc)", "Term (working days)"),
    _days(
        "first_answer_days", "Phản hồi bước đầu (ngày làm việc)", "First answer (working days)"
    ),
    day("valid_from", "Áp dụng từ", "Valid from"),
    day("valid_to", "Áp dụng đến trước", "Valid until before"),
    text("basis", "Căn cứ", "Basis"),
)  # fmt: skip


def store_bodies(rows: Sequence[Mapping[str, Any]], origin: str, now: datetime) -> tuple[int, int]:
    """Add bodies and correct their names; a body is never removed, for petitions name it."""
    from diaban.petitions.models import Body

    known = set(Body.objects.values_list("code", flat=True))
    bodies = [
        Body(
            code=row["code"], name_vi=row["name_vi"], name_en=row["name_en"],
            source=row["source"], trust=row["trust"], origin=origin,
        )
        for row in rows
    ]  # fmt: skip
    Body.objects.bulk_create(
        bodies, update_conflicts=True, unique_fields=["code"],
        update_fields=["name_vi", "name_en", "source", "trust", "origin"],
    )  # fmt: skip
    return sum(body.code not in known for body in bodies), 0


def store_routes(rows: Sequence[Mapping[str, Any]], origin: str, now: datetime) -> tuple[int, int]:
    """Make these the live routes of `origin`; the others are withdrawn. (added, withdrawn)."""
    from diaban.petitions.models import RouteVersion

    wanted = {identity_of(origin=origin, **row): row for row in rows}
    standing = RouteVersion.objects.filter(origin=origin, withdrawn_at=None)
    kept = set(standing.filter(identity__in=wanted).values_list("identity", flat=True))
    gone = standing.exclude(identity__in=kept).update(withdrawn_at=now)
    new = [
        RouteVersion(
            category=row["category"], place=row.get("place") or "",
            petitioner=row.get("petitioner") or "", lead_id=row["lead"],
            coordinating=list(row.get("coordinating") or ()), term_days=row.get("term_days"),
            first_answer_days=row.get("first_answer_days"), valid_from=row.get("valid_from"),
            valid_to=row.get("valid_to"), basis=row.get("basis") or "", trust=row["trust"],
            origin=origin, identity=identity, recorded_at=now,
        )
        for identity, row in wanted.items()
        if identity not in kept
    ]  # fmt: skip
    RouteVersion.objects.bulk_create(new)
    return len(new), gone


BODIES = PackTable("bodies.csv", BODY_FIELDS, store_bodies)
_BODY = ("bodies.csv", "code")
ROUTES = PackTable(
    "petition_routes.csv", ROUTE_FIELDS, store_routes, {"lead": _BODY, "coordinating": _BODY}
)
