from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from click.testing import CliRunner
from django.urls import reverse

from diaban.accounts.tests.people import client_of, person
from diaban.cli import main
from diaban.facts import published
from diaban.projects import actions, reporting
from diaban.projects import vocabulary as v
from diaban.projects.models import Project, StatisticalReport
from diaban.projects.periods import period
from diaban.projects.tests.build import event, project

pytestmark = pytest.mark.django_db
QUARTER = period("2025-Q1")


@pytest.fixture
def report(monkeypatch) -> StatisticalReport:
    monkeypatch.setattr(published, "_ask", [lambda: "20261126T000000Z-00000000"])
    project("P-1", on="2025-01-05")
    return reporting.save_draft("2114", QUARTER, by=person("officer"))


def test_a_kept_report_stays_as_it_was_computed(report):
    actions.record(Project.objects.get(), event(v.RAISED, "2025-02-02", "500"))
    report.refresh_from_db()
    assert report.edition == "20261126T000000Z-00000000"
    total = report.content["tables"][0]["total"]
    assert total["capital"] == {"number": "1"}
    page = client_of("leader").get(reverse("projects-desk:report", args=[report.pk]))
    assert "20261126T000000Z-00000000" in page.content.decode()


def test_it_is_submitted_and_accepted_and_then_nothing_follows(report):
    reporting.take(report, reporting.SUBMITTED, by=person("officer"))
    reporting.take(report, reporting.ACCEPTED, by=person("leader"))
    assert [step.step for step in report.steps.all()] == ["draft", "submitted", "accepted"]
    for step in ("submitted", "accepted", "returned"):
        with pytest.raises(actions.ActionRefused):
            reporting.take(report, step, note="x")


def test_a_draft_is_not_accepted_and_a_return_needs_its_reason(report):
    with pytest.raises(actions.ActionRefused):
        reporting.take(report, reporting.ACCEPTED)
    reporting.take(report, reporting.SUBMITTED)
    with pytest.raises(actions.ActionRefused):
        reporting.take(report, reporting.RETURNED, note=" ")
    reporting.take(report, reporting.RETURNED, note="Thiếu dự án")
    assert reporting.state_of(StatisticalReport.objects.get()) == "returned"


def test_who_submits_does_not_accept(report):
    address = {to: reverse("projects-desk:step", args=[report.pk, to])
               for to in ("submitted", "accepted", "returned")}  # fmt: skip
    assert client_of("leader").post(address["submitted"]).status_code == 403
    assert client_of("officer").post(address["submitted"]).status_code == 302
    assert client_of("officer").post(address["accepted"]).status_code == 403
    assert client_of("leader").post(address["returned"], {"note": "Thiếu"}).status_code == 302
    page = client_of("officer").get(reverse("projects-desk:report", args=[report.pk]))
    assert "Thiếu" in page.content.decode()
    assert page.context["next"] == []


def test_an_administrator_does_not_accept_what_he_submitted_or_made(report, settings):
    admin = person("admin")
    reporting.take(report, reporting.SUBMITTED, by=admin)
    page = client_of("admin").get(reverse("projects-desk:report", args=[report.pk]))
    assert page.context["next"] == [("returned", True)]
    for somebody in (admin, person("officer"), None):
        with pytest.raises(actions.ActionRefused):
            reporting.take(report, reporting.ACCEPTED, by=somebody)
    settings.DIABAN_SECOND_PERSON = False
    assert reporting.take(report, reporting.ACCEPTED, by=admin).step == "accepted"


def test_a_form_is_seen_taken_along_and_kept(report):
    client = client_of("officer")
    address = reverse("projects-desk:form", args=["2114", "2025-Q1"])
    assert "Hàn Quốc" in client.get(address).content.decode()
    answer = client.get(address, {"format": "xlsx"})
    assert answer["Content-Disposition"] == 'attachment; filename="EZ_2114HQLKKT_2025-Q1.xlsx"'
    assert openpyxl.load_workbook(BytesIO(answer.content)).sheetnames == ["2114-1"]
    before = StatisticalReport.objects.count()
    client.post(reverse("projects-desk:keep", args=["2114", "2025-Q1"]), {"cutoff": "statistical"})
    assert StatisticalReport.objects.count() == before + 1
    assert StatisticalReport.objects.first().cutoff == "statistical"


@pytest.mark.parametrize(("form", "name"), [("9999", "2025-Q1"), ("2103", "2025-Q9")])
def test_what_is_no_form_or_period_is_not_found(form, name):
    client = client_of("officer")
    assert client.get(reverse("projects-desk:form", args=[form, name])).status_code == 404


def test_the_command_writes_a_file_and_says_what_lacks(tmp_path):
    project("P-1", on="2025-01-05")
    target = tmp_path / "form.docx"
    answer = CliRunner().invoke(
        main, ["form", "2104", "2025-Q1", "--format", "docx", "--output", str(target)]
    )
    assert answer.exit_code == 0
    assert target.read_bytes().startswith(b"PK")
    assert "chưa có số liệu" in answer.stderr


@pytest.mark.parametrize("words", [["2999", "2025-Q1"], ["2103", "2025-Q7"]])
def test_the_command_refuses_with_one_line(words):
    answer = CliRunner().invoke(main, ["form", *words])
    assert answer.exit_code == 1
    assert answer.stderr.startswith("diaban: ")
