"""What may be said about a locality (đơn vị hành chính), and the crosswalk of communes."""

from __future__ import annotations

from diaban.facts.schema import (
    FieldSpec,
    Kind,
    choice,
    day,
    number,
    placed,
    reference,
    text,
    words,
)

LEVELS = {
    "province": ("Cấp tỉnh", "Province"),
    "district": ("Cấp huyện", "District"),
    "commune": ("Cấp xã", "Commune"),
}
TYPES = {
    "tinh": ("Tỉnh", "Province"),
    "thanh_pho": ("Thành phố", "City"),
    "thi_xa": ("Thị xã", "Town"),
    "huyen": ("Huyện", "District"),
    "phuong": ("Phường", "Ward"),
    "xa": ("Xã", "Commune"),
    "dac_khu": ("Đặc khu", "Special zone"),
}
OLD_TYPES = {
    "phuong": TYPES["phuong"],
    "xa": TYPES["xa"],
    "thi_tran": ("Thị trấn", "Township"),
}
EXTENTS = {"whole": ("Toàn bộ", "Whole"), "part": ("Một phần", "Part")}

LOCALITY = Kind(
    name="locality",
    layer="localities",
    table="localities.csv",
    model="places.Locality",
    title_vi="Địa phương",
    title_en="Localities",
    fields=placed(
        choice("level", "Cấp", "Level", LEVELS, required=True),
        choice("type", "Loại đơn vị", "Type of unit", TYPES, required=True),
        reference("parent", "Thuộc", "Part of", "locality"),
        number("area", "Diện tích", "Area", "km2", 1e6),
        FieldSpec(
            "population", "integer", "Dân số", "Population", "persons", minimum=0, maximum=2e8
        ),
        words("admin_centre", "Trung tâm hành chính", "Administrative centre"),
        words("formed_from", "Thành lập từ", "Formed from"),
        text("decision", "Quyết định, nghị quyết", "Decision"),
    ),
    subkind="type",
    area_field="area",
    area_ha=100.0,
    alias_fields=("admin_centre",),
)

MEASURES = {"area": ("Diện tích", "Area"), "population": ("Dân số", "Population")}

SHARE_FIELDS = (
    text("old_code", "Mã cũ", "Old code", required=True, pattern=r"[A-Za-z0-9.-]+"),
    reference("new_code", "Đơn vị mới", "New unit", "locality", required=True),
    choice("measure", "Chia theo", "Measure", MEASURES, required=True),
    number("share", "Tỷ lệ", "Share", most=1, required=True),
)
CROSSWALK_FIELDS = (
    text("old_code", "Mã cũ", "Old code", required=True, pattern=r"[A-Za-z0-9.-]+"),
    text("old_name", "Tên cũ", "Old name", required=True),
    choice("old_type", "Loại cũ", "Old type", OLD_TYPES, required=True),
    reference("old_district", "Cấp huyện cũ", "Former district", "locality", required=True),
    reference("new_code", "Đơn vị mới", "New unit", "locality", required=True),
    choice("extent", "Phần chuyển", "Extent", EXTENTS, required=True),
    day("on", "Từ ngày", "On", required=True),
)
