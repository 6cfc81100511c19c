"""上传: of a file that is too large only so much touches the disk as shows that it is."""

from __future__ import annotations

from django.core.files.uploadhandler import TemporaryFileUploadHandler

from bianmin.files.kinds import MAX_BYTES


class Bounded(TemporaryFileUploadHandler):
    """限量: what comes after the most that a file may have is read and forgotten.

    The reader then finds one byte too many and says so; the visitor's disk is not ours to copy.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start <= MAX_BYTES:
            super().receive_data_chunk(raw_data, start)
