"""配备缺口: by county with the deadline; the queue reckoned from what a window took in."""

from __future__ import annotations

import pytest

from bianmin.rules.roles import RoleKind
from bianmin.rules.staffing import need
from bianmin.workforce.models import StaffingTarget
from tests.web.staff import Browser, text_of
from tests.workforce.house import House

pytestmark = pytest.mark.django_db


def test_the_city_sees_what_each_county_lacks(house: House) -> None:
    city = Browser(house.world.staff["聊城市", RoleKind.CITY_BUREAU])
    page = text_of(city.get(f"/console/workforce/places/{house.world.city.pk}/staffing/"))
    assert "2020年7月31日（周五）前完成窗口人员配备" in page and "已过期限" in page
    assert "东昌府区" in page and "临清市" in page
    unit = house.world.units["临清市"]
    page = text_of(city.get(f"/console/workforce/places/{unit.pk}/staffing/"))
    # The centre has one clerk and one reviewer of two, its station one clerk of two.
    assert "镇综窗 1 / 2" in page and "还缺 3 人" in page


def test_a_county_plans_more_than_the_standard(house: House, bureau: Browser) -> None:
    target = f"/console/workforce/sites/{house.town.center.pk}/target/"
    assert bureau.post(target, kind="clerk", planned="x").status_code == 422
    bureau.post(target, kind="clerk", planned="5")
    assert StaffingTarget.objects.get().planned == 5
    here = f"/console/workforce/places/{house.town.region.pk}/staffing/"
    assert "镇综窗 3 / 5" in text_of(bureau.get(here))
    assert "村代办员 1 / 1" in text_of(bureau.get(here, all="1"))
    head = Browser(house.town.staff[RoleKind.CENTER_HEAD])
    assert head.post(target, kind="clerk", planned="1").status_code == 403
    zone = Browser(house.world.staff["开发区", RoleKind.COUNTY_BUREAU])
    assert zone.post(target, kind="clerk", planned="1").status_code == 403


def test_the_queue_is_reckoned_with_its_assumptions(house: House, head: Browser) -> None:
    page = "/console/workforce/queue/"
    assert "填好左边的数" in text_of(head.get(page))
    wish = {"arrivals": 12, "minutes": 15, "wait": 10, "share": 90, "away": 10, "sure": 99}
    done = text_of(head.get(page, **wish))
    told = need(arrivals=12, minutes=15, wait=10, share=0.9, away=0.1, sure=0.99)
    assert f"{told.windows}个窗口" in done and f"{told.people}个人（含 B 岗）" in done
    assert "Erlang C" in done
    assert "有几处要改一改" in text_of(head.get(page, **wish | {"minutes": 0}))
    too_many = text_of(head.get(page, **wish | {"arrivals": 900, "minutes": 200}))
    assert "60 个窗口也不够" in too_many


def test_it_starts_from_what_the_window_took_in(house: House, head: Browser) -> None:
    for _ in range(4):
        house.case(house.a)
    page = text_of(head.get("/console/workforce/queue/", site=house.town.center.pk))
    assert "收 4 件，最忙的钟点平均每小时 4.0 件" in page
    other = house.world.townships["古楼街道"].center.pk
    assert head.get("/console/workforce/queue/", site=other).status_code == 403
