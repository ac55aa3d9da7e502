"""The day's round of early sight: what the rules of alerts find, and what is forecast.

It is made once a day by the worker (`owed`, `go_round`), or by `diaban early round`; made again it
writes nothing new.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django_tasks import task

from diaban.accounts.models import User
from diaban.accounts.permissions import Permission, may
from diaban.clock import Calendar
from diaban.design import formats
from diaban.indicators import saying
from diaban.indicators.computing import Book, Figure, Records, compute, quarters
from diaban.indicators.confidence import Confidence
from diaban.indicators.definitions import EXTERNAL, FLOW, RATIO, Definition
from diaban.indicators.early import alerts
from diaban.indicators.early import forecast as rules
from diaban.indicators.early.alerts import Finding, State
from diaban.indicators.early.forecast import Partial, Quarter
from diaban.indicators.early.notices import ALERT
from diaban.indicators.formulas import plain
from diaban.indicators.models import AlertEvent, AlertRule, DefinitionVersion, EarlyRound, Forecast
from diaban.indicators.reading import WHOLE
from diaban.notices.actions import tell
from diaban.notices.wording import said
from diaban.procedures.catalogue import calendars
from diaban.projects import periods
from diaban.projects.periods import Period

FROM_HOUR = time(6)
TRY_AGAIN = timedelta(hours=1)
"""A round whose worker died is made again after this time."""
LOOK_BACK = 6
"""Quarters that a rule may need of one that ended: the next, which runs, and a year before it."""
A_YEAR = 4
EVERY_QUARTER = 400
HISTORY = 17
"""Quarters that forecasts are judged by, the running one among them: four years."""


def owed(now: datetime) -> bool:
    """Whether today's round has not been made, and there is anything to look at."""
    local = timezone.localtime(now)
    if local.time() < FROM_HOUR or not DefinitionVersion.objects.exists():
        return False
    last = EarlyRound.objects.filter(day=local.date()).first()
    return last is None or (not last.done and now - last.at >= TRY_AGAIN)


@task()
def go_round() -> dict[str, int]:
    """Today's round, by the worker; nothing where somebody else has taken it."""
    return round_of_today(timezone.now())


def round_of_today(now: datetime) -> dict[str, int]:
    """Make today's round unless it is made: how many alerts moved and figures were forecast."""
    claim = _claim(now)
    if claim is None:
        return {"raised": 0, "resolved": 0, "forecast": 0}
    done = look_around(now)
    EarlyRound.objects.filter(pk=claim.pk).update(done=True)
    return done


def look_around(now: datetime) -> dict[str, int]:
    """Look at every indicator now; the same figures looked at again change nothing."""
    records, book = Records.open(now), Book.read()
    moved = watch(records, book)
    return {**moved, "forecast": foretell(records, book)}


def _claim(now: datetime) -> EarlyRound | None:
    day = timezone.localdate(now)
    row, made = EarlyRound.objects.get_or_create(day=day, defaults={"at": now})
    if made:
        return row
    if row.done or now - row.at < TRY_AGAIN:
        return None
    taken = EarlyRound.objects.filter(pk=row.pk, done=False, at=row.at).update(at=now)
    return row if taken else None


# ---- alerts ----


def live_rules() -> list[AlertRule]:
    return list(AlertRule.objects.filter(withdrawn_at=None))


def rule_of(row: AlertRule, *, ratio: bool = False) -> alerts.Rule:
    return alerts.Rule(row.code, row.indicator, alerts.Kind(row.kind), row.limit, row.place, ratio)


def standing(codes: Iterable[str] | None = None) -> dict[tuple[str, str], list[AlertEvent]]:
    """(rule's code, quarter) → its events, oldest first."""
    rows = AlertEvent.objects.select_related("rule", "by").order_by("pk")
    if codes is not None:
        rows = rows.filter(code__in=list(codes))
    found: dict[tuple[str, str], list[AlertEvent]] = defaultdict(list)
    for row in rows:
        found[row.code, row.period].append(row)
    return dict(found)


def replayed(events: Sequence[AlertEvent]) -> alerts.Alert | None:
    return alerts.replay(
        alerts.Event(State(row.kind), number(row.value), row.by_id is not None) for row in events
    )


