from __future__ import annotations

import pytest
import shapely
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from diaban.facts.typed import written_by_resolution
from diaban.geo.fields import GeometryField
from diaban.zones.models import EconomicZone

PLACE = shapely.Point(107.04, 20.98)
OUTLINE = shapely.from_wkt("MULTIPOLYGON(((107 21,107.1 21,107.1 21.1,107 21)))")


@pytest.fixture
def zone(db):
    with written_by_resolution():
        return EconomicZone.objects.create(
            key="economic_zone:x", code="x", location=PLACE, outline=OUTLINE,
            resolved_at=timezone.now(),
        )  # fmt: skip


def test_what_is_written_is_read_back(zone):
    stored = EconomicZone.objects.get()
    assert stored.location.equals_exact(PLACE)
    assert stored.outline.equals_exact(OUTLINE)


def test_an_unknown_place_stays_unknown(db):
    with written_by_resolution():
        EconomicZone.objects.bulk_create(
            [EconomicZone(key=f"economic_zone:{i}", code=str(i), resolved_at=timezone.now(),
                          location=PLACE if i else None) for i in range(2)]
        )  # fmt: skip
    assert EconomicZone.objects.get(code="0").location is None
    assert EconomicZone.objects.filter(location=None).count() == 1
    assert EconomicZone.objects.filter(location__isnull=False).get().location == PLACE


def test_it_can_be_found_by_its_geometry(zone):
    assert EconomicZone.objects.get(location=PLACE) == zone
    assert not EconomicZone.objects.filter(location=shapely.Point(0, 0)).exists()


def test_it_is_a_real_geometry_column_with_an_index_where_there_is_postgis(zone):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite keeps WKB in a BLOB")
    with connection.cursor() as cursor:
        cursor.execute("SELECT ST_X(location), ST_SRID(outline) FROM zones_economiczone")
        assert cursor.fetchone() == (pytest.approx(107.04), 4326)
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = 'zones_economiczone'")
        assert sum("USING gist" in row[0] for row in cursor.fetchall()) == 2


def test_the_third_dimension_is_left_out(db):
    field = GeometryField()
    written = field.get_db_prep_value(shapely.Point(1, 2, 3), connection)
    assert shapely.from_wkb(written).has_z is False


@pytest.mark.parametrize(
    "form", [PLACE, PLACE.wkt, PLACE.wkb, PLACE.wkb_hex, memoryview(PLACE.wkb)]
)
def test_it_understands_every_usual_form(form):
    assert GeometryField().to_python(form) == PLACE


@pytest.mark.parametrize("nonsense", ["POINT(1", "hello", b"\x01\x02", "01zz"])
def test_it_refuses_what_is_no_geometry(nonsense):
    with pytest.raises(ValidationError):
        GeometryField().to_python(nonsense)


def test_it_can_be_dumped_and_read_again(zone):
    field = EconomicZone._meta.get_field("outline")
    assert field.to_python(field.value_to_string(zone)).equals(OUTLINE)
