"""A model field for geometries: the same values on SQLite and on PostgreSQL with PostGIS."""

from __future__ import annotations

from typing import Any

import shapely
from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _
from shapely.geometry.base import BaseGeometry

SRID = 4326


class GeometryField(models.Field):
    """A two-dimensional geometry in EPSG:4326 (longitude, latitude); values are Shapely geometries.

    SQLite keeps it as WKB in a BLOB; PostgreSQL as `geometry(Geometry,4326)`, so that QGIS can open
    the table. An index for PostGIS is made by `diaban.geo.operations.CreateSpatialIndex`.
    """

    description = _("Geometry (EPSG:4326)")
    empty_strings_allowed = False
    default_error_messages = {"invalid": _("This is not a geometry in WKB or WKT.")}

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return f"geometry(Geometry,{SRID})" if _is_postgis(connection) else "BLOB"

    def get_internal_type(self) -> str:
        return "GeometryField"

    def get_placeholder(self, value: Any, compiler: Any, connection: BaseDatabaseWrapper) -> str:
        """How a value is written: PostGIS is told that the bytes are WKB in EPSG:4326."""
        return "%s" if hasattr(value, "as_sql") else _from_wkb("%s", connection)

    def select_format(self, compiler: Any, sql: str, params: Any) -> tuple[str, Any]:
        """How a value is read: as plain WKB from both databases."""
        return (f"ST_AsBinary({sql})" if _is_postgis(compiler.connection) else sql), params

    def from_db_value(
        self, value: Any, expression: Any, connection: BaseDatabaseWrapper
    ) -> BaseGeometry | None:
        return None if value is None else shapely.from_wkb(bytes(value))

    def to_python(self, value: Any) -> BaseGeometry | None:
        """Accepts a geometry, WKB bytes, hexadecimal WKB or WKT.

        Raises:
            ValidationError: the value is none of these.
        """
        if value is None or isinstance(value, BaseGeometry):
            return value
        try:
            if isinstance(value, bytes | bytearray | memoryview):
                return shapely.from_wkb(bytes(value))
            text = str(value).strip()
            is_hex = text[:2] in ("00", "01")
            return shapely.from_wkb(text) if is_hex else shapely.from_wkt(text)
        except shapely.errors.ShapelyError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return value if hasattr(value, "as_sql") else self.to_python(value)

    def get_db_prep_value(
        self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False
    ) -> Any:
        value = value if prepared else self.get_prep_value(value)
        if isinstance(value, shapely.Geometry):
            return shapely.to_wkb(value, output_dimension=2, include_srid=False)
        return value

    def value_to_string(self, obj: models.Model) -> str:
        """Hexadecimal WKB, for `dumpdata`; `to_python` reads it back."""
        value = self.value_from_object(obj)
        if not isinstance(value, shapely.Geometry):
            return ""
        return shapely.to_wkb(value, hex=True, output_dimension=2)


@GeometryField.register_lookup
class SameGeometry(Exact):
    """Equality point by point, as `GeometryField` writes its values."""

    def process_rhs(self, compiler: Any, connection: BaseDatabaseWrapper) -> Any:
        sql, params = super().process_rhs(compiler, connection)
        return (_from_wkb(sql, connection) if self.rhs_is_direct_value() else sql), params


def _from_wkb(sql: str, connection: BaseDatabaseWrapper) -> str:
    return f"ST_GeomFromWKB({sql}, {SRID})" if _is_postgis(connection) else sql


def _is_postgis(connection: BaseDatabaseWrapper) -> bool:
    return connection.vendor == "postgresql"
