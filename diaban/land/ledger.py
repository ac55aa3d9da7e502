"""The hectare ledger (sổ cái đất đai): double entry for land. Pure: no Django, no database.

Land lies in accounts along two axes: what the plan wants it for (use) and how far it has come
(stage). An entry moves whole square metres between accounts and sums to zero, so that the accounts
of a zone always add up to its gross area, at every date. Two accounts stand beside them: `outside`,
from which a zone's land comes when it is founded, and `difference`, which holds what a survey or a
split found more or less than was on record (chênh lệch diện tích), so that nothing gets lost.

Areas are integers in square metres. An entry belongs to one zone: a ledger is kept for each
developer's infrastructure project, and parks, economic zones and the province are sums of ledgers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

INDUSTRIAL = "industrial_service"  # đất công nghiệp, dịch vụ
USES = (INDUSTRIAL, "infrastructure", "green", "other")
STAGES = ("not_cleared", "cleared", "handed_over", "serviced", "free", "leased", "blocked")
# Serviced industrial land is ready, and is either free, leased or blocked; the rest is finished.
STAGES_OF = {
    use: (*STAGES[:3], *(STAGES[4:] if use == INDUSTRIAL else STAGES[3:4])) for use in USES
}
OUTSIDE, DIFFERENCE = "outside", "difference"
INNER = tuple(f"{use}.{stage}" for use in USES for stage in STAGES_OF[use])
ACCOUNTS = (*INNER, DIFFERENCE, OUTSIDE)
FREE, LEASED, BLOCKED = (f"{INDUSTRIAL}.{stage}" for stage in STAGES[4:])
READY = (FREE, LEASED, BLOCKED)
M2_PER_HA = 10_000
TOLERANCE = Decimal("0.01")

# What an entry of each kind may do: the step from one stage to the next, within a use.
STEPS: Mapping[str, tuple[str, ...]] = {
    "clear": ("not_cleared", "cleared"),
    "hand_over": ("cleared", "handed_over"),
    "service": ("handed_over", "free", "serviced"),
    "lease": ("free", "leased"),
    "release": ("leased", "free"),
    "block": ("free", "blocked"),
    "unblock": ("blocked", "free"),
}
# Kinds that redraw plots: every account keeps its total, but for what the difference takes up.
REDRAWS = frozenset({"identify", "split", "merge", "correct"})
# How a ledger begins, before anything else is posted.
BEGINNINGS = frozenset({"open", "found", "resize"})
KINDS = ("open", "found", "resize", "rezone", *STEPS, *sorted(REDRAWS), "transfer", "reverse")


@dataclass(frozen=True, slots=True)
class Leg:
    """One line of an entry: so many square metres into an account (out of it when negative).

    `plot` and `lease` are codes; empty for land that no plot or contract describes yet.
    """

    account: str
    area_m2: int
    plot: str = ""
    lease: str = ""

    @property
    def cell(self) -> Cell:
        return (self.account, self.plot, self.lease)


Cell = tuple[str, str, str]
Movement = tuple[date, Cell, int]


@dataclass(frozen=True, slots=True)
class Entry:
    """A posting (bút toán): what moved on a day. `kind` says by which rule it is judged."""

    kind: str
    on: date
    legs: tuple[Leg, ...]


class Refusal(Exception):
    """An entry that the ledger does not take, with the balance at that moment.

    `reason` is one of the words that `land.wording` puts into sentences; `on` the day on which the
    rule would be broken, `account` and `plot` where, `balance_m2` what is there, `asked_m2` what
    the entry takes.
    """

    def __init__(
        self,
        reason: str,
        *,
        on: date | None = None,
        account: str = "",
        plot: str = "",
        balance_m2: int | None = None,
        asked_m2: int | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason, self.on, self.account, self.plot = reason, on, account, plot
        self.balance_m2, self.asked_m2 = balance_m2, asked_m2


@dataclass(frozen=True, slots=True)
class Totals:
    """The figures that people ask for, in square metres. They add: Σ over zones is a `Totals`."""

    gross: int = 0
    industrial: int = 0
    infrastructure: int = 0
    green: int = 0
    other: int = 0
    difference: int = 0
    not_cleared: int = 0
    cleared: int = 0
    handed_over: int = 0
    ready: int = 0
    leased: int = 0
    free: int = 0
    blocked: int = 0

    def __add__(self, other: Totals) -> Totals:
        return Totals(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    def broken(self) -> tuple[str, int, int] | None:
        """The first identity that does not hold: its name, the larger-to-be and the smaller.

        leased ≤ ready ≤ industrial ≤ gross, cleared ≤ gross (DOMAIN §6), uses + difference = gross.
        """
        pairs = {
            "leased_over_ready": (self.ready, self.leased),
            "ready_over_industrial": (self.industrial, self.ready),
            "industrial_over_gross": (self.gross, self.industrial),
            "cleared_over_gross": (self.gross, self.cleared),
        }
        return next(((name, *pair) for name, pair in pairs.items() if pair[0] < pair[1]), None)


def totals(balances: Mapping[str, int]) -> Totals:
    """Named figures from the balance of each account.

    Cleared land (đã giải phóng mặt bằng) is all that is no longer uncleared; land handed over is
    all that reached the developer; ready land is serviced industrial land, leased or not.
    """

    def of(*accounts: str) -> int:
        return sum(balances.get(account, 0) for account in accounts)

    def use(name: str) -> int:
        return of(*(f"{name}.{stage}" for stage in STAGES_OF[name]))

    not_cleared = of(*(f"{name}.not_cleared" for name in USES))
    only_cleared = of(*(f"{name}.cleared" for name in USES))
    inner = of(*INNER)
    return Totals(
        gross=inner + of(DIFFERENCE),
        industrial=use(INDUSTRIAL),
        infrastructure=use("infrastructure"),
        green=use("green"),
        other=use("other"),
        difference=of(DIFFERENCE),
        not_cleared=not_cleared,
        cleared=inner - not_cleared,
        handed_over=inner - not_cleared - only_cleared,
        ready=of(*READY),
        leased=of(LEASED),
        free=of(FREE),
        blocked=of(BLOCKED),
    )


def hectares(area_m2: int) -> Decimal:
    """Exact hectares of whole square metres."""
    return Decimal(area_m2) / M2_PER_HA


def square_metres(area_ha: Decimal) -> int:
    """Whole square metres of hectares.

    Raises:
        Refusal: the area is finer than a square metre.
    """
    exact = area_ha * M2_PER_HA
    if exact != exact.to_integral_value():
        raise Refusal("not_whole")
    return int(exact)


def check(
    entry: Entry,
    history: Iterable[Movement],
    *,
    exists_from: date | None,
    today: date,
    tolerance: Decimal = TOLERANCE,
) -> None:
    """Let an entry pass, or say why not: nothing may break on its day or on any later one.

    `history` is what the zone's ledger holds, every day of it. Cells that the entry does not touch
    may be summed up under their account with an empty plot and lease of another name: they count
    for the zone's identities alone.

    Raises:
        Refusal: with the reason, the day and the balance at that moment.
    """
    check_form(entry, tolerance)
    if entry.on > today:
        raise Refusal("future", on=today)
    if entry.kind not in ("found", "open") and (exists_from is None or entry.on < exists_from):
        raise Refusal("before_zone", on=exists_from, balance_m2=0)
    if exists_from is not None and entry.on < exists_from:
        raise Refusal("before_zone", on=exists_from, balance_m2=0)
    _check_days(entry, list(history), tolerance)


def check_form(entry: Entry, tolerance: Decimal = TOLERANCE) -> None:
    """Refuse what is wrong whatever the balances are.

    Raises:
        Refusal: unbalanced, empty, an unknown account, or a move that this kind does not make.
    """
    if entry.kind not in KINDS:
        raise Refusal("unknown_kind")
    if not entry.legs or any(leg.area_m2 == 0 for leg in entry.legs):
        raise Refusal("empty", on=entry.on)
    for leg in entry.legs:
        if leg.account not in ACCOUNTS:
            raise Refusal("unknown_account", account=leg.account)
        if type(leg.area_m2) is not int:
            raise Refusal("not_whole", account=leg.account)
    surplus = sum(leg.area_m2 for leg in entry.legs)
    if surplus:
        raise Refusal("unbalanced", on=entry.on, balance_m2=surplus)
    _check_moves(entry, tolerance)


def _check_moves(entry: Entry, tolerance: Decimal) -> None:
    net = _net(entry.legs)
    kind = entry.kind
    if kind in STEPS:
        source, *targets = STEPS[kind]
        _demand(_is_step(net, source, targets), entry)
    elif kind in ("found", "open"):
        stages = STAGES[:1] if kind == "found" else STAGES
        inner = {account: area for account, area in net.items() if account != OUTSIDE}
        fits = all(area > 0 and _stage(account) in stages for account, area in inner.items())
        _demand(bool(inner) and fits and net.get(OUTSIDE, 0) < 0, entry)
    elif kind == "resize":
        inside = {account for account in net if account != OUTSIDE}
        _demand(OUTSIDE in net and all(_stage(a) == "not_cleared" for a in inside), entry)
    elif kind == "rezone":
        _demand(bool(net) and _same_stages(net), entry)
    elif kind in REDRAWS:
        _check_redraw(entry, net, tolerance)
    elif kind == "transfer":
        _demand(not net and all(leg.account == LEASED for leg in entry.legs), entry)


def _check_redraw(entry: Entry, net: Mapping[str, int], tolerance: Decimal) -> None:
    """Plots change, land does not: what the new ones lack or have over goes to the difference."""
    _demand(OUTSIDE not in net and all(leg.account != OUTSIDE for leg in entry.legs), entry)
    moved = {account for account in net if account != DIFFERENCE}
    accounts = {leg.account for leg in entry.legs if leg.account != DIFFERENCE}
    difference = abs(net.get(DIFFERENCE, 0))
    _demand(len(moved) <= 1 and bool(accounts), entry)
    if entry.kind == "identify":
        _demand(not net, entry)
    before = -sum(a.area_m2 for a in entry.legs if a.area_m2 < 0 and a.account != DIFFERENCE)
    if difference > tolerance * before:
        allowed = int(tolerance * before)
        raise Refusal("over_tolerance", on=entry.on, balance_m2=allowed, asked_m2=difference)


def _is_step(net: Mapping[str, int], source: str, targets: Sequence[str]) -> bool:
    """Whether every use gives from one stage and receives in the next, the same area."""
    left: dict[str, int] = defaultdict(int)
    for account, area in net.items():
        use, _dot, stage = account.partition(".")
        if (stage != source or area > 0) and (stage not in targets or area < 0):
            return False
        left[use] += area
    return bool(net) and not any(left.values())


def _same_stages(net: Mapping[str, int]) -> bool:
    """Whether land changed its use and nothing else; finished land stays finished."""
    left: dict[str, int] = defaultdict(int)
    for account, area in net.items():
        stage = _stage(account)
        left["serviced" if stage == "free" else stage] += area
    return not any(left.values()) and not {"leased", "blocked", ""} & set(left)


def _check_days(entry: Entry, history: list[Movement], tolerance: Decimal) -> None:
    """Replay from the entry's day on: no cell below zero, no identity broken and no more difference
    than is tolerated, on any day."""
    movements = sorted(
        [*history, *((entry.on, leg.cell, leg.area_m2) for leg in entry.legs)],
        key=lambda movement: movement[0],
    )
    asked: dict[Cell, int] = defaultdict(int)
    for leg in entry.legs:
        asked[leg.cell] += leg.area_m2
    cells: dict[Cell, int] = defaultdict(int)
    accounts: dict[str, int] = defaultdict(int)
    for index, (day, cell, area) in enumerate(movements):
        cells[cell] += area
        accounts[cell[0]] += area
        last_of_day = index + 1 == len(movements) or movements[index + 1][0] != day
        if last_of_day and day >= entry.on:
            _check_day(day, asked, cells, accounts)
            _check_difference(day, asked, accounts, tolerance)


def _check_day(
    day: date, asked: Mapping[Cell, int], cells: Mapping[Cell, int], accounts: Mapping[str, int]
) -> None:
    for cell, area in asked.items():
        account, plot, _lease = cell
        if cells[cell] < 0 and account not in (OUTSIDE, DIFFERENCE):
            reason = "more_than_ready" if account == FREE else "below_zero"
            raise Refusal(
                reason, on=day, account=account, plot=plot,
                balance_m2=cells[cell] - area, asked_m2=-area,
            )  # fmt: skip
    broken = totals(accounts).broken()
    if broken:
        reason, most, much = broken
        raise Refusal(reason, on=day, balance_m2=most, asked_m2=much)


def _check_difference(
    day: date, asked: Mapping[Cell, int], accounts: Mapping[str, int], tolerance: Decimal
) -> None:
    """Small differences may not add up to land: together they stay within the tolerance of the
    zone's gross area. An entry that brings them nearer to zero passes."""
    moved = sum(area for cell, area in asked.items() if cell[0] == DIFFERENCE)
    shrinks = sum(area for cell, area in asked.items() if cell[0] == OUTSIDE) > 0
    difference = accounts[DIFFERENCE]
    allowed = int(tolerance * -accounts[OUTSIDE])
    grows = abs(difference) > abs(difference - moved)
    if abs(difference) > allowed and (grows or shrinks):
        raise Refusal("difference_grows", on=day, balance_m2=allowed, asked_m2=abs(difference))


