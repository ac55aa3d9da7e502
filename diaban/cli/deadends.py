"""Where a command ends when it cannot go on: one clear line and an exit code, never a traceback."""

from __future__ import annotations

import errno
import os
import sqlite3
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn

import click

from diaban.cli.language import speak, terminal_language, translated

REFUSED = 1
MACHINE = 3


def _(message: str) -> str:
    """`message` in the language of the terminal, before and after Django is set up."""
    return translated(message)


def give_up(message: str, code: int = REFUSED) -> NoReturn:
    """End with `message` on standard error."""
    click.echo(f"diaban: {message}", err=True)
    raise SystemExit(code)


def in_the_way(error: OSError) -> str:
    """What an operating-system error means for the person, in one line."""
    place = error.filename or ""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            text = _("the disk is full (%(place)s): free some space and run the command again")
        case errno.EROFS | errno.EACCES | errno.EPERM:
            text = _("%(place)s cannot be written: change its rights, or set DIABAN_DATA elsewhere")
        case errno.ENOENT:
            text = _("%(place)s does not exist")
        case _other:
            return f"{place}: {error.strerror}" if place else str(error)
    return text % {"place": place}


def explain(error: Exception) -> tuple[str, int] | None:
    """One line and an exit code for an error we foresee, None for a mistake of ours."""
    if isinstance(error, OSError) and error.errno is not None:
        return in_the_way(error), MACHINE
    name = type(error).__name__
    if name == "UnknownSchemeError":
        return "DIABAN_DATABASE_URL must begin with sqlite:// or postgres://", MACHINE
    if isinstance(error, sqlite3.Error) or name in {"OperationalError", "DatabaseError"}:
        text = str(error).strip().splitlines()[0] if str(error).strip() else name
        if "no such table" in text or "does not exist" in text:
            return _("the database is not set up yet: run “diaban init”"), MACHINE
        return _("the database cannot be used: %(reason)s") % {"reason": text}, MACHINE
    return None


class Diaban(click.Group):
    """A group whose commands never end in a traceback for a foreseeable fault.

    `DIABAN_DEBUG=1` shows the traceback all the same.
    """

    def main(self, *args: Any, **kwargs: Any) -> Any:
        speak(self)
        return super().main(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, SystemExit):
            raise
        except BrokenPipeError:
            sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123
            raise SystemExit(0) from None
        except Exception as error:
            if os.environ.get("DIABAN_DEBUG") or (line := explain(error)) is None:
                raise
            give_up(*line)


def with_django(command: Callable) -> Callable:
    """Set Django up before `command`, in the language of the terminal."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "diaban.config.settings")
        import django
        from django.utils import translation

        django.setup()
        translation.activate(terminal_language())
        return command(*args, **kwargs)

    return run
