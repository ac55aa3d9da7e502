from __future__ import annotations

from dataclasses import replace

import pytest

from diaban.indicators.reading import Figures
from diaban.reports import charts, making, notes
from diaban.reports.document import Report, plain
from diaban.reports.nodes import TemplateError
from diaban.reports.phrases import verdict
from diaban.reports.tests import fixture
from diaban.reports.tests.fixture import book
from diaban.reports.writing import NoSuchPeriod, write


def said(text: str, language: str = "vi", demonstration: bool = True, **changed) -> str:
    report = write(text, book(demonstration=demonstration, **changed), kind="press",
                   language=language, period="2025-Q1")  # fmt: skip
    return "\n".join(plain(block.runs) for block in report.blocks).replace("\xa0", " ")


def whole(kind: str, language: str, **changed) -> Report:
    return write(making.template(kind, language), book(**changed), kind=kind, language=language,
                 period="2025-Q1")  # fmt: skip


@pytest.mark.parametrize(
    ("language", "expected"),
    [("vi", ("116 hồ sơ", "2.717 ha", "1.105,9 ha", "56,06%", "40,70%", "10,367 tỷ USD",
             "132.134 tỷ đồng", "10,91%", "thứ 3", "thứ 7", "14%", "351 dự án", "147 dự án",
             "204 dự án", "40 kiến nghị", "68 hồ sơ", "16 hồ sơ", "quý I/2025")),
     ("en", ("116 dossiers", "2,717 ha", "1,105.9 ha", "56.06%", "40.70%", "USD 10.367 billion",
             "VND 132,134 billion", "10.91%", "3rd", "7th", "14%", "351 non-budget projects",
             "147 foreign projects", "204 domestic projects", "40 petitions", "68 dossiers",
             "the first quarter of 2025"))],
)  # fmt: skip
def test_each_language_has_its_own_forms(language, expected):
    text = "\n".join(plain(block.runs) for block in whole("press", language).blocks)
    for form in expected:
        assert form in text.replace("\xa0", " "), form


@pytest.mark.parametrize(
    ("changed", "vi", "en"),
    [({}, "tăng 335 ha so với quý IV/2024", "up 335 ha on the fourth quarter of 2024"),
     ({"land__cleared": "2380.5"}, "giảm 1,5 ha so với quý IV/2024",
      "down 1.5 ha on the fourth quarter of 2024"),
     ({"land__cleared": "2382.001"}, "không đổi so với quý IV/2024",
      "unchanged from the fourth quarter of 2024"),
     ({"land__cleared": None}, "chưa so sánh được với quý IV/2024",
      "not comparable with the fourth quarter of 2024")],
)  # fmt: skip
def test_a_difference_is_said_in_words(changed, vi, en):
    assert said("{change land.cleared}", **changed) == vi
    assert said("{change land.cleared}", "en", **changed) == en


def test_the_difference_of_two_shares_is_in_percentage_points():
    assert said("{change land.leased_of_cleared}") == (
        "giảm 5,73 điểm phần trăm so với quý IV/2024"
    )


@pytest.mark.parametrize(
    ("value", "word"),
    [("2383", "rose"), ("2381", "fell"), ("2382", "same"), ("2382.004", "same"), (None, "?")],
)
def test_the_wording_follows_the_figure_as_it_is_shown(value, word):
    text = ("{if land.cleared rose}rose{elif land.cleared fell}fell"
            "{elif land.cleared unchanged}same{else}?{end}")  # fmt: skip
    assert said(text, land__cleared=value) == word


def test_above_and_below_a_target():
    target = "economy.growth_target @whole-year"
    text = (f"{{if economy.growth above {target}}}above"
            f"{{elif economy.growth below {target}}}below{{else}}met{{end}}")  # fmt: skip
    assert said(text) == "below"


def test_unknown_is_never_zero():
    text = "{if dossiers.late zero}none{elif dossiers.late some}some{else}unknown{end}"
    assert [said(text, dossiers__late=one) for one in ("0", "2", None)] == [
        "none", "some", "unknown"]  # fmt: skip
    assert said("{dossiers.late}", dossiers__late=None) == "chưa có số liệu"
    assert said("{dossiers.late}", "en", dossiers__late=None) == "no figure yet"
    assert said("{dossiers.late | zero không có hồ sơ}") == "không có hồ sơ"


