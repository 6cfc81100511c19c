"""文件种类: which files are taken, told by their content alone, and how large they may be."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 40_000_000
MAX_PAGES = 30


class MediaType(StrEnum):
    """文件种类: the only ones that are kept."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    PDF = "application/pdf"


EXTENSIONS: Mapping[str, str] = MappingProxyType(
    {MediaType.JPEG.value: "jpg", MediaType.PNG.value: "png", MediaType.PDF.value: "pdf"}
)


class FileRefused(Exception):
    """不收: the file cannot be taken; the sentence is what the person reads."""


TOO_LARGE = "文件超过 20 MB，请分成几个文件，或拍得小一点再传"
EMPTY = "这个文件是空的，请重新选择"
UNKNOWN = "只收照片（JPG、PNG）和 PDF 文件，请拍照或另存为 PDF 再传"
BROKEN = "文件打不开，可能没有传完整，请重新拍照或另存后再传"
TOO_COMPLEX = "文件内容异常，系统处理不了，请打印出来拍照再传"

_OTHERS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"GIF8", "动图不能作为材料，请换成普通照片（JPG、PNG）"),
    (0, b"PK\x03\x04", "压缩包和 Word、Excel 文件不收，请另存为 PDF 或拍照再传"),
    (0, b"PK\x05\x06", "压缩包和 Word、Excel 文件不收，请另存为 PDF 或拍照再传"),
    (0, b"Rar!", "压缩包不收，请解压后传里面的照片或 PDF"),
    (0, b"7z\xbc\xaf", "压缩包不收，请解压后传里面的照片或 PDF"),
    (0, b"\xd0\xcf\x11\xe0", "旧版 Word、Excel 文件不收，请另存为 PDF 或拍照再传"),
    (4, b"ftypheic", "这是苹果手机的 HEIC 照片，请在相机设置里选“兼容性最佳”重拍，或截屏后再传"),
    (4, b"ftypmif1", "这是苹果手机的 HEIC 照片，请在相机设置里选“兼容性最佳”重拍，或截屏后再传"),
    (4, b"ftyp", "视频不能作为材料，请换成照片或 PDF"),
)


def media_type_of(content: bytes) -> MediaType:
    """文件种类: return the kind that the first bytes show; raise FileRefused for all others."""
    if not content:
        raise FileRefused(EMPTY)
    if len(content) > MAX_BYTES:
        raise FileRefused(TOO_LARGE)
    if content.startswith(b"\xff\xd8\xff"):
        return MediaType.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return MediaType.PNG
    if content.startswith(b"%PDF-"):
        return MediaType.PDF
    for offset, magic, sentence in _OTHERS:
        if content[offset : offset + len(magic)] == magic:
            raise FileRefused(sentence)
    raise FileRefused(UNKNOWN)
