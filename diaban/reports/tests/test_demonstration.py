from __future__ import annotations

from datetime import UTC, datetime

import pytest

from diaban.accounts.tests.people import person
from diaban.indicators.models import ClosedPeriod
from diaban.reports import actions, contribution, course, demonstration, grammar, making
from diaban.reports.models import Report, ReportFile, Signature
from diaban.reports.tests.fixture import publish
from diaban.reports.tests.test_desk import signed

pytestmark = pytest.mark.django_db


def test_the_demonstration_is_a_draft_and_again_it_is_the_same():
    ClosedPeriod.objects.create(period="2025-Q1", demonstration=True, geography={})
    demonstration.load()
    demonstration.load()
    report = Report.objects.get()
    assert report.demonstration
    assert report.state == course.DRAFTED
    for (language, _name), text in demonstration.WORDS.items():
        grammar.parse_passage(text, language)
    places = grammar.parse(making.template("official", "vi")).passages
    assert {name for _language, name in demonstration.WORDS} <= set(places)


def test_without_a_closed_quarter_there_is_none():
    demonstration.load()
    assert not Report.objects.exists()


def test_switched_off_it_takes_what_was_made_of_invented_figures(settings):
    publish(settings.DIABAN_EDITIONS, closed=True)
    signed(actions.draft("official", "2025-Q1", by=person("officer")))
    demonstration.erase()
    assert not Report.objects.exists()
    assert not ReportFile.objects.exists()
    assert not Signature.objects.exists()


def test_the_reports_of_the_article_s_quarter_are_published_once(settings):
    ClosedPeriod.objects.create(period=demonstration.QUARTER, demonstration=True, geography={})
    edition = publish(settings.DIABAN_EDITIONS, closed=True)
    assert demonstration.publish()
    assert not demonstration.publish()
    [document] = contribution.build(datetime.now(UTC))
    rows = document.content["reports"]
    assert document.demonstration
    assert {row["kind"] for row in rows} == {"official", "press"}
    assert len({row["number"] for row in rows}) == 2
    for row in rows:
        assert row["edition"] == edition.id
        assert len(row["files"]) == 2 * len(making.FORMATS)


@pytest.mark.parametrize("edition", [
    None,
    {"closed": False},
    {"closed": True, "demonstration": False},
])  # fmt: skip
def test_an_edition_that_cannot_carry_them_makes_no_report_and_breaks_nothing(settings, edition):
    """A start that was broken off after the registers; records that are real by now."""
    ClosedPeriod.objects.create(period=demonstration.QUARTER, demonstration=True, geography={})
    if edition is not None:
        publish(settings.DIABAN_EDITIONS, **edition)
    assert not demonstration.publish()
    assert not Report.objects.exists()


def test_nothing_is_published_of_a_quarter_that_is_not_closed(settings):
    publish(settings.DIABAN_EDITIONS, closed=True)
    assert not demonstration.publish()
    assert not Report.objects.exists()
