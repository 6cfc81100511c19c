"""指路牌、明白纸、答复卡: what a window gives instead of a no, printed, answered and read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from bianmin.accounts.actor import Actor
from bianmin.cases import cards as queries
from bianmin.cases import jobs
from bianmin.cases.models import Card
from bianmin.messaging.models import OutgoingMessage
from bianmin.papers.cards import card_html
from bianmin.rules.roles import RoleKind
from tests import make
from tests.make import MONDAY_9AM
from tests.web.staff import Browser, text_of
from tests.world import Township, World

pytestmark = pytest.mark.django_db
WAY = {"way-matter": "办护照", "way-where": "县公安局出入境窗口", "way-how": "东昌路 1 号，0635-1"}
ASKED = {"reply-matter": "户口在外地能不能领", "reply-name": "王桂英", "reply-phone": "13800000001"}


def only_card() -> Card:
    return Card.objects.select_related("site", "version__item").get(unit=1)


def test_a_signpost_says_where_and_is_printed_in_two_copies(clerk: Browser) -> None:
    assert clerk.post("/desk/cards/signposts/", **WAY).status_code == 302
    card = only_card()
    assert (card.number, card.answer_by) == ("东昌府河湾镇 指路〔2026〕00001号", None)
    html = card_html(card)
    assert html.count("县公安局出入境窗口") == 2
    assert "不是不予受理的决定" in html
    shown = clerk.get("/desk/cards/")
    assert f"/desk/cards/{card.pk}.pdf" in shown.content.decode()


def test_a_plain_sheet_names_every_gap_of_the_items_list(clerk: Browser, world: World) -> None:
    code = world.version.item.code
    shown = clerk.get("/desk/cards/", item=code)
    assert "tick-account" in shown.content.decode()
    none = clerk.post("/desk/cards/plain-sheets/", item=code)
    assert none.status_code == 422
    gap = {
        "tick-account": "on",
        "what-account": "银行卡",
        "why-account": "没有带",
        "how-account": "带本人的卡来",
    }
    assert clerk.post("/desk/cards/plain-sheets/", item=code, **gap).status_code == 302
    assert only_card().lines.clear() == [
        {"key": "account", "what": "银行卡", "why": "没有带", "how": "带本人的卡来", "sample": ""}
    ]
    assert "窗口照收" in card_html(only_card())


def test_a_slip_says_where_to_see_how_a_paper_should_look(
    world: World, town: Township, clerk: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    papers = [dict(material) for material in make.GUIDE["materials"]]
    papers[0]["sample"], papers[1]["doc_kind"] = "大厅样表柜 3 号", 2
    monkeypatch.setattr(make, "GUIDE", make.GUIDE | {"materials": papers})
    version = make.version(units=(1,))
    by = make.actor(town.staff[RoleKind.CLERK])
    case = make.received(town.center, town.village, by, of=version)

    slip = clerk.get(f"/desk/cases/{case.number}/").content.decode()
    assert 'name="sample-id_card" value="大厅样表柜 3 号"' in slip
    assert 'name="sample-account" value="窗口有空表' in slip
    assert "大厅样表柜 3 号" in clerk.get("/desk/cards/", item=version.item.code).content.decode()
    assert "样子：大厅样表柜 3 号" in clerk.get(f"/items/{version.item.code}/").content.decode()


def test_a_reply_card_is_answered_by_the_head_and_read_by_its_link(
    clerk: Browser, town: Township
) -> None:
    assert clerk.post("/desk/cards/reply-cards/", **ASKED).status_code == 302
    card = only_card()
    assert card.answer_by is not None
    assert card.answer_by.isoformat() == "2026-03-05"  # three working days
    link = f"/cards/{card.secret.clear()}/"
    assert "正在问清楚" in text_of(Client().get(link))  # type: ignore[arg-type]
    refused = clerk.post(f"/desk/cards/{card.pk}/answer/", **{f"c{card.pk}-words": "不行"})
    assert refused.status_code == 403
    head = Browser(town.staff[RoleKind.CENTER_HEAD], at=MONDAY_9AM + timedelta(days=1))
    assert "户口在外地" in text_of(head.get("/desk/cards/"))
    answer = {f"c{card.pk}-words": "可以，带居住证"}
    assert head.post(f"/desk/cards/{card.pk}/answer/", **answer).status_code == 302
    assert head.post(f"/desk/cards/{card.pk}/answer/", **answer).status_code == 409
    assert "可以，带居住证" in text_of(Client().get(link))  # type: ignore[arg-type]
    sent = OutgoingMessage.objects.filter(unit=1, template="answered")
    assert sent.count() == 1
    assert not queries.unanswered(head_actor(town)).exists()


def head_actor(town: Township) -> Actor:
    return make.actor(town.staff[RoleKind.CENTER_HEAD])


def test_what_is_left_out_is_told_and_what_was_typed_is_kept(clerk: Browser) -> None:
    answer = clerk.post("/desk/cards/signposts/", **(WAY | {"way-how": ""}))
    assert answer.status_code == 422
    assert "县公安局出入境窗口" in answer.content.decode()
    assert not Card.objects.filter(unit=1).exists()


def test_a_neighbour_sees_no_card_and_answers_none(
    clerk: Browser, world: World, town: Township
) -> None:
    clerk.post("/desk/cards/reply-cards/", **ASKED)
    card = only_card()
    other = Browser(world.townships["先锋路街道"].staff[RoleKind.CENTER_HEAD])
    assert "户口在外地" not in text_of(other.get("/desk/cards/"))
    words = {f"c{card.pk}-words": "答"}
    assert other.post(f"/desk/cards/{card.pk}/answer/", **words).status_code == 404
    assert other.get(f"/desk/cards/{card.pk}.pdf").status_code == 404


def test_an_old_card_is_emptied_and_its_number_stays(clerk: Browser) -> None:
    clerk.post("/desk/cards/reply-cards/", **ASKED)
    later = MONDAY_9AM + timedelta(days=3 * 366 + 1)
    jobs.tidy(int(later.timestamp()))
    card = only_card()
    assert (card.visitor.clear(), card.phone.clear(), card.matter.clear()) == ("", "", "")
    assert card.number == "东昌府河湾镇 答复〔2026〕00001号"
    assert queries.card_behind(f"01{'0' * 32}") is None
