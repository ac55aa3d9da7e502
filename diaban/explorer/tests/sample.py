"""A small edition of real facts for tests: every layer, competing values, districts until 2025.

Facts restate public sources (see each source's title); points are rough, as their accuracy says.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pyarrow as pa
import shapely

from diaban.editions import publish
from diaban.editions.model import IDENTITY_COLUMNS, SUMMARY_COLUMNS, FieldInfo, LayerInput, Snapshot

NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
REFORM = dt.date(2025, 7, 1)

SOURCES = [
    {
        "id": "qd-1679",
        "kind": "decision",
        "title_vi": "Nghị quyết 1679/NQ-UBTVQH15 về sắp xếp đơn vị hành chính cấp xã",
        "title_en": "Resolution 1679/NQ-UBTVQH15 on commune-level units",
        "publisher": "UBTVQH",
        "url": None,
        "published_on": "2025-06-16",
        "retrieved_on": "2026-11-20",
        "licence": None,
        "note": None,
    },
    {
        "id": "ezip",
        "kind": "report",
        "title_vi": "Tài liệu giới thiệu các KCN, KKT Quảng Ninh",
        "title_en": "Brochure on the industrial parks and economic zones of Quang Ninh",
        "publisher": "IPA Quảng Ninh",
        "url": "https://investinquangninh.vn/",
        "published_on": "2023-01-01",
        "retrieved_on": "2026-11-20",
        "licence": None,
        "note": None,
    },
    {
        "id": "press",
        "kind": "press",
        "title_vi": "Báo chí",
        "title_en": "Press reports",
        "publisher": "Báo Quảng Ninh",
        "url": None,
        "published_on": "2024-06-13",
        "retrieved_on": "2026-11-20",
        "licence": None,
        "note": "Read as an excerpt",
    },
]

STATUS = {
    "operating": ("Đang hoạt động", "Operating"),
    "under_construction": ("Đang xây dựng", "Under construction"),
    "planned": ("Quy hoạch", "Planned"),
    "closed": ("Đã đóng", "Closed"),
}
F = FieldInfo
FIELDS: dict[str, list[FieldInfo]] = {
    "localities": [
        F(
            "level",
            "choice",
            "Cấp",
            "Level",
            choices={
                "province": ("Cấp tỉnh", "Province"),
                "district": ("Cấp huyện", "District"),
                "commune": ("Cấp xã", "Commune"),
            },
        ),
        F(
            "type",
            "choice",
            "Loại",
            "Type",
            choices={
                "tinh": ("Tỉnh", "Province"),
                "thanh_pho": ("Thành phố", "City"),
                "thi_xa": ("Thị xã", "Town"),
                "huyen": ("Huyện", "District"),
                "phuong": ("Phường", "Ward"),
                "xa": ("Xã", "Commune"),
                "dac_khu": ("Đặc khu", "Special zone"),
            },
        ),
        F("parent", "reference", "Trực thuộc", "Part of"),
        F("area", "decimal", "Diện tích", "Area", "km2"),
        F("population", "integer", "Dân số", "Population"),
    ],
    "economic_zones": [
        F(
            "type",
            "choice",
            "Loại",
            "Type",
            choices={
                "coastal": ("Ven biển", "Coastal"),
                "border_gate": ("Cửa khẩu", "Border gate"),
            },
        ),
        F("status", "choice", "Tình trạng", "Status", choices=STATUS),
        F("area", "decimal", "Diện tích", "Area", "ha"),
    ],
    "parks": [
        F("status", "choice", "Tình trạng", "Status", choices=STATUS),
        F("planned_area", "decimal", "Diện tích quy hoạch", "Planned area", "ha"),
        F("economic_zone", "reference", "Khu kinh tế", "Economic zone"),
    ],
    "infrastructure_projects": [
        F("park", "reference", "Khu công nghiệp", "Industrial park"),
        F("economic_zone", "reference", "Khu kinh tế", "Economic zone"),
        F("status", "choice", "Tình trạng", "Status", choices=STATUS),
        F("developer", "words", "Chủ đầu tư", "Developer"),
        F("area", "decimal", "Diện tích", "Area", "ha"),
        F("industrial_area", "decimal", "Đất công nghiệp", "Industrial land", "ha"),
        F("free_area", "decimal", "Đất còn trống", "Free land", "ha"),
        F("wastewater_capacity", "decimal", "Xử lý nước thải", "Wastewater", "m3/day"),
    ],
    "facilities": [
        F(
            "kind",
            "choice",
            "Loại",
            "Kind",
            choices={
                "seaport": ("Cảng biển", "Seaport"),
                "airport": ("Cảng hàng không", "Airport"),
                "border_gate": ("Cửa khẩu", "Border gate"),
                "expressway": ("Đường cao tốc", "Expressway"),
                "power_plant": ("Nhà máy điện", "Power plant"),
            },
        ),
        F("status", "choice", "Tình trạng", "Status", choices=STATUS),
        F("capacity", "decimal", "Công suất", "Capacity"),
        F("capacity_unit", "text", "Đơn vị", "Unit"),
    ],
    "commodities": [
        F(
            "group",
            "choice",
            "Nhóm",
            "Group",
            choices={
                "mineral": ("Khoáng sản", "Mineral"),
                "crop": ("Cây trồng", "Crop"),
                "aquatic": ("Thủy sản", "Aquatic"),
            },
        ),
        F("hs", "list", "Mã HS", "HS codes"),
    ],
    "materials": [
        F(
            "kind",
            "choice",
            "Loại",
            "Kind",
            choices={
                "mine": ("Mỏ", "Mine"),
                "region": ("Vùng nguyên liệu", "Region"),
                "province_total": ("Toàn tỉnh", "Whole province"),
            },
        ),
        F("status", "choice", "Tình trạng", "Status", choices=STATUS),
        F("commodity", "reference", "Nguyên liệu", "Commodity"),
        F("area", "decimal", "Diện tích", "Area", "ha"),
        F("output", "decimal", "Sản lượng", "Output", "t/year"),
    ],
    "statements": [
        F("topic", "choice", "Chủ đề", "Topic", choices={"land": ("Đất đai", "Land")}),
        F("value", "decimal", "Giá trị", "Value"),
        F("unit", "text", "Đơn vị", "Unit"),
        F("quote", "text", "Trích dẫn", "Quotation"),
        F("quote_en", "text", "Bản dịch", "Translation"),
    ],
}
TITLES = {
    "localities": ("locality", "Địa phương", "Localities"),
    "economic_zones": ("economic_zone", "Khu kinh tế", "Economic zones"),
    "parks": ("park", "Khu công nghiệp", "Industrial parks"),
    "infrastructure_projects": (
        "infrastructure_project",
        "Dự án hạ tầng khu công nghiệp",
        "Infrastructure projects",
    ),
    "facilities": ("facility", "Hạ tầng", "Infrastructure"),
    "commodities": ("commodity", "Nguyên liệu", "Raw materials"),
    "materials": ("material", "Vùng nguyên liệu", "Raw-material areas"),
    "statements": ("statement", "Số liệu công bố", "Published figures"),
}

P = "locality:22"
Row = dict[str, Any]
ROWS: dict[str, list[Row]] = {
    "localities": [
        {
            "code": "22",
            "name": ("Quảng Ninh", "Quang Ninh"),
            "kind": "tinh",
            "level": "province",
            "at": (107.2, 21.2, 20_000),
            "area": 6206.9,
            "area_ha": 620_690.0,
        },
        {
            "code": "193",
            "name": ("Thành phố Hạ Long", "Ha Long City"),
            "kind": "thanh_pho",
            "level": "district",
            "parent": P,
            "at": (107.08, 20.95, 3000),
            "to": REFORM,
        },
        {
            "code": "194",
            "name": ("Thành phố Móng Cái", "Mong Cai City"),
            "kind": "thanh_pho",
            "level": "district",
            "parent": P,
            "at": (107.97, 21.52, 3000),
            "to": REFORM,
        },
        {
            "code": "195",
            "name": ("Thành phố Cẩm Phả", "Cam Pha City"),
            "kind": "thanh_pho",
            "level": "district",
            "parent": P,
            "at": (107.27, 21.01, 3000),
            "to": REFORM,
        },
        {
            "code": "201",
            "name": ("Huyện Hải Hà", "Hai Ha District"),
            "kind": "huyen",
            "level": "district",
            "parent": P,
            "at": (107.75, 21.45, 3000),
            "to": REFORM,
        },
        {
            "code": "06652",
            "name": ("Phường Hà Tu", "Ha Tu Ward"),
            "kind": "phuong",
            "level": "commune",
            "parent": P,
            "at": (107.15, 20.95, 1500),
            "from": REFORM,
            "population": 21_000,
        },
        {
            "code": "06757",
            "name": ("Phường Hồng Gai", "Hong Gai Ward"),
            "kind": "phuong",
            "level": "commune",
            "parent": P,
            "at": (107.09, 20.95, 1500),
            "from": REFORM,
            "aliases": ["Hòn Gai"],
        },
        {
            "code": "06793",
            "name": ("Phường Cẩm Phả", "Cam Pha Ward"),
            "kind": "phuong",
            "level": "commune",
            "parent": P,
            "at": (107.3, 21.02, 1500),
            "from": REFORM,
        },
        {
            "code": "06709",
            "name": ("Phường Móng Cái 1", "Mong Cai 1 Ward"),
            "kind": "phuong",
            "level": "commune",
            "parent": P,
            "at": (107.97, 21.53, 1500),
            "from": REFORM,
        },
        {
            "code": "06922",
            "name": ("Xã Quảng Hà", "Quang Ha Commune"),
            "kind": "xa",
            "level": "commune",
            "parent": P,
            "at": (107.75, 21.45, 1500),
            "from": REFORM,
        },
        {
            "code": "07135",
            "name": ("Đặc khu Vân Đồn", "Van Don Special Zone"),
            "kind": "dac_khu",
            "level": "commune",
            "parent": P,
            "at": (107.42, 21.07, 3000),
            "from": REFORM,
            "area": 583.9,
            "area_ha": 58_390.0,
        },
    ],
    "economic_zones": [
        {
            "code": "mong-cai",
            "name": ("Khu kinh tế cửa khẩu Móng Cái", "Mong Cai Border-Gate Economic Zone"),
            "kind": "border_gate",
            "status": "operating",
            "at": (107.9, 21.5, 5000),
            "area": 121_197.0,
            "localities": ["locality:06709"],
        },
        {
            "code": "quang-yen",
            "name": ("Khu kinh tế ven biển Quảng Yên", "Quang Yen Coastal Economic Zone"),
            "kind": "coastal",
            "status": "operating",
            "area": 13_303.0,
            "shape": shapely.box(106.698, 20.817, 106.918, 21.027),
        },
    ],
    "parks": [
        {
            "code": "cang-bien-hai-ha",
            "name": ("Khu công nghiệp Cảng biển Hải Hà", "Hai Ha Seaport Industrial Park"),
            "status": "operating",
            "planned_area": 4988.0,
            "area_ha": 4988.0,
            "economic_zone": "economic_zone:mong-cai",
            "localities": ["locality:06922"],
            "at": (107.76, 21.41, 3000),
            "port_km": 77.4,
        },
        {
            "code": "dong-mai",
            "name": ("Khu công nghiệp Đông Mai", "Dong Mai Industrial Park"),
            "status": "operating",
            "planned_area": 167.86,
            "area_ha": 167.86,
            "economic_zone": "economic_zone:quang-yen",
            "at": (106.83, 21.03, 3000),
            "port_km": 22.9,
        },
        {
            "code": "hoanh-bo",
            "name": ("Khu công nghiệp Hoành Bồ", "Hoanh Bo Industrial Park"),
            "status": "planned",
            "confidence": "low",
            "conflict": True,
        },
    ],
    "infrastructure_projects": [
        {
            "code": "texhong-hai-ha",
            "name": ("Texhong – Hải Hà", "Texhong Hai Ha"),
            "park": "park:cang-bien-hai-ha",
            "economic_zone": "economic_zone:mong-cai",
            "status": "operating",
            "developer": (
                "Công ty TNHH KCN Hải Hà Việt Nam",
                "Hai Ha Viet Nam Industrial Park Co.",
            ),
            "area": 660.0,
            "wastewater_capacity": 30_000.0,
            "localities": ["locality:06922"],
            "at": (107.76, 21.41, 3000),
            "port_km": 77.4,
        },
        {
            "code": "dong-mai",
            "name": ("Đông Mai", "Dong Mai"),
            "park": "park:dong-mai",
            "status": "operating",
            "developer": ("Viglacera", "Viglacera"),
            "area": 167.86,
            "industrial_area": 124.17,
            "free_area": 31.5,
            "free_ha": 31.5,
            "conflict": True,
            "at": (106.83, 21.03, 3000),
            "port_km": 22.9,
        },
        {
            "code": "bac-tien-phong",
            "name": ("Bắc Tiền Phong", "Bac Tien Phong"),
            "status": "operating",
            "economic_zone": "economic_zone:quang-yen",
            "developer": ("DEEP C", "DEEP C"),
            "area": 1192.9,
            "free_area": 420.0,
            "free_ha": 420.0,
            "aliases": ["DEEP C Quảng Ninh II", "DEEP C"],
            "at": (106.81, 20.85, 3000),
            "port_km": 28.0,
        },
    ],
    "facilities": [
        {
            "code": "cai-lan",
            "name": ("Cảng Cái Lân", "Cai Lan Port"),
            "kind": "seaport",
            "status": "operating",
            "capacity": 50_000.0,
            "capacity_unit": "DWT",
            "at": (107.04, 20.976, 1000),
            "port_km": 0.0,
        },
        {
            "code": "van-don-airport",
            "name": ("Cảng hàng không quốc tế Vân Đồn", "Van Don International Airport"),
            "kind": "airport",
            "status": "operating",
            "aliases": ["VDO"],
            "localities": ["locality:07135"],
            "at": (107.414, 21.118, 500),
            "port_km": 41.9,
        },
        {
            "code": "mong-cai-gate",
            "name": ("Cửa khẩu quốc tế Móng Cái", "Mong Cai International Border Gate"),
            "kind": "border_gate",
            "status": "operating",
            "localities": ["locality:06709"],
            "at": (107.965, 21.538, 1000),
            "port_km": 114.0,
        },
    ],
    "commodities": [
        {
            "code": "coal",
            "name": ("Than", "Coal"),
            "group": "mineral",
            "hs": ["2701"],
            "aliases": ["than đá", "anthracite"],
        },
        {"code": "tea", "name": ("Chè", "Tea"), "group": "crop", "hs": ["0902"]},
        {"code": "shrimp", "name": ("Tôm", "Shrimp"), "group": "aquatic", "hs": ["0306"]},
    ],
    "materials": [
        {
            "code": "ha-tu-mine",
            "name": ("Mỏ than Hà Tu", "Ha Tu coal mine"),
            "kind": "mine",
            "status": "operating",
            "commodity": "commodity:coal",
            "output": 3e6,
            "localities": ["locality:06652"],
            "at": (107.16, 20.97, 2000),
            "confidence": "medium",
            "freshness": "stale",
            "port_km": 12.6,
        },
        {
            "code": "duong-hoa-tea",
            "name": ("Vùng chè Đường Hoa", "Duong Hoa tea area"),
            "kind": "region",
            "commodity": "commodity:tea",
            "area": 800.0,
            "area_ha": 800.0,
            "at": (107.66, 21.42, 3000),
            "port_km": 81.0,
        },
        {
            "code": "shrimp-province",
            "name": ("Tôm nuôi toàn tỉnh", "Farmed shrimp, province"),
            "kind": "province_total",
            "commodity": "commodity:shrimp",
            "area": 7500.0,
            "area_ha": 7500.0,
            "output": 30_000.0,
            "localities": [P],
        },
    ],
    "statements": [
        {
            "code": "leased-2025-q1",
            "name": ("Đất công nghiệp đã cho thuê", "Industrial land let"),
            "topic": "land",
            "value": 1105.9,
            "unit": "ha",
            "quote": "1.105,9 ha đã được cho thuê",
            "quote_en": "1,105.9 ha had been leased",
        },
    ],
}
CROSSWALK = [
    {
        "old_code": "06685",
        "old_name": "Hà Tu",
        "old_type": "phuong",
        "old_district": "193",
        "new_code": "06652",
        "extent": "whole",
        "on": "2025-07-01",
    },
    {
        "old_code": "06925",
        "old_name": "Quảng Điền",
        "old_type": "xa",
        "old_district": "201",
        "new_code": "06922",
        "extent": "whole",
        "on": "2025-07-01",
    },
]


def publish_sample(root: Path, *, now: dt.datetime = NOW, rows: Any = None) -> str:
    """Publish the sample into `root`; returns the edition's id. `rows` replaces `ROWS`."""
    return publish.write(root, snapshot(rows), now=now)


