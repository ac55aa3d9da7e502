"""How the words of a Word file look, resolved as Word resolves them. Pure.

A property of a run comes from the run itself, else from its character style, its paragraph's style,
the style of the table around it, the defaults of the document; a colour may be one of the theme.
What nobody can see is told with its reason: hidden, of the colour of its ground, smaller than two
points, set in a font of symbols, squeezed or pushed off the page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from math import inf
from xml.etree.ElementTree import Element

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
STORIES = ("document", "header", "footer", "footnotes", "endnotes", "comments")
TOO_SMALL = 4
"""Half-points: two points."""
TOO_NARROW = 20
"""Per cent of a letter's width."""
TOO_FLAT = 0.7
"""Of a letter's size: what an exact line or row has to leave of it."""
LEAST_LINE = 150
"""Of 240, a single line: a multiple below that cuts its letters."""
OFF_PAGE = 8_000
"""Twentieths of a point of an indent: 14 cm, and nothing of a line is left on the page."""
CHARACTER = 240
"""Twentieths of a point of a character, in which an indent may be given."""
USUAL_TABLE = 300
"""Twentieths of a point by which programs of their own accord move a table: half a centimetre."""
LENGTHS = {"mm": 56.7, "cm": 567.0, "in": 1440.0, "pt": 20.0, "pc": 240.0, "pi": 240.0}
"""Unit → twentieths of a point."""
PAGE = {"pgSz": ("w", "h"), "pgMar": ("top", "right", "bottom", "left", "header", "footer",
                                      "gutter")}  # fmt: skip
TOO_FAR = 40
"""Half-points that a word may be raised or lowered."""
LEAST_CONTRAST = 1.6
"""Of a letter to its ground, as WCAG counts; a legible one has 4.5."""
SYMBOLS = (
    "symbol",
    "wingdings",
    "webdings",
    "marlett",
    "zapf",
    "dingbats",
    "barcode",
    "adobe blank",
)
OFF = frozenset({"0", "false", "off", "none"})
SCHEME = {"background1": "lt1", "bg1": "lt1", "light1": "lt1", "background2": "lt2", "bg2": "lt2",
          "light2": "lt2", "text1": "dk1", "tx1": "dk1", "dark1": "dk1", "text2": "dk2",
          "tx2": "dk2", "dark2": "dk2", "hyperlink": "hlink",
          "followedHyperlink": "folHlink"}  # fmt: skip
