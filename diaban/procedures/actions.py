"""What people do to the rules: each action checks, writes and tells, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from diaban.clock import CalendarRefused
from diaban.clock.case import CaseRefused, Node
from diaban.clock.versions import check_version
from diaban.facts.signals import announce
from diaban.procedures import catalogue, content
from diaban.procedures.models import CalendarVersion, Procedure, ProcedureVersion
from diaban.procedures.signals import calendar_changed, procedure_published

RESERVED = frozenset({"new", "calendar"})
"""Words of the addresses of the desk: no procedure has them as its code."""


class ActionRefused(Exception):
    """The action cannot be done; the words say why and what to do instead."""


@dataclass(frozen=True, slots=True)
class Default:
    """A version as a pack states it."""

    code: str
    valid_from: date
    content: content.Content


def read_defaults(path: Path) -> list[Default]:
    """The versions of a pack's procedures.yaml. Raises `CaseRefused` with the place."""
    try:
        said = yaml.safe_load(path.read_text())
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as error:
        raise CaseRefused(path.name, str(error).splitlines()[0]) from None
    top = Node(said).fields("procedures")
    if "procedures" not in top:
        raise CaseRefused("procedures", _("is missing"))
    found: dict[tuple[str, date], Default] = {}
    for node in top["procedures"].items():
        for default in _versions(node):
            key = (default.code, default.valid_from)
            if key in found:
                raise CaseRefused(
                    node.place,
                    _("the version of %(code)s from %(day)s is stated twice")
                    % {"code": key[0], "day": key[1].isoformat()},
                )
            found[key] = default
    return list(found.values())


def _versions(node: Node) -> Iterator[Default]:
    """The versions of one procedure: each adds to, or replaces, what they share."""
    parts = node.fields("code", "versions", *content.PARTS)
    for name in ("code", "versions"):
        if name not in parts:
            raise CaseRefused(f"{node.place}.{name}", _("is missing"))
    code = content.read_code(parts["code"])
    shared = {name: part.value for name, part in parts.items() if name in content.PARTS}
    for version in parts["versions"].items():
        own = version.fields("valid_from", *content.PARTS)
        if "valid_from" not in own:
            raise CaseRefused(f"{version.place}.valid_from", _("is missing"))
        day = own["valid_from"].value
        if not isinstance(day, date) or isinstance(day, datetime):
            raise CaseRefused(own["valid_from"].place, _("must be a day such as 2026-03-31"))
        rest = {name: part.value for name, part in own.items() if name != "valid_from"}
        yield Default(code, day, content.read(shared | rest, version.place))


@transaction.atomic
def load_defaults(path: Path) -> int:
    """Add the versions of a pack that are not there yet, published; how many were added.

    A version that is there, by code and first day, is left alone: the authority may have changed
    it. Run again it adds nothing.
    """
    there = set(ProcedureVersion.objects.values_list("procedure__code", "valid_from"))
    added = 0
    for default in read_defaults(path):
        if (default.code, default.valid_from) in there:
            continue
        procedure, _made = Procedure.objects.get_or_create(code=default.code)
        ProcedureVersion.objects.create(
            procedure=procedure,
            number=_next_number(procedure),
            valid_from=default.valid_from,
            content=content.as_dict(default.content),
            from_pack=True,
            published_at=timezone.now(),
        )
        added += 1
    if added:
        announce("procedures.load_defaults", ())
    return added


def _next_number(procedure: Procedure) -> int:
    last = procedure.versions.order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


Mark = Callable[[ProcedureVersion], Any]
"""What tells two states of a draft apart."""


def content_of(row: ProcedureVersion) -> Any:
    return row.content


def _locked(draft: ProcedureVersion) -> ProcedureVersion:
    """The draft as it is now, held until the transaction ends."""
    rows = ProcedureVersion.objects.select_for_update(of=("self",)).select_related("procedure")
    try:
        return rows.get(pk=draft.pk)
    except ProcedureVersion.DoesNotExist:
        raise ActionRefused(_("Somebody threw this draft away.")) from None