def snapshot(rows: dict[str, list[Row]] | None = None) -> Snapshot:
    """The sample as a snapshot."""
    content = ROWS if rows is None else rows
    return Snapshot(
        layers=[layer(name, content[name]) for name in content],
        sources=SOURCES,
        authority={
            "id": "quang-ninh",
            "title_vi": "Quảng Ninh",
            "title_en": "Quang Ninh",
            "authority_vi": "Ban Quản lý Khu kinh tế Quảng Ninh",
            "authority_en": "Quang Ninh Economic Zone Authority",
            "province": "22",
            "bounds": [106.43, 20.7, 108.1, 21.67],
        },
        crosswalk=CROSSWALK,
    )


def layer(name: str, rows: list[Row]) -> LayerInput:
    """One layer of the sample."""
    kind, title_vi, title_en = TITLES[name]
    full = [_columns(kind, FIELDS[name], row) for row in rows]
    schema = _schema(FIELDS[name])
    return LayerInput(
        name=name,
        kind=kind,
        title_vi=title_vi,
        title_en=title_en,
        fields=FIELDS[name],
        table=pa.Table.from_pylist(full, schema=schema),
        facts={row["key"]: _facts(FIELDS[name], row) for row in full},
    )


_TYPES = {
    "valid_from": pa.date32(),
    "valid_to": pa.date32(),
    "stale_since": pa.date32(),
    "geometry": pa.binary(),
    "aliases": pa.list_(pa.string()),
    "localities": pa.list_(pa.string()),
    "conflict": pa.bool_(),
} | dict.fromkeys(("accuracy_m", "area_ha", "free_ha", "port_km"), pa.float64())
_FIELD_TYPES = {
    "decimal": pa.float64(),
    "integer": pa.int64(),
    "list": pa.list_(pa.string()),
}


