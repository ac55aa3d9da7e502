"""The API's documentation as one page, made from the OpenAPI document. No script, no network."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from html import escape
from typing import Any
from urllib.parse import quote

from diaban.explorer.api import openapi
from diaban.explorer.api.endpoints import Endpoint
from diaban.explorer.api.problems import TYPES

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<link rel="stylesheet" href="/static/design/tokens.css">
<link rel="stylesheet" href="/static/api/docs.css">
</head>
<body>
<a class="skip" href="#main">Skip to the documentation</a>
<header>
<p><a href="/">Địa Bàn</a></p>
<h1>{title}</h1>
</header>
<div class="columns">
<nav aria-label="Contents">
<h2>Contents</h2>
<ul>{contents}</ul>
</nav>
<main id="main">
<p class="lead">{about}</p>
<p>Version {version}. The same as a document for programs:
<a href="/api/v1/openapi.json">OpenAPI 3.1</a>.</p>
{rules}
{operations}
{problems}
{schemas}
</main>
</div>
</body>
</html>
"""

RULES = """<section aria-labelledby="rules">
<h2 id="rules">Rules for every address</h2>
<dl>
<dt>Methods</dt><dd>GET, HEAD and OPTIONS, from any origin. No key, no cookie.</dd>
<dt>Lists</dt><dd>Words separated by commas, or the parameter several times.
An empty value counts as none; an unknown parameter is refused.</dd>
<dt>Caching</dt><dd>An address that names an edition may be kept for ever. Others carry an
<code>ETag</code>: send it back in <code>If-None-Match</code> and the answer is 304 and empty
as long as the edition is the same.</dd>
<dt>Compression</dt><dd>Brotli or gzip, as <code>Accept-Encoding</code> allows.</dd>
<dt>Languages</dt><dd>Names come in Vietnamese and English together.
Problems speak the language of <code>Accept-Language</code>.</dd>
<dt>Units</dt><dd>Hectares, kilometres, metres, as the parameter's name or its unit says;
distances are geodesic on WGS 84.</dd>
</dl>
</section>"""


def render(endpoints: Sequence[Endpoint]) -> str:
    """The whole page as HTML."""
    document = openapi.document(endpoints)
    info = document["info"]
    parts = ((e.name, f"{e.summary}") for e in endpoints)
    contents = [("rules", "Rules for every address"), *parts]
    contents += [("problems", "Problems"), ("schemas", "Schemas")]
    return PAGE.format(
        title=escape(info["title"]),
        version=escape(info["version"]),
        about=_words(info["description"]),
        contents="".join(f'<li><a href="#{i}">{escape(t)}</a></li>' for i, t in contents),
        rules=RULES,
        operations="\n".join(
            _operation(endpoint, document["paths"][endpoint.path]["get"]) for endpoint in endpoints
        ),
        problems=_problems(),
        schemas=_schemas(document["components"]["schemas"]),
    )


def _words(text: str) -> str:
    """Escaped text; words between backticks are code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text, quote=False))


def _operation(endpoint: Endpoint, operation: dict[str, Any]) -> str:
    name = endpoint.name
    example = ""
    if endpoint.example:
        link = f'<a href="{escape(endpoint.example)}"><code>{escape(endpoint.example)}</code></a>'
        example = f'<p class="example">Try it: {link}</p>'
    return f"""<section aria-labelledby="{name}">
<h2 id="{name}">{escape(endpoint.summary)}</h2>
<p class="address"><span class="method">GET</span> <code>{_breakable(endpoint.path)}</code></p>
{f"<p>{_words(endpoint.about)}</p>" if endpoint.about else ""}
{example}
{_parameters(endpoint, operation["parameters"])}
<h3>Answers</h3>
<dl class="answers">{_answers(operation["responses"])}</dl>
</section>"""


def _parameters(endpoint: Endpoint, parameters: Sequence[dict[str, Any]]) -> str:
    if not parameters:
        return ""
    rows = "".join(_parameter(endpoint, parameter) for parameter in parameters)
    return f"""<h3 id="{endpoint.name}-parameters">Parameters</h3>
