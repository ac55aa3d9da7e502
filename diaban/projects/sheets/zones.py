"""Forms 2108–2116: economic zones, partners, adjusted and revoked certificates.

Of 2109 and 2111–2116 only the subject was at hand, not the layout: their columns follow 2101–2104.
"""

from __future__ import annotations

from decimal import Decimal

from diaban.projects import vocabulary as v
from diaban.projects import vsic
from diaban.projects.money import BILLION, MILLION
from diaban.projects.replay import Event, replay
from diaban.projects.sheets import data as d
from diaban.projects.sheets.data import Data, Known, decimal, hectares
from diaban.projects.sheets.model import COUNT, SUM, Cell, Column, Table
from diaban.projects.sheets.parks import (
    BVND,
    COMPLETION,
    HA,
    MUSD,
    attraction,
    currency_gaps,
    implementation,
    uncounted,
)
from diaban.projects.statistics import Movements, Standing, movements, standing
from diaban.projects.wording import country_in_vietnamese

LAYOUT = "Mẫu chi tiết của biểu này chưa có: cột lấy theo các biểu 2101–2104."
Made = tuple[list[Table], list[str]]
ZONE = Column("zone", "Khu kinh tế", total=COUNT)
TYPE = Column("type", "Loại hình")
ADJUSTMENTS = {
    v.RAISED: "Tăng vốn",
    v.LOWERED: "Giảm vốn",
    v.GOALS_CHANGED: "Điều chỉnh mục tiêu, quy mô",
    v.TERM_CHANGED: "Điều chỉnh thời hạn",
    v.TRANSFERRED: "Thay đổi nhà đầu tư",
    v.RENAMED: "Đổi tên dự án",
}
ENDED = {v.TERMINATED: "Chấm dứt hoạt động", v.REVOKED: "Thu hồi"}


def form_2108(data: Data) -> Made:
    """Number and area of economic zones."""
    columns = (
        ZONE, TYPE, Column("decision", "Quyết định"),
        Column("area", "Diện tích", HA, SUM), Column("land", "Đất liền", HA, SUM),
        Column("sea", "Mặt biển", HA, SUM),
    )  # fmt: skip
    rows: list[dict[str, Cell]] = [
        {
            "zone": one.name_vi,
            "type": d.POSITIONS.get(one.type or ""),
            "decision": one.decision,
            "area": decimal(one.area),
            "land": decimal(one.land_area),
            "sea": decimal(one.sea_area),
        }
        for one in data.zones
    ]
    return [Table("Khu kinh tế", columns, rows)], []


def form_2109(data: Data) -> Made:
    """Attracting investment to economic zones in the period."""
    positions = [d.COASTAL, d.BORDER, d.SPECIALISED]
    tables, lacking = attraction(data, positions, lambda one: one.project.economic_zone is not None)
    return tables, [LAYOUT, *lacking]


AREAS = (
    ("bonded", "Khu phi thuế quan, kho ngoại quan"),
    ("parks", "Khu chế xuất, khu công nghiệp"),
    ("leisure", "Khu giải trí, du lịch"),
    ("urban", "Khu đô thị, dân cư"),
    ("administrative", "Khu hành chính, khác"),
)


def form_2110(data: Data) -> Made:
    """Planning and land use in economic zones."""
    columns = [ZONE, TYPE, Column("decision", "Quyết định quy hoạch chung gần nhất"),
               Column("area", "Diện tích", HA, SUM)]  # fmt: skip
    for name, label in AREAS:
        columns += [
            Column(f"{name}_general", f"{label}: quy hoạch chung", HA, SUM),
            Column(f"{name}_detailed", f"{label}: quy hoạch phân khu, chi tiết", HA, SUM),
            Column(f"{name}_built", f"{label}: đã xây dựng", HA, SUM),
        ]
        if name == "parks":
            columns.append(Column("parks_leased", f"{label}: đã cho thuê", HA, SUM))
    columns += [Column("other", "Đất khác", HA, SUM), Column("unused", "Đất chưa sử dụng", HA, SUM)]
    rows: list[dict[str, Cell]] = [
        {
            "zone": one.name_vi,
            "type": d.POSITIONS.get(one.type or ""),
            "area": decimal(one.area),
            "parks_leased": _leased(data, one.key),
        }
        for one in data.zones
    ]
    lacking = [
        "Quyết định quy hoạch chung và diện tích theo khu chức năng (quy hoạch chung, phân khu, đã "
        "xây dựng), đất khác, đất chưa sử dụng: chưa có số liệu."
    ]
    return [Table("Khu kinh tế", columns, rows)], lacking


