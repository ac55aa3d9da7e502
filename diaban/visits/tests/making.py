"""Visits and people for the tests of this room."""

from __future__ import annotations

from datetime import date
from typing import Any

from diaban.accounts.models import User
from diaban.visits.actions import Plan, Where, plan_visit
from diaban.visits.models import Visit


def colleague(name: str, role: str = "officer", **more: Any) -> User:
    return User.objects.create(username=name, role=role, **more)


def plan(**more: Any) -> Plan:
    day = more.pop("first_day", date(2026, 12, 1))
    values = {"title": "Kiểm tra tiến độ", "first_day": day, "last_day": day} | more
    return Plan(**values)


def visit(*stops: Where, by: User | None = None, **more: Any) -> Visit:
    """A planned visit; without stops it goes to one park."""
    return plan_visit(plan(**more), stops or (Where("park:dong-mai"),), by=by)
