"""Letters about a dossier: drafted with the step they belong to, edited, then signed and numbered.

A signed letter is two files, Word and PDF, stored by their hashes; it never changes. Its number is
taken in the transaction that signs it, so that no number is lost or given twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from diaban.accounts.models import User
from diaban.accounts.permissions import Permission, demand, may
from diaban.dossiers import blobs, codes, letter_docx, letter_pdf, serving, standing
from diaban.dossiers.actions import ActionRefused
from diaban.dossiers.letter_text import FORMS, SYMBOLS, Facts, Text, compose, day, text_of
from diaban.dossiers.lifecycle import Kind
from diaban.dossiers.models import Dossier, DossierEvent, Letter
from diaban.dossiers.standing import Standing
from diaban.dossiers.steps import STEPS
from diaban.dossiers.uploads import PDF, WORD

OUTGOING = frozenset({"01", "02", "03", "04", "05"})
"""The forms that the applicant gets; 06 and 07 are the authority's own papers."""
SIGNED_BY_OFFICERS = frozenset({"01", "06"})
SIGNERS = {"01": {"signer": "Người tiếp nhận hồ sơ"}, "06": {"signer": "Người lập phiếu"}}
"""In whose capacity a form is signed, where it is not the head of the authority."""
# The last event of these kinds is what the letter is about.
ABOUT = {step.letter: kind for kind, step in STEPS.items() if step.letter}


def draft(event: DossierEvent, *, by: User) -> Letter:
    """The letter that belongs to a step just taken."""
    return draft_form(event.dossier, STEPS[Kind(event.kind)].letter, by=by, event=event)


def draft_form(
    dossier: Dossier, form: str, *, by: User, event: DossierEvent | None = None
) -> Letter:
    """Write the first draft of a letter of one of the forms 01–06.

    Raises:
        ActionRefused: no step calls for this form (`forms_for`); `event` is such a step.
    """
    found = standing.of(dossier)
    if event is None:
        if form not in dict(forms_for(found, by)):
            raise ActionRefused(
                "form", _("The step that this letter belongs to has not been taken. Take it first.")
            )
        event = dossier.events.filter(kind=ABOUT.get(form, "")).order_by("sequence").last()
    signer = str(by) if form in SIGNED_BY_OFFICERS else ""
    facts = Facts(found, event, signer, tracking(dossier))
    return Letter.objects.create(
        dossier=dossier, form=form, content=compose(form, facts).as_dict(), drafted_by=by
    )


def tracking(dossier: Dossier) -> str:
    """The address under which anybody with the receipt can follow the dossier."""
    with translation.override("vi"):
        return (
            f"{settings.DIABAN_URL}{reverse('track:dossier', args=[dossier.code, dossier.secret])}"
        )


def may_sign(user: User, form: str) -> bool:
    if may(user, Permission.DECIDE_DOSSIERS):
        return True
    return form in SIGNED_BY_OFFICERS and may(user, Permission.HANDLE_DOSSIERS)


def fingerprint(letter: Letter) -> str:
    """What was looked at; whoever changes or signs a letter says which words he has seen."""
    return sha256(json.dumps(letter.content, sort_keys=True).encode()).hexdigest()


def edit(pk: int, words: dict[str, str], *, by: User, seen: str) -> Letter:
    """Change an unsigned letter's words. `seen`: the `fingerprint` of what was opened.

    Raises:
        ActionRefused: it is signed, or somebody changed it since ("changed").
    """
    demand(by, Permission.HANDLE_DOSSIERS)
    with transaction.atomic():
        letter = _unsigned(pk, seen)
        letter.content = letter.content | words
        letter.save(update_fields=["content"])
    return letter


def _unsigned(pk: int, seen: str) -> Letter:
    letter = Letter.objects.select_for_update().get(pk=pk)
    if letter.signed_at is not None:
        raise ActionRefused(
            "signed", _("This letter is signed and never changes. Draft another one.")
        )
    if fingerprint(letter) != seen:
        raise ActionRefused(
            "changed", _("Somebody has changed this letter since you opened it. Read it again.")
        )
    return letter


