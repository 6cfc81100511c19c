"""A pack: ordered for a site, bound with cover and contents, stopped, taken up, begun again."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from bianmin.accounts.actor import SYSTEM
from bianmin.catalogue.commands import import_items
from bianmin.catalogue.models import ServiceItem
from bianmin.catalogue.shipped import shipped_items
from bianmin.papers import binding, jobs, queries
from bianmin.papers.commands import packs
from bianmin.papers.guides import Form, guide_pdf
from bianmin.papers.lettering import share_fonts
from bianmin.papers.models import PrintPack
from bianmin.rules.errors import Conflict, Invalid, NotAllowed
from bianmin.rules.roles import RoleKind
from tests import make
from tests.make import MONDAY_9AM
from tests.papers import pdfs
from tests.world import Township, World, build

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelf")]


class Killed(BaseException):
    """The worker's end: nothing of the product may catch it."""


@pytest.fixture
def world(db: None) -> World:
    made = build()
    make.version(units=(1,))
    return made


@pytest.fixture
def town(world: World) -> Township:
    return world.townships["河湾镇"]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Callable[[int], None]], None]]:
    """Prints of one blank page; tell what happens as the n-th is drawn."""

    def draw(at_each: Callable[[int], None] = lambda n: None) -> None:
        numbers = count(1)

        def blank(*_: Any) -> bytes:
            at_each(next(numbers))
            out, page = io.BytesIO(), pikepdf.new()
            page.add_blank_page()
            page.save(out)
            return out.getvalue()

        monkeypatch.setattr(packs, "guide_pdf", blank)

    draw()
    yield draw


def by(town: Township, kind: RoleKind, at: datetime = MONDAY_9AM) -> dict[str, Any]:
    return {"by": make.actor(town.staff[kind]), "at": at}


def ordered(town: Township, *forms: str) -> PrintPack:
    chosen = forms or ("guide", "poster")
    return packs.order_pack(town.station, forms=chosen, **by(town, RoleKind.CENTER_HEAD))


def now_of(pack: PrintPack) -> PrintPack:
    return PrintPack.objects.select_related("site__region").get(unit=pack.unit, pk=pack.pk)


def made(pack: PrintPack, at: datetime = MONDAY_9AM) -> PrintPack:
    packs.make_pack(pack.unit, pack.pk, now=lambda: at)
    return now_of(pack)


def test_a_pack_is_bound_with_cover_contents_and_codes(town: Township) -> None:
    pack = made(ordered(town, "poster", "guide"))

    assert (pack.state, pack.done, pack.total) == ("done", 4, 4)
    content = binding.path_of(pack).read_bytes()
    assert pdfs.pages(content) == pack.pages
    said, codes = pdfs.text(content), pdfs.codes(content)
    assert town.station.name in said
    assert f"https://bm.example.gov.cn/sites/{town.station.pk}/" in codes
    versions = queries.versions_for(town.station, MONDAY_9AM.date())
    assert {f"https://bm.example.gov.cn/items/{v.item.code}/" for v in versions} <= set(codes)
    for name, kind, embedded in pdfs.fonts(content):
        assert embedded and "Type 3" not in kind and "Noto" in name
    assert pack.parts == [[v.pk, form] for v in versions for form in ("guide", "poster")]
    with pikepdf.open(io.BytesIO(content)) as bound, bound.open_outline() as outline:
        assert outline.root[0].title == "封面和目录"
        assert len(outline.root) == 5


def test_the_contents_name_the_pages_on_which_the_prints_begin(
    town: Township, tmp_path: Path
) -> None:
    pack = ordered(town, "guide")
    version = queries.versions_for(town.station, MONDAY_9AM.date())[0]
    parts = [binding.Part(version, Form.SHEET, tmp_path / "x")] * 60
    html = binding.head_html(pack, parts, [2] * 60, 4)
    assert [f'<td class="n">{page}</td>' in html for page in (5, 7, 123)] == [True] * 3

    pack.pages = 0
    with binding.folder_for(pack) as folder:
        path = folder / "one.pdf"
        with pikepdf.new() as blank:
            blank.add_blank_page()
            blank.save(path)
        pages = binding.bind(pack, [binding.Part(version, Form.SHEET, path)] * 60)
    head = pages - 60
    assert head >= 3  # the contents take more than the one page that was thought at first
    said = pdfs.text(binding.path_of(pack).read_bytes())
    assert f"60{version.guide['name']}办事指南单页第1版A4{head + 60}" in said


