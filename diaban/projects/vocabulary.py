"""Kinds of event, of project and of milestone, and what each needs. Pure.

Names for people are in `wording.py`; the Vietnamese legal term stands beside each code here.
"""

from __future__ import annotations

# Kinds of event.
POLICY_APPROVED = "policy_approved"  # chấp thuận chủ trương đầu tư
REGISTERED = "registered"  # cấp GCNĐKĐT, or the policy approval where no certificate is needed
RAISED = "raised"  # điều chỉnh tăng vốn
LOWERED = "lowered"  # điều chỉnh giảm vốn
GOALS_CHANGED = "goals_changed"  # điều chỉnh mục tiêu, quy mô
TERM_CHANGED = "term_changed"  # điều chỉnh thời hạn hoạt động
TRANSFERRED = "transferred"  # chuyển nhượng dự án, thay đổi nhà đầu tư
RENAMED = "renamed"  # điều chỉnh tên dự án
SUSPENDED = "suspended"  # ngừng hoạt động
RESUMED = "resumed"  # tiếp tục hoạt động
TERMINATED = "terminated"  # chấm dứt hoạt động
REVOKED = "revoked"  # thu hồi GCNĐKĐT
REALISED = "realised"  # vốn thực hiện lũy kế
LABOUR_PLANNED = "labour_planned"  # nhu cầu lao động đăng ký
LABOUR_EMPLOYED = "labour_employed"  # lao động đang sử dụng
COMMITTED = "committed"  # cam kết tiến độ; a later one is a change of the schedule
ACHIEVED = "achieved"  # mốc đã hoàn thành

KINDS = (
    POLICY_APPROVED, REGISTERED, RAISED, LOWERED, GOALS_CHANGED, TERM_CHANGED, TRANSFERRED,
    RENAMED, SUSPENDED, RESUMED, TERMINATED, REVOKED, REALISED, LABOUR_PLANNED, LABOUR_EMPLOYED,
    COMMITTED, ACHIEVED,
)  # fmt: skip
WITH_MONEY = frozenset({REGISTERED, RAISED, LOWERED, REALISED})
WITH_LABOUR = frozenset({LABOUR_PLANNED, LABOUR_EMPLOYED})
WITH_MILESTONE = frozenset({COMMITTED, ACHIEVED})
WITH_TEXT = frozenset({GOALS_CHANGED, RENAMED})
WITH_HOLDINGS = frozenset({REGISTERED, TRANSFERRED})
ENDS = frozenset({TERMINATED, REVOKED})
CAPITAL = frozenset({REGISTERED, RAISED, LOWERED})
BEFORE_CERTIFICATE = frozenset({POLICY_APPROVED, REGISTERED, COMMITTED, LABOUR_PLANNED})
"""What may be dated before the certificate: the rest presupposes it."""

# States of a project at a date.
UNREGISTERED = "unregistered"  # chưa cấp
APPROVED = "approved"  # đã chấp thuận chủ trương, chưa cấp GCNĐKĐT
ACTIVE = "active"  # còn hiệu lực
EXPIRED = "expired"  # hết thời hạn hoạt động
STATUSES = (UNREGISTERED, APPROVED, ACTIVE, SUSPENDED, EXPIRED, TERMINATED, REVOKED)
IN_FORCE = frozenset({ACTIVE, SUSPENDED})
"""Còn hiệu lực. A suspended project keeps its certificate, so it is in force."""

# Kinds of project.
INFRASTRUCTURE = "infrastructure"  # dự án hạ tầng KCN
SECONDARY = "secondary"  # dự án thứ cấp
PROJECT_KINDS = (INFRASTRUCTURE, SECONDARY)

# Milestones, in the order of a project's life.
LAND_RECEIVED = "land_received"  # nhận bàn giao đất
CONSTRUCTION_STARTED = "construction_started"  # khởi công
CONSTRUCTION_COMPLETED = "construction_completed"  # hoàn thành xây dựng
OPERATION_STARTED = "operation_started"  # đưa vào hoạt động
MILESTONES = (LAND_RECEIVED, CONSTRUCTION_STARTED, CONSTRUCTION_COMPLETED, OPERATION_STARTED)

PREPARING, CONSTRUCTING, OPERATING = "preparing", "constructing", "operating"
PHASES = (PREPARING, CONSTRUCTING, OPERATING)
"""Chuẩn bị đầu tư, xây dựng, vận hành: read from the milestones that were achieved."""

FOREIGN, DOMESTIC = "foreign", "domestic"  # có vốn đầu tư nước ngoài; trong nước
ORIGINS = (FOREIGN, DOMESTIC)
HOME = "VN"
