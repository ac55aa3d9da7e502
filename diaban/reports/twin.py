"""The machine-readable twin of a report: JSON with every figure and its query. Pure."""

from __future__ import annotations

import json
from typing import Any

from diaban.reports.document import FORMAT, Report


class NoTwin(ValueError):
    """A file carries no twin of a report, or one that cannot be read."""


def text(report: Report) -> str:
    """The twin, with keys in a fixed order."""
    return json.dumps(report.as_dict(), ensure_ascii=False, indent=1, sort_keys=True)


def read(content: str | bytes) -> Report:
    """The report that a twin describes.

    Raises:
        NoTwin: it is none.
    """
    try:
        data: Any = json.loads(content)
        return Report.of(data)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NoTwin(f"no {FORMAT}: {type(error).__name__}") from None
