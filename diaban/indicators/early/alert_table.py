"""The pack's table alert_rules.csv: when an indicator should be looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from diaban.facts.identity import identity_of
from diaban.facts.schema import Barred, FieldSpec, PackTable, choice, text
from diaban.indicators.definitions import EXTERNAL
from diaban.indicators.early.alerts import Kind

_SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"
KINDS: Mapping[str, tuple[str, str]] = {
    Kind.ABOVE: ("Vượt ngưỡng", "Above a limit"),
    Kind.BELOW: ("Dưới ngưỡng", "Below a limit"),
    Kind.RISE: ("Tăng so với quý trước quá (%)", "Up on the quarter before by more than (%)"),
    Kind.FALL: ("Giảm so với quý trước quá (%)", "Down on the quarter before by more than (%)"),
    Kind.YEAR_RISE: ("Tăng so với cùng kỳ quá (%)", "Up on the year before by more than (%)"),
    Kind.YEAR_FALL: ("Giảm so với cùng kỳ quá (%)", "Down on the year before by more than (%)"),
    Kind.MISSING: ("Chưa có số liệu sau (ngày)", "Unknown after (days)"),
    Kind.STALE: ("Dựa trên dữ liệu quá hạn kiểm tra", "Resting on stale facts"),
}
FIELDS = (
    text("code", "Mã", "Code", required=True, pattern=_SLUG),
    text("name_vi", "Tên", "Name in Vietnamese", required=True),
    text("name_en", "Tên tiếng Anh", "Name in English", required=True),
    text("indicator", "Chỉ tiêu", "Indicator", required=True, pattern=r"[a-z]+(\.[a-z_]+)+"),
    text("place", "Phạm vi", "Place"),
    choice("kind", "Khi nào", "When", KINDS, required=True),
    FieldSpec("limit", "decimal", "Ngưỡng", "Limit", minimum=-1e12, maximum=1e12),
)
_COLUMNS = ("code", "name_vi", "name_en", "indicator", "place", "kind", "limit")


def store(rows: Sequence[Mapping[str, Any]], origin: str, now: datetime) -> tuple[int, int]:
    """Make these the live rules of `origin`; the others are withdrawn. (added, withdrawn).

    What the desk has decided about a code stands: its own version, or that there is none.
    """
    from diaban.indicators.early.models import AlertRule

    decided = set(AlertRule.objects.filter(origin="staff").values_list("code", flat=True)) | set(
        AlertRule.objects.exclude(withdrawn_by=None).values_list("code", flat=True)
    )
    wanted = {
        identity_of(origin=origin, **{name: row.get(name) for name in _COLUMNS}): row
        for row in rows
        if row["code"] not in decided
    }
    standing = AlertRule.objects.filter(origin=origin, withdrawn_at=None)
    kept = set(standing.filter(identity__in=wanted).values_list("identity", flat=True))
    gone = standing.exclude(identity__in=kept).update(withdrawn_at=now)
    new = [
        AlertRule(
            **{name: row.get(name) or "" for name in _COLUMNS[:-1]},
            limit=row.get("limit") or 0,
            origin=origin,
            identity=identity,
            recorded_at=now,
        )
        for identity, row in wanted.items()
        if identity not in kept
    ]
    AlertRule.objects.bulk_create(new)
    return len(new), gone


RULES = PackTable(
    "alert_rules.csv", FIELDS, store, {"indicator": ("indicators.csv", "code")},
    {"indicator": Barred(
        "kind", EXTERNAL,
        _("“%(key)s” is cited from others, not computed: the rule would never raise anything."),
        _("Name an indicator that is computed, or delete the rule."),
    )},
)  # fmt: skip
