"""Text end to end: legacy encodings are asked about with samples, decoded once they are agreed."""

from __future__ import annotations

import unicodedata

import pytest

from diaban.imports import vietnamese_tables as tables
from diaban.imports.tests.files import SQUARES, shapefile, vector
from diaban.imports.tests.small_world import asked, codes, reviewed, world

WORDS = ["Khu công nghiệp Đông Mai mở rộng", "Khu công nghiệp Hải Yên phía bắc"]


@pytest.mark.parametrize("encoding", ["tcvn3", "vni", "vps", "windows-1258"])
def test_legacy_text_is_asked_about_with_samples_and_then_read(tmp_path, encoding):
    path = shapefile(tmp_path, [tables.encode(word, encoding) for word in WORDS])
    asking = reviewed(path)
    question = next(one for one in asking.questions if one.code == "encoding")
    assert question.options[0].value == encoding
    assert WORDS[0] in {right for _wrong, right in question.samples}
    assert asking.changes == ()
    settled = reviewed(path, encoding=encoding, crs="EPSG:4326", constants={"status": "planned"})
    assert "encoding" not in asked(settled)
    names = {one.name for one in settled.changes} | {one.name for one in settled.doubts}
    assert WORDS[0] in names


def test_damaged_utf8_is_asked_about_too(tmp_path):
    spoilt = [word.encode().decode("latin-1") for word in WORDS]
    path = vector(tmp_path / "hong.gpkg", SQUARES, {"ten": spoilt})
    assert "encoding" in asked(reviewed(path))
    settled = reviewed(path, encoding="utf-8-as-1252", constants={"status": "planned"})
    assert WORDS[0] in {one.name for one in settled.changes}


def test_decomposed_letters_are_joined_and_said(tmp_path):
    apart = [unicodedata.normalize("NFD", word) for word in WORDS]
    path = vector(tmp_path / "nfd.gpkg", SQUARES, {"ten": apart})
    proposal = reviewed(path, constants={"status": "planned"})
    assert "decomposed_unicode" in codes(proposal, "note")
    assert WORDS[0] in {one.name for one in proposal.changes}


def test_sound_text_raises_no_question(tmp_path):
    path = vector(tmp_path / "tot.gpkg", SQUARES, {"ten": WORDS})
    assert asked(reviewed(path, world(), constants={"status": "planned"})) == []
