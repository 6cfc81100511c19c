"""走别的门: what has an application of its own never opens an ordinary case, from whatever side."""

from __future__ import annotations

import pytest

from bianmin.cases.commands.drafts import begin_draft
from bianmin.cases.models import Case, Draft
from bianmin.catalogue.shipped import shipped_items
from bianmin.rules.doors import SAYS, Door
from bianmin.rules.errors import Conflict
from bianmin.rules.roles import RoleKind
from tests import make
from tests.make import MONDAY_9AM
from tests.web.desk.test_intake import typed
from tests.web.public.resident import Resident
from tests.web.staff import Browser, text_of
from tests.world import World, build

pytestmark = pytest.mark.django_db
SAID = SAYS[Door.MEDIATION]


@pytest.fixture
def world() -> World:
    return build()


def test_mediation_is_asked_for_on_its_own_page_alone(world: World) -> None:
    town = world.townships["河湾镇"]
    version = make.version(guide=make.GUIDE | {"door": "mediation"})
    code, wang = version.item.code, Resident(town.resident)
    wang.client.cookies["place"] = str(town.village.pk)
    there = f"/sites/{town.center.pk}/mediation/"
    page = wang.get(f"/items/{code}/")
    assert SAID in text_of(page) and f'href="{there}"' in page.content.decode()
    assert f"/apply/{code}/" not in page.content.decode()
    led = wang.get(f"/apply/{code}/")
    assert led.status_code == 302 and led["Location"] == there
    assert SAID in text_of(wang.get(there))

    clerk = Browser(town.staff[RoleKind.CLERK])
    sent = typed(world, town, item=code, version=str(version.number))
    refused = clerk.post("/desk/intake/", **sent)
    assert refused.status_code == 422 and SAID in text_of(refused)
    assert 'value="王桂英"' in refused.content.decode()
    agent = Browser(town.staff[RoleKind.AGENT])
    assert SAID in text_of(agent.get("/field/new/", item=code))
    assert agent.post("/field/new/", item=code).status_code == 403
    by = make.actor(town.staff[RoleKind.CLERK])
    with pytest.raises(Conflict, match="不走一般办件"):
        begin_draft(version, town.village, unit=1, by=by, at=MONDAY_9AM)
    with pytest.raises(Conflict, match="不走一般办件"):
        make.submitted(town.center, town.village, of=version)
    assert not Case.objects.filter(unit=1).exists() and not Draft.objects.filter(unit=1).exists()


def test_the_shipped_mediation_has_that_door() -> None:
    doors = {one["code"]: one["door"] for one in shipped_items() if "door" in one}
    assert doors == {"LC-FL-095": "mediation"}
