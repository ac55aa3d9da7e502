"""Numbers, units and ranks as the two languages print them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest

from diaban.indicators.saying import difference, ordinal, printed


@dataclass(frozen=True)
class Of:
    unit: str
    decimals: int
    kind: str = "sum"


@pytest.mark.parametrize(("value", "of", "vi", "en"), [
    ("2717", Of("ha", 2), "2.717 ha", "2,717 ha"),
    ("1105.9", Of("ha", 2), "1.105,9 ha", "1,105.9 ha"),
    ("40.7", Of("%", 2, "ratio"), "40,70%", "40.70%"),
    ("14", Of("%", 2, "external"), "14%", "14%"),
    ("10.367", Of("billion USD", 3), "10,367 tỷ USD", "USD 10.367 billion"),
    ("132134", Of("billion VND", 1), "132.134 tỷ đồng", "VND 132,134 billion"),
    ("1", Of("dossiers", 0, "count"), "1 hồ sơ", "1 dossier"),
    ("116", Of("dossiers", 0, "count"), "116 hồ sơ", "116 dossiers"),
    ("3", Of("rank", 0, "external"), "thứ 3", "3rd"),
    ("0.005", Of("ha", 2), "0,01 ha", "0.01 ha"),
])  # fmt: skip
def test_a_figure_is_printed_as_people_print_it(value, of, vi, en):
    said = [
        printed(Decimal(value), of, language).replace("\u00a0", " ") for language in ("vi", "en")
    ]
    assert said == [vi, en]


def test_a_difference_of_percentages_is_in_points():
    share = Of("%", 2, "ratio")
    assert difference(Decimal("-1.5"), share, "vi").replace("\u00a0", " ") == "1,50 điểm phần trăm"
    assert (
        difference(Decimal("1.5"), share, "en").replace("\u00a0", " ") == "1.50 percentage points"
    )
    rank = Of("rank", 0, "external")
    assert difference(Decimal(-1), rank, "en").replace("\u00a0", " ") == "1 place"
    assert difference(Decimal(20), Of("ha", 2), "vi").replace("\u00a0", " ") == "20 ha"


def test_ordinals_are_those_of_english():
    told = [ordinal(number) for number in (1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111, 1002)]
    assert told == ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "101st",
                    "111th", "1,002nd"]  # fmt: skip
