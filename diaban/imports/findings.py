"""What a check found: one record for geometry and plot rules, its words made on request. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ERROR, WARNING, NOTE = "error", "warning", "note"
"""An error keeps the row out; a warning wants a decision; a note is only said."""

_REDRAW = _("Redraw the outline at this place, or take it from the surveyed file again.")
_DECIDE_AREA = _("Find out which is right: the outline or the figure. Both may be of another day.")

WORDS: Mapping[str, tuple[Promise, Promise]] = {
    "missing_geometry": (
        _("%(name)s has no geometry."),
        _("Draw it, or send it as a row without a place on purpose."),
    ),
    "unreadable_geometry": (
        _("The geometry of %(name)s cannot be built: a ring is open or has too few points."),
        _("Close the ring: its last point must be its first."),
    ),
    "empty": (_("The geometry of %(name)s is empty."), _("Draw it, or remove the row.")),
    "not_finite": (
        _("%(name)s has a coordinate that is no number."),
        _("Look for an empty or damaged cell among its coordinates."),
    ),
    "self_crossing": (_("The outline of %(name)s crosses or touches itself."), _REDRAW),
    "too_few_points": (_("A ring of %(name)s has too few points to enclose anything."), _REDRAW),
    "hole_outside": (_("A hole of %(name)s lies outside its outline."), _REDRAW),
    "nested": (_("Parts of %(name)s lie inside each other."), _REDRAW),
    "other": (_("The geometry of %(name)s is unsound."), _REDRAW),
    "polygon_expected": (
        _("%(name)s is a %(found)s; this layer holds areas."),
        _("Close the lines into areas in the drawing, or choose the layer they belong to."),
    ),
    "line_expected": (
        _("%(name)s is a %(found)s; this layer holds lines."),
        _("Choose the layer it belongs to."),
    ),
    "point_expected": (
        _("%(name)s is a %(found)s; this layer holds points."),
        _("Choose the layer it belongs to."),
    ),
    "extra_dimension": (
        _("%(count)d geometries carry heights or measures; the map keeps the plane only."),
        _("Nothing needs to be done. Heights stay in the file."),
    ),
    "too_many_vertices": (
        _("%(name)s has %(count)d vertices, more than %(limit)d."),
        _("Simplify it: points closer than the accuracy of the survey say nothing."),
    ),
    "thin_part": (
        _("A part of %(name)s is only %(width_m).2f m wide (%(area_m2).1f m²)."),
        _("It is probably left over from cutting. Remove it or join it to its neighbour."),
    ),
    "bounding_box": (
        _("%(name)s is an exact rectangle along the axes: a frame around it, not its outline."),
        _("Find the real outline; until then keep it as a point with its area."),
    ),
    "duplicate": (
        _("%(name)s has the same geometry as %(other)s (row %(other_row)d)."),
        _("Remove one, or correct the one that was copied."),
    ),
    "overlap": (
        _(
            "%(name)s and %(other)s overlap by %(area_m2).1f m², up to %(width_m).1f m wide "
            "(%(percent).2f%% of the smaller)."
        ),
        _("Agree on one boundary and use the same points for both."),
    ),
    "gap": (
        _("Between %(others)s lies a gap of %(area_m2).1f m², up to %(width_m).1f m wide."),
        _("Agree on one boundary and use the same points for both, or say what lies there."),
    ),
    "sliver": (
        _(
            "The common boundary of %(name)s and %(other)s differs over %(length_m).1f m, "
            "by up to %(width_m).2f m."
        ),
        _("Use the same points for both along their boundary."),
    ),
    "outside_parent": (
        _(
            "%(area_m2).1f m² of %(name)s (%(percent).2f%%) lie outside %(parent)s, "
            "up to %(distance_m).1f m from it."
        ),
        _("Check the coordinate system and the boundary; correct the one that is wrong."),
    ),
    "far_outside": (
        _("%(name)s lies outside %(parent)s altogether, %(distance_m).0f m from it."),
        _("Check the coordinate system, the order of the coordinates, and their source."),
    ),
    "area_differs": (
        _(
            "%(name)s: the outline measures %(measured_m2).0f m² in VN-2000, %(declared_m2).0f m² "
            "are declared: %(difference_m2)+.0f m² (%(percent)+.2f%%)."
        ),
        _DECIDE_AREA,
    ),
    "area_not_positive": (
        _("%(name)s: the declared area is %(declared_m2)s m²."),
        _("Enter the area, or leave it empty if it is not known."),
    ),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong or odd.

    Attributes:
        code: stable; a key of `WORDS`, or of the words of the check that made it.
        row: the number by which the sender finds the row (`Dataset.rows`), 0 for the whole file.
        place: (lon, lat) in EPSG:4326 to look at; None if there is no one place.
        severity: `ERROR`, `WARNING` or `NOTE`.
        numbers: the values that the words name; JSON can hold them.
    """

    code: str
    row: int
    place: tuple[float, float] | None
    severity: str
    numbers: Mapping[str, Any] = field(default_factory=dict)

    @property
    def message(self) -> str:
        return str(_words(self.code)[0]) % self.numbers

    @property
    def remedy(self) -> str:
        return str(_words(self.code)[1]) % self.numbers


def _words(code: str) -> tuple[Promise, Promise]:
    if code in WORDS:
        return WORDS[code]
    from diaban.imports.eudr_words import WORDS as PLOT_WORDS  # which are many, and rarely wanted

    return PLOT_WORDS[code]
