"""Which stored contents the rows of this room name; see `dossiers.blobs`."""

from __future__ import annotations

from collections.abc import Iterable

from diaban.reports.models import ReportFile


def named() -> Iterable[str]:
    return ReportFile.objects.values_list("sha256", flat=True)
