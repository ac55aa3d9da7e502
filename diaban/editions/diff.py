"""What one edition says differently from another: record by record, field by field, and in words.

A change record is a dictionary that JSON can hold:

- `change`  added, changed or removed; `layer`, `key`, `name_vi`, `name_en` of the subject;
- `fields`  for a changed subject, each field whose value differs: `field`, `label_vi`, `label_en`,
  `type`, `unit`, `old`, `new` (None is unknown), and where a value has a name `old_label`,
  `new_label`;
- `moved_m` how far the location moved, or at most any point of the outline, in metres;
- `evidence` fields whose value stands while its sources, dates or competing values differ;
- `checked` fields that were looked at again and found unchanged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from diaban.editions.distance import GEOD, scale_at
from diaban.editions.model import FieldInfo

if TYPE_CHECKING:
    from diaban.editions.layer import Layer
    from diaban.editions.store import Edition

Record = dict[str, Any]

_BATCH = 50_000
_NAMES = ("key", "name_vi", "name_en")
_COMMON_FIELDS = (
    FieldInfo("name", "words", "Tên", "Name"),
    FieldInfo("code", "text", "Mã", "Code"),
    FieldInfo("valid_from", "date", "Có hiệu lực từ", "Valid from"),
    FieldInfo("valid_to", "date", "Hết hiệu lực từ", "Valid to"),
    FieldInfo("kind", "text", "Loại", "Kind"),
    FieldInfo("status", "text", "Tình trạng", "Status"),
    FieldInfo("commodity", "reference", "Mặt hàng", "Commodity"),
    FieldInfo("localities", "references", "Địa phương", "Localities"),
    FieldInfo(
        "confidence",
        "choice",
        "Độ tin cậy",
        "Confidence",
        choices={
            "high": ("cao", "high"),
            "medium": ("trung bình", "medium"),
            "low": ("thấp", "low"),
        },
    ),
    FieldInfo(
        "freshness",
        "choice",
        "Độ mới",
        "Freshness",
        choices={
            "fresh": ("còn mới", "fresh"),
            "stale": ("quá hạn kiểm tra", "stale"),
            "unknown": ("không xác định", "unknown"),
        },
    ),
    FieldInfo("conflict", "boolean", "Nguồn mâu thuẫn", "Sources disagree"),
)


def records(old: Edition | None, new: Edition) -> list[Record]:
    """All changes from `old` to `new`, layer by layer; none if there is no older edition."""
    return list(each(old, new))


def each(old: Edition | None, new: Edition) -> Iterator[Record]:
    """`records` one after another: a new layer may have a million."""
    if old is None:
        return
    for name, layer in new.layers.items():
        before = old.layers.get(name)
        if before is None:
            yield from _subjects("added", layer, np.arange(len(layer)))
        else:
            yield from _layer_records(old, new, before, layer)
    for name, layer in old.layers.items():
        if name not in new.layers:
            yield from _subjects("removed", layer, np.arange(len(layer)))


def _layer_records(old: Edition, new: Edition, before: Layer, after: Layer) -> Iterator[Record]:
    matches = pc.index_in(after.keys, value_set=before.keys)
    old_rows = matches.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    yield from _subjects("added", after, np.flatnonzero(old_rows < 0))
    common = np.flatnonzero(old_rows >= 0)
    differ = set(common[_differ(before, after, old_rows[common], common)].tolist())
    differ |= _with_other_facts(old, new, after)
    for row in sorted(differ):
        if old_rows[row] >= 0:
            record = _changed(old, new, before, after, int(old_rows[row]), row)
            if record is not None:
                yield record
    gone = np.ones(len(before), dtype=bool)
    gone[old_rows[common]] = False
    yield from _subjects("removed", before, np.flatnonzero(gone))


def _differ(
    before: Layer, after: Layer, old_rows: NDArray[np.int64], rows: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Which of the common rows do not have the same bytes as feature."""
    differ = np.zeros(len(rows), dtype=bool)
    for start in range(0, len(rows), _BATCH):
        part = slice(start, start + _BATCH)
        one = before.array("_feature").take(pa.array(old_rows[part]))
        other = after.array("_feature").take(pa.array(rows[part]))
        differ[part] = pc.not_equal(one, other).to_numpy(zero_copy_only=False)
    return differ


def _with_other_facts(old: Edition, new: Edition, layer: Layer) -> set[int]:
    rows = set()
    for key in new.facts_file.keys():  # noqa: SIM118 - not a dictionary
        if new.facts_file.raw(key) != old.facts_file.raw(key):
            row = layer.row(key)
            if row is not None:
                rows.add(row)
    return rows


def _subjects(change: str, layer: Layer, rows: NDArray[np.int64]) -> Iterator[Record]:
    """A record for each of the rows, without what changed in it."""
    for start in range(0, len(rows), _BATCH):
        batch = pa.array(rows[start : start + _BATCH])
        columns = (layer.array(name).take(batch).to_pylist() for name in _NAMES)
        for key, name_vi, name_en in zip(*columns, strict=True):
            yield {
                "change": change,
                "layer": layer.name,
                "key": key,
                "name_vi": name_vi,
                "name_en": name_en,
            }


