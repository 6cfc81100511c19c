"""委托: a window records what was signed before it, never its own; any window ends it."""

from __future__ import annotations

from typing import Any

import pytest

from bianmin.accounts.models import Mandate, Person
from bianmin.audit.models import Event
from bianmin.cases.models import Case
from bianmin.messaging.models import OutgoingMessage
from bianmin.rules.roles import RoleKind
from tests import make
from tests.make import MONDAY_9AM
from tests.web.desk.test_intake import typed as intake_of
from tests.web.public.resident import photo
from tests.web.staff import Browser, text_of
from tests.world import Township, World

pytestmark = pytest.mark.django_db


def typed(mother: Person, daughter: Person, **other: Any) -> dict[str, Any]:
    given = {"relation": "child", "months": "12", "scope": "some", "areas": ["社会救助"]}
    for side, person in (("principal", mother), ("holder", daughter)):
        given |= {
            f"{side}_name": person.name.clear(),
            f"{side}_id_number": person.id_number.clear(),
            f"{side}_phone": person.phone.clear(),
        }
    return given | {"paper": photo(), "is_seen": "on"} | other


def test_a_clerk_records_it_for_others_and_every_fault_stands_at_its_field(
    clerk: Browser, town: Township
) -> None:
    mother, daughter = make.person("王桂英"), make.person("赵小红")
    at = "/desk/mandates/records/"
    for wrong, told in (
        ({"principal_name": "王桂芳"}, "姓名和身份证号对不上"),
        ({"areas": []}, "请勾选至少一类"),
        ({"relation": "guardian"}, "写明凭什么证明"),
        ({"is_seen": ""}, "核对过才能登记"),
        ({"holder_id_number": mother.id_number.clear(), "holder_name": "王桂英"}, "两个人"),
    ):
        answer = clerk.post(at, **typed(mother, daughter, **wrong))
        assert (answer.status_code, told in text_of(answer)) == (422, True), wrong
        assert daughter.phone.clear() in answer.content.decode()
    own = town.staff[RoleKind.CLERK].person
    for sides in ((mother, own), (own, daughter)):
        assert clerk.post(at, **typed(*sides)).status_code == 403
    assert not Mandate.objects.exists()
    assert clerk.post(at, **typed(mother, daughter)).status_code == 302
    made = Mandate.objects.get()
    assert (made.areas, made.way, made.site) == (["社会救助"], "paper", town.center)
    trail = Event.objects.filter(unit=1, subject=f"mandate:{made.pk}", by_person=own.pk)
    assert set(trail.values_list("action", flat=True)) == {"grant", "file_taken"}


def test_any_window_ends_it_with_the_card_and_no_other_way(
    clerk: Browser, town: Township, world: World
) -> None:
    mother, daughter = make.person("王桂英"), make.person("赵小红")
    clerk.post("/desk/mandates/records/", **typed(mother, daughter))
    made = Mandate.objects.get()
    station = Browser(world.townships["东城街道"].staff[RoleKind.STATION_CLERK])
    card = {"find-id_number": daughter.id_number.clear()}
    assert "王桂英" in text_of(station.post("/desk/mandates/look-up/", **card))
    looked = Event.objects.filter(unit=1, subject=f"mandate:{made.pk}", action="look_up")
    assert looked.count() == 1
    end = {"mandate": str(made.pk), f"m{made.pk}-end": "renounced"}
    why = {f"m{made.pk}-reason": "女儿带身份证来说不办了"}
    other = {"find-id_number": make.person().id_number.clear()}
    assert station.post("/desk/mandates/ending/", **other, **end, **why).status_code == 404
    assert station.post("/desk/mandates/ending/", **card, **end).status_code == 422
    expired = end | {f"m{made.pk}-end": "expired"}
    assert station.post("/desk/mandates/ending/", **card, **expired, **why).status_code == 422
    assert station.post("/desk/mandates/ending/", **card, **end, **why).status_code == 302
    made.refresh_from_db()
    assert (made.end, made.ended_at) == ("renounced", MONDAY_9AM)
    for kind in (RoleKind.AGENT, RoleKind.REVIEWER, RoleKind.CENTER_HEAD):
        assert Browser(town.staff[kind]).get("/desk/mandates/").status_code == 403


def test_who_comes_with_a_mandate_is_recorded_with_what_was_taken(
    clerk: Browser, town: Township, world: World
) -> None:
    mother = make.person("王桂英", village=town.village)
    daughter = make.person("赵小红")
    area = world.version.item.area
    clerk.post("/desk/mandates/records/", **typed(mother, daughter, areas=[area]))
    made = Mandate.objects.get()
    card = mother.id_number.clear()
    panel = text_of(clerk.post("/desk/intake/person/", id_number=card))
    assert "谁来办" in panel and "子女" in panel and f"只办{area}" in panel
    sent = intake_of(world, town, id_number=card, phone=mother.phone.clear())

    for wrong, told in (
        (make.version(presence=True), "必须本人到场"),
        (world.version, "已经停了"),
    ):
        pk = made.pk if "本人" in told else made.pk + 1
        other = {"item": wrong.item.code, "version": str(wrong.number), "mandate": str(pk)}
        answer = clerk.post("/desk/intake/", **sent | other)
        assert answer.status_code == 422 and told in text_of(answer), told
        assert 'value="王桂英"' in answer.content.decode()
    assert not Case.objects.filter(unit=1).exists()
    assert clerk.post("/desk/intake/", **sent, mandate=str(made.pk)).status_code == 302

    case = Case.objects.get(unit=1)
    assert (case.mandate_id, case.applicant_id) == (made.pk, mother.pk)
    used = Event.objects.get(unit=1, subject=f"mandate:{made.pk}", action="use")
    assert (used.facts["case"], used.facts["at_window"]) == (case.number, True)
    told_to = OutgoingMessage.objects.filter(unit=1, template="mandate_used")
    assert [one.to.clear() for one in told_to] == [mother.phone.clear()]
    assert "凭委托" in text_of(clerk.get(f"/desk/cases/{case.number}/"))
    assert "凭委托" in text_of(clerk.get(f"/desk/cases/{case.number}/slip/"))
    holder = make.person("李明", village=town.village)
    own = town.staff[RoleKind.CLERK].person
    mine = Mandate.objects.create(
        principal=holder, holder=own, relation="child", way="code", areas=[area],
        asked_at=MONDAY_9AM, granted_at=MONDAY_9AM, ends_on=made.ends_on,
    )  # fmt: skip
    theirs = {"id_number": holder.id_number.clear(), "name": "李明", "mandate": str(mine.pk)}
    assert clerk.post("/desk/intake/", **sent | theirs).status_code == 403
