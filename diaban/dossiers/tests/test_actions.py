"""Steps are taken once, by those who may, on what they have seen."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from diaban.accounts.models import Organisation, User
from diaban.dossiers import actions, blobs
from diaban.dossiers.actions import ActionRefused, Upload
from diaban.dossiers.lifecycle import Kind, National
from diaban.dossiers.models import Attachment, Dossier
from diaban.dossiers.tests.desk import PDF, PNG


def test_a_dossier_goes_from_filing_to_the_hand_over(desk, filed):
    assert filed.state == National.REGISTERED
    assert filed.code.startswith("H49.19-") and filed.code.endswith("-0001")
    desk.do(filed, Kind.RECEIVED)
    assert filed.received_on == timezone.localdate() and filed.due_at and filed.first_due_on
    assert filed.procedure_version
    desk.finish(filed)
    assert filed.state == National.DONE and not filed.open
    desk.do(filed, Kind.HANDED_OVER)
    assert filed.state == National.HANDED_OVER
    assert list(filed.events.values_list("sequence", flat=True)) == list(range(1, 9))


def test_two_officers_cannot_overwrite_each_other(desk, received):
    seen = received.version
    actions.act(received, Kind.FORWARDED, by=desk.officer, expected=seen)
    with pytest.raises(ActionRefused) as refusal:
        actions.act(received, Kind.SUPPLEMENT_REQUESTED, by=desk.officer, expected=seen, reason="x")
    assert refusal.value.code == "stale"
    assert received.events.count() == seen + 1


def test_a_step_that_needs_a_reason_is_refused_without_one(desk, received):
    with pytest.raises(ActionRefused) as refusal:
        desk.do(received, Kind.STOPPED, reason="  ")
    assert refusal.value.part == "reason"


def test_an_impossible_step_changes_nothing(desk, received):
    before = Dossier.objects.values().get(pk=received.pk)
    with pytest.raises(ActionRefused) as refusal:
        desk.do(received, Kind.COMPLETED)
    assert refusal.value.code == "not_signed"
    assert Dossier.objects.values().get(pk=received.pk) == before


def test_a_waiting_dossier_has_no_due_date_until_the_answer(desk, received):
    promised = received.first_due_on
    desk.do(received, Kind.SUPPLEMENT_REQUESTED)
    assert received.waiting and received.due_at is None
    desk.do(received, Kind.SUPPLIED)
    assert not received.waiting and received.due_at is not None
    assert received.first_due_on == promised


def test_an_extension_beyond_the_rule_is_refused(desk, received):
    agreed = {"days": 3, "agreed": True}
    desk.do(received, Kind.EXTENSION_AGREED, data=agreed)
    with pytest.raises(ActionRefused) as refusal:
        desk.do(received, Kind.EXTENSION_AGREED, data=agreed)
    assert refusal.value.code.startswith("extension")


def test_an_event_is_never_changed_or_removed(received):
    event = received.events.first()
    event.reason = "another"
    with pytest.raises(ValidationError):
        event.save()
    with pytest.raises(ValidationError):
        event.delete()


@pytest.mark.parametrize("kind", [Kind.RECEIVED, Kind.SUPPLEMENT_REQUESTED, Kind.REFUSED])
def test_an_enterprise_does_not_do_the_desk_s_work(desk, filed, kind):
    with pytest.raises(PermissionDenied):
        desk.do(filed, kind, by=desk.owner, reason="x")


def test_an_officer_does_not_sign(desk, received):
    desk.do(received, Kind.PROPOSED)
    with pytest.raises(PermissionDenied):
        desk.do(received, Kind.APPROVED, by=desk.officer)


def test_an_enterprise_cannot_touch_another_s_dossier(desk, filed):
    other = User.objects.create(
        username="b", role="enterprise", organisation=Organisation.objects.create(name_vi="B")
    )
    with pytest.raises(PermissionDenied):
        desk.do(filed, Kind.WITHDRAWN, by=other, reason="x")
    desk.do(filed, Kind.WITHDRAWN, by=desk.owner, reason="x")
    assert filed.state == National.WITHDRAWN


def test_an_enterprise_without_an_organisation_files_nothing(db):
    lonely = User.objects.create(username="c", role="enterprise")
    with pytest.raises(PermissionDenied):
        actions.draft(actions.Application("irc", {}), by=lonely, channel=2)


def test_files_are_kept_once_and_judged_by_their_content(desk, filed):
    files = [Upload("đơn.pdf", PDF), Upload("../../x/ảnh.exe", PNG), Upload("lại.pdf", PDF)]
    desk.do(filed, Kind.SUPPLEMENT_REQUESTED)
    desk.do(filed, Kind.SUPPLIED, by=desk.owner, files=files)
    kept = list(Attachment.objects.filter(dossier=filed))
    assert [one.name for one in kept] == ["đơn.pdf", "ảnh.png", "lại.pdf"]
    assert kept[0].sha256 == kept[2].sha256 and blobs.read(kept[0].sha256) == PDF
    assert len(list(blobs.folder().glob("??/*"))) == 2


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"MZ\x90\0 a program called form.pdf", "type"),
        (b"%PDF-1.4 /OpenAction << /S /JavaScript >>", "type"),
        (b"PK\x03\x04 no archive", "type"),
        (b"<html>", "type"),
        (b"%PDF-" + b"0" * (25 * 1024 * 1024), "large"),
    ],
)
def test_a_file_that_is_not_taken_leaves_nothing(desk, filed, content, code):
    desk.do(filed, Kind.SUPPLEMENT_REQUESTED)
    with pytest.raises(ActionRefused) as refusal:
        desk.do(filed, Kind.SUPPLIED, files=[Upload("a.pdf", PDF), Upload("form.pdf", content)])
    assert refusal.value.code == code and "form.pdf" in refusal.value.reason
    assert not Attachment.objects.exists() and not blobs.folder().exists()


def test_the_forty_first_file_is_one_too_many(desk, filed):
    desk.do(filed, Kind.SUPPLEMENT_REQUESTED)
    with pytest.raises(ActionRefused) as refusal:
        desk.do(filed, Kind.SUPPLIED, files=[Upload(f"{n}.pdf", PDF) for n in range(41)])
    assert refusal.value.code == "many"


def test_a_draft_keeps_what_was_typed_and_handed_in(desk):
    words = actions.Application("irc", {"project_name": "A"})
    dossier = actions.draft(words, by=desk.owner, channel=2)
    actions.change_draft(dossier.pk, words, by=desk.owner, files=[Upload("a.pdf", PDF)])
    kept = dossier.attachments.get()
    changed = actions.Application("irc", {"project_name": "B"})
    actions.change_draft(
        dossier.pk, changed, by=desk.owner, files=[Upload("b.png", PNG)], drop=[kept.pk]
    )
    dossier.refresh_from_db()
    assert dossier.form == {"project_name": "B"} and dossier.code is None
    assert [one.name for one in dossier.attachments.all()] == ["b.png"]


def test_a_filed_dossier_is_no_draft_any_more(desk, filed):
    with pytest.raises(ActionRefused):
        actions.change_draft(filed.pk, actions.Application("irc", {}), by=desk.owner)
