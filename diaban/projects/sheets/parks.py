"""Forms 2101–2104: industrial parks. Each function makes one form from the data of a period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any

from diaban.projects import vocabulary as v
from diaban.projects.money import BILLION, MILLION
from diaban.projects.replay import Event, State, replay
from diaban.projects.sheets import data as d
from diaban.projects.sheets.data import Data, Known, decimal, hectares
from diaban.projects.sheets.model import COUNT, MEAN, RATIO, SUM, Cell, Column, Table
from diaban.projects.statistics import Movements, Standing, movements, standing
from diaban.projects.wording import country_in_vietnamese
from diaban.zones.models import InfrastructureProject

MUSD, BVND, HA = "triệu USD", "tỷ đồng", "ha"
SIDES = ((v.FOREIGN, "Đầu tư nước ngoài (FDI)", "USD", MILLION, MUSD),
         (v.DOMESTIC, "Đầu tư trong nước (DDI)", "VND", BILLION, BVND))  # fmt: skip
CURRENCY_OF = {origin: currency for origin, _title, currency, _scale, _unit in SIDES}
BUSINESS = (
    "Doanh thu, kim ngạch nhập khẩu, xuất khẩu, nộp ngân sách của doanh nghiệp: chưa có số liệu."
)
COMPLETION = "Tỷ lệ hoàn thành hạ tầng (%): chưa có số liệu."
MATRIX: tuple[tuple[str, str, str], ...] = (
    ("new", "Cấp mới", "new_capital"),
    ("raised", "Điều chỉnh tăng vốn", "raised_capital"),
    ("lowered", "Điều chỉnh giảm vốn", "lowered_capital"),
    ("ended", "Thu hồi, chấm dứt", "ended_capital"),
)


def attraction(
    data: Data, positions: Iterable[str], within: Callable[[Known], bool]
) -> tuple[list[Table], list[str]]:
    """Counts and capital of what happened, by position: one table for each origin, and what no
    table holds."""
    positions = list(positions)
    ours = {one.project.code for one in data.projects if within(one)}
    tables = []
    moved = _moved(data, ours)
    for origin, title, currency, scale, unit in SIDES:
        rows: list[dict[str, Cell]] = []
        for name, label, capital in MATRIX:
            counts = {p: Decimal(0) for p in positions}
            money = {p: Decimal(0) for p in positions}
            for (group_origin, position), one in moved.items():
                if group_origin == origin and position in counts:
                    counts[position] += getattr(one, name)
                    money[position] += getattr(one, capital).get(currency, Decimal(0)) / scale
            rows.append(_across(f"{label}: số dự án", "dự án", counts))
            rows.append(_across(f"{label}: vốn đăng ký", unit, money))
        rows += _land_and_business(origin, positions)
        columns = [
            Column("item", "Chỉ tiêu"),
            Column("unit", "Đơn vị"),
            *(Column(position, d.POSITIONS[position]) for position in positions),
            Column("total", "Tổng số"),
        ]
        tables.append(Table(title, columns, rows, has_total=False))
    return tables, [LAND_BY_ORIGIN, BUSINESS, *_outside(moved, frozenset(positions))]


def _outside(
    moved: Mapping[tuple[str | None, str | None], Movements], positions: Collection[str | None]
) -> list[str]:
    """What happened to projects that no column or table holds, told instead of being dropped."""
    unplaced = sum(_happened(one) for (_origin, at), one in moved.items() if at not in positions)
    unsourced = sum(_happened(one) for (origin, _at), one in moved.items() if origin is None)
    gaps = []
    if unplaced:
        gaps.append(
            f"{unplaced} lượt dự án ở khu kinh tế chưa rõ loại hình: không thuộc cột nào, không "
            "tính vào tổng số."
        )
    if unsourced:
        gaps.append(f"{unsourced} lượt dự án chưa xác định nguồn vốn, không thuộc FDI hay DDI.")
    others: Counter[str] = Counter()
    for (origin, _at), one in moved.items():
        for _name, _label, capital in MATRIX:
            for currency, count in one.parts.get(capital, {}).items():
                if origin is not None and currency != CURRENCY_OF[origin]:
                    others[currency] += count
    return gaps + _in_other_currencies("lượt dự án", others)


def _happened(one: Movements) -> int:
    return sum(int(getattr(one, name)) for name, _label, _capital in MATRIX)


def _across(item: str, unit: str, by_position: Mapping[str, Cell]) -> dict[str, Cell]:
    values = [one for one in by_position.values() if isinstance(one, Decimal)]
    total: Cell = sum(values, Decimal(0)) if len(values) == len(by_position) else None
    return {"item": item, "unit": unit, **by_position, "total": total}


def _moved(data: Data, ours: set[str]) -> dict[tuple[str | None, str | None], Movements]:
    """Movements by origin and position, of some projects."""
    found: dict[tuple[str | None, str | None], Movements] = {}
    kept = data.register_of(ours)
    for (origin, zone), one in movements(
        kept, data.period.first, data.period.last, ("origin", "zone")
    ).items():
        place = (origin, data.position(zone))
        found[place] = _added(found[place], one) if place in found else one
    return found


def _added(a: Movements, b: Movements) -> Movements:
    total = Movements()
    for name in ("new", "raised", "lowered", "adjusted", "terminated", "revoked", "expired"):
        setattr(total, name, getattr(a, name) + getattr(b, name))
    for name in ("new_capital", "raised_capital", "lowered_capital", "ended_capital"):
        money = dict(getattr(a, name))
        for currency, amount in getattr(b, name).items():
            money[currency] = money.get(currency, Decimal(0)) + amount
        setattr(total, name, money)
        counts = Counter(a.parts.get(name, {})) + Counter(b.parts.get(name, {}))
        if counts:
            total.parts[name] = dict(counts)
    return total


def _land_and_business(origin: str, positions: list[str]) -> list[dict[str, Cell]]:
    """Leased land less withdrawn, which no record divides by origin, and what is not collected."""
    unknown: dict[str, Cell] = dict.fromkeys(positions)
    return [
        _across("Diện tích đất cho thuê tăng thêm (cho thuê − thu hồi)", HA, unknown),
        _across("Doanh thu", SIDES[0][4] if origin == v.FOREIGN else BVND, unknown),
        _across("Nhập khẩu", MUSD, unknown),
        _across("Xuất khẩu", MUSD, unknown),
        _across("Nộp ngân sách", BVND, unknown),
    ]


LAND_BY_ORIGIN = (
    "Diện tích cho thuê tăng thêm chia theo FDI, DDI: hợp đồng thuê đất chưa ghi nguồn vốn."
)


def form_2101(data: Data) -> tuple[list[Table], list[str]]:
    """Attracting investment to industrial parks in the period."""
    return attraction(data, d.POSITIONS, lambda one: one.project.park is not None)


def currency_gaps(data: Data) -> list[str]:
    """Capital of projects in force in a currency that the form has no column for, told instead of
    being converted."""
    others: Counter[str] = Counter()
    for one in data.in_force():
        expected = "USD" if one.state.origin == v.FOREIGN else "VND"
        others.update(
            currency
            for currency, amount in one.state.registered.items()
            if amount and currency != expected
        )
    unknown = sum(one.state.origin is None for one in data.in_force())
    gaps = _in_other_currencies("dự án", others)
    if unknown:
        gaps.append(f"{unknown} dự án chưa xác định nguồn vốn, không thuộc cột FDI hay DDI.")
    return gaps


def uncounted(what: str, amounts: Iterable[Mapping[str, Decimal]]) -> list[str]:
    """Amounts in a currency that is neither column's, of a form whose rows have both."""
    return _in_other_currencies(what, Counter(
        currency
        for one in amounts
        for currency, amount in one.items()
        if amount and currency not in CURRENCY_OF.values()
    ))  # fmt: skip


