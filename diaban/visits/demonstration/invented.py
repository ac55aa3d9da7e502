"""Invented visits, seeded: the journeys of a task force from October 2024 on, with what was found
and promised. Pure. Only the parks are real; who was met and what came of it is made up.

Each visit draws from a chance of its own: a later last day adds visits and changes none.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from diaban.clock import Calendar
from diaban.petitions.invented import TROUBLES
from diaban.visits.commitments.promises import Event, Kind, objection

SEED = 2024_10
FIRST_DAY = date(2024, 10, 8)
MOST_STOPS = 4

THEMES = (
    "giải phóng mặt bằng và giao đất", "tiến độ các dự án đã cam kết", "cấp điện, cấp nước",
    "hạ tầng đấu nối ngoài hàng rào", "lao động và nhà ở công nhân", "môi trường và nước thải",
    "thủ tục sau cấp giấy chứng nhận",
)  # fmt: skip
CHECKED = (
    "land", "progress", "planning", "power", "water", "wastewater", "inside", "outside", "labour",
    "safety", "procedures",
)  # fmt: skip
_CATEGORY_OF = {"inside": "infrastructure_inside", "outside": "infrastructure_outside",
                "wastewater": "environment", "progress": "investment",
                "procedures": "investment"}  # fmt: skip

AUTHORITY: Mapping[str, tuple[str, str, str]] = {
    "land": ("ubnd-xa", "Vận động, chi trả và bàn giao phần diện tích còn vướng",
             "Biên bản bàn giao mặt bằng"),
    "planning": ("bql-kkt", "Thẩm định và trình điều chỉnh cục bộ quy hoạch phân khu",
                 "Tờ trình điều chỉnh quy hoạch"),
    "infrastructure_inside": ("bql-kkt", "Làm việc với chủ đầu tư hạ tầng về lịch sửa đường",
                              "Biên bản làm việc, ảnh nghiệm thu"),
    "infrastructure_outside": ("ban-qlda", "Trình phương án bố trí vốn cho đường đấu nối",
                               "Văn bản trình phương án vốn"),
    "power": ("dien-luc", "Lập phương án cấp điện bổ sung và thông báo lịch cắt điện",
              "Phương án cấp điện"),
    "water": ("nuoc-sach", "Điều tiết áp lực, bảo đảm cấp nước giờ cao điểm",
              "Nhật ký áp lực tại điểm đấu nối"),
    "environment": ("so-nnmt", "Hướng dẫn hồ sơ đấu nối nước thải", "Văn bản hướng dẫn"),
    "labour": ("so-noi-vu", "Tổ chức phiên giao dịch việc làm tại khu công nghiệp",
               "Báo cáo phiên giao dịch"),
    "investment": ("bql-kkt", "Hướng dẫn thành phần hồ sơ điều chỉnh dự án", "Văn bản hướng dẫn"),
}  # fmt: skip
"""Field → who promises, what, and what will show it, on the authority's side."""

ENTERPRISE: Mapping[str, tuple[str, str]] = {
    "land": ("Ứng vốn chi trả bồi thường đợt tiếp theo", "Chứng từ chuyển tiền"),
    "planning": ("Nộp đủ hồ sơ điều chỉnh quy hoạch", "Giấy tiếp nhận hồ sơ"),
    "infrastructure_inside": ("Sửa mặt đường trước cổng nhà máy", "Ảnh và biên bản nghiệm thu"),
    "infrastructure_outside": ("Cung cấp số liệu lưu lượng xe", "Văn bản cung cấp số liệu"),
    "power": ("Đăng ký phụ tải năm tới", "Bản đăng ký phụ tải"),
    "water": ("Lắp bể chứa dự phòng", "Ảnh bể chứa"),
    "environment": ("Hoàn thành vận hành thử trạm xử lý", "Kết quả quan trắc"),
    "labour": ("Gửi nhu cầu tuyển dụng theo quý", "Danh sách nhu cầu tuyển dụng"),
    "investment": ("Báo cáo tiến độ và nộp hồ sơ điều chỉnh", "Giấy tiếp nhận hồ sơ"),
}

