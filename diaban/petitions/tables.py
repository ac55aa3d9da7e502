"""The pack's tables of who answers what, and who is told when it is late: bodies.csv,
petition_routes.csv and petition_ladder.csv.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from diaban.facts.identity import identity_of
from diaban.facts.schema import FieldSpec, PackTable, RowFault, choice, day, text
from diaban.petitions import escalation, wording
from diaban.petitions.escalation import LEVELS, Rung
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
LADDER_FIELDS = (
    choice("level", "Cấp được báo cáo", "Level", LEVELS, required=True),
    FieldSpec("used", "integer", "Khi đã dùng (% thời hạn)", "Used of the term (%)", minimum=0,
              maximum=100),
    FieldSpec("overdue", "integer", "Khi quá hạn hơn (ngày làm việc)",
              "Overdue by more than (working days)", minimum=0, maximum=365),
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


def check_ladder(rows: Sequence[Mapping[str, Any]]) -> Iterator[RowFault]:
    """What is wrong with the ladder as a whole; a row with a wrong cell is told by its cell."""
    if any(row.get(name, "") is None for row in rows for name in ("level", "used", "overdue")):
        return
    for index, code in escalation.faults([rung_of(row) for row in rows]):
        reason, remedy = wording.LADDER[code]
        yield RowFault(index, "level", f"ladder_{code}", str(reason), str(remedy))


def rung_of(row: Mapping[str, Any]) -> Rung:
    used = row.get("used")
    return Rung(row["level"], None if used is None else used / 100, row.get("overdue"))


def store_ladder(rows: Sequence[Mapping[str, Any]], origin: str, now: datetime) -> tuple[int, int]:
    """Make these the live rungs of `origin`; the others are withdrawn. (added, withdrawn)."""
    from diaban.petitions.models import RungVersion

    wanted = {
        identity_of(origin=origin, **{name: row.get(name) for name in _RUNG}): row for row in rows
    }
    standing = RungVersion.objects.filter(origin=origin, withdrawn_at=None)
    kept = set(standing.filter(identity__in=wanted).values_list("identity", flat=True))
    gone = standing.exclude(identity__in=kept).update(withdrawn_at=now)
    new = [
        RungVersion(**{name: row.get(name) for name in _RUNG}, origin=origin, identity=identity,
                    recorded_at=now)
        for identity, row in wanted.items()
        if identity not in kept
    ]  # fmt: skip
    RungVersion.objects.bulk_create(new)
    return len(new), gone


_RUNG = ("level", "used", "overdue", "trust")
BODIES = PackTable("bodies.csv", BODY_FIELDS, store_bodies)
_BODY = ("bodies.csv", "code")
ROUTES = PackTable(
    "petition_routes.csv", ROUTE_FIELDS, store_routes, {"lead": _BODY, "coordinating": _BODY}
)
LADDER = PackTable("petition_ladder.csv", LADDER_FIELDS, store_ladder, check=check_ladder)
