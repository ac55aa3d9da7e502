"""What people do to plots and their papers: each action does all or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from diaban.facts.actions import STAFF, ActionRefused, add_source
from diaban.facts.identity import identity_of
from diaban.facts.locking import lock_registry
from diaban.facts.models import Assertion, Pack, Withdrawal
from diaban.facts.refresh import refresh
from diaban.facts.signals import announce
from diaban.facts.values import clean
from diaban.imports import eudr
from diaban.imports.findings import Finding
from diaban.materials import paper_files
from diaban.materials.kinds import DOCUMENT_KINDS, MATERIAL_PLOT
from diaban.materials.models import (
    Commodity,
    MaterialArea,
    MaterialPlot,
    PlotDocument,
    PlotProducer,
)
from diaban.materials.plots import Drafted, drafted, refusals

TRUST = "S-M"
"""Of what a sender declares about his own plots: one secondary source."""


class FileRefused(ActionRefused):
    """Plots that cannot be taken, with every finding."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(_("The file breaks rules; nothing of it was taken."))
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Taken:
    """What taking a file did, in plots."""

    added: int
    changed: int
    unchanged: int
    keys: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        return {"added": self.added, "changed": self.changed, "unchanged": self.unchanged,
                "plots": list(self.keys)}  # fmt: skip


def judge(path: Path, region: str, *, cattle: bool = False) -> tuple[eudr.Plots, list[Finding]]:
    """Read and check a file for a region: its plots, and why they cannot be taken, if so.

    Raises:
        diaban.imports.safety.Refused: it is no such file.
        ActionRefused: there is no such region.
    """
    area = MaterialArea.objects.filter(key=region).first()
    if area is None:
        raise ActionRefused(_("There is no raw-material area “%(key)s”.") % {"key": region[:80]})
    plots = eudr.read(path, cattle=cattle, region=area.outline, region_name=str(area))
    contents = Pack.objects.values_list("content", flat=True)
    bounds = [tuple(content["bounds"]) for content in contents if content.get("bounds")]
    return plots, refusals(plots, region, bounds)


def take(
    path: Path, *, region: str, commodity: str | None, sender: str, by: Any, name: str = "",
    cattle: bool = False,
) -> Taken:  # fmt: skip
    """Take all plots of a file under a region, or none.

    What the same plot said before in such a file is withdrawn; plots that are not in this file
    stay as they are.

    Raises:
        FileRefused, ActionRefused, diaban.imports.safety.Refused
    """
    plots, findings = judge(path, region, cattle=cattle)
    if findings:
        raise FileRefused(findings)
    if commodity is not None and not Commodity.objects.filter(key=commodity).exists():
        raise ActionRefused(_("There is no raw material “%(key)s”.") % {"key": commodity[:80]})
    wanted = drafted(plots.plots, region, commodity)
    with transaction.atomic():
        lock_registry()
        taken = _write(wanted, sender, name or path.name, by)
        _keep_producers(wanted, by)
        refresh(taken.keys)
        if taken.added or taken.changed:
            announce("take_plots", taken.keys, by)
    return taken


def _write(wanted: Sequence[Drafted], sender: str, file_name: str, by: Any) -> Taken:
    now = timezone.now()
    standing: dict[str, dict[str, Assertion]] = {}
    keys = [one.key for one in wanted]
    for start in range(0, len(keys), 500):
        batch = keys[start : start + 500]
        for row in Assertion.objects.filter(
            subject__in=batch, source__origin=_ORIGIN, withdrawn_at=None
        ):
            standing.setdefault(row.subject, {})[row.field] = row
    values = {one.key: _cleaned(one.values) for one in wanted}
    differing = {
        key: {
            field: value
            for field, value in said.items()
            if field not in standing.get(key, {}) or standing[key][field].value != value
        }
        for key, said in values.items()
    }
    gone = [
        row
        for key, rows in standing.items()
        for field, row in rows.items()
        if field in differing[key] or field not in values[key]
    ]
    _withdraw(gone, now, by)
    if any(differing.values()):
        source = _source(sender, file_name, by)
        Assertion.objects.bulk_create(
            [
                _assertion(key, field, value, source.id, now, by)
                for key, fields in differing.items()
                for field, value in fields.items()
            ],
            batch_size=500,
        )
    touched = {row.subject for row in gone} | {key for key, fields in differing.items() if fields}
    added = len(touched - standing.keys())
    return Taken(added, len(touched) - added, len(wanted) - len(touched), tuple(keys))


_ORIGIN = "eudr"


def _source(sender: str, file_name: str, by: Any) -> Any:
    source = add_source(
        kind="report",
        title_vi=f"Tệp lô nguyên liệu (EUDR): {file_name}",
        title_en=f"Raw-material plots (EUDR): {file_name}",
        publisher=sender,
        by=by,
    )
    source.origin = _ORIGIN
    source.save(update_fields=["origin"])
    return source


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    return {field: clean(MATERIAL_PLOT[field], value).value for field, value in values.items()}