<div class="scroll" role="region" tabindex="0" aria-labelledby="{endpoint.name}-parameters">
<table>
<thead><tr><th scope="col">Name</th><th scope="col">Value</th><th scope="col">Meaning</th>
<th scope="col">Example</th></tr></thead>
<tbody>{rows}</tbody>
</table>
</div>"""


def _parameter(endpoint: Endpoint, parameter: dict[str, Any]) -> str:
    name = parameter["name"]
    notes = " (in the path)" if parameter["in"] == "path" else ""
    if parameter["required"] and not notes:
        notes = " (needed)"
    return (
        f'<tr id="{endpoint.name}-{name}"><th scope="row"><code>{name}</code>{notes}</th>'
        f"<td>{_value(parameter['schema'])}</td>"
        f"<td>{_words(parameter['description'])}</td>"
        f"<td>{_parameter_example(endpoint, parameter)}</td></tr>"
    )


def _value(schema: dict[str, Any]) -> str:
    """What a value looks like, in words."""
    if "enum" in schema:
        return ", ".join(f"<code>{escape(str(value))}</code>" for value in schema["enum"])
    if schema["type"] == "array":
        if "maxItems" in schema:
            return f"{schema['maxItems']} numbers"
        return f"list of {_value(schema['items'])}"
    words = {"string": "text", "integer": "whole number", "number": "number"}[schema["type"]]
    if schema.get("format") == "date":
        return "day, <code>YYYY-MM-DD</code>"
    low = schema.get("minimum", schema.get("exclusiveMinimum"))
    if low is not None:
        words += f", {low:,} to {schema['maximum']:,.0f}".replace(",", "\u202f").replace(
            "\u202f ", ", "
        )
    if "maxLength" in schema:
        words += f", at most {schema['maxLength']} characters"
    if "default" in schema:
        words += f"; without it {schema['default']}"
    return words


def _parameter_example(endpoint: Endpoint, parameter: dict[str, Any]) -> str:
    example = parameter["example"]
    value = example
    if isinstance(example, list):
        value = ",".join(f"{one:g}" if isinstance(one, float) else one for one in example)
    elif isinstance(example, float):
        value = f"{example:g}"
    shown = f"<code>{_breakable(str(value))}</code>"
    if parameter["in"] == "path" or parameter["name"] in ("edition", "known"):
        return shown
    path = endpoint.path.replace("{layer}", "parks").replace("{edition}", "current")
    query = f"{parameter['name']}={quote(str(value), safe=',:')}"
    if parameter["name"] in ("radius_km", "nearest"):
        query = f"near=107.02,20.95&{query}"
    if parameter["name"] != "q" and "q" in endpoint.parameters and endpoint.name == "search":
        query = f"q=hai%20ha&{query}"
    if parameter["name"] == "within":
        query = "within=locality:22"
        shown = "<code>locality:22</code>"
    return f'<a href="{path}?{escape(query)}">{shown}</a>'


def _breakable(text: str) -> str:
    """Escaped text that may be broken after slashes and commas, so that it fits a narrow screen."""
    return re.sub(r"([/,])", r"\1<wbr>", escape(text))


def _answers(responses: dict[str, Any]) -> str:
    rows = []
    for status, response in responses.items():
        content: dict[str, dict[str, Any]] = response.get("content", {})
        media = "".join(f" <code>{name}</code>" for name in content)
        schemas = [described["schema"].get("$ref", "") for described in content.values()]
        name = "".join(schemas).rpartition("/")[2]
        link = f' <a href="#schema-{name}">{name}</a>' if name else ""
        rows.append(f"<dt>{status}</dt><dd>{_words(response['description'])}{media}{link}</dd>")
    return "".join(rows)


def _problems() -> str:
    rows = "".join(
        f'<tr id="problem-{kind.name}"><th scope="row"><code>{kind.address}</code></th>'
        f"<td>{kind.status}</td><td>{escape(kind.title.say('en'))}</td></tr>"
        for kind in TYPES
    )
    return f"""<section aria-labelledby="problems">
<h2 id="problems">Problems</h2>
<p>Errors are problem documents (RFC 9457). <code>type</code> is one of these;
<code>errors</code> lists every bad parameter with a reason and a remedy.</p>
<div class="scroll" role="region" tabindex="0" aria-labelledby="problems">
<table><thead><tr><th scope="col">Type</th><th scope="col">Status</th>
<th scope="col">Meaning</th></tr></thead><tbody>{rows}</tbody></table>
</div></section>"""


def _schemas(schemas: dict[str, Any]) -> str:
    parts = "".join(
        f'<details id="schema-{name}"><summary><code>{name}</code></summary>'
        f'<pre tabindex="0">{escape(json.dumps(schema, ensure_ascii=False, indent=2))}</pre>'
        f"</details>"
        for name, schema in schemas.items()
    )
    return f'<section aria-labelledby="schemas"><h2 id="schemas">Schemas</h2>{parts}</section>'
