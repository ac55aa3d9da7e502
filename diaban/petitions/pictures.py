"""Pictures of an anonymous report, as they are kept: what they show, and nothing else. Pure.

A photograph carries its place, its time, the telephone and often its owner's name. So its pixels
are written into a new file; nothing of the old one is kept, its name neither.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

MOST_PICTURES = 3
MOST_BYTES = 15_000_000
MOST_PIXELS = 50_000_000
"""Of a JPEG, which is opened at a fraction of its size; telephones make 12 to 50 million."""
MOST_PIXELS_OPENED = 25_000_000
"""Of a PNG or WebP, which is opened whole."""
LONGEST_SIDE = 2_000
"""Pixels of a kept picture."""
QUALITY = 85
FORMATS = ("JPEG", "PNG", "WEBP")
OPENED_SMALL = ("JPEG", "MPO")
"""Pillow's names of a JPEG; MPO is one with more pictures behind it, as many telephones make it."""
_BROKEN = (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, MemoryError)


@dataclass(frozen=True, slots=True)
class Refused(Exception):
    """A picture cannot be taken; `code` is "many", "large", "pixels", "type" or "broken"."""

    code: str
    name: str = ""


def check(named: list[tuple[str, bytes]]) -> None:
    """Look at the heads of pictures, (name, content) each; nothing is unpacked yet.

    Raises:
        Refused: too many, too large, or none of the three formats.
    """
    if len(named) > MOST_PICTURES:
        raise Refused("many")
    for name, content in named:
        if len(content) > MOST_BYTES:
            raise Refused("large", name)
        try:
            with _opened(content) as picture:
                whole = picture.format not in OPENED_SMALL
                pixels = picture.width * picture.height
        except Image.DecompressionBombError:
            raise Refused("pixels", name) from None
        except _BROKEN:
            raise Refused("type", name) from None
        if pixels > (MOST_PIXELS_OPENED if whole else MOST_PIXELS):
            raise Refused("pixels", name)


def shown(content: bytes, name: str = "") -> bytes:
    """A JPEG of what the picture shows, upright, on white, at most `LONGEST_SIDE` wide or high.

    For what `check` has let pass.

    Raises:
        Refused: it ends too early, or cannot be unpacked.
    """
    try:
        with _opened(content) as picture:
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except (*_BROKEN, Image.DecompressionBombError):
        raise Refused("broken", name) from None
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    clean = Image.new("RGB", upright.size, "white")
    clean.paste(upright, mask=upright.getchannel("A"))
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _opened(content: bytes) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        return Image.open(io.BytesIO(content), formats=FORMATS)
