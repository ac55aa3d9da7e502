"""The demonstration of reports: a draft of the last quarter that is closed, with words in some of
its free places; and the reports of the article's quarter, published. Reports that people made of
invented figures go with it when it is switched off."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from diaban.editions.errors import EditionError
from diaban.indicators.models import ClosedPeriod
from diaban.reports import actions, course
from diaban.reports.document import OFFICIAL, PRESS
from diaban.reports.models import LockedText, Passage, Report, ReportFile, Signature, Step

QUARTER = "2025-Q1"
"""The quarter of which the authority's article tells."""
SIGNER = "Minh họa / Demonstration"
WORDS = {
    ("vi", "companionship"): "Đoạn minh họa: nêu các buổi làm việc đã tổ chức và vướng mắc đã được "
    "tháo gỡ.\n\n- Kiến nghị trong kỳ: {petitions.received}, {change petitions.received}.",
    ("vi", "next"): "Đoạn minh họa: tiếp tục giải phóng mặt bằng phần diện tích còn lại và trả lời "
    "dứt điểm các kiến nghị quá hạn.",
    ("en", "companionship"): "An illustration: the meetings that were held and the obstacles that "
    "were removed.\n\n- Petitions of the period: {petitions.received}, "
    "{change petitions.received}.",
    ("en", "next"): "An illustration: clearance of the remaining land goes on, and petitions that "
    "are overdue are answered.",
}  # fmt: skip


def load() -> None:
    """One draft; where any report is on record nothing changes."""
    last = ClosedPeriod.objects.filter(demonstration=True).order_by("-period").first()
    if last is None or Report.objects.exists():
        return
    with transaction.atomic():
        report = Report.objects.create(kind=OFFICIAL, period=last.period, demonstration=True)
        for (language, name), text in WORDS.items():
            Passage.objects.create(
                report=report, language=language, name=name, version=1, text=text
            )
        Step.objects.create(report=report, step=course.DRAFTED)


def publish() -> bool:
    """The reports of the article's quarter, through every step; whether any was made.

    Once an edition has that quarter's invented figures, and no report of it is on record.
    """
    closed = ClosedPeriod.objects.filter(demonstration=True, period=QUARTER).exists()
    if not closed or Report.objects.filter(period=QUARTER).exists():
        return False
    try:
        with transaction.atomic():
            for kind in (PRESS, OFFICIAL):
                _publish(Report.objects.create(kind=kind, period=QUARTER, demonstration=True))
    except (actions.ActionRefused, EditionError):  # another edition, or none: nothing to make it of
        return False
    return True


def _publish(report: Report) -> None:
    """As four people would; here the program takes the steps, and nobody is told."""
    for text in actions.texts_to_lock(report):
        text.save()
    today = timezone.localdate()
    signature = Signature.objects.create(
        report=report, year=today.year, number=actions.next_number(today.year),
        signed_on=today, signer=SIGNER,
    )  # fmt: skip
    for file in actions.files_of(report, signature):
        file.save()
    for step in (course.DRAFTED, course.LOCKED, course.CHECKED, course.APPROVED, course.SIGNED,
                 course.PUBLISHED):  # fmt: skip
        Step.objects.create(report=report, step=step)


def erase() -> None:
    """Take away every report of invented figures, whoever made it."""
    with transaction.atomic():
        for model in (ReportFile, Signature, LockedText, Passage, Step):
            model.objects.filter(report__demonstration=True).forget_demonstration()
        Report.objects.filter(demonstration=True).forget_demonstration()
