"""What the command line says, in the language of the terminal; without Django, so that `--help` is
instant.
"""

from __future__ import annotations

import gettext as catalogues
import inspect
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click

LOCALE = Path(__file__).resolve().parent.parent / "locale"
DOMAIN = "django"


EXPLAINED = re.compile(r"(\s+\S.*?\S\s{3,}|)(\S.* .*|\S.*:)(\n?)")
"""In a block of examples: a heading, or a command and far behind it what it does."""


def gettext_noop(message: str) -> str:
    """Marks a text that others look up."""
    return message


OF_CLICK = (
    gettext_noop("Usage:"),
    gettext_noop("Options"),
    gettext_noop("Commands"),
    gettext_noop("Show this message and exit."),
    gettext_noop("Show the version and exit."),
    gettext_noop("%(prog)s, version %(version)s"),
    gettext_noop("default: {default}"),
    gettext_noop("required"),
    gettext_noop("Error: {message}"),
    gettext_noop("Aborted!"),
    gettext_noop("Try '{command} {option}' for help."),
    gettext_noop("Missing command."),
    gettext_noop("Missing argument"),
    gettext_noop("Missing option"),
    gettext_noop("No such command {name!r}."),
    gettext_noop("No such option {name!r}."),
    gettext_noop("Invalid value: {message}"),
    gettext_noop("Invalid value for {param_hint}: {message}"),
    gettext_noop("{value!r} is not a valid {number_type}."),
    gettext_noop("{value} is not in the range {range}."),
)
"""What the library that reads the command line says of its own accord."""


def terminal_language() -> str:
    """`DIABAN_LANGUAGE`, else what the terminal speaks, else Vietnamese only where it says so."""
    for name in ("DIABAN_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "vi" if value.lower().startswith("vi") else "en"
    return "en"


@cache
def _catalogue(language: str) -> catalogues.NullTranslations:
    return catalogues.translation(DOMAIN, LOCALE, [language], fallback=True)


def translated(message: str) -> str:
    """`message` in the language of the terminal."""
    return _catalogue(terminal_language()).gettext(message) if message else message


def speak(command: click.Command) -> None:
    """Let a command, all below it and the library itself speak the language of the terminal."""
    os.environ["LANGUAGE"] = terminal_language()
    catalogues.bindtextdomain(DOMAIN, str(LOCALE))
    catalogues.textdomain(DOMAIN)
    for one in family(command):
        one.help = "".join(
            translated(piece) if words else piece for piece, words in pieces(one.help or "")
        )
        for option in one.params:
            if isinstance(option, click.Option):
                option.help = translated(option.help or "")


def family(command: click.Command) -> Iterator[click.Command]:
    """A command and all below it."""
    yield command
    if isinstance(command, click.Group):
        for below in command.commands.values():
            yield from family(below)


def help_texts(command: click.Command) -> Iterator[tuple[str, str]]:
    """The help of a command and all below it as (file, text); to be called before `speak`."""
    for one in family(command):
        assert one.callback is not None
        file = inspect.getfile(inspect.unwrap(one.callback))
        texts = [piece for piece, words in pieces(one.help or "") if words]
        texts += [o.help or "" for o in one.params if isinstance(o, click.Option) and not o.hidden]
        yield from ((file, text) for text in texts if text)


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """A help text taken apart: (piece, whether it is words rather than a command or layout).

    A paragraph is one piece. In one that keeps its lines (it begins with a backspace) headings are
    words, and so is what stands far behind a command.
    """
    for number, paragraph in enumerate(inspect.cleandoc(text).split("\n\n")):
        if number:
            yield "\n\n", False
        if not paragraph.startswith("\b"):
            yield " ".join(paragraph.split()), True
            continue
        for line in paragraph.splitlines(keepends=True):
            explained = EXPLAINED.fullmatch(line)
            command, words, end = explained.groups() if explained else (line, "", "")
            yield from ((command, False), (words, bool(words)), (end, False))
