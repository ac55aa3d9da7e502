"""Files of open data as features of a layer: read, limited to ours, named as the layer names them.

What is doubtful stays as it is: the review that every import goes through has to see it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import shapely
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from diaban.imports import reading
from diaban.imports.open_data import overpass
from diaban.imports.open_data.manifest import Manifest
from diaban.imports.open_data.refusal import NotPulled

Record = tuple[dict[str, Any], BaseGeometry | None]
_JSON = (".geojson", ".json")
_DECIMAL_COMMA = re.compile(r"-?\d+,\d+")
_NOT_OF_A_CODE = re.compile(r"[^A-Za-z0-9]+")


def features(manifest: Manifest, files: Sequence[Path]) -> list[dict[str, Any]]:
    """GeoJSON features whose properties are fields of the manifest's layer.

    Raises:
        NotPulled: a file is not what the manifest says, or nothing of it is ours.
    """
    records = [record for path in files for record in _read(manifest, path)]
    kept = [record for record in records if _is_kept(manifest, record[0])]
    repeated = _repeated(manifest, kept)
    ours = [_feature(manifest, row, geometry, repeated) for row, geometry in kept]
    if not ours:
        raise NotPulled(
            "nothing_ours",
            _("None of the %(count)d records is one that the manifest asks for.")
            % {"count": len(records)},
            _("Compare the columns of the file with those of the manifest."),
        )
    return ours


def write(manifest: Manifest, files: Sequence[Path], target: Path) -> int:
    """Write the features as one GeoJSON file; their number."""
    ours = features(manifest, files)
    collection = {"type": "FeatureCollection", "features": ours}
    target.write_text(json.dumps(collection, ensure_ascii=False), "utf-8")
    return len(ours)


def _read(manifest: Manifest, path: Path) -> Iterable[Record]:
    if path.suffix.lower() not in _JSON:
        return _of_table(manifest, path)
    try:
        content = json.loads(path.read_text("utf-8"))
        if "elements" in content:
            return list(overpass.records(content))
        return [
            (dict(feature.get("properties") or {}), _geometry(feature.get("geometry")))
            for feature in content["features"]
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NotPulled(
            "not_as_described",
            _("%(file)s is not what its manifest describes: %(reason)s")
            % {"file": path.name, "reason": str(error)[:200] or type(error).__name__},
            _("Look what was fetched: perhaps a page that says why not. Then pull again."),
        ) from None


def _geometry(content: Any) -> BaseGeometry | None:
    return shapely.from_geojson(json.dumps(content), on_invalid="ignore") if content else None


def _of_table(manifest: Manifest, path: Path) -> Iterator[Record]:
    dataset = reading.read(path, layer=manifest.sheet)
    for row in dataset.table.to_pylist():
        if manifest.decimal_comma:
            row = {column: _with_point(value) for column, value in row.items()}
        yield row, None


def _with_point(value: Any) -> Any:
    """A number written with a decimal comma, as a number."""
    if isinstance(value, str) and _DECIMAL_COMMA.fullmatch(value):
        return float(value.replace(",", "."))
    return value


def _is_kept(manifest: Manifest, row: dict[str, Any]) -> bool:
    return all(row.get(column) in wanted for column, wanted in manifest.keep.items())


def _repeated(manifest: Manifest, kept: Sequence[Record]) -> frozenset[Any]:
    """Codes that stand for several records; none where nothing tells them apart."""
    if manifest.apart is None:
        return frozenset()
    times = Counter(_first(row, manifest.columns["code"]) for row, _place in kept)
    return frozenset(code for code, count in times.items() if count > 1)


def _feature(
    manifest: Manifest,
    row: dict[str, Any],
    geometry: BaseGeometry | None,
    repeated: frozenset[Any],
) -> dict[str, Any]:
    properties = {
        name: _translated(manifest, name, _first(row, columns))
        for name, columns in manifest.columns.items()
    }
    code = str(properties["code"] or "")
    if manifest.apart and properties["code"] in repeated:
        code = f"{code}-{row.get(manifest.apart) or ''}"
    properties["code"] = _NOT_OF_A_CODE.sub("-", code).strip("-")
    if geometry is None and manifest.place:
        geometry = _point(row, manifest.place)
    shape = None if geometry is None else json.loads(shapely.to_geojson(geometry))
    return {"type": "Feature", "properties": properties, "geometry": shape}


def _first(row: dict[str, Any], columns: str | list[str]) -> Any:
    """The first value that is there among a field's columns."""
    names = [columns] if isinstance(columns, str) else columns
    return next((row[name] for name in names if row.get(name) not in (None, "")), None)


def _translated(manifest: Manifest, field: str, value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a spreadsheet knows no whole numbers
    known = manifest.values.get(field, {})
    # A value that the manifest does not know stays: the review refuses it with its own words.
    return known.get(value, value) if isinstance(value, str) else value


def _point(row: dict[str, Any], place: Sequence[str]) -> BaseGeometry | None:
    try:
        return shapely.Point(*(float(row[column]) for column in place))
    except (KeyError, TypeError, ValueError):
        return None
