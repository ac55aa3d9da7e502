"""What may be said about a figure that somebody published (số liệu công bố)."""

from __future__ import annotations

from diaban.facts.schema import (
    ANY_SUBJECT,
    FieldSpec,
    Kind,
    choice,
    named,
    reference,
    text,
    words,
)
from diaban.facts.units import UNITS

TOPICS = {
    "dossiers": ("Thủ tục hành chính", "Dossiers"),
    "petitions": ("Kiến nghị", "Petitions"),
    "land": ("Đất đai", "Land"),
    "projects": ("Dự án đầu tư", "Investment projects"),
    "economy": ("Kinh tế", "Economy"),
    "plan": ("Quy hoạch, kế hoạch", "Plans"),
    "materials": ("Nguyên liệu", "Raw materials"),
}

STATEMENT = Kind(
    name="statement",
    layer="statements",
    table="statements.csv",
    model="indicators.Statement",
    title_vi="Số liệu công bố",
    title_en="Published figures",
    fields=named(
        choice("topic", "Chủ đề", "Topic", TOPICS, required=True),
        FieldSpec(
            "value",
            "decimal",
            "Giá trị",
            "Value",
            units=UNITS,
            unit_column="unit",
            minimum=-1e15,
            maximum=1e15,
            required=True,
        ),
        FieldSpec("period", "period", "Kỳ", "Period"),
        words("scope", "Phạm vi", "Scope"),
        text("quote", "Nguyên văn", "Exact words"),
        text("quote_en", "Nguyên văn (tiếng Anh)", "Exact words (English)"),
        reference("place", "Địa bàn", "Place", ANY_SUBJECT),
    ),
    subkind="topic",
    note_field="value",
)
