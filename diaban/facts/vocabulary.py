"""Kinds of source, tags of trust and what they weigh. Pure."""

from __future__ import annotations

from collections.abc import Mapping

SOURCE_KINDS: Mapping[str, tuple[str, str]] = {
    "decision": ("Quyết định, văn bản pháp luật", "Decision or legal document"),
    "official_figure": ("Số liệu chính thức", "Official figure"),
    "report": ("Báo cáo", "Report"),
    "press": ("Báo chí", "Press"),
    "open_data": ("Dữ liệu mở", "Open data"),
    "measured": ("Đo tại đây", "Measured here"),
    "unverified": ("Hiểu biết chung, chưa kiểm chứng", "General knowledge, unverified"),
}
"""Kinds of source with their names (Vietnamese, English), the highest authority first."""

AUTHORITY: Mapping[str, int] = {
    kind: len(SOURCE_KINDS) - place for place, kind in enumerate(SOURCE_KINDS)
}
"""How much a kind of source weighs when values compete; the larger wins."""

CONFIDENCE: Mapping[str, str] = {
    "S-H": "high",
    "S-M": "medium",
    "D": "medium",
    "S-L": "low",
    "M-H": "low",
    "M-M": "low",
    "M-L": "low",
}
"""Tag of trust → confidence as readers see it; the most trusted tag first."""

TRUST_RANK: Mapping[str, int] = {tag: len(CONFIDENCE) - i for i, tag in enumerate(CONFIDENCE)}
CONFIDENCE_ORDER = ("low", "medium", "high")

METHODS: Mapping[str, tuple[str, str]] = {
    "surveyed": ("Đo đạc", "Surveyed"),
    "digitised": ("Số hóa từ bản đồ", "Digitised from a map"),
    "admin_centre": ("Trung tâm hành chính", "Administrative centre"),
    "representative_point": ("Điểm đại diện", "Representative point"),
    "approximate": ("Gần đúng", "Approximate"),
    "published_extent": ("Phạm vi đã công bố", "Published extent"),
}
"""How a location was found, with names (Vietnamese, English)."""

THROUGH_PROJECTS = "through_projects"
"""The location of a park that is known only through its infrastructure projects."""


def rests_on_memory(trust: str) -> bool:
    """Is this the tag of general knowledge (M-*), which cites a source of kind `unverified`?"""
    return trust.startswith("M-")
