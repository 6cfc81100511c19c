"""公众信息屏: what the wall says is what the rows say; it goes on by itself."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from bianmin.counter.commands.closures import announce_closure
from tests import world
from tests.counter import hall as halls
from tests.counter.hall import Hall
from tests.make import MONDAY_9AM
from tests.web.hall.test_queue import Visitor
from tests.web.staff import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(db: Any) -> Hall:
    return halls.build(world.build())


def walls(hall: Hall) -> list[str]:
    """Every panel, by the way on that each names."""
    visitor, path, seen = Visitor(), f"/hall/{hall.site.pk}/info/", []
    while not seen or not path.endswith("?page=1"):
        answer = visitor.get(path)
        seen.append(text_of(answer))
        found = re.fullmatch(r"15;url=(/hall/\d+/info/\?page=\d+)", answer["Refresh"])
        assert found
        path = found[1]
    return seen


def test_the_wall_tells_hours_closures_items_and_whom_to_complain_to(hall: Hall) -> None:
    begins = MONDAY_9AM + timedelta(days=1, hours=4)
    announce_closure(
        hall.site, starts_at=begins, ends_at=begins + timedelta(hours=4), reason="线路检修",
        by=hall.head, at=MONDAY_9AM,
    )  # fmt: skip
    seen = walls(hall)
    assert "现在开着" in seen[0] and hall.site.phone in seen[0]
    assert "线路检修" in seen[1] and "不办公的时间" in seen[1]
    assert hall.world.version.item.plain_name in "".join(seen)
    assert all("监督电话 12345" in panel for panel in seen)
    assert not [panel for panel in seen if hall.town.villager.name.clear() in panel]
    assert "1 / " in text_of(Visitor().get(f"/hall/{hall.site.pk}/info/?page=x"))
