"""What an edition says of promises: the facts of each kind that somebody looks at by rhythm.

Coverage is measured over them, on the desk and on the public page alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from diaban.facts import registry
from diaban.facts.contributions import Document

DOCUMENT = "promises"


def contribute(_now: datetime) -> Iterator[Document]:
    """Kind → names of its promised fields, in field order."""
    promised = {kind: list(fields) for kind, fields in registry.promised().items()}
    if promised:
        yield Document(DOCUMENT, promised)
