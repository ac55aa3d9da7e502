"""Invented petitions, seeded: their first quarter of 2025 reproduces what was published. Pure.

40 petitions were taken in: 31 from 8 infrastructure developers and 9 from 7 enterprises. Who asks,
what he says and what is answered is invented; only the parks are real.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from diaban.clock.calendar import VIETNAM, Calendar
from diaban.petitions.course import Event, Kind, State, Terms, course, objection

SEED = 2025
DEVELOPERS = 8
ENTERPRISES = 7
QUARTER = (date(2025, 1, 1), date(2025, 3, 31))
BY_CATEGORY = {
    "infrastructure_developer": {"land": 12, "planning": 6, "infrastructure_inside": 2,
                                 "infrastructure_outside": 6, "power": 3, "water": 2},
    "enterprise": {"land": 1, "infrastructure_inside": 2, "power": 2, "water": 1, "labour": 3},
}  # fmt: skip
"""How the forty of the quarter are split: the two sums (31 and 9) were published, the rest not."""
PARKS = (
    "infrastructure_project:song-khoai", "infrastructure_project:bac-tien-phong",
    "infrastructure_project:nam-tien-phong", "infrastructure_project:bach-dang",
    "infrastructure_project:texhong-hai-ha", "infrastructure_project:dong-mai",
    "infrastructure_project:viet-hung", "infrastructure_project:hai-yen",
)  # fmt: skip

TROUBLES: dict[str, tuple[tuple[str, str], ...]] = {
    "land": (
        ("Còn hộ chưa bàn giao mặt bằng", "Một số hộ trong phạm vi giai đoạn này chưa nhận tiền "
         "bồi thường, thi công san nền phải dừng từng đoạn."),
        ("Chậm giao đất đợt tiếp theo", "Diện tích đã giải phóng mặt bằng chưa có quyết định giao "
         "đất nên chưa ký được hợp đồng thuê lại."),
        ("Vướng mắc xác định giá đất", "Chưa có giá đất cụ thể để tính tiền thuê đất của giai đoạn "
         "này."),
    ),
    "planning": (
        ("Điều chỉnh quy hoạch phân khu", "Đề nghị điều chỉnh cơ cấu sử dụng đất cho phù hợp với "
         "nhà đầu tư thứ cấp đã đăng ký."),
        ("Đấu nối giao thông với quốc lộ", "Đề nghị thỏa thuận vị trí đấu nối đường trục chính."),
    ),
    "infrastructure_inside": (
        ("Đường nội bộ xuống cấp", "Xe tải nặng ra vào nhiều, mặt đường hư hỏng trước cổng nhà "
         "máy."),
        ("Thoát nước mưa trong khu", "Mưa lớn ngập trước nhà xưởng, đề nghị nạo vét mương."),
    ),
    "infrastructure_outside": (
        ("Đường nối tới hàng rào chưa có", "Hạ tầng trong khu đã xong nhưng đường kết nối bên "
         "ngoài chưa khởi công."),
        ("Đê và kè ven sông", "Đề nghị sớm hoàn thành đoạn đê tiếp giáp khu công nghiệp."),
    ),
    "power": (
        ("Nguồn điện 110 kV chưa đủ", "Phụ tải tăng nhanh, trạm hiện có đã đầy tải; đề nghị "
         "đầu tư thêm trạm 110 kV."),
        ("Mất điện nhiều lần trong tháng", "Mất điện đột ngột làm dừng dây chuyền, đề nghị có "
         "phương án cấp điện ổn định."),
    ),
    "water": (
        ("Áp lực nước sạch yếu", "Mùa khô nước không đủ cho sản xuất, đề nghị tăng công suất cấp."),
    ),
    "labour": (
        ("Thiếu nhà ở cho công nhân", "Công nhân ngoài tỉnh khó thuê chỗ ở gần khu công nghiệp."),
        ("Tuyển lao động phổ thông khó", "Nhu cầu tuyển lớn sau Tết nhưng nguồn tại chỗ không đủ."),
    ),
    "environment": (("Chờ đấu nối nước thải", "Trạm xử lý nước thải sắp đầy công suất."),),
    "investment": (("Thủ tục điều chỉnh dự án", "Đề nghị hướng dẫn hồ sơ điều chỉnh tiến độ."),),
}  # fmt: skip
CAUSES = (
    # category, cause (vi, en), remedy (vi, en), owner, promised, finished or None
    ("power", "Trạm biến áp 110 kV đầy tải", "The 110 kV substation is full",
     "Xây thêm trạm 110 kV (minh họa)", "A further 110 kV substation (illustration)",
     "dien-luc", date(2025, 12, 31), date(2026, 2, 27)),
    ("land", "Chưa thống nhất giá bồi thường", "No agreement on compensation",
     "Phê duyệt giá đất cụ thể (minh họa)", "Specific land price approved (illustration)",
     "so-nnmt", date(2025, 6, 30), date(2025, 6, 20)),
    ("water", "Nhà máy nước thiếu công suất", "The water plant lacks capacity",
     "Nâng công suất nhà máy nước (minh họa)", "Water plant enlarged (illustration)",
     "nuoc-sach", date(2026, 9, 30), None),
    ("labour", "Thiếu nhà ở công nhân", "Too little housing for workers",
     "Khu nhà ở công nhân (minh họa)", "Housing for workers (illustration)",
     "so-xay-dung", date(2027, 6, 30), None),
    ("infrastructure_outside", "Đường kết nối chưa khởi công", "The connecting road has not begun",
     "Đường nối tới khu công nghiệp (minh họa)", "Connecting road (illustration)",
     "ban-qlda", date(2026, 6, 30), None),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: an invented organisation with a park where it is."""

    name_vi: str
    name_en: str
    kind: str
    place: str


