"""Handlers of vector tiles: the layers of an edition, and the base map."""

from __future__ import annotations

import re

from diaban.explorer.api import basemap
from diaban.explorer.api.endpoints import CURRENT, REVISION, Context
from diaban.explorer.api.features import layer_of
from diaban.explorer.api.http import IMMUTABLE, MVT, NOT_STORED, REVALIDATE, Response, tag
from diaban.explorer.api.problems import NOT_FOUND, Refusal
from diaban.explorer.parameters import BadQuestion, Malformed, Parameter, Problem, whole
from diaban.explorer.phrases import phrase as _

MAX_ZOOM = 22
X_Y_SCHEMA = {"type": "integer", "minimum": 0, "maximum": 2**MAX_ZOOM - 1}
TILE = (
    Parameter(
        "z",
        "Zoom level.",
        whole(0, MAX_ZOOM),
        {"type": "integer", "minimum": 0, "maximum": MAX_ZOOM},
        "9",
        where="path",
    ),
    Parameter(
        "x", "Column, from the west.", whole(0, 2**MAX_ZOOM - 1), X_Y_SCHEMA, "408", where="path"
    ),
    Parameter(
        "y", "Row, from the north.", whole(0, 2**MAX_ZOOM - 1), X_Y_SCHEMA, "224", where="path"
    ),
)


def layer_tile(context: Context) -> Response:
    """A vector tile of one layer."""
    context.read()
    z, x, y = _tile(context)
    edition = context.edition_in_path()
    layer = layer_of(edition, context.path["layer"])
    content = edition.tile(layer.name, z, x, y)
    cache = IMMUTABLE if context.immutable else REVALIDATE
    if not content:
        return Response(status=204, cache=cache)
    etag = tag(REVISION, edition.id, layer.name, f"{z}/{x}/{y}")
    return Response(content, MVT, etag=etag, cache=cache)


def base_tile(context: Context) -> Response:
    """A vector tile of the base map."""
    context.read()
    z, x, y = _tile(context)
    archive = basemap.opened()
    if archive is None:
        raise Refusal(NOT_FOUND, _("The base map is not built into this installation."))
    named = context.path["version"]
    if named != CURRENT and not re.fullmatch(r"[0-9a-f]{8}", named):
        raise Refusal(NOT_FOUND, _("A version of the base map has 8 digits from 0 to f."))
    if named not in (archive.version, CURRENT):
        # A page opened before an upgrade gets today's map and does not keep it by that name.
        address = f"/tiles/base/{archive.version}/{z}/{x}/{y}".encode()
        return Response(status=307, cache=NOT_STORED, headers=[(b"location", address)])
    cache = REVALIDATE if named == CURRENT else IMMUTABLE
    content = archive.tile(z, x, y)
    if not content:
        # Not 204: an empty tile would be drawn as sea, while a missing one is drawn from the
        # coarser tile above it. Fine tiles exist only around the province.
        raise Refusal(NOT_FOUND, _("No tile of the base map is as fine as this here."))
    etag = tag(archive.version, f"{z}/{x}/{y}")
    return Response(content, MVT, etag=etag, cache=cache, encoding="gzip" if archive.gzip else None)


def _tile(context: Context) -> tuple[int, int, int]:
    """The tile's numbers. Raises `BadQuestion` for what is not a tile."""
    numbers, problems = [], []
    for parameter in TILE:
        try:
            numbers.append(parameter.read(context.path[parameter.name]))
        except Malformed as error:
            problems.append(parameter.problem(error))
    if problems:
        raise BadQuestion(problems)
    z, x, y = numbers
    for name, value in (("x", x), ("y", y)):
        if value >= 1 << z:
            problems.append(
                Problem(
                    name,
                    "out-of-range",
                    _("%(value)s is out of range.", value=value),
                    _(
                        "At zoom %(zoom)s give a number from 0 to %(last)s.",
                        zoom=z,
                        last=(1 << z) - 1,
                    ),
                )
            )
    if problems:
        raise BadQuestion(problems)
    return z, x, y
