"""A report that was tampered with is found out, and the figure is named."""

from __future__ import annotations

import contextlib
import io
import json
import re
import zipfile
import zlib
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import docx as python_docx
import pytest
import typst
from django.utils import translation
from docx.enum.dml import MSO_THEME_COLOR
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from diaban.editions import store
from diaban.reports import archive, extracting, making, pdf, twin, verifying
from diaban.reports.document import Signing
from diaban.reports.tests.fixture import publish


@pytest.fixture
def edition(tmp_path):
    return publish(tmp_path / "editions")


def content(edition, format_, **more):
    report = making.make(edition, "2025-Q1", "official", "vi", **more)
    return making.FORMATS[format_][1](report)


def verdict(edition, given, format_):
    root = edition.path.parent
    return verifying.verify(given, format_, lambda name: store.open(root, name))


@pytest.mark.parametrize("format_", tuple(making.FORMATS))
def test_an_untouched_file_is_sound_and_identical(edition, format_):
    found = verdict(
        edition, content(edition, format_, passages={"green": "Đã trồng cây."}), format_
    )
    assert (found.sound, found.identical, found.differences) == (True, True, [])
    assert found.figures > 50


def in_word(given: bytes, old: bytes, new: bytes, part="word/document.xml") -> bytes:
    with zipfile.ZipFile(io.BytesIO(given)) as opened:
        files = [(name, opened.read(name)) for name in opened.namelist()]
    changed = [(name, data.replace(old, new, 1) if name == part else data) for name, data in files]
    assert changed != files
    return archive.pack(changed)


def test_a_figure_changed_in_the_text_of_a_word_file_is_named(edition):
    given = in_word(content(edition, "docx"), "2.717\xa0ha".encode(), "2.777\xa0ha".encode())
    [difference] = verdict(edition, given, "docx").differences
    assert difference.where == "figure"
    assert "land.cleared @2025-Q1" in difference.what
    assert difference.found.replace("\xa0", " ") == "2.777 ha"
    assert difference.expected.replace("\xa0", " ") == "2.717 ha"


def test_a_sentence_changed_in_a_word_file_is_shown(edition):
    given = in_word(content(edition, "docx"), "sẵn sàng cho đầu tư".encode(), "đã bán hết".encode())
    found = verdict(edition, given, "docx")
    assert not found.sound
    assert any("đã bán hết" in one.found for one in found.differences)


def test_a_figure_typed_into_a_heading_is_shown(edition):
    given = in_word(content(edition, "docx"), "III. GIẢI PHÓNG".encode(), "III. 99 GIẢI".encode())
    assert any("99" in one.found for one in verdict(edition, given, "docx").differences)


def test_a_figure_changed_only_in_the_twin_is_named(edition):
    given = in_word(content(edition, "docx"), b'"value": "2717"', b'"value": "2999"',
                    "customXml/diabanReport.xml")  # fmt: skip
    found = verdict(edition, given, "docx").differences
    assert [(one.found, one.expected) for one in found if "land.cleared @2025-Q1]" in one.what] == [
        ("2999", "2717")]  # fmt: skip


def test_a_figure_changed_in_text_and_twin_alike_is_named(edition):
    given = content(edition, "html").decode()
    given = given.replace("2.717\xa0ha", "2.777\xa0ha").replace(
        '"value": "2717"', '"value": "2777"'
    )
    found = verdict(edition, given.encode(), "html").differences
    assert any((one.found, one.expected) == ("2777", "2717") for one in found)
    assert any("2.777" in one.found for one in found)


@pytest.mark.parametrize("format_", ["html", "md"])
def test_a_figure_changed_in_a_text_file_is_found(edition, format_):
    text = content(edition, format_).decode()
    start = text.index("2.717\xa0ha", text.index("<body>") if format_ == "html" else 0)
    given = text[:start] + "9.717\xa0ha" + text[start + 8 :]
    found = verdict(edition, given.encode(), format_)
    assert any("9.717" in one.found for one in found.differences)