@dataclass(slots=True)
class Story:
    """One invented petition with everything that happened to it."""

    asker: Asker
    category: str
    title: str
    text: str
    channel: str
    lead: str
    events: list[Event] = field(default_factory=list)


def askers() -> list[Asker]:
    """Eight developers, and seven enterprises spread over their parks."""
    developers = [
        Asker(f"Chủ đầu tư hạ tầng minh họa {n + 1:02d}", f"Illustrated developer {n + 1:02d}",
              "infrastructure_developer", PARKS[n])
        for n in range(DEVELOPERS)
    ]  # fmt: skip
    enterprises = [
        Asker(f"Doanh nghiệp minh họa K{n + 1:02d}", f"Illustrated enterprise K{n + 1:02d}",
              "enterprise", PARKS[(n * 3) % DEVELOPERS])
        for n in range(ENTERPRISES)
    ]  # fmt: skip
    return developers + enterprises


def stories(
    leads: dict[str, str], calendar: Calendar, until: date, terms: Terms | None = None
) -> list[Story]:
    """Every invented petition up to the day `until`, in the order of filing.

    `leads` names the lead body of each category.
    """
    chance = random.Random(SEED)  # noqa: S311 (examples, not secrets)
    found = [*_first_quarter(chance, leads), *_since(chance, leads, until)]
    found.sort(key=lambda one: one.events[0].at)
    for story in found:
        _tell(story, chance, terms or Terms(), calendar, until)
    return found


def _first_quarter(chance: random.Random, leads: dict[str, str]) -> Iterator[Story]:
    first, last = QUARTER
    everybody = askers()
    for kind, split in BY_CATEGORY.items():
        group = [one for one in everybody if one.kind == kind]
        categories = [category for category, count in split.items() for _n in range(count)]
        chance.shuffle(categories)
        for number, category in enumerate(categories):
            # Everybody asks at least once: so many different petitioners were published.
            asker = group[number] if number < len(group) else chance.choice(group)
            day = first + timedelta(days=chance.randrange((last - first).days))
            yield _filed(asker, category, day, chance, leads)


