"""Helpers of the tests: a small desk whose people move a dossier on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from diaban.accounts.models import Organisation, User
from diaban.dossiers import actions
from diaban.dossiers.lifecycle import Kind
from diaban.dossiers.models import Dossier, DossierEvent
from diaban.dossiers.steps import STEPS
from diaban.procedures.models import Procedure, ProcedureVersion

PROCEDURE = "irc"
SAID = {
    "name": {"vi": "Cấp giấy chứng nhận", "en": "A certificate"},
    "field": {"vi": "Đầu tư", "en": "Investment"},
    "decided_by": {"vi": "Ban Quản lý", "en": "The Authority"},
    "stage": "registration",
    "legal_basis": ["NĐ 1/2020"],
    "statutory": {"amount": 10, "unit": "working_days"},
    "trust": "S-M",
    "components": [
        {"code": "application", "name": {"vi": "Văn bản đề nghị", "en": "Application"}},
        {"code": "plan", "name": {"vi": "Bản vẽ", "en": "Plan"}, "required": False},
    ],
    "fields": [
        {"name": "project_name", "label": {"vi": "Tên dự án", "en": "Name of the project"}},
        {"name": "area", "label": {"vi": "Diện tích", "en": "Area"}, "type": "number",
         "required": False, "minimum": 0, "unit": "ha"},
    ],
}  # fmt: skip


def procedure(code: str = PROCEDURE, **parts: Any) -> None:
    """A published procedure of the tests; without parts ten working days."""
    kept, _made = Procedure.objects.get_or_create(code=code)
    said = {name: value for name, value in (SAID | parts).items() if value is not None}
    ProcedureVersion.objects.create(
        procedure=kept, number=1, valid_from="2020-01-01", content=said,
        published_at=timezone.now(),
    )  # fmt: skip


PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 30
TO_THE_END = (Kind.FORWARDED, Kind.PROPOSED, Kind.APPROVED, Kind.SIGNED, Kind.COMPLETED)


@dataclass
class Desk:
    officer: User
    leader: User
    owner: User
    company: Organisation

    def do(self, dossier: Dossier, kind: Kind, **more: Any) -> DossierEvent:
        """Take a step as whoever may; the dossier at hand is read again."""
        by = self.leader if STEPS[kind].permission.value != "handle_dossiers" else self.officer
        more.setdefault("reason", "vì thiếu giấy tờ" if STEPS[kind].reason else "")
        dossier.refresh_from_db()
        event = actions.act(dossier, kind, by=more.pop("by", by), expected=dossier.version, **more)
        dossier.refresh_from_db()
        return event

    def finish(self, dossier: Dossier) -> None:
        for kind in TO_THE_END:
            self.do(dossier, kind)
