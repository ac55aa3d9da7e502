"""A minute is drafted from the record, signed by both sides, locked, sent; nobody rewrites it."""

from __future__ import annotations

import io
import os
from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from diaban.accounts.models import Organisation
from diaban.accounts.permissions import Permission, may
from diaban.accounts.tests.people import EVERYBODY, STRANGER, client_of, person
from diaban.cli import main
from diaban.dossiers import blobs
from diaban.notices.models import Notice
from diaban.visits.actions import ActionRefused
from diaban.visits.minutes import actions as minute_actions
from diaban.visits.minutes import mailing as minute_mailing
from diaban.visits.minutes import my_urls as minute_my_urls
from diaban.visits.minutes import urls as minute_urls
from diaban.visits.minutes.actions import AUTHORITY, OTHER
from diaban.visits.models import Media, Minute, Stop
from diaban.visits.stops import recording
from diaban.visits.tests.promised import moment, of_organisation, promise, visited

pytestmark = pytest.mark.django_db
DAY = date(2025, 3, 3)


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DIABAN_DATA = tmp_path


@pytest.fixture
def stop() -> Stop:
    """A stop at which everything that a minute tells was recorded."""
    found = visited()
    values = {"met": ["Ông C, Giám đốc"], "note": "Đã xem trạm xử lý.",
              "checklist.power": "problem", "checklist.power.note": "mất điện hai lần"}  # fmt: skip
    recording.write_fields(found, values, by=person("officer"), at=moment(DAY))
    recording.add_finding(found, "power", "Trạm quá tải", by=person("officer"), at=moment(DAY))
    promise(found, what="Đấu nối nước thải")
    return found


def made(stop: Stop) -> Minute:
    return minute_actions.make(stop, by=person("officer"))


def seen(minute: Minute) -> str:
    minute.refresh_from_db()
    return minute_actions.fingerprint(minute)


def sign(minute: Minute, side: str, by=None, **more) -> Minute:
    return minute_actions.sign(
        minute.pk, side, f"Người ký {side}", by=by, seen=seen(minute), **more
    )


def signed(stop: Stop) -> Minute:
    minute = made(stop)
    sign(minute, AUTHORITY, by=person("officer"))
    sign(minute, OTHER, by=person("officer"))
    minute.refresh_from_db()
    return minute


def drawing(stop: Stop, side: str = OTHER) -> Media:
    stream = io.BytesIO()
    Image.new("RGB", (200, 60), "white").save(stream, "PNG")
    sha256, size = blobs.store([stream.getvalue()])
    return Media.objects.create(
        stop=stop, kind="signature", side=side, name="Ông C", sha256=sha256, size=size,
        media_type="image/png", taken_at=moment(DAY),
    )  # fmt: skip


def test_it_tells_what_is_on_record(stop):
    content = minute_actions.words_of(made(stop))
    assert content.number == "TT-2025-0001.1/BB-BQLKKT"
    assert content.other == "Công ty A"
    assert content.other_people == "Ông C, Giám đốc"
    assert content.checks == [["1", "Cấp điện", "Có vướng mắc", "mất điện hai lần"]]
    assert content.findings == ["Trạm quá tải"]
    assert content.commitments[0][1:3] == ["Công ty A", "Đấu nối nước thải"]
    assert not content.demonstration


def test_of_an_empty_stop_there_is_no_minute():
    with pytest.raises(ActionRefused) as refused:
        made(visited())
    assert refused.value.code == "empty"


def test_an_unsigned_draft_is_put_in_other_words_and_drafted_anew(stop):
    minute = made(stop)
    before = seen(minute)
    minute_actions.edit(minute.pk, {"notes": "Khác", "number": "1"}, by=person("officer"),
                        seen=before)  # fmt: skip
    minute.refresh_from_db()
    assert minute.content["notes"] == "Khác"
    assert minute.content["number"].startswith("TT-2025-0001")
    with pytest.raises(ActionRefused) as refused:
        minute_actions.edit(minute.pk, {"notes": "Cũ"}, by=person("officer"), seen=before)
    assert refused.value.code == "stale"
    again = made(stop)
    assert (again.pk, again.version) == (minute.pk, 1)
    assert again.content["notes"] == "Đã xem trạm xử lý."


