"""A small server in front of the running site: another name for it, or a newer version of it."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from tests.running_site import Site

NOT_PASSED_ON = {
    "connection",
    "keep-alive",
    "transfer-encoding",
    "content-length",
    "date",
    "server",
}


@dataclass
class Front:
    """`newer` is put into the version that the service worker is told."""

    port: int
    newer: str = ""


@contextmanager
def in_front_of(site: Site) -> Iterator[Front]:
    """Pass everything on to `site`, as if it had been asked under its own address."""
    behind = urlsplit(site.url).netloc

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            told = dict(self.headers) | {"Host": behind, "Accept-Encoding": "identity"}
            for name in ("Origin", "Referer"):
                if name in told:
                    told[name] = site.url + urlsplit(told[name]).path
            line = http.client.HTTPConnection(behind, timeout=30)
            line.request(self.command, self.path, body, told)
            answer = line.getresponse()
            content = answer.read()
            line.close()
            if front.newer and self.path.startswith("/field/worker.js"):
                content = content.replace(b'"version": "', f'"version": "{front.newer}'.encode())
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in NOT_PASSED_ON:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        do_GET = do_HEAD = do_POST = do_PUT = pass_on

        def log_message(self, *told: object) -> None:
            """Quiet: the site's own log says what was asked."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    front = Front(server.server_port)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield front
    finally:
        server.shutdown()
        server.server_close()
