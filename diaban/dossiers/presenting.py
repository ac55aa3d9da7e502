"""What a page shows of one dossier, for the desk, for its owner, or for anybody with its secret."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from diaban import clock
from diaban.accounts.models import User
from diaban.accounts.permissions import Permission, may
from diaban.dossiers import actions, explaining, standing, words
from diaban.dossiers.catalogue import Book, Offer
from diaban.dossiers.forms import StepForm, in_language
from diaban.dossiers.lifecycle import Kind, possible
from diaban.dossiers.models import Attachment, Dossier, DossierEvent
from diaban.dossiers.standing import Standing
from diaban.dossiers.steps import INTERNAL, STEPS
from diaban.dossiers.uploads import PREVIEWED

STATE_BADGES = {1: "leased", 2: "leased", 3: "unknown", 4: "leased", 5: "stale", 6: "stale",
                7: "unknown", 8: "unknown", 9: "ok", 10: "ok"}  # fmt: skip
TIMING_BADGES = {
    clock.Timing.EARLY: "ok",
    clock.Timing.ON_TIME: "ok",
    clock.Timing.LATE: "late",
    clock.Timing.IN_TIME: "free",
    clock.Timing.OVERDUE: "late",
    clock.Timing.WAITING: "stale",
    clock.Timing.UNDETERMINED: "unknown",
}
ORDER = tuple(STEPS)
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Line:
    """One event of the timeline in words; `why`, `who` are empty where the reader may not see."""

    kind: str
    label: Any
    at: datetime
    why: str = ""
    who: str = ""
    more: str = ""
    recorded: datetime | None = None
    """When it was written down, where that was a day or more after it happened."""


def timeline(dossier: Dossier, *, desk: bool) -> list[Line]:
    """The history, oldest first. The public and the applicant see no person and no inner note."""
    rows = dossier.events.select_related("by").order_by("sequence")
    names = _names(rows) if desk else {}
    return [
        Line(
            kind=row.kind,
            label=words.EVENTS[row.kind],
            at=row.at,
            why=row.reason if desk or row.kind not in INTERNAL else "",
            who=str(row.by or "") if desk else "",
            more=_more(row, names, desk),
            recorded=row.recorded_at if row.recorded_at - row.at >= A_DAY else None,
        )
        for row in rows
        if desk or row.kind != Kind.NOTED
    ]


def _names(rows: Any) -> dict[int, str]:
    wanted = {row.data.get("to") for row in rows if row.data.get("to")}
    return {user.pk: str(user) for user in User.objects.filter(pk__in=wanted)}


def _more(row: DossierEvent, names: dict[int, str], desk: bool) -> str:
    parts = [str(row.data.get("agency") or "")]
    if desk:
        parts.append(names.get(row.data.get("to") or 0, ""))
    if row.data.get("days"):
        parts.append(f"+{row.data['days']}")
    return ", ".join(part for part in parts if part)


def public_timeline(dossier: Dossier) -> list[Line]:
    """States and dates only: no reason, no agency, nobody's name."""
    return [
        Line(line.kind, line.label, line.at, recorded=line.recorded)
        for line in timeline(dossier, desk=False)
        if Kind(line.kind) not in INTERNAL
    ]


def brief(found: Standing) -> dict[str, Any]:
    """What a list shows of a dossier."""
    dossier, timing = found.dossier, found.ledger.timing
    offer = offer_of(dossier, found.book)
    return {
        "dossier": dossier,
        "standing": found,
        "ledger": found.ledger,
        "procedure_name": in_language(offer.name) if offer else dossier.procedure,
        "state_name": words.STATES.get(found.progress.national or 0, ""),
        "state_badge": STATE_BADGES.get(found.progress.national or 0, "unknown"),
        "timing_name": words.TIMINGS[timing] if timing else "",
        "timing_badge": TIMING_BADGES[timing] if timing else "",
        "waits": [words.WAITS[one] for one in sorted(found.progress.waiting)],
    }


def head(found: Standing) -> dict[str, Any]:
    """What every page about one dossier shows."""
    return brief(found) | {
        "explanation": explaining.rows(found),
        "summary": explaining.summary(found),
    }


def offer_of(dossier: Dossier, book: Book) -> Offer | None:
    """The version that the dossier keeps, or today's while it has none."""
    if dossier.procedure_version:
        return book.version(dossier.procedure, dossier.procedure_version)
    return book.on(dossier.procedure, timezone.localdate())


def answers(dossier: Dossier, offer: Offer | None) -> list[tuple[str, Any]]:
    """What the applicant wrote, with the labels of the procedure's form."""
    labels = {one.name: one for one in offer.fields} if offer else {}
    found = []
    for name, value in dossier.form.items():
        field = labels.get(name)
        shown = value
        if field is not None and field.type == "yes_no":
            shown = _("yes") if value == "yes" else _("no")
        elif field is not None and field.type == "choice":
            shown = in_language(dict(field.choices).get(value, {"vi": value}))
        elif field is not None and field.type == "date":
            shown = date.fromisoformat(value)
        found.append((in_language(field.label) if field else name, shown))
    return found


def files(dossier: Dossier, offer: Offer | None, *, desk: bool) -> list[Attachment]:
    """The attachments that the reader may open; inner papers stay on the desk."""
    rows = dossier.attachments.all()
    if not desk:
        rows = rows.exclude(purpose=Attachment.Purpose.INTERNAL)
    names = {one.code: in_language(one.name) for one in offer.components} if offer else {}
    found = list(rows)
    for row in found:
        row.component_name = names.get(row.component, "")  # type: ignore[attr-defined]
        row.previewed = row.media_type in PREVIEWED  # type: ignore[attr-defined]
    return found


def steps(found: Standing, user: User, bound: StepForm | None = None) -> list[StepForm]:
    """A form for each step that can happen next and that `user` may take.

    `bound` is a form that was refused: it stands in its place, with what was typed.
    """
    can = possible(found.progress, timezone.now())
    forms = []
    for kind in ORDER:
        if kind not in can or kind == Kind.SUBMITTED or not allowed(user, found.dossier, kind):
            continue
        if bound is not None and bound.kind == kind:
            forms.append(bound)
        else:
            forms.append(StepForm(kind, found.progress, initial={"version": found.dossier.version}))
    return forms


def allowed(user: User, dossier: Dossier, kind: Kind) -> bool:
    """Whether `user` may take this step from a page of the desk."""
    if kind == Kind.ASSIGNED and dossier.assignee_id == user.pk:
        return may(user, Permission.HANDLE_DOSSIERS)
    return may(user, STEPS[kind].permission)


def applicant_may(user: User, found: Standing, kind: Kind) -> bool:
    """Whether the filing organisation's account can take this step now."""
    return (
        STEPS[kind].applicant
        and actions.owns(user, found.dossier)
        and kind in possible(found.progress, timezone.now())
    )


def page(dossier: Dossier, *, desk: bool) -> dict[str, Any]:
    """The common part of the desk's and the owner's page."""
    found = standing.of(dossier)
    offer = offer_of(dossier, found.book)
    return head(found) | {
        "timeline": timeline(dossier, desk=desk),
        "answers": answers(dossier, offer),
        "files": files(dossier, offer, desk=desk),
        "others": dossier.replaced_by.exclude(state=None),
    }
