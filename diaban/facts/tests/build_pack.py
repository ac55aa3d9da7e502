"""A small sound pack for tests, written as files; each test breaks or changes what it is about."""

from __future__ import annotations

from pathlib import Path

FILES = {
    "pack.yaml": """\
id: small
title_vi: Gói nhỏ
title_en: A small pack
version: "1"
authority_vi: Ban Quản lý
authority_en: The Authority
province: "22"
bounds: [106.4, 20.5, 108.6, 21.7]
owner: Phòng Quy hoạch
licence: CC-BY-4.0
""",
    "sources.csv": """\
id,kind,title_vi,title_en,publisher,url,published_on,retrieved_on,licence,note
qd-1,decision,Quyết định 1,Decision 1,UBND tỉnh,https://example.org/1,2016-09-16,2026-11-01,,
bao-1,press,Bài báo 1,Article 1,Báo,https://example.org/2,2024,2026-11-01,,
nho,unverified,Hiểu biết chung,General knowledge,,,,,,
""",
    "localities.csv": """\
code,level,type,name_vi,name_en,parent,valid_from,valid_to,area,population,decision,source,as_of,trust,note
22,province,tinh,Tỉnh Quảng Ninh,Quang Ninh Province,,,,6207.9,1393702,,qd-1,2025-07-01,S-H,
205,district,huyen,Huyện Hải Hà,Hai Ha District,22,,2025-07-01,511.6,,,qd-1,2020,S-H,
06922,commune,xa,Xã Quảng Hà,Quang Ha Commune,22,2025-07-01,,,,,qd-1,2025-07-01,S-H,Trung tâm huyện cũ
""",
    "crosswalk.csv": """\
old_code,old_name,old_type,old_district,new_code,extent,on,source,as_of,trust,note
06925,Quảng Điền,xa,205,06922,whole,2025-07-01,qd-1,2025-07-01,S-H,
06931,Quảng Phong,xa,205,06922,part,2025-07-01,qd-1,2025-07-01,S-H,
""",
    "economic_zones.csv": """\
code,name_vi,name_en,type,status,area,land_area,sea_area,decision,decided_on,localities,source,as_of,trust
mong-cai,Khu kinh tế cửa khẩu Móng Cái,Mong Cai EZ,border_gate,operating,121197,66197,55000,QĐ 19/2012,2012-04-10,06922,qd-1,2012-04-10,S-H
""",
    "parks.csv": """\
code,name_vi,name_en,status,planned_area,economic_zone,localities,source,as_of,trust
hai-ha,KCN cảng biển Hải Hà,Hai Ha Seaport Park,operating,4988,mong-cai,06922,qd-1,2016,S-H
dam-nha-mac,KCN Đầm Nhà Mạc,Dam Nha Mac Park,operating,,,,qd-1,2016,S-H
""",
    "infrastructure_projects.csv": """\
code,name_vi,name_en,park,localities,status,developer_vi,developer_en,established,area,free_area,occupancy,rent_min,rent_max,source,as_of,trust,note
texhong,Texhong – Hải Hà,Texhong Hai Ha,hai-ha,06922,operating,Công ty Hải Hà,Hai Ha Company,2014,660,,,50,65,bao-1,2021,S-M,Giá năm 2021
bac-tien-phong,Bắc Tiền Phong,Bac Tien Phong,dam-nha-mac,,operating,CTCP Bắc Tiền Phong,Bac Tien Phong JSC,2016,1192.9,300,,,,qd-1,2016,S-H,
nam-tien-phong,Nam Tiền Phong,Nam Tien Phong,dam-nha-mac,,operating,CTCP Tiền Phong,Tien Phong JSC,2014,487,120,,,,bao-1,2020,S-M,
""",
    "facilities.csv": """\
code,kind,name_vi,name_en,status,capacity,capacity_unit,length,opened,serves,source,as_of,trust
cai-lan,seaport,Cảng Cái Lân,Cai Lan Port,operating,50000,DWT,,1996,texhong,bao-1,,S-M
van-ninh,seaport,Cảng Vạn Ninh,Van Ninh Port,under_construction,,,,,,bao-1,,S-M
""",
    "commodities.csv": """\
code,name_vi,name_en,group,hs,vsic,unit,source,as_of,trust
coal,Than,Coal,mineral,2701;2702,0510,t,qd-1,,S-H
tea,Chè,Tea,crop,0902,0127,t,qd-1,,S-H
""",
    "materials.csv": """\
code,kind,commodity,name_vi,name_en,status,localities,area,yield,season_vi,season_en,source,as_of,trust
che-hai-ha,region,tea,Vùng chè Hải Hà,Hai Ha tea region,operating,06922,800,21.6,Tháng 3 đến tháng 11,March to November,bao-1,2023,S-M
""",
    "statements.csv": """\
code,topic,name_vi,name_en,value,unit,period,scope_vi,scope_en,quote,place,source,as_of,trust,note
dossiers-2025-q1,dossiers,Hồ sơ đã xử lý,Dossiers processed,116,dossiers,2025-Q1,Ban Quản lý,The Authority,"tiếp nhận và xử lý 116 hồ sơ",locality:22,bao-1,2025-Q1,S-M,Một nguồn
""",
    "locations.csv": """\
# subject, then where it lies
subject,lon,lat,accuracy_m,method,source,as_of,trust,note
infrastructure_project:texhong,107.76,21.41,3000,approximate,nho,,M-L,Điểm gần đúng
infrastructure_project:bac-tien-phong,106.81,20.85,3000,approximate,nho,,M-L,
infrastructure_project:nam-tien-phong,106.79,20.83,3000,approximate,nho,,M-L,
facility:cai-lan,107.04,20.98,500,digitised,bao-1,2024,S-M,
facility:van-ninh,107.95,21.45,3000,approximate,nho,,M-L,
""",
    "facts.csv": """\
subject,field,value,value_en,unit,valid_from,valid_to,source,as_of,trust,note
infrastructure_project:texhong,area,650,,ha,,,qd-1,2014-04-25,S-H,Diện tích trong quyết định
infrastructure_project:texhong,area,660,,ha,,,bao-1,2024-06-13,S-M,
infrastructure_project:texhong,developer,Texhong Việt Nam,Texhong Viet Nam,,,2020-01-01,bao-1,2014,S-M,Tên cũ
""",
    "freshness.csv": """\
kind,field,owner,rhythm_days,stale_after_days
infrastructure_project,area,Phòng Quy hoạch,365,730
infrastructure_project,name,Phòng Quy hoạch,,
infrastructure_project,*,Phòng Đầu tư,90,180
""",
}


def write_pack(folder: Path, **changes: str | bytes | None) -> Path:
    """Write the pack into `folder`; a change replaces a file (`parks_csv=…`), None leaves it out."""
    folder.mkdir(parents=True, exist_ok=True)
    replaced = {
        name.replace("_csv", ".csv")
        .replace("_yaml", ".yaml")
        .replace("_geojson", ".geojson"): content
        for name, content in changes.items()
    }
    for name, content in (FILES | replaced).items():
        if isinstance(content, bytes):
            (folder / name).write_bytes(content)
        elif content is not None:
            (folder / name).write_text(content, encoding="utf-8")
    return folder


def with_row(name: str, row: str) -> str:
    """The table `name` with one more row."""
    return FILES[name] + row + "\n"
