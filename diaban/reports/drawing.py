"""A chart's SVG as a picture, drawn by Typst with its own fonts: the same bytes everywhere."""

from __future__ import annotations

import typst

POINTS_PER_INCH = 200.0
SOURCE = b"""#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: 16cm)
"""


def png(svg: str) -> bytes:
    drawn = typst.compile(
        SOURCE, format="png", ppi=POINTS_PER_INCH, ignore_system_fonts=True,
        sys_inputs={"svg": svg},
    )  # fmt: skip
    if not isinstance(drawn, bytes):
        raise TypeError("a chart is one picture")
    return drawn
