"""The OpenAPI 3.1 document, made from the endpoints and parameters that serve requests."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from diaban.explorer.api.endpoints import Endpoint
from diaban.explorer.api.http import PROBLEM
from diaban.explorer.api.schemas import SCHEMAS, ref
from diaban.explorer.parameters import Parameter

VERSION = "1.0.0"
ABOUT = (
    "Localities, raw-material areas, industrial parks, economic zones and infrastructure, with the "
    "source of every value. Answers come from published editions, which never change: name one "
    "with `edition` and the answer stays the same for ever. Positions are longitude, latitude in "
    "degrees (EPSG:4326). Unknown is unknown: it never passes a filter, and `unknown` says how "
    "many features were left out for it."
)
_STATUS_ABOUT = {
    200: "The answer.",
    204: "Nothing to draw here.",
    304: "What the client has (`If-None-Match`) is still right.",
    307: "The base map has a newer version.",
    400: "A parameter cannot be read; `errors` names each, why, and what to do.",
    404: "There is no such thing.",
    405: "Only GET, HEAD and OPTIONS are allowed.",
    410: "It was published once; `link` leads to it.",
    503: "No edition is published yet, or it cannot be trusted.",
}


def document(endpoints: Sequence[Endpoint]) -> dict[str, Any]:
    """The OpenAPI document for these endpoints."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Địa Bàn reading API",
            "version": VERSION,
            "description": ABOUT,
            "license": {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"},
        },
        "servers": [{"url": "/"}],
        "paths": {endpoint.path: {"get": _operation(endpoint)} for endpoint in endpoints},
        "components": {"schemas": SCHEMAS},
    }


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    parameters = [*endpoint.path_parameters, *endpoint.parameters.values()]
    operation: dict[str, Any] = {
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "parameters": [_parameter(parameter) for parameter in parameters],
        "responses": _responses(endpoint),
    }
    if endpoint.about:
        operation["description"] = endpoint.about
    return operation


def _parameter(parameter: Parameter) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": parameter.name,
        "in": parameter.where,
        "description": parameter.about,
        "required": parameter.required or parameter.where == "path",
        "schema": parameter.schema,
        "example": _example(parameter),
    }
    if parameter.where == "query":
        described["allowEmptyValue"] = not parameter.required
    if parameter.schema.get("type") == "array":
        # One comma list: a=1,2. Given several times, lists of words are joined.
        described |= {"style": "form", "explode": False}
    return described


def _example(parameter: Parameter) -> Any:
    kind = parameter.schema.get("type")
    if kind == "array":
        words = parameter.example.split(",")
        numeric = parameter.schema["items"].get("type") == "number"
        return [float(word) for word in words] if numeric else words
    if kind == "integer":
        return int(parameter.example)
    return float(parameter.example) if kind == "number" else parameter.example


def _responses(endpoint: Endpoint) -> dict[str, Any]:
    statuses = sorted({200, 304, 400, 405, 503, *endpoint.statuses})
    return {str(status): _response(endpoint, status) for status in statuses}


def _response(endpoint: Endpoint, status: int) -> dict[str, Any]:
    described: dict[str, Any] = {
        "description": _STATUS_ABOUT.get(status, HTTPStatus(status).phrase)
    }
    if status == 200:
        schema = ref(endpoint.answer) if endpoint.answer else {"type": "string", "format": "binary"}
        described["content"] = {endpoint.media: {"schema": schema}}
    elif status >= 400:
        described["content"] = {PROBLEM: {"schema": ref("Problem")}}
    return described


def text(endpoints: Sequence[Endpoint]) -> str:
    """The document as it is committed in docs/openapi.json."""
    return json.dumps(document(endpoints), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    from diaban.explorer.api.routes import ENDPOINTS

    sys.stdout.write(text(ENDPOINTS))
