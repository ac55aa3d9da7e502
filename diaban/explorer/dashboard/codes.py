"""How the codes of indicators and the endings of their files stand in an address."""

from __future__ import annotations

from django.urls import register_converter

from diaban.explorer.dashboard.files import FORMATS


class Text:
    """A part of an address that is taken as it is written."""

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Code(Text):
    """A code always has a point ("land.cleared"): no other page's name is taken for one."""

    regex = r"[a-z][a-z0-9_]*(?:\.[a-z0-9_-]+)+"


class Ending(Text):
    regex = "|".join(FORMATS)


register_converter(Code, "figure")
register_converter(Ending, "file")