def _in_other_currencies(what: str, counts: Mapping[str, int]) -> list[str]:
    return [
        f"{count} {what} có vốn bằng {currency} khác đơn vị của biểu: chưa quy đổi, không cộng vào."
        for currency, count in sorted(counts.items())
    ]


PARK_COLUMNS = (
    Column("section", "Mục"),
    Column("park", "Khu công nghiệp"),
    Column("position", "Vị trí"),
    Column("place", "Địa điểm"),
    Column("developer", "Chủ đầu tư hạ tầng"),
    Column("nationality", "Quốc tịch"),
    Column("decision", "Số quyết định chủ trương"),
    Column("certificate", "Số GCNĐKĐT"),
    Column("area", "Diện tích thành lập", HA, SUM),
    Column("industrial", "Đất công nghiệp, dịch vụ", HA, SUM),
    Column("term", "Thời hạn thuê đất", "năm"),
    Column("before_usd", "Vốn FDI trước điều chỉnh", MUSD),
    Column("before_vnd", "Vốn DDI trước điều chỉnh", BVND),
    Column("usd", "Vốn FDI", MUSD, SUM),
    Column("vnd", "Vốn DDI", BVND, SUM),
)
SECTIONS = ((v.REGISTERED, "I. Thành lập mới"), (v.RAISED, "II. Điều chỉnh tăng"),
            (v.LOWERED, "III. Điều chỉnh giảm"))  # fmt: skip
