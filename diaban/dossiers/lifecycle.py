"""What may happen to a dossier, and what it is after it happened. Pure: no Django, no database.

A dossier's history is a list of events; `progress` folds it. `objection` says why the next event
cannot be, or None. The ten states that are exchanged with the National Public Service Portal
(trạng thái hồ sơ, Cổng Dịch vụ công quốc gia) are a view of the events, never stored as the truth.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Any


class Kind(StrEnum):
    """What can happen. The words that people read are in `words.py`."""

    SUBMITTED = "submitted"  # nộp hồ sơ
    RECEIVED = "received"  # tiếp nhận: the clock starts
    REFUSED = "refused"  # từ chối tiếp nhận
    ASSIGNED = "assigned"  # phân công
    FORWARDED = "forwarded"  # chuyển chuyên viên xử lý
    SUPPLEMENT_REQUESTED = "supplement_requested"  # yêu cầu bổ sung
    SUPPLIED = "supplied"  # đã bổ sung
    SENT_TO_AGENCY = "sent_to_agency"  # lấy ý kiến cơ quan khác
    RETURNED_BY_AGENCY = "returned_by_agency"  # cơ quan khác trả lời
    OBLIGATION_RAISED = "obligation_raised"  # yêu cầu nghĩa vụ tài chính
    OBLIGATION_MET = "obligation_met"
    SUSPENDED = "suspended"  # tạm dừng theo luật
    RESUMED = "resumed"
    EXTENSION_AGREED = "extension_agreed"  # gia hạn, người nộp đồng ý
    APOLOGISED = "apologised"  # văn bản xin lỗi
    PROPOSED = "proposed"  # chuyên viên đề xuất
    APPROVED = "approved"  # lãnh đạo phê duyệt
    SENT_BACK = "sent_back"  # trả lại để làm lại
    SIGNED = "signed"  # ký, đóng dấu
    COMPLETED = "completed"  # đã xử lý xong
    HANDED_OVER = "handed_over"  # trả kết quả
    WITHDRAWN = "withdrawn"  # người nộp rút hồ sơ
    STOPPED = "stopped"  # dừng xử lý
    NOTED = "noted"  # ghi chú nội bộ


class National(IntEnum):
    """The states exchanged with the national portal (DOMAIN §2.2)."""

    REGISTERED = 1
    RECEIVED = 2
    REFUSED = 3
    IN_PROCESS = 4
    SUPPLEMENT = 5
    OBLIGATION = 6
    WITHDRAWN = 7
    STOPPED = 8
    DONE = 9
    HANDED_OVER = 10


class Wait(StrEnum):
    """For whom a dossier waits."""

    APPLICANT = "applicant"
    AGENCY = "agency"
    OBLIGATION = "obligation"
    LAW = "law"


OPENS: dict[Kind, Wait] = {
    Kind.SUPPLEMENT_REQUESTED: Wait.APPLICANT,
    Kind.SENT_TO_AGENCY: Wait.AGENCY,
    Kind.OBLIGATION_RAISED: Wait.OBLIGATION,
    Kind.SUSPENDED: Wait.LAW,
}
CLOSES: dict[Kind, Wait] = {
    Kind.SUPPLIED: Wait.APPLICANT,
    Kind.RETURNED_BY_AGENCY: Wait.AGENCY,
    Kind.OBLIGATION_MET: Wait.OBLIGATION,
    Kind.RESUMED: Wait.LAW,
}
ENDS = frozenset({Kind.REFUSED, Kind.COMPLETED, Kind.WITHDRAWN, Kind.STOPPED})
# What may be said of a dossier that nobody has received yet.
BEFORE_RECEIPT = frozenset(
    {Kind.SUBMITTED, Kind.RECEIVED, Kind.REFUSED, Kind.ASSIGNED, Kind.SUPPLEMENT_REQUESTED,
     Kind.SUPPLIED, Kind.WITHDRAWN, Kind.NOTED}
)  # fmt: skip
TOLERANCE = timedelta(minutes=2)
"""Two machines' clocks differ; further ahead is the future."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, at a moment with a zone, with what else is known of it."""

    kind: Kind
    at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)
    recorded: datetime | None = None
    """When it was written down."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What the events so far make of a dossier. No event: a draft."""

    last_at: datetime | None = None
    submitted_at: datetime | None = None
    received_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: Kind | None = None
    handed_over_at: datetime | None = None
    waiting: frozenset[Wait] = frozenset()
    agencies: frozenset[str] = frozenset()
    """The agencies that were asked and have not answered; several may be asked at a time."""
    assignee: int | None = None
    in_process: bool = False
    proposed: bool = False
    approved: bool = False
    signed: bool = False
    requests: int = 0
    extensions: int = 0
    apologised: bool = False

    @property
    def ended(self) -> bool:
        return self.ended_by is not None

    @property
    def national(self) -> National | None:
        """The portal's state; None while it is a draft."""
        if self.handed_over_at is not None:
            return National.HANDED_OVER
        if self.ended_by is not None:
            return _ENDED[self.ended_by]
        if Wait.APPLICANT in self.waiting:
            return National.SUPPLEMENT
        if Wait.OBLIGATION in self.waiting:
            return National.OBLIGATION
        if self.received_at is None:
            return National.REGISTERED if self.submitted_at else None
        return National.IN_PROCESS if self.in_process else National.RECEIVED


_ENDED = {
    Kind.REFUSED: National.REFUSED,
    Kind.WITHDRAWN: National.WITHDRAWN,
    Kind.STOPPED: National.STOPPED,
    Kind.COMPLETED: National.DONE,
}


