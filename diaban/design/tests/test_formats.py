"""Numbers, dates and units as each language writes them; tokens and icons that hold together."""

from __future__ import annotations

import re
from pathlib import Path
from xml.dom import minidom

import pytest

from diaban.design import formats, icons

STATIC = Path(__file__).parent.parent / "static" / "design"


@pytest.mark.parametrize(
    ("value", "language", "expected"),
    [
        (1105.9, "vi", "1.105,9"),
        (1105.9, "en", "1,105.9"),
        (0, "vi", "0"),
        (2717, "vi", "2.717"),
        (-0.126, "en", "-0.13"),
    ],
)
def test_numbers_use_the_language_s_separators(value: float, language: str, expected: str) -> None:
    assert formats.number(value, language) == expected


@pytest.mark.parametrize(
    ("value", "language", "expected"),
    [
        ("2025-03-31", "vi", "31/03/2025"),
        ("2025-03-31", "en", "31 March 2025"),
        ("2025-Q1", "vi", "quý I/2025"),
        ("2025-Q1", "en", "Q1 2025"),
        ("2025-03", "vi", "tháng 3/2025"),
        ("2025-H1", "vi", "6 tháng đầu năm 2025"),
        ("2025-H2", "en", "second half of 2025"),
        ("2025-9M", "vi", "9 tháng đầu năm 2025"),
        ("2025-9M", "en", "first nine months of 2025"),
        ("2025", "en", "2025"),
    ],
)
def test_dates_and_periods_are_said_as_people_say_them(
    value: str, language: str, expected: str
) -> None:
    assert formats.day(value, language) == expected


def test_units_are_spelled_in_the_language() -> None:
    assert formats.quantity(30_000, "m3/day", "vi") == "30.000\u00a0m³/ngày"
    assert formats.quantity(30_000, "m3/day", "en") == "30,000\u00a0m³/day"
    assert formats.quantity(56.06, "%", "vi") == "56,06%"
    assert formats.quantity(3, "furlong", "en") == "3\u00a0furlong"


def test_distances_grow_coarser_with_length() -> None:
    assert formats.distance(854, "en") == "850\u00a0m"
    assert formats.distance(3400, "vi") == "3,4\u00a0km"
    assert formats.distance(48_300, "vi") == "48\u00a0km"


def test_both_dark_themes_are_the_same() -> None:
    css = (STATIC / "tokens.css").read_text()
    by_system = css.split(':not([data-theme="light"]) {')[1].split("}")[0]
    by_choice = css.split('[data-theme="dark"] {')[1].split("}")[0]
    assert by_system.split() == by_choice.split()


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_can_be_read_on_every_paper(theme: str) -> None:
    css = (STATIC / "tokens.css").read_text()
    block = css.split(":root {")[1] if theme == "light" else css.split('[data-theme="dark"] {')[1]
    colours = dict(re.findall(r"--([\w-]+): (#\w{6});", block.split("}")[0]))
    pairs = [
        (ink, paper)
        for ink in ("ink", "ink-2", "ink-3", "teal", "signal", "free", "leased", "late", "stale")
        for paper in ("paper", "paper-2")
    ]
    pairs += [(name, f"{name}-soft") for name in ("free", "leased", "unknown", "stale", "danger")]
    pairs += [("on-teal", "teal"), ("on-signal", "signal")]
    poor = [(a, b) for a, b in pairs if contrast(colours[a], colours[b]) < 4.5]
    assert not poor
    assert contrast(colours["line-strong"], colours["paper"]) >= 3


@pytest.mark.parametrize("name", icons.names())
def test_every_icon_is_a_drawing(name: str) -> None:
    minidom.parseString(icons.svg(name))
