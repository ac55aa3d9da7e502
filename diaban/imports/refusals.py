"""Words for every reason why a file is not taken: code → (reason, remedy). Values are named."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

UNKNOWN_REASON: tuple[Promise, Promise] = (
    _("The file could not be read."),
    _("Save it again in its program and send it once more."),
)

REASONS: Mapping[str, tuple[Promise, Promise]] = {
    "missing": (
        _("There is no file “%(name)s”."),
        _("Check its name and where it lies."),
    ),
    "empty_file": (
        _("“%(name)s” is empty: 0 bytes."),
        _("It was probably cut off on the way. Send it again."),
    ),
    "too_large": (
        _("“%(name)s” has %(size)d bytes; at most %(limit)d are read."),
        _("Divide it, for instance by commune, and send the parts."),
    ),
    "lying_ending": (
        _("The name “%(name)s” ends in “%(ending)s”, but the content is %(content)s."),
        _("Give the file the ending of what it is, after making sure where it comes from."),
    ),
    "unknown_ending": (
        _("Files that end in “%(ending)s” are not read (“%(name)s”)."),
        _(
            "Save it as GeoPackage, Shapefile, GeoJSON, KML, DXF, FlatGeobuf, GeoParquet, CSV, "
            "XLSX or OSM PBF."
        ),
    ),
    "unknown_content": (
        _("The content of “%(name)s” is of no kind that is read here."),
        _(
            "Save it as GeoPackage, Shapefile, GeoJSON, KML, DXF, FlatGeobuf, GeoParquet, CSV, "
            "XLSX or OSM PBF."
        ),
    ),
    "old_office": (
        _("“%(name)s” is an Excel or Word file of before 2007, or one locked with a password."),
        _("Open it in Excel without its password and save it as “Excel workbook (.xlsx)”."),
    ),
    "other_office": (
        _("“%(name)s” is an Office document, but not a spreadsheet."),
        _("Copy the table into a spreadsheet and save it as “Excel workbook (.xlsx)”."),
    ),
    "dwg": (
        _("“%(name)s” is a DWG drawing, whose format its maker keeps closed."),
        _("In the drawing program choose “Save as” and DXF."),
    ),
    "binary_drawing": (
        _("“%(name)s” is a drawing saved as binary DXF, which cannot be checked before reading."),
        _("In the drawing program choose “Save as” and the usual, readable DXF."),
    ),
    "pdf": (
        _("“%(name)s” is a PDF: a picture of data, not the data."),
        _("Ask its author for the drawing (DXF) or the table (XLSX) behind it."),
    ),
    "picture": (
        _("“%(name)s” is a picture."),
        _("Ask its author for the drawing (DXF) or the table (XLSX) behind it."),
    ),
    "program": (
        _("“%(name)s” is a program, not data."),
        _("Do not open it. Tell whoever looks after your computers where it came from."),
    ),
    "other_archive": (
        _("“%(name)s” is packed in a way that is not read."),
        _("Unpack it and send the file, or pack it as ZIP."),
    ),
    "other_database": (
        _("“%(name)s” is a database, but not a GeoPackage."),
        _("Export the layer as GeoPackage."),
    ),
    "other_markup": (
        _("“%(name)s” is XML, but not KML."),
        _("Export it as KML, GeoJSON or GeoPackage."),
    ),
    "document_type": (
        _("“%(name)s” declares a document type, with which XML files attack their readers."),
        _("Export it again from a map program; a file made by one declares none."),
    ),
    "zip_bomb": (
        _("“%(name)s” would unpack to %(size)d bytes, more than %(limit)d: it looks like a bomb."),
        _("Unpack it yourself, look what it holds, and send the data file alone."),
    ),
    "unpacks_too_large": (
        _("“%(name)s” gives more than %(limit)d bytes when unpacked, whatever it announces."),
        _("Unpack it yourself, look what it holds, and send the data file alone."),
    ),
    "too_many_members": (
        _("“%(name)s” holds %(count)d files; at most %(limit)d are read."),
        _("Send the data file alone."),
    ),
    "nested_archive": (
        _("“%(name)s” holds another archive, “%(member)s”."),
        _("Unpack the inner one and send it alone."),
    ),
    "path_trick": (
        _("“%(name)s” holds a file that wants to be written elsewhere: “%(member)s”."),
        _("Do not unpack it. Ask the sender how it was made."),
    ),
    "link_in_archive": (
        _("“%(name)s” holds a link instead of a file: “%(member)s”."),
        _("Pack the files themselves."),
    ),
    "locked": (
        _("“%(name)s” is locked with a password."),
        _("Pack it without one."),
    ),
    "macros": (
        _("“%(name)s” carries macros, which are programs."),
        _("Save it as “Excel workbook (.xlsx)”, which has none, and send that."),
    ),
    "archive_without_data": (
        _("“%(name)s” holds no file that is read here."),
        _("Pack a shapefile (.shp, .shx, .dbf, .prj) or one other data file."),
    ),
    "archive_with_several": (
        _("“%(name)s” holds %(count)d data sets: %(found)s."),
        _("Send each on its own."),
    ),
    "folder_without_shapefile": (
        _("The folder “%(name)s” holds no shapefile."),
        _("Choose the folder in which the .shp file lies."),
    ),
    "folder_with_several": (
        _("The folder “%(name)s” holds %(count)d shapefiles: %(found)s."),
        _("Choose one of them by its .shp file."),
    ),
    "shapefile_incomplete": (
        _("The shapefile “%(name)s” lacks its part “%(part)s”."),
        _("Send .shp, .shx, .dbf and .prj together, packed as ZIP."),
    ),
    "damaged": (
        _("“%(name)s” is damaged: %(detail)s"),
        _("Save it again in its program and send it once more."),
    ),
    "no_such_layer": (
        _("“%(name)s” has no layer “%(layer)s”. It has: %(found)s."),
        _("Choose one of these."),
    ),
    "choose_layer": (
        _("“%(name)s” has %(count)d layers with data: %(found)s."),
        _("Choose one of these."),
    ),
    "no_such_column": (
        _("“%(name)s” has no column “%(column)s”. It has: %(found)s."),
        _("Choose columns of the file."),
    ),
    "no_data": (
        _("“%(name)s” has no row of data."),
        _("Check that the right sheet or layer was saved."),
    ),
    "no_header": (
        _("No row of column names was found in “%(name)s”."),
        _("Put the names of the columns into one row above the data."),
    ),
    "too_many_rows": (
        _("“%(name)s” has more than %(limit)d rows."),
        _("Divide it, for instance by commune, and send the parts."),
    ),
    "too_many_parts": (
        _("“%(name)s” holds more than %(limit)d numbers, words and brackets."),
        _("Divide the plots among several files, or simplify their outlines."),
    ),
    "too_many_columns": (
        _("“%(name)s” has %(count)d columns; at most %(limit)d are read."),
        _("Remove the columns that are not needed; look for a stray cell far to the right."),
    ),
    "cell_too_long": (
        _("Row %(row)d of “%(name)s” has a cell of more than %(limit)d characters."),
        _("Simplify the geometry, or send it as GeoPackage."),
    ),
    "too_many_vertices": (
        _("Feature %(row)d of “%(name)s” has about %(count)d vertices, more than %(limit)d."),
        _("Simplify it, or divide it into parts."),
    ),
    "block_bomb": (
        _("The blocks of “%(name)s” draw each other more than %(limit)d times: a trap."),
        _("Explode the blocks in the drawing program and save again."),
    ),
    "too_deep": (
        _("“%(name)s” nests its contents deeper than any map does."),
        _("Export it again from a map program."),
    ),
    "too_much_memory": (
        _("Reading “%(name)s” needs more memory than is allowed for one file."),
        _("Divide it, for instance by commune, or simplify its outlines."),
    ),
    "too_long": (
        _("Reading “%(name)s” took longer than %(seconds)d seconds and was stopped."),
        _("Divide it, for instance by commune, or simplify its outlines."),
    ),
    "reader_stopped": (
        _("The program that reads “%(name)s” broke down over it."),
        _("Open the file in QGIS, save it as GeoPackage and send that."),
    ),
}