def progress(events: Iterable[Event]) -> Progress:
    """Fold a history, oldest first. The events are taken as they are: `objection` guards them."""
    state = Progress()
    for event in events:
        state = after(state, event)
    return state


def after(state: Progress, event: Event) -> Progress:
    """`state` once `event` has happened."""
    kind = event.kind
    state = replace(state, last_at=event.at)
    if kind in ENDS:
        return replace(state, ended_at=event.at, ended_by=kind, waiting=frozenset(),
                       agencies=frozenset())  # fmt: skip
    if kind in OPENS:
        more: dict[str, Any] = (
            {"requests": state.requests + 1} if kind == Kind.SUPPLEMENT_REQUESTED else {}
        )
        if kind == Kind.SENT_TO_AGENCY:
            more = {"agencies": state.agencies | {agency_of(event.data)}}
        received = state.received_at is not None
        return replace(state, waiting=state.waiting | {OPENS[kind]}, in_process=received, **more)
    if kind in CLOSES:
        left = state.agencies - {agency_of(event.data)}
        if kind == Kind.RETURNED_BY_AGENCY and left:
            return replace(state, agencies=left)
        agencies = left if kind == Kind.RETURNED_BY_AGENCY else state.agencies
        return replace(state, waiting=state.waiting - {CLOSES[kind]}, agencies=agencies)
    return replace(state, **_changes(state, event))


def agency_of(data: Mapping[str, Any]) -> str:
    """Which agency an event is about; "" where nobody said."""
    return str(data.get("agency") or "")


def _changes(state: Progress, event: Event) -> dict[str, Any]:
    match event.kind:
        case Kind.SUBMITTED:
            return {"submitted_at": event.at}
        case Kind.RECEIVED:
            return {
                "received_at": event.at,
                "submitted_at": state.submitted_at or event.at,
                "assignee": event.data.get("to") or state.assignee,
            }
        case Kind.ASSIGNED:
            return {"assignee": event.data.get("to")}
        case Kind.FORWARDED:
            return {"in_process": True, "assignee": event.data.get("to") or state.assignee}
        case Kind.PROPOSED:
            return {"in_process": True, "proposed": True}
        case Kind.APPROVED:
            return {"approved": True}
        case Kind.SENT_BACK:
            return {"proposed": False, "approved": False}
        case Kind.SIGNED:
            return {"signed": True}
        case Kind.HANDED_OVER:
            return {"handed_over_at": event.at}
        case Kind.EXTENSION_AGREED:
            return {"extensions": state.extensions + 1}
        case Kind.APOLOGISED:
            return {"apologised": True}
    return {}


def objection(
    state: Progress, kind: Kind, at: datetime, now: datetime, data: Mapping[str, Any] | None = None
) -> str | None:
    """Why `kind` cannot happen at `at`: a code for `words.OBJECTIONS`, or None."""
    if at > now + TOLERANCE:
        return "future"
    if state.last_at is not None and at < state.last_at:
        return "before_last"
    return _of_stage(state, kind) or _of_order(state, kind, data)


def _of_stage(state: Progress, kind: Kind) -> str | None:
    if kind == Kind.NOTED:
        return None if state.submitted_at else "draft"
    if kind == Kind.HANDED_OVER:
        if state.handed_over_at is not None:
            return "twice"
        return None if state.ended_by == Kind.COMPLETED else "not_completed"
    if state.ended:
        return "closed"
    if state.submitted_at is None and kind not in (Kind.SUBMITTED, Kind.RECEIVED):
        return "draft"
    if state.received_at is None and kind not in BEFORE_RECEIPT:
        return "before_receipt"
    return None


def _of_order(state: Progress, kind: Kind, data: Mapping[str, Any] | None) -> str | None:
    if kind == Kind.SENT_TO_AGENCY and data is not None:
        return "twice" if agency_of(data) in state.agencies else None
    if kind == Kind.RETURNED_BY_AGENCY and data is not None:
        return None if agency_of(data) in state.agencies else "nothing_open"
    if kind == Kind.SENT_TO_AGENCY:
        return None  # which agency is not chosen yet
    if kind in OPENS:
        return "twice" if OPENS[kind] in state.waiting else None
    if kind in CLOSES:
        return None if CLOSES[kind] in state.waiting else "nothing_open"
    if kind in (Kind.APPROVED, Kind.SIGNED, Kind.COMPLETED, Kind.RECEIVED) and state.waiting:
        return "waiting"
    already = {
        Kind.SUBMITTED: state.submitted_at is not None,
        Kind.RECEIVED: state.received_at is not None,
        Kind.REFUSED: state.received_at is not None,
        Kind.PROPOSED: state.proposed,
        Kind.APPROVED: state.approved,
        Kind.SIGNED: state.signed,
    }
    if already.get(kind):
        return "after_receipt" if kind == Kind.REFUSED else "twice"
    missing = {
        Kind.APPROVED: (state.proposed, "not_proposed"),
        Kind.SENT_BACK: (state.proposed and not state.signed, "not_proposed"),
        Kind.SIGNED: (state.approved, "not_approved"),
        Kind.COMPLETED: (state.signed, "not_signed"),
    }
    there, code = missing.get(kind, (True, ""))
    return None if there else code


def possible(state: Progress, now: datetime) -> frozenset[Kind]:
    """Everything that could happen next."""
    return frozenset(kind for kind in Kind if objection(state, kind, now, now) is None)
