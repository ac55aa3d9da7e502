"""A letter as PDF, set by Typst in the layout of Nghị định 30/2020/NĐ-CP (DOMAIN §7).

What people wrote is handed over as data (`sys.inputs`), never as markup, so that nothing in a
letter can run or read anything. Times New Roman is used where the machine has it; Libertinus
Serif, which Typst carries, has every Vietnamese letter.
"""

from __future__ import annotations

import json
from pathlib import Path

import typst

from diaban.dossiers.letter_text import Text
from diaban.dossiers.qr import qr_svg

TEMPLATE = Path(__file__).parent / "templates" / "dossiers" / "letter.typ"


def write(text: Text, head: dict[str, str], *, number: str, place_and_day: str,
          landscape: bool = False) -> bytes:  # fmt: skip
    """The bytes of the PDF."""
    given = text.as_dict() | {
        "head": head, "number": number, "day": place_and_day, "landscape": landscape,
        "paragraphs": [line.strip() for line in text.body.splitlines() if line.strip()],
        "copies": text.receivers.splitlines(),
        "qr": qr_svg(text.tracking) if text.tracking else "",
    }  # fmt: skip
    return typst.compile(TEMPLATE, sys_inputs={"letter": json.dumps(given)})
