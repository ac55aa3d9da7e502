"""What people do to projects: each action checks, writes, refreshes and tells, in one transaction.

Who may do it is asked before, where the request comes in (`accounts.permissions`). The project's
row is locked while its history is checked, so that two officers cannot both lower the same capital.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from diaban.accounts.models import Organisation
from diaban.facts.identity import identity_of
from diaban.facts.signals import announce
from diaban.projects import money
from diaban.projects import origin as origins
from diaban.projects.models import EventWithdrawal, Holding, Investor, Project, ProjectEvent
from diaban.projects.replay import Event, State, admit, replay


class ActionRefused(Exception):
    """The action cannot be done; the words say why and what to do instead."""


Share = tuple[Investor, Decimal | None]


def event_of(row: ProjectEvent) -> Event:
    """The stored event as the replay reads it. Prefetch `holdings__investor` for many."""
    rate = None
    if row.rate is not None and row.rate_on is not None:
        rate = money.Rate(row.rate, row.rate_on, row.rate_source)
    held = tuple(holding_of(one.investor, one.share) for one in row.holdings.all())
    return Event(
        row.kind, row.on, row.pk or 0, row.amount, row.currency, rate, row.until, row.milestone,
        row.domestic, row.foreign, held, row.number, row.text,
    )  # fmt: skip


def holding_of(investor: Investor, share: Decimal | None) -> origins.Holding:
    return origins.Holding(investor.code, investor.country, share, investor.foreign_held)


def rows_of(project: Project) -> Iterable[ProjectEvent]:
    """The events that stand, in the order of their days."""
    return project.events.filter(withdrawn_at=None).prefetch_related("holdings__investor")


def history_of(project: Project) -> list[Event]:
    return [event_of(row) for row in rows_of(project)]


def identity(event: Event) -> str:
    """Equal content, equal hash; the order of recording does not count."""
    held = [
        f"{h.investor}={'' if h.share is None else h.share.normalize()}" for h in event.holdings
    ]
    said = {
        name: getattr(event, name) or None
        for name in ("kind", "on", "currency", "until", "milestone", "number", "text")
    }
    numbers = {
        name: None if value is None else str(Decimal(value).normalize())
        for name, value in (
            ("amount", event.amount), ("domestic", event.domestic), ("foreign", event.foreign),
        )
    }  # fmt: skip
    return identity_of(holdings=held or None, **said, **numbers)


def row_of(
    project: Project, event: Event, *, by: Any, at: Any, shares: Sequence[Share] = ()
) -> tuple[ProjectEvent, list[Holding]]:
    """The rows, unsaved, that store an event. `event.holdings` is that of `shares`."""
    rate = event.rate
    row = ProjectEvent(
        project=project,
        kind=event.kind,
        on=event.on,
        amount=event.amount,
        currency=event.currency,
        rate=rate.vnd if rate else None,
        rate_on=rate.on if rate else None,
        rate_source=rate.source if rate else "",
        until=event.until,
        milestone=event.milestone,
        domestic=event.domestic,
        foreign=event.foreign,
        number=event.number,
        text=event.text,
        identity=identity(event),
        recorded_at=at,
        recorded_by=by,
    )
    return row, [Holding(event=row, investor=one, share=share) for one, share in shares]


def repeat(project: Project, state: State) -> None:
    """Write the replayed columns of a project; one currency at most is repeated there."""
    project.status = state.status
    project.origin = state.origin or ""
    project.country = state.country
    project.registered_on = state.registered_on
    project.term_until = state.term_until
    project.name = state.name or project.registered_name
    held = {currency: amount for currency, amount in state.registered.items() if amount}
    project.currency, project.capital = next(iter(held.items())) if len(held) == 1 else ("", None)


REPEATED = (
    "status", "origin", "country", "registered_on", "term_until", "name", "currency", "capital",
)  # fmt: skip


def record(
    project: Project, event: Event, *, by: Any = None, shares: Sequence[Share] = ()
) -> ProjectEvent:
    """Add an event to a project's history. Later events are checked against it too.

    Raises:
        EventRefused: the history with it cannot be; `wording.refusal` says why. Nothing is written.
    """
    with transaction.atomic():
        locked = Project.objects.select_for_update().get(pk=project.pk)
        held = tuple(holding_of(one, share) for one, share in shares)
        new = replace(event, order=2**62, holdings=held)
        state = admit(history_of(locked), new, timezone.localdate())
        row, holdings = row_of(locked, new, by=by, at=timezone.now(), shares=shares)
        row.save()
        Holding.objects.bulk_create(holdings)
        repeat(locked, state)
        locked.save(update_fields=REPEATED)
        announce("record_project_event", [f"project:{locked.code}"], by)
    project.refresh_from_db()
    return row


def register(
    project: Project, event: Event, *, shares: Sequence[Share], by: Any = None
) -> ProjectEvent:
    """A new project with its certificate, both or neither.

    Raises:
        EventRefused: the certificate cannot be.
        ActionRefused: the code is taken.
    """
    with transaction.atomic():
        if Project.objects.filter(code=project.code).exists():
            raise ActionRefused(
                _("There is a project with the code %(code)s already. Open it instead.")
                % {"code": project.code}
            )
        project.recorded_by = by
        project.save()
        return record(project, event, by=by, shares=shares)


def withdraw(row: ProjectEvent, *, why: str, by: Any = None) -> None:
    """Take back an event that was recorded by mistake, if the history holds without it.

    Raises:
        EventRefused: what came later rests on it.
        ActionRefused: it is withdrawn already, or no reason is given.
    """
    if not why.strip():
        raise ActionRefused(_("Say why: the next person will ask."))
    with transaction.atomic():
        project = Project.objects.select_for_update().get(pk=row.project_id)
        if not ProjectEvent.objects.filter(pk=row.pk, withdrawn_at=None).exists():
            raise ActionRefused(_("It was withdrawn already."))
        state = replay(event_of(one) for one in rows_of(project) if one.pk != row.pk)
        now = timezone.now()
        EventWithdrawal.objects.create(event=row, why=why.strip(), by=by, at=now)
        ProjectEvent.objects.filter(pk=row.pk).update(withdrawn_at=now)
        repeat(project, state)
        project.save(update_fields=REPEATED)
        announce("withdraw_project_event", [f"project:{project.code}"], by)


def say_person(investor: Investor, *, person: bool, by: Any = None) -> None:
    """Record whether an investor is a private person; the next edition publishes by it."""
    with transaction.atomic():
        Investor.objects.filter(pk=investor.pk).update(person=person)
        codes = Project.objects.filter(events__holdings__investor=investor).distinct()
        announce(
            "say_investor_is_person" if person else "say_investor_is_organisation",
            [f"project:{code}" for code in codes.values_list("code", flat=True)],
            by,
        )


def link_organisation(
    investor: Investor, organisation: Organisation | None, *, by: Any = None
) -> None:
    """Say whose accounts act for an investor, and so follow its projects; None: nobody's.

    Raises:
        ActionRefused: one of the two is invented and the other is not, or it may not act.
    """
    if organisation is not None:
        if organisation.demonstration != investor.demonstration:
            raise ActionRefused(_("Invented and real records are not linked."))
        if not organisation.is_active:
            raise ActionRefused(_("This organisation may not act. Choose another one."))
    with transaction.atomic():
        Investor.objects.filter(pk=investor.pk).update(organisation=organisation)
        announce("link_investor", [f"investor:{investor.code}"], by)
