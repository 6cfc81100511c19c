"""花名册: join, pass, be granted, be moved, leave; the window stays manned, rights end at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bianmin.accounts.models import Grant, Role, User
from bianmin.accounts.queries import holding_at
from bianmin.rules.roles import RoleKind
from bianmin.workforce.models import Certificate, Departure, Post, Qualification, StaffRecord
from tests import make
from tests.make import MONDAY_9AM
from tests.web.staff import Browser, text_of
from tests.workforce.house import HOUR, House
from tests.workforce.test_exams import course, learn, sit

pytestmark = pytest.mark.django_db
NEW = {"name": "周新来", "phone": "13900000009", "login": "zhou.xl", "employment": "contract"}


def page_of(user: User, rest: str = "") -> str:
    return f"/console/workforce/people/{user.pk}/{rest}"


def test_the_register_is_searched_and_counts_the_same_for_many(house: House, head: Browser) -> None:
    here = f"/console/workforce/places/{house.town.region.pk}/people/"
    page = text_of(head.get(here))
    assert "孙海燕" in page and "全部事项" in page and "平均任职年数" in page
    assert "孙海燕" not in text_of(head.get(here, kind="agent"))
    assert "孙海燕" in text_of(head.get(here, words="孙海"))
    with CaptureQueriesContext(connection) as few:
        head.get(here)
    for n in range(3):
        make.user(RoleKind.CLERK, at_site=house.town.center, name=f"新{n}")
    with CaptureQueriesContext(connection) as many:
        head.get(here)
    assert len(many) == len(few)


def test_who_joins_has_an_account_and_no_rights_yet(house: House, head: Browser) -> None:
    here = f"/console/workforce/sites/{house.town.center.pk}/joining/"
    number = make.id_number(77, born=make.date(1990, 1, 1))
    assert (
        head.post(here, id_number=number, kind="clerk", **NEW | {"login": "X"}).status_code == 422
    )
    done = text_of(head.post(here, id_number=number, kind="clerk", **NEW))
    assert "zhou.xl" in done and "密码只显示这一次" in done
    user = User.objects.get(login="zhou.xl")
    assert StaffRecord.objects.get(user=user).employment == "contract"
    assert "没有能用来授权的合格证" in text_of(head.get(page_of(user)))
    refused = head.post(page_of(user, f"sites/{house.town.center.pk}/grants/"), items="all")
    assert refused.status_code == 403
    assert "还没有通过" in text_of(refused)
    above = {"kind": "center_head", "login": "zhou.2"}
    assert head.post(here, id_number=number, **NEW | above).status_code == 403


def test_who_has_passed_is_granted_and_loses_it_again(house: House, head: Browser) -> None:
    user = make.user(RoleKind.CLERK, at_site=house.town.center, trained=False, name="新窗口")
    exam = course()
    learn(user, exam)
    sit(user, exam)
    head.at = MONDAY_9AM + HOUR
    assert "全部事项" in text_of(head.get(page_of(user)))
    head.post(page_of(user, f"sites/{house.town.center.pk}/grants/"), items="all")
    grant = Grant.objects.get(user=user)
    assert grant.basis == Certificate.objects.get(unit=1).number
    assert head.post(page_of(user, f"grants/{grant.pk}/end/"), reason="").status_code == 422
    head.post(page_of(user, f"grants/{grant.pk}/end/"), reason="调离窗口")
    assert not Grant.objects.filter(holding_at(head.at), user=user).exists()


def test_a_revoked_certificate_takes_the_grant_along(
    house: House, head: Browser, bureau: Browser
) -> None:
    user = make.user(RoleKind.CLERK, at_site=house.town.center, trained=False)
    exam = course()
    learn(user, exam)
    sit(user, exam)
    head.at = bureau.at = MONDAY_9AM + HOUR
    head.post(page_of(user, f"sites/{house.town.center.pk}/grants/"), items="all")
    held = Certificate.objects.get(unit=1)
    assert (
        head.post(page_of(user, f"certificates/{held.pk}/revocation/"), reason="替考").status_code
        == 403
    )
    bureau.post(page_of(user, f"certificates/{held.pk}/revocation/"), reason="替考")
    assert not Grant.objects.filter(holding_at(head.at), user=user).exists()


def test_leaving_hands_everything_over_and_ends_in_the_same_second(
    house: House, head: Browser
) -> None:
    case = house.case(house.a)
    head.at = MONDAY_9AM + HOUR
    fields = {"successor": str(house.c.pk), "why": "resign", "reason": "回老家"}
    assert head.post(page_of(house.a, "departure/"), **fields | {"reason": ""}).status_code == 422
    assert head.post(page_of(house.a, "departure/"), **fields).status_code == 302
    case.refresh_from_db()
    assert case.handler_id == house.c.pk
    assert not Role.objects.filter(holding_at(head.at), user=house.a).exists()
    assert Departure.objects.get(unit=1).successor == house.c
    assert Post.objects.get(pk=house.post.pk).a == house.c
    page = text_of(head.get(page_of(house.a)))
    assert "已离任" in page and "回老家" in page
    figures = text_of(head.get(f"/console/workforce/places/{house.town.region.pk}/people/"))
    assert "1一年内离任" in figures


def test_a_move_ends_the_old_post_and_brings_no_grant(house: House, head: Browser) -> None:
    head.at = MONDAY_9AM + HOUR
    fields = {
        "successor": str(house.c.pk), "kind": "station_clerk", "reason": "下沉村里",
        "to": house.town.station.name,
    }  # fmt: skip
    unknown = head.post(page_of(house.a, "transfer/"), **fields | {"to": "没有的站"})
    assert unknown.status_code == 422
    assert head.post(page_of(house.a, "transfer/"), **fields).status_code == 302
    role = Role.objects.get(holding_at(head.at), user=house.a)
    assert (role.kind, role.site) == ("station_clerk", house.town.station)
    assert not Grant.objects.filter(holding_at(head.at), user=house.a).exists()


def test_titles_and_the_wall_are_kept_by_the_head_alone(house: House, head: Browser) -> None:
    head.post(page_of(house.a, "titles/"), name="社会工作者", number="S1", issued_on="2020-05-01")
    head.post(page_of(house.a, "record/"), employment="civil", wall_phone="0635-123", on_wall="on")
    page = text_of(head.get(page_of(house.a)))
    assert "社会工作者" in page and "公务员、事业编" in page and "0635-123" in page
    twice = head.post(page_of(house.a, "titles/"), name="社会工作者", number="S1")
    assert "已经登记过" in text_of(twice)
    title = Qualification.objects.get()
    head.post(page_of(house.a, f"titles/{title.pk}/removal/"))
    assert not Qualification.objects.exists()
    own = page_of(house.town.staff[RoleKind.CENTER_HEAD], "record/")
    assert head.post(own, employment="civil").status_code == 403


def test_a_neighbour_reads_no_dossier(house: House) -> None:
    other = Browser(house.world.townships["古楼街道"].staff[RoleKind.CENTER_HEAD])
    site = house.town.center.pk
    assert other.get(page_of(house.a)).status_code == 403
    for rest in ("record/", "titles/", "departure/", "transfer/", f"sites/{site}/grants/"):
        assert other.post(page_of(house.a, rest), items="all", reason="x").status_code == 403, rest
    grant = Grant.objects.filter(user=house.a)[0]
    assert other.post(page_of(house.a, f"grants/{grant.pk}/end/"), reason="x").status_code == 403
    assert other.get(f"/console/workforce/sites/{site}/joining/").status_code == 403


def test_service_is_counted_in_years(house: House, head: Browser) -> None:
    User.objects.filter(pk=house.c.pk).update(joined_at=MONDAY_9AM - timedelta(days=100))
    page = text_of(head.get(f"/console/workforce/places/{house.town.region.pk}/people/"))
    assert "1一年内新来" in page and "不满 1 年 1 人" in page


def test_the_wall_shows_who_works_here_but_not_who_does_not_hang(
    house: House, head: Browser
) -> None:
    StaffRecord.objects.create(user=house.a, wall_phone="0635-8100001")
    StaffRecord.objects.create(user=house.b, on_wall=False)
    page = text_of(head.get(f"/console/workforce/sites/{house.town.center.pk}/wall/"))
    assert "0635-8100001" in page and "综合窗口 A 岗" in page
    assert "郑立新" in page and "孙海燕" not in page