ADJUSTED = frozenset({SECTIONS[1][1], SECTIONS[2][1]})


def form_2102(data: Data) -> tuple[list[Table], list[str]]:
    """New, increased, decreased and withdrawn parks: the developers' projects of the period."""
    rows: list[dict[str, Cell]] = []
    notes: list[str] = []
    listed: dict[str, Known] = {}
    for kinds, section in (*(({kind}, text) for kind, text in SECTIONS), (v.ENDS, "IV. Thu hồi")):
        happened = _developers(data, kinds)
        if happened:
            # A developer may stand in several sections with the same capital and land: each section
            # has its total, and the form has none.
            part = Table("", PARK_COLUMNS, [_park_row(data, *one, section) for one in happened])
            rows += [*part.rows, part.total | {"section": f"Cộng mục {section}"}]
            notes += [f"{section}: {note}" for note in part.notes]
            listed |= {one.project.code: one for one, _events in happened}
    lacking = [
        "Diện tích trước điều chỉnh của dự án hạ tầng: sự kiện điều chỉnh chưa ghi diện tích.",
        *uncounted("dự án", (one.state.registered for one in listed.values())),
    ]
    table = Table("Khu công nghiệp", PARK_COLUMNS, rows, has_total=False, notes=notes)
    return [table], lacking


def _developers(data: Data, kinds: Collection[str]) -> list[tuple[Known, list[Event]]]:
    """The developers' projects to which these kinds of events happened in the period."""
    found = []
    for one in data.projects:
        happened = [event for event in one.events
                    if event.kind in kinds
                    and data.period.first <= event.on <= data.period.last]  # fmt: skip
        if happened and one.project.kind == v.INFRASTRUCTURE:
            found.append((one, happened))
    return found


def _park_row(data: Data, one: Known, happened: list[Event], section: str) -> dict[str, Cell]:
    before = replay([event for event in one.events if event.on < happened[0].on])
    held = infrastructure_of(data, one.project.infrastructure_project)
    return {
        "section": section,
        **developer_cells(data, one, held),
        "area": area_of(data, held, "gross", "area"),
        "industrial": area_of(data, held, "industrial", "industrial_area"),
        "term": _years(one.state),
        "before_usd": _in(before.registered, "USD") if section in ADJUSTED else "",
        "before_vnd": _in(before.registered, "VND") if section in ADJUSTED else "",
        "usd": _in(one.state.registered, "USD"),
        "vnd": _in(one.state.registered, "VND"),
    }


def _years(state: State) -> Cell:
    if state.registered_on is None or state.term_until is None:
        return None
    return state.term_until.year - state.registered_on.year


def _in(money: Mapping[str, Decimal], currency: str) -> Cell:
    scale = MILLION if currency == "USD" else BILLION
    return money[currency] / scale if currency in money else ""


