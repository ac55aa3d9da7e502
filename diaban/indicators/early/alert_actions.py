"""What people do about alerts and their rules. Each is one transaction: may one, is it possible,
write."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from diaban.accounts.models import User
from diaban.accounts.permissions import Permission, demand
from diaban.facts.identity import identity_of
from diaban.indicators.computing import Book
from diaban.indicators.early import alerts, rounds
from diaban.indicators.early.alerts import State
from diaban.indicators.early.present import Sight
from diaban.indicators.models import AlertEvent, AlertRule
from diaban.notices.actions import read_about


class AlertRefused(ValueError):
    """It cannot be done; the words say why."""


def acknowledge(code: str, period: str, note: str, *, by: User) -> AlertEvent:
    """Say that somebody looks after it."""
    return _step(code, period, State.SEEN, note, by)


def resolve(code: str, period: str, note: str, *, by: User) -> AlertEvent:
    """Say why it needs no more looking after; it is raised again only if the figure moves."""
    if not note.strip():
        raise AlertRefused(_("Say why it is settled: the next reader will ask."))
    return _step(code, period, State.RESOLVED, note, by)


def _step(code: str, period: str, kind: State, note: str, by: User) -> AlertEvent:
    """Write what a person did, with the figure as it was then: that is what the reason is about."""
    demand(by, Permission.HANDLE_ALERTS)
    before = AlertEvent.objects.filter(code=code, period=period).select_related("rule").last()
    if before is None:
        raise AlertRefused(_("Somebody has done that meanwhile, or the alert is over."))
    moment = timezone.now()
    now = Sight(moment, Book.read()).of(before.rule, period)
    with transaction.atomic():
        # The rules' row is the lock: two people who do it at once follow each other.
        list(AlertRule.objects.select_for_update().filter(code=code).values_list("pk"))
        events = rounds.standing([code]).get((code, period), [])
        if kind not in alerts.allowed(rounds.replayed(events)):
            raise AlertRefused(_("Somebody has done that meanwhile, or the alert is over."))
        last = events[-1]
        read_about(by, f"alert:{code}")
        return AlertEvent.objects.create(
            rule=last.rule, code=code, period=period, kind=kind, value=rounds.exact(now.value),
            against=rounds.exact(now.against), change=rounds.exact(now.change), note=note.strip(),
            demonstration=last.demonstration or now.demonstration, at=moment, by=by,
        )  # fmt: skip


def publish_rule(values: dict[str, Any], *, by: User) -> AlertRule:
    """Let a new version of a rule hold, in place of the one of its code, if there is one.

    Raises:
        AlertRefused: this very version holds already.
    """
    demand(by, Permission.PUBLISH_RULES)
    identity = identity_of(
        origin="staff", **{name: str(value) for name, value in sorted(values.items())}
    )
    with transaction.atomic():
        live = AlertRule.objects.select_for_update().filter(code=values["code"], withdrawn_at=None)
        if live.filter(identity=identity).exists():
            raise AlertRefused(_("This rule holds already as it stands."))
        live.update(withdrawn_at=timezone.now(), withdrawn_by=by)
        return AlertRule.objects.create(**values, identity=identity, recorded_by=by)


def withdraw_rule(rule: AlertRule, *, by: User) -> None:
    """End a rule; its open alerts end with the next round. What it raised stays on record."""
    demand(by, Permission.PUBLISH_RULES)
    AlertRule.objects.filter(pk=rule.pk, withdrawn_at=None).update(
        withdrawn_at=timezone.now(), withdrawn_by=by
    )
