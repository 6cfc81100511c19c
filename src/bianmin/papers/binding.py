"""装订: the prints of a pack in one PDF, behind a cover and contents, with marks to leaf by.

The contents name pages of the file, which is what a print dialog asks for; no number is stamped on
the prints, since they hang on a wall afterwards.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pikepdf
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.timezone import localdate

from bianmin.catalogue.models import ItemVersion
from bianmin.papers.codes import qr
from bianmin.papers.frame import look
from bianmin.papers.guides import Form
from bianmin.papers.lettering import share_fonts
from bianmin.papers.models import PrintPack
from bianmin.papers.printing import print_pdf

PAPER = {Form.SHEET: "A4", Form.LEAFLET: "A4 双面，折三折", Form.POSTER: "A2"}


@dataclass(frozen=True)
class Part:
    """一份: one print of a pack."""

    version: ItemVersion
    form: Form
    path: Path  # the print, in the folder of this binding


@dataclass(frozen=True)
class Line:
    """目录一行: where a print begins."""

    name: str
    form: str
    number: int
    paper: str
    page: int


def bind(pack: PrintPack, parts: Sequence[Part]) -> int:
    """装订: write the pack's file and return how many pages it has."""
    with ExitStack() as opened:
        drawn = [opened.enter_context(pikepdf.open(part.path)) for part in parts]
        lengths = [len(one.pages) for one in drawn]
        head = _head(pack, parts, lengths, opened)
        bound = opened.enter_context(pikepdf.new())
        with bound.open_outline() as outline:
            for name, one in [("封面和目录", head), *zip(map(_title, parts), drawn, strict=True)]:
                outline.root.append(pikepdf.OutlineItem(name, len(bound.pages)))
                bound.pages.extend(one.pages)
        share_fonts(bound)
        bound.docinfo["/Title"] = f"{pack.site.name} 打印包"
        _write(path_of(pack), bound)
        return len(bound.pages)


def path_of(pack: PrintPack) -> Path:
    """文件: where the bound pack lies; it holds public guides only, so it is not sealed."""
    return _folder() / f"{pack.pk}.pdf"


@contextmanager
def folder_for(pack: PrintPack) -> Iterator[Path]:
    """工作台: a folder for the prints of one pack while it is made."""
    _folder().mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=f"{pack.pk}-", dir=_folder()) as folder:
        yield Path(folder)


def throw_away(before: datetime) -> int:
    """清理: packs whose file is older than this; return how many."""
    old = [p for p in _folder().glob("*.pdf") if p.stat().st_mtime < before.timestamp()]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _head(
    pack: PrintPack, parts: Sequence[Part], lengths: Sequence[int], opened: ExitStack
) -> pikepdf.Pdf:
    """Draw cover and contents; once more if they take more pages than were thought."""
    taken = 2
    while True:
        html = head_html(pack, parts, lengths, taken)
        drawn = opened.enter_context(pikepdf.open(io.BytesIO(print_pdf(html).content)))
        if len(drawn.pages) == taken:
            return drawn
        taken = len(drawn.pages)


def head_html(pack: PrintPack, parts: Sequence[Part], lengths: Sequence[int], before: int) -> str:
    """封面和目录: for which site, what is in the pack, on which paper, from which page."""
    lines, page = [], before + 1
    for part, length in zip(parts, lengths, strict=True):
        name = str(part.version.guide.get("name", part.version.item.name))
        lines.append(Line(name, part.form.label, part.version.number, PAPER[part.form], page))
        page += length
    address = f"{settings.BIANMIN_ADDRESS}/sites/{pack.site_id}/"
    counts = Counter(part.form for part in parts)
    context = {
        "site": pack.site,
        "lines": lines,
        "pages": page - 1,
        "kinds": [(form.label, PAPER[form], counts[form]) for form in Form if counts[form]],
        "address": address,
        "qr": qr(address),
        "city": settings.BIANMIN_CITY,
        "day": f"{localdate(pack.ordered_at):%Y年%-m月%-d日}",
        **look("contents.css"),
    }
    return render_to_string("papers/contents.html", context)


def _title(part: Part) -> str:
    return f"{part.version.guide.get('name', part.version.item.name)}（{part.form.label}）"


def _write(path: Path, bound: pikepdf.Pdf) -> None:
    """Write beside and rename, so that nobody fetches half a pack."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    bound.save(beside, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    beside.replace(path)


def _folder() -> Path:
    return Path(settings.BIANMIN_PAPERS_DIR) / "packs"