def test_what_is_missing_or_weak_is_written_down_in_the_report():
    text = "{land.cleared} {visits.made}\n[weak]"
    words = said(text, "en", land__cleared=None)
    assert "Name of land cleared (the first quarter of 2025): no figure yet" in words
    assert "Name of visits made" in words
    assert "are not closed yet" in words
    assert "demonstration records" in words
    assert "demonstration" not in said(text, "en", demonstration=False)


def test_published_figures_stand_beside_computed_ones_with_the_explanation():
    report = write("[statements | caption x]", book(), kind="press", language="vi",
                   period="2025-Q1")  # fmt: skip
    [table] = report.blocks
    row = [plain(cell) for cell in table.rows[0]]
    assert row[:3] == ["Tỷ lệ cho thuê", "56,06%", "56,06%"]
    assert "1.972,7 ha" in row[4]


def test_the_endnote_of_a_figure_says_what_was_published_of_it():
    report = write("{land.leased_of_ready}", book(), kind="press", language="vi",
                   period="2025-Q1")  # fmt: skip
    [(number, words)] = notes.listed(report)
    assert number == 1
    assert words.replace("\xa0", " ") == (
        "land.leased_of_ready @2025-Q1 · 56,06% · tử số 1.105,9, mẫu số 1.972,7 · định nghĩa v1 · "
        f"đã công bố 56,06% ({verdict('equal', 'vi')})"
    )


def test_restatements_are_listed():
    assert "from 2,717 ha to 2,718 ha on 1 July 2025" in said("[restatements]", "en")


def restated(text: str, language: str, *changes: tuple[str, str, str]) -> str:
    """What is written where figures (indicator, period, place) were closed at 1 and became 2."""
    told = fixture.document()
    told["restatements"] = [
        {"indicator": code, "period": period, "place": place, "old": "1", "new": "2",
         "on": "2025-07-01", "kind": "record", "cause": {"vi": "sửa", "en": "corrected"}}
        for code, period, place in changes
    ]  # fmt: skip
    changed = replace(book(), figures=Figures.of(told))
    report = write(text, changed, kind="press", language=language, period="2025-Q1")
    return "\n".join(plain(block.runs) for block in report.blocks).replace("\xa0", " ")


@pytest.mark.parametrize("kind", ["official", "press"])
def test_a_restatement_of_the_period_compared_with_is_told_by_name_of_period(kind):
    earlier = ("dossiers.in_time_rate", "2024-Q4", "")
    vi = restated(making.template(kind, "vi"), "vi", earlier)
    assert "quý IV/2024 điều chỉnh từ 1% thành 2% ngày 01/07/2025: sửa" in vi
    en = restated(making.template(kind, "en"), "en", earlier)
    assert "the fourth quarter of 2024 restated from 1% to 2%" in en
    assert "No closed figure" not in en


def test_restatements_of_earlier_periods_are_told_of_what_is_compared():
    text = "[restatements | also compared]\n[table land.cleared, land.ready | caption x]"
    told = restated(text, "en", ("land.ready", "2024-Q1", ""), ("land.cleared", "2024-Q4", ""),
                    ("land.leased", "2024-Q4", ""), ("land.cleared", "2024-Q4", "park:dong-mai"),
                    ("land.cleared", "2023-Q4", ""))  # fmt: skip
    assert [line.partition(" restated")[0] for line in told.splitlines() if line] == [
        "Name of land cleared: the fourth quarter of 2024",
        "Name of land ready: the first quarter of 2024",
    ]
    assert "nor one of the periods" in restated(text, "en", ("land.leased", "2024-Q4", ""))
    # What was signed with a template that does not ask for it is rebuilt as it was.
    old = restated(text.replace(" | also compared", ""), "en", ("land.cleared", "2024-Q4", ""))
    assert "No closed figure of this period has been restated." in old
    with pytest.raises(TemplateError):
        said("[restatements | also more]")


def sentence(kind: str, language: str, begins: str, **changed) -> str:
    """The sentences of a paragraph of a whole report from these words on."""
    text = "\n".join(plain(block.runs) for block in whole(kind, language, **changed).blocks)
    _before, found, rest = text.replace("\xa0", " ").partition(begins)
    return (found + rest).partition("\n")[0].strip()


