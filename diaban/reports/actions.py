"""What officers and leaders do with reports. Each is one transaction: check, write, tell.

Files are made before the transaction begins, so that nobody waits for them; what they were made
from cannot change any more by then.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from diaban.accounts.permissions import Permission, demand
from diaban.dossiers import blobs
from diaban.editions import store
from diaban.editions.store import Edition
from diaban.facts.signals import announce
from diaban.reports import course, making, telling, twin
from diaban.reports.document import LANGUAGES, Signing
from diaban.reports.document import Report as Written
from diaban.reports.models import LockedText, Passage, Report, ReportFile, Signature, Step
from diaban.reports.nodes import TemplateError

NEEDED: Mapping[str, Permission] = {
    course.LOCKED: Permission.WRITE_REPORTS,
    course.CHECKED: Permission.CHECK_REPORTS,
    course.APPROVED: Permission.APPROVE_REPORTS,
    course.SIGNED: Permission.SIGN_REPORTS,
    course.PUBLISHED: Permission.SIGN_REPORTS,
}
"""Step → who may take it. To return a report is for whoever might take its next step."""
LONGEST_PASSAGE = 20_000


class ActionRefused(ValueError):
    """The action cannot be done; the message says why and what to do."""


def draft(kind: str, period: str, *, by: Any) -> Report:
    """Begin a report; the passages of the one before it are taken over.

    Raises:
        ActionRefused: there is no such period, or one is under way.
    """
    demand(by, Permission.WRITE_REPORTS)
    edition = current()
    try:
        made = making.make(edition, period, kind, "vi")
    except making.CannotReport as error:
        raise ActionRefused(str(error)) from None
    with transaction.atomic():
        last = Report.objects.filter(kind=kind, period=period).order_by("-revision").first()
        # A draft on records of another kind can never be locked: it does not stand in the way,
        # and what was written about invented figures is not taken over to real ones.
        other = last is not None and last.demonstration is not made.demonstration
        stale = last is not None and other and last.state == course.DRAFTED
        if last and last.state not in course.REPLACED_AFTER and not stale:
            raise ActionRefused(_("This report has been begun already. Open it in the list."))
        try:
            with transaction.atomic():
                report = Report.objects.create(
                    kind=kind, period=period, revision=last.revision + 1 if last else 1,
                    demonstration=made.demonstration, made_by=by,
                )  # fmt: skip
        except IntegrityError:
            raise ActionRefused(
                _("This report has been begun already. Open it in the list.")
            ) from None
        for passage in passages_of(last) if last and not other else ():
            Passage.objects.create(report=report, language=passage.language, name=passage.name,
                                   version=1, text=passage.text, by=passage.by)  # fmt: skip
        Step.objects.create(report=report, step=course.DRAFTED, by=by)
    return report


def current() -> Edition:
    """The current edition. Raises EditionError."""
    return store.current(settings.DIABAN_EDITIONS)


def passages_of(report: Report) -> list[Passage]:
    """The last version of each passage."""
    last = {(one.language, one.name): one for one in report.passages.order_by("version")}
    return list(last.values())


def _versions(report: Report) -> set[int]:
    return set(report.passages.values_list("pk", flat=True))


def words_of(report: Report, language: str) -> dict[str, str]:
    return {one.name: one.text for one in passages_of(report) if one.language == language}


def write_passage(report: Report, language: str, name: str, text: str, *, base: int,
                  by: Any) -> Passage | None:  # fmt: skip
    """Keep what was written into a free place; None where it says the same as before.

    `base` is the version that the writer saw.

    Raises:
        ActionRefused: the report is locked, somebody else wrote meanwhile, or the text is too long.
        TemplateError: the text has a figure that no query produced.
    """
    demand(by, Permission.WRITE_REPORTS)
    text = text.replace("\r\n", "\n").strip()
    if len(text) > LONGEST_PASSAGE:
        raise ActionRefused(_("This passage is longer than a report can carry. Shorten it."))
    making.make(current(), report.period, report.kind, language, {name: text})
    with transaction.atomic():
        locked = Report.objects.select_for_update().get(pk=report.pk)
        if course.is_locked(locked.state):
            raise ActionRefused(_("This report is locked: nothing in it can change any more."))
        last = (
            Passage.objects.filter(report=locked, language=language, name=name)
            .order_by("-version")
            .first()
        )
        if (last.version if last else 0) != base:
            raise ActionRefused(
                _("Somebody has written here meanwhile. Read the newer words below, then save.")
            )
        if (last.text if last else "") == text:
            return None
        return Passage.objects.create(
            report=locked, language=language, name=name, version=base + 1, text=text, by=by
        )


def written(report: Report, language: str) -> Written:
    """What the report says: as locked, or from the current edition and the passages."""
    kept = LockedText.objects.filter(report=report, language=language).first()
    if kept is None:
        return making.make(current(), report.period, report.kind, language,
                           words_of(report, language))  # fmt: skip
    said = Written.of(kept.content)
    signature = Signature.objects.filter(report=report).first()
    return said.signed(signing_of(signature, language)) if signature else said


def needed(state: str, step: str) -> Permission:
    """Who may take a step from a state."""
    following = course.NEXT[state]
    if step == course.RETURNED and following:
        return NEEDED[following[0]]
    return NEEDED.get(step, Permission.SIGN_REPORTS)


def take(report: Report, step: str, *, by: Any, note: str = "") -> Step:
    """Take a report one step further, other than to sign it.

    Raises:
        ActionRefused: that step does not follow, the person took part before, the period is open,
            or a return says no reason.
        PermissionDenied: the person may not.
    """
    demand(by, needed(report.state, step))
    if step == course.SIGNED:
        raise ActionRefused(_("A report is signed with its number."))
    if step == course.RETURNED and not note.strip():
        raise ActionRefused(_("Say what has to be corrected."))
    seen = _versions(report)
    texts = texts_to_lock(report) if step == course.LOCKED else []
    with transaction.atomic():
        _may_take(report, step, by)
        if texts and _versions(report) != seen:
            raise ActionRefused(
                _("Somebody has written in this report meanwhile. Read the newer words, then lock.")
            )
        for text in texts:
            text.save()
        taken = Step.objects.create(report=report, step=step, by=by, note=note.strip())
        telling.of(report, step, by=by, note=note.strip())
        if step == course.PUBLISHED:
            announce("reports.publish", [], by=by)
    return taken


def _may_take(report: Report, step: str, by: Any) -> None:
    """Checked again when the row is ours: two people may press at once."""
    locked = Report.objects.select_for_update().get(pk=report.pk)
    if step not in course.NEXT[locked.state]:
        raise ActionRefused(
            _("The report has moved on meanwhile. Look at its state and try again.")
        )
    if step not in locked.possible(by.pk):
        raise ActionRefused(
            _("You wrote in this report or took an earlier step of it; somebody else has to take "
              "this one.")
        )  # fmt: skip


def texts_to_lock(report: Report) -> list[LockedText]:
    """What the lock keeps, in both languages.

    Raises:
        ActionRefused: the period is still open, or a text cannot be written.
    """
    edition = current()
    if why := making.open_period(edition, report.period, timezone.localdate()):
        raise ActionRefused(why)
    texts = []
    for language in LANGUAGES:
        try:
            said = making.make(edition, report.period, report.kind, language,
                               words_of(report, language))  # fmt: skip
        except (making.CannotReport, TemplateError) as error:
            raise ActionRefused(str(error)) from None
        if said.demonstration is not report.demonstration:
            raise ActionRefused(
                _("This report was begun on records of another kind (demonstration or real) than "
                  "the current edition has. Begin it again.")
            )  # fmt: skip
        sha256 = hashlib.sha256(twin.text(said).encode()).hexdigest()
        texts.append(LockedText(report=report, language=language, edition=edition.id,
                                content=said.as_dict(), sha256=sha256))  # fmt: skip
    return texts


def next_number(year: int) -> int:
    """The first number of the year that no signed report has."""
    return (Signature.objects.filter(year=year).aggregate(last=Max("number"))["last"] or 0) + 1


def sign(report: Report, *, number: int, by: Any, on: date | None = None) -> Signature:
    """Sign the report: number, date, name; its files are made and kept.

    Raises:
        ActionRefused: it is not approved, the number is taken, or the person took part before.
        PermissionDenied: the person may not.
    """
    demand(by, Permission.SIGN_REPORTS)
    on = on or timezone.localdate()
    signature = Signature(report=report, year=on.year, number=number, signed_on=on,
                          signer=by.get_full_name() or by.get_username(), by=by)  # fmt: skip
    if course.SIGNED not in report.possible(by.pk):
        _may_take(report, course.SIGNED, by)
    files = files_of(report, signature)
    with transaction.atomic():
        _may_take(report, course.SIGNED, by)
        if Signature.objects.filter(year=on.year, number=number).exists():
            told = {"number": number, "year": on.year, "next": next_number(on.year)}
            raise ActionRefused(
                _("Number %(number)d of %(year)d is taken. The next free one is %(next)d.") % told
            )
        signature.save()
        for file in files:
            file.save()
        Step.objects.create(report=report, step=course.SIGNED, by=by)
        telling.of(report, course.SIGNED, by=by)
    return signature


def files_of(report: Report, signature: Signature) -> list[ReportFile]:
    """The files of a signed report in both languages and every format; their bytes are stored."""
    files = []
    for text in report.texts.all():
        said = Written.of(text.content).signed(signing_of(signature, text.language))
        for format_, (_type, write) in making.FORMATS.items():
            sha256, size = blobs.store([write(said)])
            files.append(ReportFile(report=report, language=text.language, format=format_,
                                    name=f"{making.title_of(said)}.{format_}", sha256=sha256,
                                    size=size))  # fmt: skip
    return files


def kept(report: Report, language: str, format_: str) -> bytes | None:
    """The bytes of a signed report's file; None before it is signed.

    Raises:
        FileNotFoundError: the folder of attachments lacks it.
    """
    file = report.files.filter(language=language, format=format_).first()
    return blobs.read(file.sha256) if file else None


def signing_of(signature: Signature, language: str) -> Signing:
    """Number, place and day, signer as the report's head and foot write them."""
    on, place = signature.signed_on, settings.DIABAN_LETTERHEAD["place"]
    if language == "vi":
        month = f"{on.month:02d}" if on.month <= 2 else str(on.month)
        day = f"{place}, ngày {on.day:02d} tháng {month} năm {on.year}"
    else:
        day = f"{place}, {on.day} {on:%B} {on.year}"
    return Signing(signature.symbol, day, signature.signer)
