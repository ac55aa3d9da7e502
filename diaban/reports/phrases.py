"""Words that every report says by itself, in the report's own language. Pure.

A report's language is that of the document and not of the person who has it made, so its words are
kept here and not in the catalogues of the pages.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import translation

from diaban.indicators.statements.explanations import VERDICTS
from diaban.indicators.statements.reconciliation import Verdict
from diaban.indicators.wording import reason

PHRASES: Mapping[str, tuple[str, str]] = {
    "indicator": ("Chỉ tiêu", "Indicator"),
    "unit": ("Đơn vị", "Unit"),
    "place": ("Địa bàn", "Place"),
    "place_park": ("Khu công nghiệp", "Industrial park"),
    "quarter": ("Kỳ", "Period"),
    "change": ("So với kỳ trước", "Against the period before"),
    "year_ago": ("Cùng kỳ năm trước", "Same period a year ago"),
    "published": ("Đã công bố", "Published"),
    "computed": ("Tính từ hồ sơ", "Computed from records"),
    "verdict": ("Kết quả đối chiếu", "Verdict"),
    "explanation": ("Giải thích chênh lệch", "Explanation of the difference"),
    "no_statements": (
        "Chưa có số liệu công bố nào của kỳ này để đối chiếu.",
        "No published figure of this period is on record to compare with.",
    ),
    "agreeing": (
        "Số liệu đã công bố trùng với số liệu tính từ hồ sơ (kể cả sau khi làm tròn): ",
        "Published figures that agree with the computed ones (also after rounding): ",
    ),
    "no_restatements": (
        "Không có số liệu đã chốt nào của kỳ này phải điều chỉnh.",
        "No closed figure of this period has been restated.",
    ),
    "no_restatements_compared": (
        "Không có số liệu đã chốt nào của kỳ này, hay của kỳ trước và cùng kỳ được so sánh, phải "
        "điều chỉnh.",
        "No closed figure of this period has been restated, nor one of the periods that it is "
        "compared with.",
    ),
    "restated": ("điều chỉnh từ {old} thành {new} ngày {on}: {cause}",
                 "restated from {old} to {new} on {on}: {cause}"),
    "break": ("chuỗi số liệu gián đoạn từ {period}: {cause}",
              "the series breaks from {period}: {cause}"),
    "nothing_weak": (
        "Mọi số liệu trong báo cáo đều có và đạt độ tin cậy yêu cầu.",
        "Every figure in this report is known and rests on facts that are fresh and undisputed.",
    ),
    "lacking": ("{name} ({period}): chưa có số liệu.{why}",
                "{name} ({period}): no figure yet.{why}"),
    "weak": ("{name} ({period}): độ tin cậy thấp.{why}", "{name} ({period}): weak.{why}"),
    "provisional": (
        "Số liệu của kỳ này chưa chốt và có thể thay đổi.",
        "The figures of this period are not closed yet and may change.",
    ),
    "first_release": ("{name} ({period}): số ước tính lần đầu, nguồn {source}.",
                      "{name} ({period}): first release, source {source}."),
    "demonstration_lack": (
        "Số liệu hồ sơ, kiến nghị, đất đai và dự án trong báo cáo được tính trên sổ minh họa, "
        "không phải số liệu thật.",
        "Figures of dossiers, petitions, land and projects are computed on demonstration records "
        "and are not real.",
    ),
    "DEMONSTRATION": ("SỐ LIỆU MINH HỌA – KHÔNG PHẢI SỐ LIỆU THẬT",
                      "DEMONSTRATION RECORDS – NOT REAL FIGURES"),
    "notes": ("Nguồn của từng số liệu", "Where each figure comes from"),
    "notes_lead": (
        "Mỗi số trong ngoặc dẫn tới truy vấn đã cho ra số liệu trên ấn bản dữ liệu {edition} "
        "(SHA-256 {hash}).",
        "Each number in brackets leads to the query that gave the figure on edition {edition} "
        "(SHA-256 {hash}).",
    ),
    "note_terms": ("tử số {numerator}, mẫu số {denominator}", "{numerator} ÷ {denominator}"),
    "note_change": ("{now} trừ {then}", "{now} less {then}"),
    "note_unknown": ("chưa có số liệu", "unknown"),
    "note_published": ("đã công bố {published}", "published {published}"),
    "note_version": ("định nghĩa v{version}", "definition v{version}"),
    "source": ("nguồn {source}", "source {source}"),
    "closed": ("đã chốt", "closed"),
    "chart_of": ("Biểu đồ: {caption}", "Chart: {caption}"),
    "chart_says": ("{name}: từ {first} ({start}) đến {last} ({end})",
                   "{name}: from {first} ({start}) to {last} ({end})"),
    "chart_break": ("chỗ chuỗi số liệu gián đoạn", "where the series breaks"),
    "chart_restated": ("số đã chốt trước khi điều chỉnh",
                       "the closed figure before it was restated"),
    "verify": (
        "Kiểm tra: diaban report verify <tệp này>.",
        "To check it: diaban report verify <this file>.",
    ),
    "receivers": ("Nơi nhận:", "Recipients:"),
    "receivers_list": (
        "Ủy ban nhân dân tỉnh (để báo cáo)\nBộ Tài chính (để báo cáo)\nLưu: VT",
        "Provincial People's Committee (for report)\nMinistry of Finance (for report)\nFile",
    ),
    "motto_1": ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "SOCIALIST REPUBLIC OF VIET NAM"),
    "motto_2": ("Độc lập - Tự do - Hạnh phúc", "Independence - Freedom - Happiness"),
    "number": ("Số:", "No.:"),
    "report": ("BÁO CÁO", "REPORT"),
    "draft": ("DỰ THẢO", "DRAFT"),
    "day_open": ("{place}, ngày … tháng … năm …", "{place}, …"),
}  # fmt: skip
REASONS: Mapping[str, tuple[str, str]] = {
    "not_in_edition": ("Bản dữ liệu chưa có chỉ tiêu này.", "It is not in the edition."),
    "not_published": ("Chưa được công bố.", "It has not been published yet."),
}


def phrase(name: str, language: str, /, **values: str) -> str:
    words = PHRASES[name][0 if language == "vi" else 1]
    return words.format(**values) if values else words


def verdict(name: str, language: str) -> str:
    """A verdict of the reconciliation in words."""
    with translation.override(language):
        return str(VERDICTS[Verdict(name)])


def reason_words(code: str, language: str) -> str:
    """Why a figure is unknown or weak, a sentence."""
    words = REASONS.get(code)
    if words:
        return words[0 if language == "vi" else 1]
    with translation.override(language):
        return reason(code)
