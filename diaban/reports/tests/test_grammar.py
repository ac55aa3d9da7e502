from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.reports.grammar import parse, parse_passage
from diaban.reports.making import template
from diaban.reports.nodes import Asked, Bind, Choice, TemplateError, Text


def refused(text: str) -> TemplateError:
    with pytest.raises(TemplateError) as error:
        parse(text, "x.txt")
    return error.value


@pytest.mark.parametrize("kind", ["official", "press"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_installed_templates_keep_their_own_rules(kind, language):
    parsed = parse(template(kind, language), f"{kind}.{language}.txt")
    assert parsed.head["title"]
    assert "green" in parsed.passages


def test_both_languages_have_the_same_free_places_and_ask_the_same_indicators():
    for kind in ("official", "press"):
        vi, en = (parse(template(kind, language)) for language in ("vi", "en"))
        assert vi.passages == en.passages
        assert [(b.kind, b.codes) for b in vi.blocks] == [(b.kind, b.codes) for b in en.blocks]


@pytest.mark.parametrize("digit", ["3", "٣", "²", "½", "Ⅳ", "３"])
def test_a_digit_that_no_query_produced_is_refused_with_its_place(digit):
    error = refused(f"## Land\nCleared {{land.cleared}},\nof it {digit} ha leased.")
    assert (error.file, error.line, error.column) == ("x.txt", 3, 7)
    assert digit in error.wrong
    assert "{land.cleared}" in error.remedy


@given(st.text(st.characters(categories=["Nd", "Nl", "No"]), min_size=1, max_size=3),
       st.text(st.characters(categories=["L", "Zs"]), max_size=20))  # fmt: skip
def test_no_digit_slips_through_wherever_it_stands(digits, words):
    with pytest.raises(TemplateError):
        parse(f"a{words}{digits}b")
    with pytest.raises(TemplateError):
        parse(f"[table land.cleared | caption {words}{digits}]")
    with pytest.raises(TemplateError):
        parse(f"@title {words}{digits}")
    with pytest.raises(TemplateError):
        parse_passage(f"- x{words}{digits}", "green")


@pytest.mark.parametrize("words", [
    "{dossiers.received | noun hồ sơ (tăng 99,9%)}", "{dossiers.late | zero 12.345 hồ sơ}",
    "{dossiers.received | noun dossier/٣ dossiers}", "{dossiers.late | zero 三千}",
    "Đạt 三千 ha", "Đạt 萬 ha",
])  # fmt: skip
def test_no_number_slips_through_in_the_words_of_an_option_or_as_a_letter(words):
    with pytest.raises(TemplateError) as error:
        parse_passage(words, "green")
    assert "{land.cleared}" in error.value.remedy


@pytest.mark.parametrize("name", [
    "株式会社三井", "三菱商事", "統一企業", "山田健一", "第一生命", "一汽", "千代田", "百度",
    "万科", "삼성(三星)", "三重県", "大陸", "伍氏", "六国飯店",
])  # fmt: skip
@pytest.mark.parametrize("words", ["Đã gặp {}.", "{}", "- với “{}” và đối tác", "Met {}, again."])
def test_a_name_with_a_numeral_in_it_says_no_figure(name, words):
    assert parse_passage(words.format(name), "green")


@pytest.mark.parametrize("figure", [
    "三千", "二〇二五", "三家企业", "三企业", "三社", "三 doanh nghiệp", "约三", "增长三",
    "增长三 ha", "長三 %", "第三季度", "三月", "三％", "三つ", "一", "(三)", "三万", "3三井",
    "八十二銀行", "五 인", "共三", "三個", "三件", "亿元", "三美元", "三公顷", "三ヘクタール",
    "三处工业园", "三處", "约三所学校", "三間工場", "三间", "三张", "三張", "五份合同", "五台机器",
    "五軒", "五輛", "五辆", "五本の契約", "在五大工业园", "提高五级", "提高五級", "三枚",
])  # fmt: skip
@pytest.mark.parametrize("words", ["Đã có {}.", "{}", "có {}, tăng", "{{dossiers.late | zero {}}}"])
def test_a_numeral_that_stands_as_a_number_word_is_a_figure(figure, words):
    with pytest.raises(TemplateError) as error:
        parse_passage(words.format(figure), "green")
    assert "{land.cleared}" in error.value.remedy


@pytest.mark.parametrize("digits", ["-3", "x", "99", "7", "", "1.5", "٣"])
def test_decimal_places_are_few_and_never_less_than_none(digits):
    with pytest.raises(TemplateError):
        parse_passage(f"{{land.cleared | digits {digits}}}", "green")


@pytest.mark.parametrize("when", ["0000-Q1", "0001", "9999-Q4", "2025-Q5", "٢٠٢٥-Q1"])
def test_a_period_that_no_calendar_has_is_refused(when):
    with pytest.raises(TemplateError):
        parse_passage(f"{{land.cleared @{when}}}", "green")


def test_a_digit_in_a_branch_that_is_never_taken_is_refused_too():
    assert refused("A {if land.cleared rose}b{else}c 5{end}").column == 34


def test_words_with_digits_are_declared_with_their_source():
    parsed = parse('@literal nd "Nghị định 35/2022/NĐ-CP" source "Official Gazette"\n{literal nd}.')
    assert parsed.literals == {"nd": ("Nghị định 35/2022/NĐ-CP", "Official Gazette")}
    refused('@literal nd "Nghị định 35/2022/NĐ-CP"\n{literal nd}.')
    assert refused("{literal nd}.").line == 1


def test_a_question_has_a_period_a_place_and_options():
    [block] = parse("{land.cleared @previous at park:dong-mai | bare | digits 1}").blocks
    assert block.nodes == (
        Bind("figure", Asked("land.cleared", "previous", "park:dong-mai"),
             (("bare", ""), ("digits", "1"))),
    )  # fmt: skip


def test_a_choice_may_stand_in_a_choice():
    [block] = parse("{if a.b known}x{if a.b zero} y{end}{elif a.c some}z{else}w{end}").blocks
    [choice] = block.nodes
    assert isinstance(choice, Choice)
    assert [len(tests) for tests, _nodes in choice.branches] == [1, 1, 0]
    assert isinstance(choice.branches[0][1][1], Choice)
    assert choice.branches[2][1] == (Text("w"),)


@pytest.mark.parametrize(
    "text",
    ["{land.cleared", "a } b", "{if a.b known}x", "x{end}", "x{else}", "{if a.b}x{end}",
     "{if a.b known}x{else}y{elif a.c known}z{end}", "{Land}", "{a.b @soon}", "{a.b at nowhere}",
     "{a.b | shout}", "[table", "[dance]", "[free]", "[table a.b | colour red]", "# Heading",
     "[free x | label a]\n[free x | label b]", "@author me", "{if a.b above}x{end}",
     "{if a.b known then}x{end}", "{published A B}", "[table Land]"],
)  # fmt: skip
def test_what_is_not_in_the_grammar_is_refused_with_a_remedy(text):
    error = refused(text)
    assert error.remedy
    assert error.line >= 1


def test_a_free_passage_holds_sentences_only():
    assert [b.kind for b in parse_passage("One.\nStill one.\n\n- two {land.cleared}", "x")] == [
        "paragraph", "item"]  # fmt: skip
    for text in ("## Heading", "[weak]", "@title x"):
        with pytest.raises(TemplateError):
            parse_passage(text, "x")


@pytest.mark.parametrize("character", "\x00\x0b\x1b\x7f\x85\ud800\uffff")
def test_a_character_that_no_file_can_carry_is_refused_with_its_place(character):
    with pytest.raises(TemplateError) as error:
        parse_passage(f"One.\tTwo.\r\nThr{character}ee.", "x")
    assert (error.value.line, error.value.column) == (2, 4)
    assert f"{ord(character):04X}" in error.value.wrong


@given(st.text(max_size=80))
def test_whatever_is_typed_is_read_or_refused_and_never_breaks(text):
    try:
        parse(text)
        parse_passage(text, "x")
    except TemplateError:
        pass
