"""Files and a point with a petition: kept through faults, shown to whom they concern only."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from shapely.geometry import Point

from diaban.accounts.models import Organisation, User
from diaban.accounts.tests.people import client_of
from diaban.dossiers import blobs
from diaban.dossiers.tests.desk import PDF, PNG
from diaban.facts.typed import written_by_resolution
from diaban.petitions.actions import act
from diaban.petitions.course import Kind
from diaban.petitions.models import Attachment, Petition
from diaban.petitions.tests.conftest import body
from diaban.petitions.tests.test_doors import signed_in
from diaban.petitions.tests.test_pages import FILED
from diaban.projects import timeline
from diaban.projects.models import Project
from diaban.zones.models import IndustrialPark

pytestmark = pytest.mark.django_db
NEW = "/en/my/petitions/new/"


def pdf(name: str = "bien-ban.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, "application/pdf")


def png(name: str = "anh.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PNG, "image/png")


@pytest.fixture
def petition(routes, enterprise) -> Petition:
    signed_in(enterprise).post(NEW, FILED | {"papers": [pdf(), png()]})
    return Petition.objects.get()


@pytest.fixture
def park(db) -> IndustrialPark:
    with written_by_resolution():
        return IndustrialPark.objects.create(
            key="park:dong-mai", code="dong-mai", name_vi="KCN Đông Mai", name_en="Dong Mai",
            location=Point(106.83, 20.97), resolved_at=timezone.now(),
        )  # fmt: skip


def address(area: str, petition: Petition, name: str) -> str:
    row = petition.attachments.get(name=name)
    return f"/vi/{area}/petitions/{petition.number}/files/{row.pk}/"


def carried(page: str) -> str:
    return re.search(r'name="kept" value="([^"]+)"', page).group(1)


def test_files_come_with_the_petition_and_are_read_by_the_asker(petition, enterprise):
    page = signed_in(enterprise).get(f"/vi/my/petitions/{petition.number}/").content.decode()
    assert "bien-ban.pdf" in page and "anh.png" in page
    answer = signed_in(enterprise).get(address("my", petition, "bien-ban.pdf"))
    assert answer.content == PDF
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_rival_a_follower_and_another_department_read_no_file(petition, rival, agency):
    petition.followers.create(organisation=rival.organisation)
    assert signed_in(rival).get(address("my", petition, "anh.png")).status_code == 404
    other = User.objects.create(username="other", role="agency")
    other.bodies.add(body("so-nnmt"))
    assert signed_in(other).get(address("desk", petition, "anh.png")).status_code == 404
    assert signed_in(agency).get(address("desk", petition, "anh.png")).status_code == 200
    assert client_of("leader").get(address("desk", petition, "anh.png")).status_code == 200
    assert client_of("editor").get(address("desk", petition, "anh.png")).status_code == 403


def test_a_file_of_another_petition_is_not_reached_through_ones_own(petition, rival, routes):
    signed_in(rival).post(NEW, FILED | {"seen": "1"})
    mine = Petition.objects.get(organisation=rival.organisation)
    row = petition.attachments.first()
    stolen = f"/vi/my/petitions/{mine.number}/files/{row.pk}/"
    assert signed_in(rival).get(stolen).status_code == 404


def test_a_fault_elsewhere_keeps_what_was_handed_in(routes, enterprise):
    client = signed_in(enterprise)
    page = client.post(NEW, FILED | {"title": "", "papers": [pdf()]}).content.decode()
    assert "bien-ban.pdf" in page and not Petition.objects.exists()
    client.post(NEW, FILED | {"kept": carried(page), "papers": [png()]})
    names = set(Attachment.objects.values_list("name", flat=True))
    assert names == {"bien-ban.pdf", "anh.png"}


def test_a_kept_file_can_be_left_out_again(routes, enterprise):
    client = signed_in(enterprise)
    page = client.post(NEW, FILED | {"title": "", "papers": [pdf()]}).content.decode()
    sha256 = re.search(r'name="drop" value="([^"]+)"', page).group(1)
    client.post(NEW, FILED | {"kept": carried(page), "drop": [sha256]})
    assert Petition.objects.exists() and not Attachment.objects.exists()


def test_the_note_of_kept_files_is_another_readers_to_no_use(routes, enterprise, rival):
    page = signed_in(enterprise).post(NEW, FILED | {"title": "", "papers": [pdf()]})
    note = carried(page.content.decode())
    answer = signed_in(rival).post(NEW, FILED | {"kept": note})
    assert "Please choose the files again." in answer.content.decode()
    assert not Petition.objects.exists()


def test_a_kept_file_that_is_gone_is_said_and_not_named(routes, enterprise):
    client = signed_in(enterprise)
    page = client.post(NEW, FILED | {"title": "", "papers": [pdf()]}).content.decode()
    (left,) = blobs.unused(set())
    left.unlink()
    answer = client.post(NEW, FILED | {"kept": carried(page)}).content.decode()
    assert "Please choose the files again." in answer and not Petition.objects.exists()


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("x.pdf", b"MZ\x90 not a pdf", "application/pdf"),
        SimpleUploadedFile("x.png", b"", "image/png"),
        SimpleUploadedFile("x.html", b"<script>alert(1)</script>", "text/html"),
    ],
    ids=["fake", "empty", "markup"],
)
def test_what_is_no_paper_is_refused_with_its_name_and_nothing_is_filed(routes, enterprise, file):
    page = signed_in(enterprise).post(NEW, FILED | {"papers": [file]}).content.decode()
    assert 'id="id_papers_error"' in page and file.name in page
    assert not Petition.objects.exists()


def test_eleven_files_are_too_many(routes, enterprise):
    many = [pdf(f"{n}.pdf") for n in range(11)]
    page = signed_in(enterprise).post(NEW, FILED | {"papers": many}).content.decode()
    assert "At most 10 files." in page and not Petition.objects.exists()


def test_papers_that_other_bodies_send_are_not_the_askers(petition, enterprise, officer):
    act(petition, Kind.CONSULTED, by=officer, data={"body": "dien-luc", "why": "Ý kiến?"})
    step = f"/vi/desk/petitions/{petition.number}/step/returned/"
    said = {"version": petition.version, "body": "dien-luc", "why": "Có.", "papers": [pdf("y.pdf")]}
    client_of("officer").post(step, said)
    row = Attachment.objects.get(name="y.pdf")
    assert row.internal
    mine = f"/vi/my/petitions/{petition.number}/"
    assert "y.pdf" not in signed_in(enterprise).get(mine).content.decode()
    assert signed_in(enterprise).get(f"{mine}files/{row.pk}/").status_code == 404


def test_an_answer_comes_with_its_papers(petition, enterprise, officer):
    step = f"/vi/desk/petitions/{petition.number}/step/answered/"
    said = {
        "version": petition.version,
        "why": "Theo văn bản kèm theo.",
        "papers": [pdf("tra.pdf")],
    }
    client_of("officer").post(step, said)
    row = Attachment.objects.get(name="tra.pdf")
    assert (row.internal, row.sequence) == (False, petition.version + 1)
    assert signed_in(enterprise).get(address("my", petition, "tra.pdf")).content == PDF


def test_the_clean_up_leaves_what_a_petition_names(petition):
    assert not list(blobs.unused(blobs.named()))


# ---- the point ----


def test_a_point_is_kept_shown_and_said_in_words(routes, enterprise, park):
    client = signed_in(enterprise)
    point = {"longitude": "106,85", "latitude": "20,98", "place": park.key}
    client.post(NEW, FILED | point)
    found = Petition.objects.get()
    assert (found.longitude, found.latitude) == (106.85, 20.98)
    for page in (client.get(f"/en/my/petitions/{found.number}/"),
                 client_of("officer").get(f"/en/desk/petitions/{found.number}/")):  # fmt: skip
        words = page.content.decode()
        assert "20.98000, 106.85000" in words
        assert "east of the centre of Dong Mai" in words


@pytest.mark.parametrize(
    ("point", "error"),
    [
        ({"longitude": "106.8"}, "id_latitude_error"),
        ({"longitude": "20.97", "latitude": "106.83"}, "id_longitude_error"),
        ({"longitude": "2.35", "latitude": "48.86"}, "id_longitude_error"),
        ({"longitude": "đông", "latitude": "20.97"}, "id_longitude_error"),
    ],
)
def test_a_point_that_cannot_be_is_said_at_its_field_and_kept_as_typed(
    routes, enterprise, point, error
):
    page = signed_in(enterprise).post(NEW, FILED | point).content.decode()
    assert f'id="{error}"' in page and not Petition.objects.exists()
    assert f'value="{point["longitude"]}"' in page


def test_a_point_far_from_the_park_is_asked_about_once(routes, enterprise, park):
    client = signed_in(enterprise)
    said = FILED | {"longitude": "107.9", "latitude": "21.5", "place": park.key}
    page = client.post(NEW, said).content.decode()
    assert "north-east of Dong Mai. Is it right?" in page and not Petition.objects.exists()
    client.post(NEW, said | {"seen": "1"})
    assert Petition.objects.exists()


def test_without_a_point_there_is_no_map(petition, enterprise):
    page = signed_in(enterprise).get(f"/vi/my/petitions/{petition.number}/").content.decode()
    assert "petition-point" not in page


# ---- the project ----


@pytest.fixture
def project(db) -> Project:
    return Project.objects.create(code="da-1", registered_name="Nhà máy A", kind="secondary")


def test_an_officer_names_any_project_and_none_that_is_not(routes, project):
    client = client_of("officer")
    said = FILED | {"channel": "phone", "petitioner_name": "Công ty C"}
    page = client.post("/en/desk/petitions/new/", said | {"project": "da-9"}).content.decode()
    assert 'id="id_project_error"' in page
    client.post("/en/desk/petitions/new/", said | {"project": "DA-1"})
    assert Petition.objects.get().project == "da-1"


def test_an_enterprise_chooses_among_its_own_projects(routes, enterprise, project, monkeypatch):
    from diaban.projects import holders

    monkeypatch.setattr(holders, "of_organisation", lambda organisation: [project])
    client = signed_in(enterprise)
    assert "Nhà máy A" in client.get(NEW).content.decode()
    other = client.post(NEW, FILED | {"project": "da-2"}).content.decode()
    assert 'id="id_project_error"' in other
    client.post(NEW, FILED | {"project": "da-1"})
    assert Petition.objects.get().project == "da-1"


def test_a_project_tells_of_its_petitions_and_the_investor_of_his_own(
    routes, enterprise, project, officer
):
    from diaban.petitions.actions import file_petition
    from diaban.petitions.tests.test_actions import request

    mine = request(channel="online", organisation=enterprise.organisation, project="da-1")
    ours = file_petition(mine, by=enterprise)
    act(ours, Kind.NOTED, by=officer, data={"note": "Nội bộ."})
    others = file_petition(request(project="da-1"), by=officer)

    told = {entry.title.split()[0] for entry in timeline.of(project)}
    assert {ours.number, others.number} <= told
    own = timeline.of_investor(project, enterprise.organisation)
    assert {entry.title.split()[0] for entry in own} == {ours.number}
    assert all(entry.href.startswith("/vi/my/petitions/") for entry in own)
    rival = Organisation.objects.create(name_vi="Công ty B")
    assert timeline.of_investor(project, rival) == []