def in_pdf(given: bytes, about: bytes, old: bytes, new: bytes) -> bytes:
    """The PDF with a stream changed: the first whose dictionary and content have these bytes."""
    for match in extracting.STREAM.finditer(given):
        length = int(re.search(rb"/Length (\d+)", match["about"])[1])
        packed = given[match.end() : match.end() + length]
        if b"/FlateDecode" not in match["about"] or about not in match["about"]:
            continue
        data = zlib.decompress(packed)
        if old in data:
            changed = zlib.compress(data.replace(old, new, 1))
            head = match[0].replace(b"/Length %d" % length, b"/Length %d" % len(changed))
            return given[: match.start()] + head + changed + given[match.end() + length :]
    raise AssertionError("nothing to change")


def test_a_figure_changed_on_a_page_of_a_pdf_is_named(edition):
    """The forger sets the page anew and attaches the true twin."""
    report = making.make(edition, "2025-Q1", "official", "vi")
    shown = json.dumps(pdf.given(report), ensure_ascii=False)
    forged = shown.replace("2.717\xa0ha", "2.777\xa0ha")
    given = typst.compile(pdf.TEMPLATE, ignore_system_fonts=True, timestamp=0,
                          sys_inputs={"report": forged, "twin": twin.text(report)})  # fmt: skip
    found = verdict(edition, given, "pdf").differences
    assert found
    assert all("land.cleared @2025-Q1" in one.what for one in found)
    assert all("2.777" in one.found for one in found)


def test_a_changed_page_of_a_pdf_is_found(edition):
    given = in_pdf(content(edition, "pdf"), b"", b" Tf", b" Tf 1 0 0 rg")
    [difference] = verdict(edition, given, "pdf").differences
    assert difference.where == "text"


def test_a_changed_twin_of_a_pdf_is_named(edition):
    given = in_pdf(
        content(edition, "pdf"), b"/EmbeddedFile", b'"value": "2717"', b'"value": "2718"'
    )
    found = verdict(edition, given, "pdf").differences
    assert any((one.found, one.expected) == ("2718", "2717") for one in found)


def test_a_file_that_word_saved_again_is_still_sound(edition):
    opened = python_docx.Document(io.BytesIO(content(edition, "docx")))
    opened.core_properties.last_modified_by = "Word"
    stream = io.BytesIO()
    opened.save(stream)
    found = verdict(edition, stream.getvalue(), "docx")
    assert (found.sound, found.identical) == (True, False)
    assert found.remarks


def test_figures_taken_out_of_their_controls_are_told(edition):
    opened = python_docx.Document(io.BytesIO(content(edition, "docx")))
    control = next(opened.element.body.iter(qn("w:sdt")))
    control.getparent().remove(control)
    stream = io.BytesIO()
    opened.save(stream)
    assert not verdict(edition, stream.getvalue(), "docx").sound


def test_a_sentence_whose_condition_was_turned_is_found(edition):
    said = json.loads(content(edition, "json"))
    said["decided"][0][1] = not said["decided"][0][1]
    given = json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True).encode()
    assert not verdict(edition, given, "json").sound


def test_an_edition_that_is_not_here_is_told(edition):
    given = content(edition, "json").replace(edition.id.encode(), b"20200101T000000Z-00000000")
    [difference] = verdict(edition, given, "json").differences
    assert difference.where == "edition"


def test_another_editions_figures_are_told_by_name(tmp_path):
    first = publish(tmp_path / "editions")
    later = publish(tmp_path / "editions", datetime(2026, 11, 27, tzinfo=UTC), land__cleared="2718")
    given = content(first, "json").replace(first.id.encode(), later.id.encode())
    found = verdict(later, given, "json").differences
    assert any("land.cleared @2025-Q1" in one.what and one.expected == "2718" for one in found)


def test_a_passage_with_a_figure_of_its_own_is_refused(edition):
    said = json.loads(content(edition, "json", passages={"green": "Đã trồng cây."}))
    said["passages"]["green"] = "Đã trồng 5 cây."
    given = json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True).encode()
    [difference] = verdict(edition, given, "json").differences
    assert difference.where == "template"


NO_REPORTS = (b"", b"%PDF-1.7 nothing", b"PK\x03\x04broken", b"{}", b"[1]", b"# Some notes",
              b"<!doctype html><p>x", b"{" * 5000)  # fmt: skip


