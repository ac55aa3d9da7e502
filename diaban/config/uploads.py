"""Files that people send are limited while they arrive, not after."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile


class LimitedUpload(FileUploadHandler):
    """Leaves out a file that is larger than `DIABAN_UPLOAD_MB` and remembers its name.

    The rest of the form arrives as usual, so that the page can say what is wrong and keep what was
    typed. Names of files left out are in `request.META["diaban.too_large"]`.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.arrived = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.arrived += len(raw_data)
        if self.arrived > settings.DIABAN_UPLOAD_MB * 1_000_000:
            if self.request is not None:
                self.request.META.setdefault("diaban.too_large", []).append(self.file_name)
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
