"""What people do with imports: propose, decide, send, approve, apply, undo.

Each action checks, writes, logs a step and tells of it in one transaction. Who may do it is asked
before, where the request comes in; that the approver is somebody else is asked here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from diaban.facts import schema
from diaban.facts.actions import ActionRefused
from diaban.facts.locking import lock_registry
from diaban.facts.models import Source
from diaban.facts.periods import split
from diaban.facts.recording import Said, record_many
from diaban.facts.signals import announce
from diaban.imports import edited, files, large, reading, sheets, storing, undoing
from diaban.imports.decisions import Decisions
from diaban.imports.models import Import, ImportEvent, RememberedMapping, State, mapping_of
from diaban.imports.proposal import Proposal
from diaban.imports.remarks import said
from diaban.imports.review import review
from diaban.imports.standing import published, standing

Progress = Callable[[float], None]
OPEN = (State.DRAFT, State.READY)
_ATTEMPTS = 5


class PreviewChanged(ActionRefused):
    """The registry changed since the change set was made; it was made again and must be seen."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What applying did: values recorded, withdrawn and brought back."""

    added: int
    withdrawn: int
    subjects: int


def preview(
    path: Path,
    kind: schema.Kind,
    source: Source,
    decisions: Decisions,
    *,
    sender: str = "",
    progress: Progress | None = None,
) -> Proposal:
    """The review of a file against the registry as it is; nothing is stored.

    Raises:
        diaban.imports.safety.Refused: the file cannot be read at all.
    """
    step = progress or (lambda share: None)
    dataset = reading.read(
        path, layer=decisions.layer, header_row=decisions.header_row,
        progress=lambda done, announced: step(0.5 * done / announced if announced else 0.2),
    )  # fmt: skip
    step(0.5)
    if not decisions.complete:
        dataset = edited.only_edits(dataset, kind.name)
    known = standing(kind, source)
    step(0.6)
    mark = storing.columns_mark(dataset.table.column_names)
    mapping = mapping_of(sender, kind.name, mark)
    if large.is_large(dataset):
        former = sheets.table_of(sheets.standing_sheet(kind.name, source))
        return large.review_large(
            dataset, decisions, known, mapping, former, lambda share: step(0.6 + 0.4 * share)
        )
    proposal = review(dataset, decisions, known, mapping)
    step(1.0)
    return proposal


def propose(
    path: Path,
    kind: schema.Kind,
    source: Source,
    decisions: Decisions | None = None,
    *,
    by: Any = None,
    name: str | None = None,
    sender: str | None = None,
    progress: Progress | None = None,
) -> Import:
    """Keep the file, review it, and store what it would change.

    `sender` is by whom mappings are remembered: the source's publisher where nothing is said.

    Raises:
        diaban.imports.safety.Refused: the file cannot be read at all; nothing was kept.
    """
    decisions = decisions or Decisions()
    sender = source.publisher if sender is None else sender
    basis = storing.basis_now()
    proposal = preview(path, kind, source, decisions, sender=sender, progress=progress)
    kept = files.keep(path, name)
    with transaction.atomic():
        record = Import.objects.create(
            kind=kind.name, source=source, sender=sender[:200], file_name=kept.name,
            file_hash=kept.hash, file_size=kept.size, proposed_by=by,
        )  # fmt: skip
        _store(record, proposal, basis, by)
    return record


def decide(
    record: Import, decisions: Decisions, *, by: Any = None, progress: Progress | None = None
) -> Import:
    """Review the file again with other decisions.

    Raises:
        ActionRefused: it has been sent already.
    """
    basis = storing.basis_now()
    proposal = preview_of(record, decisions, progress)
    with transaction.atomic():
        current = _locked(record, OPEN)
        _store(current, proposal, basis, by)
    record.refresh_from_db()
    return record


def preview_of(
    record: Import, decisions: Decisions | None = None, progress: Progress | None = None
) -> Proposal:
    """The review of a stored import's file as the registry is now."""
    return preview(
        files.place_of(record.file_hash, record.file_name), schema.kind(record.kind),
        record.source, decisions or record.answers, sender=record.sender, progress=progress,
    )  # fmt: skip


def send(record: Import, *, by: Any = None, note: str = "") -> Import:
    """Send for approval. The mapping of the columns is remembered for this sender.

    Raises:
        ActionRefused: questions, errors, warnings or doubts are still open; or nobody is named as
            having prepared it, where a second person has to approve.
    """
    with transaction.atomic():
        current = _locked(record, OPEN)
        if settings.DIABAN_SECOND_PERSON and (by is None or current.proposed_by_id is None):
            raise ActionRefused(nameless())
        if not current.report.get("ready"):
            raise ActionRefused(_("Answer the open questions and settle the findings first."))
        _remember(current)
        _step(current, State.SENT, by, note)
    return _fresh(record)