def infrastructure_of(data: Data, key: str | None) -> InfrastructureProject | None:
    return next((one for one in data.infrastructure if one.key == key), None)


def developer_cells(
    data: Data, one: Known | None, held: InfrastructureProject | None
) -> dict[str, Cell]:
    """Who develops which park, where: from the registry of projects, then from the map's facts."""
    park = data.parks.get((held.park if held else one.project.park if one else None) or "")
    zone = held.economic_zone if held else one.project.economic_zone if one else None
    country = one.state.country if one else ""
    return {
        "park": (park.name_vi if park else None) or None,
        "position": data.position_words(zone),
        "place": (held.former_place_vi if held else None)
        or (park.former_place_vi if park else None),
        "developer": data.investor_names(one.state) if one else held.developer_vi if held else None,
        "nationality": country_in_vietnamese(country) if country else None,
        "decision": held.decision if held else None,
        "certificate": one.state.number or None if one else None,
    }


def area_of(
    data: Data, held: InfrastructureProject | None, account: str, fact: str
) -> Decimal | None:
    """Hectares by the land ledger, else by the map's facts; None is unknown."""
    if held is None:
        return None
    totals = data.land.get(held.key)
    if totals is not None:
        return hectares(getattr(totals, account))
    return decimal(getattr(held, fact))


IMPLEMENTATION = (
    Column("park", "Khu công nghiệp", total=COUNT),
    Column("position", "Vị trí"),
    Column("project", "Dự án hạ tầng"),
    Column("decision", "Quyết định chủ trương"),
    Column("certificate", "GCNĐKĐT"),
    Column("place", "Địa điểm"),
    Column("developer", "Chủ đầu tư"),
    Column("nationality", "Quốc tịch"),
    Column("usd", "Vốn đăng ký FDI", MUSD, SUM),
    Column("vnd", "Vốn đăng ký DDI", BVND, SUM),
    Column("area", "Diện tích thành lập", HA, SUM),
    Column("industrial", "Đất công nghiệp, dịch vụ", HA, SUM),
    Column("leased", "Đất CN, DV đã cho thuê", HA, SUM),
    Column("occupancy", "Tỷ lệ lấp đầy", "%", RATIO, ("leased", "industrial")),
    Column("completion", "Tỷ lệ hoàn thành hạ tầng", "%", MEAN),
    Column("status", "Tình trạng"),
    Column("handed_over", "Đất đã giao làm hạ tầng", HA, SUM),
    Column("realised_usd", "Vốn thực hiện lũy kế FDI", MUSD, SUM),
    Column("realised_vnd", "Vốn thực hiện lũy kế DDI", BVND, SUM),
)
STATUSES = {"operating": "Đã đi vào hoạt động"}


def form_2103(data: Data) -> tuple[list[Table], list[str]]:
    """Implementation of the infrastructure project of each park."""
    return [implementation(data, data.infrastructure)], [COMPLETION, *currency_gaps(data)]


def implementation(data: Data, of: Iterable[InfrastructureProject]) -> Table:
    """One row for each infrastructure project, with what the registry knows of it."""
    known = {one.project.infrastructure_project: one for one in data.projects
             if one.project.kind == v.INFRASTRUCTURE and one.state.in_force}  # fmt: skip
    rows = [_implemented(data, held, known.get(held.key)) for held in of]
    return Table("Dự án hạ tầng khu công nghiệp", IMPLEMENTATION, rows)


def _implemented(data: Data, held: InfrastructureProject, one: Known | None) -> dict[str, Cell]:
    registered = one.state.registered if one else {}
    realised = one.state.realised if one else {}
    foreign = one is not None and one.state.origin == v.FOREIGN
    status = STATUSES.get(held.status or "", "Chưa hoạt động") if held.status else None
    return {
        **developer_cells(data, one, held),
        "project": held.name_vi,
        "usd": _side(registered, "USD", foreign, one),
        "vnd": _side(registered, "VND", not foreign, one),
        "area": area_of(data, held, "gross", "area"),
        "industrial": area_of(data, held, "industrial", "industrial_area"),
        "leased": area_of(data, held, "leased", "leased_area"),
        "completion": None,
        "status": status,
        "handed_over": hectares(getattr(data.land.get(held.key), "handed_over", None)),
        "realised_usd": _side(realised, "USD", foreign, one),
        "realised_vnd": _side(realised, "VND", not foreign, one),
    }


