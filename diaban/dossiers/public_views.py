"""How dossiers are handled, for everybody: from the edition, never from the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from diaban.dossiers import telling
from diaban.dossiers.outcome import CLOCKS, OPEN, Bucket
from diaban.dossiers.publishing import NAME
from diaban.editions.store import Edition
from diaban.explorer import csv_table
from diaban.explorer.pages import asked_in_vain, reads_edition, shell

WIDTH, LEFT, ROW, BAR = 900, 130, 38, 22


@dataclass(frozen=True, slots=True)
class Bar:
    """One part of a quarter's bar, in the drawing's units."""

    bucket: str
    label: Any
    count: int
    x: float
    y: float
    width: float


@reads_edition
def figures(request: HttpRequest, edition: Edition) -> HttpResponse:
    document = edition.document(NAME)
    periods = document["periods"] if document else []
    asked = request.GET.get("period", "")
    shown = next((one for one in periods if one["period"] == asked), None)
    # Without a question: the last quarter that is over, or the first there is.
    shown = shown or (periods[1] if len(periods) > 1 else periods[0] if periods else None)
    context: dict[str, Any] = {"document": document, "periods": periods, "shown": shown}
    if shown:
        context |= {
            "in_vain": asked_in_vain(request, "period", shown["period"]),
            "demonstration": edition.is_demonstration(NAME),
            "buckets": buckets(shown),
            "total": total(shown),
            "open": sum(shown["buckets"][one] for one in OPEN) + undetermined_open(shown),
            "rates": rates(shown),
            "rows": [row(one) for one in shown["procedures"]],
            "flags": [{"label": telling.FLAGS[name], "count": count}
                      for name, count in shown["flags"].items()],
            "bars": bars(periods),
            "names": [(telling.BUCKETS[one], str(one)) for one in Bucket],
            "history": [(one, [one["buckets"][name] for name in Bucket]) for one in periods],
            "height": ROW * len(periods) + 4,
            "quarter_labels": [(one["period"], ROW * n + BAR) for n, one in enumerate(periods)],
            "clocks": [telling.CLOCK_NAMES[one] for one in CLOCKS],
        }  # fmt: skip
    return render(request, "dossiers/public.html", shell(request, edition, "service") | context)


def total(one: dict[str, Any]) -> int:
    return one["received"] + one["carried_over"]


def undetermined_open(one: dict[str, Any]) -> int:
    """Of the undetermined, those that had not ended; editions before 27 November 2026 say none."""
    return one.get("undetermined_open", 0)


def buckets(one: dict[str, Any]) -> list[dict[str, Any]]:
    notes = {Bucket.UNDETERMINED: telling.still_open(undetermined_open(one))
             if "undetermined_open" in one else ""}  # fmt: skip
    return [{"name": str(name), "label": telling.BUCKETS[name], "count": one["buckets"][name],
             "definition": telling.DEFINITIONS[name], "note": notes.get(name, "")}
            for name in Bucket]  # fmt: skip


def rates(one: dict[str, Any]) -> list[dict[str, Any]]:
    """Both rates, each with its two terms."""
    counts = one["buckets"]
    in_time = counts[Bucket.EARLY] + counts[Bucket.ON_TIME]
    found = []
    for name, of in (("strict", total(one)), ("closed_only", in_time + counts[Bucket.LATE])):
        share = 100 * in_time / of if of else None
        found.append({"label": telling.RATES[name], "numerator": in_time, "denominator": of,
                      "percent": share})  # fmt: skip
    return found


def row(one: dict[str, Any]) -> dict[str, Any]:
    spreads = [one["durations"].get(clock) for clock in CLOCKS]
    return {"name": one["name"], "said": one, "rate": rates(one)[0], "spreads": spreads,
            "counts": [one["buckets"][name] for name in Bucket]}  # fmt: skip


def bars(periods: list[dict[str, Any]]) -> list[Bar]:
    """A stacked bar for every quarter, as long as it had dossiers."""
    most = max((total(one) for one in periods), default=0) or 1
    found = []
    for place, one in enumerate(periods):
        x = float(LEFT)
        for name in Bucket:
            count = one["buckets"][name]
            width = (WIDTH - LEFT - 50) * count / most
            if count:
                found.append(Bar(str(name), telling.BUCKETS[name], count, round(x, 1),
                                 ROW * place + 6, round(width, 1)))  # fmt: skip
            x += width
    return found


PARTS = ("sample", "median", "p90")
HEADER = ("period", "procedure", "received", "carried_over", *map(str, Bucket),
          *(f"{clock}_{part}" for clock in CLOCKS for part in PARTS),
          "undetermined_open")  # fmt: skip


@reads_edition
def series(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Every quarter and procedure as CSV; invented figures are not open data."""
    document = edition.document(NAME)
    if document is None or edition.is_demonstration(NAME):
        raise Http404(_("These figures are a demonstration: they are not given as open data."))
    rows = []
    for one in document["periods"]:
        for part in ({"code": "", "durations": {}, **one}, *one["procedures"]):
            spreads = [part["durations"].get(clock) or {} for clock in CLOCKS]
            rows.append([one["period"], part["code"], part["received"], part["carried_over"],
                         *(part["buckets"][name] for name in Bucket),
                         *(spread.get(name) for spread in spreads for name in PARTS),
                         part.get("undetermined_open")])  # fmt: skip
    answer = HttpResponse("".join(csv_table.lines(HEADER, rows)), content_type="text/csv")
    answer["Content-Disposition"] = f'attachment; filename="dossiers-{edition.id}.csv"'
    return answer
