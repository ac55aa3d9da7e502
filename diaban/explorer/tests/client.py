"""A client that calls an ASGI application in process."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from diaban.explorer.api.app import create_app


@dataclass
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class Client:
    """`get("/api/v1/explore?q=x")` and the other methods, without a socket."""

    def __init__(self, root: Path) -> None:
        self.app = create_app(root)

    def get(self, target: str, **headers: str) -> Reply:
        return self.request("GET", target, **headers)

    def request(self, method: str, target: str, **headers: str) -> Reply:
        path, _mark, query = target.partition("?")
        scope = {
            "type": "http",
            "method": method,
            "path": unquote(path),
            "query_string": query.encode(),
            "headers": [
                (name.replace("_", "-").lower().encode(), value.encode())
                for name, value in headers.items()
            ],
        }
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        asyncio.run(self.app(scope, receive, send))
        found = {}
        for name, value in sent[0]["headers"]:
            key = name.decode()
            found[key] = f"{found[key]}, {value.decode()}" if key in found else value.decode()
        return Reply(sent[0]["status"], found, b"".join(m.get("body", b"") for m in sent[1:]))