def _since(chance: random.Random, leads: dict[str, str], until: date) -> Iterator[Story]:
    day = QUARTER[1] + timedelta(days=2)
    everybody = askers()
    while day < until:
        category = chance.choice(list(TROUBLES))
        yield _filed(chance.choice(everybody), category, day, chance, leads)
        day += timedelta(days=chance.randint(1, 8))


def _filed(
    asker: Asker, category: str, day: date, chance: random.Random, leads: dict[str, str]
) -> Story:
    title, text = chance.choice(TROUBLES[category])
    channel = chance.choice(("online", "online", "meeting", "visit", "letter"))
    lead = leads.get(category, "")
    story = Story(asker, category, title, text, channel, lead)
    moment = datetime(day.year, day.month, day.day, chance.randint(8, 16), 5, tzinfo=VIETNAM)
    story.events.append(Event(Kind.FILED, moment, {"channel": channel}))
    if lead:
        story.events.append(Event(Kind.ROUTED, moment, {"lead": lead}))
    return story


def _tell(
    story: Story, chance: random.Random, terms: Terms, calendar: Calendar, until: date
) -> None:
    """What happens to a petition: mostly answered in time, sometimes asked back, late, disputed."""
    end = datetime(until.year, until.month, until.day, 17, tzinfo=VIETNAM)

    def then(kind: Kind, after: float, **data: object) -> bool:
        event = Event(kind, story.events[-1].at + timedelta(days=after), data)
        if event.at > end or objection(story.events, event, terms, calendar, end) is not None:
            return False
        story.events.append(event)
        return True

    then(Kind.FIRST_ANSWER, chance.uniform(1, 4), why="Đã tiếp nhận và đang phối hợp giải quyết.")
    if chance.random() < 0.15:
        then(Kind.ASKED, 1, why="Đề nghị bổ sung vị trí và hồ sơ liên quan.")
        then(Kind.REPLIED, chance.uniform(1, 9), why="Đã bổ sung.")
    if chance.random() < 0.05 and story.events[0].day.year > QUARTER[1].year:
        return  # nobody has answered yet: every desk has such ones
    late = chance.random() < 0.06
    days = chance.uniform(24, 40) if late else chance.uniform(3, 13)
    if not then(Kind.ANSWERED, days, why=_ANSWERS[story.category]):
        return
    fate = chance.random()
    if fate < 0.08 and then(Kind.DISPUTED, chance.uniform(1, 6), why="Vướng mắc vẫn còn."):
        then(Kind.ANSWERED, chance.uniform(5, 14), why=_ANSWERS[story.category])
    if fate < 0.75:
        then(Kind.CONFIRMED, chance.uniform(1, 8), satisfaction=chance.choice((3, 4, 4, 5, 5)))
    else:
        then(Kind.LAPSED, terms.notice_days + 1.1)
    found = course(story.events, terms, calendar)
    if found and found.state in (State.CONFIRMED, State.SILENT) and chance.random() < 0.6:
        then(Kind.FOLLOWED_UP, terms.follow_up_days + 1, fixed=chance.random() < 0.85)


_ANSWERS = {
    "land": "Đã chi trả và vận động, mặt bằng được bàn giao theo tiến độ.",
    "planning": "Đã thẩm định và trình điều chỉnh cục bộ.",
    "infrastructure_inside": "Chủ đầu tư hạ tầng đã sửa chữa, nghiệm thu.",
    "infrastructure_outside": "Đã bố trí vốn và giao chủ đầu tư thực hiện.",
    "power": "Đã bổ sung phương án cấp điện và lịch nâng cấp trạm.",
    "water": "Đã điều tiết áp lực; nâng công suất theo kế hoạch.",
    "labour": "Đã kết nối nguồn lao động và quỹ nhà hiện có.",
    "environment": "Đã thống nhất phương án đấu nối tạm và mở rộng trạm.",
    "investment": "Đã hướng dẫn thành phần hồ sơ và thời hạn.",
}