def _changed(
    old: Edition, new: Edition, before: Layer, after: Layer, old_row: int, row: int
) -> Record | None:
    record = next(_subjects("changed", after, np.array([row])))
    was, now = before.record(old_row), after.record(row)
    fields = {info.name: info for info in _COMMON_FIELDS} | before.fields | after.fields
    record["fields"] = [
        _with_labels(entry, info, old, new)
        for info in fields.values()
        if (entry := _field_change(info, was, now)) is not None
    ]
    _location_change(record, before.geometry(old_row), after.geometry(row), was, now)
    named = {entry["field"] for entry in record["fields"]}
    evidence, checked = _evidence(old.facts(record["key"]), new.facts(record["key"]))
    record["evidence"] = [name for name in evidence if name not in named]
    record["checked"] = checked
    return record if any(record[part] for part in ("fields", "evidence", "checked")) else None


def _field_change(info: FieldInfo, was: Mapping[str, Any], now: Mapping[str, Any]) -> Record | None:
    old, new = _value(info, was), _value(info, now)
    if old == new:
        return None
    return {
        "field": info.name,
        "label_vi": info.label_vi,
        "label_en": info.label_en,
        "type": info.type,
        "unit": info.unit,
        "old": old,
        "new": new,
    }


def _value(info: FieldInfo, record: Mapping[str, Any]) -> Any:
    if info.type != "words":
        return record.get(info.name)
    pair = {"vi": record.get(f"{info.name}_vi"), "en": record.get(f"{info.name}_en")}
    return None if pair == {"vi": None, "en": None} else pair


def _with_labels(entry: Record, info: FieldInfo, old: Edition, new: Edition) -> Record:
    for side, edition in (("old", old), ("new", new)):
        label = _label(entry[side], info, edition)
        if label is not None:
            entry[f"{side}_label"] = label
    return entry


def _label(value: Any, info: FieldInfo, edition: Edition) -> Any:
    """The value's name in both languages, where it has one."""
    if value is None:
        return None
    if info.type == "choice" and value in info.choices:
        return dict(zip(("vi", "en"), info.choices[value], strict=True))
    if info.type == "reference":
        return _name(value, edition)
    if info.type == "references":
        names = [_name(key, edition) or {"vi": key, "en": key} for key in value]
        return {tongue: ", ".join(name[tongue] for name in names) for tongue in ("vi", "en")}
    return None


def _name(key: str, edition: Edition) -> dict[str, str] | None:
    found = edition.find(key)
    if found is None:
        return None
    layer, row = found
    vi = layer.column("name_vi")[row].as_py()
    return {"vi": vi, "en": layer.column("name_en")[row].as_py() or vi}


def _location_change(
    record: Record,
    was: BaseGeometry | None,
    now: BaseGeometry | None,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
) -> None:
    before, after = _place(was, old), _place(now, new)
    metres = moved_metres(was, now)
    if before == after and not metres:
        return
    record["fields"].append(
        {
            "field": "location",
            "label_vi": "Vị trí",
            "label_en": "Location",
            "type": "location",
            "unit": None,
            "old": before,
            "new": after,
        }
    )
    if metres:
        record["moved_m"] = metres


def _place(geometry: BaseGeometry | None, record: Mapping[str, Any]) -> Record | None:
    if geometry is None:
        return None
    centre = geometry.centroid
    return {
        "lon": round(centre.x, 7),
        "lat": round(centre.y, 7),
        "accuracy_m": record.get("accuracy_m"),
        "method": record.get("location_method"),
    }


def moved_metres(was: BaseGeometry | None, now: BaseGeometry | None) -> float | None:
    """How far a location moved: between points the geodesic, between outlines the largest gap.

    The gap is the Hausdorff distance in metres, in a plane to scale at the new place. None when
    either location is unknown.
    """
    if was is None or now is None:
        return None
    if was.geom_type == now.geom_type == "Point":
        start, end = was.coords[0], now.coords[0]
        return round(float(GEOD.inv(start[0], start[1], end[0], end[1])[2]), 1)
    scale = scale_at(now.centroid.y)
    one, other = (shapely.transform(shape, lambda pairs: pairs * scale) for shape in (was, now))
    return round(float(shapely.hausdorff_distance(one, other)), 1)


def _evidence(old: list[Record], new: list[Record]) -> tuple[list[str], list[str]]:
    """Fields whose sources or competing values differ, and fields that were only checked again."""
    before = {record["field"]: record for record in old}
    after = {record["field"]: record for record in new}
    evidence, checked = [], []
    for name in before | after:
        was, now = before.get(name, {}), after.get(name, {})
        if _without_freshness(was) != _without_freshness(now):
            evidence.append(name)
        elif _checked_on(was) != _checked_on(now):
            checked.append(name)
    return evidence, checked


def _without_freshness(record: Record) -> bytes:
    kept = {name: value for name, value in record.items() if name != "freshness"}
    return orjson.dumps(kept, option=orjson.OPT_SORT_KEYS)


def _checked_on(record: Record) -> Any:
    return (record.get("freshness") or {}).get("checked_on")