def _schema(fields: list[FieldInfo]) -> pa.Schema:
    types = {name: _TYPES.get(name, pa.string()) for name in (*IDENTITY_COLUMNS, *SUMMARY_COLUMNS)}
    for info in fields:
        for column in info.columns:
            types.setdefault(column, _FIELD_TYPES.get(info.type, pa.string()))
    return pa.schema(list(types.items()))


def _columns(kind: str, fields: list[FieldInfo], row: Row) -> Row:
    full = {
        "key": f"{kind}:{row['code']}",
        "valid_from": row.get("from"),
        "valid_to": row.get("to"),
        "aliases": [],
        "localities": [],
        "confidence": "high",
        "freshness": "fresh",
        "conflict": False,
        "area_ha": row.get("area_ha", row.get("area")),
    }
    full |= {name: value for name, value in row.items() if name not in ("name", "at", "shape")}
    full["name_vi"], full["name_en"] = row["name"]
    if "at" in row:
        lon, lat, full["accuracy_m"] = row["at"]
        full["geometry"] = shapely.to_wkb(shapely.Point(lon, lat))
        full["location_method"] = "approximate"
    elif "shape" in row:
        full["geometry"] = shapely.to_wkb(row["shape"])
        full["accuracy_m"], full["location_method"] = 500.0, "published_extent"
    for info in fields:
        if info.type == "words" and info.name in row:
            full[f"{info.name}_vi"], full[f"{info.name}_en"] = row[info.name]
    if any(info.name == "type" for info in fields):
        full["type"] = row.get("kind")
    return full


