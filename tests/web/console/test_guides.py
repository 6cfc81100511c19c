"""指南草稿: completed at the desk, published by a second person; open cases keep their version."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from bianmin.accounts.actor import SYSTEM
from bianmin.catalogue.commands.drafts import draft_version
from bianmin.catalogue.models import ServiceItem, VersionDraft
from bianmin.catalogue.queries import samples_in
from bianmin.catalogue.shipped import shipped_items
from bianmin.rules.lint_forms import form_findings
from bianmin.rules.roles import RoleKind
from bianmin.rules.scenarios import tree_of
from bianmin.web.console.views.catalogue.guides import compared
from tests import make, world
from tests.make import MONDAY_9AM
from tests.web.staff import Browser, text_of

pytestmark = pytest.mark.django_db
TOP = "/console/catalogue"
FILLED = {
    "name": "困境儿童认定",
    "plain_name": "困境儿童",
    "conditions": "孩子未满 18 周岁\n户口在本县",
    "basis": "《中华人民共和国未成年人保护法》第九十一条\n《某办法》",
    "materials": "居民户口簿《户口登记条例》第四条\n申请表《某办法》第三条",
    "amount": "10",
    "limit_unit": "workday",
    "fee": "不收费",
    "consult": "0635-0000002",
    "supervise": "12345",
}
DAY = {"effective_on_0": "2026", "effective_on_1": "3", "effective_on_2": "2"}


@pytest.fixture
def cast() -> world.World:
    return world.build()


def bare(cast: world.World) -> VersionDraft:
    """An item without any version, as one that was taken over from a province's set."""
    item = ServiceItem.objects.create(
        code="511G11012001-1-00", area="民政服务", name="困境儿童认定", plain_name="困境儿童"
    )
    guide = {"name": item.name, "plain_name": item.plain_name, "area": item.area}
    return draft_version(item, guide=guide | {"item_type": "07"}, by=SYSTEM, at=MONDAY_9AM)


def test_a_bare_draft_is_completed_and_published_by_two(cast: world.World) -> None:
    draft = bare(cast)
    first, second = (
        Browser(cast.staff["聊城市", kind]) for kind in (RoleKind.CITY_BUREAU, RoleKind.CITY_OFFICE)
    )
    here = f"{TOP}/drafts/{draft.pk}/"
    assert "办事依据：指南缺少这一项" in text_of(first.get(here))

    assert first.post(f"{here}revision/", **FILLED).status_code == 302
    assert "还不能送发" not in text_of(first.get(here))
    note = {"note": "省里新下放的事项"}
    assert first.post(f"{here}proposal/", **DAY, **note).status_code == 302
    assert first.post(f"{here}publication/").status_code == 403  # the same person
    assert second.post(f"{here}publication/").status_code == 302

    item = ServiceItem.objects.select_related("current").get(pk=draft.item_id)
    assert item.current is not None
    guide: dict[str, Any] = item.current.guide
    assert guide["conditions"] == ["孩子未满 18 周岁", "户口在本县"]
    assert guide["basis"][0]["article"] == "第九十一条"
    assert guide["basis"][1] == {"law": "某办法", "article": "全文", "text": ""}
    assert [m["key"] for m in guide["materials"]] == ["m1", "m2"]
    assert item.current.promised_limit == "10 workday"


def test_what_the_form_does_not_show_stays(cast: world.World) -> None:
    item = cast.version.item
    draft = draft_version(item, by=SYSTEM, at=MONDAY_9AM)
    city = Browser(cast.staff["聊城市", RoleKind.CITY_BUREAU])
    names = "\n".join(m["name"] for m in draft.guide["materials"])
    laws = "《老年人权益保障法》第三十三条"

    city.post(
        f"{TOP}/drafts/{draft.pk}/revision/", **(FILLED | {"materials": names, "basis": laws})
    )

    before = draft.guide
    draft.refresh_from_db()
    assert draft.guide["materials"] == before["materials"]
    assert draft.guide["basis"] == before["basis"]
    assert draft.guide["path"] == before["path"]


