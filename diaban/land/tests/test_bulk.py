"""Postings from a spreadsheet: all rows or none, and every fault by row and column."""

from __future__ import annotations

import io
from datetime import date, datetime

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from diaban.accounts.tests.people import client_of
from diaban.land.models import Entry
from diaban.land.overview import totals
from diaban.land.tests import places
from diaban.land.tests.places import ZONE

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 26)
HEADER = ["Date", "From", "To", "Hectares", "Document"]
CLEAR = ["industrial_service.not_cleared", "industrial_service.cleared"]


def workbook(*rows: list) -> SimpleUploadedFile:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    for row in (HEADER, *rows):
        book.active.append(row)
    book.save(stream)
    return SimpleUploadedFile("postings.xlsx", stream.getvalue())


def send(file: SimpleUploadedFile):
    return client_of("officer").post(reverse("land-desk:bulk", args=[ZONE]), {"file": file})


def test_every_row_is_posted_in_the_order_of_its_day():
    places.zone()
    hand_over = ["industrial_service.cleared", "industrial_service.handed_over"]
    response = send(
        workbook(
            [datetime(2021, 1, 1), *hand_over, 0.03, "2/BB"],
            ["31/12/2020", *CLEAR, "0,0200", "1/BB"],
        )
    )
    assert response.status_code == 302
    now = totals(ZONE, TODAY)
    assert (now.cleared, now.handed_over) == (1000, 1000)
    assert Entry.objects.filter(document__number="2/BB").count() == 1


def test_one_refused_row_refuses_all_and_says_which_and_the_balance():
    places.zone()
    before = Entry.objects.count()
    response = send(workbook(["2020-01-01", *CLEAR, 0.01, ""], ["2020-01-02", *CLEAR, 0.0101, ""]))
    assert response.status_code == 422
    (fault,) = response.context["faults"]
    assert fault.row == 3
    assert "0,01" in fault.reason
    assert Entry.objects.count() == before


def test_every_unreadable_cell_is_named_by_row_and_column():
    places.zone()
    response = send(
        workbook(["yesterday", *CLEAR, 1, ""], ["2020-01-01", "nowhere", CLEAR[1], "much", ""])
    )
    found = [(fault.row, fault.field) for fault in response.context["faults"]]
    assert found == [(2, "date"), (3, "from"), (3, "hectares")]


def test_missing_columns_and_other_files_are_refused():
    places.zone()
    csv = SimpleUploadedFile("postings.csv", b"Date,From\n2020-01-01,x\n")
    (fault,) = send(csv).context["faults"]
    assert "to, hectares" in fault.reason
    picture = SimpleUploadedFile("postings.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(200))
    assert send(picture).status_code == 422