@transaction.atomic
def save_draft(
    code: str,
    said: content.Content,
    *,
    valid_from: date,
    by: Any,
    decision: str = "",
    decided_on: date | None = None,
    draft: ProcedureVersion | None = None,
    seen: Any = None,
    mark: Mark = content_of,
) -> ProcedureVersion:
    """Keep a version that is not published yet: a new one, or `draft` changed.

    `seen`: the `mark` of the draft as it was opened; what a colleague wrote since is not lost.
    """
    if draft is None:
        procedure, _made = Procedure.objects.get_or_create(code=code)
        draft = ProcedureVersion(
            procedure=procedure, number=_next_number(procedure), recorded_by=by
        )
    else:
        draft = _locked(draft)
        if draft.published_at is not None:
            raise ActionRefused(_("This version is published. Make a new one from it."))
        if mark(draft) != seen:
            raise ActionRefused(
                _(
                    "Somebody changed this draft after you opened it. Nothing of yours is saved: "
                    "open it in another window, then take over what should stay."
                )
            )
    draft.content = content.as_dict(said)
    draft.valid_from = valid_from
    draft.decision = decision
    draft.decided_on = decided_on
    try:
        draft.save()
    except IntegrityError:
        raise ActionRefused(
            _("Somebody made a version of this procedure just now. Open it and try again.")
        ) from None
    return draft


@transaction.atomic
def publish(
    draft: ProcedureVersion,
    *,
    by: Any,
    seen: Any,
    mark: Mark = content_of,
) -> ProcedureVersion:
    """Make a draft hold from its first day on. `seen`: the `mark` of what was looked at.

    Dossiers that are open keep the version of their day. A first day in the past is refused: it
    would say that dossiers were received under rules that nobody could know.
    """
    locked = _locked(draft)
    if locked.published_at is not None:
        raise ActionRefused(_("This version has already been published."))
    if mark(locked) != seen:
        raise ActionRefused(
            _("The draft was changed after you looked at it. Look at it again before publishing.")
        )
    today = timezone.localdate()
    if locked.valid_from < today:
        raise ActionRefused(
            _("The first day has passed. Choose today or a later day, then publish.")
        )
    locked.published_at = timezone.now()
    locked.published_by = by
    locked.save()
    code, number = locked.procedure.code, str(locked.number)
    announce("procedures.publish", (), by)
    transaction.on_commit(
        lambda: procedure_published.send_robust(sender="procedures", code=code, number=number)
    )
    return locked


@transaction.atomic
def discard(draft: ProcedureVersion, *, seen: Any, mark: Mark = content_of) -> None:
    """Throw a draft away, as it was `seen`; a procedure without any version goes with it."""
    draft = _locked(draft)
    if draft.published_at is not None:
        raise ActionRefused(_("This version is published and stays on record."))
    if mark(draft) != seen:
        raise ActionRefused(
            _("The draft was changed after you looked at it. Look at it again before it goes.")
        )
    procedure = draft.procedure
    draft.delete()
    if not procedure.versions.exists():
        procedure.delete()


def new_calendar(
    *,
    basis: str,
    changes: Sequence[Mapping[str, Any]],
    note: str = "",
    hours: Sequence[Sequence[str]] | None = None,
    confirms_until: date | None = None,
    by: Any = None,
) -> CalendarVersion:
    """A version of the calendar, checked and unsaved, recorded today. Raises `ActionRefused`."""
    today = timezone.localdate()
    row = CalendarVersion(
        code=_calendar_code(basis, today),
        recorded=today,
        basis=basis,
        note=note,
        changes=list(changes),
        hours=[list(session) for session in hours] if hours else None,
        confirms_until=confirms_until,
        recorded_by=by,
    )
    try:
        check_version(catalogue.version_of(row))
    except (CaseRefused, CalendarRefused) as refused:
        raise ActionRefused(str(refused)) from None
    return row


def _calendar_code(basis: str, today: date) -> str:
    stem = f"{today:%Y-%m-%d}-{slugify(basis)[:30].strip('-') or 'calendar'}"
    taken = set(
        CalendarVersion.objects.filter(code__startswith=stem).values_list("code", flat=True)
    )
    return next(
        code
        for n in range(len(taken) + 1)
        if (code := stem if not n else f"{stem}-{n + 1}") not in taken
    )


@transaction.atomic
def record_calendar(row: CalendarVersion) -> CalendarVersion:
    """Save a version of the calendar; open dossiers are counted again after it."""
    row.save()
    announce("procedures.record_calendar", (), row.recorded_by)
    transaction.on_commit(lambda: calendar_changed.send_robust(sender="procedures", code=row.code))
    return row
