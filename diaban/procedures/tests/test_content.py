"""A version is read strictly: what contradicts itself is named by its place."""

from __future__ import annotations

from typing import Any

import pytest

from diaban.clock import Term, Unit
from diaban.clock.case import CaseRefused
from diaban.procedures import content
from diaban.procedures.actions import read_defaults
from diaban.procedures.changes import between
from diaban.procedures.tests.conftest import PACK, said, version

STEPS = [
    {"code": "a", "name": {"vi": "Một"}, "role": "reception", "share": 60},
    {"code": "b", "name": {"vi": "Hai"}, "role": "leader", "share": 40},
]


def test_it_works() -> None:
    found = version(steps=STEPS, counting={"cutoff": "15:00", "extensions": 2})
    assert found.term == Term(10, Unit.WORKING_DAYS)
    assert found.rule.extensions == 2 and found.rule.basis == "NĐ 1/2026"
    assert content.read(content.as_dict(found)) == found


def test_the_local_term_counts_where_there_is_one() -> None:
    found = version(local={"amount": 7, "unit": "working_days"}, local_basis="QĐ 5/QĐ-UBND")
    assert found.rule.term == Term(7, Unit.WORKING_DAYS)
    assert found.rule.basis == "QĐ 5/QĐ-UBND"


def test_without_a_term_the_rule_has_none() -> None:
    parts = said()
    del parts["statutory"]
    assert content.read(parts).rule.term is None


@pytest.mark.parametrize(
    ("parts", "place"),
    [
        ({"name": {"en": "Only English"}}, "name.vi"),
        ({"stage": "someday"}, "stage"),
        ({"trust": "A+"}, "trust"),
        ({"local": {"amount": 5, "unit": "working_days"}}, "local_basis"),
        ({"local": {"amount": 12, "unit": "working_days"}, "local_basis": "x"}, "local"),
        ({"steps": STEPS[:1]}, "steps"),
        ({"steps": [STEPS[0], STEPS[1] | {"code": "a"}]}, "steps"),
        ({"fields": [{"name": "a b", "label": {"vi": "A"}}]}, "fields[0].name"),
        ({"fields": [{"name": "a", "label": {"vi": "A"}, "type": "choice"}]}, "fields[0].choices"),
        ({"fees": [{"name": {"vi": "Phí"}, "amount": "NaN"}]}, "fees[0].amount"),
        ({"components": [{"code": "a", "name": {"vi": "A"}, "copies": -1}]}, "components[0]"),
        ({"statutory": {"amount": 9999, "unit": "hours"}}, "statutory"),
        ({"counting": {"term": {"amount": 3, "unit": "hours"}}}, "counting.term"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_contradicts_itself_is_refused(parts: dict[str, Any], place: str) -> None:
    with pytest.raises(CaseRefused) as refused:
        version(**parts)
    assert refused.value.place.startswith(place)


def test_every_default_is_sound_and_says_how_far_its_term_is_trusted() -> None:
    defaults = read_defaults(PACK)
    assert len({default.code for default in defaults}) >= 22
    for default in defaults:
        assert content.read(content.as_dict(default.content)) == default.content
        assert default.content.legal_basis, default.code
        assert bool(default.content.trust) == (default.content.term is not None), default.code
        assert bool(default.content.components) == bool(default.content.components_trust)


def test_terms_of_the_domain_notes_are_the_defaults() -> None:
    defaults = {(one.code, str(one.valid_from)): one.content.term for one in read_defaults(PACK)}
    assert defaults["policy-approval-board", "2026-03-31"] == Term(17, Unit.WORKING_DAYS)
    assert defaults["irc-without-approval", "2021-01-01"] == Term(15, Unit.CALENDAR_DAYS)
    assert defaults["irc-without-approval", "2026-03-31"] == Term(10, Unit.WORKING_DAYS)
    assert defaults["construction-permit", "2026-07-01"] is None


def test_what_changes_is_named_part_by_part() -> None:
    new = version(statutory={"amount": 8, "unit": "working_days"})
    assert [change.part for change in between(version(), new)] == ["statutory"]
    assert between(version(), version()) == []
    assert "name" in [change.part for change in between(None, new)]
