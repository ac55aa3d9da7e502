"""The field application and the server agree on every message."""

from __future__ import annotations

import re
from pathlib import Path

from diaban.visits.field.messages import MESSAGES

SOURCES = Path(__file__).resolve().parent.parent / "web" / "field"
ASKED = re.compile(r"""\bt\(\s*"([^"]+)\"""")
COUNTED = re.compile(r"""\btn\(\s*"([^"]+)\"""")
BUILT = re.compile(r"\bt\(`([a-z_.]+)\$\{")
LITERAL = re.compile(r"""["']([a-z]+\.[a-z_]+)["']""")


def used() -> tuple[set[str], set[str], tuple[str, ...]]:
    """Keys that the code asks for, literals that look like one, and beginnings of built ones."""
    text = "\n".join(
        path.read_text(encoding="utf-8")
        for path in sorted(SOURCES.rglob("*"))
        if path.suffix in {".ts", ".svelte"} and not path.name.endswith(".test.ts")
    )
    counted = {f"{key}.{form}" for key in COUNTED.findall(text) for form in ("one", "other")}
    return (
        set(ASKED.findall(text)) | counted,
        set(LITERAL.findall(text)),
        tuple(BUILT.findall(text)),
    )


def test_every_key_that_the_application_asks_for_has_a_text():
    asked, _literals, _built = used()
    assert len(asked) > 100, "the pattern that finds keys no longer fits the code"
    assert sorted(asked - MESSAGES.keys()) == []


def test_every_text_is_asked_for():
    asked, literals, built = used()
    unused = MESSAGES.keys() - asked - literals
    assert sorted(key for key in unused if not key.startswith(built)) == []


def test_both_forms_of_a_countable_text_name_the_same_values():
    placeholder = re.compile(r"{(\w+)}")
    for key in MESSAGES:
        if key.endswith(".one"):
            other = key.removesuffix(".one") + ".other"
            one = placeholder.findall(str(MESSAGES[key]))
            assert one == placeholder.findall(str(MESSAGES[other])), key
