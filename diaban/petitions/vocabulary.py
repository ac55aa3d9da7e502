"""The words of petitions: fields, who asks, how it came in. Pure data."""

from __future__ import annotations

from collections.abc import Mapping

Labels = Mapping[str, tuple[str, str]]
"""Stored value → (Vietnamese, English)."""

CATEGORIES: Labels = {
    "land": ("Đất đai, giải phóng mặt bằng", "Land and clearance"),
    "planning": ("Quy hoạch, xây dựng, giao thông", "Planning, construction, transport"),
    "infrastructure_inside": ("Hạ tầng kỹ thuật trong hàng rào", "Infrastructure inside the park"),
    "infrastructure_outside": ("Hạ tầng ngoài hàng rào", "Infrastructure outside the park"),
    "power": ("Điện", "Power"),
    "water": ("Nước sạch", "Clean water"),
    "environment": ("Môi trường, nước thải", "Environment, wastewater"),
    "labour": ("Lao động, nhà ở công nhân", "Labour, workers' housing"),
    "investment": ("Thủ tục đầu tư, ưu đãi", "Investment procedures, incentives"),
    "tax_customs": ("Thuế, hải quan", "Tax, customs"),
    "safety": ("Phòng cháy, an ninh, tạm trú", "Fire safety, security, residence"),
}

PUBLISHED_FIELDS: Mapping[str, tuple[str, ...]] = {
    "land": ("land",),
    "technical_infrastructure": ("infrastructure_inside", "infrastructure_outside", "environment"),
    "power_water": ("power", "water"),
    "planning": ("planning",),
    "labour": ("labour",),
    "other": ("investment", "tax_customs", "safety"),
}
"""The fields under which the authority publishes → our categories."""

PUBLISHED_LABELS: Labels = {
    "land": ("Đất đai", "Land"),
    "technical_infrastructure": ("Hạ tầng kỹ thuật", "Technical infrastructure"),
    "power_water": ("Điện – nước", "Power and water"),
    "planning": ("Quy hoạch", "Planning"),
    "labour": ("Lao động", "Labour"),
    "other": ("Lĩnh vực khác", "Other fields"),
}

PETITIONERS: Labels = {
    "infrastructure_developer": ("Chủ đầu tư hạ tầng", "Infrastructure developer"),
    "enterprise": ("Doanh nghiệp thứ cấp", "Enterprise in the park"),
    "other": ("Tổ chức, cá nhân khác", "Other organisation or person"),
}

CHANNELS: Labels = {
    "online": ("Trực tuyến", "Online"),
    "meeting": ("Tại hội nghị, đối thoại", "At a meeting"),
    "visit": ("Khi tổ công tác làm việc tại hiện trường", "On a task force's visit"),
    "letter": ("Bằng văn bản", "By letter"),
    "phone": ("Qua điện thoại", "By telephone"),
    "anonymous": ("Phản ánh ẩn danh", "Anonymous report"),
}

PLACES: Labels = {
    "": ("Mọi nơi", "Everywhere"),
    "in_zone": ("Trong khu kinh tế, khu công nghiệp", "Inside a zone or park"),
    "outside_zone": ("Ngoài khu kinh tế, khu công nghiệp", "Outside zones and parks"),
}
"""Places that a route may name beside the key of a subject."""


def label(labels: Labels, value: str, language: str) -> str:
    """What a stored value is called; anything but Vietnamese is answered in English."""
    vi, en = labels.get(value, (value, value))
    return vi if language.startswith("vi") else en


def published_field(category: str) -> str:
    """Under which field the authority publishes a category."""
    return next(
        (field for field, categories in PUBLISHED_FIELDS.items() if category in categories), "other"
    )