def _leased(data: Data, zone: str) -> Cell:
    """Hectares leased in the parks of a zone; None if one of them has no ledger."""
    held = [one for one in data.infrastructure if one.economic_zone == zone]
    if not held or any(one.key not in data.land for one in held):
        return None
    return hectares(sum(data.land[one.key].leased for one in held))


def form_2111(data: Data) -> Made:
    """Infrastructure business projects in economic zones."""
    table = implementation(data, [one for one in data.infrastructure if one.economic_zone])
    return [table], [LAYOUT, COMPLETION, *currency_gaps(data)]


def form_2112(data: Data) -> Made:
    """Non-tariff, free-trade and bonded zones."""
    columns = (Column("zone", "Khu"), Column("place", "Thuộc khu kinh tế"),
               Column("area", "Diện tích", HA, SUM))  # fmt: skip
    title = "Khu phi thuế quan, khu thương mại tự do, kho ngoại quan"
    return [Table(title, columns, [])], [
        LAYOUT,
        f"Danh mục {title[0].lower()}{title[1:]}: chưa có số liệu.",
    ]


def form_2113(data: Data) -> Made:
    """Production projects in economic zones."""
    columns = (
        Column("zone", "Khu kinh tế"), Column("project", "Dự án", total=COUNT),
        Column("investor", "Nhà đầu tư"), Column("nationality", "Quốc tịch"),
        Column("sector", "Ngành (VSIC 2025)"), Column("certificate", "GCNĐKĐT"),
        Column("usd", "Vốn đăng ký FDI", MUSD, SUM), Column("vnd", "Vốn đăng ký DDI", BVND, SUM),
        Column("realised_usd", "Vốn thực hiện FDI", MUSD, SUM),
        Column("realised_vnd", "Vốn thực hiện DDI", BVND, SUM), Column("status", "Tình trạng"),
    )  # fmt: skip
    names = {one.key: one.name_vi for one in data.zones}
    rows = [
        {"zone": names.get(one.project.economic_zone or "", one.project.economic_zone)}
        | _project_cells(data, one)
        for one in data.in_force()
        if one.project.economic_zone and one.project.kind == v.SECONDARY
    ]
    return [Table("Dự án sản xuất, kinh doanh", columns, rows)], [LAYOUT, *currency_gaps(data)]


def _project_cells(data: Data, one: Known) -> dict[str, Cell]:
    state = one.state
    foreign = state.origin == v.FOREIGN
    cells: dict[str, Cell] = {
        "project": state.name or one.project.registered_name,
        "investor": data.investor_names(state),
        "nationality": country_in_vietnamese(state.country) if state.country else None,
        "sector": f"{one.project.sector} {vsic.name_of(one.project.sector, 'vi')}".strip() or None,
        "certificate": state.number or None,
        "status": "Đã hoạt động" if state.phase == v.OPERATING else "Chưa hoạt động",
    }
    for name, currency, scale, ours in (
        ("usd", "USD", MILLION, foreign), ("vnd", "VND", BILLION, not foreign),
    ):  # fmt: skip
        registered = state.registered.get(currency, Decimal(0))
        known = currency in state.realised or not ours
        cells[name] = registered / scale
        cells[f"realised_{name}"] = (
            state.realised.get(currency, Decimal(0)) / scale if known else None
        )
    return cells


