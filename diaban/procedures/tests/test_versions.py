"""Which version holds on a day, and that nothing published is ever changed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.management import call_command

from diaban.clock import DayKind, Term, Unit
from diaban.procedures import actions, catalogue
from diaban.procedures.actions import ActionRefused, load_defaults
from diaban.procedures.models import CalendarVersion, ProcedureVersion, WrittenOnce
from diaban.procedures.tests.conftest import PACK, TODAY, version

pytestmark = pytest.mark.django_db


def drafted(day: date = TODAY, editor=None, **parts) -> ProcedureVersion:
    return actions.save_draft("try", version(**parts), valid_from=day, by=editor)


def test_the_version_of_the_day_of_receipt_is_kept(defaults: int) -> None:
    old = catalogue.on("irc-without-approval", date(2025, 3, 1))
    new = catalogue.on("irc-without-approval", date(2026, 3, 31))
    assert old is not None and old.rule.term == Term(15, Unit.CALENDAR_DAYS)
    assert new is not None and new.rule.term == Term(10, Unit.WORKING_DAYS)
    assert catalogue.version("irc-without-approval", old.version) == old
    assert catalogue.on("irc-without-approval", date(2020, 12, 31)) is None
    assert catalogue.version("irc-without-approval", "x") is None


def test_defaults_are_loaded_once_and_leave_the_authoritys_versions_alone(
    defaults: int, today: date, editor
) -> None:
    assert defaults == ProcedureVersion.objects.count()
    draft = actions.save_draft("labour-rules", version(), valid_from=TODAY, by=editor)
    actions.publish(draft, by=editor, seen=draft.content)
    assert load_defaults(PACK) == 0
    assert catalogue.on("labour-rules", TODAY).content == version()


def test_a_draft_is_offered_to_nobody(today: date) -> None:
    drafted()
    assert catalogue.on("try", TODAY) is None
    assert catalogue.offered(TODAY) == []


def test_a_published_version_holds_from_its_first_day(today: date, editor) -> None:
    draft = drafted(TODAY + timedelta(days=7))
    actions.publish(draft, by=editor, seen=draft.content)
    assert catalogue.on("try", TODAY) is None
    assert catalogue.on("try", TODAY + timedelta(days=7)).version == "1"


def test_a_correction_of_the_same_day_holds_and_the_mistake_stays_on_record(
    today: date, editor
) -> None:
    for amount in (10, 8):
        draft = drafted(statutory={"amount": amount, "unit": "working_days"})
        actions.publish(draft, by=editor, seen=draft.content)
    assert catalogue.on("try", TODAY).rule.term == Term(8, Unit.WORKING_DAYS)
    assert catalogue.version("try", "1").rule.term == Term(10, Unit.WORKING_DAYS)


def test_what_is_published_is_never_changed(today: date, editor) -> None:
    draft = drafted()
    published = actions.publish(draft, by=editor, seen=draft.content)
    for row in (published, ProcedureVersion.objects.get(pk=draft.pk)):
        row.valid_from = TODAY + timedelta(days=1)
        with pytest.raises(WrittenOnce):
            row.save()
        with pytest.raises(WrittenOnce):
            row.delete()
    with pytest.raises(ActionRefused):
        actions.save_draft(
            "try", version(), valid_from=TODAY, by=editor,
            draft=ProcedureVersion.objects.get(pk=draft.pk), seen=draft.content,
        )  # fmt: skip


def test_what_was_not_seen_is_not_published(today: date, editor) -> None:
    draft = drafted()
    seen = dict(draft.content)
    actions.save_draft(
        "try", version(national_code="1.0"), valid_from=TODAY, by=editor, draft=draft, seen=seen
    )
    with pytest.raises(ActionRefused, match="changed after you looked"):
        actions.publish(draft, by=editor, seen=seen)


def test_what_was_published_meanwhile_is_not_written_over_or_thrown_away(today, editor) -> None:
    stale = ProcedureVersion.objects.get(pk=drafted().pk)
    actions.publish(stale, by=editor, seen=stale.content)
    with pytest.raises(ActionRefused, match="published"):
        actions.save_draft(
            "try", version(national_code="1.0"), valid_from=TODAY, by=editor, draft=stale,
            seen=stale.content,
        )  # fmt: skip
    with pytest.raises(ActionRefused, match="published"):
        actions.discard(stale, seen=stale.content)
    assert ProcedureVersion.objects.get(pk=stale.pk).content == stale.content


def test_two_editors_do_not_overwrite_each_other(today, editor) -> None:
    draft = drafted()
    opened = dict(draft.content)
    more = {"valid_from": TODAY, "by": editor, "draft": draft, "seen": opened}
    kept = actions.save_draft("try", version(national_code="1.0"), **more)
    with pytest.raises(ActionRefused, match="after you opened it"):
        actions.save_draft("try", version(national_code="2.0"), **more)
    with pytest.raises(ActionRefused, match="after you looked at it"):
        actions.discard(kept, seen=opened)
    assert ProcedureVersion.objects.get(pk=draft.pk).content == kept.content
    actions.discard(kept, seen=kept.content)
    with pytest.raises(ActionRefused, match="threw this draft away"):
        actions.save_draft("try", version(), **more)


def test_a_first_day_in_the_past_is_refused(today: date, editor) -> None:
    draft = drafted(TODAY - timedelta(days=1))
    with pytest.raises(ActionRefused, match="has passed"):
        actions.publish(draft, by=editor, seen=draft.content)


def test_a_storm_day_is_recorded_with_its_day_and_basis(today: date, editor) -> None:
    row = actions.new_calendar(
        basis="Công điện 1", changes=[{"day": "2026-12-01", "kind": "closed"}], by=editor
    )
    assert catalogue.calendars().latest().is_worked(date(2026, 12, 1))
    actions.record_calendar(row)
    history = catalogue.calendars()
    assert history.known_at(TODAY).kind(date(2026, 12, 1)) == DayKind.CLOSED
    assert history.known_at(TODAY - timedelta(days=1)).is_worked(date(2026, 12, 1))
    with pytest.raises(WrittenOnce):
        CalendarVersion.objects.get().delete()


@pytest.mark.parametrize(
    ("basis", "changes"),
    [
        ("", [{"day": "2026-12-01", "kind": "closed"}]),
        ("x", [{"day": "2026-12-01", "kind": "make_up"}]),
        ("x", [{"day": "2026-12-41", "kind": "closed"}]),
    ],
)
def test_a_calendar_that_cannot_be_is_refused(basis: str, changes: list) -> None:
    with pytest.raises(ActionRefused):
        actions.new_calendar(basis=basis, changes=changes)


def test_two_versions_on_one_basis_have_two_codes(today: date) -> None:
    codes = set()
    for day in ("2026-12-01", "2026-12-02"):
        row = actions.new_calendar(basis="Bão", changes=[{"day": day, "kind": "closed"}])
        codes.add(actions.record_calendar(row).code)
    assert codes == {"2026-11-26-bao", "2026-11-26-bao-2"}


def test_the_models_have_their_migrations() -> None:
    call_command("makemigrations", "procedures", check=True, dry_run=True, verbosity=0)
