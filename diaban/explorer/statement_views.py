"""Published statements: in their words, beside what was computed, as a list, a table and a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from diaban.editions.store import Edition
from diaban.explorer import csv_table, figures, statement_choice, verdicts
from diaban.explorer.pages import reads_edition, show
from diaban.explorer.statement_choice import Asked
from diaban.indicators.reading import Figures


@reads_edition
def statements(request: HttpRequest, edition: Edition) -> HttpResponseBase:
    """`verdict` and `topic` choose; `view=words` unfolds all, `view=table` is one table,
    `format=csv` a file of what was chosen.
    """
    found = verdicts.of(edition)
    every = [replace(one, compared=found.get(one.code, ())) for one in figures.statements(edition)]
    asked = statement_choice.understood(every, request.GET)
    if request.GET.get("format") == "csv":
        return _csv(edition, asked)
    said = statement_choice.chosen(every, asked)
    labels = {one.name: one.label for one in figures.topics(edition, every)}
    context: dict[str, Any] = {
        "topics": figures.topics(edition, said),
        "any": bool(every),
        "asked": asked,
        "verdicts": statement_choice.by_verdict(every, asked),
        "by_topic": statement_choice.by_topic(every, asked, labels),
        "views": statement_choice.by_view(asked),
        "csv": asked.query(view="", format="csv"),
        "unfolded": statement_choice.unfolded(asked, len(said)),
        "demonstration": any(row.demonstration for one in said for row in one.compared),
    }
    return show(request, edition, "statements.html", context, section="figures")


def _csv(edition: Edition, asked: Asked) -> HttpResponse | StreamingHttpResponse:
    said = {one.code: one for one in figures.statements(edition)}
    header = [
        _("Code"), _("Published figure"), _("Period"), _("Scope"), _("Exact words"), _("Source"),
        _("Published"), _("Unit"), _("Indicator"), _("Computed figure"), _("Apart"), _("Verdict"),
        _("Reading"), _("On demonstration records"), _("Explanation"),
    ]  # fmt: skip

    def rows() -> Iterator[list[Any]]:
        for row in Figures.of(edition.document(verdicts.DOCUMENT)).statements():
            one = said.get(row.statement)
            if one is None or asked.topic not in ("", one.topic):
                continue
            if asked.verdict not in ("", row.verdict):
                continue
            shown = verdicts.compared(row)
            quote = one.quotes[-1].text if one.quotes else ""
            yield [
                one.code, one.name, row.period, one.scope, quote, one.source.get("id", ""),
                row.published, row.unit, row.indicator, row.computed, row.difference, shown.word,
                row.reading, _("yes") if row.demonstration else _("no"), shown.explanation,
            ]  # fmt: skip

    answer = StreamingHttpResponse(
        csv_table.lines(header, rows()), content_type="text/csv; charset=utf-8"
    )
    invented = edition.is_demonstration(verdicts.DOCUMENT)
    name = f"{'demonstration-' if invented else ''}diaban-{edition.id}-statements.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    if invented:
        answer.headers["X-Robots-Tag"] = "noindex"
    return answer