def watch(records: Records, book: Book) -> dict[str, int]:
    """Hold every live rule against the figures; raise and resolve. Those of gone rules end."""
    sure = Confidence.read(records)
    moved = {"raised": 0, "resolved": 0}
    with transaction.atomic():
        held = standing()
        for row in live_rules():
            ours = {key[1]: held.pop(key) for key in list(held) if key[0] == row.code}
            for step in _hold(row, ours, records, book, sure):
                moved[step] += 1
        for events in held.values():  # of rules that are gone
            if alerts.next_step(replayed(events), None) == State.RESOLVED:
                moved["resolved"] += 1
                _end(events[-1], records.now)
    return moved


def _hold(
    row: AlertRule,
    ours: Mapping[str, Sequence[AlertEvent]],
    records: Records,
    book: Book,
    sure: Confidence,
) -> Iterator[str]:
    """Hold one rule against the figures, `ours` being its events by quarter: what was written."""
    before = {period: one for period, events in ours.items() if (one := replayed(events))}
    figures = {one.period.name: one for one in _figures_of(row, records, book, before)}
    points = [_point(one, sure) for one in figures.values()]
    ratio = any(one.definition.kind == RATIO for one in figures.values())
    written = alerts.steps(rule_of(row, ratio=ratio), points, before, records.today)
    for period, (step, finding) in written.items():
        if step == State.RESOLVED:
            _end(ours[period][-1], records.now)
        elif finding is not None:
            _raise(row, finding, figures[period], records.now)
        yield step.value


def _figures_of(
    row: AlertRule, records: Records, book: Book, held: Mapping[str, alerts.Alert]
) -> list[Figure]:
    """What a rule may ask for today: the last quarters, back to those of its open alerts."""
    first = records.first_day()
    if first is None:
        return []
    names = quarters(first, records.today, EVERY_QUARTER)
    since = [periods.step(period, -A_YEAR) for period, alert in held.items() if alert.is_open]
    oldest = min([names[-LOOK_BACK:][0], *since])
    names = [name for name in names if name >= oldest]
    return list(compute(records, book, [row.indicator], names, [row.place]))


def _point(one: Figure, sure: Confidence) -> alerts.Point:
    return alerts.Point(
        one.period.name, one.period.last, one.computed.value, tuple(sure.reasons(one))
    )


def _raise(row: AlertRule, finding: Finding, figure: Figure, now: datetime) -> None:
    event = AlertEvent.objects.create(
        rule=row, code=row.code, period=finding.period, kind=State.RAISED,
        value=exact(finding.value), against=exact(finding.against), change=exact(finding.change),
        demonstration=figure.demonstration, at=now,
    )  # fmt: skip
    tell(
        ALERT.name,
        handlers(),
        title=said(
            gettext_noop("%(name)s (%(period)s)"),
            name={"vi": row.name_vi, "en": row.name_en},
            period={
                language: formats.period(finding.period, language) for language in ("vi", "en")
            },
        ),
        text=said(
            gettext_noop("%(indicator)s: %(value)s"),
            indicator={"vi": figure.definition.name_vi, "en": figure.definition.name_en},
            value={
                language: figure_words(finding.value, figure.definition, language)
                for language in ("vi", "en")
            },
        ),
        href=reverse("early:alerts"),
        about=f"alert:{row.code}",
        once=f"alert:{event.pk}",
        demonstration=figure.demonstration,
        at=now,
    )


def _end(last: AlertEvent, now: datetime) -> None:
    AlertEvent.objects.create(
        rule=last.rule, code=last.code, period=last.period, kind=State.RESOLVED, value=last.value,
        against=last.against, change=last.change, demonstration=last.demonstration, at=now,
    )  # fmt: skip


def handlers() -> list[User]:
    """Who looks after alerts."""
    return [
        user
        for user in User.objects.filter(is_active=True).order_by("pk")
        if may(user, Permission.HANDLE_ALERTS)
    ]


def figure_words(value: Decimal | None, of: saying.Unit, language: str) -> str:
    """The figure as it is printed in a language; "unknown" in words where it is not known."""
    if value is None:
        with translation.override(language):
            return _("unknown")
    return saying.printed(value, of, language)


def forget_invented() -> None:
    """Take away what was raised and forecast out of demonstration records; the round starts anew.

    For `indicators.demonstration` alone.
    """
    AlertEvent.objects.filter(demonstration=True).forget_demonstration()
    if Forecast.objects.filter(demonstration=True).delete()[0]:
        EarlyRound.objects.all().delete()


