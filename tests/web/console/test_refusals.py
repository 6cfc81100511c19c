"""否决报备: the county's list, its check, and who may read it."""

from __future__ import annotations

import pytest

from bianmin.cases.models import RefusalFiling
from bianmin.messaging.models import OutgoingMessage
from bianmin.rules.lifecycle import Action, State
from bianmin.rules.roles import RoleKind
from tests.cases.paths import Path
from tests.web.staff import Browser, text_of
from tests.world import build

pytestmark = pytest.mark.django_db


def test_the_county_reads_checks_and_the_applicant_is_told() -> None:
    world = build()
    path = Path(world, world.townships["河湾镇"])
    refused = path.into(State.NOT_ACCEPTED)
    waiting = path.submitted()
    path.receive(waiting)
    path.propose(waiting, Action.REFUSE_ACCEPTANCE, RoleKind.CLERK)
    filing = RefusalFiling.objects.get(unit=1, case_id=refused.pk)
    bureau = Browser(world.staff["东昌府区", RoleKind.COUNTY_BUREAU])
    shown = text_of(bureau.get("/console/refusals/"))
    assert "等待第二人决定" in shown
    assert waiting.number in shown
    assert "抽到，待查" in shown

    url = f"/console/refusals/{filing.pk}/check/"
    bare = bureau.post(url, **{f"f{filing.pk}-verdict": "wrong"})
    assert bare.status_code == 422
    assert "请写明不当在哪里" in text_of(bare)
    found = {f"f{filing.pk}-verdict": "wrong", f"f{filing.pk}-note": "可以容缺受理"}
    assert bureau.post(url, **found).status_code == 302
    assert "已查，不当" in text_of(bureau.get("/console/refusals/", list="wrong"))
    assert "没有。" in text_of(bureau.get("/console/refusals/", list="draw"))
    told = OutgoingMessage.objects.filter(unit=1, template="refusal_wrong")
    assert told.count() == 1

    office = Browser(world.staff["东昌府区", RoleKind.COUNTY_OFFICE])
    assert office.post(url, **found).status_code == 403
    neighbour = Browser(world.staff["临清市", RoleKind.COUNTY_BUREAU])
    assert refused.number not in text_of(neighbour.get("/console/refusals/"))
    assert neighbour.post(url, **found).status_code == 404