def sign(pk: int, *, by: User, seen: str) -> Letter:
    """Number the letter, write both files, and close it.

    `seen`: the `fingerprint` of what was read.

    Raises:
        ActionRefused: it is signed already, or not what was read. PermissionDenied: this person
            may not.
    """
    with transaction.atomic():
        letter = _unsigned(pk, seen)
        if not may_sign(by, letter.form):
            demand(by, Permission.DECIDE_DOSSIERS)
        now = timezone.now()
        letter.year = timezone.localdate(now).year
        letter.number = codes.next_letter_number(letter.year)
        letter.signed_at, letter.signed_by = now, by
        if not letter.content.get("signer"):
            letter.content = letter.content | {"signer": str(by)}
        for name, body in files(letter).items():
            setattr(letter, name, blobs.store([body])[0])
        letter.save()
    return letter


def files(letter: Letter) -> dict[str, bytes]:
    """Both files of a letter; an unsigned one shows that it has no number yet."""
    text = text_of(letter.content)
    head = settings.DIABAN_LETTERHEAD | SIGNERS.get(letter.form, {})
    signed = letter.signed_at or timezone.now()
    layout: dict[str, Any] = {
        "number": number_of(letter),
        "place_and_day": f"{head['place']}, {day(signed)}",
        "landscape": letter.form == "07",
    }
    return {"docx": letter_docx.write(text, head, **layout),
            "pdf": letter_pdf.write(text, head, **layout)}  # fmt: skip


def number_of(letter: Letter) -> str:
    """ "12/PYC-BQLKKT"; dots where the number comes."""
    symbol = f"{SYMBOLS[letter.form]}-{settings.DIABAN_LETTERHEAD['symbol']}"
    return f"{letter.number or '……'}/{symbol}"


def download(letter: Letter, kind: str) -> HttpResponse:
    """A signed letter's file, or a preview of an unsigned one."""
    media = {"pdf": PDF, "docx": WORD}.get(kind)
    if media is None:
        raise Http404
    name = f"{letter.form}-{letter.dossier.code}-{letter.number or 'nhap'}.{kind}"
    sha256 = getattr(letter, kind)
    if sha256:
        return serving.content(sha256, media, name, inline=kind == "pdf")
    return serving.answer(files(letter)[kind], media, name, inline=kind == "pdf")


def signed(dossier: Dossier) -> list[dict[str, Any]]:
    """The letters that the applicant has got."""
    rows = dossier.letters.filter(form__in=OUTGOING).exclude(signed_at=None)
    return [described(row) for row in rows]


def described(letter: Letter) -> dict[str, Any]:
    return {"letter": letter, "name": FORMS[letter.form], "number": number_of(letter)}


def listed(dossier: Dossier, user: User) -> list[dict[str, Any]]:
    """Every letter, with what `user` may do to it."""
    return [
        described(row) | {
            "may_edit": row.signed_at is None and may(user, Permission.HANDLE_DOSSIERS),
            "may_sign": row.signed_at is None and may_sign(user, row.form),
        }
        for row in dossier.letters.select_related("signed_by")
    ]  # fmt: skip


def forms_for(found: Standing, user: User) -> list[tuple[str, str]]:
    """The forms that can be drafted now: those whose step has been taken, and the control sheet."""
    if not may(user, Permission.HANDLE_DOSSIERS):
        return []
    taken: set[Any] = {event.kind for event in found.events}
    return [
        (form, name) for form, name in FORMS.items()
        if form == "06" or ABOUT.get(form) in taken or (form == "04" and found.overdue)
    ]  # fmt: skip


def register_book(rows: Iterable[Standing], period: str, first: int = 1) -> dict[str, bytes]:
    """Form 07, the register (sổ theo dõi hồ sơ), of the dossiers given, numbered from `first`."""
    table = tuple(
        (str(number), found.dossier.code or "", found.dossier.applicant,
         found.dossier.procedure, _date(found.dossier.received_on), _date(found.ledger.promised),
         _date(found.ledger.due), _date(found.ledger.ended))
        for number, found in enumerate(rows, first)
    )  # fmt: skip
    columns = ("TT", "Mã hồ sơ", "Người nộp", "Thủ tục", "Ngày nhận", "Hẹn lần đầu", "Hạn",
               "Kết thúc")  # fmt: skip
    text = Text(FORMS["07"], period, "", "", "Lưu: VT.", "", columns, table)
    head = settings.DIABAN_LETTERHEAD
    layout: dict[str, Any] = {"number": f"……/{SYMBOLS['07']}-{head['symbol']}", "landscape": True,
              "place_and_day": f"{head['place']}, {day(timezone.localdate())}"}  # fmt: skip
    return {"docx": letter_docx.write(text, head, **layout),
            "pdf": letter_pdf.write(text, head, **layout)}  # fmt: skip


def _date(value: Any) -> str:
    return f"{value:%d/%m/%Y}" if value else ""
