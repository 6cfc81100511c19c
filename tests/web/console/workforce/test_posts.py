"""设岗、定岗、排班、公布: by page, and refused by page while a window would stand empty."""

from __future__ import annotations

import pytest

from bianmin.rules.roles import RoleKind
from bianmin.workforce.models import Post, Rota
from tests import make
from tests.web.staff import Browser, text_of
from tests.workforce.house import WEEK, House

pytestmark = pytest.mark.django_db
APRIL = {"season": "all", "starts_on": "2026-04-01"}


def week(letters: str = WEEK) -> dict[str, str]:
    return {f"h{n}": letter for n, letter in enumerate(letters[:10])}


def test_a_window_is_set_up_named_planned_and_published(house: House, head: Browser) -> None:
    site = house.town.center
    made = head.post(f"/console/workforce/sites/{site.pk}/", kind="window", name="社保窗口")
    post = Post.objects.get(name="社保窗口")
    here = f"/console/workforce/posts/{post.pk}/"
    assert made["Location"] == here
    assert "还没有公布值班表" in text_of(head.get(here))
    head.post(f"{here}holders/", a=str(house.c.pk), b=str(house.b.pk))
    assert head.post(f"{here}rota/", **APRIL, **week()).status_code == 302
    rota = Rota.objects.get(post=post)
    assert (rota.pattern, rota.a, rota.published_at) == (WEEK, house.c, None)
    assert "可以公布" in text_of(head.get(here))
    head.post(f"/console/workforce/rotas/{rota.pk}/publication/")
    rota.refresh_from_db()
    assert rota.published_at is not None
    assert "郑立新" in text_of(head.get(here))


def test_an_empty_half_day_is_refused_with_its_name(house: House, head: Browser) -> None:
    here = f"/console/workforce/posts/{house.post.pk}/"
    head.post(f"{here}rota/", **APRIL, **week("AAAAA-AAAA"))
    page = text_of(head.get(here))
    assert "还不能公布" in page and "周三下午没有排人（空岗）" in page
    rota = Rota.objects.get(published_at__isnull=True)
    refused = head.post(f"/console/workforce/rotas/{rota.pk}/publication/")
    assert refused.status_code == 409
    assert "周三下午没有排人" in text_of(refused)
    head.post(f"/console/workforce/rotas/{rota.pk}/removal/")
    assert not Rota.objects.filter(published_at__isnull=True).exists()
    assert head.post(f"/console/workforce/rotas/{rota.pk}/removal/").status_code == 404


def test_two_weeks_in_turn_are_drafted(house: House, head: Browser) -> None:
    here = f"/console/workforce/posts/{house.post.pk}/"
    assert "双周周五" in text_of(head.get(here, weeks=2))
    second = {f"h{n + 14}": "B" for n in range(10)}
    head.post(f"{here}rota/", weeks="2", **APRIL, **week(), **second)
    rota = Rota.objects.get(published_at__isnull=True)
    assert rota.pattern == WEEK + WEEK.replace("A", "B")


def test_who_has_not_passed_cannot_be_named(house: House, head: Browser) -> None:
    novice = make.user(RoleKind.CLERK, at_site=house.town.center, trained=False, name="新来的")
    here = f"/console/workforce/posts/{house.post.pk}/"
    page = text_of(head.get(here))
    assert "新来的（还没有授权）" in page
    refused = head.post(f"{here}holders/", a=str(house.a.pk), b=str(novice.pk))
    assert refused.status_code == 422
    assert "先学习、考试合格、授权" in text_of(refused)


def test_a_post_is_changed_and_closed(house: House, head: Browser) -> None:
    here = f"/console/workforce/posts/{house.post.pk}/"
    assert head.post(here, name="").status_code == 422
    head.post(here, name="一号窗口", signs="on")
    house.post.refresh_from_db()
    assert (house.post.name, house.post.signs) == ("一号窗口", True)
    assert head.post(f"{here}closing/", reason="").status_code == 422
    assert head.post(f"{here}closing/", reason="合并").status_code == 302
    assert "已撤" in text_of(head.get(here))


def test_a_county_drafts_and_publishes_together(house: House, bureau: Browser) -> None:
    unit = house.world.units["东昌府区"]
    here = f"/console/workforce/places/{unit.pk}/rotas/"
    assert "没有草稿" in text_of(bureau.get(here))
    bureau.post(here, **APRIL)
    assert "公布全部 1 张" in text_of(bureau.get(here))
    head = Browser(house.town.staff[RoleKind.CENTER_HEAD])
    made = head.post(f"/console/workforce/sites/{house.town.center.pk}/", kind="review")
    assert made.status_code == 302
    bureau.post(here, season="all", starts_on="2026-04-01")
    page = text_of(bureau.get(here))
    assert "公布没有问题的 1 张" in page and "没有定 A 岗" in page
    assert bureau.post(f"{here}publication/", which="all").status_code == 409
    bureau.post(f"{here}publication/", which="good")
    assert Rota.objects.filter(published_at__isnull=False, starts_on="2026-04-01").count() == 1
    assert bureau.post(f"{here}publication/", which="good").status_code == 409


def test_who_only_watches_sets_up_nothing(house: House) -> None:
    office = Browser(house.world.staff["东昌府区", RoleKind.COUNTY_OFFICE])
    here = f"/console/workforce/posts/{house.post.pk}/"
    page = office.get(here)
    assert page.status_code == 200
    assert "存成草稿" not in text_of(page)
    for path, fields in ((here, {"name": "改"}), (f"{here}holders/", {}), (f"{here}rota/", APRIL)):
        assert office.post(path, **fields).status_code == 403
