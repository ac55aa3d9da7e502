"""What can go wrong with an edition. Every message is one sentence for people."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from diaban.editions.words import gettext as _


class EditionError(Exception):
    """An edition could not be written, found or trusted."""


class NoEdition(EditionError):
    """Nothing was published in this folder yet."""

    def __init__(self, root: Path) -> None:
        self.root = root
        super().__init__(
            _("No edition is published in %(folder)s yet: run “diaban publish”.") % {"folder": root}
        )


class NothingKnown(EditionError):
    """Nothing had been published by a day; `first` is the day of the first edition."""

    def __init__(self, day: date, first: date) -> None:
        self.day = day
        self.first = first
        super().__init__(
            _("Nothing had been published by %(day)s; the first edition is of %(first)s.")
            % {"day": day.isoformat(), "first": first.isoformat()}
        )


class EditionNotFound(EditionError):
    """There is no edition with this id."""

    def __init__(self, edition: str) -> None:
        self.edition = edition
        super().__init__(_("There is no edition “%(id)s”.") % {"id": edition})


class Tampered(EditionError):
    """A file is not what the manifest says it is. `file` is its name inside the edition."""

    def __init__(self, edition: str, file: str, reason: str) -> None:
        self.edition = edition
        self.file = file
        self.reason = reason
        super().__init__(
            _("Edition %(id)s is refused: %(file)s %(reason)s.")
            % {"id": edition, "file": file, "reason": reason}
        )


class Locked(EditionError):
    """Another process publishes into the same folder at this moment."""

    def __init__(self, root: Path) -> None:
        self.root = root
        super().__init__(
            _("Another publication into %(folder)s is running: try again when it has finished.")
            % {"folder": root}
        )


class InvalidSnapshot(EditionError):
    """The snapshot breaks the agreement of `model`: a missing column, a key twice, an unknown
    geometry.
    """


class WriteFailed(EditionError):
    """The folder does not take the edition: disk full, read-only, no permission."""

    def __init__(self, path: Path | str, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(
            _("The edition could not be written to %(path)s: %(reason)s. Nothing was changed.")
            % {"path": path, "reason": reason}
        )


def _why(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _("the disk is full")
    if error.errno == errno.EFBIG:
        return _("a file would be larger than this process may write")
    if error.errno == errno.EROFS:
        return _("the file system is read-only")
    if error.errno in (errno.EACCES, errno.EPERM):
        return _("writing is not allowed in this folder")
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        return _("a file stands where a folder is needed")
    return error.strerror or str(error)


@contextmanager
def as_write_failure(path: Path) -> Iterator[None]:
    """Turn an operating system's refusal to write below `path` into one `WriteFailed`."""
    try:
        yield
    except OSError as error:
        raise WriteFailed(error.filename or path, _why(error)) from error
