"""What the letters 01–07 of the one-stop desk say (Thông tư 03/2025/TT-VPCP, Phụ lục I).

The words are a first draft that an officer edits before it is signed; they are in Vietnamese, the
language of an official letter, whatever the reader's. The exact printed forms were not at hand:
the names are the circular's, the sentences are ours.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import translation

from diaban.clock.calendar import VIETNAM
from diaban.dossiers import explaining, presenting
from diaban.dossiers.lifecycle import Kind
from diaban.dossiers.models import Channel, Dossier, DossierEvent
from diaban.dossiers.standing import Standing

FORMS = {
    "01": "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
    "02": "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
    "03": "Phiếu từ chối tiếp nhận giải quyết hồ sơ",
    "04": "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết",
    "05": "Thông báo dừng giải quyết hồ sơ",
    "06": "Phiếu kiểm soát quá trình giải quyết hồ sơ",
    "07": "Sổ theo dõi hồ sơ",
}
SYMBOLS = {
    "01": "GTN",
    "02": "PYC",
    "03": "PTC",
    "04": "VBXL",
    "05": "TB",
    "06": "PKS",
    "07": "STD",
}
CHANNELS = {Channel.COUNTER: "trực tiếp", Channel.ONLINE: "trực tuyến",
            Channel.POST: "qua dịch vụ bưu chính công ích"}  # fmt: skip
EVENT_WORDS = {
    Kind.SUBMITTED: "Nộp hồ sơ", Kind.RECEIVED: "Tiếp nhận", Kind.FORWARDED: "Chuyển xử lý",
    Kind.ASSIGNED: "Phân công", Kind.SUPPLEMENT_REQUESTED: "Yêu cầu bổ sung",
    Kind.SUPPLIED: "Đã bổ sung", Kind.SENT_TO_AGENCY: "Lấy ý kiến cơ quan khác",
    Kind.RETURNED_BY_AGENCY: "Cơ quan khác trả lời", Kind.OBLIGATION_RAISED: "Yêu cầu nộp tiền",
    Kind.OBLIGATION_MET: "Đã nộp tiền", Kind.SUSPENDED: "Tạm dừng", Kind.RESUMED: "Tiếp tục",
    Kind.EXTENSION_AGREED: "Gia hạn", Kind.APOLOGISED: "Xin lỗi", Kind.PROPOSED: "Đề xuất",
    Kind.APPROVED: "Phê duyệt", Kind.SENT_BACK: "Trả lại để làm lại", Kind.SIGNED: "Ký, đóng dấu",
    Kind.COMPLETED: "Hoàn thành", Kind.HANDED_OVER: "Trả kết quả",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Text:
    """A letter as it is edited: paragraphs are divided by line breaks; `rows` is a table."""

    title: str
    about: str
    to: str
    body: str
    receivers: str
    signer: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    tracking: str = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def text_of(content: dict[str, Any]) -> Text:
    """The letter that was kept as JSON."""
    known = {name: content.get(name, "") for name in ("title", "about", "to", "body", "receivers",
                                                      "signer", "tracking")}  # fmt: skip
    return Text(**known, columns=tuple(content.get("columns", ())),
                rows=tuple(tuple(row) for row in content.get("rows", ())))  # fmt: skip


def day(value: date | datetime | None) -> str:
    """ "ngày 05 tháng 01 năm 2026": a day or a month below 10 (months 1, 2) has a leading 0."""
    if value is None:
        return "chưa xác định"
    if isinstance(value, datetime):
        value = value.astimezone(VIETNAM) if value.tzinfo else value
    month = f"{value.month:02d}" if value.month < 3 else str(value.month)
    return f"ngày {value.day:02d} tháng {month} năm {value.year}"


def moment(value: datetime) -> str:
    value = value.astimezone(VIETNAM) if value.tzinfo else value
    return f"{value.hour} giờ {value.minute:02d}, {day(value)}"


@dataclass
class Facts:
    """What every letter about a dossier needs, in Vietnamese."""

    found: Standing
    event: DossierEvent | None
    signer: str
    tracking: str = ""
    dossier: Dossier = field(init=False)
    procedure: str = field(init=False)
    reasons: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.dossier = self.found.dossier
        offer = presenting.offer_of(self.dossier, self.found.book)
        self.procedure = offer.name.get("vi", "") if offer else self.dossier.procedure
        self.documents = [one.name.get("vi", "") for one in offer.components] if offer else []
        with translation.override("vi"):
            self.reasons = explaining.summary(self.found)

    @property
    def why(self) -> str:
        return self.event.reason if self.event else ""


def compose(form: str, facts: Facts) -> Text:
    """The first draft of a letter."""
    body, columns, rows = _BODIES[form](facts)
    code = facts.dossier.code or ""
    return Text(
        title=FORMS[form],
        about=f"Hồ sơ {code}: {facts.procedure}",
        to=facts.dossier.applicant or "(người nộp hồ sơ)",
        body="\n".join(line for line in body if line),
        receivers="Như trên;\nLưu: VT, hồ sơ.",
        signer=facts.signer,
        columns=columns,
        rows=rows,
        tracking=facts.tracking if form == "01" else "",
    )


Body = tuple[list[str], tuple[str, ...], tuple[tuple[str, ...], ...]]


def _receipt(facts: Facts) -> Body:
    dossier, ledger = facts.found.dossier, facts.found.ledger
    received = moment(ledger.received) if ledger.received else "chưa xác định"
    promise = day(ledger.promised) if ledger.promised else "chưa xác định vì chưa rõ thời hạn"
    files = [row.name for row in dossier.attachments.all()[:40]]
    lines = [
        f"Đã tiếp nhận hồ sơ của: {dossier.applicant}.",
        f"Mã hồ sơ: {dossier.code}. Hình thức nộp: {CHANNELS[Channel(dossier.channel)]}.",
        f"Nội dung yêu cầu giải quyết: {facts.procedure}.",
        "Thành phần hồ sơ gồm: " + ("; ".join(facts.documents or files) or "theo quy định") + ".",
        f"Thời điểm nhận hồ sơ: {received}.",
        f"Thời gian hẹn trả kết quả: {promise}.",
        "Căn cứ tính thời hạn:",
    ]
    return lines + facts.reasons, (), ()


def _supplement(facts: Facts) -> Body:
    lines = [
        f"Sau khi xem xét hồ sơ mã số {facts.dossier.code} về việc {facts.procedure}, "
        "đề nghị Ông/Bà (quý đơn vị) bổ sung, hoàn thiện hồ sơ gồm những nội dung sau:",
        facts.why,
        "Thời gian chờ bổ sung không tính vào thời hạn giải quyết; việc tính thời hạn tiếp tục "
        "từ ngày sau ngày nhận được hồ sơ bổ sung đầy đủ.",
    ]
    return lines + facts.reasons[2:], (), ()


def _refusal(facts: Facts) -> Body:
    return [
        f"Hồ sơ mã số {facts.dossier.code} về việc {facts.procedure} không được tiếp nhận "
        "giải quyết với lý do:",
        facts.why,
    ], (), ()  # fmt: skip


def _apology(facts: Facts) -> Body:
    ledger = facts.found.ledger
    lines = [
        f"Hồ sơ mã số {facts.dossier.code} về việc {facts.procedure} được hẹn trả kết quả "
        f"{day(ledger.promised)}.",
        "Đến nay hồ sơ chưa giải quyết xong. Lý do:",
        facts.why,
        "Cơ quan giải quyết xin lỗi Ông/Bà (quý đơn vị) về sự chậm trễ này.",
    ]
    if facts.event is not None and facts.event.kind == Kind.EXTENSION_AGREED:
        days = facts.event.data.get("days")
        lines.append(f"Thời hạn giải quyết được gia hạn thêm {days} ngày theo thỏa thuận với "
                     f"người nộp hồ sơ; hẹn trả kết quả {day(ledger.due)}.")  # fmt: skip
    return lines + facts.reasons, (), ()


def _stop(facts: Facts) -> Body:
    return [
        f"Dừng giải quyết hồ sơ mã số {facts.dossier.code} về việc {facts.procedure} với lý do:",
        facts.why,
        "Người nộp hồ sơ có quyền nộp lại hồ sơ và khiếu nại theo quy định của pháp luật.",
    ], (), ()  # fmt: skip


def _control(facts: Facts) -> Body:
    rows = tuple(
        (str(number), EVENT_WORDS.get(Kind(row.kind), row.kind), moment(row.at), str(row.by or ""),
         row.reason)
        for number, row in enumerate(
            facts.dossier.events.exclude(kind=Kind.NOTED).select_related("by").order_by("sequence"),
            1,
        )
    )  # fmt: skip
    lines = [
        f"Mã hồ sơ: {facts.dossier.code}. Nội dung: {facts.procedure}.",
        f"Hẹn trả kết quả lần đầu: {day(facts.found.ledger.promised)}; "
        f"hạn hiện tại: {day(facts.found.ledger.due)}.",
    ]
    return lines, ("TT", "Bước", "Thời điểm", "Người thực hiện", "Ghi chú"), rows


_BODIES = {"01": _receipt, "02": _supplement, "03": _refusal, "04": _apology, "05": _stop,
           "06": _control}  # fmt: skip
