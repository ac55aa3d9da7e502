"""What an edition says of published reports: which there are, and the hashes of their files.

The files lie with the other attachments, named by their hash, so the public pages need no database.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from diaban.facts.contributions import Document
from diaban.reports import course
from diaban.reports.actions import signing_of
from diaban.reports.document import Report as Written
from diaban.reports.document import plain
from diaban.reports.models import Report, Step
from diaban.reports.verifying import words_hash

NAME = "reports"


def build(now: datetime) -> Iterable[Document]:
    """The real published reports, or the demonstration's where there are none."""
    published = Step.objects.filter(step=course.PUBLISHED).values("report")
    found = (
        Report.objects.filter(pk__in=published)
        .select_related("signature")
        .prefetch_related("files", "texts")
    )
    for invented in (False, True):
        rows = [_entry(one) for one in found if one.demonstration is invented]
        if rows:
            return [Document(NAME, {"reports": rows}, demonstration=invented)]
    return []


def _entry(report: Report) -> dict[str, Any]:
    signature = report.signature
    texts = {text.language: Written.of(text.content) for text in report.texts.all()}
    return {
        "code": f"{report.period.lower()}-{report.kind}-{report.revision}",
        "kind": report.kind,
        "period": report.period,
        "revision": report.revision,
        **{f"title_{language}": plain(said.about or said.title)
           for language, said in texts.items()},
        "number": signature.symbol,
        "signed_on": signature.signed_on.isoformat(),
        "signer": signature.signer,
        "edition": next(iter(texts.values())).edition,
        "texts": {
            language: {"day": signing_of(signature, language).day,
                       "words_sha256": words_hash(said)}
            for language, said in texts.items()
        },
        "files": [
            {"language": one.language, "format": one.format, "name": one.name,
             "sha256": one.sha256, "size": one.size}
            for one in report.files.all()
        ],
    }  # fmt: skip