def test_where_a_paper_can_be_seen_is_written_compared_and_published(cast: world.World) -> None:
    draft = draft_version(cast.version.item, by=SYSTEM, at=MONDAY_9AM)
    first, second = (
        Browser(cast.staff["聊城市", kind]) for kind in (RoleKind.CITY_BUREAU, RoleKind.CITY_OFFICE)
    )
    here = f"{TOP}/drafts/{draft.pk}/"
    asked = draft.guide["materials"]
    brought = next(one for one in asked if not one.get("shared"))
    names = "\n".join(one["name"] for one in asked)
    field = f"sample-{brought['key']}"
    assert f'name="{field}"' in first.get(here).content.decode()
    long = first.post(f"{here}revision/", **FILLED | {"materials": names, field: "样" * 101})
    assert long.status_code == 422 and "样样" in long.content.decode(), "what was typed stays"

    seen = {"last_seen": "2020-01-01T00:00:00+00:00"}
    late = first.post(f"{here}revision/", **FILLED | seen | {"conditions": "慢了一步"})
    assert late.status_code == 422 and "刚被他人处理" in text_of(late)
    assert "慢了一步" in late.content.decode(), "what was typed stays"
    first.post(f"{here}revision/", **FILLED | {"materials": names, field: "大厅填表台有样表"})
    page = text_of(first.get(here))
    assert "样子：大厅填表台有样表" in page, "beside what holds now"
    first.post(f"{here}proposal/", **DAY, note="写明样表在哪看")
    assert second.post(f"{here}publication/").status_code == 302
    item = ServiceItem.objects.select_related("current").get(pk=draft.item_id)
    assert item.current is not None
    assert samples_in(item.current)[brought["key"]] == "大厅填表台有样表"
    town = cast.townships["河湾镇"]
    case = make.submitted(town.center, town.village, of=item.current).case
    slip = Browser(town.staff[RoleKind.CLERK]).get(f"/desk/cases/{case.number}/")
    assert "大厅填表台有样表" in slip.content.decode()

    again = draft_version(item, by=SYSTEM, at=MONDAY_9AM)
    first.post(f"{TOP}/drafts/{again.pk}/revision/", **FILLED | {"materials": names, field: ""})
    again.refresh_from_db()
    assert all("sample" not in one for one in again.guide["materials"])


def test_whatever_differs_between_two_guides_is_said_in_words() -> None:
    guides = [{k: v for k, v in item.items() if k != "form_schema"} for item in shipped_items()]
    for old, new in pairwise(guides):
        for label, before, after in compared(old, new):
            lines = [label, *before, *after]
            assert label == "code" or not [line for line in lines if "{" in line or "None" in line]
            assert label == "code" or not label.isascii(), label
            assert len(set(before) & set(after)) in (0, len(before)), "what stays is left out"


def test_an_open_case_and_the_old_page_keep_the_old_version(cast: world.World) -> None:
    town = cast.townships["河湾镇"]
    case = make.submitted(town.center, town.village, of=cast.version).case
    item = cast.version.item
    draft = draft_version(item, by=SYSTEM, at=MONDAY_9AM)
    first, second = (
        Browser(cast.staff["聊城市", kind]) for kind in (RoleKind.CITY_BUREAU, RoleKind.CITY_OFFICE)
    )
    here = f"{TOP}/drafts/{draft.pk}/"
    first.post(f"{here}revision/", **FILLED)
    first.post(f"{here}proposal/", **DAY, note="改了承诺时限")
    second.post(f"{here}publication/")

    case.refresh_from_db()
    item.refresh_from_db()
    assert item.current_id != cast.version.pk and case.version_id == cast.version.pk
    clerk = Browser(town.staff[RoleKind.CLERK])
    assert "您年满 80 周岁" in text_of(second.get(f"{TOP}/items/{item.code}/versions/1/"))
    assert "孩子未满 18 周岁" in text_of(second.get(f"{TOP}/items/{item.code}/versions/2/"))
    shown = text_of(clerk.get(f"/desk/cases/{case.number}/"))
    assert "身份证" in shown and "申请表" not in shown


