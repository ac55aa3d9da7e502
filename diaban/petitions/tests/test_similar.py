"""Petitions about the same thing are found, however they are typed."""

from __future__ import annotations

from diaban.petitions.similar import likeness, most_alike, rarest, tokens

OUTAGE = tokens("Thường xuyên mất điện tại KCN Đông Mai, đề nghị nâng cấp trạm biến áp 110 kV")
AGAIN = tokens("kcn dong mai hay mat dien, can nang cap tram bien ap")
WATER = tokens("Áp lực nước sạch yếu vào mùa khô tại KCN Hải Yên")


def test_the_same_thing_without_diacritics_is_alike():
    assert likeness(OUTAGE, AGAIN) > 0.6


def test_another_thing_is_not():
    assert most_alike(OUTAGE, {1: WATER}) == []
    assert most_alike(OUTAGE, {1: WATER, 2: AGAIN})[0][0] == 2


def test_a_text_without_telling_words_is_like_nothing():
    assert likeness(tokens("và của các"), OUTAGE) == 0.0


def test_rare_words_are_looked_up_first():
    counts = {"kcn": 900, "tram": 3, "mat": 40}
    assert rarest(["kcn", "mat", "tram"], counts, 2) == ["tram", "mat"]


def test_what_half_of_all_say_is_not_looked_up_while_anything_rarer_is():
    counts = {"kcn": 900, "dien": 900, "tram": 3, "mat": 40, "cau": 1}
    assert rarest(counts, counts, common=900) == ["cau", "tram", "mat"]


def test_where_all_is_common_three_words_are_looked_up():
    counts = {"a1": 900, "a2": 900, "a3": 900, "a4": 900}
    assert rarest(counts, counts, common=900) == ["a1", "a2", "a3"]
