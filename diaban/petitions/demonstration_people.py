"""What the demonstration accounts have before them: petitions of the last days and their notices.

Filed and worked on by the same actions that people use, so that every page and every notice is as
in life. Only where the demonstration accounts exist.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from diaban.accounts.models import Role, User
from diaban.petitions import places
from diaban.petitions.actions import Request, act, file_petition
from diaban.petitions.course import Kind
from diaban.petitions.models import Body, Petition
from diaban.petitions.routes import choose
from diaban.petitions.routing import Route

PLACE = "infrastructure_project:dong-mai"
ASIDE = (0.0071, -0.0052)
"""From where the park is drawn to the point of a petition, in degrees; it marks nothing real."""
MORNING = 9


def load() -> None:
    """Four petitions of today's people, each at another point of its course, and a report."""
    people = _people()
    if not {Role.ENTERPRISE, Role.OFFICER} <= set(people):
        return
    asker, officer = people[Role.ENTERPRISE], people[Role.OFFICER]
    if Role.AGENCY in people:
        _join(people[Role.AGENCY], "power")
    power = _file(asker, 3, "Điện áp sụt vào giờ cao điểm", "power",
                  "Từ 17 đến 19 giờ điện áp sụt, máy nén dừng; đề nghị kiểm tra xuất tuyến.",
                  point=_point())  # fmt: skip
    _step(power, Kind.FIRST_ANSWER, officer, 1, why="Đã chuyển bộ phận kỹ thuật kiểm tra.")
    water = _file(asker, 12, "Nước cấp đục sau mưa", "water",
                  "Sau mưa lớn nước cấp đục vài giờ, phải dừng công đoạn rửa.")  # fmt: skip
    _step(water, Kind.ANSWERED, officer, 2, why="Đã súc xả tuyến ống và thêm điểm lấy mẫu.")
    labour = _file(asker, 6, "Xe buýt đưa đón công nhân", "labour",
                   "Tuyến xe buýt không khớp giờ ca ba; đề nghị thêm chuyến.")  # fmt: skip
    _step(labour, Kind.ASKED, officer, 1, why="Mỗi ca bao nhiêu người đi, từ những đâu?")
    land = _file(asker, 30, "Điều chỉnh giá thuê đất phần mở rộng", "land",
                 "Giá áp dụng cho phần mở rộng chưa được xác định.")  # fmt: skip
    if Body.objects.filter(code="ubnd-tinh").exists():
        late = (timezone.localdate() - timedelta(days=4)).isoformat()
        _step(land, Kind.REFERRED_UP, officer, 20, body="ubnd-tinh", until=late,
              document="MH-01/BQLKKT", why="Giá đất cụ thể thuộc thẩm quyền cấp tỉnh.")  # fmt: skip
    report = Request("Rác đổ ngoài cổng sau", "Buổi tối có xe đổ rác ở bãi trống.", "environment",
                     "other", channel="anonymous", place=PLACE)  # fmt: skip
    file_petition(report, by=None, at=_day(2), demonstration=True)


def _people() -> dict[str, User]:
    """The demonstration account of each role."""
    found = User.objects.filter(demonstration=True, is_active=True).select_related("organisation")
    return {user.role: user for user in found.order_by("-pk")}


def _join(agency: User, category: str) -> None:
    """The department's account sees what the routes send to the lead body of a category."""
    route: Route | None = choose(category, PLACE, "enterprise", timezone.localdate()).route
    if route is not None and not agency.bodies.exists():
        agency.bodies.add(Body.objects.get(code=route.lead))


def _day(ago: int) -> datetime:
    return timezone.localtime().replace(hour=MORNING, minute=0) - timedelta(days=ago)


def _point() -> tuple[float, float] | None:
    """A point near the park, as somebody would choose it on the map."""
    here = places.point(PLACE)
    return (round(here[0] + ASIDE[0], 5), round(here[1] + ASIDE[1], 5)) if here else None


def _file(asker: User, ago: int, title: str, category: str, text: str, **more: Any) -> Petition:
    said = Request(title, text, category, "enterprise", organisation=asker.organisation,
                   place=PLACE, **more)  # fmt: skip
    return file_petition(said, by=asker, at=_day(ago))


def _step(petition: Petition, kind: Kind, by: User, ago: int, **data: Any) -> None:
    act(petition, kind, by=by, at=_day(ago), data=data)
