"""What may be said about commodities (nguyên liệu) and raw-material areas (vùng nguyên liệu)."""

from __future__ import annotations

from diaban.facts.schema import (
    STATUS,
    FieldSpec,
    Kind,
    choice,
    hectares,
    named,
    number,
    placed,
    reference,
    references,
    words,
)

GROUPS = {
    "mineral": ("Khoáng sản", "Mineral"),
    "forest": ("Lâm sản", "Forest product"),
    "crop": ("Cây trồng", "Crop"),
    "aquatic": ("Thủy sản", "Aquatic product"),
}
COMMODITY_UNITS = {"t": ("tấn", "tonne"), "m3": ("m³", "m³"), "ha": ("ha", "ha")}
AREA_KINDS = {
    "mine": ("Mỏ", "Mine"),
    "region": ("Vùng nguyên liệu", "Raw-material region"),
    "province_total": ("Toàn tỉnh", "Whole province"),
}
MINING_METHODS = {
    "opencast": ("Lộ thiên", "Opencast"),
    "underground": ("Hầm lò", "Underground"),
    "mixed": ("Lộ thiên và hầm lò", "Opencast and underground"),
}

COMMODITY = Kind(
    name="commodity",
    layer="commodities",
    table="commodities.csv",
    model="materials.Commodity",
    title_vi="Nguyên liệu",
    title_en="Raw materials",
    fields=named(
        choice("group", "Nhóm", "Group", GROUPS, required=True),
        FieldSpec("hs", "list", "Mã HS", "HS codes", pattern=r"\d{2}(\d{2})?(\.?\d{2}){0,3}"),
        FieldSpec("vsic", "list", "Mã VSIC", "VSIC codes", pattern=r"[A-U]?\d{0,5}"),
        choice("unit", "Đơn vị tính", "Unit", COMMODITY_UNITS),
    ),
    subkind="group",
    alias_fields=("hs", "vsic"),
)
MATERIAL = Kind(
    name="material",
    layer="materials",
    table="materials.csv",
    model="materials.MaterialArea",
    title_vi="Vùng nguyên liệu",
    title_en="Raw-material areas",
    fields=placed(
        choice("kind", "Loại", "Kind", AREA_KINDS, required=True),
        reference("commodity", "Nguyên liệu", "Raw material", "commodity", required=True),
        STATUS,
        references("localities", "Địa phương", "Localities", "locality"),
        words("operator", "Đơn vị khai thác", "Operator"),
        hectares("area", "Diện tích", "Area"),
        number("output", "Sản lượng", "Output", "t/year", 1e10),
        number("reserves", "Trữ lượng", "Reserves", "Mt", 1e6),
        number("yield", "Năng suất", "Yield", "t/ha", 1e4, attribute="yield_per_ha"),
        words("season", "Mùa vụ", "Season"),
        words("price", "Giá", "Price"),
        choice("mining_method", "Phương pháp khai thác", "Mining method", MINING_METHODS),
    ),
    subkind="kind",
    area_field="area",
    alias_fields=("operator",),
)