def form_2114(data: Data) -> Made:
    """Foreign direct investment by partner country."""
    columns = (
        Column("country", "Đối tác", total=COUNT),
        Column("count", "Dự án còn hiệu lực", "dự án", SUM),
        Column("capital", "Vốn đăng ký", MUSD, SUM), Column("realised", "Vốn thực hiện", MUSD, SUM),
        Column("new", "Cấp mới trong kỳ", "dự án", SUM),
        Column("new_capital", "Vốn cấp mới trong kỳ", MUSD, SUM),
        Column("raised", "Tăng vốn trong kỳ", "dự án", SUM),
        Column("raised_capital", "Vốn tăng thêm trong kỳ", MUSD, SUM),
    )  # fmt: skip
    by = ("origin", "country")
    force = standing(data.register, data.period.last, by)
    moved = movements(data.register, data.period.first, data.period.last, by)
    rows: list[dict[str, Cell]] = []
    for name in sorted({*force, *moved}, key=lambda one: one[1] or "~"):
        if name[0] != v.FOREIGN:
            continue
        one, change = force.get(name, Standing()), moved.get(name, Movements())
        rows.append({
            "country": country_in_vietnamese(name[1]) if name[1] else "Chưa xác định",
            "count": one.count,
            "capital": _millions(one.capital),
            "realised": _millions(one.realised) if one.reported or not one.count else None,
            "new": change.new,
            "new_capital": _millions(change.new_capital),
            "raised": change.raised,
            "raised_capital": _millions(change.raised_capital),
        })  # fmt: skip
    return [Table("Đối tác đầu tư", columns, rows)], [LAYOUT, *currency_gaps(data)]


def _millions(money: dict[str, Decimal]) -> Decimal:
    return money.get("USD", Decimal(0)) / MILLION


CHANGES = (
    Column("project", "Dự án", total=COUNT), Column("investor", "Nhà đầu tư"),
    Column("certificate", "Số GCNĐKĐT"), Column("on", "Ngày"), Column("document", "Số văn bản"),
    Column("what", "Nội dung"), Column("usd", "Vốn FDI tăng (+), giảm (−)", MUSD, SUM),
    Column("vnd", "Vốn DDI tăng (+), giảm (−)", BVND, SUM),
)  # fmt: skip


def form_2115(data: Data) -> Made:
    """Adjusted certificates and policy decisions of the period."""
    happened = [(one, event) for one, event in _happened(data) if event.kind in ADJUSTMENTS]
    rows = [_change(data, one, event, ADJUSTMENTS[event.kind]) for one, event in happened]
    amounts = [{event.currency: event.amount or Decimal(0)} for _one, event in happened]
    table = Table("Giấy chứng nhận, quyết định được điều chỉnh", CHANGES, rows)
    return [table], [LAYOUT, *uncounted("lượt điều chỉnh", amounts)]


def form_2116(data: Data) -> Made:
    """Revoked certificates and policy decisions of the period; capital is what it was that day."""
    rows, amounts = [], []
    for one, event in _happened(data):
        if event.kind in ENDED:
            row = _change(data, one, event, ENDED[event.kind])
            held = replay([other for other in one.events if other is not event]).registered
            row["usd"] = held.get("USD", Decimal(0)) / MILLION
            row["vnd"] = held.get("VND", Decimal(0)) / BILLION
            rows.append(row)
            amounts.append(held)
    columns = [*CHANGES[:6], Column("usd", "Vốn FDI khi kết thúc", MUSD, SUM),
               Column("vnd", "Vốn DDI khi kết thúc", BVND, SUM)]  # fmt: skip
    table = Table("Giấy chứng nhận, quyết định bị thu hồi, chấm dứt", columns, rows)
    return [table], [LAYOUT, *uncounted("dự án", amounts)]


def _happened(data: Data) -> list[tuple[Known, Event]]:
    """Projects' events of the period, in the order of their days."""
    found = [
        (one, event)
        for one in data.projects
        for event in one.events
        if data.period.first <= event.on <= data.period.last
    ]
    return sorted(found, key=lambda pair: (pair[1].on, pair[0].project.code, pair[1].order))


def _change(data: Data, one: Known, event: Event, what: str) -> dict[str, Cell]:
    sign = {v.RAISED: 1, v.LOWERED: -1}.get(event.kind, 0)
    amount = sign * (event.amount or Decimal(0))
    return {
        "project": one.state.name or one.project.registered_name,
        "investor": data.investor_names(one.state),
        "certificate": one.state.number or None,
        "on": event.on.strftime("%d/%m/%Y"),
        "document": event.number or None,
        "what": what,
        "usd": amount / MILLION if event.currency == "USD" else Decimal(0),
        "vnd": amount / BILLION if event.currency == "VND" else Decimal(0),
    }
