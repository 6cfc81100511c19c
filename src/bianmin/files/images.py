"""照片: decode a picture and draw it anew; nothing but its pixels comes through."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps, JpegImagePlugin, MpoImagePlugin, PngImagePlugin

from bianmin.files.kinds import (
    BROKEN,
    MAX_BYTES,
    MAX_PIXELS,
    TOO_COMPLEX,
    FileRefused,
    MediaType,
)
from bianmin.files.metadata import require_few_segments

KEPT_PIXELS = 16_000_000  # an A4 page at 400 dpi; larger pictures are made smaller
QUALITY = 88

TOO_MANY_PIXELS = "照片太大（超过 4000 万像素），请把相机分辨率调低后重拍"
PNG_TOO_LARGE = "图片处理后超过 20 MB，请另存为 JPG 再传"

_DECODERS = {
    MediaType.JPEG: (JpegImagePlugin.JpegImageFile, MpoImagePlugin.MpoImageFile),
    MediaType.PNG: (PngImagePlugin.PngImageFile,),
}
_MODES = {
    MediaType.JPEG: frozenset({"L", "RGB"}),
    MediaType.PNG: frozenset({"L", "RGB", "RGBA"}),
}


def load_decoders() -> None:
    """解码器: load what is otherwise loaded when first needed; a locked child opens no file."""
    Image.preinit()


def clean_image(content: bytes, media_type: MediaType) -> bytes:
    """照片: return a new picture with the same pixels, upright, of one frame, without metadata."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = _upright(_opened(content, media_type))
        return _drawn_anew(_small_enough(_plain(picture, media_type)), media_type)
    except (FileRefused, MemoryError):
        raise
    except Image.DecompressionBombError:
        raise FileRefused(TOO_MANY_PIXELS) from None
    except Exception:  # a decoder may fail in any way at all; the file is to blame
        raise FileRefused(BROKEN) from None


def _opened(content: bytes, media_type: MediaType) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    if media_type is MediaType.JPEG:
        require_few_segments(content)
    try:
        picture = Image.open(io.BytesIO(content), formats=_formats(media_type))
    except Image.DecompressionBombWarning:
        raise FileRefused(TOO_MANY_PIXELS) from None
    if not isinstance(picture, _DECODERS[media_type]):
        raise FileRefused(BROKEN)
    if picture.width * picture.height > MAX_PIXELS:
        raise FileRefused(TOO_MANY_PIXELS)
    if media_type is MediaType.JPEG:
        _decode_smaller(picture)
    picture.load()
    return picture


def _formats(media_type: MediaType) -> tuple[str, ...]:
    return ("JPEG", "MPO") if media_type is MediaType.JPEG else ("PNG",)


def _decode_smaller(picture: Image.Image) -> None:
    """Let the decoder halve a huge photo at once, which saves three quarters of the memory."""
    if picture.width * picture.height > 2 * KEPT_PIXELS:
        picture.draft(None, (picture.width // 2, picture.height // 2))


def _upright(picture: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(picture)
    except (MemoryError, FileRefused):
        raise
    except Exception:  # a broken EXIF block says nothing about the pixels
        return picture


def _plain(picture: Image.Image, media_type: MediaType) -> Image.Image:
    """Return the pixels in a mode that both formats write without further data."""
    if picture.mode in _MODES[media_type] and "transparency" not in picture.info:
        return picture
    if picture.mode in ("1", "L"):
        return picture.convert("L")
    if picture.mode.startswith("I"):  # 16 bit grey
        return picture.point(lambda value: value / 257).convert("L")
    has_alpha = media_type is MediaType.PNG and picture.has_transparency_data
    return picture.convert("RGBA" if has_alpha else "RGB")


def _small_enough(picture: Image.Image) -> Image.Image:
    pixels = picture.width * picture.height
    if pixels <= KEPT_PIXELS:
        return picture
    ratio = (KEPT_PIXELS / pixels) ** 0.5
    size = (max(1, int(picture.width * ratio)), max(1, int(picture.height * ratio)))
    return picture.resize(size, Image.Resampling.BOX)


def _drawn_anew(picture: Image.Image, media_type: MediaType) -> bytes:
    picture.info = {}
    out = io.BytesIO()
    if media_type is MediaType.JPEG:
        picture.save(out, "JPEG", quality=QUALITY, optimize=False)
    else:
        picture.save(out, "PNG", compress_level=4)
    if out.tell() > MAX_BYTES:
        raise FileRefused(PNG_TOO_LARGE if media_type is MediaType.PNG else TOO_COMPLEX)
    return out.getvalue()
