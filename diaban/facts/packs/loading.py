"""Take a sound pack into the registry: in one transaction, and the second time nothing changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from diaban.facts import schema
from diaban.facts.identity import identity_of
from diaban.facts.locking import lock_registry
from diaban.facts.models import Assertion, FreshnessPolicy, Pack, Source, Withdrawal
from diaban.facts.packs.context import Draft
from diaban.facts.packs.pack import PackContent, read_pack
from diaban.facts.packs.problems import PackRefused
from diaban.facts.refresh import refresh
from diaban.facts.signals import announce

Step = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Summary:
    """What loading did: values added, unchanged and withdrawn, and the subjects of the pack."""

    pack: str
    added: int
    unchanged: int
    withdrawn: int
    subjects: int

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def load(folder: Path, progress: Step | None = None, now: datetime | None = None) -> Summary:
    """Load all of a pack, or nothing. What it no longer says is withdrawn, not forgotten.

    `progress(share)` is called with 0 to 1. A second load of the same pack changes nothing.

    Raises:
        PackRefused: the pack has problems; nothing was loaded.
    """
    step = progress or (lambda share: None)
    content, problems = read_pack(
        folder, known=_described_by_others, progress=lambda share: step(share * 0.4)
    )
    if problems:
        raise PackRefused(problems)
    now = now or timezone.now()
    origin = f"pack:{content.about['id']}"
    with transaction.atomic():
        lock_registry()
        Pack.objects.get_or_create(id=content.about["id"])
        _save_sources(content.sources, origin, now)
        step(0.45)
        touched, added, withdrawn = _save_assertions(content, origin, now)
        retold = _translate_notes(content, origin)
        step(0.7)
        for table in schema.extra_tables():
            more, fewer = table.store(content.tables.get(table.table, []), origin, now)
            added, withdrawn = added + more, withdrawn + fewer
        policies_changed = _save_policies(content.policies, origin)
        about_changed = _save_about(content.about, now)
        step(0.75)
        refresh(touched)
        if added or withdrawn or retold or policies_changed or about_changed:
            announce("load", touched | retold)
    step(1.0)
    records = len(content.drafts) + sum(len(rows) for rows in content.tables.values())
    return Summary(
        pack=content.about["id"],
        added=added,
        unchanged=records - added,
        withdrawn=withdrawn,
        subjects=len(content.subjects),
    )


def _described_by_others(pack: str) -> set[str]:
    """Subjects that have a live name of another origin: a pack may refer to them."""
    named = Assertion.objects.filter(field="name", withdrawn_at=None)
    return set(named.exclude(origin=f"pack:{pack}").values_list("subject", flat=True))


def _save_sources(sources: Mapping[str, Mapping[str, str]], origin: str, now: datetime) -> None:
    columns = [name for name in next(iter(sources.values()), {}) if name != "id"]
    stored = {source.id: source for source in Source.objects.filter(id__in=list(sources))}
    changed = [
        Source(**row, origin=origin, recorded_at=now)
        for name, row in sources.items()
        if name not in stored or any(getattr(stored[name], c) != row[c] for c in columns)
    ]
    if changed:
        Source.objects.bulk_create(
            changed, update_conflicts=True, unique_fields=["id"],
            update_fields=[*columns, "origin", "recorded_at"],
        )  # fmt: skip


def _save_assertions(content: PackContent, origin: str, now: datetime) -> tuple[set[str], int, int]:
    wanted = {
        identity_of(origin=origin, content=key): draft for key, draft in content.drafts.items()
    }
    live = {
        identity: (row, subject)
        for identity, row, subject in Assertion.objects.filter(
            origin=origin, withdrawn_at=None
        ).values_list("identity", "id", "subject")
    }
    gone = {row: subject for identity, (row, subject) in live.items() if identity not in wanted}
    new = {identity: draft for identity, draft in wanted.items() if identity not in live}
    _withdraw(gone, now)
    Assertion.objects.bulk_create(
        [_assertion(draft, identity, origin, now) for identity, draft in new.items()],
        batch_size=500,
    )
    touched = set(gone.values()) | {draft.subject for draft in new.values()}
    return touched, len(new), len(gone)


def _translate_notes(content: PackContent, origin: str) -> set[str]:
    """Give live assertions the Vietnamese of their notes as the pack has it now.

    Returns the subjects whose notes read otherwise than before.
    """
    wanted = {
        identity_of(origin=origin, content=key): draft.note_vi
        for key, draft in content.drafts.items()
        if draft.note
    }
    live = Assertion.objects.filter(origin=origin, withdrawn_at=None).exclude(note="")
    changed = []
    for row in live.only("identity", "subject", "note_vi"):
        if row.note_vi != wanted.get(row.identity, row.note_vi):
            row.note_vi = wanted[row.identity]
            changed.append(row)
    Assertion.objects.bulk_update(changed, ["note_vi"], batch_size=500)
    return {row.subject for row in changed}


def _assertion(draft: Draft, identity: str, origin: str, now: datetime) -> Assertion:
    return Assertion(
        kind=draft.subject.partition(":")[0],
        subject=draft.subject,
        field=draft.field,
        value=draft.value,
        unit=draft.unit,
        source_id=draft.source,
        trust=draft.trust,
        as_of=draft.as_of,
        as_of_period=draft.as_of_period,
        valid_from=draft.valid_from,
        valid_to=draft.valid_to,
        note=draft.note,
        note_vi=draft.note_vi,
        origin=origin,
        recorded_at=now,
        identity=identity,
    )


def _withdraw(rows: Iterable[int], now: datetime) -> None:
    why = _("The pack no longer says it.")
    remaining = iter(rows)
    while batch := list(islice(remaining, 500)):
        Withdrawal.objects.bulk_create(
            [Withdrawal(assertion_id=row, at=now, why=why) for row in batch]
        )
        Assertion.objects.filter(id__in=batch).update(withdrawn_at=now)


def _save_policies(policies: list[dict[str, Any]], origin: str) -> bool:
    wanted = {(p["kind"], p["field"]): p for p in policies}
    stored = {(p.kind, p.field): p for p in FreshnessPolicy.objects.filter(origin=origin)}
    columns = ("owner", "rhythm_days", "stale_after_days")
    gone = [policy.id for key, policy in stored.items() if key not in wanted]
    changed = [
        FreshnessPolicy(origin=origin, **policy)
        for key, policy in wanted.items()
        if key not in stored or any(getattr(stored[key], c) != policy[c] for c in columns)
    ]
    FreshnessPolicy.objects.filter(id__in=gone).delete()
    FreshnessPolicy.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["kind", "field"],
        update_fields=[*columns, "origin"],
    )  # fmt: skip
    return bool(gone or changed)


def _save_about(about: dict[str, Any], now: datetime) -> bool:
    pack = Pack.objects.get(id=about["id"])
    changed = pack.content != about
    Pack.objects.filter(id=about["id"]).update(content=about, loaded_at=now)
    return bool(changed)