def _facts(fields: list[FieldInfo], row: Row) -> list[dict[str, Any]]:
    """Fact records as the registry builds them; Đông Mai's area competes with an older value."""
    records = []
    for info in fields:
        words = info.type == "words"
        value = row.get(f"{info.name}_vi" if words else info.name)
        if value is None:
            continue
        if words:
            value = {"vi": value, "en": row[f"{info.name}_en"]}
        vi, en = info.choices.get(str(value), (None, None))
        rival = info.name == "area" and row["key"] == "infrastructure_project:dong-mai"
        records.append(
            {
                "field": info.name,
                "value": value,
                "value_label": {"vi": vi, "en": en} if vi else None,
                "unit": info.unit,
                "trust": "S-H",
                "confidence": row["confidence"],
                "source": "qd-1679" if row["key"].startswith("locality") else "ezip",
                "as_of": "2023-01-01",
                "valid_from": None,
                "valid_to": None,
                "recorded_at": "2026-11-23T08:00:00Z",
                "recorded_by": None,
                "note": "",
                "note_vi": "",
                "freshness": {
                    "state": row["freshness"],
                    "checked_on": "2026-11-23",
                    "stale_on": "2027-11-23",
                    "rhythm_days": 365,
                    "owner": "Phòng Quy hoạch",
                },
                "rule": "kind" if rival else "only",
                "conflict": rival,
                "competing": [_RIVAL] if rival else [],
                "history": [],
            }
        )
    return records


_RIVAL = {
    "value": 158.48,
    "value_label": None,
    "unit": "ha",
    "source": "press",
    "trust": "S-M",
    "confidence": "medium",
    "as_of": "2021-01-01",
    "valid_from": None,
    "valid_to": None,
    "recorded_at": "2026-11-23T08:00:00Z",
    "note": "Counted without the roads",
    "note_vi": "Không tính đường giao thông",
    "lost_by": "kind",
}