def test_a_guide_with_a_fault_is_not_published_and_the_sentence_names_it(
    cast: world.World,
) -> None:
    draft = bare(cast)
    city = Browser(cast.staff["聊城市", RoleKind.CITY_BUREAU])
    here = f"{TOP}/drafts/{draft.pk}/"
    faulty = FILLED | {"materials": "居民户口簿《户口登记条例》第四条\n其他材料《某办法》第三条"}
    assert city.post(f"{here}revision/", **faulty).status_code == 302
    assert "“其他材料”没有说清要什么（兜底条款）" in text_of(city.get(here))
    refused = city.post(f"{here}proposal/", **DAY, note="省里新下放的事项")
    assert refused.status_code == 422
    assert "兜底条款" in text_of(refused)
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_links_publicity_and_promises_are_edited_shown_and_checked(cast: world.World) -> None:
    draft = draft_version(cast.version.item, by=SYSTEM, at=MONDAY_9AM)
    city = Browser(cast.staff["聊城市", RoleKind.CITY_BUREAU])
    here = f"{TOP}/drafts/{draft.pk}/"
    kept = FILLED | {"materials": "\n".join(m["name"] for m in draft.guide["materials"])}
    typed = {"link_accept": "1", "link_review": "6", "link_decide": "3", "publicity_days": "7"}
    ticked = {"commitments": ["居民身份证"], "deferrable": ["银行账户"]}

    wrong = city.post(f"{here}revision/", **kept, **typed | {"publicity_days": "31"}, **ticked)
    assert wrong.status_code == 422 and 'value="31"' in wrong.content.decode()
    city.post(f"{here}revision/", **kept, **typed | {"link_review": "8"}, **ticked)
    assert "审查和决定加起来 11 个工作日，超过了承诺的 10 个工作日" in text_of(city.get(here))
    assert city.post(f"{here}revision/", **kept, **typed, **ticked).status_code == 302

    page = text_of(city.get(here))
    for words in ("审查 6 个工作日", "7 天", "居民身份证（可告知承诺）", "银行账户（可容缺后补）"):
        assert words in page
    assert "环节时限不对" not in page
    draft.refresh_from_db()
    assert draft.guide["link_limits"] == {"accept": 1, "review": 6, "decide": 3}
    assert draft.guide["publicity_days"] == 7
    needs = {m["key"]: (m["need"], m.get("commitment")) for m in draft.guide["materials"]}
    assert needs == {"id_card": (1, True), "account": (3, None), "hukou": (1, None)}
    assert city.post(f"{here}revision/", **kept).status_code == 302
    draft.refresh_from_db()
    assert not {"link_limits", "publicity_days"} & set(draft.guide)
    assert [m["need"] for m in draft.guide["materials"]] == [1, 1, 1]


def test_a_question_is_added_by_plain_forms_and_seen_beside(cast: world.World) -> None:
    draft = bare(cast)
    city = Browser(cast.staff["聊城市", RoleKind.CITY_BUREAU])
    here = f"{TOP}/drafts/{draft.pk}/"
    assert city.post(f"{here}revision/", **FILLED).status_code == 302
    asked = {"text": "孩子跟谁住？", "text_0": "亲戚", "to_0": "+", "text_1": "没人管", "to_1": "+"}
    assert city.post(f"{here}scenarios/question/", **asked).status_code == 302
    draft.refresh_from_db()
    tree = draft.guide["scenarios"]
    assert [leaf["name"] for leaf in tree["leaves"]] == ["亲戚", "没人管"]
    first = tree["leaves"][0]["key"]
    told = {"key": first, "name": "跟亲戚住", "materials": ["m1"]}
    assert city.post(f"{here}scenarios/leaf/", **told).status_code == 302
    seen = text_of(city.get(f"{here}scenarios/?at={first}"))
    assert "跟亲戚住" in seen
    assert "手机上的样子" in seen
    draft.refresh_from_db()
    assert draft.guide["scenarios"]["leaves"][0]["materials"] == ["m1"]

    emptied = {"key": tree["questions"][0]["key"]}
    assert city.post(f"{here}scenarios/question/", **emptied).status_code == 302
    draft.refresh_from_db()
    assert draft.guide["scenarios"]["questions"] == []


