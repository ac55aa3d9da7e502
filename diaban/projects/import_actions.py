"""A spreadsheet of projects: read, kept as it was, taken into the registry whole or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from diaban.facts.signals import announce
from diaban.imports.reading import read as read_confined
from diaban.imports.reading.tables import fold
from diaban.imports.safety import Limits
from diaban.projects import actions, importing
from diaban.projects.actions import ActionRefused
from diaban.projects.entry import investor_named
from diaban.projects.importing import Listed, Places, Problem
from diaban.projects.models import Holding, Investor, Project, ProjectEvent, ProjectImport
from diaban.projects.replay import replay
from diaban.zones.models import EconomicZone, IndustrialPark

LARGEST_BYTES = 10 * 2**20
LIMITS = Limits(file_bytes=LARGEST_BYTES, spreadsheet_bytes=64 << 20, columns=60,
                rows=importing.MOST_ROWS + 20, cell_characters=2_000, seconds=30)  # fmt: skip
"""The file is read while its sender waits; a few rows more than are taken are told about."""
ENDINGS = (".xlsx", ".csv")


def read(upload: UploadedFile, *, by: Any = None) -> ProjectImport:
    """Keep the rows of an uploaded table, read in a confined process.

    Raises:
        ActionRefused: it is too large or no table.
        imports.safety.Refused: the file is not what it says, or is damaged.
    """
    name = Path(upload.name or "list").name
    ending = Path(name).suffix.lower()
    if ending not in ENDINGS:
        raise ActionRefused(_("Send an Excel workbook (.xlsx) or a CSV file."))
    if (upload.size or 0) > LARGEST_BYTES:
        raise ActionRefused(_("The file is larger than 10 MB. Divide it and send the parts."))
    with tempfile.TemporaryDirectory(prefix="diaban-") as folder:
        path = Path(folder) / f"list{ending}"
        with path.open("wb") as stream:
            for chunk in upload.chunks():
                stream.write(chunk)
        dataset = read_confined(path, limits=LIMITS)
    columns = dataset.table.column_names
    rows = [
        {"row": int(number), "cells": {name: _kept(cell) for name, cell in cells.items()}}
        for number, cells in zip(dataset.rows, dataset.table.to_pylist(), strict=True)
    ]
    return ProjectImport.objects.create(name=name[:200], columns=columns, rows=rows, made_by=by)


def _kept(cell: Any) -> Any:
    """A cell as JSON keeps it: days as ISO text, other things than numbers as text."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return cell if cell is None or isinstance(cell, int | float) else str(cell)


def places() -> Places:
    return Places(_folded(IndustrialPark.objects.all()), _folded(EconomicZone.objects.all()))


def _folded(subjects: Iterable[Any]) -> dict[str, str]:
    """Folded code, key and names → key; a park is also found without "khu công nghiệp"."""
    found = {}
    for one in subjects:
        for name in (one.code, one.key, one.name_vi, one.name_en):
            if name:
                folded = fold(name)
                found[folded] = one.key
                for start in ("khu cong nghiep ", "kcn ", "khu kinh te ", "kkt "):
                    found.setdefault(folded.removeprefix(start), one.key)
    return found


def check(kept: ProjectImport) -> tuple[list[Listed], list[Problem]]:
    """What the kept rows say to the registry as it is now."""
    rows = [(one["row"], one["cells"]) for one in kept.rows]
    taken = frozenset(Project.objects.values_list("code", flat=True))
    known = Investor.objects.filter(demonstration=False, person__isnull=False)
    persons = {(one.name, one.country): bool(one.person) for one in known}
    return importing.check(rows, kept.columns, places(), taken, timezone.localdate(), persons)


def may_take(kept: ProjectImport, by: Any) -> bool:
    """Whether somebody else than its sender takes the list, where a second person is asked for."""
    if not settings.DIABAN_SECOND_PERSON:
        return True
    return by is not None and kept.made_by_id is not None and by.pk != kept.made_by_id


def take(kept: ProjectImport, *, by: Any = None) -> int:
    """Register every project of the list; how many.

    Raises:
        ActionRefused: it was taken already, `by` may not take it, or there is a problem now.
            Nothing is written then.
    """
    with transaction.atomic():
        locked = ProjectImport.objects.select_for_update().get(pk=kept.pk)
        if locked.taken_at is not None:
            raise ActionRefused(_("This list was taken already."))
        if not may_take(locked, by):
            raise ActionRefused(_("Somebody else than the sender has to take this list."))
        listed, problems = check(locked)
        if problems:
            raise ActionRefused(_("The list has problems now. Look at them below."))
        _register(listed, by)
        locked.taken_at = timezone.now()
        locked.save(update_fields=["taken_at"])
        announce("import_projects", [f"project:{one.code}" for one in listed], by)
    return len(listed)


def _register(listed: Sequence[Listed], by: Any) -> None:
    now = timezone.now()
    investors: dict[tuple[str, str], Investor] = {}
    projects, events, holdings = [], [], []
    for one in listed:
        who = (one.investor, one.country)
        if who not in investors or one.person is not None:
            investors[who] = investor_named(*who, person=one.person, by=by)
        project = Project(
            code=one.code, registered_name=one.name, kind=one.kind, park=one.park,
            economic_zone=one.zone, sector=one.sector, area=one.area, recorded_by=by,
        )  # fmt: skip
        actions.repeat(project, replay(one.events))
        projects.append(project)
        for event in one.events:
            shares: list[tuple[Investor, Decimal | None]] = []
            if event.holdings:
                shares = [(investors[who], one.share)]
            row, held = actions.row_of(project, event, by=by, at=now, shares=shares)
            events.append(row)
            holdings += held
    Project.objects.bulk_create(projects, batch_size=1000)
    ProjectEvent.objects.bulk_create(events, batch_size=1000)
    Holding.objects.bulk_create(holdings, batch_size=1000)
