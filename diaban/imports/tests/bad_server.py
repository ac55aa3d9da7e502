"""A local web server that serves one file and misbehaves in a chosen way."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CONTENT = b"".join(b"row %06d of what is open\n" % number for number in range(8_000))
ETAG = '"of-the-first-version"'


@dataclass
class Behaviour:
    """What the server does; `asked` collects (path, Range) of every request."""

    content: bytes = CONTENT
    etag: str | None = ETAG
    ranges: bool = True
    cut_after: list[int] = field(default_factory=list)
    """Bytes after which the connection is cut, for the first requests in turn."""
    drip: float = 0.0
    redirect: str = ""
    status: int = 0
    failures: int = 0
    length: int | None = None
    hides_length: bool = False
    lies_about_start: bool = False
    asked: list[tuple[str, str | None]] = field(default_factory=list)


@contextmanager
def serving(behaviour: Behaviour) -> Iterator[str]:
    """The address at which `behaviour` is served."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_said: object) -> None:
            """A test's output is its own."""

        def do_GET(self) -> None:
            self.close_connection = True
            wanted = self.headers.get("Range")
            behaviour.asked.append((self.path, wanted))
            if behaviour.redirect and self.path == "/file":
                self.say(302, {"Location": behaviour.redirect})
            elif self.path == "/circle":
                self.say(302, {"Location": "/file"})
            elif behaviour.failures:
                behaviour.failures -= 1
                self.say(503, {})
            elif behaviour.status:
                self.say(behaviour.status, {})
            else:
                self.answer(wanted)

        def say(self, status: int, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in {"Content-Length": "0", **headers}.items():
                self.send_header(name, value)
            self.end_headers()

        def answer(self, wanted: str | None) -> None:
            content, total = behaviour.content, len(behaviour.content)
            start = 0
            same = self.headers.get("If-Range") in (None, behaviour.etag)
            if wanted and behaviour.ranges and same:
                found = re.fullmatch(r"bytes=(\d+)-", wanted)
                start = int(found[1]) if found else 0
                if start >= total:
                    self.say(416, {"Content-Range": f"bytes */{total}"})
                    return
                self.send_response(206)
                told = 0 if behaviour.lies_about_start else start
                self.send_header("Content-Range", f"bytes {told}-{total - 1}/{total}")
            else:
                self.send_response(200)
            if behaviour.etag:
                self.send_header("ETag", behaviour.etag)
            length = total - start if behaviour.length is None else behaviour.length
            if not behaviour.hides_length:
                self.send_header("Content-Length", str(length))
            self.end_headers()
            self.pour(content[start:])

        def pour(self, rest: bytes) -> None:
            if behaviour.cut_after:
                rest = rest[: behaviour.cut_after.pop(0)]
            if not behaviour.drip:
                self.wfile.write(rest)
                return
            try:
                for position in range(0, len(rest), 100):
                    self.wfile.write(rest[position : position + 100])
                    self.wfile.flush()
                    time.sleep(behaviour.drip)
            except OSError:
                return  # the client had enough

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/file"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
