"""PDF: build a new document of the old one's pages; nothing that acts comes through.

Only the pages are carried over, and of each page only its geometry, contents and resources.
Whatever these lead to is searched for scripts, attachments and metadata, and every stream is
written anew.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, StreamDecodeLevel

from bianmin.files.kinds import (
    BROKEN,
    MAX_BYTES,
    MAX_PAGES,
    MAX_PIXELS,
    TOO_COMPLEX,
    TOO_LARGE,
    FileRefused,
)
from bianmin.files.metadata import jp2_without_metadata, jpeg_without_metadata

MAX_OBJECTS = 50_000
MAX_DEPTH = 60
MAX_UNPACKED = 240_000_000
MAX_PLAIN = 24_000_000  # drawing instructions, or a whole Chinese font

LOCKED = "PDF 设了打开密码，请去掉密码后再传"
TOO_MANY_PAGES = f"PDF 超过 {MAX_PAGES} 页，请只传需要的页"
NO_PAGES = "PDF 里没有页面，请重新另存后再传"

_PAGE_KEYS = ("/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Resources", "/Contents")
_DROPPED = frozenset(
    {
        *("/JS", "/JavaScript", "/OpenAction", "/AA", "/A", "/PA", "/URI", "/Launch", "/Next"),
        *("/EmbeddedFile", "/EmbeddedFiles", "/EF", "/RF", "/AF", "/Collection", "/XFA"),
        *("/AcroForm", "/Annots", "/Names", "/Dests", "/Outlines", "/Threads", "/B", "/Dest"),
        *("/Metadata", "/PieceInfo", "/LastModified", "/Info", "/SpiderInfo", "/ID", "/Perms"),
        *("/Thumb", "/OPI", "/Alternates", "/Measure", "/PtData", "/RichMediaContent"),
        *("/StructParent", "/StructParents", "/StructTreeRoot", "/Movie", "/Sound", "/Rendition"),
    }
)
_REFERENCE_KEYS = ("/Ref", "/F", "/FFilter", "/FDecodeParms", "/PS", "/Subtype2")
_ACTIONS = frozenset(
    {
        *("/JavaScript", "/Launch", "/URI", "/GoToR", "/GoToE", "/SubmitForm", "/ImportData"),
        *("/Rendition", "/Movie", "/Sound", "/RichMediaExecute", "/Hide", "/Named", "/ResetForm"),
    }
)
_UNPACKED = frozenset(
    {"/FlateDecode", "/LZWDecode", "/ASCII85Decode", "/ASCIIHexDecode", "/RunLengthDecode"}
)
_SHORT = {"/Fl": "/FlateDecode", "/LZW": "/LZWDecode", "/A85": "/ASCII85Decode"}
_SHORT |= {"/AHx": "/ASCIIHexDecode", "/RL": "/RunLengthDecode"}
_SHORT |= {"/DCT": "/DCTDecode", "/CCF": "/CCITTFaxDecode"}
_PICTURES = frozenset({"/DCTDecode", "/JPXDecode", "/CCITTFaxDecode", "/JBIG2Decode"})


def clean_pdf(content: bytes) -> tuple[bytes, int]:
    """PDF: return the rebuilt document and its number of pages."""
    try:
        with Pdf.open(io.BytesIO(content), suppress_warnings=True) as source, Pdf.new() as target:
            _copy_pages(source, target)
            pages = len(target.pages)
            _scrub(target)
            return _saved(target), pages
    except (FileRefused, MemoryError):
        raise
    except pikepdf.PasswordError:
        raise FileRefused(LOCKED) from None
    except Exception:  # a parser may fail in any way at all; the file is to blame
        raise FileRefused(BROKEN) from None


def _copy_pages(source: Pdf, target: Pdf) -> None:
    if len(source.objects) > MAX_OBJECTS:
        raise FileRefused(TOO_COMPLEX)
    count = len(source.pages)
    if count > MAX_PAGES:
        raise FileRefused(TOO_MANY_PAGES)
    if not count:
        raise FileRefused(NO_PAGES)
    _draw_form_fields(source)
    for page in source.pages:
        _strip_page(page.obj)
        target.pages.append(page)


def _draw_form_fields(source: Pdf) -> None:
    """Make what was typed into a form part of the page; a form that cannot be drawn is dropped."""
    try:
        source.generate_appearance_streams()
        source.flatten_annotations("screen")
    except Exception:
        return


def _strip_page(page: Object) -> None:
    kept = {key: _inherited(page, key) for key in _PAGE_KEYS}
    for key in list(page.keys()):
        if key not in ("/Type", "/Parent"):
            del page[key]
    for key, value in kept.items():
        if value is not None:
            page[key] = value


def _inherited(page: Object, key: str) -> object | None:
    """Return a page's own value or the one that its branch of the page tree gives it."""
    node: object = page
    for _ in range(MAX_DEPTH):
        if not isinstance(node, Dictionary):
            return None
        if key in node:
            return node[key]
        node = node.get("/Parent")
    return None