def test_both_signatures_lock_the_words_and_keep_the_files(stop):
    minute = signed(stop)
    assert blobs.read(minute.pdf_sha256) == minute_actions.files(minute)["pdf"]
    assert blobs.read(minute.docx_sha256) == minute_actions.files(minute)["docx"]
    with pytest.raises(ActionRefused) as refused:
        minute_actions.edit(minute.pk, {"notes": "Khác"}, by=person("officer"), seen=seen(minute))
    assert refused.value.code == "signed"
    with pytest.raises(ActionRefused):
        sign(minute, OTHER, by=person("officer"))


def test_a_correction_is_a_new_version_that_both_sign_again(stop):
    first = signed(stop)
    kept = first.pdf_sha256
    recording.write_fields(stop, {"note": "Sửa"}, by=person("officer"))
    second = made(stop)
    assert (second.version, second.content["corrects"]) == (2, 1)
    assert not minute_actions.is_signed(second)
    first.refresh_from_db()
    assert first.pdf_sha256 == kept
    with pytest.raises(ActionRefused) as refused:
        sign(first, OTHER, by=person("officer"))
    assert refused.value.code == "superseded"


def test_a_signature_given_while_the_minute_is_drafted_anew_stands(stop, monkeypatch):
    minute, gather = made(stop), minute_actions.minute_gathering.gather

    def signed_meanwhile(*given):
        Minute.objects.filter(pk=minute.pk).update(
            signed_by_authority_at=timezone.now(), authority_signer="Ông A"
        )
        return gather(*given)

    monkeypatch.setattr(minute_actions.minute_gathering, "gather", signed_meanwhile)
    made(stop)
    minute.refresh_from_db()
    assert minute.signed_by_authority_at is not None
    assert minute.authority_signer == "Ông A"


def test_drafting_anew_locks_the_minute_as_signing_does(stop):
    if not connection.features.has_select_for_update:
        pytest.skip("this database has one writer")
    made(stop)
    with CaptureQueriesContext(connection) as asked:
        made(stop)
    locks = [one["sql"] for one in asked if "FOR UPDATE" in one["sql"]]
    assert any('OF "visits_minute"' in sql for sql in locks)


@pytest.mark.parametrize("wrong", ["\x02", "\x0b", "\x1f", "\uffff"])
def test_a_character_that_no_file_can_hold_stops_no_minute(stop, wrong):
    words, officer = f"Mất{wrong}điện", person("officer")
    recording.write_fields(stop, {"note": words, "met": [words]}, by=officer)
    recording.add_finding(stop, "power", words, by=officer)
    promise(stop, what=words, evidence=words)
    minute = made(stop)
    assert set(minute_actions.files(minute)) == {"docx", "pdf"}
    minute_actions.edit(minute.pk, {"other": words}, by=officer, seen=seen(minute))
    minute_actions.sign(minute.pk, AUTHORITY, words, by=officer, seen=seen(minute))
    minute_actions.refuse(minute.pk, words, by=officer, seen=seen(minute))
    minute.refresh_from_db()
    assert "Mất điện" in minute.content["notes"]
    assert blobs.read(minute.docx_sha256) and blobs.read(minute.pdf_sha256)


def test_a_refusal_needs_its_reason_and_stands_in_the_minute(stop):
    minute = made(stop)
    sign(minute, AUTHORITY, by=person("officer"))
    with pytest.raises(ActionRefused):
        minute_actions.refuse(minute.pk, " ", by=person("officer"), seen=seen(minute))
    minute_actions.refuse(minute.pk, "Không đồng ý", by=person("officer"), seen=seen(minute))
    minute.refresh_from_db()
    assert minute_actions.is_locked(minute)
    assert minute.refused == "Không đồng ý"


def test_only_who_was_there_signs_and_the_organisation_for_itself(stop):
    minute = made(stop)
    for stranger in (person("leader"), of_organisation("Công ty B", "b"), person("agency")):
        for side in (AUTHORITY, OTHER):
            with pytest.raises(PermissionDenied):
                sign(minute, side, by=stranger)
    ours = of_organisation("Công ty A", "a")
    with pytest.raises(PermissionDenied):
        sign(minute, AUTHORITY, by=ours)
    sign(minute, OTHER, by=ours)
    minute.refresh_from_db()
    assert minute.other_signer == "Người ký other"


