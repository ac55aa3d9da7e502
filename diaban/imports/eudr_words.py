"""Words for the rules of the EU deforestation regulation: code → (message, remedy)."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_RING_AGAIN = _("Draw the ring again; its lines may meet only at its corners.")

WORDS: Mapping[str, tuple[Promise, Promise]] = {
    "eudr_file_too_large": (
        _("The file has %(size)d bytes; the EU system takes at most %(limit)d."),
        _("Divide the plots among several files."),
    ),
    "eudr_not_a_collection": (
        _("The file is a %(found)s, not a FeatureCollection."),
        _("Put the plots into one FeatureCollection."),
    ),
    "eudr_other_crs": (
        _("The file says that its coordinates are in %(found)s; only WGS 84 is taken."),
        _("Convert the coordinates to longitude and latitude in WGS 84 (EPSG:4326)."),
    ),
    "eudr_not_a_feature": (
        _("Entry %(name)s is not a Feature."),
        _("Each entry has type, properties and geometry."),
    ),
    "eudr_geometry_missing": (
        _("Plot %(name)s has no geometry."),
        _("Give its point (up to 4 ha) or its polygon."),
    ),
    "eudr_geometry_type": (
        _("Plot %(name)s is a %(found)s; only points and polygons, single or multiple, count."),
        _("Draw the plot as a closed polygon, or give one point if it has 4 ha or less."),
    ),
    "eudr_coordinates_damaged": (
        _("Plot %(name)s has a coordinate that is not a pair of numbers."),
        _("Each position is [longitude, latitude]."),
    ),
    "eudr_metres": (
        _("Plot %(name)s has coordinates in metres (%(x)s, %(y)s), probably of VN-2000."),
        _("Convert them to longitude and latitude in WGS 84 (EPSG:4326)."),
    ),
    "eudr_swapped": (
        _("Plot %(name)s has latitude before longitude (%(x)s, %(y)s)."),
        _("Write each position as [longitude, latitude]."),
    ),
    "eudr_out_of_range": (
        _("Plot %(name)s has a position that is nowhere on Earth (%(x)s, %(y)s)."),
        _("Longitude lies between -180 and 180, latitude between -90 and 90."),
    ),
    "eudr_altitude": (
        _("Plot %(name)s carries heights, which the EU system leaves out."),
        _("Nothing needs to be done."),
    ),
    "eudr_too_few_decimals": (
        _("Plot %(name)s has coordinates of %(decimals)d decimals; the regulation asks for 6."),
        _("Export the coordinates again without rounding. Added zeros would only hide it."),
    ),
    "eudr_ring_open": (
        _("A ring of plot %(name)s is open: its last point is not its first."),
        _("Repeat the first point at the end."),
    ),
    "eudr_ring_too_short": (
        _("A ring of plot %(name)s has %(count)d points; a closed one has at least 4."),
        _RING_AGAIN,
    ),
    "eudr_crossing": (_("The outline of plot %(name)s crosses or touches itself."), _RING_AGAIN),
    "eudr_unsound": (_("The polygon of plot %(name)s is unsound: %(reason)s."), _RING_AGAIN),
    "eudr_no_area": (_("The points of plot %(name)s enclose no area."), _RING_AGAIN),
    "eudr_hole": (
        _("Plot %(name)s has %(count)d holes, which the EU system does not take."),
        _("Cut the polygon into parts around the hole."),
    ),
    "eudr_point_too_large": (
        _("Plot %(name)s is a point with %(area)s ha; above 4 ha a polygon is required."),
        _("Draw its outline. Only for cattle a point is enough whatever the size."),
    ),
    "eudr_area_assumed": (
        _("Plot %(name)s is a point without an area; the EU system will count it as 4 ha."),
        _("Enter its area in hectares as Area."),
    ),
    "eudr_area_damaged": (
        _("The Area of plot %(name)s is “%(found)s”, not a number greater than 0."),
        _("Write hectares as a JSON number with a point: 2.5, without quotation marks."),
    ),
    "eudr_area_differs": (
        _(
            "The Area of plot %(name)s is %(area)s ha, its polygon measures %(measured).4f ha "
            "(%(percent)+.1f%%); the EU system uses the polygon."
        ),
        _("Find out which is right, and correct the other."),
    ),
    "eudr_country_missing": (
        _("Plot %(name)s has no ProducerCountry."),
        _("Enter the country's two letters, for Viet Nam VN."),
    ),
    "eudr_country_unknown": (
        _("The ProducerCountry of plot %(name)s is “%(found)s”, not two letters of ISO 3166-1."),
        _("Enter the country's two letters, for Viet Nam VN."),
    ),
    "eudr_country_misspelt": (
        _("The ProducerCountry of plot %(name)s is “%(found)s”; two capital letters are required."),
        _("Write “%(wanted)s”."),
    ),
    "eudr_outside_country": (
        _("Plot %(name)s is said to be in Viet Nam and lies elsewhere (%(x)s, %(y)s)."),
        _("Check the order of the coordinates and the country."),
    ),
    "eudr_outside_region": (
        _("Plot %(name)s lies outside %(region)s."),
        _("Check its coordinates, or add it to the region where it lies."),
    ),
    "eudr_property_misnamed": (
        _("Plot %(name)s names a property “%(found)s”; the EU system only knows “%(wanted)s”."),
        _("Name it exactly so, with its capitals."),
    ),
    "eudr_same_plot": (
        _("Plot %(name)s has the same geometry as plot %(other)s (entry %(other_row)d)."),
        _("Remove one of them."),
    ),
    "plot_compound": (
        _("Plot %(name)s is a %(found)s; a plot is held as one point or as polygons."),
        _("Give each of its points or parts as a plot of its own."),
    ),
    "plot_name_twice": (
        _("Another plot of this file is called %(name)s too."),
        _("Give each plot a ProductionPlace of its own: by it the plot is known next time."),
    ),
    "plot_outside_province": (
        _("Plot %(name)s lies outside the province."),
        _("Check its coordinates; send plots of other provinces to their own authority."),
    ),
    "eudr_overlap": (
        _("Plots %(name)s and %(other)s (entry %(other_row)d) overlap by %(area_m2).0f m²."),
        _("Agree on the boundary; the same ground must not be declared twice."),
    ),
}
