"""Which characters of a text say a number. Pure.

A digit always does, in any script. A Han ideograph that may mean a number (三) stands in names
too: 三井, 統一企業, 健一. It says a number where it stands as a number word does: beside another
numeral, alone among words of another script, before a unit or what is counted, or after a word
that announces a figure. Where a name looks like that (八十二銀行, "82 Bank"), it counts as a
figure: a name can be written in Latin letters, a figure that slipped through cannot be taken back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

COUNTERS = (
    "個", "个", "家", "社", "人", "名", "位", "件", "項", "项", "户", "戶", "戸", "年", "月", "日",
    "季", "期", "次", "回", "倍", "成", "割", "分", "点", "點", "元", "円", "圓", "圆", "美", "公",
    "处", "處", "所", "份", "張", "张", "台", "輛", "辆", "間", "间", "本", "軒", "枚", "级", "級",
    "大",
    "亩", "畝", "坪", "吨", "噸", "块", "塊", "条", "條", "座", "栋", "棟", "宗", "批", "つ", "ヶ",
    "カ", "か", "ヘ", "ド", "ト", "パ", "キ", "メ", "억", "만", "천", "백", "개", "명", "건", "년",
    "월", "일", "원", "헥", "달", "%", "‰", "％", "€", "$", "¥", "₫", "平方", "平米", "百分",
)  # fmt: skip
"""What stands behind a number, by its first character: counting words, units, currencies."""
COUNTED = (
    "企业", "企業", "公司", "会社", "會社", "工厂", "工廠", "工場", "项目", "項目", "投资", "投資",
    "区", "區", "园", "園", "地块", "地塊",
)  # fmt: skip
"""What is counted; after a numeral inside a word it belongs to a name (統一企業)."""
ANNOUNCE = frozenset("第約约共達达增減减升降長长超近有為为是了至到以僅仅計计每前後后即其")
"""Words before a number: about, in all, rose by, at least."""
LATIN_UNIT = re.compile(
    r"\s*(?:ha|hécta|km|m²|m|usd|vnd|eur|đồng|dong|tỷ|triệu|nghìn|trăm|billion|million|thousand"
    r"|percent|phần)\b",
    re.IGNORECASE,
)


def figures(text: str) -> Iterator[int]:
    """Where a character stands that says a number.

    >>> list(figures("株式会社三井 và 健一"))
    []
    >>> list(figures("Đạt 三千 ha"))
    [4, 5]
    """
    return (place for place, one in enumerate(text) if _numeral(one) and _says(text, place))


def is_digit(character: str) -> bool:
    """A digit, letter number or other number of any script: ٣, Ⅳ, ², ½."""
    return unicodedata.category(character) in ("Nd", "Nl", "No")


def _numeral(character: str) -> bool:
    return is_digit(character) or unicodedata.numeric(character, None) is not None


def _says(text: str, place: int) -> bool:
    before, after = text[:place][-1:], text[place + 1 :]
    if is_digit(text[place]) or any(_numeral(one) for one in (before, after[:1]) if one):
        return True
    if after.startswith(COUNTERS):
        return True
    inside = _is_letter(before)
    if _is_letter(after[:1]):
        return not inside and after.startswith(COUNTED)
    # It ends a word: of a name (健一), or of a sentence that gives a figure (增長三 %).
    return not inside or before in ANNOUNCE or bool(LATIN_UNIT.match(after)) or _counts(after)


def _counts(after: str) -> bool:
    """Whether a unit follows over a space."""
    return after.lstrip().startswith(COUNTERS)


def _is_letter(character: str) -> bool:
    """A letter of a script that writes words without spaces: Han, kana, hangul."""
    name = unicodedata.name(character, "") if character else ""
    return name.startswith(("CJK ", "HIRAGANA ", "KATAKANA ", "HANGUL "))
