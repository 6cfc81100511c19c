"""培训记录: on a person's own page and in the console, the same."""

from __future__ import annotations

from datetime import timedelta

from bianmin.accounts.actor import SYSTEM
from bianmin.rules.roles import RoleKind
from bianmin.workforce import codes
from bianmin.workforce.commands import training
from bianmin.workforce.queries import records
from bianmin.workforce.queries import training as queries
from tests import make
from tests.make import MONDAY_9AM
from tests.web.staff import Browser, text_of
from tests.workforce.house import HOUR, House
from tests.workforce.test_exams import course, learn, sit


def test_what_was_read_where_one_came_and_what_one_sat(house: House) -> None:
    exam = course()
    novice = make.user(RoleKind.AGENT, at_site=house.town.station, trained=False, name="新代办")
    by = make.actor(novice)
    session = training.hold_session(
        exam.course, house.town.region.parent, place="县委党校", starts_at=MONDAY_9AM,
        ends_at=MONDAY_9AM + 2 * HOUR, by=SYSTEM, at=MONDAY_9AM - HOUR,
    )  # fmt: skip
    ticket = queries.ticket(session, codes.code_at(session.secret, MONDAY_9AM), by, at=MONDAY_9AM)
    training.attend(session, ticket, by=by, at=MONDAY_9AM)
    learn(novice, exam)
    sit(novice, exam, right=3)
    sit(novice, exam, right=5)

    found = records.record_of(novice)
    assert sorted((one.how, one.result, one.is_good) for one in found) == [
        ("现场培训", "县委党校", True),
        ("线上学习", "学完 2 课，共 2 课", True),
        ("考试", "100 分，合格", True),
        ("考试", "60 分，不合格", False),
    ]
    assert [one.at for one in found] == sorted((one.at for one in found), reverse=True)
    later = MONDAY_9AM + timedelta(days=1)
    own = text_of(Browser(novice, at=later).get("/me/learning/"))
    bureau = Browser(house.world.staff["东昌府区", RoleKind.COUNTY_BUREAU], at=later)
    theirs = text_of(bureau.get(f"/console/workforce/people/{novice.pk}/"))
    for page in (own, theirs):
        assert "县委党校" in page and "60 分，不合格" in page
