"""Numbers as people of two languages write them. Pure.

Vietnamese writes 1.105,9 and English 1,105.9, so "1.105" means a thousand more to one than to the
other. What could be read both ways is refused, never guessed.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from diaban.facts.refusal import ValueRefused

MARKS = {"vi": (",", "."), "en": (".", ",")}  # decimal mark, mark between thousands
EITHER_WAY = re.compile(r"[-+]?[1-9]\d{0,2}[.,]\d{3}")
BLANKS = re.compile(r"[\s\u00a0\u202f]+")
MOST_DIGITS = 9
"""More than any key, sequence or count of ours has, and within what every database keeps."""


def plain_number(text: str, language: str) -> str:
    """`text` with a decimal point and no thousands separator, for `facts.values.clean`.

    Blanks between thousands are dropped. Text that is no number in `language` is returned as it is:
    to refuse it is the business of the field.

    Raises:
        ValueRefused: one mark followed by three digits; it may be a thousand or a decimal.

    >>> plain_number("1.105,9", "vi"), plain_number("1,105.9", "en"), plain_number("167,86", "vi")
    ('1105.9', '1105.9', '167.86')
    """
    compact = BLANKS.sub("", text)
    if EITHER_WAY.fullmatch(compact):
        thousand, decimal = re.sub(r"[.,]", "", compact), compact.replace(",", ".")
        raise ValueRefused(
            "ambiguous_number",
            _("“%(text)s” can be read as %(thousand)s or as %(decimal)s.")
            % {"text": text.strip(), "thousand": thousand, "decimal": f"{decimal}0"},
            _("Write the thousand without a separator, or one more digit after the decimal mark."),
        )
    mark, separator = MARKS["vi" if language.startswith("vi") else "en"]
    number = re.compile(
        rf"[-+]?(\d+|\d{{1,3}}(?:{re.escape(separator)}\d{{3}})+)(?:{re.escape(mark)}\d+)?"
    )
    if number.fullmatch(compact):
        return compact.replace(separator, "").replace(mark, ".")
    if re.fullmatch(r"[-+]?\d+[.,]\d+", compact):  # the other language's decimal mark: one meaning
        return compact.replace(",", ".")
    return text


def whole_number(text: str) -> int | None:
    """A number that an address or a hidden field names; nothing for whatever is none.

    Python refuses to read thousands of digits, and a database more than it keeps: so does this.

    >>> whole_number("42"), whole_number("-1"), whole_number("4²"), whole_number("9" * 5000)
    (42, None, None, None)
    """
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else None


def as_typed(number: float | int | None, language: str) -> str:
    """How a person of `language` would type the number: its decimal mark, no thousands separator.

    Three decimals get a fourth, so that `plain_number` reads back what was shown.
    """
    if number is None:
        return ""
    text = f"{number:.10f}".rstrip("0").rstrip(".") if isinstance(number, float) else str(number)
    if EITHER_WAY.fullmatch(text):
        text += "0"
    return text.replace(".", MARKS["vi" if language.startswith("vi") else "en"][0])
