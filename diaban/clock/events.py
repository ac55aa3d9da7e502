"""What happens to a dossier, as far as its clock is concerned. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Kind(StrEnum):
    """The events of a dossier's clock, in the words of the one-stop decree."""

    RECEIVED = "received"
    """tiếp nhận hồ sơ"""
    SUPPLEMENT_REQUESTED = "supplement_requested"
    """yêu cầu bổ sung, hoàn thiện hồ sơ"""
    SUPPLIED = "supplied"
    """đã bổ sung"""
    SENT_TO_AGENCY = "sent_to_agency"
    """gửi lấy ý kiến cơ quan khác"""
    RETURNED = "returned"
    """cơ quan khác trả lời"""
    OBLIGATION_RAISED = "obligation_raised"
    """yêu cầu thực hiện nghĩa vụ tài chính"""
    OBLIGATION_MET = "obligation_met"
    """đã thực hiện nghĩa vụ tài chính"""
    SUSPENDED = "suspended"
    """tạm dừng theo quy định của pháp luật"""
    RESUMED = "resumed"
    """tiếp tục giải quyết"""
    EXTENDED = "extended"
    """gia hạn, đã thống nhất và nêu lý do"""
    COMPLETED = "completed"
    """đã xử lý xong"""
    HANDED_OVER = "handed_over"
    """đã trả kết quả"""
    REFUSED = "refused"
    """từ chối giải quyết, trả hồ sơ"""
    WITHDRAWN = "withdrawn"
    """rút hồ sơ"""
    STOPPED = "stopped"
    """dừng giải quyết"""


class Reason(StrEnum):
    """Whom or what a dossier waits for."""

    APPLICANT = "applicant"
    AGENCY = "agency"
    OBLIGATION = "obligation"
    LAW = "law"


OPENS = {
    Kind.SUPPLEMENT_REQUESTED: Reason.APPLICANT,
    Kind.SENT_TO_AGENCY: Reason.AGENCY,
    Kind.OBLIGATION_RAISED: Reason.OBLIGATION,
    Kind.SUSPENDED: Reason.LAW,
}
CLOSES = {
    Kind.SUPPLIED: Reason.APPLICANT,
    Kind.RETURNED: Reason.AGENCY,
    Kind.OBLIGATION_MET: Reason.OBLIGATION,
    Kind.RESUMED: Reason.LAW,
}
ENDS = frozenset({Kind.COMPLETED, Kind.HANDED_OVER, Kind.REFUSED, Kind.WITHDRAWN, Kind.STOPPED})
"""Events that end processing."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, appended and never changed.

    `at`: the moment in Vietnamese local time, or with a time zone. `agency`: which agency was
    asked or answered; several may be asked at a time. `amount`: of an extension, in the unit of
    the term. `agreed`: whether the extension was agreed. `note`: reason in words, of an extension
    required. `promised`: of the receipt, the date that was printed on it (form 01).
    """

    kind: Kind
    at: datetime
    note: str = ""
    agency: str = ""
    amount: int = 0
    agreed: bool = False
    promised: date | None = None
