"""Fetch one file from an address: resumed where it broke off, bounded in bytes and time.

A broken download leaves `NAME.part` and beside it `NAME.part.json` with the validator (ETag or
Last-Modified) that the server gave. The next attempt asks for the rest with `Range` and `If-Range`
(RFC 9110, section 13.1.5 and 14.2): a server whose file has changed sends the whole new one, so two
versions are never glued together. Without a validator a download begins again.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import re
import ssl
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from django.utils.translation import gettext as _

from diaban.imports.open_data.refusal import NotPulled

Progress = Callable[[int, int | None], None]
"""Called with bytes at hand and bytes announced (None if the server announces none)."""

_CHUNK = 1 << 16
_REDIRECTS = (301, 302, 303, 307, 308)
_WORTH_ANOTHER_TRY = (408, 425, 429, 500, 502, 503, 504)
_RANGE = re.compile(r"bytes (?:(\d+)-(\d+)|\*)/(\d+|\*)")
_AGENT = "diaban (open data of an economic-zone authority)"


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much one file may ask for; `pause` is the wait before a second attempt, then doubled."""

    most_bytes: int = 100_000_000
    seconds: float = 1800.0
    silence: float = 60.0
    attempts: int = 5
    redirects: int = 5
    pause: float = 1.0


class _Broken(Exception):
    """The connection or the server failed in a way that may pass."""


class _StartAgain(Exception):
    """What is at hand is no beginning of what the server has."""


@dataclass(slots=True)
class _Partial:
    """What is at hand of a file, and the validator by which the rest may be asked for."""

    path: Path
    url: str

    @property
    def _note(self) -> Path:
        return self.path.with_name(f"{self.path.name}.json")

    @property
    def size(self) -> int:
        return self.path.stat().st_size if self.path.exists() else 0

    def validator(self) -> str | None:
        """The validator, if what is at hand came from this address and has one."""
        try:
            note = json.loads(self._note.read_text("utf-8"))
        except (OSError, ValueError):
            return None
        return note.get("validator") if note.get("url") == self.url and self.size else None

    def begin(self, validator: str | None) -> None:
        self._note.write_text(json.dumps({"url": self.url, "validator": validator}), "utf-8")
        self.path.write_bytes(b"")

    def drop(self) -> None:
        self.path.unlink(missing_ok=True)
        self._note.unlink(missing_ok=True)

    def finish(self, target: Path) -> None:
        self._note.unlink(missing_ok=True)
        self.path.replace(target)


def fetch(
    url: str,
    target: Path,
    *,
    hosts: Collection[str] = (),
    bounds: Bounds | None = None,
    progress: Progress | None = None,
) -> None:
    """Put what lies at `url` into `target`, which then is whole.

    Args:
        hosts: where a redirect may lead besides the address's own host ("host", or "host:port"
            where it is not 443); over https only.

    Raises:
        NotPulled: the server refuses, sends too much, is too slow or breaks off again and again.
        OSError: the disk is in the way.
    """
    bounds = bounds or Bounds()
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = _Partial(target.with_name(f"{target.name}.part"), url)
    deadline = time.monotonic() + bounds.seconds
    pause, reason = bounds.pause, ""
    for attempt in range(bounds.attempts):
        if attempt:
            time.sleep(max(0.0, min(pause, deadline - time.monotonic())))
            pause *= 2
        try:
            _attempt(partial, hosts, bounds, deadline, progress)
        except _StartAgain:
            partial.drop()
            reason = _("the server has another file than the one begun")
        except _Broken as error:
            reason = str(error)
        else:
            partial.finish(target)
            return
    raise NotPulled(
        "broken_off",
        _("%(url)s could not be fetched in %(count)d attempts: %(reason)s.")
        % {"url": _shown(url), "count": bounds.attempts, "reason": reason},
        _("Run the command again: it goes on where it stopped. Or fetch the file in a browser and "
          "give it with --from."),
    )  # fmt: skip


def _attempt(
    partial: _Partial,
    hosts: Collection[str],
    bounds: Bounds,
    deadline: float,
    progress: Progress | None,
) -> None:
    validator = partial.validator()
    start = partial.size if validator else 0
    headers = {"User-Agent": _AGENT, "Accept-Encoding": "identity", "Accept": "*/*"}
    if validator and start:
        headers |= {"Range": f"bytes={start}-", "If-Range": validator}
    try:
        connection, response = _open(partial.url, headers, hosts, bounds, deadline)
    except (OSError, http.client.HTTPException) as error:
        raise _Broken(_cause(error)) from error
    try:
        at, total = _where(response, start, partial)
        if at is None:
            return
        if total is not None and total > bounds.most_bytes:
            raise _too_large(partial.url, bounds.most_bytes)
        if at == 0:
            partial.begin(_validator(response))
        _receive(response, partial, total, bounds, deadline, progress)
    finally:
        response.close()
        connection.close()


