"""Every published figure of the first quarter of 2025 gets its verdict on the demonstration."""

from __future__ import annotations

import pytest
from django.utils import timezone

from diaban.indicators import document
from diaban.indicators.reading import Figures, Statement
from diaban.indicators.tests.registers import registers  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registers")]
VERDICTS = {
    "2025-q1-dossiers": "equal",
    "2025-q1-dossiers-early": "equal",
    "2025-q1-dossiers-on-time": "equal",
    "2025-q1-dossiers-late": "equal",
    "2025-q1-petitions": "equal",
    "2025-q1-petitions-developers": "equal",
    "2025-q1-petitions-enterprises": "equal",
    "2025-q1-petitioners-developers": "equal",
    "2025-q1-petitioners-enterprises": "equal",
    "2025-q1-land-cleared": "equal",
    "2025-q1-land-cleared-parks": "equal",
    "2025-q1-land-leased": "equal",
    "2025-q1-land-leased-share": "equal",
    "2025-q1-land-ready-implied": "equal",
    "2025-q1-projects": "equal",
    "2025-q1-projects-fdi": "equal",
    "2025-q1-projects-domestic": "equal",
    "2025-q1-capital-fdi": "equal",
    "2025-q1-capital-domestic": "equal",
    "2022-09-projects-fdi": "equal",
    "2024-projects-fdi": "equal",
    "2025-infrastructure-projects": "equal",
    "2025-infrastructure-parks": "equal",
    "2025-infrastructure-area": "unexplained",
    "2025-11-infrastructure-projects": "unexplained",
    "2025-11-infrastructure-area": "unexplained",
    "2025-9m-projects-new": "unexplained",
    "plan-zones": "equal",
    "plan-zones-area": "different_scope",
    "plan-parks": "unexplained",
    "2025-q1-growth": "not_computed",
    "2025-q1-growth-rank-region": "not_computed",
    "2025-q1-growth-rank-country": "not_computed",
    "2025-growth-target": "not_computed",
}


@pytest.fixture(scope="module")
def said(registers, django_db_blocker) -> dict[tuple[str, str], Statement]:  # noqa: F811
    with django_db_blocker.unblock():
        (made,) = document.build(timezone.now())
    return {(one.statement, one.reading): one for one in Figures.of(made.content).statements()}


def test_every_figure_has_the_verdict_that_its_numbers_give(said):
    assert {code: said[code, "named"].verdict for code in VERDICTS} == VERDICTS


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_four_that_puzzle_a_reader_are_explained_from_the_data(said, language):
    share = said["2025-q1-land-leased-share", "as_read"]
    assert share.verdict == "different_denominator"
    wanted = {
        ("2025-q1-land-leased-share", "as_read"): {
            "vi": ("1.105,9 ha ÷ 2.717 ha = 40,70%", "1.105,9 ha ÷ 1.972,7 ha = 56,06%"),
            "en": ("1,105.9 ha ÷ 2,717 ha = 40.70%", "1,105.9 ha ÷ 1,972.7 ha = 56.06%"),
        },
        ("2025-q1-dossiers", "named"): {
            "vi": ("68 + 16 + 0 mới là 84", "còn 32", "còn hạn: 28", "tạm dừng: 4"),
            "en": ("68 + 16 + 0 make 84 of 116", "other 32", "in time: 28", "suspended: 4"),
        },
        ("2025-q1-land-cleared", "named"): {
            "vi": ("phạm vi khác: KCN Quảng Ninh", "các khu công nghiệp", "không biết nguồn"),
            "en": ("another scope: Industrial parks", "cannot tell which scope was meant"),
        },
        ("2025-infrastructure-area", "named"): {
            "vi": ("3.959,94 ha", "8,72 ha (0,22%)", "3.950,56 ha", "Hải Yên"),
            "en": ("3,959.94 ha", "8.72 ha (0.22%)", "3,950.56 ha", "Hai Yen"),
        },
    }
    for key, parts in wanted.items():
        text = said[key].explanation[language].replace("\u00a0", " ")
        assert [part for part in parts[language] if part not in text] == [], text


def test_what_rests_on_invented_records_is_marked_and_facts_are_not(said):
    assert said["2025-q1-dossiers", "named"].demonstration
    assert not said["2025-infrastructure-area", "named"].demonstration
    assert not said["plan-zones-area", "named"].demonstration
