"""Events, projects and investors for the tests, with what is dull filled in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from diaban.projects import actions
from diaban.projects import vocabulary as v
from diaban.projects.models import Investor, Project
from diaban.projects.origin import Holding
from diaban.projects.replay import Event

KOREAN = Holding("korean", "KR", Decimal(100))
VIETNAMESE = Holding("vietnamese", "VN", Decimal(100))
START = date(2020, 3, 2)


def day(text: str) -> date:
    return date.fromisoformat(text)


def event(kind: str, on: date | str, amount: str | None = None, **more) -> Event:
    """An event; money is in USD unless said."""
    on = day(on) if isinstance(on, str) else on
    if amount is not None:
        more = {"currency": "USD"} | more | {"amount": Decimal(amount)}
    return Event(kind, on, **more)


def certificate(amount: str = "1000000", on: date | str = START, **more) -> Event:
    return event(v.REGISTERED, on, amount, **{"holdings": (KOREAN,)} | more)


def investor(code: str = "korean", country: str = "KR", **more) -> Investor:
    made, _ = Investor.objects.get_or_create(
        code=code,
        defaults={"name": f"Nhà đầu tư {code}", "country": country, "person": False} | more,
    )
    return made


def project(
    code: str = "P-1", amount: str = "1000000", on: date | str = START, currency: str = "USD",
    country: str = "KR", until: date | None = None, **more,
) -> Project:  # fmt: skip
    """A registered project of one investor."""
    made = Project(
        code=code, registered_name=f"Dự án {code}",
        **{"kind": v.SECONDARY, "park": "park:dong-mai", "sector": "26"} | more,
    )  # fmt: skip
    held = investor(f"investor-{country.lower()}", country)
    actions.register(
        made,
        event(v.REGISTERED, on, amount, currency=currency, until=until),
        shares=[(held, Decimal(100))],
    )
    return made
