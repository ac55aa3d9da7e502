"""Static files under names that carry their hash, compressed once with brotli and gzip."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.storage import HashedFilesMixin
from servestatic.middleware import ServeStaticMiddleware
from servestatic.storage import CompressedManifestStaticFilesStorage

KEPT_SECONDS = 7 * 86_400
CHUNK = re.compile(r"/map/chunks/.+-[\w-]{8}\.js$")


class StaticFiles(CompressedManifestStaticFilesStorage):
    """As ServeStatic does it, but scripts stay as the front-end build wrote them.

    Their chunks name each other by relative addresses that the build has hashed already, and the
    source maps that some of them name are not shipped.
    """

    patterns = tuple(entry for entry in HashedFilesMixin.patterns if entry[0] == "*.css")

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[Any]:
        """Make the hashed names and copies, and forget what no page can ask for any more."""
        before = {*self.hashed_files, *self.hashed_files.values()}
        yield from super().post_process(paths, dry_run, **options)
        if not dry_run:
            self._forget(before, {*paths, *self.hashed_files.values(), self.manifest_name})

    def _forget(self, before: set[str], now: set[str]) -> None:
        """Delete what this build does not have, a week after the build that dropped it.

        A page that was open by then, and a server that runs since, ask for the names they know.
        """
        root = Path(self.location)
        for path in [path for path in root.rglob("*") if path.is_file()]:
            name = re.sub(r"\.(br|gz)$", "", path.relative_to(root).as_posix())
            if name in now:
                continue
            if name in before:
                path.touch()
            elif time.time() - path.stat().st_mtime > KEPT_SECONDS:
                path.unlink()


class ServeStaticFiles(ServeStaticMiddleware):
    """As ServeStatic does it; the front end's chunks carry a hash of their own, so they too may be
    kept for ever.
    """

    def immutable_file_test(self, path: str, url: str) -> bool:
        return bool(CHUNK.search(url)) or super().immutable_file_test(path, url)
