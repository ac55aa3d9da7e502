"""The catalogue of user-visible text: collect, compile, check. Needs no gettext tools.

python scripts/messages.py collect   update diaban/locale/*/LC_MESSAGES/django.po
python scripts/messages.py compile   write the .mo files that the program reads
python scripts/messages.py check     name every text that has no Vietnamese yet; exit 1 if any
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "diaban" / "locale"
LANGUAGES = ("vi", "en")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
Found = tuple[str, int, object, str | None]

BLOCK = re.compile(
    r"{%-?\s*(?:blocktranslate|blocktrans)\b(?P<options>[^%]*)%}(?P<one>.*?)"
    r"(?:{%\s*plural\s*%}(?P<many>.*?))?{%\s*(?:endblocktranslate|endblocktrans)\s*%}",
    re.DOTALL,
)
TAG = re.compile(
    r"""{%\s*(?:translate|trans)\s+(?P<quote>["'])(?P<text>.*?)(?P=quote)(?P<rest>[^%]*)%}"""
)
ARGUMENT = re.compile(r"""_\((?P<quote>["'])(?P<text>.*?)(?P=quote)\)""")
CONTEXT = re.compile(r"""context\s+["'](.*?)["']""")
VARIABLE = re.compile(r"{{\s*([\w.]+)[^}]*}}")


def in_template(path: Path) -> Iterator[Found]:
    """Texts of a Django template, as Django itself names them (`{{ x }}` becomes `%(x)s`)."""
    from django.utils.translation import trim_whitespace

    source = path.read_text()
    for match in BLOCK.finditer(source):
        texts = [match["one"]] + ([match["many"]] if match["many"] else [])
        texts = [VARIABLE.sub(r"%(\1)s", text.replace("%", "%%")) for text in texts]
        if re.search(r"\btrimmed\b", match["options"]):
            texts = [trim_whitespace(text) for text in texts]
        context = CONTEXT.search(match["options"])
        message = texts[0] if len(texts) == 1 else tuple(texts)
        yield str(path), source.count("\n", 0, match.start()) + 1, message, context and context[1]
    for pattern in (TAG, ARGUMENT):
        for match in pattern.finditer(source):
            context = CONTEXT.search(match["rest"]) if "rest" in match.re.groupindex else None
            line = source.count("\n", 0, match.start()) + 1
            yield str(path), line, match["text"], context and context[1]


def in_python(path: Path) -> Iterator[Found]:
    stream = io.BytesIO(path.read_bytes())
    for line, message, _comments, context in extract("python", stream, keywords=KEYWORDS):
        yield str(path), line, message, context


def in_commands() -> Iterator[Found]:
    """The help of the command line: the docstrings of its commands, the words of its options."""
    from diaban.cli import main
    from diaban.cli.language import help_texts

    for file, text in help_texts(main):
        yield file, 0, text, None


def every_text() -> Catalog:
    """A catalogue of every text in the package, with the file that it stands in."""
    catalog = Catalog(project="diaban", charset="utf-8", fuzzy=False)
    package = ROOT / "diaban"
    sources = [(path, in_python) for path in sorted(package.rglob("*.py"))]
    sources += [
        (path, in_template)
        for suffix in ("html", "txt", "xml")
        for path in sorted(package.rglob(f"templates/**/*.{suffix}"))
    ]
    found = [
        text
        for path, reader in sources
        if not {"tests", "migrations"} & set(path.relative_to(package).parts)
        for text in reader(path)
    ]
    for name, _line, message, context in (*found, *in_commands()):
        if message:
            place = str(Path(name).relative_to(ROOT))
            catalog.add(message, locations=[(place, None)], context=context or None)
    return catalog


def path_of(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language, project="diaban", charset="utf-8", fuzzy=False)
    with path.open("rb") as stream:
        return read_po(stream, locale=language)


def collect() -> int:
    for language in LANGUAGES:
        catalog = read(language)
        catalog.update(every_text(), no_fuzzy_matching=True)
        catalog.obsolete.clear()
        path = path_of(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as stream:
            write_po(stream, catalog, width=100, omit_header=False, sort_output=True)
        # A date in the file would make every collection a change.
        text = re.sub(r'"(POT-Creation|PO-Revision)-Date:.*\n', "", path.read_text())
        path.write_text(re.sub(r'"(Last-Translator|Generated-By).*\n', "", text))
    return 0


def compile_all() -> int:
    for language in LANGUAGES:
        path = path_of(language)
        if path.exists():
            with path.with_suffix(".mo").open("wb") as stream:
                write_mo(stream, read(language))
    return 0


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sd]|%[sd]|\{\w*\}", text))


def faults() -> Iterator[str]:
    """Texts without Vietnamese, with other placeholders than the English, or not collected."""
    vietnamese = read("vi")
    for message in every_text():
        if not message.id:
            continue
        place = message.locations[0][0]
        known = vietnamese.get(message.id, message.context)
        name = message.id if isinstance(message.id, str) else message.id[0]
        if known is None:
            yield f"{place}: not collected: {name!r}"
            continue
        texts = [known.string] if isinstance(known.string, str) else list(known.string)
        if not all(texts):
            yield f"{place}: no Vietnamese for {name!r}"
        elif any(not placeholders(text) <= placeholders(str(message.id)) for text in texts):
            yield f"{place}: other placeholders in the Vietnamese of {name!r}"


def check() -> int:
    found = list(faults())
    for fault in found:
        print(fault)
    return 1 if found else 0


if __name__ == "__main__":
    actions = {"collect": collect, "compile": compile_all, "check": check}
    if len(sys.argv) != 2 or sys.argv[1] not in actions:
        sys.exit(__doc__)
    sys.exit(actions[sys.argv[1]]())
