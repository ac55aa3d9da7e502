"""Whatever people read is there in Vietnamese and in English."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

import messages  # noqa: E402


def test_every_text_has_its_vietnamese():
    assert list(messages.faults()) == []


def test_a_missing_translation_would_be_named(monkeypatch):
    catalogue = messages.every_text()
    catalogue.add("A text that nobody has translated yet", locations=[("somewhere.py", None)])
    monkeypatch.setattr(messages, "every_text", lambda: catalogue)

    assert any("somewhere.py: not collected" in fault for fault in messages.faults())


def test_texts_in_templates_are_collected_as_django_names_them(tmp_path):
    template = tmp_path / "page.html"
    template.write_text(
        '{% translate "Hello" %}'
        "{% blocktranslate trimmed with n=a.b %}\n  {{ n }} of\n  100% {% endblocktranslate %}"
        "{% blocktranslate count k=rows %}{{ k }} row{% plural %}{{ k }} rows"
        "{% endblocktranslate %}"
    )

    found = {message for _file, _line, message, _context in messages.in_template(template)}

    assert found == {"Hello", "%(n)s of 100%%", ("%(k)s row", "%(k)s rows")}


def test_texts_that_wait_for_their_language_are_collected_by_every_name_they_go_by():
    found = {str(message.id) for message in messages.every_text()}

    assert "Source in the register" in found
