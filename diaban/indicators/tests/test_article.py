"""The article comes out of the system: every figure of it, to the digit, on the demonstration."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from diaban.dossiers import outcome, publishing
from diaban.dossiers import standing as dossier_standing
from diaban.dossiers.models import Dossier
from diaban.indicators import document
from diaban.indicators.computing import Book, Records, by_key, compute
from diaban.indicators.models import DefinitionVersion
from diaban.indicators.reading import PARKS, WHOLE, ZONES, Figures
from diaban.indicators.saying import printed
from diaban.indicators.tests.late import clear_late
from diaban.indicators.tests.registers import registers  # noqa: F401
from diaban.petitions import figures as petition_figures
from diaban.petitions import standing as petition_standing
from diaban.petitions.models import Petition

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registers")]
QUARTER = "2025-Q1"
ARTICLE = {
    "dossiers.received": (116, "116", "116"),
    "dossiers.early": (68, "68", "68"),
    "dossiers.on_time": (16, "16", "16"),
    "dossiers.late": (0, "0", "0"),
    "dossiers.open": (32, "32", "32"),
    "petitions.received": (40, "40", "40"),
    "petitions.from_developers": (31, "31", "31"),
    "petitions.from_enterprises": (9, "9", "9"),
    "petitions.developers": (8, "8", "8"),
    "petitions.enterprises": (7, "7", "7"),
    "land.cleared": (2717, "2.717 ha", "2,717 ha"),
    "land.leased": ("1105.9", "1.105,9 ha", "1,105.9 ha"),
    "land.ready": ("1972.7", "1.972,7 ha", "1,972.7 ha"),
    "land.leased_of_ready": ("56.06", "56,06%", "56.06%"),
    "land.leased_of_cleared": ("40.70", "40,70%", "40.70%"),
    "projects.in_force": (351, "351", "351"),
    "projects.foreign": (147, "147", "147"),
    "projects.domestic": (204, "204", "204"),
    "projects.capital_usd": ("10.367", "10,367 tỷ USD", "USD 10.367 billion"),
    "projects.capital_vnd": (132134, "132.134 tỷ đồng", "VND 132,134 billion"),
}
CITED = {
    ("economy.growth", QUARTER): ("10.91", "10,91%", "10.91%"),
    ("economy.rank_region", QUARTER): ("3", "thứ 3", "3rd"),
    ("economy.rank_country", QUARTER): ("7", "thứ 7", "7th"),
    ("economy.growth_target", "2025"): ("14", "14%", "14%"),
}


@pytest.fixture(scope="module")
def figures(registers, django_db_blocker) -> Figures:  # noqa: F811
    with django_db_blocker.unblock():
        (made,) = document.build(timezone.now())
    assert made.demonstration
    return Figures.of(made.content)


@pytest.mark.parametrize("code", ARTICLE)
def test_the_article_s_figure_comes_out_to_the_digit(figures, code):
    exact, vietnamese, english = ARTICLE[code]
    value = figures.value(code, QUARTER)
    assert value.value == Decimal(exact)
    definition = figures.of_value(value)
    unitless = definition.kind == "count"
    said = [
        printed(value.value, definition, language, unit=not unitless) for language in ("vi", "en")
    ]
    assert [text.replace("\u00a0", " ") for text in said] == [vietnamese, english]


@pytest.mark.parametrize(("code", "period"), CITED)
def test_what_others_published_is_cited_with_source_and_words(figures, code, period):
    exact, vietnamese, english = CITED[code, period]
    (cited,) = figures.external(code, period)
    assert (cited.value, cited.vintage) == (Decimal(exact), "first")
    assert cited.source == "article-2025-q1" and cited.quote["vi"] and cited.quote["en"]
    definition = figures.definition(code)
    assert definition.is_external and figures.value(code, period) is None
    assert printed(cited.value, definition, "vi") == vietnamese
    assert printed(cited.value, definition, "en") == english


def test_parts_add_up_and_ratios_are_made_of_their_terms(figures):
    def terms(code):
        value = figures.value(code, QUARTER)
        return value.numerator, value.denominator

    assert terms("land.leased_of_ready") == (11_059_000, 19_727_000)
    assert terms("land.leased_of_cleared") == (11_059_000, 27_170_000)
    assert terms("dossiers.in_time_rate") == (84, 116)
    fields = [code for code in figures.codes if code.startswith("petitions.field.")]
    assert sum(figures.value(code, QUARTER).value for code in fields) == 40


def test_the_scopes_of_the_article_are_told_apart(figures):
    cleared = {place: figures.value("land.cleared", QUARTER, place).value
               for place in (WHOLE, PARKS, ZONES)}  # fmt: skip
    assert cleared[PARKS] == cleared[WHOLE] == 2717
    assert 0 < cleared[ZONES] < 2717
    assert figures.value("projects.in_force", QUARTER, PARKS).value < 351


def test_before_the_register_began_nothing_is_known(figures):
    assert figures.value("dossiers.received", "2024-Q4") is None
    assert figures.series("dossiers.received")[0].period == QUARTER
    assert figures.value("projects.budget", QUARTER).reasons == ("not_recorded",)
    assert figures.value("projects.budget", QUARTER).value is None


def test_counting_what_has_ended_as_it_ended_changes_no_figure():
    records = Records.open()
    source = records.source("dossiers")
    rows, _invented = publishing.register()
    for year, quarter in ((2025, 1), (2025, 3), (2026, 2)):
        span = outcome.quarter(year, quarter)
        told = outcome.figures(dossier_standing.cases(span.last, rows, since=span.first), span)
        mine = outcome.figures((case for case, _zone in source._cases(span)), span)
        assert mine == told


def test_petitions_closed_long_ago_are_counted_as_if_they_were_replayed():
    source = Records.open().source("petitions")
    for first, last in (
        (date(2025, 1, 1), date(2025, 3, 31)),
        (date(2026, 1, 1), date(2026, 3, 31)),
    ):
        told = petition_figures.figures(petition_standing.cases(last), first, last)
        mine = petition_figures.figures(source._cases(first, last), first, last)
        # What the asker says later of one closed before the quarter is no indicator.
        assert replace(mine, still_solved=told.still_solved) == told


def test_one_posting_changes_exactly_the_figures_that_rest_on_it():
    book = Book.read()
    before = by_key(compute(Records.open(), book))
    clear_late("infrastructure_project:bac-tien-phong")
    after = by_key(compute(Records.open(), book))
    changed = {key for key in before if before[key].computed != after[key].computed}
    assert changed
    assert {code for code, _period, _place in changed} == {
        "land.cleared", "land.cleared_new", "land.leased_of_cleared", "land.cleared_of_gross",
    }  # fmt: skip
    assert {place for _code, _period, place in changed} == {
        WHOLE, PARKS, ZONES, "park:dam-nha-mac", "economic_zone:quang-yen", "locality:206",
        "among:07180~07183",
    }  # fmt: skip
    assert min(period for _code, period, _place in changed) == QUARTER
    flows = {period for code, period, _place in changed if code == "land.cleared_new"}
    assert flows == {QUARTER}


def test_a_statistical_quarter_runs_from_the_15th_to_the_14th():
    old = DefinitionVersion.objects.get(code="dossiers.received")
    values = {field.name: getattr(old, field.name) for field in old._meta.fields}
    values |= {"id": None, "code": "dossiers.received_statistical", "identity": "statistical",
               "cutoff": "statistical"}  # fmt: skip
    DefinitionVersion.objects.create(**values)
    (one,) = compute(Records.open(), Book.read(), [values["code"]], [QUARTER], [WHOLE])
    window = (date(2024, 12, 15), date(2025, 3, 14))
    assert (one.period.first, one.period.last) == window
    assert one.computed.value == Dossier.objects.filter(received_on__range=window).count() < 116


def test_real_and_invented_registers_are_never_added_up():
    first = Petition.objects.filter(filed_on__range=(date(2025, 1, 1), date(2025, 3, 31))).first()
    Petition.objects.filter(pk=first.pk).update(demonstration=False)
    (made,) = document.build(timezone.now())
    figures = Figures.of(made.content)
    petitions, land = (
        figures.value(code, QUARTER) for code in ("petitions.received", "land.leased")
    )
    assert (petitions.value, petitions.demonstration) == (1, False)
    assert land.demonstration and made.demonstration


def test_the_document_is_the_same_for_the_same_records(figures):
    now = datetime.combine(figures.as_of, datetime.min.time(), UTC) + timedelta(hours=3)
    (one,), (other,) = document.build(now), document.build(now)
    assert one == other