FATES = (("kept", 50), ("late", 15), ("moved", 13), ("broken", 6), ("silent", 8), ("claimed", 5),
         ("withdrawn", 3))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Site:
    """Where an invented visit may go: a park or zone with the key of its receiver's organisation,
    and projects there as (code, first possible day, organisation's key)."""

    place: str
    organisation: str = ""
    projects: tuple[tuple[str, date, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Promised:
    """A commitment: `side` as `Commitment.Side`, its events in the order of the record."""

    side: str
    body: str
    what: str
    evidence: str
    events: tuple[Event, ...]


@dataclass(slots=True)
class Stopped:
    place: str
    project: str
    organisation: str
    answers: dict[str, str] = field(default_factory=dict)
    findings: list[tuple[str, str]] = field(default_factory=list)
    promises: list[Promised] = field(default_factory=list)
    met: str = ""
    note: str = ""
    photographed: bool = False


@dataclass(slots=True)
class Journey:
    """One visit. `state` as `Visit.State`; `why` it was called off."""

    title: str
    purpose: str
    first_day: date
    last_day: date
    state: str
    stops: list[Stopped]
    why: str = ""


def journeys(sites: Sequence[Site], calendar: Calendar, until: date) -> list[Journey]:
    """Every invented visit made by the day `until`, one under way and two still to come."""
    found = list(_made(sites, calendar, until))
    found += _ahead(sites, until, len(found))
    return found


def _made(sites: Sequence[Site], calendar: Calendar, until: date) -> Iterator[Journey]:
    day, number = FIRST_DAY, 0
    while True:
        number += 1
        chance = random.Random(f"{SEED} {number}")  # noqa: S311 (examples, not secrets)
        first = _workday(day)
        last = first + timedelta(days=1 if chance.random() < 0.25 and first.weekday() < 4 else 0)
        if last >= until:
            return
        journey = _journey(sites, number, first, last, chance)
        if chance.random() < 0.05:
            journey.state, journey.why = "cancelled", "Bão, mưa lớn: hoãn để bảo đảm an toàn."
        else:
            for stop in journey.stops:
                _tell(stop, first, calendar, until, chance)
        yield journey
        day += timedelta(days=chance.randint(9, 17))


def _ahead(sites: Sequence[Site], until: date, made: int) -> Iterator[Journey]:
    """A visit that began today and two that are planned, for whoever tries the program."""
    for number, (state, first) in enumerate(
        (("under_way", until), ("planned", _workday(until + timedelta(days=5))),
         ("planned", _workday(until + timedelta(days=19)))), 1,
    ):  # fmt: skip
        chance = random.Random(f"{SEED} ahead {number}")  # noqa: S311 (examples, not secrets)
        journey = _journey(sites, made + number, first, first, chance)
        journey.state = state
        yield journey


def _workday(day: date) -> date:
    """That day, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def _journey(
    sites: Sequence[Site], number: int, first: date, last: date, chance: random.Random
) -> Journey:
    theme = THEMES[number % len(THEMES)]
    quarter = ("I", "II", "III", "IV")[(first.month - 1) // 3]
    chosen = chance.sample(range(len(sites)), min(chance.randint(2, MOST_STOPS), len(sites)))
    stops = []
    for index in chosen:
        site = sites[index]
        there = [one for one in site.projects if one[1] < first]
        if there and chance.random() < 0.5:
            code, _granted, organisation = chance.choice(there)
            stops.append(Stopped(site.place, code, organisation))
        else:
            stops.append(Stopped(site.place, "", site.organisation))
    return Journey(
        title=f"Tổ công tác quý {quarter}/{first.year}: {theme}",
        purpose=f"Nắm tình hình và tháo gỡ vướng mắc về {theme}. Số liệu minh họa.",
        first_day=first, last_day=last, state="done", stops=stops,
    )  # fmt: skip


def _tell(stop: Stopped, day: date, calendar: Calendar, until: date, chance: random.Random) -> None:
    """What was seen, found and promised at a stop."""
    troubled = chance.sample(CHECKED[:9], chance.choice((0, 1, 1, 1, 2, 2)))
    for code in CHECKED:
        if code in troubled:
            stop.answers[code] = "problem"
        elif chance.random() < 0.75:
            stop.answers[code] = chance.choice(("good", "good", "good", "not_applicable"))
    for code in troubled:
        category = _CATEGORY_OF.get(code, code)
        title, text = chance.choice(TROUBLES[category])
        stop.findings.append((category, f"{title}. {text}"))
        if chance.random() < 0.8:
            stop.promises.append(_promise(category, "authority", day, calendar, until, chance))
        if chance.random() < 0.4:
            stop.promises.append(_promise(category, "enterprise", day, calendar, until, chance))
    stop.met = "Đại diện đơn vị (minh họa)"
    stop.note = "Đã làm việc tại hiện trường." if troubled else "Hoạt động bình thường."
    stop.photographed = chance.random() < 0.6


def _promise(
    category: str, side: str, day: date, calendar: Calendar, until: date, chance: random.Random
) -> Promised:
    if side == "authority":
        body, what, evidence = AUTHORITY[category]
    else:
        body, (what, evidence) = "", ENTERPRISE[category]
    due = _workday(day + timedelta(days=chance.choice((14, 21, 30, 30, 45, 60, 90))))
    names, weights = zip(*FATES, strict=True)
    fate = chance.choices(names, weights)[0]
    planned = [Event(Kind.MADE, day, day, due), *_fate(fate, day, due, evidence, chance)]
    events: list[Event] = []
    for event in planned:
        if event.said <= until and objection(events, event, calendar) is None:
            events.append(event)
    return Promised(side, body, what, evidence, tuple(events))


def _fate(fate: str, day: date, due: date, evidence: str, chance: random.Random) -> Iterator[Event]:
    """What becomes of a promise. `said` is the day of the record."""

    def on(base: date, low: int, high: int) -> date:
        return base + timedelta(days=chance.randint(low, high))

    def kept(done: date) -> Iterator[Event]:
        yield Event(Kind.CLAIMED_KEPT, done, done, None, f"Đã thực hiện: {evidence.lower()}.")
        seen = on(done, 1, 4)
        yield Event(Kind.KEPT, done, seen, None, f"Đã kiểm tra: {evidence.lower()}.")

    match fate:
        case "kept":
            yield from kept(on(due, -6, 0))
        case "late":
            yield from kept(on(due, 3, 25))
        case "moved":
            moved = on(due, -5, -1)
            later = _workday(due + timedelta(days=30))
            yield Event(Kind.POSTPONED, moved, moved, later, "Chờ ý kiến của cơ quan liên quan.")
            yield from kept(on(later, -6, 3))
        case "broken":
            said = on(due, 12, 30)
            yield Event(Kind.NOT_KEPT, said, said, None, "Kiểm tra lại: chưa thực hiện.")
        case "claimed":
            done = on(due, -4, 6)
            yield Event(Kind.CLAIMED_KEPT, done, done, None, "Đơn vị báo đã thực hiện.")
        case "withdrawn":
            let = on(day, 3, 9)
            yield Event(Kind.WITHDRAWN, let, let, None, "Hai bên thống nhất không còn cần thiết.")
