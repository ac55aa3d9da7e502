"""Published statements: in their words, beside what was computed, as a list, a table and a file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from diaban.editions.store import Edition
from diaban.explorer import csv_table, figures, statement_choice, verdicts
from diaban.explorer.figures import Statement
from diaban.explorer.pages import reads_edition, show
from diaban.indicators.reading import Figures
from diaban.indicators.reading import Statement as Compared


@reads_edition
def statements(request: HttpRequest, edition: Edition) -> HttpResponseBase:
    """`verdict` and `topic` choose; `view=words` unfolds all, `view=table` is one table,
    `format=csv` a file of what was chosen.
    """
    found = verdicts.of(edition)
    every = [replace(one, compared=found.get(one.code, ())) for one in figures.statements(edition)]
    asked = statement_choice.understood(every, request.GET)
    said = statement_choice.chosen(every, asked)
    if request.GET.get("format") == "csv":
        return _csv(edition, said)
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


def _csv(edition: Edition, said: Sequence[Statement]) -> HttpResponse | StreamingHttpResponse:
    """A row for each comparison; a statement that is set beside nothing has one without."""
    header = [
        _("Code"), _("Published figure"), _("Period"), _("Scope"), _("Exact words"), _("Source"),
        _("Published"), _("Unit"), _("Indicator"), _("Computed figure"), _("Apart"), _("Verdict"),
        _("Reading"), _("On demonstration records"), _("Explanation"),
    ]  # fmt: skip

    def rows() -> Iterator[list[Any]]:
        found: dict[str, list[Compared]] = defaultdict(list)
        for row in Figures.of(edition.document(verdicts.DOCUMENT)).statements():
            found[row.statement].append(row)
        for one in said:
            about = [one.code, one.name]
            quote = one.quotes[-1].text if one.quotes else ""
            source = one.source.get("id", "")
            if not one.compared:
                yield [*about, one.period, one.scope, quote, source, _published(one), one.unit,
                       *[""] * 7]  # fmt: skip
            chosen = {shown.verdict for shown in one.compared}
            for row in found[one.code]:
                if row.verdict in chosen:
                    shown = verdicts.compared(row)
                    yield [
                        *about, row.period, one.scope, quote, source, row.published, row.unit,
                        row.indicator, row.computed, row.difference, shown.word, row.reading,
                        _("yes") if row.demonstration else _("no"), shown.explanation,
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


def _published(one: Statement) -> float | str:
    """The number, whole where it is; its words where it is none."""
    if one.value is None:
        return one.text
    return int(one.value) if one.value.is_integer() else one.value
