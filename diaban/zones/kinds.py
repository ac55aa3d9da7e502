"""What may be said about economic zones (KKT), industrial parks (KCN) and infrastructure."""

from __future__ import annotations

from diaban.facts.schema import (
    STATUS,
    FieldSpec,
    Kind,
    choice,
    day,
    hectares,
    number,
    placed,
    reference,
    references,
    text,
    words,
    year,
)

LOCALITIES = references("localities", "Địa phương", "Localities", "locality")
ECONOMIC_ZONE_REFERENCE = reference(
    "economic_zone", "Khu kinh tế", "Economic zone", "economic_zone"
)
DECISION = text("decision", "Quyết định", "Decision")
DECIDED_ON = day("decided_on", "Ngày quyết định", "Decided on")
SECTORS = words("sectors", "Ngành nghề", "Sectors")
FORMER_PLACE = words("former_place", "Địa danh cũ", "Former place name")
OPERATOR = words("operator", "Đơn vị vận hành", "Operator")

ZONE_TYPES = {
    "coastal": ("Khu kinh tế ven biển", "Coastal economic zone"),
    "border_gate": ("Khu kinh tế cửa khẩu", "Border-gate economic zone"),
    "specialised": ("Khu kinh tế chuyên biệt", "Specialised economic zone"),
}
FACILITY_KINDS = {
    "seaport": ("Cảng biển", "Seaport"),
    "anchorage": ("Khu neo đậu, chuyển tải", "Anchorage"),
    "airport": ("Cảng hàng không", "Airport"),
    "border_gate": ("Cửa khẩu", "Border gate"),
    "expressway": ("Đường cao tốc", "Expressway"),
    "national_road": ("Quốc lộ", "National road"),
    "railway": ("Đường sắt", "Railway"),
    "power_plant": ("Nhà máy điện", "Power plant"),
    "cement_plant": ("Nhà máy xi măng", "Cement plant"),
    "coal_terminal": ("Cảng than", "Coal terminal"),
    "wastewater_plant": ("Nhà máy xử lý nước thải", "Wastewater plant"),
    "water_plant": ("Nhà máy nước sạch", "Water plant"),
}
CAPACITY_UNITS = frozenset(
    {
        "MW", "MVA", "kV", "t/year", "Mt/year", "t/day", "DWT", "TEU/year", "m3/day", "m3/year",
        "passengers/year", "vehicles/day", "km",
    }
)  # fmt: skip

ECONOMIC_ZONE = Kind(
    name="economic_zone",
    layer="economic_zones",
    table="economic_zones.csv",
    model="zones.EconomicZone",
    title_vi="Khu kinh tế",
    title_en="Economic zones",
    fields=placed(
        choice("type", "Loại khu kinh tế", "Type of zone", ZONE_TYPES, required=True),
        STATUS,
        hectares("area", "Diện tích", "Area"),
        hectares("land_area", "Diện tích đất liền", "Land area"),
        hectares("sea_area", "Diện tích mặt biển", "Sea area"),
        DECISION,
        DECIDED_ON,
        LOCALITIES,
        words("extent", "Phạm vi", "Extent"),
    ),
    subkind="type",
    area_field="area",
)
PARK = Kind(
    name="park",
    layer="parks",
    table="parks.csv",
    model="zones.IndustrialPark",
    title_vi="Khu công nghiệp",
    title_en="Industrial parks",
    fields=placed(
        STATUS,
        hectares("planned_area", "Diện tích quy hoạch", "Planned area"),
        hectares("industrial_area", "Đất công nghiệp", "Industrial land"),
        ECONOMIC_ZONE_REFERENCE,
        LOCALITIES,
        FORMER_PLACE,
        year("established", "Năm thành lập", "Established"),
        DECISION,
        SECTORS,
    ),
    area_field="planned_area",
    alias_fields=("former_place",),
)
INFRASTRUCTURE_PROJECT = Kind(
    name="infrastructure_project",
    layer="infrastructure_projects",
    table="infrastructure_projects.csv",
    model="zones.InfrastructureProject",
    title_vi="Dự án hạ tầng khu công nghiệp",
    title_en="Infrastructure projects",
    fields=placed(
        reference("park", "Khu công nghiệp", "Industrial park", "park", required=True),
        ECONOMIC_ZONE_REFERENCE,
        LOCALITIES,
        STATUS,
        words("developer", "Chủ đầu tư hạ tầng", "Developer"),
        text("tax_code", "Mã số thuế", "Tax code", pattern=r"\d{10}(-\d{3})?"),
        DECISION,
        DECIDED_ON,
        year("established", "Năm thành lập", "Established"),
        year("term_from", "Thời hạn từ năm", "Term from"),
        year("term_to", "Thời hạn đến năm", "Term to"),
        hectares("area", "Diện tích", "Area"),
        hectares("industrial_area", "Đất công nghiệp", "Industrial land"),
        hectares("built_area", "Đã xây dựng hạ tầng", "Built area"),
        hectares("leased_area", "Đã cho thuê", "Leased area"),
        hectares("free_area", "Đất còn trống", "Free area"),
        number("occupancy", "Tỷ lệ lấp đầy", "Occupancy", "%", 100),
        number("investment_vnd", "Vốn đầu tư (VND)", "Investment (VND)", "billion VND", 1e7),
        number("investment_usd", "Vốn đầu tư (USD)", "Investment (USD)", "million USD", 1e6),
        words("power", "Cấp điện", "Power"),
        words("water", "Cấp nước", "Water"),
        number("water_capacity", "Công suất cấp nước", "Water capacity", "m3/day", 1e7),
        number(
            "wastewater_capacity", "Công suất xử lý nước thải", "Wastewater capacity", "m3/day", 1e7
        ),
        words("wastewater", "Xử lý nước thải", "Wastewater"),
        words("access", "Giao thông", "Access"),
        number("rent_min", "Giá thuê thấp nhất", "Rent from", "USD/m2", 1e4),
        number("rent_max", "Giá thuê cao nhất", "Rent to", "USD/m2", 1e4),
        number("service_fee", "Phí quản lý", "Service fee", "USD/m2/year", 1e3),
        SECTORS,
        words("tenants", "Doanh nghiệp thứ cấp", "Tenants"),
        FORMER_PLACE,
    ),
    area_field="area",
    free_field="free_area",
    alias_fields=("developer", "tax_code", "former_place"),
)
FACILITY = Kind(
    name="facility",
    layer="facilities",
    table="facilities.csv",
    model="zones.Facility",
    title_vi="Công trình hạ tầng",
    title_en="Infrastructure",
    fields=placed(
        choice("kind", "Loại công trình", "Kind", FACILITY_KINDS, required=True),
        STATUS,
        LOCALITIES,
        OPERATOR,
        number(
            "capacity", "Công suất", "Capacity", units=CAPACITY_UNITS, unit_column="capacity_unit"
        ),
        number("length", "Chiều dài", "Length", "km", 5_000),
        FieldSpec("opened", "period", "Đưa vào hoạt động", "Opened"),
        words("route", "Tuyến", "Route"),
        text("reference", "Số hiệu, mã", "Reference"),
        references("serves", "Phục vụ", "Serves", "infrastructure_project"),
    ),
    subkind="kind",
    alias_fields=("reference", "operator"),
)