@pytest.mark.parametrize("given", NO_REPORTS)
def test_what_is_no_report_is_told_plainly(edition, given):
    with pytest.raises(extracting.Unreadable):
        verdict(edition, given, extracting.kind_of(given))


def test_a_word_file_with_a_document_type_is_not_read(edition):
    given = in_word(content(edition, "docx"), b"<w:document", b"<!DOCTYPE x><w:document")
    with pytest.raises(extracting.Unreadable):
        verdict(edition, given, "docx")


def test_the_numbers_of_the_text_are_those_of_the_twin(edition):
    found = extracting.take_apart(content(edition, "docx"), "docx")
    assert {number for number, _words in found.figures} <= {
        one.number for one in found.report.figures}  # fmt: skip
    assert not [line for line in found.lines if re.search(r"\bfigure:\d", line)]


def published_as(report, **changed) -> list[dict]:
    """The edition's list with one report, as it was signed."""
    text = {"day": report.signing.day, "words_sha256": verifying.words_hash(report)}
    said = {
        "number": report.signing.number,
        "kind": report.kind,
        "period": report.period,
        "edition": report.edition,
        "signer": report.signing.signer,
        "texts": {report.language: text},
    }
    return [said | changed]


def test_a_forged_signature_or_passage_is_found_out(edition):
    signing = Signing("12/BC-BQLKKT", "Quảng Ninh, ngày 05 tháng 4 năm 2025", "Nguyễn Văn A")
    report = making.make(edition, "2025-Q1", "press", "vi", {"green": "Thật."}).signed(signing)
    listed = published_as(report)
    opened = partial(store.open, edition.path.parent)

    def check(said):
        return verifying.verify(making.FORMATS["docx"][1](said), "docx", opened, listed)

    assert check(report).sound
    forger = replace(signing, signer="Nguyễn Văn B")
    assert [one.found for one in check(report.signed(forger)).differences] == ["Nguyễn Văn B"]
    words = making.make(edition, "2025-Q1", "press", "vi", {"green": "Giả."}).signed(signing)
    assert [one.where for one in check(words).differences] == ["signature"]
    template = making.template("press", "vi").replace("khác mẫu số", "cùng mẫu số")
    turned = making.make(edition, "2025-Q1", "press", "vi", {"green": "Thật."}, text=template)
    assert [one.where for one in check(turned.signed(signing)).differences] == ["signature"]
    head = {**report.letterhead, "authority": "Sở Giả Mạo", "receivers": "Ông X"}
    forged = making.make(edition, "2025-Q1", "press", "vi", {"green": "Thật."}, letterhead=head)
    assert [one.where for one in check(forged.signed(signing)).differences] == ["signature"]


def test_a_number_that_no_edition_lists_is_no_signature(edition):
    signing = Signing("77/BC-BQLKKT", "Quảng Ninh, ngày 05 tháng 4 năm 2025", "Người Bịa")
    given = twin.text(making.make(edition, "2025-Q1", "press", "vi").signed(signing)).encode()
    [difference] = verdict(edition, given, "json").differences
    assert difference.where == "signature"
    assert "77/BC-BQLKKT" in difference.what


def test_a_number_of_the_templates_own_is_found_out(edition):
    text = making.template("official", "vi").rstrip()
    text = f'@literal more "9.999 ha" source "x"\n\n{text}\n\nĐã có {{literal more}}.\n'
    [difference] = verdict(edition, content(edition, "docx", text=text), "docx").differences
    assert difference.where == "template"
    assert "9.999 ha" in difference.found


@pytest.mark.parametrize(
    "asked", ["{land.cleared digits abc}", "{land.cleared @0000-Q1}", "{land.cleared digits -9}"]
)
def test_a_template_that_cannot_be_written_is_told_and_never_breaks(edition, asked):
    said = json.loads(content(edition, "json"))
    said["template"] += f"\n\nThêm {asked}.\n"
    [difference] = verdict(edition, json.dumps(said).encode(), "json").differences
    assert difference.where == "template"


IN_TEXT = [
    ("html", "</head>", '<style>[data-figure="3"]::after{content:"9.999 ha"}</style></head>'),
    ("html", "</head>", "<script>document.title=9</script></head>"),
    ("html", "</article>", '<img src="https://example.org/9999.png" alt=""></article>'),
    ("html", "<circle ", '<circle transform="translate(0 -40)" '),
    ("md", "", "\n## Đính chính\n\nDiện tích là 9.999 ha\n"),
    ("json", "", "\n"),
]