"""Names of theme colours in text, where the settings map them no other way."""
HIGHLIGHTS = {
    "black": "000000", "blue": "0000FF", "cyan": "00FFFF", "green": "00FF00", "magenta": "FF00FF",
    "red": "FF0000", "yellow": "FFFF00", "white": "FFFFFF", "darkBlue": "000080",
    "darkCyan": "008080", "darkGreen": "008000", "darkMagenta": "800080", "darkRed": "800000",
    "darkYellow": "808000", "darkGray": "808080", "lightGray": "C0C0C0",
}  # fmt: skip
Properties = Mapping[str, Element]


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a run: properties of the styles, the ground, the height of an exact row
    in twentieths of a point."""

    table: tuple[Properties, ...] = ()
    ground: str = "FFFFFF"
    height: float = inf


def looks(roots: Mapping[str, Element]) -> Counter[str]:
    """Of a Word file's parts by their names: letters by the size and colour in which they show
    ("look …"), the words that do not ("unseen reason words"), what a style of tables says of
    some cells ("cells …"), and the pages and tables by where they stand ("pgMar …", "tblInd …")."""
    sheet = Sheet(roots)
    found: Counter[str] = Counter()
    for name, root in roots.items():
        story = name.removeprefix("word/").removesuffix(".xml").rstrip("0123456789")
        if name.startswith("word/") and story in STORIES:
            found.update({f"cells {said}": 1 for said in sheet.of_cells(root)})
            found.update(_placed(root))
            for run, words in sheet.runs(root):
                why = run.unseen
                if why:
                    found[f"unseen {why} {words.strip()[:60]}"] += 1
                elif not story.startswith("header"):  # there Word writes the page's number
                    letters = len(words.replace(" ", "").replace("\xa0", ""))
                    found[f"look {run.size / 2:g} pt {run.colour}"] += letters
    return found


class Sheet:
    """The styles, defaults and theme of a file."""

    def __init__(self, roots: Mapping[str, Element]) -> None:
        styles = roots.get("word/styles.xml", Element("none"))
        self._styles = {one.get(f"{WORD}styleId", ""): one for one in styles.iter(f"{WORD}style")}
        defaults = styles.find(f"{WORD}docDefaults")
        self._run, self._paragraph = (
            _properties(None if defaults is None else
                        defaults.find(f"{WORD}{kind}PrDefault/{WORD}{kind}Pr"))
            for kind in ("r", "p")
        )  # fmt: skip
        self._usual = {one.get(f"{WORD}type", ""): name for name, one in self._styles.items()
                       if one.get(f"{WORD}default", "0") not in OFF}  # fmt: skip
        self._chains: dict[tuple[str, str], tuple[Properties, ...]] = {}
        self.theme = _theme(roots)
        document = roots.get("word/document.xml", Element("none"))
        background = document.find(f"{WORD}background")
        self._page = self.colour(background, "color") or "FFFFFF"

    def runs(self, root: Element) -> Iterator[tuple[Shown, str]]:
        """Every run that has words, with them."""
        yield from self._walk(root, Around(ground=self._page))

    def _walk(self, element: Element, around: Around) -> Iterator[tuple[Shown, str]]:
        for one in element:
            local = one.tag.rpartition("}")[2]
            if local == "p":
                yield from self._runs_of(one, around)
            else:
                yield from self._walk(one, self._inside(one, local, around))

    def _inside(self, one: Element, local: str, around: Around) -> Around:
        """What a table, a row or a cell adds."""
        if local == "tbl":
            style = one.find(f"{WORD}tblPr/{WORD}tblStyle")
            name = self._named(style, "table")
            fill = self.fill(one.find(f"{WORD}tblPr/{WORD}shd"))
            for part in ("tblPr", "tcPr"):
                fill = fill or self.fill(_last(self.chain(name, part), "shd"))
            return replace(around, table=self.chain(name, "rPr"), ground=fill or around.ground)
        if local == "tr":
            height = one.find(f"{WORD}trPr/{WORD}trHeight")
            exact = height is not None and height.get(f"{WORD}hRule") == "exact"
            return replace(around, height=_twips(height, "val") if exact else inf)
        if local == "tc":
            fill = self.fill(one.find(f"{WORD}tcPr/{WORD}shd"))
            return replace(around, ground=fill or around.ground)
        return around

    def _runs_of(self, paragraph: Element, around: Around) -> Iterator[tuple[Shown, str]]:
        own = _properties(paragraph.find(f"{WORD}pPr"))
        name = self._named(own.get("pStyle"), "paragraph")
        layers = (self._paragraph, *self.chain(name, "pPr"), own)
        ground = self.fill(_last(layers, "shd")) or around.ground
        height = min(around.height, _exact_line(layers))
        squeezed = _squeezed(layers)
        for run in paragraph.iter(f"{WORD}r"):
            words = "".join(part.text or "" for part in run.iter(f"{WORD}t"))
            if words.strip():
                direct = _properties(run.find(f"{WORD}rPr"))
                character = self._named(direct.get("rStyle"), "character")
                below = (self._run, *around.table, *self.chain(name, "rPr"),
                         *self.chain(character, "rPr"))  # fmt: skip
                yield Shown(self, below, direct, ground, height, squeezed), words

    def _named(self, element: Element | None, kind: str) -> str:
        given = "" if element is None else element.get(f"{WORD}val", "")
        return given if given in self._styles else self._usual.get(kind, "")

    def chain(self, name: str, part: str) -> tuple[Properties, ...]:
        """The properties of a style and of those on which it is based, the farthest first."""
        known = self._chains.get((name, part))
        if known is None:
            found, seen = [], set()
            while name in self._styles and name not in seen:
                seen.add(name)
                style = self._styles[name]
                found.append(_properties(style.find(f"{WORD}{part}")))
                name = self._based(style)
            known = self._chains[name, part] = tuple(reversed(found))
        return known

    @staticmethod
    def _based(style: Element) -> str:
        based = style.find(f"{WORD}basedOn")
        return "" if based is None else based.get(f"{WORD}val", "")

    def of_cells(self, root: Element) -> Iterator[str]:
        """What the styles of tables that are used say of some of their cells alone."""
        for used in root.iter(f"{WORD}tblStyle"):
            name, seen = used.get(f"{WORD}val", ""), set[str]()
            while name in self._styles and name not in seen:
                seen.add(name)
                for some in self._styles[name].iter(f"{WORD}tblStylePr"):
                    for one in some.iter():
                        said = sorted(one.attrib.values())
                        yield f"{name} {one.tag.rpartition('}')[2]} {' '.join(said)}"
                name = self._based(self._styles[name])

    def colour(self, element: Element | None, key: str, theme: str = "theme") -> str:
        """A colour as six hexadecimal digits; empty where it is left to Word ("auto")."""
        if element is None:
            return ""
        named = element.get(f"{WORD}{theme}Color" if theme == "theme" else f"{WORD}{theme}", "")
        given = self.theme.get(named) or element.get(f"{WORD}{key}") or ""
        if len(given) != 6 or not _is_hex(given):
            return ""
        return _mixed(given, element.get(f"{WORD}{theme}Tint"), element.get(f"{WORD}{theme}Shade"))

    def fill(self, shading: Element | None) -> str:
        """The ground that a shading paints; a solid pattern paints with its foreground."""
        if shading is None:
            return ""
        if shading.get(f"{WORD}val") == "solid":
            return self.colour(shading, "color") or "000000"
        return self.colour(shading, "fill", "themeFill")


@dataclass(frozen=True)
class Shown:
    """A run as it shows. `below` are the layers of style, the nearest last."""

    sheet: Sheet
    below: tuple[Properties, ...]
    direct: Properties
    ground: str
    height: float
    squeezed: bool

    def _of(self, name: str) -> Element | None:
        return _last((*self.below, self.direct), name)

    @cached_property
    def size(self) -> float:
        """In half-points; Word's own default is ten points."""
        return _number(self._of("sz"), "val", 20)

    @cached_property
    def colour(self) -> str:
        return self.sheet.colour(self._of("color"), "val") or "auto"

    @cached_property
    def unseen(self) -> str:
        """Why nobody sees it; empty where one does."""
        if any(self._on(name) for name in ("vanish", "specVanish", "webHidden")):
            return "hidden"
        if self.size < TOO_SMALL or _number(self._of("w"), "val", 100) < TOO_NARROW:
            return "tiny"
        if self._on_ground() or self._transparent():
            return "ground"
        far = abs(_number(self._of("position"), "val", 0)) > TOO_FAR
        close = _number(self._of("spacing"), "val", 0) < -self.size * 5
        flat = self.height < self.size * 10 * TOO_FLAT
        if self.squeezed or flat or far or close:
            return "squeezed"
        font = _said((*self.below, self.direct), "rFonts", "ascii").lower()
        return "symbols" if font.startswith(SYMBOLS) else ""

    def _on(self, name: str) -> bool:
        """Whether a switch is on: as the run says, else where any style says so."""
        own = self.direct.get(name)
        layers = [own] if own is not None else [layer.get(name) for layer in self.below]
        return any(one is not None and one.get(f"{WORD}val", "1") not in OFF for one in layers)

    def _on_ground(self) -> bool:
        if self.colour == "auto":
            return False  # Word takes black or white, whichever stands out
        marked = self._of("highlight")
        highlight = "" if marked is None else HIGHLIGHTS.get(marked.get(f"{WORD}val", ""), "")
        ground = highlight or self.sheet.fill(self._of("shd")) or self.ground
        return contrast(self.colour, ground) < LEAST_CONTRAST

    def _transparent(self) -> bool:
        """Whether an effect of newer Words paints the letters with nothing, or anew."""
        return self._of("textFill") is not None


