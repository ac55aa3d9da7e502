"""Where a subject's page is. Pure: the same addresses serve pages, the API and exports."""

from __future__ import annotations

from urllib.parse import quote

FOLDERS = {
    "park": "parks",
    "infrastructure_project": "projects",
    "economic_zone": "zones",
    "locality": "localities",
    "material": "materials",
    "commodity": "commodities",
    "facility": "facilities",
    "plot": "plots",
    "osm_park": "osm-parks",
    "osm_transport": "osm-transport",
    "osm_line": "osm-lines",
    "gem_mine": "gem-mines",
    "gem_power": "gem-power",
    "sfi_cement": "sfi-cement",
}
KINDS = {folder: kind for kind, folder in FOLDERS.items()}


def profile_path(key: str, lang: str, edition: str | None = None) -> str:
    """The page of a subject: "park:dong-mai" in "vi" is "/vi/parks/dong-mai/".

    Statements share one page and are fragments of it. `edition` names an edition other than the
    current one. Raises `KeyError` for a kind that has no page.

    >>> profile_path("park:dong-mai", "vi")
    '/vi/parks/dong-mai/'
    >>> profile_path("statement:leased-2025-q1", "en", edition="20261123T210500Z-abcdef12")
    '/en/figures/statements/?edition=20261123T210500Z-abcdef12#leased-2025-q1'
    """
    kind, _, code = key.partition(":")
    code = quote(code, safe="")
    query = f"?edition={edition}" if edition else ""
    if kind == "statement":
        return f"/{lang}/figures/statements/{query}#{code}"
    return f"/{lang}/{FOLDERS[kind]}/{code}/{query}"
