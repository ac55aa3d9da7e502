"""A minute as PDF, set by Typst. The same words and signatures give the same bytes.

What people wrote and drew is handed over as data, never as markup.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typst

from diaban.visits.minutes import text as minute_text
from diaban.visits.minutes.docx_file import signed
from diaban.visits.minutes.text import Content, Signature

ROOT = Path(__file__).parents[2]
TEMPLATE = Path(__file__).parents[1] / "templates" / "visits" / "minute.typ"


def write(content: Content, head: dict[str, str], other: Signature, authority: Signature) -> bytes:
    """The bytes of the PDF; `head` is `DIABAN_LETTERHEAD`."""
    given = {
        "head": head,
        "number": content.number,
        "title": minute_text.TITLE,
        "about": content.about,
        "demonstration": minute_text.DEMONSTRATION if content.demonstration else "",
        "opening": minute_text.opening(content),
        "sections": [
            {"heading": one.heading, "paragraphs": list(one.paragraphs),
             "columns": list(one.columns), "rows": [list(row) for row in one.rows]}
            for one in minute_text.sections(content)
        ],
        "closing": minute_text.closing(content, other),
        "signatures": [_side(content.other, other), _side(content.authority, authority)],
        "copies": minute_text.lines(content.receivers),
    }  # fmt: skip
    return typst.compile(TEMPLATE, root=ROOT, sys_inputs={"minute": json.dumps(given)})


def _side(who: str, signature: Signature) -> dict[str, Any]:
    return {
        "who": who,
        "name": signature.name,
        "said": signed(signature).strip(),
        "image": list(signature.image or b""),
    }
