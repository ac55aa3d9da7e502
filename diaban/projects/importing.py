"""An existing list of projects from a spreadsheet: all of it, or nothing and every reason why.

Each row is a project with its certificate, and perhaps its realised capital and its end. Pure but
for the words of the reasons: what exists already is given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from diaban.design.numbers import plain_number
from diaban.facts.refusal import ValueRefused
from diaban.facts.schema import CODE
from diaban.imports.reading.tables import fold
from diaban.projects import money, vsic, wording
from diaban.projects import vocabulary as v
from diaban.projects.origin import Holding
from diaban.projects.replay import Event, EventRefused, replay

MOST_ROWS = 30_000
DATE_FORMS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")
KINDS = {"hạ tầng": v.INFRASTRUCTURE, "infrastructure": v.INFRASTRUCTURE,
         "thứ cấp": v.SECONDARY, "secondary": v.SECONDARY}  # fmt: skip
YES_NO = {"có": True, "yes": True, "không": False, "no": False}
ENDS = {"chấm dứt": v.TERMINATED, "terminated": v.TERMINATED,
        "thu hồi": v.REVOKED, "revoked": v.REVOKED}  # fmt: skip


class CellRefused(ValueError):
    """A cell cannot be taken; the words say why."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A bad cell: the row as the sender counts it, the column, what stands there, why."""

    row: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Places:
    """What a park or zone may be called: folded name or code → key."""

    parks: Mapping[str, str]
    zones: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its names in spreadsheets (the first is written into the template), its reader."""

    name: str
    titles: tuple[str, ...]
    read: Callable[[Any, Places], Any]
    required: bool = False


Who = tuple[str, str]
"""An investor's name and nationality."""


@dataclass(slots=True)
class Listed:
    """One row as the registry takes it."""

    row: int
    code: str
    name: str
    kind: str
    park: str | None
    zone: str | None
    sector: str
    area: Decimal | None
    investor: str
    country: str
    share: Decimal | None
    person: bool | None
    events: list[Event] = field(default_factory=list)


def _text(value: Any, places: Places) -> str:
    text = " ".join(str(value).split())
    if len(text) > 300:
        raise CellRefused(_("The text is longer than 300 characters."))
    return text


def _code(value: Any, places: Places) -> str:
    text = str(value).strip()
    if isinstance(value, float) and value.is_integer():
        text = str(int(value))
    if not CODE.fullmatch(text) or len(text) > 60 or "." in text:
        raise CellRefused(_("A code has letters without diacritics, digits and hyphens only."))
    return text


def _number(value: Any, places: Places) -> Decimal:
    if isinstance(value, bool):
        raise CellRefused(_("This is no number. Write digits only."))
    try:
        if isinstance(value, int | float):
            return Decimal(str(value))
        return Decimal(plain_number(str(value), "vi"))
    except ValueRefused as refused:
        raise CellRefused(str(refused)) from None
    except InvalidOperation:
        raise CellRefused(_("This is no number. Write digits only.")) from None


def _day(value: Any, places: Places) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    for form in DATE_FORMS:
        try:
            return datetime.strptime(str(value).strip(), form).date()
        except ValueError:
            continue
    raise CellRefused(_("This is no day. Write it as 31/03/2025."))


def _one_of(names: Mapping[str, Any]) -> Callable[[Any, Places], Any]:
    folded = {fold(name): value for name, value in names.items()}

    def read(value: Any, places: Places) -> Any:
        found = folded.get(fold(str(value)))
        if found is None:
            raise CellRefused(_("Write one of: %(names)s.") % {"names": ", ".join(names)})
        return found

    return read


def _place(which: str) -> Callable[[Any, Places], str]:
    def read(value: Any, places: Places) -> str:
        found = getattr(places, which).get(fold(str(value)))
        if found is None:
            raise CellRefused(_("The map knows no place of this name. Write its name or code."))
        return str(found)

    return read


def _sector(value: Any, places: Places) -> str:
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    code = text.strip().split(" ")[0].zfill(2)
    if code not in vsic.DIVISIONS:
        raise CellRefused(_("This is no division of VSIC 2025 that is listed here, such as 26."))
    return code