@pytest.mark.parametrize(("format_", "old", "new"), IN_TEXT)
def test_any_byte_changed_in_a_text_file_is_told_with_its_line(edition, format_, old, new):
    text = content(edition, format_).decode()
    at = text.index(old) if old else len(text)
    given = text[:at] + new + text[at + len(old) :]
    assert given != text
    found = verdict(edition, given.encode(), format_)
    assert not found.sound
    line = text[:at].count("\n") + (1 if old else 2)
    assert any(one.where == "file" and str(line) in one.what for one in found.differences)


def with_parts(given: bytes, **parts: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(given)) as opened:
        files = {name: opened.read(name) for name in opened.namelist()}
    return archive.pack([*(files | parts).items()])


FIELD = (
    '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>QUOTE "9.999 ha"'
    '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
)
BODY_END = b"<w:sectPr"
IN_WORD = {
    "a field": (BODY_END, FIELD.encode() + BODY_END),
    "a hidden figure": (b"<w:sdtContent><w:r><w:rPr>",
                        b"<w:sdtContent><w:r><w:rPr><w:vanish/>"),
    "a white figure": (b"<w:sdtContent><w:r><w:rPr>",
                       b'<w:sdtContent><w:r><w:rPr><w:color w:val="FFFFFF"/>'),
    "a bound control": (b"<w:sdtPr>", b'<w:sdtPr><w:dataBinding w:xpath="/x"/>'),
    "a cut picture": (b"<a:stretch>", b'<a:srcRect b="50000"/><a:stretch>'),
    "no foot": (b"<w:footerReference", b"<w:footerless"),
    "a cell merged away": (b"<w:tcPr>", b"<w:tcPr><w:vMerge/>"),
    "a cell merged into the one before": (b"<w:tcPr>", b"<w:tcPr><w:hMerge/>"),
    "a table off the page": (b"<w:tblPr>", b'<w:tblPr><w:tblInd w:w="20000" w:type="dxa"/>'),
    "a row off the page": (b"<w:tr>", b'<w:tr><w:trPr><w:wBefore w:w="20000"/></w:trPr>'),
    "other margins": (b'w:left="1701"', b'w:left="20000"'),
    "another page": (b'<w:pgSz w:w="11906"', b'<w:pgSz w:w="900"'),
}  # fmt: skip


@pytest.mark.parametrize("how", IN_WORD)
def test_what_word_would_show_otherwise_is_found_out(edition, how):
    given = in_word(content(edition, "docx"), *IN_WORD[how])
    found = verdict(edition, given, "docx").differences
    assert found
    assert {one.where for one in found} == {"file"}


def restyled(given: bytes, change) -> bytes:
    opened = python_docx.Document(io.BytesIO(given))
    change(opened)
    stream = io.BytesIO()
    opened.save(stream)
    return stream.getvalue()


def white(opened):
    opened.styles["Normal"].font.color.rgb = RGBColor(255, 255, 255)


def by_the_theme(opened):
    opened.styles["Normal"].font.color.theme_color = MSO_THEME_COLOR.BACKGROUND_1


def hidden_headings(opened):
    opened.styles["Heading 2"].font.hidden = True


def flat(opened):
    opened.styles["Normal"].paragraph_format.line_spacing = Pt(1)


def grey(opened):
    opened.styles["Normal"].font.color.rgb = RGBColor(0x99, 0x99, 0x99)


def in_the_header(opened):
    added = opened.sections[0].header.paragraphs[0].add_run("9.999 ha")
    added.font.color.rgb = RGBColor(255, 255, 255)


@pytest.mark.parametrize(("change", "said"), [
    (white, "colour of their ground"), (by_the_theme, "colour of their ground"),
    (hidden_headings, "hidden"), (flat, "squeezed"), (grey, "999999"),
    (in_the_header, "9.999 ha"),
])  # fmt: skip
def test_words_that_a_style_makes_invisible_are_found_out(edition, change, said):
    with translation.override("en"):
        found = verdict(edition, restyled(content(edition, "docx"), change), "docx").differences
        assert any(said in str(one) for one in found)