def test_a_drawn_signature_keeps_its_moment_and_its_name(stop):
    minute, drawn = made(stop), drawing(stop)
    minute_actions.sign(minute.pk, OTHER, "", by=person("officer"), seen=seen(minute),
                        drawn=drawn.pk)  # fmt: skip
    minute.refresh_from_db()
    assert (minute.other_signer, minute.signed_by_other_at) == ("Ông C", drawn.taken_at)
    with pytest.raises(ActionRefused) as refused:
        sign(minute, AUTHORITY, by=person("officer"), drawn=drawn.pk)
    assert refused.value.code == "drawing"


def test_what_was_recorded_after_a_drawn_signature_is_told(stop):
    minute = made(stop)
    address = reverse("minutes-desk:minute", args=[minute.pk])
    page = client_of("officer").get(address).content.decode()
    drawing(stop)
    recording.write_fields(stop, {"note": "Thêm sau"}, by=person("officer"))
    later = client_of("officer").get(address).content.decode()
    assert "notice-warning" in later and "notice-warning" not in page


def test_it_is_sent_when_both_have_spoken_and_not_before(stop, settings):
    of_organisation("Công ty A", "a")
    minute = made(stop)
    sign(minute, AUTHORITY, by=person("officer"))
    assert Notice.objects.get(kind="minute.waits").person.username == "a"
    with pytest.raises(ActionRefused):
        minute_actions.send(minute.pk, by=person("officer"))
    sign(minute, OTHER, by=person("officer"))
    minute_actions.send(minute.pk, by=person("leader"))
    told = Notice.objects.filter(kind="minute.sent")
    assert set(told.values_list("person__username", flat=True)) == {"a", "officer-of-the-tests"}
    minute.refresh_from_db()
    assert minute.sent_at and "Công ty A" in minute.sent_to


def test_the_mail_carries_the_signed_file_and_goes_once(stop):
    Organisation.objects.update(email="a@example.org")
    minute = signed(stop)
    assert minute_mailing.mail.call(minute.pk)
    assert not minute_mailing.mail.call(minute.pk)
    (letter,) = mail.outbox
    assert letter.to == ["a@example.org"]
    assert letter.attachments[0][1] == blobs.read(minute.pdf_sha256)


def test_the_mail_of_a_refused_minute_says_why_and_not_that_both_signed(stop):
    Organisation.objects.update(email="a@example.org")
    minute = made(stop)
    sign(minute, AUTHORITY, by=person("officer"))
    minute_actions.refuse(minute.pk, "Không đồng ý mục II", by=None, seen=seen(minute))
    assert minute_mailing.mail.call(minute.pk)
    (letter,) = mail.outbox
    assert "Không đồng ý mục II" in letter.body and "hai bên ký" not in letter.body
    minute.refresh_from_db()
    minute.refused = ""
    assert "hai bên ký" in minute_mailing.compose(minute, "a@example.org").body


def test_no_mail_goes_to_an_organisation_that_is_no_longer_active(stop):
    Organisation.objects.update(email="a@example.org", is_active=False)
    minute = signed(stop)
    assert not minute_mailing.mail.call(minute.pk)
    assert mail.outbox == []
    minute_actions.send(minute.pk, by=person("officer"))
    minute.refresh_from_db()
    assert "Công ty A" not in minute.sent_to


def test_sending_again_tells_nobody_twice(stop):
    of_organisation("Công ty A", "a")
    minute = signed(stop)
    for _time in range(2):
        minute_actions.send(minute.pk, by=person("leader"))
    assert Notice.objects.filter(kind="minute.sent").count() == 2  # one each
    recording.write_fields(stop, {"note": "Sửa"}, by=person("officer"))
    second = signed(stop)
    minute_actions.send(second.pk, by=person("leader"))
    assert Notice.objects.filter(kind="minute.sent").count() == 4