def _assertion(key: str, field: str, value: Any, source: str, now: Any, by: Any) -> Assertion:
    unit = MATERIAL_PLOT[field].unit
    said = {"subject": key, "field": field, "value": value, "unit": unit, "trust": TRUST,
            "as_of": timezone.localdate(now), "origin": STAFF}  # fmt: skip
    return Assertion(
        kind=MATERIAL_PLOT.name, source_id=source, recorded_at=now, recorded_by=by,
        identity=identity_of(source=source, **said), **said,
    )  # fmt: skip


def _withdraw(rows: Iterable[Assertion], now: Any, by: Any) -> None:
    rows = list(rows)
    why = _("A later file of plots says otherwise.")
    Withdrawal.objects.bulk_create(
        [Withdrawal(assertion=row, at=now, by=by, why=why) for row in rows], batch_size=500
    )
    for start in range(0, len(rows), 500):
        ids = [row.pk for row in rows[start : start + 500]]
        Assertion.objects.filter(pk__in=ids).update(withdrawn_at=now)


def _keep_producers(wanted: Sequence[Drafted], by: Any) -> None:
    """Names stand apart from facts; one that was erased is not written again behind its back."""
    erased = set(PlotProducer.objects.exclude(erased_at=None).values_list("plot", flat=True))
    PlotProducer.objects.bulk_create(
        [
            PlotProducer(plot=one.key, name=one.producer, recorded_by=by)
            for one in wanted
            if one.producer and one.key not in erased
        ],
        update_conflicts=True, unique_fields=["plot"],
        update_fields=["name", "recorded_at", "recorded_by"], batch_size=500,
    )  # fmt: skip


def erase_producer(plot: str, *, by: Any) -> None:
    """Erase the name of who produces on a plot (quyền xóa dữ liệu cá nhân). It cannot be undone.

    Raises:
        ActionRefused: no name is held.
    """
    with transaction.atomic():
        row = PlotProducer.objects.select_for_update().filter(plot=plot, erased_at=None).first()
        if row is None or not row.name:
            raise ActionRefused(_("No producer's name is held for this plot."))
        row.name, row.erased_at, row.erased_by = "", timezone.now(), by
        row.save()


def attach(
    plot: str, *, kind: str, number: str, chunks: Iterable[bytes], file_name: str, data: Path,
    by: Any, issuer: str = "", issued_on: date | None = None, expires_on: date | None = None,
    unlimited: bool = False,
) -> PlotDocument:  # fmt: skip
    """Attach a legality document to a plot; its file is kept by its hash.

    Raises:
        ActionRefused: there is no such plot, the days contradict each other, or the same paper
            stands there already.
        paper_files.FileRefused: the file is not kept.
    """
    if not MaterialPlot.objects.filter(key=plot).exists():
        raise ActionRefused(_("There is no plot “%(key)s”.") % {"key": plot[:80]})
    if kind not in DOCUMENT_KINDS:
        raise ActionRefused(_("“%(kind)s” is no kind of paper.") % {"kind": kind[:40]})
    if issued_on and expires_on and expires_on < issued_on:
        raise ActionRefused(_("It would expire before it was issued. Correct one of the two days."))
    if unlimited and expires_on:
        raise ActionRefused(_("A paper without an end has no day on which it expires."))
    kept = paper_files.keep(data, chunks)
    with transaction.atomic():
        live = PlotDocument.objects.filter(plot=plot, withdrawn_at=None)
        if live.filter(sha256=kept.sha256, kind=kind, number=number).exists():
            raise ActionRefused(_("This paper is attached already."))
        return PlotDocument.objects.create(
            plot=plot, kind=kind, number=number, issuer=issuer, issued_on=issued_on,
            expires_on=expires_on, unlimited=unlimited, sha256=kept.sha256,
            file_name=Path(file_name).name[:200], media_type=kept.media_type, size=kept.size,
            recorded_by=by,
        )  # fmt: skip


def withdraw_document(document: PlotDocument, *, why: str, by: Any) -> None:
    """Take a paper back that was attached wrongly; it stays on record.

    Raises:
        ActionRefused: no reason, or withdrawn already.
    """
    if not why.strip():
        raise ActionRefused(_("Write why the paper is taken back."))
    with transaction.atomic():
        row = PlotDocument.objects.select_for_update().get(pk=document.pk)
        if row.withdrawn_at is not None:
            raise ActionRefused(_("The paper has been taken back already."))
        row.withdrawn_at, row.withdrawn_by, row.withdrawn_why = timezone.now(), by, why.strip()
        row.save()