def _country(value: Any, places: Places) -> str:
    text = str(value).strip()
    if text.upper() in wording.countries():
        return text.upper()
    found = wording.country_codes().get(fold(text))
    if found is None:
        raise CellRefused(_("This is no country. Write its name or its two letters, such as KR."))
    return found


def _currency(value: Any, places: Places) -> str:
    code = str(value).strip().upper()
    if code not in money.CURRENCIES:
        raise CellRefused(
            _("“%(currency)s” is no currency that we know. Write its code, such as USD or VND.")
            % {"currency": code[:20]}
        )
    return code


COLUMNS = (
    Column("code", ("Mã dự án", "Code"), _code, True),
    Column("name", ("Tên dự án", "Name"), _text, True),
    Column("kind", ("Loại dự án", "Kind"), _one_of(KINDS)),
    Column("park", ("Khu công nghiệp", "KCN", "Industrial park"), _place("parks")),
    Column("zone", ("Khu kinh tế", "KKT", "Economic zone"), _place("zones")),
    Column("sector", ("Ngành (VSIC)", "Ngành", "Sector"), _sector),
    Column("area", ("Diện tích (ha)", "Diện tích", "Area"), _number),
    Column("investor", ("Nhà đầu tư", "Investor"), _text, True),
    Column("country", ("Quốc tịch", "Nationality"), _country, True),
    Column("person", ("Nhà đầu tư là cá nhân", "Private person"), _one_of(YES_NO)),
    Column("share", ("Tỷ lệ góp vốn (%)", "Tỷ lệ góp vốn", "Share"), _number),
    Column("number", ("Số giấy chứng nhận", "Số GCNĐKĐT", "Certificate"), _text),
    Column("on", ("Ngày cấp", "Granted"), _day, True),
    Column("amount", ("Vốn đăng ký", "Registered capital"), _number, True),
    Column("currency", ("Loại tiền", "Currency"), _currency, True),
    Column("until", ("Thời hạn đến", "Term until"), _day),
    Column("realised", ("Vốn thực hiện", "Realised capital"), _number),
    Column("realised_on", ("Ngày báo cáo vốn thực hiện", "Realised on"), _day),
    Column("ended_on", ("Ngày kết thúc", "Ended"), _day),
    Column("ended_how", ("Hình thức kết thúc", "How it ended"), _one_of(ENDS)),
)
TABLE = lazy("the table")


def columns_of(names: Sequence[str]) -> tuple[dict[str, str], list[Problem]]:
    """Which column of the file is which: our name → the file's; what is missing, as problems."""
    folded = {fold(name): name for name in names}
    found = {}
    for column in COLUMNS:
        for title in column.titles:
            if fold(title) in folded:
                found[column.name] = folded[fold(title)]
                break
    missing = [
        Problem(0, column.titles[0], "", _("The table has no column “%(name)s”. Add it.")
                % {"name": column.titles[0]})
        for column in COLUMNS
        if column.required and column.name not in found
    ]  # fmt: skip
    return found, missing


def check(
    rows: Sequence[tuple[int, Mapping[str, Any]]],
    names: Sequence[str],
    places: Places,
    taken: frozenset[str],
    today: date,
    persons: Mapping[Who, bool] | None = None,
) -> tuple[list[Listed], list[Problem]]:
    """The projects of a table, and every problem in it. Take them only if there is none.

    `persons` are the investors of whom the registry knows whether they are private persons.
    """
    found, problems = columns_of(names)
    if problems:
        return [], problems
    if not rows or len(rows) > MOST_ROWS:
        reason = _("A list has at least one and at most %(most)d projects; this one has %(count)d.")
        return [], [Problem(0, str(TABLE), "", reason % {"most": MOST_ROWS, "count": len(rows)})]
    listed: list[Listed] = []
    seen: dict[str, int] = {}
    said = dict(persons or {})
    for number, cells in rows:
        values, bad = _read(number, {name: cells.get(theirs) for name, theirs in found.items()},
                            places)  # fmt: skip
        if not bad:
            bad = [*_together(number, values, seen, taken), *_person(number, values, said)]
        if not bad:
            one = _listed(number, values)
            bad += _possible(one, today)
            listed.append(one)
        problems += bad
    return listed, problems


