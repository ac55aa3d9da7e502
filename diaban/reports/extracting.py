"""What a report's file says: its twin, the figures in its text, and every line of it. Pure.

Only files that this program wrote, perhaps saved again by Word or an editor, are understood.
"""

from __future__ import annotations

import hashlib
import io
import posixpath
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from xml.etree import ElementTree

from diaban.reports import appearance, pdf_text, twin
from diaban.reports.document import Report
from diaban.reports.markdown import FENCE

BROKEN = (zipfile.BadZipFile, ElementTree.ParseError, zlib.error, ValueError, KeyError,
          NotImplementedError, RuntimeError, StopIteration)  # fmt: skip
"""What a file that is damaged, or not of its format, makes its reader say."""
MOST_BYTES = 60_000_000
WORD = appearance.WORD


@dataclass(frozen=True, slots=True)
class Content:
    """A file taken apart. `figures` are (number, words) where the text marks them, in its order;
    `lines` the text line by line; of a PDF, where no figure is marked, `pages` are what draws each
    page; of a Word file `shown` counts what else shows, hides or alters words."""

    report: Report
    figures: tuple[tuple[int, str], ...] = ()
    lines: tuple[str, ...] = ()
    pages: tuple[bytes, ...] = ()
    shown: Counter[str] = field(default_factory=Counter)


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


KNOWN_PARTS = re.compile(
    r"\[Content_Types\]\.xml|(?:.*/)?_rels/[^/]*\.rels|docProps/[^/]+|customXml/[^/]+"
    r"|word/(?:document|styles|stylesWithEffects|settings|webSettings|fontTable|numbering|people"
    r"|commentsExtended|commentsIds|(?:header|footer)\d*|footnotes|endnotes)\.xml"
    r"|word/theme/[^/]+|word/media/[^/]+|docMetadata/[^/]+"
)
"""What this program writes into a Word file, and what Word adds when it saves one."""
TELLING = frozenset(
    {"instrText", "fldSimple", "sym", "object", "pict", "altChunk", "subDoc", "control",
     "dataBinding", "numPr", "drawing", "anchor", "imagedata", "svgBlip", "headerReference",
     "footerReference", "footnoteReference", "endnoteReference", "commentReference", "ins",
     "del", "moveFrom", "moveTo", "delText", "framePr", "txbxContent", "vanish",
     "specVanish", "webHidden", "bdo", "dir", "rtl", "AlternateContent", "rPrChange", "pPrChange",
     "tblpPr", "hidden", "textFill", "vMerge", "hMerge", "gridBefore", "wBefore"}
)  # fmt: skip
"""Elements that show, hide or turn words without being words."""
DRESS = frozenset(
    {"vanish", "specVanish", "webHidden", "color", "sz", "strike", "dstrike", "highlight",
     "shd", "position", "w", "effect", "rStyle", "rFonts", "fitText", "vertAlign", "spacing"}
)  # fmt: skip
"""Properties of a run that can make its words unreadable."""
RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
MAIN = "word/document.xml"
STORIES = ("header", "footer", "footnotes", "endnotes", "comments")
LINKS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def _docx(content: bytes) -> Content:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MOST_BYTES:
            raise Unreadable("too large")
        names = archive.namelist()
        if len({name.lower() for name in names}) != len(names):
            raise Unreadable("two parts of one name")
        report = _docx_twin(archive, names)
        roots = {name: _xml(archive.read(name)) for name in sorted(names) if name.endswith(".xml")}
        shown = _docx_shown(archive, names, roots)
    body = roots.pop(MAIN)
    lines = [_words(one) for one in body.iter(f"{WORD}p")]
    for name, root in roots.items():
        lines += [_words(one) for one in root.iter(f"{WORD}p") if not _page_number(name, one)]
    return Content(report, tuple(_controls(body)), tuple(line for line in lines if line.strip()),
                   shown=shown)  # fmt: skip


def _page_number(name: str, paragraph: ElementTree.Element) -> bool:
    """Whether it is the number of the page, which Word writes into the header when it saves."""
    asked = [(one.text or "").strip() for one in paragraph.iter(f"{WORD}instrText")]
    return name.startswith("word/header") and asked == ["PAGE"] and _words(paragraph).isdigit()


def _docx_shown(archive: zipfile.ZipFile, names: list[str],
                roots: Mapping[str, ElementTree.Element]) -> Counter[str]:  # fmt: skip
    """What is seen besides the lines: parts, pictures by their hash, fields, concealment."""
    found: Counter[str] = Counter()
    for name in names:
        if not KNOWN_PARTS.fullmatch(name) and not name.endswith("/"):
            found[f"part {name}"] += 1
    for name, root in roots.items():
        for element in root.iter():
            local = element.tag.rpartition("}")[2]
            if local == "blip":
                found[f"picture {_picture(archive, name, element)}"] += 1
            elif local == "lvlText":
                found[f"lvlText {element.get(f'{WORD}val', '')}"] = 1
            elif local == "srcRect" and element.attrib:
                found[f"srcRect {sorted(element.attrib.values())}"] += 1
            elif local in TELLING and (name == MAIN or local not in ("numPr", "hidden")):
                found[f"{local} {(element.text or '').strip()}".strip()] += 1
            elif element.tag == f"{WORD}r" and not name.startswith("word/header"):
                _dress(element, found)
    found.update(appearance.looks(roots))
    for name in names:
        if name.endswith(".rels"):
            for link in _xml(archive.read(name)).iter(f"{RELATIONS}Relationship"):
                kind, target = link.get("Type", "").rpartition("/")[2], link.get("Target", "")
                hidden = link.get("TargetMode") == "External"
                hidden = hidden or (kind == "officeDocument" and target.strip("/") != MAIN)
                if hidden or (kind in STORIES and not target.endswith(".xml")):
                    found[f"{kind} {target}"] += 1
    return found


def _picture(archive: zipfile.ZipFile, part: str, blip: ElementTree.Element) -> str:
    """SHA-256 of the picture that stands there, or the address of one outside."""
    folder, _slash, name = part.rpartition("/")
    wanted = blip.get(f"{LINKS}embed") or blip.get(f"{LINKS}link")
    links = _xml(archive.read(f"{folder}/_rels/{name}.rels"))
    target = next(one.get("Target", "") for one in links if one.get("Id") == wanted)
    path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
    if blip.get(f"{LINKS}link") or path not in archive.namelist():
        return target
    return hashlib.sha256(archive.read(path)).hexdigest()


def _dress(run: ElementTree.Element, found: Counter[str]) -> None:
    """Counts the letters of a run under each property: Word splits and joins runs as it likes."""
    properties = run.find(f"{WORD}rPr")
    for one in properties if properties is not None else ():
        local = one.tag.rpartition("}")[2]
        letters = sum(len(part.text or "") for part in run.iter(f"{WORD}t"))
        if local in DRESS and letters:
            value = "".join(one.get(f"{WORD}{key}", "") for key in ("val", "fill", "ascii"))
            found[f"{local} {value}"] += letters


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
    """The words of Word, of a drawing or of a formula."""
    return "".join(part.text or "" for part in element.iter() if part.tag.endswith("}t"))


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
