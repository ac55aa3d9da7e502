"""Statistical reports: computed, kept as computed, submitted, accepted or returned.

Lưu nháp → Chờ duyệt → Đã tiếp nhận / Yêu cầu chỉnh sửa (S-M). A returned report is not changed: a
new one is computed after the data were corrected, and both stay on record.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from diaban.facts.published import current_edition
from diaban.projects import sheets
from diaban.projects.actions import ActionRefused
from diaban.projects.models import ReportStep, StatisticalReport
from diaban.projects.periods import Period

DRAFT, SUBMITTED, ACCEPTED, RETURNED = "draft", "submitted", "accepted", "returned"
NEXT: Mapping[str, tuple[str, ...]] = {
    DRAFT: (SUBMITTED,),
    SUBMITTED: (ACCEPTED, RETURNED),
    ACCEPTED: (),
    RETURNED: (),
}


def state_of(report: StatisticalReport) -> str:
    steps = list(report.steps.all())
    return steps[-1].step if steps else DRAFT


def save_draft(form: str, period: Period, *, by: Any = None) -> StatisticalReport:
    """Compute a form and keep it, with the edition that is current now.

    Raises:
        KeyError: there is no such form.
        NumberTooLarge: a number has more digits than the forms take.
    """
    made = sheets.make(form, period)
    with transaction.atomic():
        report = StatisticalReport.objects.create(
            form=form,
            period=period.name,
            cutoff=period.cutoff,
            content=made.as_dict(),
            edition=current_edition(),
            demonstration=made.demonstration,
            made_by=by,
        )
        ReportStep.objects.create(report=report, step=DRAFT, by=by)
    return report


def may_accept(report: StatisticalReport, by: Any) -> bool:
    """Whether somebody else than who made or submitted it accepts the report, where a second person
    is asked for."""
    if not settings.DIABAN_SECOND_PERSON:
        return True
    earlier = {report.made_by_id}
    earlier |= {one.by_id for one in report.steps.all() if one.step == SUBMITTED}
    return by is not None and None not in earlier and by.pk not in earlier


def take(report: StatisticalReport, step: str, *, by: Any = None, note: str = "") -> ReportStep:
    """Take a report one step further.

    Raises:
        ActionRefused: that step does not follow, a return says no reason, or who made or submitted
            the report would accept it.
    """
    with transaction.atomic():
        locked = StatisticalReport.objects.select_for_update().get(pk=report.pk)
        if step not in NEXT[state_of(locked)]:
            raise ActionRefused(
                _("The report has moved on meanwhile. Look at its state and try again.")
            )
        if step == ACCEPTED and not may_accept(locked, by):
            raise ActionRefused(_("Somebody else than who submitted it has to accept this report."))
        if step == RETURNED and not note.strip():
            raise ActionRefused(_("Say what has to be corrected."))
        return ReportStep.objects.create(report=locked, step=step, by=by, note=note.strip())