def _read(
    number: int, cells: Mapping[str, Any], places: Places
) -> tuple[dict[str, Any], list[Problem]]:
    values: dict[str, Any] = {}
    problems = []
    for column in COLUMNS:
        raw = cells.get(column.name)
        if raw is None or not str(raw).strip():
            if column.required:
                problems.append(
                    Problem(number, column.titles[0], "", _("There is no value. Write one."))
                )
            continue
        try:
            values[column.name] = column.read(raw, places)
        except CellRefused as refused:
            problems.append(Problem(number, column.titles[0], str(raw)[:80], str(refused)))
    return values, problems


def _together(
    number: int, values: Mapping[str, Any], seen: dict[str, int], taken: frozenset[str]
) -> list[Problem]:
    """What is wrong only beside other cells or rows."""

    def problem(name: str, reason: str) -> Problem:
        return Problem(number, _title(name), str(values.get(name, ""))[:80], reason)

    problems: list[Problem] = []
    code = values["code"]
    if code in taken:
        problems.append(problem("code", _("The registry has a project with this code already.")))
    if code in seen:
        reason = _("Row %(row)d has the same code.") % {"row": seen[code]}
        problems.append(problem("code", reason))
    seen.setdefault(code, number)
    if "park" not in values and "zone" not in values:
        problems.append(problem("park", _("Say where it lies: a park, an economic zone, or both.")))
    for one, other in (("realised", "realised_on"), ("ended_on", "ended_how")):
        for name, needs in ((one, other), (other, one)):
            if name in values and needs not in values:
                problems.append(problem(needs, _("It goes with its neighbour: fill in both.")))
    return problems


def _person(number: int, values: Mapping[str, Any], said: dict[Who, bool]) -> list[Problem]:
    """An investor is a private person or an organisation in all rows and the registry alike."""
    who, person = (values["investor"], values["country"]), values.get("person")
    if person is None or said.setdefault(who, person) == person:
        return []
    reason = _("Another row or the registry says the opposite of this investor. Correct one.")
    return [Problem(number, _title("person"), values["investor"][:80], reason)]


def _title(name: str) -> str:
    return next(column.titles[0] for column in COLUMNS if column.name == name)


def _listed(number: int, values: Mapping[str, Any]) -> Listed:
    one = Listed(
        row=number,
        code=values["code"],
        name=values["name"],
        kind=values.get("kind", v.SECONDARY),
        park=values.get("park"),
        zone=values.get("zone"),
        sector=values.get("sector", ""),
        area=values.get("area"),
        investor=values["investor"],
        country=values["country"],
        share=values.get("share"),
        person=values.get("person"),
    )
    holding = Holding(one.investor, one.country, one.share)
    one.events.append(
        Event(v.REGISTERED, values["on"], 0, values["amount"], values["currency"],
              until=values.get("until"), holdings=(holding,), number=values.get("number", ""))
    )  # fmt: skip
    if "realised" in values:
        one.events.append(
            Event(v.REALISED, values["realised_on"], 1, values["realised"], values["currency"])
        )
    if "ended_on" in values:
        one.events.append(Event(values["ended_how"], values["ended_on"], 2))
    return one


_COLUMN_OF = {v.REGISTERED: "on", v.REALISED: "realised_on", v.TERMINATED: "ended_on",
              v.REVOKED: "ended_on"}  # fmt: skip


def _possible(one: Listed, today: date) -> list[Problem]:
    """The refusal of the replay, at the cell of the event that cannot be."""
    try:
        replay(one.events)
        for event in one.events:
            if event.on > today:
                raise EventRefused("in_future", event, today=today)
    except EventRefused as refused:
        name = _COLUMN_OF[refused.event.kind]
        return [
            Problem(one.row, _title(name), refused.event.on.isoformat(), wording.refusal(refused))
        ]
    if one.area is not None and not Decimal(0) < one.area < Decimal(10) ** 7:
        return [
            Problem(one.row, _title("area"), str(one.area), _("An area is above zero hectares."))
        ]
    return []
