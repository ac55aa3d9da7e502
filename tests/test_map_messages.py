"""The front end and the server agree on every message of the map."""

from __future__ import annotations

import re
from pathlib import Path

from diaban.explorer.map_messages import MESSAGES

SOURCES = Path(__file__).resolve().parent.parent / "web" / "src"
ASKED = re.compile(r"""\bt\(\s*"([^"]+)\"""")
COUNTED = re.compile(r"""\btn\(\s*"([^"]+)\"""")
# Keys that are looked up in a small table first stand there as plain literals.
LITERAL = re.compile(r"""["']([a-z]+(?:\.[a-z_]+)+)["']""")
PLACEHOLDER = re.compile(r"{(\w+)}")


def used() -> tuple[set[str], set[str]]:
    """Keys that the code asks for, and all literals that look like one."""
    asked: set[str] = set()
    literals: set[str] = set()
    for path in sorted(SOURCES.rglob("*")):
        if path.suffix not in {".ts", ".svelte"} or path.name.endswith(".test.ts"):
            continue
        text = path.read_text(encoding="utf-8")
        asked |= set(ASKED.findall(text))
        for key in COUNTED.findall(text):
            asked |= {f"{key}.one", f"{key}.other"}
        literals |= set(LITERAL.findall(text))
    return asked, literals


def test_every_key_that_the_front_end_asks_for_has_a_text() -> None:
    asked, _literals = used()
    assert len(asked) > 100, "the pattern that finds keys no longer fits the code"
    assert sorted(asked - MESSAGES.keys()) == []


def test_every_text_is_asked_for() -> None:
    asked, literals = used()
    assert sorted(MESSAGES.keys() - asked - literals) == []


def test_both_forms_of_a_countable_text_name_the_same_values() -> None:
    for key in MESSAGES:
        if key.endswith(".one"):
            other = key.removesuffix(".one") + ".other"
            one = PLACEHOLDER.findall(str(MESSAGES[key]))
            assert one == PLACEHOLDER.findall(str(MESSAGES[other])), key