def test_it_says_how_far_it_is_and_a_stop_holds_before_the_next_print(
    town: Township, quick: Any
) -> None:
    pack = ordered(town)
    seen = []

    def look(n: int) -> None:
        seen.append(now_of(pack).done)
        if n == 3:
            packs.cancel_pack(now_of(pack), **by(town, RoleKind.CENTER_HEAD))

    quick(look)
    stopped = made(pack)
    assert seen == [0, 1, 2]
    assert (stopped.state, stopped.done, stopped.pages) == ("cancelled", 2, 0)
    assert not binding.path_of(stopped).exists()

    quick()
    packs.retry_pack(stopped, **by(town, RoleKind.CENTER_HEAD))
    assert made(stopped).state == "done"
    with pytest.raises(Conflict):
        packs.cancel_pack(now_of(pack), **by(town, RoleKind.CENTER_HEAD))


def test_a_killed_workers_pack_is_taken_up_once_and_made(town: Township, quick: Any) -> None:
    pack = ordered(town)

    def die(n: int) -> None:
        if n == 2:
            raise Killed

    quick(die)
    with pytest.raises(Killed):
        made(pack)
    assert (now_of(pack).state, now_of(pack).done) == ("running", 1)

    soon, later = MONDAY_9AM + timedelta(minutes=1), MONDAY_9AM + timedelta(minutes=6)
    assert packs.take_up(at=soon) == 0  # it may only be slow
    before = ProcrastinateJob.objects.filter(task_name="papers.make_pack").count()
    jobs.take_up(int(later.timestamp()))
    assert packs.take_up(at=later) == 0
    assert ProcrastinateJob.objects.filter(task_name="papers.make_pack").count() == before + 1

    quick()
    assert made(pack, later).state == "done"


def test_what_fails_says_why_and_can_be_made_again(town: Township, quick: Any) -> None:
    pack = ordered(town)

    def break_(n: int) -> None:
        raise ValueError("unexpected")

    quick(break_)
    with pytest.raises(ValueError, match="unexpected"):
        made(pack)
    failed = now_of(pack)
    assert failed.state == "failed"
    assert "再做一次" in failed.note
    quick()
    packs.retry_pack(failed, **by(town, RoleKind.CENTER_HEAD))
    assert made(failed).state == "done"


def test_one_pack_at_a_time_and_only_for_ones_own_sites(world: World, town: Township) -> None:
    with pytest.raises(Invalid):
        packs.order_pack(town.station, forms=["billboard"], **by(town, RoleKind.CENTER_HEAD))
    pack = ordered(town)
    with pytest.raises(Conflict):
        ordered(town)
    for other in ("东城街道", "古楼街道"):
        stranger = by(world.townships[other], RoleKind.CENTER_HEAD)
        with pytest.raises(NotAllowed):
            packs.order_pack(town.station, forms=["guide"], **stranger)
        with pytest.raises(NotAllowed):
            packs.cancel_pack(pack, **stranger)


def test_old_packs_are_thrown_away(town: Township, quick: Any) -> None:
    pack = made(ordered(town))
    path = binding.path_of(pack)
    written = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    jobs.tidy(int((written + packs.KEPT - timedelta(days=1)).timestamp()))
    assert path.exists()
    jobs.tidy(int((written + packs.KEPT + timedelta(days=1)).timestamp()))
    assert not path.exists()


def test_the_prints_of_one_file_share_their_fonts_and_look_as_before(town: Township) -> None:
    codes = ("LC-LN-077", "LC-LN-078", "LC-YB-035")
    import_items([i for i in shipped_items() if i["code"] in codes], by=SYSTEM, at=MONDAY_9AM)
    versions = [item.current for item in ServiceItem.objects.filter(code__in=codes)]
    with pikepdf.new() as bound:
        for version in versions:
            assert version is not None
            for form in Form:
                with pikepdf.open(io.BytesIO(guide_pdf(version, form))) as drawn:
                    bound.pages.extend(drawn.pages)
        apart = written(bound)
        given = share_fonts(bound)
        together = written(bound)

    assert given == len(pdfs.fonts(apart)), "every cut was exchanged"
    assert len(font_files(together)) == len({name for name, _, _ in pdfs.fonts(apart)})
    assert len(apart) < 400_000 * pdfs.pages(apart), "the budget of a single print"
    assert len(together) < 100_000 * pdfs.pages(together)
    assert pdfs.text(together) == pdfs.text(apart)
    assert pdfs.picture(together) == pdfs.picture(apart)


def written(bound: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    bound.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def font_files(content: bytes) -> set[tuple[int, int]]:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        described = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary)]
        return {one.FontFile3.objgen for one in described if "/FontFile3" in one}
