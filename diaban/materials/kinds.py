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
    text,
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
MATERIAL_PLOT = Kind(
    name="material_plot",
    layer="material_plots",
    table="material_plots.csv",
    model="materials.MaterialPlot",
    title_vi="Lô nguyên liệu",
    title_en="Raw-material plots",
    fields=placed(
        reference("region", "Vùng nguyên liệu", "Raw-material area", "material", required=True),
        reference("commodity", "Nguyên liệu", "Raw material", "commodity"),
        text("country", "Nước sản xuất", "Country of production", pattern=r"[A-Z]{2}"),
        text("place", "Nơi sản xuất", "Place of production"),
        hectares("area", "Diện tích khai", "Declared area"),
        hectares("measured", "Diện tích đo", "Measured area"),
    ),
    subkind="commodity",
    area_field="area",
    alias_fields=("place",),
    # A plot is a household's ground and living: editions count plots, and show none.
    public=False,
)
"""A forest or farm plot (lô rừng, thửa đất sản xuất) in the sense of Regulation (EU) 2023/1115.

Who produces there is personal data: no assertion, which could never be erased, but a
`PlotProducer`.
"""
DOCUMENT_KINDS = {
    "land_right": ("Giấy chứng nhận quyền sử dụng đất", "Land-use right certificate"),
    "harvest": ("Hồ sơ khai thác, bảng kê lâm sản", "Harvest papers, list of forest products"),
    "contract": ("Hợp đồng giao khoán, thuê đất, mua bán", "Contract of land, work or sale"),
    "certificate": ("Chứng chỉ rừng, chứng nhận vùng trồng", "Certificate of forest or farm"),
    "environment": ("Hồ sơ môi trường", "Environmental papers"),
    "other": ("Giấy tờ khác", "Other paper"),
}
"""What may prove that a plot's product is legal; the regulation's article 2(40) names the fields of
law, national law the papers."""
