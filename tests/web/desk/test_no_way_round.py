"""窗口无权否决: a clerk sends everything the desk and the interface take.

In each state from which a no is one move away: from the others no command leads to one, as
`tests/cases/test_no_veto.py` shows. The addresses are found where the product keeps them, so a new
one is sent to by itself.
"""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from torture._matrix.bodies import FORM, json_for
from torture._matrix.routes import all_routes

from bianmin.accounts.commands.tokens import issue_token
from bianmin.cases.models import Case
from bianmin.rules.lifecycle import MOVES, State
from bianmin.rules.roles import RoleKind
from tests import make
from tests.cases.paths import STEPS, Path
from tests.cases.policy import REFUSING
from tests.make import MONDAY_9AM
from tests.web.staff import Browser
from tests.world import Township, World

pytestmark = pytest.mark.django_db
OF_A_CASE = [route for route in all_routes() if route.parameters == ("number",)]
DESK = [r for r in OF_A_CASE if r.template.startswith("/desk/cases/") and r.method == "POST"]
API = [r for r in OF_A_CASE if r.template.startswith("/api/v1/desk/cases/") and not r.is_read]
NEAR = sorted({state for (state, _), to in MOVES.items() if to in REFUSING} & set(STEPS))
GAPS = {
    f"{part}-{key}": words
    for key in ("id_card", "account", "other")
    for part, words in (("tick", "on"), ("what", "材料"), ("why", "没有"), ("how", "补"))
}


@pytest.mark.parametrize("state", NEAR)
def test_no_address_leads_a_clerk_to_a_no(world: World, town: Township, state: State) -> None:
    assert len(DESK) > 20
    assert len(API) > 15
    case = Path(world, town).into(state)
    clerk = town.staff[RoleKind.CLERK]
    browser = Browser(clerk)
    token = issue_token(clerk, label="试", by=make.actor(clerk), at=MONDAY_9AM)
    headers = {"Authorization": f"Bearer {token}"}
    for route in DESK:
        browser.post(route.path({"number": case.number}), **(FORM | GAPS))
    for route in API:
        with browser._now():
            browser.client.generic(
                route.method,
                route.path({"number": case.number}),
                json.dumps(json_for(route)),
                content_type="application/json",
                headers=headers | {"Idempotency-Key": str(uuid4())},
            )
    ended = State(Case.objects.get(unit=case.unit, pk=case.pk).state)
    assert ended not in REFUSING - {state}
