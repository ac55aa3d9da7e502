"""Economic sectors of Viet Nam (VSIC): sections and those divisions that occur in zones. Pure.

Quyết định 36/2025/QĐ-TTg (29 September 2025, in force 15 November 2025) has 22 sections A–V and 87
divisions (S-M, press). Its annex was not at hand: letters and codes below are restated from the
international classification that it follows (ISIC Rev. 5, which has 22 and 87 too) and the names
from VSIC 2018, where the divisions of manufacturing are the same. Trust M-M throughout; what we
were not sure of is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

BASIS = "36/2025/QĐ-TTg"
VALID_FROM = "2025-11-15"
TRUST = "M-M"


@dataclass(frozen=True, slots=True)
class Sector:
    """A section ("C") or a division ("26") with the letter of its section."""

    code: str
    section: str
    vi: str
    en: str


_SECTIONS = """
A|Nông nghiệp, lâm nghiệp và thủy sản|Agriculture, forestry and fishing
B|Khai khoáng|Mining and quarrying
C|Công nghiệp chế biến, chế tạo|Manufacturing
D|Sản xuất và phân phối điện, khí đốt, hơi nước và điều hòa không khí|Electricity, gas, steam
E|Cấp nước; quản lý và xử lý rác thải, nước thải|Water supply; sewerage and waste management
F|Xây dựng|Construction
G|Bán buôn và bán lẻ|Wholesale and retail trade
H|Vận tải, kho bãi|Transportation and storage
I|Dịch vụ lưu trú và ăn uống|Accommodation and food service
M|Kinh doanh bất động sản|Real estate activities
"""
_DIVISIONS = """
A 01|Nông nghiệp và dịch vụ liên quan|Crop and animal production
A 02|Lâm nghiệp và dịch vụ liên quan|Forestry and logging
A 03|Khai thác, nuôi trồng thủy sản|Fishing and aquaculture
B 05|Khai thác than cứng và than non|Mining of coal and lignite
B 08|Khai khoáng khác|Other mining and quarrying
C 10|Sản xuất, chế biến thực phẩm|Food products
C 11|Sản xuất đồ uống|Beverages
C 12|Sản xuất sản phẩm thuốc lá|Tobacco products
C 13|Dệt|Textiles
C 14|Sản xuất trang phục|Wearing apparel
C 15|Sản xuất da và sản phẩm liên quan|Leather and related products
C 16|Chế biến gỗ, sản phẩm từ gỗ, tre, nứa|Wood and products of wood and bamboo
C 17|Sản xuất giấy và sản phẩm từ giấy|Paper and paper products
C 18|In, sao chép bản ghi các loại|Printing and reproduction of recorded media
C 19|Sản xuất than cốc, sản phẩm dầu mỏ tinh chế|Coke and refined petroleum products
C 20|Sản xuất hóa chất và sản phẩm hóa chất|Chemicals and chemical products
C 21|Sản xuất thuốc, hóa dược và dược liệu|Pharmaceuticals
C 22|Sản xuất sản phẩm từ cao su và plastic|Rubber and plastic products
C 23|Sản xuất sản phẩm từ khoáng phi kim loại khác|Other non-metallic mineral products
C 24|Sản xuất kim loại|Basic metals
C 25|Sản xuất sản phẩm từ kim loại đúc sẵn|Fabricated metal products
C 26|Sản xuất sản phẩm điện tử, máy vi tính và quang học|Computer, electronic and optical products
C 27|Sản xuất thiết bị điện|Electrical equipment
C 28|Sản xuất máy móc, thiết bị khác|Other machinery and equipment
C 29|Sản xuất xe có động cơ, rơ moóc|Motor vehicles and trailers
C 30|Sản xuất phương tiện vận tải khác|Other transport equipment
C 31|Sản xuất giường, tủ, bàn, ghế|Furniture
C 32|Công nghiệp chế biến, chế tạo khác|Other manufacturing
C 33|Sửa chữa, bảo dưỡng và lắp đặt máy móc|Repair and installation of machinery
D 35|Sản xuất và phân phối điện, khí đốt|Electricity, gas and steam supply
E 36|Khai thác, xử lý và cung cấp nước|Water collection, treatment and supply
E 37|Thoát nước và xử lý nước thải|Sewerage
E 38|Thu gom, xử lý rác thải; tái chế phế liệu|Waste collection, treatment; recovery
E 39|Xử lý ô nhiễm và quản lý chất thải khác|Remediation
F 41|Xây dựng nhà các loại|Construction of buildings
F 42|Xây dựng công trình kỹ thuật dân dụng|Civil engineering
F 43|Hoạt động xây dựng chuyên dụng|Specialised construction
G 46|Bán buôn|Wholesale trade
G 47|Bán lẻ|Retail trade
H 49|Vận tải đường sắt, đường bộ, đường ống|Land transport and pipelines
H 50|Vận tải đường thủy|Water transport
H 51|Vận tải hàng không|Air transport
H 52|Kho bãi và hỗ trợ vận tải|Warehousing and support for transportation
H 53|Bưu chính và chuyển phát|Postal and courier activities
I 55|Dịch vụ lưu trú|Accommodation
I 56|Dịch vụ ăn uống|Food and beverage service
M 68|Kinh doanh bất động sản|Real estate activities
"""


def _sections() -> Mapping[str, Sector]:
    rows = (line.split("|") for line in _SECTIONS.strip().splitlines())
    return {code: Sector(code, code, vi, en) for code, vi, en in rows}


def _divisions() -> Mapping[str, Sector]:
    rows = (line.split("|") for line in _DIVISIONS.strip().splitlines())
    return {place[2:]: Sector(place[2:], place[0], vi, en) for place, vi, en in rows}


SECTIONS = _sections()
DIVISIONS = _divisions()


def name_of(code: str, language: str) -> str:
    """The sector's name; a code that is not restated here is shown as it is, "" is unknown."""
    sector = DIVISIONS.get(code) or SECTIONS.get(code)
    if sector is None:
        return code
    return sector.vi if language.startswith("vi") else sector.en
