"""What others map in the open (dữ liệu mở), each under its own licence and so in its own layer.

Data under the Open Database License (ODbL) may be shown beside other data, but what is merged with
it falls under the same licence. So nothing here is ever merged into our own layers: a mapped park
is a subject of its own, and the map's attribution names every licence that it shows.
"""

from __future__ import annotations

from diaban.facts.schema import Kind, Licence, number, placed, text, words, year

OSM = Licence(
    "ODbL-1.0",
    "© OpenStreetMap contributors (ODbL 1.0)",
    "https://www.openstreetmap.org/copyright",
)
GEM = Licence(
    "CC-BY-4.0",
    "Global Energy Monitor (CC BY 4.0)",
    "https://creativecommons.org/licenses/by/4.0/",
)
SFI = Licence(
    "CC-BY-4.0",
    "Spatial Finance Initiative (CC BY 4.0)",
    "https://creativecommons.org/licenses/by/4.0/",
)


def _kind(
    name: str, layer: str, model: str, titles: tuple[str, str], licence: Licence, unit: str = ""
) -> Kind:
    """A kind of mapped thing; all say the same few things, in their publisher's own words."""
    return Kind(
        name=name,
        layer=layer,
        table=f"{layer}.csv",
        model=f"opendata.{model}",
        title_vi=titles[0],
        title_en=titles[1],
        fields=placed(
            text("type", "Loại (theo nguồn)", "Type (as the source says)"),
            text("status", "Tình trạng (theo nguồn)", "Status (as the source says)"),
            words("operator", "Chủ sở hữu, đơn vị vận hành", "Owner or operator"),
            number("capacity", "Công suất", "Capacity", unit),
            year("since", "Từ năm", "Since"),
            text("reference", "Số hiệu", "Reference number"),
        ),
        subkind="type",
        alias_fields=("operator",),
        licence=licence,
    )


KINDS = (
    _kind(
        "osm_park", "osm_parks", "MappedPark",
        ("Khu công nghiệp trên OpenStreetMap", "Industrial areas on OpenStreetMap"), OSM,
    ),
    _kind(
        "osm_transport", "osm_transport", "MappedTransport",
        ("Đầu mối giao thông trên OpenStreetMap", "Transport facilities on OpenStreetMap"), OSM,
    ),
    _kind(
        "osm_line", "osm_lines", "MappedLine",
        ("Đường bộ, đường sắt trên OpenStreetMap", "Roads and railways on OpenStreetMap"), OSM,
    ),
    _kind(
        "gem_mine", "gem_mines", "TrackedMine",
        ("Mỏ than theo Global Energy Monitor", "Coal mines tracked by Global Energy Monitor"),
        GEM, "Mt/year",
    ),
    _kind(
        "gem_power", "gem_power", "TrackedPowerUnit",
        ("Tổ máy nhiệt điện than theo Global Energy Monitor",
         "Coal power units tracked by Global Energy Monitor"), GEM, "MW",
    ),
    _kind(
        "sfi_cement", "sfi_cement", "TrackedCementPlant",
        ("Nhà máy xi măng theo Spatial Finance Initiative",
         "Cement plants tracked by the Spatial Finance Initiative"), SFI, "Mt/year",
    ),
)  # fmt: skip
