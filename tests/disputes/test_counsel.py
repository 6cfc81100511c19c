"""法律顾问: a half-hour is one visitor's, on a working day, and what was said stays there."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bianmin.accounts.models import User
from bianmin.audit.models import Event
from bianmin.counter.commands.closures import announce_closure
from bianmin.disputes.commands import consultations, counsel
from bianmin.disputes.commands.consultations import Visitor
from bianmin.disputes.commands.counsel import CounselTold
from bianmin.disputes.models import Consultation, Counsel
from bianmin.disputes.queries import counsel as queries
from bianmin.messaging.models import OutgoingMessage
from bianmin.rules.clock import SHANGHAI
from bianmin.rules.counsel import Advice, DutySeason
from bianmin.rules.errors import Conflict, Invalid, NotAllowed, NotFound
from bianmin.rules.mediation import DisputeKind
from bianmin.rules.roles import RoleKind
from tests import make, world
from tests.make import MONDAY_9AM
from tests.web.staff import Browser, text_of
from tests.world import Township

WEDNESDAY = date(2026, 3, 4)
NINE = datetime(2026, 3, 4, 9, tzinfo=SHANGHAI)
CLERK, HEAD = RoleKind.CLERK, RoleKind.CENTER_HEAD
LAWYER = CounselTold("赵明", "聊城某律师事务所", "13715202010123456", "0635-8880000")


def by(town: Township, kind: RoleKind, at: datetime = MONDAY_9AM) -> dict[str, Any]:
    return {"by": make.actor(town.staff[kind]), "at": at}


def engaged(town: Township) -> Counsel:
    made = counsel.engage_counsel(town.center, LAWYER, **by(town, HEAD))
    hours = {"weekday": 2, "opens": time(9), "closes": time(11)}
    counsel.set_duty(made, season=DutySeason.ALL, **hours, **by(town, HEAD))
    return queries.counsel_of(town.center, made.pk)


def book(one: Counsel, user: User, starts_at: datetime = NINE, **more: Any) -> Consultation:
    told = {"name": "王桂英", "kind": DisputeKind.FAMILY, "by": make.actor(user)}
    return consultations.book_by_phone(one, starts_at, user.person, at=MONDAY_9AM, **told | more)


def sent(template: str) -> int:
    return OutgoingMessage.objects.filter(unit=1, template=template).count()


@pytest.fixture
def town(db: Any) -> Township:
    return world.build().townships["河湾镇"]


def test_booked_reminded_kept_and_noted(town: Township) -> None:
    one = engaged(town)
    days = queries.free_days(one, at=MONDAY_9AM)
    assert [free.day for free in days] == [WEDNESDAY, WEDNESDAY + timedelta(days=7)]
    assert [f"{s:%H:%M}" for s in days[0].slots] == ["09:00", "09:30", "10:00", "10:30"]
    wang, li = make.user(), make.user()
    talk = book(one, wang)
    with pytest.raises(Conflict, match="不能约"):
        book(one, li)
    with pytest.raises(Conflict, match="已经约了一次"):
        book(one, wang, NINE + timedelta(hours=1))
    with pytest.raises(Conflict):
        book(one, li, NINE - timedelta(days=2))  # no duty
    assert consultations.remind_visitors(1, at=NINE - timedelta(hours=19)) == 1
    assert consultations.remind_visitors(1, at=NINE - timedelta(hours=18)) == 0
    with pytest.raises(Conflict, match="还没到"):
        consultations.note_consultation(
            talk, outcome=Advice.AGAIN, advice="带借条", **by(town, CLERK)
        )
    with pytest.raises(Invalid):
        consultations.note_consultation(
            talk, outcome=Advice.AGAIN, advice=" ", **by(town, CLERK, NINE)
        )
    told = {"outcome": Advice.MEDIATION, "advice": "可以先调解"}
    consultations.note_consultation(talk, **told, **by(town, CLERK, NINE))
    with pytest.raises(Conflict):
        consultations.note_consultation(talk, **told, **by(town, CLERK, NINE))
    kept = Consultation.objects.get(unit=1)
    assert (kept.state, kept.advice.clear(), kept.outcome) == ("kept", "可以先调解", "mediation")
    assert b"\xe8\xb0\x83" not in bytes(str(kept.__dict__), "utf8")
    acts = Event.objects.filter(unit=1, subject=f"consultation:{talk.pk}").order_by("id")
    assert [event.action for event in acts] == ["book_consultation", "note_consultation"]
    assert consultations.forget_consultations(at=NINE + timedelta(days=1200)) == 1
    assert not Consultation.objects.exclude(advice="").filter(unit=1).exists()


def test_what_cannot_hold_is_called_off_and_told(town: Township) -> None:
    one = engaged(town)
    first, second = make.user(), make.user()
    book(one, first)
    later = book(one, second, NINE + timedelta(days=7))
    head = by(town, HEAD)
    closed = {"starts_at": NINE, "ends_at": NINE + timedelta(hours=1), "reason": "停电"}
    _, told = announce_closure(town.center, **closed, **head)
    assert told == 1 and sent("consult_off") == 1
    assert [f"{s:%H:%M}" for s in queries.free_days(one, at=MONDAY_9AM)[0].slots] == [
        "10:00", "10:30",
    ]  # fmt: skip
    consultations.cancel_own(later, second.person, by=make.actor(second), at=MONDAY_9AM)
    book(one, first, NINE + timedelta(days=7))  # free again, and the closed one counts no more
    assert counsel.drop_duty(one, one.duties.get().pk, **head) == 1
    assert queries.free_days(queries.counsel_of(town.center, one.pk), at=MONDAY_9AM) == []
    assert counsel.end_counsel(one, **head) == 0
    with pytest.raises(NotFound):
        queries.counsel_of(town.center, one.pk)


def test_what_changed_meanwhile_is_seen_and_stops_no_batch(
    town: Township, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, head = engaged(town), by(town, HEAD)
    users = [make.user() for _ in range(3)]
    gone, kept = book(one, users[0]), book(one, users[1], NINE + timedelta(minutes=30))
    consultations.cancel_own(gone, users[0].person, by=make.actor(users[0]), at=MONDAY_9AM)
    monkeypatch.setattr(consultations, "booked_between", lambda *_: [gone, kept])  # read before
    shut = {"starts_at": NINE, "ends_at": NINE + timedelta(hours=1), "reason": "停电"}
    with CaptureQueriesContext(connection) as asked:
        assert announce_closure(town.center, **shut, **head)[1] == 1
    assert any("FOR UPDATE" in q["sql"] and "counsel" in q["sql"] for q in asked)
    with CaptureQueriesContext(connection) as asked:
        book(one, users[0], NINE + timedelta(days=7))
    assert any("FOR UPDATE" in q["sql"] and "counsel" in q["sql"] for q in asked)
    assert counsel.drop_duty(one, one.duties.get().pk, **head) == 1
    with pytest.raises(Conflict, match="不能约"):
        book(one, users[2], NINE + timedelta(days=7))  # `one` still knows the duty that is gone
    counsel.end_counsel(one, **head)
    for late in (lambda: counsel.end_counsel(one, **head), lambda: book(one, users[2])):
        with pytest.raises(Conflict, match="已经不来了"):
            late()


def test_the_desk_books_the_half_hour_that_runs_and_counts_who_stayed_away(town: Township) -> None:
    one = engaged(town)
    visitor = Visitor("王桂英", "13812345678")
    now = {"visitor": visitor, "kind": DisputeKind.DEBT}
    late = by(town, CLERK, NINE + timedelta(minutes=20))
    consultations.book_at_desk(one, NINE, **now, **late)
    with pytest.raises(Invalid) as wrong:
        nobody = {"visitor": Visitor("", "1"), "kind": DisputeKind.DEBT}
        consultations.book_at_desk(one, NINE + timedelta(minutes=30), **nobody, **late)
    assert set(wrong.value.fields) == {"name", "phone"}
    assert consultations.note_missed(1, at=NINE + timedelta(hours=3)) == 0
    assert consultations.note_missed(1, at=NINE + timedelta(days=1)) == 1


def test_who_may(town: Township) -> None:
    one = engaged(town)
    cast_away = make.user(CLERK, at_site=make.site(town.region, name="另一个中心"))
    talk = book(one, make.user())
    away = {"by": make.actor(cast_away), "at": NINE}
    with pytest.raises(NotAllowed):
        consultations.note_consultation(talk, outcome=Advice.AGAIN, advice="x", **away)
    assert not queries.talks_for(make.actor(cast_away)).exists()
    with pytest.raises(NotAllowed):
        counsel.engage_counsel(town.center, LAWYER, **by(town, CLERK))
    with pytest.raises(Invalid, match="已经"):
        counsel.engage_counsel(town.center, LAWYER, **by(town, HEAD))
    stranger = make.user()
    with pytest.raises(NotAllowed):
        consultations.cancel_own(talk, stranger.person, by=make.actor(stranger), at=MONDAY_9AM)
    assert Browser(stranger).get(f"/counsel/{talk.pk}/").status_code == 404


def test_the_pages(town: Township, client: Any) -> None:
    head, clerk = Browser(town.staff[HEAD]), Browser(town.staff[CLERK])
    told = {"name": "赵明", "firm": "某所", "licence": "1371", "phone": "0635-1"}
    assert head.post("/desk/counsel/engagement/", **told | {"firm": ""}).status_code == 422
    assert head.post("/desk/counsel/engagement/", **told).status_code == 302
    assert clerk.post("/desk/counsel/engagement/", **told).status_code == 403
    one = Counsel.objects.get()
    duty = {"season": "all", "weekday": "2", "opens": "09:00", "closes": "09:10"}
    wrong = head.post(f"/desk/counsel/{one.pk}/duties/", **duty)
    assert wrong.status_code == 422 and "半小时" in wrong.content.decode()
    fits = duty | {"closes": "10:00"}
    assert head.post(f"/desk/counsel/{one.pk}/duties/", **fits).status_code == 302
    site = Browser(make.user()).get(f"/sites/{town.center.pk}/")
    assert "赵明" in text_of(site) and "周三 09:00–10:00" in text_of(site)
    villager = Browser(make.user())
    times = villager.get(f"/sites/{town.center.pk}/counsel/{one.pk}/")
    slot = f"/sites/{town.center.pk}/counsel/{one.pk}/202603040900/"
    assert slot in times.content.decode()
    assert villager.post(slot).status_code == 422
    made = villager.post(slot, kind="debt")
    talk = Consultation.objects.get(unit=1)
    assert made["Location"] == f"/counsel/{talk.pk}/"
    assert "约法律顾问" in text_of(villager.get("/mine/"))
    book = {"slot": f"{one.pk}-202603040930", "kind": "land", "name": "李四"}
    assert clerk.post("/desk/counsel/bookings/", **book, phone="1").status_code == 422
    assert clerk.post("/desk/counsel/bookings/", **book, phone="13812345678").status_code == 302
    assert (
        clerk.post(f"/desk/counsel/talks/{talk.pk}/advice/", outcome="answered").status_code == 422
    )
    clerk = Browser(town.staff[CLERK], at=NINE)
    said = {"outcome": "answered", "advice": "说清了"}
    assert clerk.post(f"/desk/counsel/talks/{talk.pk}/advice/", **said).status_code == 302
    assert "说清了" in text_of(clerk.get(f"/desk/counsel/talks/{talk.pk}/"))


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_gets_the_half_hour(db: Any) -> None:
    town = world.build().townships["河湾镇"]
    one, users = engaged(town), [make.user() for _ in range(6)]
    start, outcomes = Barrier(len(users)), []

    def want(user: User) -> None:
        try:
            start.wait()
            book(one, user)
            outcomes.append("booked")
        except Conflict:
            outcomes.append("late")
        finally:
            connection.close()

    threads = [Thread(target=want, args=[user]) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["booked", *["late"] * 5]
