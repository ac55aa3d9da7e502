"""A pack's procedures.yaml is checked with the pack, and names the place that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from diaban.cli.registry import procedure_problems
from diaban.clock.case import CaseRefused
from diaban.procedures.actions import load_defaults, read_defaults
from diaban.procedures.models import Procedure
from diaban.procedures.tests.conftest import PACK

GOOD = """
procedures:
  - code: try
    name: {vi: Thử}
    field: {vi: Đầu tư}
    decided_by: {vi: Ban}
    stage: registration
    versions:
      - {valid_from: 2026-01-01, statutory: {amount: 5, unit: working_days}}
"""


def folder_with(tmp_path: Path, text: str) -> Path:
    (tmp_path / "procedures.yaml").write_text(text)
    return tmp_path


def test_the_default_catalogue_is_sound() -> None:
    assert procedure_problems(PACK.parent) == []


def test_a_pack_without_procedures_is_sound(tmp_path: Path) -> None:
    assert procedure_problems(tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("registration", "someday", "stage"),
        ("amount: 5", "amount: five", "statutory.amount"),
        ("2026-01-01", "soon", "valid_from"),
        ("name: {vi: Thử}", "name: {en: Try}", "name.vi"),
        ("code: try", "code: a b", "code"),
        ("    versions:", "    version:", "version"),
        ("procedures:", "procedure:", "procedure"),
        ("procedures:", "procedures: [", ""),
        (GOOD, "", ""),
        (GOOD, "procedures: {}", "procedures"),
    ],
)
def test_what_is_wrong_is_named_by_its_place(
    tmp_path: Path, old: str, new: str, place: str
) -> None:
    problems = procedure_problems(folder_with(tmp_path, GOOD.replace(old, new, 1)))
    assert len(problems) == 1
    assert place in problems[0]["field"] and problems[0]["reason"]


@pytest.mark.django_db
def test_a_catalogue_with_a_fault_is_not_loaded_in_part(tmp_path: Path) -> None:
    fault = GOOD + GOOD.split("procedures:\n")[1].replace("registration", "someday")
    with pytest.raises(CaseRefused):
        load_defaults(folder_with(tmp_path, fault) / "procedures.yaml")
    assert not Procedure.objects.exists()


def test_one_version_is_not_stated_twice(tmp_path: Path) -> None:
    version = "      - {valid_from: 2026-01-01, statutory: {amount: 5, unit: working_days}}\n"
    with pytest.raises(CaseRefused, match="stated twice"):
        read_defaults(folder_with(tmp_path, GOOD + version) / "procedures.yaml")
