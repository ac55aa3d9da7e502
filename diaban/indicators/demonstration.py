"""What early sight said about the demonstration registers goes with them."""

from __future__ import annotations

from diaban.indicators.models import AlertEvent, EarlyRound, Forecast


def load() -> None:
    """Nothing to invent: the worker's next round looks at the registers as they are."""


def erase() -> None:
    """Take away what was raised and forecast out of invented records; the round is made anew."""
    AlertEvent.objects.filter(demonstration=True).forget_demonstration()
    if Forecast.objects.filter(demonstration=True).delete()[0]:
        EarlyRound.objects.all().delete()
