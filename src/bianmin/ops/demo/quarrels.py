"""演示调解: counsel with duty at some centres, a visitor to come, and a dispute at each stage."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from bianmin.accounts.models import Person, User
from bianmin.accounts.queries import actor_of
from bianmin.disputes.commands import consultations, counsel, mediating, register
from bianmin.disputes.commands.consultations import Visitor
from bianmin.disputes.commands.counsel import CounselTold
from bianmin.disputes.commands.mediating import Terms
from bianmin.disputes.commands.parties import PartyTold
from bianmin.disputes.docket import Docket
from bianmin.disputes.queries.counsel import counsel_of, free_days
from bianmin.disputes.queries.mediation import docket
from bianmin.ops.demo.rows import Place
from bianmin.rules.clock import SHANGHAI
from bianmin.rules.counsel import DutySeason
from bianmin.rules.mediation import DisputeChannel, DisputeKind

CENTERS = 6
LAWYERS = ("赵明", "钱静", "孙立", "李敏")
QUARRELS = (
    (DisputeKind.NEIGHBOUR, "树枝伸过院墙，压坏了邻居家的瓦", "锯掉树枝，赔三百元", "当面付清"),
    (DisputeKind.LAND, "两家地头的田埂被犁窄了", "按老界石量清，各让半尺", "村里看着埋界石"),
    (DisputeKind.DEBT, "借的五千元到期没有还", "分五个月还清", "每月微信转一千元"),
)


def settle_quarrels(places: Sequence[Place], until: datetime) -> int:
    """Play counsel and mediation at the first centres; return how many disputes there are."""
    made = 0
    for n, place in enumerate(places[:CENTERS]):
        people = [one for known in place.residents.values() for one in known]
        if len(people) >= 2:
            _counsel(place, n, people[0], until)
            made += _disputes(place, n, people, until)
    return made


def _by(user: User, at: datetime) -> dict[str, Any]:
    return {"by": actor_of(user, at=at, channel="web"), "at": at}


def _counsel(place: Place, n: int, visitor: Person, until: datetime) -> None:
    month_ago = until - timedelta(days=30)
    head = _by(place.head, month_ago)
    licence = f"1371520201{n:07d}"
    told = CounselTold(LAWYERS[n % len(LAWYERS)], "（演示）律师事务所", licence, "0635-0000000")
    made = counsel.engage_counsel(place.center, told, **head)
    hours: dict[str, Any] = {"weekday": n % 5, "opens": time(9), "closes": time(11, 30)}
    counsel.set_duty(made, season=DutySeason.ALL, **hours, **head)
    one = counsel_of(place.center, made.pk)
    days = free_days(one, at=until)
    if days:
        who = Visitor(visitor.name.clear(), visitor.phone.clear())
        booked: dict[str, Any] = {"visitor": who, "kind": DisputeKind.FAMILY}
        consultations.book_at_desk(one, days[0].slots[0], **booked, **_by(place.head, until))


def _disputes(place: Place, n: int, people: Sequence[Person], until: datetime) -> int:
    """One that is settled and to be visited, and one whose other side is asked."""
    began = (until - timedelta(days=34 - n)).astimezone(SHANGHAI).replace(hour=9, minute=0)
    docket = _register(place, n, people, began)
    register.note_consent(docket, docket.parties[1], agrees=True, **_by(place.head, began))
    docket = _again(docket)
    mediating.take_up(docket, [place.head], is_accepted=True, **_by(place.head, began))
    later = began + timedelta(days=1)
    sitting = mediating.plan_session(
        _again(docket), starts_at=later, place="中心调解室", **_by(place.head, began)
    )
    said: dict[str, Any] = {
        "present": "双方到场",
        "minutes": "各自说了经过，看了现场照片，都愿意让一步",
    }
    mediating.note_session(_again(docket), sitting, **said, **_by(place.head, later))
    _, facts, terms, how = QUARRELS[n % len(QUARRELS)]
    mediating.draw_agreement(_again(docket), Terms(facts, terms, how), **_by(place.head, later))
    mediating.sign_agreement(_again(docket), signed_on=later.date(), **_by(place.head, later))
    asked = _register(place, n + 1, people[::-1], until)
    register.ask_consent(asked, asked.parties[1], **_by(place.head, until))
    return 2


def _register(place: Place, n: int, people: Sequence[Person], at: datetime) -> Docket:
    kind, facts, _, _ = QUARRELS[n % len(QUARRELS)]
    sides = [_side(people[0], is_applicant=True), _side(people[1], is_applicant=False)]
    made = register.register_dispute(
        place.center, channel=DisputeChannel.DESK, kind=kind, facts=facts, parties=sides,
        **_by(place.head, at),
    )  # fmt: skip
    return _again(made)


def _side(who: Person, *, is_applicant: bool) -> PartyTold:
    kept = {name: getattr(who, name).clear() for name in ("name", "phone", "id_number", "address")}
    return PartyTold(**kept, is_applicant=is_applicant)


def _again(made: Docket) -> Docket:
    here = type(made.dispute).objects.filter(unit=made.unit, pk=made.dispute.pk)
    return docket(here.select_related("site__region").get())