@pytest.mark.parametrize(
    ("revoked", "terminated", "vi", "en"),
    [("0", "3", "không có dự án nào bị thu hồi, 3 dự án chấm dứt hoạt động.",
      "none was revoked and 3 were terminated."),
     ("2", "1", "2 dự án bị thu hồi, 1 dự án chấm dứt hoạt động.",
      "2 were revoked and 1 was terminated.")],
)  # fmt: skip
def test_the_official_report_tells_projects_that_ended_by_themselves(revoked, terminated, vi, en):
    changed = {"projects__revoked": revoked, "projects__terminated": terminated}
    assert sentence("official", "vi", "Trong kỳ, 6 dự án", **changed).endswith(vi)
    assert sentence("official", "en", "In the period 6", **changed).endswith(en)
    for language in ("vi", "en"):
        cells = [plain(row[0]) for block in whole("official", language).blocks
                 for row in block.rows]  # fmt: skip
        ended = ("Tên" if language == "vi" else "Name of") + " projects terminated"
        assert ended in cells


def test_projects_adjusted_are_told_as_projects():
    for kind in ("official", "press"):
        vi = sentence(kind, "vi", "Trong kỳ, 6", projects__adjusted="5")
        assert "5 dự án được điều chỉnh" in vi
        assert "lượt" not in vi
        en = sentence(kind, "en", "In the period 6", projects__adjusted="5")
        assert "5 were adjusted" in en
        assert "adjustment" not in en
        assert "1 was adjusted" in sentence(kind, "en", "In the period 6", projects__adjusted="1")


@pytest.mark.parametrize(
    ("language", "begins", "told"),
    [("vi", "Mục tiêu của cả năm 2025 là 14%", "; mức tăng trong kỳ thấp hơn mục tiêu đó."),
     ("en", "The target for the whole of 2025 is 14%", "; the growth in the period is below it.")],
)  # fmt: skip
def test_nothing_is_inferred_of_quarters_to_come(language, begins, told):
    assert sentence("press", language, begins).partition("%")[2].strip() == told


NONE_LATE = {"vi": "không có hồ sơ nào trễ hạn", "en": "no dossier late"}


@pytest.mark.parametrize(
    ("changed", "claims"),
    [({}, True), ({"dossiers__late": "1"}, False), ({"dossiers__open_overdue": "5"}, False),
     ({"dossiers__undetermined": "2"}, False), ({"dossiers__open_overdue": None}, False)],
)  # fmt: skip
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_headline_says_none_late_only_where_nothing_is_overdue(language, changed, claims):
    title = plain(whole("press", language, **changed).title).replace("\xa0", " ")
    assert (NONE_LATE[language] in title) is claims


CARRIED = {
    "dossiers__received": "50", "dossiers__carried": "32", "dossiers__early": "60",
    "dossiers__on_time": "8", "dossiers__late": "0", "dossiers__open": "12",
    "dossiers__open_overdue": "5", "dossiers__ended_otherwise": "2",
}  # fmt: skip
"""Fifty received and thirty-two carried over: 60 + 8 + 0 + 12 + 2."""


@pytest.mark.parametrize(
    ("kind", "language", "begins", "told"),
    [("official", "vi", "Trong kỳ, Ban",
      ("50 hồ sơ", "; kỳ trước chuyển sang 32 hồ sơ. Kết quả của số hồ sơ tiếp nhận và kỳ trước "
       "chuyển sang: 60 hồ sơ giải quyết trước hạn",
       "12 hồ sơ đang giải quyết, trong đó 5 hồ sơ đã quá hạn; 2 hồ sơ rút hoặc bị trả lại.")),
     ("official", "en", "The Authority took in 50",
      ("; 32 were carried over from the period before. Of those in hand, received or carried over, "
       "60 were completed", "12 are still in hand, 5 of them overdue; 2 were withdrawn or "
       "returned.")),
     ("press", "vi", "Trong quý I/2025, Ban",
      ("; kỳ trước chuyển sang 32 hồ sơ. Trong số hồ sơ tiếp nhận và kỳ trước chuyển sang, đã có "
       "60 hồ sơ", "trong đó 5 hồ sơ đã quá hạn; 2 hồ sơ rút hoặc bị trả lại.")),
     ("press", "en", "In the first quarter of 2025 the Quang Ninh Economic Zone Authority took in "
      "50 dossiers;",
      ("; 32 were carried over from the period before. Of those in hand, received or carried over, "
       "60 dossiers were completed", ", 5 of them overdue; 2 were withdrawn or returned."))],
)  # fmt: skip
def test_dossiers_carried_over_and_overdue_are_told(kind, language, begins, told):
    text = sentence(kind, language, begins, **CARRIED)
    assert [part for part in told if part not in text] == []


