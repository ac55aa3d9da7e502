"""Words of leases and clearance, as stored. Pure; `wording` says them in the reader's language."""

from __future__ import annotations

LEASE_KINDS = ("state_lease", "sub_lease")  # thuê của Nhà nước, thuê lại của chủ đầu tư hạ tầng
PAYMENTS = ("annual", "once", "free")  # trả tiền hằng năm, một lần, miễn tiền thuê
LEASE_EVENTS = ("renewed", "transferred", "terminated", "built", "linked")
CLEARANCE_STEPS = (
    "inventoried",  # kiểm đếm
    "plan_approved",  # phê duyệt phương án bồi thường
    "paid",  # chi trả
    "moved",  # di dời
    "handed_over",  # bàn giao mặt bằng
)
DISPUTES = ("disputed", "settled")
CURRENCIES = ("USD", "VND")
