"""What a task force looks at, at every stop: in versions, each valid from a day. Pure data.

An answer is a stop's field `checklist.<code>`, a remark `checklist.<code>.note`; the version of the
visit's first day holds, so that an old minute is never read by a new list.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

PREFIX = "checklist."
NOTE = ".note"

Words = tuple[str, str]
"""Vietnamese, English."""

ANSWERS: dict[str, Words] = {
    "good": ("Tốt, không vướng mắc", "Good, no obstacle"),
    "problem": ("Có vướng mắc", "There is an obstacle"),
    "not_applicable": ("Không áp dụng", "Does not apply"),
}
"""What can be answered; no answer means that nobody looked."""


@dataclass(frozen=True, slots=True)
class Item:
    """One question. `category` is the field of petitions under which a finding about it falls."""

    code: str
    words: Words
    category: str

    @property
    def field(self) -> str:
        return PREFIX + self.code

    @property
    def note_field(self) -> str:
        return PREFIX + self.code + NOTE


@dataclass(frozen=True, slots=True)
class Version:
    number: int
    valid_from: date
    items: tuple[Item, ...]


VERSIONS: tuple[Version, ...] = (
    Version(
        1,
        date(2024, 1, 1),
        (
            Item("land", ("Mặt bằng, giải phóng mặt bằng, giao đất",
                          "Land, clearance, handing over"), "land"),
            Item("progress", ("Tiến độ xây dựng so với cam kết",
                              "Progress of construction against what was promised"), "investment"),
            Item("planning", ("Quy hoạch, giấy phép xây dựng",
                              "Planning, building permits"), "planning"),
            Item("power", ("Cấp điện", "Power supply"), "power"),
            Item("water", ("Cấp nước sạch", "Clean water supply"), "water"),
            Item("wastewater", ("Nước thải, chất thải, môi trường",
                                "Wastewater, waste, environment"), "environment"),
            Item("inside", ("Đường nội bộ, thoát nước mưa",
                            "Roads and drainage inside the park"), "infrastructure_inside"),
            Item("outside", ("Đường đấu nối, hạ tầng ngoài hàng rào",
                             "Connecting roads, infrastructure outside the fence"),
                 "infrastructure_outside"),
            Item("labour", ("Tuyển dụng lao động, nhà ở công nhân",
                            "Recruitment, workers' housing"), "labour"),
            Item("safety", ("Phòng cháy chữa cháy, an toàn",
                            "Fire protection, safety"), "safety"),
            Item("procedures", ("Thủ tục hành chính đang thực hiện",
                                "Administrative procedures under way"), "investment"),
        ),
    ),
)  # fmt: skip


def on(day: date) -> Version:
    """The version that holds on the day; before the first one, the first."""
    held = [version for version in VERSIONS if version.valid_from <= day]
    return held[-1] if held else VERSIONS[0]


def said(words: Words, language: str) -> str:
    return words[0] if language.startswith("vi") else words[1]
