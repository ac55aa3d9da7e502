"""A pack's rule of alerts that could never raise anything is refused, not loaded in silence."""

from __future__ import annotations

import pytest

from diaban.facts import packs, schema
from diaban.facts.tests.build_pack import write_pack

INDICATORS = """\
code,topic,name_vi,name_en,unit,decimals,kind,numerator,source,as_of,trust
dossiers.late,dossiers,Trễ,Late,dossiers,0,count,dossiers.late,qd-1,,S-H
economy.growth,economy,Tăng trưởng,Growth,%,2,external,,qd-1,,S-H
"""
RULES = """\
code,name_vi,name_en,indicator,kind,limit,source,as_of,trust
sound,Có hồ sơ trễ,Dossiers are late,dossiers.late,above,0,qd-1,,D
"""


def problems(folder, rule: str):
    files = {"indicators.csv": INDICATORS, "alert_rules.csv": RULES + rule + "\n"}
    return [(one.file, one.row, one.field, one.code)
            for one in packs.check(write_pack(folder / "pack", files))]  # fmt: skip


@pytest.mark.parametrize(("indicator", "code"), [
    ("economy.growth", "barred_reference"),
    ("dossiers.lost", "unknown_reference"),
])  # fmt: skip
def test_a_rule_on_what_is_not_computed_is_refused_with_its_row(tmp_path, indicator, code):
    rule = f"low,Thấp,Low,{indicator},below,8,qd-1,,D"
    assert problems(tmp_path, rule) == [("alert_rules.csv", 3, "indicator", code)]


def test_a_rule_on_a_computed_indicator_stands(tmp_path):
    assert problems(tmp_path, "more,Tăng,Up,dossiers.late,rise,30,qd-1,,D") == []


def test_a_table_is_read_after_those_whose_rows_it_names():
    names = [one.table for one in schema.extra_tables()]
    for one in schema.extra_tables():
        for other, _column in one.known.values():
            assert names.index(other) < names.index(one.table), one.table
