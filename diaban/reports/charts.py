"""A line chart as SVG text that looks the same in a page, a PDF and a Word file. Pure.

Lines differ by dash and mark as well as by shade; the words around the chart say what it shows.
Unknown values leave a gap. A line of dots stands where a series breaks, an empty square where a
closed figure stood before it was restated.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from html import escape

from diaban.design.formats import unit as unit_of
from diaban.land.chart import nice
from diaban.reports.document import Block, plain
from diaban.reports.phrases import phrase
from diaban.reports.spoken import number, quantity

WIDTH, PLOT = 720, 268
LEFT, RIGHT, TOP, BOTTOM = 70, 16, 12, 36
KEY_LINE = 20
INK, FAINT = "#1d2b30", "#d6dcdd"
STROKES = (("#0b5c6b", ""), ("#8a4b08", "7 4"), ("#3b3f76", "2 3"), ("#5b6c70", "10 3 2 3"))
FONT = "Times New Roman, Libertinus Serif, serif"


def says(block: Block, language: str) -> str:
    """What the chart shows, for who does not see it."""
    parts = [phrase("chart_of", language, caption=plain(block.caption))]
    for name, values in block.lines:
        known = [(label, value) for label, value in zip(block.labels, values, strict=True)
                 if value is not None]  # fmt: skip
        if known:
            (start, first), (end, last) = known[0], known[-1]
            parts.append(phrase(
                "chart_says", language, name=name, start=start, end=end,
                first=quantity(Decimal(first), block.unit, language),
                last=quantity(Decimal(last), block.unit, language),
            ))  # fmt: skip
    parts += [words for *_at, words in (*block.breaks, *block.marks)]
    return "; ".join(parts) + "."


def svg(block: Block, language: str) -> str:
    """The drawing, or "" where nothing is known."""
    known = [float(value) for _name, values in block.lines for value in values if value is not None]
    if not known or not block.labels:
        return ""
    ceiling = nice(max(known + [float(old) for _label, old, _words in block.marks]))
    signs = _signs(block, ceiling)
    bottom, height = PLOT - BOTTOM, PLOT + KEY_LINE * (len(block.lines) + len(signs))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" role="img" font-family="{FONT}" font-size="13">',
        f"<title>{escape(says(block, language))}</title>",
    ]
    for step in range(5):
        value = ceiling * step / 4
        y = _y(value, ceiling)
        parts.append(f'<path d="M{LEFT} {y}H{WIDTH - RIGHT}" stroke="{FAINT}"/>')
        said = number(Decimal(str(value)), language)
        parts.append(_words(LEFT - 8, y + 4, said, "end"))
    if block.unit:
        parts.append(_words(4, TOP + 4, unit_of(block.unit, language), "start"))
    for place, label in enumerate(block.labels):
        parts.append(_words(_x(place, len(block.labels)), bottom + 20, label, "middle"))
    for which, (name, values) in enumerate(block.lines):
        parts += _line(which, values, ceiling)
        parts += _key(which, name)
    for which, (name, drawn, sign) in enumerate(signs, len(block.lines)):
        parts += [*drawn, sign(_key_height(which)), _key_words(which, phrase(name, language))]
    parts.append("</svg>")
    return "".join(parts)


def _x(place: float, count: int) -> float:
    span = WIDTH - LEFT - RIGHT - 60
    return round(LEFT + 30 + (span * place / (count - 1) if count > 1 else span / 2), 1)


def _y(value: float, ceiling: float) -> float:
    return round(PLOT - BOTTOM - (PLOT - TOP - BOTTOM) * value / ceiling, 1)


def _words(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" fill="{INK}">{escape(text)}</text>'


def _line(which: int, values: Sequence[str | None], ceiling: float) -> list[str]:
    colour, dash = STROKES[which % len(STROKES)]
    style = f'stroke="{colour}" stroke-width="2.2"' + (
        f' stroke-dasharray="{dash}"' if dash else ""
    )
    path, drawn, marks = "", False, []
    for place, value in enumerate(values):
        if value is None:
            drawn = False
            continue
        x, y = _x(place, len(values)), _y(float(value), ceiling)
        path += f"{'L' if drawn else 'M'}{x} {y}"
        drawn = True
        marks.append(_mark(which, x, y, colour))
    return [f'<path d="{path}" fill="none" {style}/>', *marks] if path else []


def _mark(which: int, x: float, y: float, colour: str) -> str:
    if which % 3 == 0:
        return f'<circle cx="{x}" cy="{y}" r="3.5" fill="{colour}"/>'
    if which % 3 == 1:
        return (
            f'<rect x="{x - 3.2:.1f}" y="{y - 3.2:.1f}" width="6.4" height="6.4" fill="{colour}"/>'
        )
    return f'<path d="M{x} {y - 4.5:.1f}l4.5 8h-9z" fill="{colour}"/>'


def _signs(block: Block, ceiling: float) -> list[tuple[str, list[str], Callable[[float], str]]]:
    """What happened to the lines: the words of its key, its signs, and how the key draws it."""
    places = {label: place for place, label in enumerate(block.labels)}
    count = len(places)
    broken = {label: None for label, _words in block.breaks}
    breaks = [_break(_x(places[label] - 0.5, count), TOP, PLOT - BOTTOM) for label in broken]
    restated = [
        _square(_x(places[label], count), _y(float(old), ceiling))
        for label, old, _words in block.marks
    ]
    found = [
        ("chart_break", breaks, lambda y: _break(LEFT + 15, y - 8, y + 8)),
        ("chart_restated", restated, lambda y: _square(LEFT + 15, y)),
    ]
    return [one for one in found if one[1]]


def _break(x: float, top: float, bottom: float) -> str:
    return (
        f'<path d="M{x} {top}V{bottom}" stroke="{INK}" stroke-width="1.8" stroke-dasharray="2 3"/>'
    )


def _square(x: float, y: float) -> str:
    return (
        f'<rect x="{x - 4.5:.1f}" y="{y - 4.5:.1f}" width="9" height="9" fill="#ffffff" '
        f'stroke="{INK}" stroke-width="1.6"/>'
    )


def _key_height(which: int) -> float:
    return PLOT + KEY_LINE * which + 8


def _key_words(which: int, words: str) -> str:
    return _words(LEFT + 38, _key_height(which) + 4, words, "start")


def _key(which: int, name: str) -> list[str]:
    """The key under the drawing, a line each: the line as it is drawn, and its name."""
    colour, dash = STROKES[which % len(STROKES)]
    y = _key_height(which)
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return [
        f'<path d="M{LEFT} {y}h30" stroke="{colour}" stroke-width="2.2"{dashed}/>',
        _mark(which, LEFT + 15, y, colour),
        _key_words(which, name),
    ]
