"""The statistical forms of a zone authority (series 21xx.H.QLKKT), as far as the registry can fill
them. Titles and columns follow a specification of the national report system (S-M), not the
circular itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from diaban.projects.periods import CUTOFFS, QUARTER, YEAR, Period
from diaban.projects.sheets import data as reading
from diaban.projects.sheets import parks, zones
from diaban.projects.sheets.data import Data
from diaban.projects.sheets.model import Sheet, Table

PERIODS = (QUARTER, YEAR)
"""The kinds of period for which a form is made."""
Maker = Callable[[Data], tuple[list[Table], list[str]]]

FORMS: Mapping[str, tuple[str, Maker]] = {
    "2101": ("Thu hút đầu tư vào các khu công nghiệp trong kỳ", parks.form_2101),
    "2102": ("Khu công nghiệp thành lập mới, tăng, giảm, thu hồi trong kỳ", parks.form_2102),
    "2103": ("Tình hình thực hiện dự án hạ tầng khu công nghiệp", parks.form_2103),
    "2104": ("Tình hình sản xuất, kinh doanh trong các khu công nghiệp", parks.form_2104),
    "2108": ("Số lượng và diện tích khu kinh tế", zones.form_2108),
    "2109": ("Thu hút đầu tư vào các khu kinh tế trong kỳ", zones.form_2109),
    "2110": ("Quy hoạch và sử dụng đất trong khu kinh tế", zones.form_2110),
    "2111": ("Dự án kinh doanh hạ tầng trong khu kinh tế", zones.form_2111),
    "2112": ("Khu phi thuế quan, khu thương mại tự do, kho ngoại quan", zones.form_2112),
    "2113": ("Dự án sản xuất, kinh doanh trong khu kinh tế", zones.form_2113),
    "2114": ("Đầu tư trực tiếp nước ngoài theo đối tác", zones.form_2114),
    "2115": ("Giấy chứng nhận, quyết định chủ trương được điều chỉnh trong kỳ", zones.form_2115),
    "2116": ("Giấy chứng nhận, quyết định chủ trương bị thu hồi trong kỳ", zones.form_2116),
}


def make(form: str, period: Period) -> Sheet:
    """The form, computed from the registry as it is now, for a period.

    Raises:
        KeyError: there is no such form.
        NumberTooLarge: a number has more digits than the forms take.
    """
    return fill(form, reading.read(period))


def fill(form: str, data: Data) -> Sheet:
    """The form out of data that were read once for several forms.

    Raises:
        KeyError: there is no such form.
        NumberTooLarge: a number has more digits than the forms take.
    """
    title, maker = FORMS[form]
    tables, lacking = maker(data)
    period = data.period
    return Sheet(
        form=form,
        title=title,
        period=period.name,
        first=period.first.isoformat(),
        last=period.last.isoformat(),
        cutoff=CUTOFFS[period.cutoff].basis_vi,
        tables=tables,
        lacking=lacking,
        demonstration=data.demonstration,
    )
