"""The checklist in its versions."""

from __future__ import annotations

from datetime import date

from diaban.petitions.vocabulary import CATEGORIES
from diaban.visits.stops import checklist
from diaban.visits.stops.recording import FIELD_NAME


def test_every_item_belongs_to_a_field_of_petitions_and_has_both_languages():
    for version in checklist.VERSIONS:
        for item in version.items:
            assert item.category in CATEGORIES
            assert all(item.words)
            assert FIELD_NAME.fullmatch(item.field)
            assert FIELD_NAME.fullmatch(item.note_field)


def test_no_code_stands_twice_in_a_version():
    for version in checklist.VERSIONS:
        codes = [item.code for item in version.items]
        assert len(codes) == len(set(codes))


def test_versions_follow_each_other():
    days = [version.valid_from for version in checklist.VERSIONS]
    assert days == sorted(set(days))


def test_the_version_of_the_day_holds_and_before_the_first_the_first():
    assert checklist.on(date(2026, 11, 26)) == checklist.VERSIONS[-1]
    assert checklist.on(date(1999, 1, 1)) == checklist.VERSIONS[0]