def approve(record: Import, *, by: Any, seen: str, note: str = "") -> Import:
    """Approve what another person has sent; `seen` is the `mark` of what the approver looked at.

    Raises:
        ActionRefused: it was not sent, is no longer what was looked at, or the same person or
            nobody known proposed or sent it.
    """
    with transaction.atomic():
        current = _locked(record, (State.SENT,))
        if seen != current.mark:
            raise ActionRefused(
                _("The change set has changed since you looked at it. Look at it again, then "
                  "approve it.")
            )  # fmt: skip
        if settings.DIABAN_SECOND_PERSON:
            _check_second_person(current, by)
        _step(current, State.APPROVED, by, note)
    return _fresh(record)


def reject(record: Import, *, by: Any, why: str) -> Import:
    """Send it back for good, with a reason.

    Raises:
        ActionRefused: it is not waiting, or no reason is given.
    """
    if not why.strip():
        raise ActionRefused(_("Write why it is rejected."))
    with transaction.atomic():
        current = _locked(record, (State.SENT, State.APPROVED))
        _step(current, State.REJECTED, by, why.strip())
    return _fresh(record)


def reopen(record: Import, *, by: Any = None, note: str = "") -> Import:
    """Take it back for further work; an undoing is ready again at once.

    Raises:
        ActionRefused: it is applied or being prepared.
    """
    with transaction.atomic():
        current = _locked(record, (State.SENT, State.APPROVED, State.REJECTED))
        _step(current, _prepared(current), by, note)
    return _fresh(record)


def abandon(record: Import, *, by: Any = None, note: str = "") -> Import:
    """Give it up; it stays on record.

    Raises:
        ActionRefused: it is applied already.
    """
    with transaction.atomic():
        current = _locked(record, (*OPEN, State.SENT, State.APPROVED, State.REJECTED))
        _step(current, State.ABANDONED, by, note)
    return _fresh(record)


def apply(record: Import, *, by: Any = None, progress: Progress | None = None) -> Applied:
    """Take an approved change set into the registry: all of it, in one transaction, or nothing.

    Raises:
        PreviewChanged: the registry has changed so that the change set would be another one; it was
            made again and waits to be sent again.
        ActionRefused: it is not approved, or somebody else has applied it.
    """
    record.refresh_from_db()
    for _attempt in range(_ATTEMPTS):
        basis = storing.basis_now()
        # Reviewing takes a while: it is done before others are kept waiting.
        renew = None if record.basis == basis else _renewal(record, progress)
        with transaction.atomic():
            lock_registry()
            current = _locked(record, (State.APPROVED,))
            if storing.basis_now() != basis:
                continue
            if renew is None:
                done = _write(current, by)
                _step(current, State.APPLIED, by, "")
            else:
                renew()
        record.refresh_from_db()
        if renew is None:
            return done
        raise PreviewChanged(
            _("The registry has changed since this was approved, and the change set with it. "
              "Look at the new one and send it again.")
        )  # fmt: skip
    raise ActionRefused(_("Others are changing the registry just now. Try again in a moment."))


def undo(record: Import, *, by: Any = None, note: str = "") -> Import:
    """Propose to take an applied import back: a change set of its own, reviewed like any other.

    Raises:
        ActionRefused: it is not applied, is being undone already, is an undoing itself, or would
            take something away on which other records stand.
    """
    with transaction.atomic():
        current = _locked(record, (State.APPLIED,))
        if current.undoes_id is not None:
            raise ActionRefused(
                _("An import that takes another back cannot be taken back. Bring the file in "
                  "again.")
            )  # fmt: skip
        undoing.check(current)
        busy = current.undone_by.exclude(state__in=(State.REJECTED, State.ABANDONED)).first()
        if busy is not None:
            raise ActionRefused(
                _("It is being taken back already, by import %(number)d.") % {"number": busy.pk}
            )
        back = Import.objects.create(
            kind=current.kind, source=current.source, sender=current.sender,
            file_name=current.file_name, file_hash=current.file_hash, file_size=current.file_size,
            decisions=current.decisions, undoes=current, proposed_by=by,
        )  # fmt: skip
        undoing.store(back, current, storing.basis_now())
        back.save()
        _step(back, State.READY, by, note)
    return back


# ── within ───────────────────────────────────────────────────────────────────────────────────────


def _store(record: Import, proposal: Proposal, basis: str, by: Any) -> None:
    storing.store(record, proposal, basis)
    record.save()
    _step(record, _prepared(record), by, "")


def _prepared(record: Import) -> State:
    return State.READY if record.report.get("ready") else State.DRAFT


def _renewal(record: Import, progress: Progress | None) -> Callable[[], None] | None:
    """How to store the change set anew where it has become another one; None where it has not.

    Nobody is named as doing it: who applied has not prepared it, and may approve it once more.
    """
    basis = storing.basis_now()
    if record.undoes is not None:
        undone = record.undoes
        if undoing.digest_of(undone) == record.digest:
            return None

        def renew() -> None:
            undoing.store(record, undone, basis)
            record.save()
            _step(record, State.READY, None, _("The registry has changed."))

        return renew
    proposal = preview_of(record, None, progress)
    if proposal.digest == record.digest and proposal.ready:
        return None
    return lambda: _store(record, proposal, basis, None)