def test_a_style_that_no_word_follows_changes_nothing(edition):
    def unused(opened):
        opened.styles["Quote"].font.color.rgb = RGBColor(255, 255, 255)

    assert verdict(edition, restyled(content(edition, "docx"), unused), "docx").sound


DELETED = (
    b'<w:p><w:del w:id="9" w:author="x"><w:r><w:delText>9.999 ha</w:delText></w:r></w:del></w:p>'
)
BOX = (
    b"<w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>9.999 ha</w:t></w:r></w:p></w:txbxContent>"
    b"</w:pict></w:r></w:p>"
)
COMMENTS = (
    b'<w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    b'<w:comment w:id="1"><w:p><w:r><w:t>9.999 ha</w:t></w:r></w:p></w:comment></w:comments>'
)


@pytest.mark.parametrize("given", [DELETED, BOX, COMMENTS], ids=["deleted", "box", "comment"])
def test_words_in_a_box_a_comment_or_a_deletion_are_found_out(edition, given):
    written = content(edition, "docx")
    if given is COMMENTS:
        written = with_parts(written, **{"word/comments.xml": given})
    else:
        written = in_word(written, BODY_END, given + BODY_END)
    found = verdict(edition, written, "docx").differences
    assert any("9.999 ha" in str(one) for one in found)


NOTES = (
    b'<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    b'<w:footnote w:id="2"><w:p><w:r><w:t>9.999 ha</w:t></w:r></w:p></w:footnote></w:footnotes>'
)


@pytest.mark.parametrize(
    ("name", "part"),
    [("word/media/image1.png", b"\x89PNG another"), ("word/footnotes.xml", NOTES),
     ("word/charts/chart1.xml", b"<c/>"), ("word/afchunk.mht", b"9.999 ha"),
     ("word/styles.xml", b'<w:styles xmlns:w="http://schemas.openxmlformats.org/'
                         b'wordprocessingml/2006/main"><w:vanish/></w:styles>')],
)  # fmt: skip
def test_a_part_that_is_changed_or_put_into_a_word_file_is_found_out(edition, name, part):
    given = with_parts(content(edition, "docx"), **{name: part})
    assert not verdict(edition, given, "docx").sound


def test_notes_without_words_and_a_page_number_are_words_own(edition):
    """What Word adds when it saves: the rule above footnotes, the number of the page it showed."""
    empty = re.sub(rb"<w:r>.*</w:r>", b"<w:r><w:separator/></w:r>", NOTES)
    given = with_parts(content(edition, "docx"), **{"word/footnotes.xml": empty})
    given = in_word(given, b'<w:fldChar w:fldCharType="end"/>',
                    b'<w:fldChar w:fldCharType="separate"/><w:t>2</w:t>'
                    b'<w:fldChar w:fldCharType="end"/>', "word/header1.xml")  # fmt: skip
    found = verdict(edition, given, "docx")
    assert (found.sound, found.differences) == (True, [])


def test_two_parts_of_one_name_are_not_read(edition):
    given = io.BytesIO(content(edition, "docx"))
    with zipfile.ZipFile(given, "a") as opened:
        opened.writestr("word/Document.xml", b"<x/>")
    with pytest.raises(extracting.Unreadable):
        verdict(edition, given.getvalue(), "docx")


BENT = {
    "kind": "../../../../etc/passwd", "language": "fr", "period": 7, "edition": None,
    "template": "{if land.cleared rose}" * 5000, "figures": [], "passages": {"green": 1},
    "letterhead": {"signer": ["x"]}, "signing": {"number": 1, "day": "", "signer": ""},
    "blocks": [{"kind": "paragraph", "runs": [["x", 99999, False]]}],
    "decided": [["x", True, [99999]]], "title": "x", "format": "diaban-report/9",
}  # fmt: skip


@pytest.mark.parametrize("name", BENT)
def test_a_bent_twin_is_refused_or_found_out_and_never_breaks(edition, name):
    said = json.loads(content(edition, "json")) | {name: BENT[name]}
    given = json.dumps(said).encode()
    with contextlib.suppress(extracting.Unreadable):
        assert not verdict(edition, given, "json").sound
