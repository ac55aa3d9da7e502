"""What a file from the field really is: judged by its bytes, never by what its name says. Pure.

A picture that cannot be opened is no reason to lose it: the problem is named, the bytes are kept.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from datetime import datetime

from PIL import Image, ImageOps, UnidentifiedImageError

from diaban.geo.measure import distance_m

MOST_PIXELS = 60_000_000
"""A picture is opened up to here; phones make 12 to 50 million."""
PHOTO, VOICE, SIGNATURE = "photo", "voice", "signature"
PICTURES = {
    "JPEG": ("image/jpeg", "jpg"), "PNG": ("image/png", "png"), "WEBP": ("image/webp", "webp"),
    "MPO": ("image/jpeg", "jpg"),  # a JPEG with a second picture behind it, as some phones write
}  # fmt: skip
HIDDEN = {"exif", "xmp", "comment", "photoshop", "Raw profile type exif", "XML:com.adobe.xmp"}
"""What says more of a picture than it shows, as Pillow names it."""
FORMATS = ["JPEG", "PNG", "WEBP"]  # MPO is opened as the JPEG that it begins with
RECORDINGS = (
    (0, b"\x1a\x45\xdf\xa3", "audio/webm", "webm"),
    (4, b"ftyp", "audio/mp4", "m4a"),
    (0, b"OggS", "audio/ogg", "ogg"),
    (0, b"RIFF", "audio/wav", "wav"),
)
UNKNOWN_TYPE = "application/octet-stream"

# The land, the islands and the seas of Viet Nam with Hoàng Sa and Trường Sa, in whole degrees: a
# rough box, for a position that is plainly on another part of the Earth.
WEST, SOUTH, EAST, NORTH = 102.0, 6.0, 118.0, 24.0
FAR_M = 20_000
"""A picture of a stop that is farther from its place than this is remarked upon."""


@dataclass(frozen=True, slots=True)
class Examined:
    """`problem` is a code ("not_a_picture", …) or ""; pixels is 0 where nothing was opened."""

    media_type: str
    extension: str
    problem: str = ""
    pixels: int = 0


def examine(kind: str, content: bytes) -> Examined:
    """What `content` is, sent as `kind`; a picture is opened to its last line."""
    return _recording(content) if kind == VOICE else _picture(content)


def _recording(content: bytes) -> Examined:
    for start, mark, media_type, extension in RECORDINGS:
        if content[start : start + len(mark)] == mark:
            return Examined(media_type, extension)
    return Examined(UNKNOWN_TYPE, "bin", "not_a_recording")


def _picture(content: bytes) -> Examined:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
                pixels = picture.width * picture.height
                if pixels > MOST_PIXELS:
                    return Examined(UNKNOWN_TYPE, "bin", "too_many_pixels", pixels)
                media_type, extension = PICTURES[str(picture.format)]
                picture.load()
    except Image.DecompressionBombError:
        return Examined(UNKNOWN_TYPE, "bin", "too_many_pixels", 2 * MOST_PIXELS)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError):
        return Examined(UNKNOWN_TYPE, "bin", "not_a_picture")
    return Examined(media_type, extension, pixels=pixels)


def without_hidden_data(content: bytes) -> bytes:
    """The picture as others get it: upright, and without place, time and device inside the file.

    One that carries nothing hidden is given out byte for byte. Only for what `examine` accepted.
    """
    with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
        picture.load()
        told = HIDDEN & set(picture.info) or getattr(picture, "text", None)
        if not told and picture.format != "MPO":
            return content
        upright = ImageOps.exif_transpose(picture)
        clean = Image.new(upright.mode, upright.size)
        clean.paste(upright)
        if upright.palette is not None:
            clean.putpalette(upright.palette)
        out = io.BytesIO()
        if picture.format in ("JPEG", "MPO"):
            clean.convert("RGB").save(out, "JPEG", quality=90)
        else:
            clean.save(out, picture.format)
        return out.getvalue()


def is_on_earth(longitude: float, latitude: float) -> bool:
    """Whether these are degrees at all; NaN is none."""
    return -180 <= longitude <= 180 and -90 <= latitude <= 90


def doubts_of_position(
    longitude: float, latitude: float, place: tuple[float, float] | None
) -> list[tuple[str, int]]:
    """("abroad", 0), or ("far", kilometres from the stop's place); empty where nothing is odd."""
    if not (WEST <= longitude <= EAST and SOUTH <= latitude <= NORTH):
        return [("abroad", 0)]
    if place is None:
        return []
    metres = distance_m(longitude, latitude, *place)
    return [("far", round(metres / 1000))] if metres > FAR_M else []


def doubts_of_time(taken: datetime, now: datetime, first_day: datetime) -> str:
    """ "taken_in_future", "taken_long_ago" (a month before the visit began), or ""."""
    if (taken - now).total_seconds() > 86_400:
        return "taken_in_future"
    return "taken_long_ago" if (first_day - taken).days > 31 else ""
