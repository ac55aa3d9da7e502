"""Forecasts in words: on the page of forecasts, and beside the figures of the quarter that runs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as lazy

from diaban.indicators.computing import Book
from diaban.indicators.early import leadership, rounds
from diaban.indicators.early.forecast import DRIFT, LAST, MEAN, PACE, SEASON
from diaban.indicators.early.leadership import error_words
from diaban.indicators.models import Forecast

METHODS: Mapping[str, Any] = {
    LAST: lazy("as in the quarter before"),
    SEASON: lazy("as in the same quarter of the year before"),
    MEAN: lazy("the mean of the last four quarters"),
    DRIFT: lazy("the last quarter, moved on by the mean change of a year"),
    PACE: lazy("at the pace of the worked days so far"),
}


def line(row: Forecast, book: Book, language: str) -> dict[str, Any]:
    """A forecast in words: the figure, its range, its method and that method's past."""
    definition = leadership.definition_of(book, row.indicator, row.period)
    best = row.accuracy[0] if row.accuracy else {}
    name = row.indicator
    if definition is not None:
        name = definition.name_vi if language == "vi" else definition.name_en

    def shown(text: str) -> str:
        if definition is None:
            return text
        return rounds.figure_words(Decimal(text) if text else None, definition, language)

    return {
        "row": row,
        "name": name,
        "method": METHODS.get(row.method, ""),
        "before": shown(row.before),
        "so_far": shown(row.so_far),
        "value": shown(row.value),
        "low": shown(row.low),
        "high": shown(row.high),
        "n": best.get("n"),
        "mae": error_words(best["mae"], definition, language) if best else "",
        "mape": Decimal(best["mape"]) if best.get("mape") else None,
        "rivals": [
            {
                "method": METHODS[one["method"]],
                "mae": error_words(one["mae"], definition, language),
                "n": one["n"],
            }
            for one in row.accuracy[1:]
        ],
    }


def beside(period: str, today: date, book: Book, language: str) -> dict[str, dict[str, Any]]:
    """Indicator → its forecast, where `period` is the running quarter and one can be judged."""
    rows = leadership.latest_forecasts(today)
    return {
        row.indicator: line(row, book, language)
        for row in rows
        if row.period == period and row.method
    }