def _write(record: Import, by: Any) -> Applied:
    why = _("Replaced by import %(number)d.") % {"number": record.pk}
    if record.undoes is not None:
        why = _("Import %(number)d was taken back.") % {"number": record.undoes_id}
    if "sheet" in record.report or record.report.get("undoes_sheet"):
        return _write_sheet(record, by)
    if record.undoes is not None:
        undoing.check(record.undoes)
    withdraw: list[int] = []
    restore: list[int] = []
    values: list[Said] = []
    for change in record.changes.exclude(action="doubtful").iterator():
        withdraw += change.withdraws
        restore += change.restores
        values += _said(record, change.key, change.fields)
    done = record_many(
        values, source=record.source, by=by, origin=record.origin, withdraw=withdraw,
        restore=restore, why=why, action="import",
    )  # fmt: skip
    return Applied(done.added, done.withdrawn, len(done.subjects))


def _write_sheet(record: Import, by: Any) -> Applied:
    """A large file's values are recorded as one sheet; any subject may have changed."""
    if record.undoes is not None:
        added, withdrawn = sheets.take_back(record.undoes, record, by)
    else:
        added, withdrawn = sheets.give(record, by)
    announce("import", (), by)
    return Applied(added, withdrawn, record.report.get("sheet", {}).get("rows", 0))


def _said(record: Import, key: str, changes: Iterable[Mapping[str, Any]]) -> list[Said]:
    if record.undoes_id is not None:
        return []
    decisions = record.answers
    day, period = _given_for(record)
    return [
        Said(
            subject=key, field=one["field"], value=one["new"], unit=one["unit"],
            trust=decisions.trust, as_of=day, as_of_period=period,
            valid_from=decisions.day("valid_from"),
            valid_to=decisions.day("valid_to"),
            **_notes(record, one["field"]),
        )
        for one in changes
    ]  # fmt: skip


def _given_for(record: Import) -> tuple[date | None, str]:
    """The day or period that was decided, else that of the source; as `Assertion` keeps them."""
    source = record.source
    if given := record.answers.given_for():
        return given
    if published(source) is None:
        return None, ""
    day, period = split(source.published_on or source.retrieved_on)
    return (day, period) if day == published(source) else (published(source), "")


def _notes(record: Import, field: str) -> dict[str, str]:
    """From which system a place came and by which transformation, for whoever doubts it."""
    used = record.report.get("transformation") or {}
    if field not in ("location", "outline") or not used.get("code"):
        return {}
    accuracy = used["accuracy_m"]
    told = said(
        lazy("From %(system)s by %(name)s (%(code)s), accurate to %(metres)s m."),
        system=record.report["system"],
        name=used["name"],
        code=used["code"],
        metres="?" if accuracy is None else f"{accuracy:g}",
    )
    return {"note": told["en"], "note_vi": told["vi"]}


def _locked(record: Import, states: Iterable[State]) -> Import:
    """The import as it is, held until the transaction ends.

    Raises:
        ActionRefused: it is in none of these states.
    """
    current = Import.objects.select_for_update().get(pk=record.pk)
    if current.state not in set(states):
        raise ActionRefused(
            _("Import %(number)d is “%(state)s”, so this cannot be done.")
            % {"number": current.pk, "state": State(current.state).label}
        )
    return current


def _step(record: Import, state: State, by: Any, note: str) -> None:
    ImportEvent.objects.create(subject=record, action=state, by=by, note=note)
    record.state = state
    Import.objects.filter(pk=record.pk).update(state=state)


def _check_second_person(record: Import, by: Any) -> None:
    sent = record.events.filter(action=State.SENT).last()
    if record.proposed_by_id is None or sent is None or sent.by_id is None:
        raise ActionRefused(nameless())
    if by is None or had_a_hand(record, by):
        raise ActionRefused(
            _("A second person has to approve it: you have prepared or sent it yourself.")
        )


def nameless() -> str:
    """Why nobody can be the second person, and what helps."""
    return _(
        "Nobody is named as having prepared and sent it, so nobody can be the second person. "
        "Bring it in again in somebody's name: on the desk, or with --by NAME."
    )


def had_a_hand(record: Import, by: Any) -> bool:
    """Whether this person prepared, sent or changed it, and so is no second person.

    Approving, rejecting and applying are the work of the second person, not of the first.
    """
    prepared = record.events.filter(action__in=(*OPEN, State.SENT), by=by)
    return bool(record.proposed_by_id == by.pk or prepared.exists())


def _remember(record: Import) -> None:
    if not record.sender or record.undoes_id is not None:
        return
    columns = record.report.get("columns", [])
    RememberedMapping.objects.update_or_create(
        sender=record.sender,
        kind=record.kind,
        columns=storing.columns_mark([one["column"] for one in columns]),
        defaults={"mapping": {one["column"]: one["target"] for one in columns}},
    )


def _fresh(record: Import) -> Import:
    record.refresh_from_db()
    return record
