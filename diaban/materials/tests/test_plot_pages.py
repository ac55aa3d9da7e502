from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from diaban.accounts import permissions
from diaban.accounts.permissions import Permission, may
from diaban.accounts.tests.people import EVERYBODY, STRANGER, client_of, person
from diaban.facts import packs
from diaban.facts.tests.build_pack import SMALL_PACK
from diaban.materials import actions
from diaban.materials.desk_urls import urlpatterns
from diaban.materials.models import MaterialPlot, PlotDocument, PlotProducer
from diaban.materials.tests.plot_files import REGION, polygon, write

pytestmark = pytest.mark.django_db
CODE = "che-hai-ha-1"
PDF = b"%PDF-1.7 invented\n"


@pytest.fixture(autouse=True)
def plot(tmp_path, settings):
    settings.DIABAN_DATA = tmp_path / "data"
    packs.load(SMALL_PACK)
    path = write(tmp_path / "p.geojson", polygon("1", ProducerName="Nguyễn Văn Riêng"))
    actions.take(path, region=REGION, commodity=None, sender="HTX A", by=person("editor"))
    actions.attach(
        f"material_plot:{CODE}", kind="land_right", number="CS 01", chunks=[PDF],
        file_name="gcn.pdf", data=settings.DIABAN_DATA, by=person("editor"),
        expires_on=timezone.localdate() + timedelta(days=10),
    )  # fmt: skip


def address(name: str) -> str:
    if "paper" in name:
        return reverse(f"plots:{name}", args=[PlotDocument.objects.latest("pk").pk])
    return reverse(f"plots:{name}", args=[] if name in ("list", "take") else [CODE])


@pytest.mark.parametrize("role", EVERYBODY)
@pytest.mark.parametrize("pattern", urlpatterns, ids=lambda pattern: pattern.name)
def test_everybody_passes_the_doors_of_his_role_and_no_others(pattern, role):
    needed = pattern.callback.permission
    for method in ("get", "post"):
        answer = getattr(client_of(role), method)(address(pattern.name))
        if role == STRANGER:
            assert answer.status_code == 302
            assert "/accounts/login/" in answer.url
        elif not may(person(role), needed):
            assert answer.status_code == 403
        else:
            assert answer.status_code in (200, 302, 400, 405)


@pytest.mark.parametrize("page", ["list", "plot"])
def test_only_those_who_may_read_the_producers_name(page):
    assert "Riêng" in client_of("editor").get(address(page)).content.decode()
    assert not may(person("officer"), Permission.SEE_PRODUCERS)
    assert "Riêng" not in client_of("officer").get(address(page)).content.decode()


def test_reading_the_name_is_no_leave_to_erase_it(monkeypatch):
    allowed = dict(permissions.ALLOWED)
    allowed["officer"] |= {Permission.SEE_PRODUCERS}
    monkeypatch.setattr(permissions, "ALLOWED", allowed)
    client = client_of("officer")
    page = client.get(address("plot")).content.decode()
    assert "Riêng" in page
    assert address("erase-producer") not in page
    assert client.post(address("erase-producer")).status_code == 403
    assert PlotProducer.objects.get().name == "Nguyễn Văn Riêng"


def test_the_generic_pages_of_the_desk_do_not_know_the_name():
    page = reverse("desk:subject", args=[f"material_plot:{CODE}"])
    answer = client_of("officer").get(page)
    assert answer.status_code == 200
    assert "Riêng" not in answer.content.decode()


def test_the_list_says_what_ends_within_so_many_days():
    client = client_of("officer")
    soon = client.get(address("list"), {"within": "10"})
    assert [line.days_left for line in soon.context["page"].object_list] == [10]
    assert "badge-stale" in soon.content.decode()
    assert client.get(address("list"), {"within": "9"}).context["total"] == 0
    assert client.get(address("list"), {"state": "expiring"}).context["total"] == 1
    for nonsense in ("x", "²", "-1", "9" * 5000):
        asked = {"state": "nonsense", "within": nonsense}
        assert client.get(address("list"), asked).context["total"] == 1


def test_a_plot_whose_paper_has_expired_looks_so():
    PlotDocument.objects.update(expires_on=timezone.localdate() - timedelta(days=3))
    page = client_of("officer").get(address("plot"))
    assert page.context["standing"].state == "expired"
    assert "badge-danger" in page.content.decode()


def upload(tmp_path, *features, **more):
    content = write(tmp_path / "u.geojson", *features).read_bytes()
    given = {"region": REGION, "sender": "HTX B", "what": "take"} | more
    return given | {"file": SimpleUploadedFile("u.geojson", content)}


def test_a_sound_file_is_taken_from_the_page(tmp_path):
    answer = client_of("editor").post(address("take"), upload(tmp_path, polygon("7", 0.02)))
    assert answer.status_code == 302
    assert MaterialPlot.objects.filter(place="7").exists()


def test_check_only_takes_nothing(tmp_path):
    given = upload(tmp_path, polygon("7", 0.02), what="check")
    answer = client_of("editor").post(address("take"), given)
    assert (answer.status_code, answer.context["errors"]) == (200, 0)
    assert not MaterialPlot.objects.filter(place="7").exists()


def test_a_file_with_violations_is_reported_by_feature_and_what_was_typed_stays(tmp_path):
    given = upload(tmp_path, polygon("7", 0.02), polygon("8", 0.03, ProducerCountry="XX"))
    answer = client_of("editor").post(address("take"), given)
    assert answer.status_code == 400
    assert [finding.row for finding in answer.context["findings"]] == [2]
    assert 'value="HTX B"' in answer.content.decode()
    assert not MaterialPlot.objects.filter(place="7").exists()


def test_the_marked_copy_comes_as_a_download(tmp_path):
    given = upload(tmp_path, polygon("8", 0.03, ProducerCountry="XX"), what="marked")
    answer = client_of("editor").post(address("take"), given)
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "XX" in answer.json()["features"][0]["properties"]["problems"][0]


def test_what_is_no_geojson_is_refused_in_words():
    file = SimpleUploadedFile("x.geojson", b"MZ\x90")
    given = {"region": REGION, "sender": "A", "what": "take", "file": file}
    answer = client_of("editor").post(address("take"), given)
    assert answer.status_code == 400
    assert answer.context["form"].errors["file"]


def test_a_paper_is_attached_from_the_page_and_comes_back_as_a_download():
    given = {"kind": "harvest", "number": "BK 7", "file": SimpleUploadedFile("b.pdf", PDF)}
    answer = client_of("editor").post(address("attach"), given)
    assert answer.status_code == 302
    file = client_of("editor").get(address("paper"))
    assert file.content == PDF
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert "attachment" in file.headers["Content-Disposition"]


def test_a_wrong_paper_is_refused_on_its_field():
    given = {"kind": "harvest", "number": "BK 7", "file": SimpleUploadedFile("b.pdf", b"MZ")}
    answer = client_of("editor").post(address("attach"), given)
    assert answer.status_code == 400
    assert answer.context["form"].errors["file"]
    assert 'value="BK 7"' in answer.content.decode()


def test_a_name_is_erased_from_the_page():
    client_of("editor").post(address("erase-producer"))
    assert PlotProducer.objects.get().name == ""
    assert "Riêng" not in client_of("editor").get(address("plot")).content.decode()
