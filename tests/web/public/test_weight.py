"""Every citizen's page, on a first visit, stays within its budget: bytes and requests."""

from __future__ import annotations

import pytest

from bianmin.cases.application import Submitted
from tests import make
from tests.web.budgets import ACTING, FINDING
from tests.web.public.resident import Resident
from tests.web.public.test_mending import finished, to_mend
from tests.web.public.weight import Weight, weigh
from tests.world import Township, World

pytestmark = pytest.mark.django_db


def assert_within(budget: Weight, resident: Resident, *paths: str) -> None:
    for path in paths:
        page = resident.get(path)
        assert page.status_code == 200, path
        found = weigh(page)
        over = found.beyond(budget)
        assert not over, f"{path} is too heavy in {over}: {found}"
        assert found.css and found.js, f"{path} was not weighed whole: {found}"


@pytest.fixture
def made(town: Township, world: World) -> Submitted:
    return make.submitted(town.center, town.village, applicant=town.villager, of=world.version)


def test_what_one_finds_is_light(world: World, town: Township, wang: Resident) -> None:
    wang.client.cookies["place"] = str(town.village.pk)
    item = f"/items/{world.version.item.code}/"
    about = ("/sitemap/", "/accessibility/", "/privacy/", "/report-error/")

    assert_within(FINDING, wang, "/", "/elder/", "/items/", item, "/sites/", "/place/", *about)
    assert_within(FINDING, wang, f"/sites/{town.center.pk}/", "/items/?q=火星移民")
    assert_within(ACTING, wang, "/ask/")
    asked = wang.post("/ask/", words="孩子上学要开什么？", phone="13812345678")["Location"]
    assert_within(ACTING, wang, asked)


def test_applying_is_light(world: World, town: Township, wang: Resident) -> None:
    start = f"/apply/{world.version.item.code}/"
    assert_within(ACTING, wang, start, f"{start}?words=柳庄")
    at = wang.fill(world, town)
    wang.sign_in()
    assert_within(ACTING, wang, f"{at}topic/1/", f"{at}papers/1/", f"{at}identity/")
    wang.post(f"{at}identity/", name="王桂英", id_number=make.id_number(7))
    assert_within(ACTING, wang, f"{at}check/", f"{at}saved/")
    done = wang.post(f"{at}check/")["Location"]
    assert_within(ACTING, wang, done, "/mine/")


def test_following_and_mending_are_light(town: Township, made: Submitted) -> None:
    link, anybody = f"/t/{made.tracking}/", Resident()
    assert_within(ACTING, anybody, "/track/", link, f"{link}withdrawal/")
    assert_within(ACTING, anybody, to_mend(town, made), link)


def test_rating_is_light(town: Township, made: Submitted) -> None:
    assert_within(ACTING, Resident(), finished(town, made), f"/t/{made.tracking}/")
