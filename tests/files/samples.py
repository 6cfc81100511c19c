"""Small honest uploads."""

from __future__ import annotations

import io

import pikepdf
from PIL import Image


def jpeg(width: int = 120, height: int = 80, *, mode: str = "RGB", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, (width, height), "white" if mode != "CMYK" else 0).save(out, "JPEG", **options)
    return out.getvalue()


def png(width: int = 120, height: int = 80, *, mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, (width, height)).save(out, "PNG")
    return out.getvalue()


def pdf(pages: int = 1) -> bytes:
    document = pikepdf.Pdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(595, 842))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def typed_form(text: str) -> bytes:
    """A PDF with one filled-in text field."""
    document = pikepdf.Pdf.new()
    page = document.add_blank_page(page_size=(300, 200))
    name, dictionary = pikepdf.Name, pikepdf.Dictionary
    font = dictionary(Type=name.Font, Subtype=name.Type1, BaseFont=name.Helvetica)
    resources = dictionary(Font=dictionary(Helv=font))
    field = document.make_indirect(
        dictionary(
            Type=name.Annot,
            Subtype=name.Widget,
            FT=name.Tx,
            T="name",
            V=text,
            DA="/Helv 12 Tf 0 g",
            Rect=[20, 100, 280, 130],
            F=4,
        )
    )
    page.obj.Annots = pikepdf.Array([field])
    document.Root.AcroForm = dictionary(
        Fields=[field], DR=resources, DA="/Helv 12 Tf 0 g", NeedAppearances=True
    )
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
