"""A QGIS style (QML) for a layer to edit: one symbol, names of fields, choices. Pure.

Written after the QML that QGIS 3 itself stores: a renderer, field aliases, edit widgets, and which
fields may be edited. `code` and `edition` may not: by them the file is recognised when it returns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from diaban.editions.layer import Layer
from diaban.editions.model import FieldInfo

_TEAL, _TEAL_FILL = "14,92,99,255", "14,92,99,60"
_FIXED = ("code", "edition")
_NAMES = {
    "code": ("Mã (không sửa)", "Code (leave it)"),
    "edition": ("Ấn bản (không sửa)", "Edition (leave it)"),
    "name_vi": ("Tên tiếng Việt", "Name in Vietnamese"),
    "name_en": ("Tên tiếng Anh", "Name in English"),
    "valid_from": ("Tồn tại từ", "Exists from"),
    "valid_to": ("Tồn tại đến trước", "Exists until before"),
    "accuracy_m": ("Sai số (m)", "Accuracy (m)"),
    "method": ("Cách xác định vị trí", "How it was located"),
}


def qml(layer: Layer, geometry: str, columns: Sequence[str], language: str) -> str:
    """The style of a layer whose geometries are of this type ("Unknown": of several)."""
    at = 0 if language == "vi" else 1
    infos = {name: info for info in layer.fields.values() for name in info.columns}
    return "".join(
        [
            "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>",
            '<qgis version="3.34.0" styleCategories="Symbology|Labeling|Fields|Forms">',
            _renderer(geometry),
            _labels("name_vi" if at == 0 else "name_en"),
            "<fieldConfiguration>",
            *(_widget(name, infos.get(name), at) for name in columns),
            "</fieldConfiguration><aliases>",
            *(
                f'<alias index="{number}" field={quoteattr(name)} '
                f"name={quoteattr(_label(name, infos.get(name), at))}/>"
                for number, name in enumerate(columns)
            ),
            "</aliases><editable>",
            *(
                f'<field name={quoteattr(name)} editable="{0 if name in _FIXED else 1}"/>'
                for name in columns
            ),
            "</editable></qgis>",
        ]
    )


def _label(name: str, info: FieldInfo | None, at: int) -> str:
    if name in _NAMES:
        return _NAMES[name][at]
    if info is None:
        return name
    label = (info.label_vi, info.label_en)[at]
    unit = f" ({info.unit})" if info.unit else ""
    half = f" [{name[-2:]}]" if info.type == "words" else ""
    return f"{label}{unit}{half}"


def _widget(name: str, info: FieldInfo | None, at: int) -> str:
    """How a field is edited: choices from a list, everything else as QGIS does by itself."""
    if info is None or not info.choices:
        return f"<field name={quoteattr(name)}/>"
    entries = "".join(_option(labels[at], value) for value, labels in info.choices.items())
    return (
        f'<field name={quoteattr(name)}><editWidget type="ValueMap"><config><Option type="Map">'
        f'<Option name="map" type="List">{entries}</Option></Option></config></editWidget></field>'
    )


def _option(label: str, value: str) -> str:
    return (
        f'<Option type="Map"><Option type="QString" name={quoteattr(label)} '
        f"value={quoteattr(value)}/></Option>"
    )


def _renderer(geometry: str) -> str:
    """One symbol in the site's teal; for layers of several types QGIS draws its own."""
    if geometry == "Unknown":
        return ""
    if "Polygon" in geometry:
        kind, layer = "fill", "SimpleFill"
        options = {"color": _TEAL_FILL, "outline_color": _TEAL, "outline_width": "0.46"}
    elif "Line" in geometry:
        kind, layer = "line", "SimpleLine"
        options = {"line_color": _TEAL, "line_width": "0.6"}
    else:
        kind, layer = "marker", "SimpleMarker"
        options = {"name": "circle", "color": _TEAL, "size": "2.6", "outline_color": "white"}
    said = "".join(_pairs(options))
    return (
        '<renderer-v2 type="singleSymbol" symbollevels="0"><symbols>'
        f'<symbol type="{kind}" name="0" alpha="1"><layer class="{layer}" enabled="1">'
        f'<Option type="Map">{said}</Option></layer></symbol></symbols></renderer-v2>'
    )


def _pairs(options: dict[str, str]) -> Iterator[str]:
    for name, value in options.items():
        yield f'<Option type="QString" name="{name}" value="{escape(value)}"/>'


def _labels(field: str) -> str:
    return (
        '<labeling type="simple"><settings><text-style fieldName="'
        f'{field}" fontSize="8"/></settings></labeling>'
    )
