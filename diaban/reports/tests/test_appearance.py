"""Words of a Word file that nobody would see are found, wherever they were made invisible."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from diaban.reports.appearance import looks

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
THEME = (
    f'<a:theme {A}><a:clrScheme><a:dk1><a:sysClr val="windowText" lastClr="000000"/></a:dk1>'
    '<a:lt1><a:sysClr val="window" lastClr="FFFFFF"/></a:lt1><a:accent1><a:srgbClr val="4F81BD"/>'
    "</a:accent1></a:clrScheme></a:theme>"
)
NORMAL = '<w:style w:type="paragraph" w:default="1" w:styleId="N">{}</w:style>'
DEFAULTS = "<w:docDefaults><w:rPrDefault><w:rPr>{}</w:rPr></w:rPrDefault></w:docDefaults>"
RUN = "<w:r><w:rPr>{}</w:rPr><w:t>9.999 ha</w:t></w:r>"
PLAIN = f"<w:p>{RUN.format('')}</w:p>"


def found(body: str = PLAIN, styles: str = "", theme: str = THEME, **parts: str) -> dict[str, int]:
    texts = {
        "word/document": f"<w:document {W}><w:body>{body}</w:body></w:document>",
        "word/styles": f"<w:styles {W} {W14}>{styles}</w:styles>",
        "word/theme/theme1": theme,
    } | {f"word/{name}": text for name, text in parts.items()}
    return dict(looks({f"{name}.xml": ElementTree.fromstring(text)
                       for name, text in texts.items()}))  # fmt: skip


def normal(run: str, paragraph: str = "") -> str:
    return NORMAL.format(f"<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr>")


def character(run: str) -> str:
    return f'<w:style w:type="character" w:styleId="C"><w:rPr>{run}</w:rPr></w:style>'


STYLED = '<w:p><w:r><w:rPr><w:rStyle w:val="C"/></w:rPr><w:t>9.999 ha</w:t></w:r></w:p>'
MARKED = '<w:p><w:r><w:rPr><w:highlight w:val="black"/></w:rPr><w:t>9.999 ha</w:t></w:r></w:p>'
WHITE = '<w:color w:val="FFFFFF"/>'
BASED = (
    '<w:style w:type="paragraph" w:styleId="far"><w:rPr><w:color w:val="FEFEFE"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:basedOn w:val="far"/></w:style>'
)


def table(properties: str = "", cell: str = "", row: str = "", run: str = "") -> str:
    return (
        f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tr><w:trPr>{row}</w:trPr><w:tc>"
        f"<w:tcPr>{cell}</w:tcPr><w:p>{RUN.format(run)}</w:p></w:tc></w:tr></w:tbl>"
    )


USED = '<w:tblStyle w:val="T"/>'
TABLE = '<w:style w:type="table" w:styleId="T">{}</w:style>'
BLACK = '<w:color w:val="000000"/>'
BLACK_GROUND = '<w:shd w:val="clear" w:fill="000000"/>'


@pytest.mark.parametrize(("body", "styles", "why"), [
    (PLAIN, normal(WHITE), "ground"),
    (PLAIN, BASED, "ground"),
    (PLAIN, DEFAULTS.format(WHITE), "ground"),
    (STYLED, character(WHITE), "ground"),
    (PLAIN, normal('<w:color w:val="000000" w:themeColor="background1"/>'), "ground"),
    (PLAIN, normal('<w:color w:themeColor="accent1" w:themeTint="05"/>'), "ground"),
    (PLAIN, normal(BLACK + BLACK_GROUND), "ground"),
    (PLAIN, normal(BLACK, BLACK_GROUND), "ground"),
    (PLAIN, normal(BLACK, '<w:shd w:val="solid" w:color="000000" w:fill="FFFFFF"/>'), "ground"),
    (MARKED, normal(BLACK), "ground"),
    (table(USED), TABLE.format(f"<w:rPr>{WHITE}</w:rPr>"), "ground"),
    (table(cell=BLACK_GROUND), normal(BLACK), "ground"),
    (table(BLACK_GROUND), normal(BLACK), "ground"),
    (table(USED), normal(BLACK) + TABLE.format(f"<w:tcPr>{BLACK_GROUND}</w:tcPr>"), "ground"),
    (PLAIN, normal('<w14:textFill><w14:noFill/></w14:textFill>'), "ground"),
    (PLAIN, normal("<w:vanish/>"), "hidden"),
    (STYLED, character("<w:vanish/>"), "hidden"),
    (PLAIN, DEFAULTS.format('<w:vanish w:val="1"/>'), "hidden"),
    (PLAIN, normal("<w:webHidden/>"), "hidden"),
    (PLAIN, normal('<w:sz w:val="3"/>'), "tiny"),
    (PLAIN, DEFAULTS.format('<w:sz w:val="2"/>'), "tiny"),
    (PLAIN, normal('<w:w w:val="1%"/>'), "tiny"),
    (PLAIN, normal("", '<w:spacing w:line="20" w:lineRule="exact"/>'), "squeezed"),
    (PLAIN, normal("", '<w:ind w:left="20000"/>'), "squeezed"),
    (PLAIN, normal("", '<w:ind w:left="35cm"/>'), "squeezed"),
    (PLAIN, normal("", '<w:ind w:leftChars="90000"/>'), "squeezed"),
    (PLAIN, normal("", '<w:ind w:left="7900" w:right="7900"/>'), "squeezed"),
    (PLAIN, normal("", '<w:ind w:left="7900" w:firstLine="7900"/>'), "squeezed"),
    (PLAIN, normal('<w:sz w:val="26"/>', '<w:spacing w:line="62" w:lineRule="exact"/>'),
     "squeezed"),
    (PLAIN, normal("", '<w:spacing w:line="10"/>'), "squeezed"),
    (table(row='<w:trHeight w:val="62" w:hRule="exact"/>', run='<w:sz w:val="26"/>'), "",
     "squeezed"),
    (PLAIN, normal('<w:position w:val="4000"/>'), "squeezed"),
    (PLAIN, normal('<w:spacing w:val="-400"/>'), "squeezed"),
    (table(row='<w:trHeight w:val="1" w:hRule="exact"/>'), "", "squeezed"),
    (PLAIN, normal('<w:rFonts w:ascii="Wingdings 3"/>'), "symbols"),
])  # fmt: skip
def test_what_nobody_sees_is_told_with_its_reason(body, styles, why):
    assert found(body, styles) == {f"unseen {why} 9.999 ha": 1}


@pytest.mark.parametrize("styles", [
    "", normal('<w:vanish w:val="0"/>'), normal("", '<w:spacing w:line="240" w:lineRule="exact"/>'),
    normal('<w:shd w:val="clear" w:fill="FFFFFF"/>'), character(WHITE),
    normal("", '<w:ind w:left="720" w:right="720" w:hanging="360" w:leftChars="300"/>'),
    normal("", '<w:spacing w:line="200" w:lineRule="exact"/>'),
    normal("", '<w:spacing w:line="200"/>'),
])  # fmt: skip
def test_what_is_seen_counts_its_letters_by_size_and_colour(styles):
    assert found(styles=styles) == {"look 10 pt auto": 7}


def test_a_table_that_was_moved_is_told_and_one_that_stands_where_word_puts_it_is_not():
    for usual in ('<w:tblInd w:w="0" w:type="dxa"/>', '<w:tblInd w:w="-115"/>'):
        assert found(table(usual)) == {"look 10 pt auto": 7}
    for far in ("20000", "-20000", "90%", "40cm"):
        assert f"tblInd {far}" in found(table(f'<w:tblInd w:w="{far}"/>'))


def test_a_page_is_told_by_its_size_and_margins_in_millimetres():
    section = '<w:sectPr><w:pgSz w:w="{}" w:h="16838"/><w:pgMar w:left="1701"/></w:sectPr>'
    assert found(section.format(11906)) == found(section.format(11907))
    assert "pgSz w 210 h 297 mm" in found(section.format(11906))
    assert found(section.format(11906)) != found(section.format(900))


def test_the_run_itself_speaks_last():
    own = '<w:vanish w:val="false"/><w:color w:val="112233"/><w:sz w:val="26"/>'
    styles = normal(f'{WHITE}<w:vanish/><w:sz w:val="2"/>')
    assert found(f"<w:p>{RUN.format(own)}</w:p>", styles) == {"look 13 pt 112233": 7}


def test_spacing_is_joined_part_by_part():
    own = '<w:pPr><w:spacing w:after="120"/></w:pPr>'
    styles = normal("", '<w:spacing w:line="20" w:lineRule="exact"/>')
    assert found(f"<w:p>{own}{RUN.format('')}</w:p>", styles) == {"unseen squeezed 9.999 ha": 1}


def test_white_on_a_dark_ground_is_seen():
    assert found(table(cell=BLACK_GROUND, run=WHITE)) == {"look 10 pt FFFFFF": 7}


def test_a_theme_whose_text_was_made_white_hides_what_follows_it():
    styles = normal('<w:color w:val="000000" w:themeColor="text1"/>')
    assert found(styles=styles) == {"look 10 pt 000000": 7}
    assert found(styles=styles, theme=THEME.replace("000000", "FFFFFF")) == {
        "unseen ground 9.999 ha": 1}  # fmt: skip
    mapped = f'<w:settings {W}><w:clrSchemeMapping w:t1="light1"/></w:settings>'
    assert found(styles=styles, settings=mapped) == {"unseen ground 9.999 ha": 1}


def test_styles_that_are_based_on_each_other_end():
    styles = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:basedOn w:val="M"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="M"><w:basedOn w:val="N"/></w:style>'
    )
    assert found(styles=styles) == {"look 10 pt auto": 7}


def test_what_a_style_of_tables_says_of_its_first_row_is_told():
    styles = TABLE.format(f'<w:tblStylePr w:type="firstRow"><w:rPr>{WHITE}</w:rPr></w:tblStylePr>')
    assert "cells T color FFFFFF" in found(table(USED), styles)


@pytest.mark.parametrize("story", ["header1", "footer2", "footnotes", "endnotes", "comments"])
def test_hidden_words_outside_the_text_are_found_too(story):
    part = f"<w:hdr {W}><w:p>{RUN.format(WHITE)}</w:p></w:hdr>"
    assert found(**{story: part})["unseen ground 9.999 ha"] == 1
