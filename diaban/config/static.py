"""Static files under names that carry their hash, compressed once with brotli and gzip."""

from __future__ import annotations

import re

from django.contrib.staticfiles.storage import HashedFilesMixin
from servestatic.middleware import ServeStaticMiddleware
from servestatic.storage import CompressedManifestStaticFilesStorage

CHUNK = re.compile(r"/map/chunks/.+-[\w-]{8}\.js$")


class StaticFiles(CompressedManifestStaticFilesStorage):
    """As ServeStatic does it, but scripts stay as the front-end build wrote them.

    Their chunks name each other by relative addresses that the build has hashed already, and the
    source maps that some of them name are not shipped.
    """

    patterns = tuple(entry for entry in HashedFilesMixin.patterns if entry[0] == "*.css")


class ServeStaticFiles(ServeStaticMiddleware):
    """As ServeStatic does it; the front end's chunks carry a hash of their own, so they too may be
    kept for ever.
    """

    def immutable_file_test(self, path: str, url: str) -> bool:
        return bool(CHUNK.search(url)) or super().immutable_file_test(path, url)
