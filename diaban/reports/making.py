"""Makes reports of editions: opens the edition, takes the template, writes the file of a format."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from diaban.editions import store
from diaban.editions.store import Edition
from diaban.indicators.reading import Figures
from diaban.projects import periods
from diaban.reports import docx, html, markdown, pdf, spoken, twin
from diaban.reports.book import Book, Cited
from diaban.reports.document import Report
from diaban.reports.phrases import phrase
from diaban.reports.writing import NoSuchPeriod, write

NAME = "indicators"
TEXTS = Path(__file__).parent / "templates" / "reports" / "texts"
FORMATS: Mapping[str, tuple[str, Callable[[Report], bytes]]] = {
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", docx.write),
    "pdf": ("application/pdf", pdf.write),
    "html": ("text/html; charset=utf-8", lambda report: html.write(report).encode()),
    "md": ("text/markdown; charset=utf-8", lambda report: markdown.write(report).encode()),
    "json": ("application/json", lambda report: twin.text(report).encode()),
}
"""Format → media type and writer; every one carries the twin."""


class CannotReport(ValueError):
    """There is nothing to write a report from; the message says why and what to do."""


def template(kind: str, language: str) -> str:
    """The text of a template."""
    return (TEXTS / template_name(kind, language)).read_text(encoding="utf-8")


def template_name(kind: str, language: str) -> str:
    return f"{kind}.{language}.txt"


def make(edition: Edition, period: str, kind: str, language: str,
         passages: Mapping[str, str] | None = None, *, text: str = "",
         letterhead: Mapping[str, str] | None = None) -> Report:  # fmt: skip
    """The report of a period on an edition, with what a person wrote into its free places.

    `text` and `letterhead` take the place of the installed template and settings: a report is
    rebuilt with those it was written with.

    Raises:
        CannotReport: no such period, or no figures in the edition.
        TemplateError: the template or a passage breaks the rules of its language.
    """
    try:
        periods.period(period)
    except ValueError:
        raise CannotReport(
            _("%(period)s is no period; write 2025-Q1 or 2025") % {"period": period}
        ) from None
    opened = book(edition)
    try:
        return write(
            text or template(kind, language), opened, kind=kind, language=language, period=period,
            passages=passages, edition_hash=edition_hash(edition),
            letterhead=letterhead if letterhead is not None else letterhead_of(language),
            file=template_name(kind, language),
        )  # fmt: skip
    except NoSuchPeriod:
        known = opened.periods
        raise CannotReport(
            _("Edition %(edition)s has no figures of %(period)s; it has %(first)s to %(last)s.")
            % {"edition": edition.id, "period": period, "first": known[0] if known else "–",
               "last": known[-1] if known else "–"}
        ) from None  # fmt: skip


def book(edition: Edition) -> Book:
    """The figures of an edition.

    Raises:
        CannotReport: it has none.
    """
    document = edition.document(NAME)
    if not document:
        raise CannotReport(
            _("Edition %(edition)s has no indicators. Publish a new edition.")
            % {"edition": edition.id}
        )
    return Book(
        Figures.of(document),
        edition=edition.id,
        published=store.published_on(edition.id),
        demonstration=edition.is_demonstration(NAME),
        about=_about(edition),
        cited=_cited(edition),
        sources={
            one["id"]: {"vi": one.get("title_vi") or "", "en": one.get("title_en") or ""}
            for one in edition.sources.values()
        },
    )


def edition_hash(edition: Edition) -> str:
    """SHA-256 of the edition's manifest, which names the hash of every file of it."""
    return hashlib.sha256((edition.path / store.MANIFEST).read_bytes()).hexdigest()


def letterhead_of(language: str) -> dict[str, str]:
    """What stands at the head and foot: `DIABAN_LETTERHEAD`, and who receives the report."""
    given = dict(settings.DIABAN_LETTERHEAD)
    return given | {"receivers": phrase("receivers_list", language)}


def title_of(report: Report) -> str:
    """The name of a report's files, without the ending."""
    return f"bao-cao-{report.period.lower()}-{report.kind}-{report.language}"


def open_period(edition: Edition, period: str, today: date) -> str:
    """Why a period is still open, in words; "" for one whose figures are closed."""
    last = spoken.days(period)[1]
    if today.isoformat() <= last:
        return _("%(period)s is not over: it can be locked when %(day)s has ended.") % {
            "period": period, "day": spoken.day(last, "vi")
        }  # fmt: skip
    document = edition.document(NAME) or {}
    rows = [one for one in document.get("values", ()) if one["period"] == period]
    # An indicator defined after the closing has no closed value: that does not open the rest.
    if not any(one.get("state") == "closed" for one in rows):
        return _("The figures of %(period)s are not closed yet. Close them first "
                 "(diaban indicators close %(period)s), then publish an edition.") % {
            "period": period
        }  # fmt: skip
    return ""


def _about(edition: Edition) -> dict[str, str]:
    authority = edition.authority
    said = {f"authority_{half}": str(authority.get(f"authority_{half}") or "")
            for half in ("vi", "en")}  # fmt: skip
    found = edition.find(f"locality:{authority.get('province')}")
    for half in ("vi", "en"):
        said[f"province_{half}"] = (
            str(found[0].column(f"name_{half}")[found[1]].as_py() or "") if found else ""
        )
    return said


def _cited(edition: Edition) -> dict[str, Cited]:
    """The published statements of the edition by their codes."""
    layer = edition.layers.get("statements")
    if layer is None:
        return {}
    return {
        record["code"]: Cited(
            code=record["code"],
            name={"vi": record["name_vi"], "en": record["name_en"]},
            value=Decimal(str(record["value"])),
            unit=record.get("unit") or "",
            period=record.get("period") or "",
            quote={"vi": record.get("quote") or "", "en": record.get("quote_en") or ""},
            source=_source(edition, record["key"]),
        )
        for record in (layer.record(row) for row in range(len(layer)))
        if record.get("value") is not None
    }


def _source(edition: Edition, key: str) -> str:
    """The id of the source of a statement's value."""
    facts = edition.facts(key) or ()
    return next((str(one["source"]) for one in facts if one["field"] == "value"), "")