def contrast(one: str, other: str) -> float:
    """Of two colours, as WCAG counts: 1 for the same, 21 for black on white.

    >>> contrast("000000", "FFFFFF")
    21.0
    """
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return sum(share * one for share, one in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _mixed(colour: str, tint: str | None, shade: str | None) -> str:
    """A theme's colour mixed with white (tint) or black (shade); FF leaves it as it is."""
    parts = [int(colour[at : at + 2], 16) for at in (0, 2, 4)]
    for given, other in ((tint, 255), (shade, 0)):
        if given and _is_hex(given):
            share = min(int(given, 16), 255) / 255
            parts = [round(one * share + other * (1 - share)) for one in parts]
    return "".join(f"{one:02X}" for one in parts)


def _theme(roots: Mapping[str, Element]) -> dict[str, str]:
    """The colours of the theme by the names that text uses for them."""
    scheme: dict[str, str] = {}
    for name, root in roots.items():
        if name.startswith("word/theme/"):
            for group in root.iter(f"{DRAWING}clrScheme"):
                for one in group:
                    for colour in one:
                        local = one.tag.rpartition("}")[2]
                        scheme[local] = colour.get("lastClr") or colour.get("val") or ""
    mapped = dict(SCHEME)
    for mapping in roots.get("word/settings.xml", Element("none")).iter(f"{WORD}clrSchemeMapping"):
        shorter = {"light1": "lt1", "dark1": "dk1", "light2": "lt2", "dark2": "dk2"}
        for key, value in mapping.attrib.items():
            local = key.rpartition("}")[2]
            target = shorter.get(value, value)
            for name in (local, {"bg1": "background1", "t1": "text1", "bg2": "background2",
                                 "t2": "text2"}.get(local, local)):  # fmt: skip
                mapped[name] = target
    return scheme | {name: scheme[target] for name, target in mapped.items() if target in scheme}


def _placed(root: Element) -> Counter[str]:
    """Pages by their size and margins in whole millimetres, and tables that were moved."""
    found: Counter[str] = Counter()
    for one in root.iter():
        local = one.tag.rpartition("}")[2]
        if local in PAGE:
            sides = (f"{key} {round(_twips(one, key) / LENGTHS['mm'])}" for key in PAGE[local])
            found[f"{local} {' '.join(sides)} mm"] += 1
        elif local == "tblInd":
            given = one.get(f"{WORD}w", "")
            if given.endswith("%") or abs(_twips(one, "w")) > USUAL_TABLE:
                found[f"tblInd {given}"] += 1
    return found


def _exact_line(layers: tuple[Properties, ...]) -> float:
    """The height of the lines in twentieths of a point; infinite where it follows the letters."""
    exact = _said(layers, "spacing", "lineRule") == "exact"
    return _length(_said(layers, "spacing", "line"), 240) if exact else inf


def _squeezed(layers: tuple[Properties, ...]) -> bool:
    """Whether lines are a fraction of one, or begin or end off the page."""
    rule = _said(layers, "spacing", "lineRule")
    if rule in ("", "auto") and _length(_said(layers, "spacing", "line"), 240) < LEAST_LINE:
        return True
    left, right, first, hanging = (
        max((_indent(layers, name) for name in names), key=abs)
        for names in (("left", "start"), ("right", "end"), ("firstLine",), ("hanging",))
    )
    begins = left + first - hanging
    return max(abs(left), abs(right), abs(begins), left + right, begins + right) > OFF_PAGE


def _indent(layers: tuple[Properties, ...], side: str) -> float:
    """The farther of the two ways to say it: as a length, in hundredths of a character."""
    characters = _float(_said(layers, "ind", f"{side}Chars"), 0) * CHARACTER / 100
    return max(_length(_said(layers, "ind", side), 0), characters, key=abs)


def _properties(element: Element | None) -> Properties:
    """The properties of a group by their names."""
    return {} if element is None else {one.tag.rpartition("}")[2]: one for one in element}


def _last(layers: tuple[Properties, ...], name: str) -> Element | None:
    """A property of the nearest layer that has it."""
    return next((layer[name] for layer in reversed(layers) if name in layer), None)


def _said(layers: tuple[Properties, ...], name: str, key: str) -> str:
    """What the nearest layer says that says it: spacing, indents and fonts are joined part by
    part."""
    given = (layer[name].get(f"{WORD}{key}") for layer in reversed(layers) if name in layer)
    return next((one for one in given if one is not None), "")


def _number(element: Element | None, key: str, otherwise: float) -> float:
    return _float("" if element is None else element.get(f"{WORD}{key}", ""), otherwise)


def _twips(element: Element | None, key: str) -> float:
    return _length("" if element is None else element.get(f"{WORD}{key}", ""), 0)


def _length(given: str, otherwise: float) -> float:
    """Twentieths of a point; a length may name its unit (20cm)."""
    number, unit = given[:-2], given[-2:]
    if unit in LENGTHS:
        return _float(number, otherwise) * LENGTHS[unit]
    return _float(given, otherwise)


def _float(given: str, otherwise: float) -> float:
    try:
        return float(given.rstrip("%"))
    except ValueError:
        return otherwise


def _is_hex(text: str) -> bool:
    return all(one in "0123456789abcdefABCDEF" for one in text)