def _scrub(target: Pdf) -> None:
    unpacked = 0
    for obj in list(target.objects):
        for part in _containers(obj, MAX_DEPTH):
            _scrub_dictionary(part)
        if isinstance(obj, Stream):
            unpacked += _repack(target, obj)
        if unpacked > MAX_UNPACKED:
            raise FileRefused(TOO_COMPLEX)


def _containers(obj: object, depth: int) -> Iterator[Object]:
    """Yield the dictionaries written inside this object; the others have their own number."""
    if not depth:
        raise FileRefused(TOO_COMPLEX)
    if isinstance(obj, Dictionary | Stream):
        yield obj
        children = [value for _, value in obj.items()]
    elif isinstance(obj, Array):
        children = list(obj)
    else:
        return
    for child in children:
        if isinstance(child, Dictionary | Array) and not child.is_indirect:
            yield from _containers(child, depth - 1)


def _scrub_dictionary(part: Object) -> None:
    if str(part.get("/S", "")) in _ACTIONS:
        for key in list(part.keys()):
            del part[key]
        return
    for key in list(part.keys()):
        if key in _DROPPED or (key in _REFERENCE_KEYS and _is_reference(part, key)):
            del part[key]


def _is_reference(part: Object, key: str) -> bool:
    """A stream may not lie outside the file, be PostScript or show another document's page."""
    return isinstance(part, Stream) or key == "/Ref"


def _repack(target: Pdf, stream: Stream) -> int:
    """Write a stream's data anew, plainly packed; return how large they are unpacked."""
    if stream.get("/Subtype") == Name.PS:
        stream.write(b"")
        return 0
    if stream.get("/Subtype") == Name.Image:
        _require_size(stream)
    filters, parameters = _filters(stream), _parameters(stream)
    if not filters or filters[-1] not in _PICTURES:
        data = _unpacked(target, stream.read_raw_bytes(), filters, parameters)
        if len(data) > MAX_PLAIN and stream.get("/Subtype") != Name.Image:
            raise FileRefused(TOO_COMPLEX)
        stream.write(data)
        return len(data)
    data = _unpacked(target, stream.read_raw_bytes(), filters[:-1], parameters[:-1])
    stream.write(_without_metadata(data, filters[-1]), filter=Name(filters[-1]))
    if parameters[-1] is not None:
        stream["/DecodeParms"] = parameters[-1]
    return len(data)


def _require_size(picture: Stream) -> None:
    width, height = picture.get("/Width"), picture.get("/Height")
    if not isinstance(width, int) or not isinstance(height, int):
        raise FileRefused(BROKEN)
    if width < 1 or height < 1 or width * height > MAX_PIXELS:
        raise FileRefused(TOO_COMPLEX)


def _filters(stream: Stream) -> list[str]:
    return [_SHORT.get(str(name), str(name)) for name in _as_list(stream.get("/Filter"))]


def _parameters(stream: Stream) -> list[object | None]:
    """Return one entry for each filter."""
    given = _as_list(stream.get("/DecodeParms"))
    missing = len(_filters(stream)) - len(given)
    return [*given, *([None] * missing)]


def _as_list(value: object) -> list[object]:
    if value is None:
        return []
    return list(value) if isinstance(value, Array) else [value]


def _unpacked(
    target: Pdf, raw: bytes, filters: list[str], parameters: list[object | None]
) -> bytes:
    if not filters:
        return raw
    if not _UNPACKED.issuperset(filters):
        raise FileRefused(TOO_COMPLEX)
    packed = Stream(target, raw)
    packed["/Filter"] = Array([Name(name) for name in filters])
    if any(entry is not None for entry in parameters):
        packed["/DecodeParms"] = Array([entry or Dictionary() for entry in parameters])
    return packed.read_bytes(StreamDecodeLevel.generalized)


def _without_metadata(data: bytes, kind: str) -> bytes:
    if kind == "/DCTDecode":
        return jpeg_without_metadata(data)
    if kind == "/JPXDecode":
        return jp2_without_metadata(data)
    return data


def _saved(target: Pdf) -> bytes:
    out = io.BytesIO()
    target.save(
        out,
        preserve_pdfa=False,
        fix_metadata_version=False,
        compress_streams=True,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        stream_decode_level=StreamDecodeLevel.none,
        encryption=False,
        deterministic_id=True,
    )
    if out.tell() > MAX_BYTES:
        raise FileRefused(TOO_LARGE)
    return out.getvalue()