def _open(
    url: str, headers: dict[str, str], hosts: Collection[str], bounds: Bounds, deadline: float
) -> tuple[http.client.HTTPConnection, http.client.HTTPResponse]:
    """The answer to a request, after as many redirects as are allowed to hosts that are."""
    first, seen = url, {url}
    for _step in range(bounds.redirects + 1):
        address = urlsplit(url)
        wait = min(bounds.silence, max(0.1, deadline - time.monotonic()))
        if address.scheme == "https":
            connection: http.client.HTTPConnection = http.client.HTTPSConnection(
                address.netloc, timeout=wait, context=ssl.create_default_context()
            )
        else:
            connection = http.client.HTTPConnection(address.netloc, timeout=wait)
        query = f"?{address.query}" if address.query else ""
        try:
            connection.request("GET", f"{address.path or '/'}{query}", headers=headers)
            response = connection.getresponse()
        except BaseException:
            connection.close()
            raise
        if response.status not in _REDIRECTS:
            return connection, response
        response.close()
        connection.close()
        url = urljoin(url, response.headers.get("Location", ""))
        if url in seen:
            raise _refused(first, "redirect_loop", _("its redirects go round in a circle"))
        seen.add(url)
        _check_redirect(first, url, hosts)
    raise _refused(first, "too_many_redirects", _("it redirects too often"))


def _check_redirect(first: str, url: str, hosts: Collection[str]) -> None:
    here, there = urlsplit(first), urlsplit(url)
    if (there.scheme, there.netloc) == (here.scheme, here.netloc):
        return
    if there.scheme != "https":
        raise _refused(first, "redirect_insecure",
            _("it redirects to %(url)s, which is not https") % {"url": _shown(url)})  # fmt: skip
    # Another port may be another service, and somebody else's.
    own = there.netloc.lower().removesuffix(":443")
    if there.netloc not in hosts and own not in (here.hostname, *hosts):
        raise _refused(first, "redirect_elsewhere",
            _("it redirects to %(host)s, which its manifest does not name")
            % {"host": there.netloc})  # fmt: skip


def _where(
    response: http.client.HTTPResponse, start: int, partial: _Partial
) -> tuple[int | None, int | None]:
    """Where an answer's bytes begin (None: everything is at hand), and the size of the file."""
    status = response.status
    length = response.headers.get("Content-Length", "")
    announced = int(length) if length.isdigit() else None
    if status == 206:
        found = _RANGE.fullmatch(response.headers.get("Content-Range", "").strip())
        if not found or found[1] is None or int(found[1]) != start:
            raise _StartAgain
        return start, int(found[3]) if found[3] != "*" else None
    if status == 416:
        found = _RANGE.fullmatch(response.headers.get("Content-Range", "").strip())
        if found and found[3] == str(start) and start:
            return None, start
        raise _StartAgain
    if status == 200:
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise _refused(partial.url, "encoded", _("it sends the file in another encoding"))
        return 0, announced
    if status in _WORTH_ANOTHER_TRY:
        raise _Broken(_("it answers %(status)d") % {"status": status})
    raise _refused(partial.url, "status", _("it answers %(status)d") % {"status": status})


def _receive(
    response: http.client.HTTPResponse,
    partial: _Partial,
    total: int | None,
    bounds: Bounds,
    deadline: float,
    progress: Progress | None,
) -> None:
    """Append the answer's bytes; a connection that ends before its announced end is broken."""
    size = partial.size
    with partial.path.open("ab") as out:
        while True:
            if time.monotonic() > deadline:
                raise NotPulled(
                    "too_slow",
                    _("%(url)s was not fetched within %(seconds)d seconds.")
                    % {"url": _shown(partial.url), "seconds": bounds.seconds},
                    _("Run the command again: it goes on where it stopped."),
                )
            try:
                chunk = response.read1(_CHUNK)
            except (OSError, http.client.HTTPException) as error:
                raise _Broken(_cause(error)) from error
            if not chunk:
                break
            size += len(chunk)
            if size > bounds.most_bytes:
                out.close()
                partial.drop()
                raise _too_large(partial.url, bounds.most_bytes)
            out.write(chunk)
            if progress is not None:
                progress(size, total)
    if total is not None and size < total:
        raise _Broken(
            _("it breaks off after %(size)d of %(total)d bytes") % {"size": size, "total": total}
        )


def _validator(response: http.client.HTTPResponse) -> str | None:
    """A strong ETag, else Last-Modified: what `If-Range` may carry."""
    etag = response.headers.get("ETag", "")
    if etag.startswith('"'):
        return etag
    return response.headers.get("Last-Modified")


def _cause(error: BaseException) -> str:
    if isinstance(error, TimeoutError):
        return _("it is silent for too long")
    return str(error) or type(error).__name__


def _shown(url: str) -> str:
    """An address without its query, which can be as long as a letter."""
    plain, mark, _query = url.partition("?")
    return f"{plain}?…" if mark else plain


def _too_large(url: str, limit: int) -> NotPulled:
    return NotPulled(
        "too_large",
        _("%(url)s has more than %(limit)d bytes.") % {"url": _shown(url), "limit": limit},
        _("Look what lies there; raise most_bytes in the manifest if it is right."),
    )


def _refused(url: str, code: str, reason: str) -> NotPulled:
    return NotPulled(
        code,
        _("%(url)s cannot be fetched: %(reason)s.") % {"url": _shown(url), "reason": reason},
        _(
            "Look in a browser what became of it, and correct the manifest or give the file with "
            "--from."
        ),
    )


def sha256(path: Path) -> str:
    """SHA-256 of a file, as 64 hexadecimal digits."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
