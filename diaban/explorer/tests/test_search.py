"""A subject is found as people type it."""

from __future__ import annotations

import datetime as dt
import time

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from diaban.design.vietnamese import collation_key, fold, fold_all
from diaban.explorer.search import search
from diaban.explorer.search_index import Sorted, one_error, without_type


@pytest.mark.parametrize(
    ("typed", "first", "matched"),
    [
        ("06652", "locality:06652", "code"),
        ("dong-mai", "park:dong-mai", "code"),
        ("0665", "locality:06652", "code"),
        ("hai ha", "park:cang-bien-hai-ha", "name"),
        ("Hải Hà", "park:cang-bien-hai-ha", "name"),
        ("HẢI HÀ", "park:cang-bien-hai-ha", "name"),
        ("cam pha", "locality:06793", "name"),
        ("mong cai", "locality:06709", "name"),
        ("móng cái 1", "locality:06709", "name"),
        ("van don", "locality:07135", "name"),
        ("vandon", "locality:07135", "name"),
        ("đặc khu vân đồn", "locality:07135", "name"),
        ("dong mai industrial park", "park:dong-mai", "name"),
        ("kcn dong mai", "park:dong-mai", "name"),
        ("deep c", "infrastructure_project:bac-tien-phong", "alias"),
        ("quang ninh ii", "infrastructure_project:bac-tien-phong", "alias"),
        ("hon gai", "locality:06757", "alias"),
        ("VDO", "facility:van-don-airport", "alias"),
        ("coal", "commodity:coal", "code"),
        ("than", "commodity:coal", "name"),
        ("anthracite", "commodity:coal", "alias"),
        ("dong mia", "park:dong-mai", "fuzzy"),
        ("texhnog", "infrastructure_project:texhong-hai-ha", "fuzzy"),
        ("hn gai", "locality:06757", "fuzzy"),
        ("hoanh boo", "park:hoanh-bo", "fuzzy"),
    ],
)
def test_the_best_match_comes_first(edition, typed, first, matched):
    best = search(edition, typed)[0]
    assert (best.key, best.matched) == (first, matched)
    assert best.valid


def test_words_together_come_before_words_apart(edition):
    together = search(edition, "hai ha seaport")[0]
    apart = search(edition, "seaport hai")[0]
    assert together.key == apart.key == "park:cang-bien-hai-ha"
    assert together.score > 80 > 50 > apart.score


def test_better_fits_come_before_worse_ones(edition):
    scores = [match.score for match in search(edition, "m", limit=50)]
    assert scores == sorted(scores, reverse=True)


def test_an_abolished_unit_comes_after_those_that_exist_and_is_marked(edition):
    found = search(edition, "hai ha")
    assert [match.valid for match in found] == [True, True, False]
    assert found[-1].key == "locality:201"


def test_before_the_reform_the_district_is_the_valid_one(edition):
    found = search(edition, "mong cai", on=dt.date(2025, 6, 30))
    valid = {match.key: match.valid for match in found}
    assert valid["locality:194"]
    assert not valid["locality:06709"]


def test_the_code_of_an_abolished_unit_finds_it_first(edition):
    best = search(edition, "201")[0]
    assert (best.key, best.valid, best.matched) == ("locality:201", False, "code")


@pytest.mark.parametrize("typed", ["", "  ", "---", "zzzzzz", "\ud800", "\x00", "ₓ" * 500])
def test_nothing_is_found_for_nothing(edition, typed):
    assert search(edition, typed) == []


def test_the_limit_is_kept(edition):
    assert len(search(edition, "c", limit=2)) == 2


def test_every_subject_comes_once(edition):
    keys = [match.key for match in search(edition, "dong mai", limit=50)]
    assert len(keys) == len(set(keys))


@given(st.text(st.characters(max_codepoint=0x1EFF, exclude_categories=["Cs", "Cn"]), max_size=40))
@example("Đặc khu Vân Đồn – ²")
@example("_x_")
def test_text_is_folded_alike_one_by_one_and_all_at_once(text):
    assert fold(text) == fold_all([text.encode("utf-8", "ignore").decode()])[0].as_py()


@given(st.text(alphabet="aăâbcdđeêôơưáàảãạ \u0323-", max_size=20))
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


def test_vietnamese_letters_and_tones_sort_as_in_a_dictionary():
    words = ["ma", "mà", "mả", "mã", "má", "mạ", "măng", "mâm", "mẹ", "mê", "o", "ô", "ơ", "u", "ư"]
    assert sorted({*words}, key=collation_key) == words


@given(st.text(alphabet="abc", min_size=1, max_size=6), st.integers(0, 6), st.sampled_from("abcd"))
def test_each_single_typing_error_is_recognised(word, place, letter):
    place = min(place, len(word) - 1)
    swapped = word[:place] + word[place : place + 2][::-1] + word[place + 2 :]
    for typed in (
        word[:place] + word[place + 1 :],
        word[:place] + letter + word[place:],
        word[:place] + letter + word[place + 1 :],
        swapped,
    ):
        assert one_error(typed, word) is (typed != word)


@given(
    st.lists(st.text(alphabet="abcd", min_size=1, max_size=7)),
    st.text("abcd", min_size=2, max_size=7),
)
def test_the_sorted_texts_find_what_a_loop_would(words, typed):
    array = Sorted.of(pa.array(words, pa.string()), np.arange(len(words)))
    everywhere = list(enumerate(words))
    assert set(array.exactly(typed)) == {i for i, word in everywhere if word == typed}
    assert set(array.starting(typed)) == {i for i, w in everywhere if w.startswith(typed)}
    assert set(array.nearly(typed)) == {i for i, word in everywhere if one_error(typed, word)}


def test_the_type_of_a_place_may_be_left_out():
    assert without_type("thanh pho ha long") == "ha long"
    assert without_type("ha long city") == "ha long"
    assert without_type("xa") == "xa"


def test_searching_takes_no_time_that_a_reader_notices(edition):
    search(edition, "x")
    start = time.perf_counter()
    for typed in ("hai ha", "dong mia", "m", "06652", "khong co gi"):
        search(edition, typed)
    assert (time.perf_counter() - start) / 5 < 0.02
