"""Static files under names that carry their hash, compressed once with brotli and gzip."""

from __future__ import annotations

from django.contrib.staticfiles.storage import HashedFilesMixin
from servestatic.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """As ServeStatic does it, but scripts stay as the front-end build wrote them.

    Their chunks name each other by relative addresses that the build has hashed already, and the
    source maps that some of them name are not shipped.
    """

    patterns = tuple(entry for entry in HashedFilesMixin.patterns if entry[0] == "*.css")
