"""Extracts of OpenStreetMap (PBF): four subjects instead of its five layers of everything.

Runs in the confined process only. Data © OpenStreetMap contributors, ODbL 1.0.
"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

from diaban.imports.reading.dataset import GEOMETRY, DeclaredCrs, Description, Encoding, LayerName
from diaban.imports.reading.sink import Request, Sink

_BATCH = 8_192
_TAGS = "other_tags"
_ROADS = (
    "('motorway','motorway_link','trunk','trunk_link','primary','primary_link','secondary',"
    "'secondary_link','tertiary','construction','proposed')"
)
SUBJECTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "roads": (("lines", f"highway IN {_ROADS}"),),
    "railways": (("lines", "railway IS NOT NULL AND railway NOT IN ('platform','razed')"),),
    "ports": (
        ("points", _tagged := f"{_TAGS} LIKE '%\"harbour\"=>%' OR {_TAGS} LIKE '%\"port\"=>%'"),
        (
            "multipolygons",
            f"landuse = 'port' OR {_TAGS} LIKE '%\"industrial\"=>\"port\"%' OR {_tagged}",
        ),
    ),
    "industrial": (("multipolygons", "landuse = 'industrial'"),),
}
"""What an import can ask for: GDAL's layers and the condition on each."""


def read(request: Request, sink: Sink) -> Description:
    """One of `SUBJECTS`; attributes are those of GDAL's layer, `other_tags` with the rest as text.

    Raises:
        Refused: the subject is unknown or not named, or nothing in the extract belongs to it.
    """
    layers = tuple(LayerName(name) for name in SUBJECTS)
    found = ", ".join(SUBJECTS)
    if request.layer is None:
        raise request.refuse("choose_layer", count=len(SUBJECTS), found=found)
    if request.layer not in SUBJECTS:
        raise request.refuse("no_such_layer", layer=request.layer, found=found)
    parts = SUBJECTS[request.layer]
    try:
        tables = [_read_part(request, layer, condition) for layer, condition in parts]
    except (DataSourceError, DataLayerError, FeatureError, pa.ArrowException) as error:
        raise request.refuse("damaged", detail=" ".join(str(error).split())[:200]) from error
    table = (
        pa.concat_tables([part for part in tables if part.num_rows], promote_options="default")
        if any(part.num_rows for part in tables)
        else tables[0]
    )
    if not table.num_rows:
        raise request.refuse("no_data")
    names = [name for name in table.column_names if name != GEOMETRY]
    table = table.select([*request.chosen(names), GEOMETRY])
    sink.expected = table.num_rows
    for batch in table.to_batches(_BATCH):
        sink.write(batch)
    return Description(
        request.kind.value,
        request.layer,
        layers,
        DeclaredCrs("EPSG:4326", "format"),
        Encoding("utf-8", "format"),
    )


def _read_part(request: Request, layer: str, condition: str) -> pa.Table:
    meta, table = pyogrio.raw.read_arrow(request.path, layer=layer, where=condition)
    name = meta["geometry_name"] or "wkb_geometry"
    position = table.schema.get_field_index(name)
    wkb = table.column(position).cast(pa.binary())
    return table.remove_column(position).replace_schema_metadata().append_column(GEOMETRY, wkb)