def test_an_invented_minute_says_so_everywhere():
    found = visited("TT-MH-2025-0001", visit={"demonstration": True})
    recording.write_fields(found, {"note": "mẫu"}, by=person("officer"))
    minute = made(found)
    assert minute.content["demonstration"] is True
    page = client_of("officer").get(reverse("minutes-desk:minute", args=[minute.pk]))
    assert "Minh họa" in page.content.decode()


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_enterprise_reads_signs_and_downloads_its_own_and_no_draft(stop):
    minute = made(stop)
    ours, rival = (signed_in(of_organisation(f"Công ty {x}", x)) for x in "AB")
    address = f"/vi/my/minutes/{minute.pk}/"
    assert ours.get(address).status_code == 404
    sign(minute, AUTHORITY, by=person("officer"))
    assert ours.get(address).status_code == 200
    assert f'href="{address}"' in ours.get("/vi/my/commitments/").content.decode()
    assert f'href="{address}"' not in rival.get("/vi/my/commitments/").content.decode()
    for path in ("", "files/pdf/"):
        assert rival.get(address + path).status_code == 404
    assert rival.post(address + "sign/", {"name": "B"}).status_code == 404
    assert ours.get(address + "files/pdf/").content.startswith(b"%PDF")
    stale = ours.post(address + "sign/", {"name": "Ông C", "seen": "khác"})
    assert stale.status_code == 200
    answer = ours.post(address + "sign/", {"name": "Ông C", "seen": seen(minute)})
    assert answer.status_code == 302
    minute.refresh_from_db()
    assert minute.other_signer == "Ông C" and minute_actions.is_locked(minute)
    assert minute.content["number"] in ours.get("/vi/my/minutes/").content.decode()
    assert f'href="{address}"' not in ours.get("/vi/my/commitments/").content.decode()
    assert ours.get(address + "files/exe/").status_code == 404


@pytest.mark.parametrize("role", EVERYBODY)
@pytest.mark.parametrize("pattern", [*minute_urls.urlpatterns, *minute_my_urls.urlpatterns],
                         ids=lambda one: f"{one.callback.__module__[-8:]}-{one.name}")  # fmt: skip
def test_everybody_passes_the_doors_of_his_role_and_no_others(stop, pattern, role):
    minute, needed = made(stop), pattern.callback.permission
    assert needed in set(Permission)
    own = "my" in pattern.callback.__module__
    given: dict[str, list[object]] = {
        "make": [stop.pk], "home": [], "download": [minute.pk, "docx"],
        "sign": [minute.pk] if own else [minute.pk, "authority"],
    }  # fmt: skip
    name = f"{'my-minutes' if own else 'minutes-desk'}:{pattern.name}"
    address = reverse(name, args=given.get(pattern.name, [minute.pk]))
    client = client_of(role)
    for method in ("get", "post"):
        answer = getattr(client, method)(address)
        if role == STRANGER:
            assert answer.status_code == 302 and "/accounts/login/" in answer.url
        elif not may(person(role), needed):
            assert answer.status_code == 403
        else:
            assert answer.status_code in (200, 302, 403, 404, 405)


def test_the_desk_walks_from_draft_to_sent(stop):
    officer = client_of("officer")
    page = officer.get(reverse("visits-desk:stop", args=[stop.visit.number, stop.pk]))
    assert reverse("minutes-desk:make", args=[stop.pk]) in page.content.decode()
    officer.post(reverse("minutes-desk:make", args=[stop.pk]))
    minute = Minute.objects.get()
    words = {name: minute.content.get(name, "") for name in ("about", "other", "notes")}
    answer = officer.post(reverse("minutes-desk:minute", args=[minute.pk]),
                          words | {"notes": "Chữa lại", "seen": seen(minute)})  # fmt: skip
    assert answer.status_code == 302
    for side in ("authority", "other"):
        officer.post(reverse("minutes-desk:sign", args=[minute.pk, side]),
                     {"name": side, "seen": seen(minute)})  # fmt: skip
    officer.post(reverse("minutes-desk:send", args=[minute.pk]))
    minute.refresh_from_db()
    assert minute.sent_at is not None and minute.content["notes"] == "Chữa lại"
    assert timezone.now() - minute.sent_at < timedelta(minutes=5)
    english = client_of("officer").get(f"/en/desk/minutes/{minute.pk}/").content.decode()
    assert "signed by both sides" in english


def test_tidying_up_leaves_what_a_minute_names_and_takes_what_nothing_names(stop):
    minute = signed(stop)
    loose, _size = blobs.store([b"left by a killed upload"])
    for sha256 in (minute.pdf_sha256, minute.docx_sha256, loose):
        os.utime(blobs.path_of(sha256), (0, 0))
    answer = CliRunner().invoke(main, ["dossiers", "tidy"])
    assert answer.exit_code == 0, answer.output
    assert not blobs.path_of(loose).exists()
    assert blobs.read(minute.pdf_sha256) and blobs.read(minute.docx_sha256)