def reversal(entry: Entry, on: date) -> Entry:
    """The entry that takes another one back: the same legs the other way round (bút toán đảo)."""
    legs = tuple(Leg(leg.account, -leg.area_m2, leg.plot, leg.lease) for leg in entry.legs)
    return Entry("reverse", on, legs)


def step(kind: str, on: date, area_m2: int, use: str = INDUSTRIAL, plot: str = "") -> Entry:
    """An entry that takes land of one use from a stage to the next."""
    source, *targets = STEPS[kind]
    target = next(stage for stage in targets if stage in STAGES_OF[use])
    legs = (Leg(f"{use}.{source}", -area_m2, plot), Leg(f"{use}.{target}", area_m2, plot))
    return Entry(kind, on, legs)


def kind_of(source: str, target: str) -> str:
    """The kind of an entry that moves land from one account to another.

    Raises:
        Refusal: no kind of entry does.
    """
    (use, _dot, before), (use_after, _dot, after) = source.partition("."), target.partition(".")
    if OUTSIDE in (source, target):
        uncleared = "not_cleared" in (before, after)
        return "resize" if uncleared or target == OUTSIDE else "open"
    for kind, (first, *then) in STEPS.items():
        if use == use_after and before == first and after in then:
            return kind
    if use != use_after and (before == after or {before, after} == {"free", "serviced"}):
        return "rezone"
    raise Refusal("not_this_kind")


def balances(history: Iterable[Movement], on: date) -> dict[str, int]:
    """The balance of every account at the end of a day."""
    found = dict.fromkeys(ACCOUNTS, 0)
    for day, cell, area in history:
        if day <= on:
            found[cell[0]] += area
    return found


def _net(legs: Iterable[Leg]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for leg in legs:
        found[leg.account] += leg.area_m2
    return {account: area for account, area in found.items() if area}


def _stage(account: str) -> str:
    return account.partition(".")[2]


def _demand(fits: bool, entry: Entry) -> None:
    if not fits:
        raise Refusal("not_this_kind", on=entry.on)