def test_a_leaf_says_its_own_and_questions_change_places(cast: world.World) -> None:
    city = Browser(cast.staff["聊城市", RoleKind.CITY_BUREAU])
    draft = draft_version(make.split_version().item, by=SYSTEM, at=MONDAY_9AM)
    here = f"/console/catalogue/drafts/{draft.pk}/scenarios/"
    keys = [one["key"] for one in draft.guide["scenarios"]["questions"]]
    told = {
        "key": "first", "name": "本人办", "materials": ["id_card"], "amount": "2",
        "limit_unit": "workday", "fee": "charged", "fee_text": "每份 10 元", "fee_basis": "某号文",
        "village": "none", "township": "handle", "fields_asked": ["band"],
    }  # fmt: skip
    wrong = city.post(f"{here}leaf/", **told | {"fee_text": ""})
    assert wrong.status_code == 422 and "要收费，请写收费标准" in text_of(wrong)
    assert (
        city.post(f"{here}leaf/", **told | {"amount": "0", "limit_unit": "day"}).status_code == 422
    )
    city.post(f"{here}leaf/", **told)
    draft.refresh_from_db()
    leaf = tree_of(draft.guide).leaf("first")  # type: ignore[union-attr]
    assert leaf is not None
    assert leaf.own["promised_limit"] == {"amount": 2, "unit": "workday"}
    assert leaf.own["fee"] == {"charged": True, "text": "每份 10 元", "basis": "某号文"}
    assert (leaf.own["path"]["village"], leaf.own["path"]["township"]) == (None, "handle")
    assert leaf.fields == ("band",)
    seen = text_of(city.get(here, at="first"))
    for words in ("2个工作日", "每份 10 元", "镇里直接办理", "1 项"):
        assert words in seen
    assert "时限 2 个工作日，收费 每份 10 元，村里不办，镇里直接办理，填 1 项" in text_of(
        city.get(f"/console/catalogue/drafts/{draft.pk}/")
    )

    plain = {"key": "first", "name": "本人办", "materials": ["id_card"]}
    city.post(f"{here}leaf/", **plain)
    draft.refresh_from_db()
    assert draft.guide["scenarios"]["leaves"][0] == plain

    city.post(f"{here}order/", key=keys[1], to="up")
    city.post(f"{here}order/", key=keys[1], to="up")  # already the first: it stays
    draft.refresh_from_db()
    moved = [one["key"] for one in draft.guide["scenarios"]["questions"]]
    assert moved == [keys[1], keys[0], *keys[2:]]
    city.post(f"{here}order/", key=keys[1], to="down")
    draft.refresh_from_db()
    assert [one["key"] for one in draft.guide["scenarios"]["questions"]] == keys
    assert city.post(f"{here}order/", key=keys[1], to="left").status_code == 404


def test_a_form_is_edited_field_by_field_and_its_condition_is_ticked(cast: world.World) -> None:
    draft = bare(cast)
    city = Browser(cast.staff["聊城市", RoleKind.CITY_BUREAU])
    here = f"{TOP}/drafts/{draft.pk}/form/"

    def put(**typed: Any) -> dict[str, Any]:
        answer = city.post(f"{here}field/", **({"page": "new", "title": "家里"} | typed))
        assert answer.status_code == 302, text_of(answer)
        draft.refresh_from_db()
        return dict(draft.form)

    put(label="结婚了吗", kind="choice", options="没有\n结了", required="on", section="一、家里")
    first = put(label="爱人姓名", kind="name", page="1", asked_if="f1=a2", required="on")
    assert first["required"] == ["f1", "f2"]
    assert first["properties"]["f2"]["x-bianmin"]["when"] == {"field": "f1", "is": "a2"}
    assert first["properties"]["f1"]["x-bianmin"]["topic"]["page"] == 1

    put(label="孩子", kind="table", page="1", most="5")
    table = put(label="孩子身份证号", kind="id_number", table="f3", required="on")
    columns = table["properties"]["f3"]["items"]
    assert (list(columns["properties"]), columns["x-order"][0]) == (["c1", "f1"], "c1")
    put(label="", kind="text", key="f3.c1")
    seen = text_of(city.get(f"{here}?at=f3"))
    assert "手机上的样子" in seen
    assert "孩子身份证号" in seen

    moved = put(label="孩子", kind="table", key="f3", after="f1", page="1")
    assert moved["x-order"] == ["f1", "f3", "f2"]
    assert city.post(f"{here}block/", block="bank").status_code == 302
    draft.refresh_from_db()
    assert "bank_account" in draft.form["properties"]
    assert list(form_findings(draft.guide, draft.form)) == []
    assert "新问一项：“爱人姓名”" in text_of(city.get(f"{TOP}/drafts/{draft.pk}/"))

    put(label="卡号", kind="text", key="bank_account", page="2")
    assert "敏感信息没有标明" in text_of(city.get(here))
    faulty = city.post(f"{here}field/", label="选", kind="choice", options="一个", page="1")
    assert faulty.status_code == 422
    assert "至少写两个答案" in text_of(faulty)
    assert 'value="选"' in faulty.content.decode()