@pytest.mark.parametrize("kind", ["official", "press"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_nothing_is_said_of_dossiers_carried_over_where_there_are_none(kind, language):
    text = "\n".join(plain(block.runs) for block in whole(kind, language).blocks)
    for part in ("chuyển sang", "quá hạn", "carried over", "overdue", "returned"):
        assert part not in text


@pytest.mark.parametrize("kind", ["official", "press"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_edition_that_does_not_know_what_was_carried_over_has_its_report(
    kind, language, monkeypatch
):
    for code in ("dossiers.carried", "dossiers.ended_otherwise"):
        monkeypatch.delitem(fixture.VALUES, code)
    text = "\n".join(plain(block.runs) for block in whole(kind, language).blocks)
    assert "Of these" not in text  # they may have been there before
    assert "68" in text


def test_a_table_leaves_out_what_it_asks_for_only_where_there_is_such_an_indicator():
    def codes(text: str) -> list[str]:
        report = write(text, book(), kind="press", language="en", period="2025-Q1")
        return [plain(row[0]) for row in report.blocks[0].rows]

    assert codes("[table land.moon?, land.cleared? | caption x]") == ["Name of land cleared"]
    with pytest.raises(TemplateError):
        codes("[table land.moon | caption x]")


def test_plural_and_ordinal():
    text = "{projects.adjusted | noun adjustment/adjustments}"
    assert said(text, "en") == "1 adjustment"
    assert said(text, "en", projects__adjusted="2") == "2 adjustments"
    assert said("{economy.rank_region | ordinal}", "en") == "3rd"


def test_a_period_that_does_not_exist_is_refused():
    with pytest.raises(NoSuchPeriod):
        write("x", book(), kind="press", language="vi", period="2031-Q1")


@pytest.mark.parametrize(
    "text",
    ["{land.moon}", "{if land.moon rose}x{end}", "{published no-such}",
     "{land.cleared | in billion USD}", "{if land.cleared above dossiers.late}x{end}",
     "[table land.moon]", "[chart land.cleared | over periods:none]",
     "[chart land.cleared | over periods:2 | also moons]"],
)  # fmt: skip
def test_what_the_edition_does_not_have_is_refused_with_its_place(text):
    with pytest.raises(TemplateError) as error:
        said(f"\n{text}")
    assert error.value.line == 2


def test_what_a_person_writes_keeps_the_same_rules():
    text = "[free green | label x]"
    made = {"green": "Đã trồng cây trên {land.cleared}."}
    report = write(text, book(), kind="press", language="vi", period="2025-Q1", passages=made)
    assert plain(report.blocks[0].runs) == "Đã trồng cây trên 2.717\xa0ha."
    assert report.blocks[0].name == "green"
    for wrong in ("Đã trồng 200 cây.", "{literal nd}"):
        with pytest.raises(TemplateError) as error:
            write(text, book(), kind="press", language="vi", period="2025-Q1",
                  passages={"green": wrong})  # fmt: skip
        assert error.value.file == "green"


@pytest.mark.parametrize("kind", ["official", "press"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_digit_of_a_report_belongs_to_a_query(kind, language):
    report = whole(kind, language)
    loose = [
        run.text for run in report.all_runs() if not run.figure and any(map(str.isdigit, run.text))
    ]
    assert loose == []


def column(code: str, **changed) -> list[str]:
    """The figures of 2025-Q1 in a table of two periods."""
    report = write(f"[table {code} | over periods:2]", book(**changed), kind="press",
                   language="vi", period="2025-Q1")  # fmt: skip
    [table] = [block for block in report.blocks if block.kind == "table"]
    return [plain(row[1]) for row in table.rows]


@pytest.mark.parametrize(
    ("code", "changed", "shown"),
    [("land.cleared", {"land__cleared": "10.005"}, ["2.382,00", "10,01"]),
     ("land.cleared", {"land__cleared": "0.005"}, ["2.382,00", "0,01"]),
     ("land.leased_of_cleared", {"land__leased_of_cleared": "40.7"}, ["46,43", "40,70"])],
)  # fmt: skip
def test_a_column_rounds_half_up_as_the_sentence_does(code, changed, shown):
    assert column(code, **changed) == shown
    assert said(f"{{{code} | bare}}", **changed) == shown[-1]


def test_a_share_keeps_its_last_zero_in_a_column_too(monkeypatch):
    monkeypatch.setitem(
        fixture.VALUES, "land.leased_of_cleared", ("%", 2, "ratio", "40", "41", "1")
    )
    assert column("land.leased_of_cleared", land__leased_of_cleared="40.7") == ["41,00", "40,70"]


def test_every_figure_carries_its_query_its_value_and_its_edition():
    report = whole("official", "vi")
    share = next(one for one in report.figures if one.query == "land.leased_of_ready @2025-Q1")
    assert (share.value, share.numerator, share.denominator) == ("56.06", "1105.9", "1972.7")
    assert report.edition in Report.of(report.as_dict()).edition
    numbers = [one.number for one in report.figures]
    assert numbers == list(range(1, len(numbers) + 1))


def test_what_decided_the_words_is_on_record():
    report = write("{if land.cleared rose}x{end}", book(), kind="press", language="vi",
                   period="2025-Q1")  # fmt: skip
    [decided] = report.decided
    assert (decided.test, decided.held) == ("land.cleared rose", True)
    assert [report.figure(one).query for one in decided.figures] == [
        "land.cleared @2025-Q1", "land.cleared @2024-Q4"]  # fmt: skip


def test_a_heading_over_nothing_is_left_out():
    assert said("## Empty\n[free x | label y]\n## Full\nText") == "Full\nText"


def test_the_twin_says_everything_back():
    report = whole("official", "en")
    again = Report.of(report.as_dict())
    assert again.as_dict() == report.as_dict()
    assert again.all_runs() == report.all_runs()


def test_an_older_edition_without_an_indicator_can_be_asked_whether_it_has_it():
    assert said("{if land.moon defined}{land.moon}{else}no moon{end}") == "no moon"
    assert said("{if land.cleared defined}{land.cleared}{end}") == "2.717 ha"


@pytest.mark.parametrize(
    ("language", "broken", "restated", "keys"),
    [("vi", "Tên land cleared: chuỗi số liệu gián đoạn từ quý I/2025: đổi định nghĩa",
      "Tên land cleared: quý I/2025 điều chỉnh từ 2.717 ha thành 2.718 ha ngày 01/07/2025: "
      "sửa một bút toán",
      ("chỗ chuỗi số liệu gián đoạn", "số đã chốt trước khi điều chỉnh")),
     ("en", "Name of land cleared: the series breaks from the first quarter of 2025: redefined",
      "Name of land cleared: the first quarter of 2025 restated from 2,717 ha to 2,718 ha on "
      "1 July 2025: one posting was corrected",
      ("where the series breaks", "the closed figure before it was restated"))],
)  # fmt: skip
def test_a_chart_draws_breaks_and_restated_figures_and_says_them_below(
    language, broken, restated, keys
):
    asked = book(land__cleared="2718")
    asked.figures.document["breaks"].append(
        {"indicator": "land.cleared", "place": "", "from_period": "2025-Q1",
         "cause": {"vi": "đổi định nghĩa", "en": "redefined"}}
    )  # fmt: skip
    text = "[chart land.cleared, land.leased | over periods:2 | also breaks | caption {period}]"
    report = write(text, asked, kind="press", language=language, period="2025-Q1")
    below = [plain(one.runs).replace("\xa0", " ") for one in report.blocks if one.kind == "item"]
    assert below[:2] == [broken, restated]
    (chart,) = [one for one in report.blocks if one.kind == "chart"]
    drawn = charts.svg(chart, language)
    for words in (broken, restated):
        assert words in charts.says(chart, language).replace("\xa0", " ")
    for key in keys:
        assert key in drawn
    assert 'stroke-dasharray="2 3"' in drawn and 'fill="#ffffff"' in drawn
    assert type(chart).of(chart.as_dict()).as_dict() == chart.as_dict()
    plainly = write(text, book(), kind="press", language=language, period="2024-Q4")
    (chart,) = [one for one in plainly.blocks if one.kind == "chart"]
    assert keys[0] not in charts.svg(chart, language)
    assert keys[1] not in charts.svg(chart, language)


def test_a_template_that_asks_for_no_breaks_writes_what_it_always_wrote():
    asked = book(land__cleared="2718")
    asked.figures.document["breaks"].append(
        {"indicator": "land.cleared", "place": "", "from_period": "2025-Q1",
         "cause": {"vi": "đổi định nghĩa", "en": "redefined"}}
    )  # fmt: skip
    text = "[chart land.cleared | over periods:2 | caption {period}]"
    report = write(text, asked, kind="press", language="en", period="2025-Q1")
    assert [one.kind for one in report.blocks if one.kind in ("chart", "item")] == ["chart"]
    (chart,) = [one for one in report.blocks if one.kind == "chart"]
    assert not {"breaks", "marks"} & chart.as_dict().keys()
