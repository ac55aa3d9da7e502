"""The site's icons: 24 × 24 line drawings of our own, as the inside of an SVG element."""

from __future__ import annotations

ICONS: dict[str, str] = {
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
    "map": '<path d="m3 6 6-2.5 6 2.5 6-2.5V18l-6 2.5L9 18l-6 2.5z"/><path d="M9 3.5V18M15 6v14.5"/>',
    "table": '<rect x="3" y="4.5" width="18" height="15" rx="1.5"/><path d="M3 9.5h18M3 14.5h18M9.5 9.5v10"/>',
    "download": '<path d="M12 3.5v11m0 0 4.5-4.5M12 14.5 7.5 10M4 19.5h16"/>',
    "data": '<path d="M8.5 4.5C6 4.5 6.5 7 6.5 9S5.5 12 4 12c1.5 0 2.5 1 2.5 3s-.5 4.500 2 4.500'
    'M15.500 4.500c2.500 0 2 2.500 2 4.500s1 3 2.500 3c-1.500 0-2.500 1-2.500 3s.500 4.500-2 4.500"/>',
    "source": '<path d="M6 3.500h8l4.500 4.500v12.500H6z"/><path d="M14 3.500V8h4.500M9 12h6.500M9 15.500h6.500"/>',
    "check": '<path d="m4.500 12.500 5 5 10-11"/>',
    "clock": '<circle cx="12" cy="12" r="8.500"/><path d="M12 7v5l3.500 2"/>',
    "conflict": '<path d="M8 4v7l-4 4M8 11l4 4M16 4v16M13 7l3-3 3 3"/>',
    "scales": '<path d="M12 4v16M7 20h10M5 7l7-1.500L19 7M5 7l-2.500 6h5zM19 7l-2.500 6h5z"/>',
    "unknown": '<path d="M8.500 9a3.500 3.500 0 1 1 5 3.200c-1 .5-1.500 1.100-1.500 2.300"/>'
    '<circle cx="12" cy="18.200" r=".6" fill="currentColor"/>',
    "high": '<path d="M5 19v-4M12 19v-9M19 19V5" stroke-width="3"/>',
    "medium": '<path d="M5 19v-4M12 19v-9" stroke-width="3"/><path d="M19 19V5" opacity=".3"/>',
    "low": '<path d="M5 19v-4" stroke-width="3"/><path d="M12 19v-9M19 19V5" opacity=".3"/>',
    "fresh": '<circle cx="12" cy="12" r="8.500"/><path d="m8 12.500 3 3 5.500-6"/>',
    "stale": '<circle cx="12" cy="12" r="8.500" stroke-dasharray="3 2.500"/><path d="M12 7v5l3.500 2"/>',
    "warning": '<path d="M12 4 2.800 19.500h18.400z"/><path d="M12 10v4.500"/>'
    '<circle cx="12" cy="17" r=".6" fill="currentColor"/>',
    "error": '<path d="M8.200 3.500h7.600l4.700 4.700v7.600l-4.700 4.700H8.200l-4.700-4.700V8.200z"/><path d="m9 9 6 6m0-6-6 6"/>',
    "info": '<circle cx="12" cy="12" r="8.500"/><path d="M12 11v5.500"/><circle cx="12" cy="8" r=".6" fill="currentColor"/>',
    "link": '<path d="M10 14a4 4 0 0 0 5.700 0l3.600-3.600a4 4 0 0 0-5.700-5.700L12 6.300M14 10a4 4 0 0 0-5.700 0l-3.600 3.600'
    'a4 4 0 0 0 5.700 5.700l1.600-1.600"/>',
    "quote": '<path d="M10 7c-3.500 1-5 3.500-5 7v3.500h5.500V12H7.500M19 7c-3.500 1-5 3.500-5 7v3.500h5.500V12h-3"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "close": '<path d="m6 6 12 12M18 6 6 18"/>',
    "theme": '<circle cx="12" cy="12" r="8.500"/><path d="M12 3.500v17a8.500 8.500 0 0 0 0-17z" fill="currentColor"/>',
    "language": '<circle cx="12" cy="12" r="8.500"/><path d="M3.500 12h17M12 3.500c5 5 5 12 0 17-5-5-5-12 0-17z"/>',
    "right": '<path d="M5 12h14m0 0-5.500-5.500M19 12l-5.500 5.500"/>',
    "left": '<path d="M19 12H5m0 0 5.500-5.500M5 12l5.500 5.500"/>',
    "up": '<path d="m6.500 14.500 5.500-5.500 5.500 5.500"/>',
    "down": '<path d="m6.500 9.500 5.500 5.500 5.500-5.500"/>',
    "user": '<circle cx="12" cy="8" r="4"/><path d="M4.500 20c1-4 4-6 7.500-6s6.500 2 7.500 6"/>',
    "pin": '<path d="M12 21c-4.500-5-6.500-8-6.500-11a6.500 6.500 0 0 1 13 0c0 3-2 6-6.500 11z"/><circle cx="12" cy="10" r="2.300"/>',
    "history": '<path d="M4 12a8 8 0 1 0 2.500-5.800L4 8.500M4 4v4.500h4.500M12 8v4.500l3 2"/>',
    "edition": '<path d="m12 3.500 9 4.500-9 4.500L3 8zM3 12l9 4.500 9-4.500M3 16l9 4.500 9-4.500"/>',
    "park": '<path d="M3.500 20.500v-9l5.500 3.500v-3.500l5.500 3.500V4.500h3l1 16z"/><path d="M7 17.500h2M12 17.500h2"/>',
    "infrastructure_project": '<path d="M3.500 20.500h17M6 20.500V9l4-3v14.500M10 10h8v10.500M13 13.500h2M13 17h2"/>',
    "economic_zone": '<path d="M4 7.500 12 3.500l8 4v9l-8 4-8-4z" stroke-dasharray="3 2"/><circle cx="12" cy="12" r="2.500"/>',
    "locality": '<path d="M3.500 20.500h17M5.500 20.500V10L12 5l6.500 5v10.500M10 20.500v-5.500h4v5.500"/>',
    "material": '<path d="m3 19.500 6.500-11 4 6.500 2.500-3.500 5 8z"/><path d="M16 7.500a2 2 0 1 0 0-.100"/>',
    "commodity": '<path d="m12 3.500 8 4.500v8l-8 4.500L4 16V8z"/><path d="m4 8 8 4.500L20 8M12 12.500v8"/>',
    "facility": '<circle cx="12" cy="5.500" r="2"/><path d="M12 7.500v13M8 11h8M4.500 13.500c0 4 3.500 7 7.500 7s7.500-3 7.500-7'
    'M4.500 13.500 3 15.500M19.500 13.500l1.500 2"/>',
    "statement": '<path d="M4 5h16v11.500h-8L7.500 20v-3.500H4z"/><path d="M8 9h8M8 12.500h5"/>',
    "investor": '<path d="M4 19.500h16M6 16l4-5 3.500 3L19 6.500M19 6.500h-4M19 6.500v4"/>',
    "enterprise": '<rect x="3.500" y="8" width="17" height="12" rx="1.500"/><path d="M8.500 8V5h7v3M3.500 13h17M12 12v2.500"/>',
    "compass": '<circle cx="12" cy="12" r="8.500"/><path d="m15.500 8.500-2 5-5 2 2-5z"/>',
    "share": '<circle cx="6" cy="12" r="2.500"/><circle cx="17.500" cy="6" r="2.500"/><circle cx="17.500" cy="18" r="2.500"/>'
    '<path d="m8.300 10.900 7-3.700M8.300 13.100l7 3.700"/>',
    "filter": '<path d="M4 5.500h16l-6 7.500v5.500l-4 2V13z"/>',
}


def svg(name: str, label: str = "", size: str = "") -> str:
    """The icon as an inline SVG; without a label it is decoration and hidden from screen readers.

    Raises KeyError for a name that does not exist: a missing icon is a mistake in a template.
    """
    meaning = f'role="img" aria-label="{label}"' if label else 'aria-hidden="true"'
    css = f"icon icon-{size}" if size else "icon"
    return (
        f'<svg class="{css}" viewBox="0 0 24 24" width="20" height="20" {meaning} focusable="false" '
        f'fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" '
        f'stroke-linejoin="round">{ICONS[name]}</svg>'
    )