def _side(money: Mapping[str, Decimal], currency: str, ours: bool, one: Known | None) -> Cell:
    """Zero on the side of the other origin; None where nothing is known of this one."""
    if one is None:
        return None
    scale = MILLION if currency == "USD" else BILLION
    if currency in money:
        return money[currency] / scale
    return None if ours else Decimal(0)


def _business_columns(prefix: str, title: str, unit: str) -> list[Column]:
    return [
        Column(f"{prefix}_count", f"{title}: dự án còn hiệu lực", "dự án", SUM),
        Column(f"{prefix}_capital", f"{title}: vốn đăng ký", unit, SUM),
        Column(f"{prefix}_operating", f"{title}: dự án đã hoạt động", "dự án", SUM),
        Column(f"{prefix}_realised", f"{title}: vốn thực hiện", unit, SUM),
        Column(f"{prefix}_revenue", f"{title}: doanh thu trong kỳ", unit, SUM),
        Column(f"{prefix}_exports", f"{title}: xuất khẩu trong kỳ", MUSD, SUM),
        Column(f"{prefix}_imports", f"{title}: nhập khẩu trong kỳ", MUSD, SUM),
        Column(f"{prefix}_budget", f"{title}: nộp ngân sách trong kỳ", BVND, SUM),
    ]


BUSINESS_COLUMNS = (
    Column("park", "Khu công nghiệp"),
    *_business_columns("fdi", "FDI", MUSD),
    *_business_columns("ddi", "DDI", BVND),
    Column("domestic", "Lao động Việt Nam", "người", SUM),
    Column("foreign", "Lao động nước ngoài", "người", SUM),
)


def form_2104(data: Data) -> tuple[list[Table], list[str]]:
    """Production and business of each park, cumulative."""
    found = standing(data.register, data.period.last, ("park", "origin"))
    rows = []
    for key, park in sorted(data.parks.items()):
        if any(name[0] == key for name in found):
            rows.append({"park": park.name_vi} | _business(found, key))
    lacking = [BUSINESS, *reported(found.values()), *currency_gaps(data)]
    return [Table("Khu công nghiệp", BUSINESS_COLUMNS, rows)], lacking


def _business(found: Mapping[Any, Standing], park: str) -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    for prefix, (origin, _title, currency, scale, _unit) in zip(("fdi", "ddi"), SIDES, strict=True):
        one = found.get((park, origin), Standing())
        realised = one.realised.get(currency, Decimal(0)) / scale
        cells |= {
            f"{prefix}_count": one.count,
            f"{prefix}_capital": one.capital.get(currency, Decimal(0)) / scale,
            f"{prefix}_operating": one.operating,
            f"{prefix}_realised": realised if one.reported or not one.count else None,
        }
    ours = [one for name, one in found.items() if name[0] == park]
    for side in ("domestic", "foreign"):
        counted = sum(getattr(one, f"counted_{side}") for one in ours)
        people = sum(getattr(one, f"labour_{side}") for one in ours)
        cells[side] = people if counted else None
    return cells


def reported(parts: Iterable[Standing]) -> list[str]:
    """How many projects the realised capital and the labour are of."""
    parts = list(parts)
    count = sum(one.count for one in parts)
    return [
        f"{text}: {known}/{count} dự án đã báo cáo; tổng chỉ gồm các dự án này."
        for text, known in (
            ("Vốn thực hiện", sum(one.reported for one in parts)),
            ("Lao động Việt Nam", sum(one.counted_domestic for one in parts)),
            ("Lao động nước ngoài", sum(one.counted_foreign for one in parts)),
        )
        if known < count
    ]