# ---- forecasts ----


def foretell(records: Records, book: Book) -> int:
    """Forecast the running quarter of every indicator over all zones; once a day."""
    first = records.first_day()
    if first is None or Forecast.objects.filter(made_on=records.today).exists():
        return 0
    *ended, running = quarters(first, records.today, HISTORY)
    calendar = calendars().latest()
    rows = []
    for code in book.codes:
        definition = book.on(code, periods.period(running).last)
        if definition is None or definition.kind == EXTERNAL:
            continue
        row = _forecast(records, definition, ended, running, calendar)
        if row is not None:
            rows.append(row)
    Forecast.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _forecast(
    records: Records, definition: Definition, ended: Sequence[str], running: str, calendar: Calendar
) -> Forecast | None:
    period = periods.period(running, definition.cutoff)
    now = _figure(records, definition, period)
    if now is None:
        return None
    gone, whole = _stage(calendar, period, min(records.today, period.last))
    counted = definition.period == FLOW and definition.kind != RATIO
    history = []
    for name in ended:
        past = periods.period(name, definition.cutoff)
        figure = _figure(records, definition, past)
        if figure is None or "before_register" in figure.computed.reasons:
            continue
        partial = _partial(records, definition, past, calendar, gone) if counted else None
        history.append(Quarter(name, figure.computed.value, partial))
    so_far = Partial(now.computed.value, gone, whole) if counted else None
    found = rules.forecast(
        history, so_far, least=_least(history, now.computed.value if counted else None),
        most=Decimal(100) if definition.unit == "%" else None,
    )  # fmt: skip
    return Forecast(
        made_on=records.today,
        indicator=definition.code,
        period=running,
        method=found.method if found else "",
        value=exact(found.value) if found else "",
        low=exact(found.low) if found else "",
        high=exact(found.high) if found else "",
        so_far=exact(now.computed.value),
        before=exact(history[-1].value) if history else "",
        gone=gone,
        of=whole,
        accuracy=[_accuracy(one) for one in (found.accuracy, *found.rivals)] if found else [],
        demonstration=now.demonstration,
    )


def _figure(records: Records, definition: Definition, period: Period) -> Figure | None:
    """The figure of all zones and parks; None where the indicator does not exist for them."""
    return next(records.figures(definition, period, [WHOLE]), None)


def _stage(calendar: Calendar, period: Period, day: date) -> tuple[int, int]:
    """Worked days of the period gone at the end of `day`, and of the whole."""
    before = period.first.toordinal() - 1
    return (
        calendar.worked_in(before, day.toordinal()),
        calendar.worked_in(before, period.last.toordinal()),
    )


def _partial(
    records: Records, definition: Definition, past: Period, calendar: Calendar, gone: int
) -> Partial | None:
    """What was counted in a past quarter at the same number of worked days into it."""
    if gone < 1 or not (calendar.covers(past.first) and calendar.covers(past.last)):
        return None
    day = calendar.nth_worked(past.first.toordinal() - 1, gone)
    whole = _stage(calendar, past, past.last)[1]
    if day is None or gone > whole:
        return None
    cut = replace(past, last=date.fromordinal(day))
    figure = _figure(records, definition, cut)
    return Partial(figure.computed.value, gone, whole) if figure else None


def _least(history: Sequence[Quarter], so_far: Decimal | None) -> Decimal:
    """What is counted already, where no past quarter ever came to less than it had at this stage.

    Some counts stand at the end of a quarter (what is still open) and may fall again.
    """
    grows = all(
        one.partial is None
        or one.partial.amount is None
        or one.value is None
        or one.partial.amount <= one.value
        for one in history
    )
    return so_far if so_far is not None and grows else Decimal(0)


def _accuracy(one: rules.Accuracy) -> dict[str, object]:
    return {
        "method": one.method,
        "n": one.n,
        "mae": exact(one.mae),
        "mape": None if one.mape is None else exact(one.mape),
        "reach": exact(one.reach),
    }


def exact(value: Decimal | None) -> str:
    """A number as events and forecasts keep it; "" unknown."""
    return plain(value) or "" if value is not None else ""


def number(text: str) -> Decimal | None:
    """The same, read."""
    return Decimal(text) if text else None
