"""The code on a receipt that a telephone reads. Pure."""

from __future__ import annotations

import io

import qrcode
from qrcode.image.svg import SvgPathImage


def qr_svg(address: str) -> str:
    """`address` as an SVG element, without an XML declaration."""
    stream = io.BytesIO()
    code = qrcode.QRCode(border=2, image_factory=SvgPathImage)
    code.add_data(address)
    code.make_image().save(stream)
    written = stream.getvalue().decode()
    return written[written.index("<svg") :]
