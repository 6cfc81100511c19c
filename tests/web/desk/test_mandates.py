"""委托: a window records what was signed before it, never its own; any window ends it."""

from __future__ import annotations

from typing import Any

import pytest

from bianmin.accounts.models import Mandate, Person
from bianmin.audit.models import Event
from bianmin.rules.roles import RoleKind
from tests import make
from tests.make import MONDAY_9AM
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
