"""What a report's file says: its twin, the figures in its text, and every line of it. Pure.

Only files that this program wrote, perhaps saved again by Word or an editor, are understood.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from xml.etree import ElementTree

from diaban.reports import pdf_text, twin
from diaban.reports.document import Report
from diaban.reports.markdown import FENCE

BROKEN = (zipfile.BadZipFile, ElementTree.ParseError, zlib.error, ValueError, KeyError,
          NotImplementedError, RuntimeError)  # fmt: skip
"""What a file that is damaged, or not of its format, makes its reader say."""
MOST_BYTES = 60_000_000
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass(frozen=True, slots=True)
class Content:
    """A file taken apart. `figures` are (number, words) where the text marks them, in its order;
    `lines` the text line by line; of a PDF, where no figure is marked, `pages` are what draws each
    page."""

    report: Report
    figures: tuple[tuple[int, str], ...] = ()
    lines: tuple[str, ...] = ()
    pages: tuple[bytes, ...] = ()


class Unreadable(ValueError):
    """The file is no report that this program wrote."""


def take_apart(content: bytes, kind: str) -> Content:
    """The parts of a file of a format ("docx", "pdf", "html", "md", "json").

    Raises:
        Unreadable: it is not of that format, or carries no twin.
    """
    if len(content) > MOST_BYTES:
        raise Unreadable("too large")
    try:
        return READERS[kind](content)
    except BROKEN as error:
        raise Unreadable(str(error)) from None


def kind_of(content: bytes) -> str:
    """The format of a file by its first bytes."""
    start = content.lstrip()[:200]
    if content.startswith(b"PK"):
        return "docx"
    if content.startswith(b"%PDF"):
        return "pdf"
    if start.startswith(b"{"):
        return "json"
    return "html" if start.lower().startswith((b"<!doctype", b"<html")) else "md"


def _json(content: bytes) -> Content:
    report = twin.read(content)
    return Content(report, tuple((run.figure, run.text) for run in report.all_runs() if run.figure))


def _markdown(content: bytes) -> Content:
    text = content.decode()
    before, mark, rest = text.partition(FENCE)
    if not mark:
        raise Unreadable("no twin")
    report = twin.read(rest.rpartition("```")[0])
    lines = tuple(line for line in before.replace("\r\n", "\n").split("\n") if line.strip())
    return Content(report, (), lines)


class _Html(HTMLParser):
    """Collects the twin, the figures and the lines of a report's page."""

    ENDS_LINE = frozenset(
        {"p", "h1", "h2", "h3", "li", "td", "th", "caption", "figcaption", "text"}
    )

    def __init__(self) -> None:
        super().__init__()
        self.twin, self.lines, self.figures = "", [""], [(0, "")][:0]
        self._inside: list[str] = []
        self._figure = 0
        self._skips = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("script", "style"):
            self._skips = "twin" if given.get("id") == "diaban-report" else "other"
        if tag == "span" and given.get("data-figure", "").isdigit():  # type: ignore[union-attr]
            self._figure = int(given["data-figure"])  # type: ignore[arg-type]
            self.figures.append((self._figure, ""))
        elif tag == "span":
            self._figure = 0

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._skips = ""
        if tag == "span":
            self._figure = 0
        if tag in self.ENDS_LINE and self.lines[-1]:
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        if self._skips:
            self.twin += data if self._skips == "twin" else ""
            return
        if self._figure:
            number, words = self.figures[-1]
            self.figures[-1] = (number, words + data)
        self.lines[-1] += data.strip("\n")


def _html(content: bytes) -> Content:
    page = _Html()
    page.feed(content.decode())
    return Content(twin.read(page.twin), tuple(page.figures),
                   tuple(line for line in page.lines if line.strip()))  # fmt: skip


def _docx(content: bytes) -> Content:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MOST_BYTES:
            raise Unreadable("too large")
        names = archive.namelist()
        body = _xml(archive.read("word/document.xml"))
        aside = [_xml(archive.read(name)) for name in sorted(names)
                 if re.fullmatch(r"word/(header|footer)\d*\.xml", name)]  # fmt: skip
        report = _docx_twin(archive, names)
    lines = [_words(paragraph) for root in (body, *aside) for paragraph in root.iter(f"{WORD}p")]
    return Content(report, tuple(_controls(body)), tuple(line for line in lines if line.strip()))


def _docx_twin(archive: zipfile.ZipFile, names: list[str]) -> Report:
    """The twin, under whatever name Word gave the part when it saved the file."""
    for name in names:
        if name.startswith("customXml/") and name.endswith(".xml"):
            root = _xml(archive.read(name))
            if root.tag == "{urn:diaban:report:1}report":
                return twin.read(root.text or "")
    raise Unreadable("no twin")


def _xml(content: bytes) -> ElementTree.Element:
    """Parsed without document types: what this program and Word write has none."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise Unreadable("document type")
    return ElementTree.fromstring(content)  # noqa: S314


def _words(element: ElementTree.Element) -> str:
    return "".join(part.text or "" for part in element.iter(f"{WORD}t"))


def _controls(body: ElementTree.Element) -> Iterator[tuple[int, str]]:
    for control in body.iter(f"{WORD}sdt"):
        tag = control.find(f"{WORD}sdtPr/{WORD}tag")
        name = "" if tag is None else tag.get(f"{WORD}val", "")
        number = name.removeprefix("figure:")
        if name.startswith("figure:") and number.isdigit():
            yield int(number), _words(control)


STREAM = re.compile(rb"<<(?P<about>(?:[^<>]|<<[^<>]*>>|<[0-9A-Fa-f]*>)*)>>\s*stream\r?\n")


def _pdf(content: bytes) -> Content:
    """The attached twin, and the streams that draw the pages, in their order."""
    attached, pages = b"", []
    for match in STREAM.finditer(content):
        about = match["about"]
        length = re.search(rb"/Length (\d+)", about)
        if length is None:
            continue
        data = content[match.end() : match.end() + int(length[1])]
        if b"/FlateDecode" in about:
            data = zlib.decompressobj().decompress(data, MOST_BYTES)
        if b"/EmbeddedFile" in about:
            attached = attached or data
        elif b"/Type" not in about and b" Tf" in data and b" Tj" in data + b" Tj":
            pages.append(data)
    if not attached:
        raise Unreadable("no twin")
    return Content(twin.read(attached), lines=tuple(pdf_text.lines(content)), pages=tuple(pages))


READERS: Mapping[str, Callable[[bytes], Content]] = {
    "docx": _docx,
    "pdf": _pdf,
    "html": _html,
    "md": _markdown,
    "json": _json,
}
