"""A talk with counsel and two disputes of the township's resident: one settled, one given up."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

from tests.make import MONDAY_9AM

from bianmin.disputes.commands import consultations, counsel, following, mediating, register
from bianmin.disputes.commands.consultations import Visitor
from bianmin.disputes.commands.counsel import CounselTold
from bianmin.disputes.commands.mediating import Terms
from bianmin.disputes.commands.parties import PartyTold
from bianmin.disputes.docket import Docket
from bianmin.disputes.queries import mediation as queries
from bianmin.disputes.queries.counsel import counsel_of
from bianmin.rules.counsel import Advice, DutySeason
from bianmin.rules.mediation import DisputeChannel, DisputeKind, Performance, Verb
from bianmin.rules.roles import RoleKind


def plant_quarrel(planted: Any, home: Any) -> None:
    """Whatever a route of counsel and mediation can name, with a mark in each sealed field."""
    _talk(planted, home)
    _given_up(planted, home)
    _settled(planted, home)


def _talk(planted: Any, home: Any) -> None:
    head, clerk = home.steps.by(RoleKind.CENTER_HEAD), home.steps.by(RoleKind.CLERK)
    told = CounselTold("赵律师", "律师事务所", f"1371{home.name}", "0635-0000001")
    made = counsel.engage_counsel(home.town.center, told, **head)
    hours = {"weekday": 0, "opens": time(9), "closes": time(11)}
    duty = counsel.set_duty(made, season=DutySeason.ALL, **hours, **head)  # type: ignore[arg-type]
    one = counsel_of(home.town.center, made.pk)
    visitor = Visitor(
        planted.mark(home, "visitor of counsel", ""), home.town.villager.phone.clear()
    )
    booked = {"visitor": visitor, "kind": DisputeKind.FAMILY}
    talk = consultations.book_at_desk(one, MONDAY_9AM, **booked, **clerk)
    advice = planted.mark(home, "advice", "")
    consultations.note_consultation(talk, outcome=Advice.ANSWERED, advice=advice, **clerk)
    home.listed |= {"counsel": made.pk, "duty": duty.pk, "talk": talk.pk}


def _given_up(planted: Any, home: Any) -> None:
    docket = _opened(planted, home, "given up")
    reason = planted.mark(home, "why given up", "")
    by = home.steps.by(RoleKind.CENTER_HEAD)
    register.end_mediation(docket, verb=Verb.FAIL, reason=reason, **by)


def _settled(planted: Any, home: Any) -> None:
    docket = _opened(planted, home, "settled")
    by = home.steps.by(RoleKind.CENTER_HEAD)
    place = planted.mark(home, "where", "")
    sitting = mediating.plan_session(docket, starts_at=MONDAY_9AM, place=place, **by)
    said = {name: planted.mark(home, name, "") for name in ("present", "minutes")}
    mediating.note_session(docket, sitting, **said, **by)
    docket = _again(docket)
    written = [planted.mark(home, f"agreed {name}", "") for name in ("facts", "terms", "how")]
    mediating.draw_agreement(docket, Terms(*written), **by)
    docket, today = _again(docket), MONDAY_9AM.date()
    mediating.sign_agreement(docket, signed_on=today, **by)
    following.note_visit(
        _again(docket), visited_on=today, result=Performance.PARTLY,
        words=planted.mark(home, "visit", ""), next_on=today + timedelta(days=9), **by,
    )  # fmt: skip
    home.listed |= {
        "dispute": docket.dispute.pk, "party": docket.parties[1].pk, "sitting": sitting.pk,
    }  # fmt: skip


def _opened(planted: Any, home: Any, name: str) -> Docket:
    resident, clerk = home.town.villager, home.steps.by(RoleKind.CLERK)
    mine = [getattr(resident, field).clear() for field in ("name", "phone", "id_number", "address")]

    other = PartyTold(
        planted.mark(home, f"other party {name}", ""),
        planted.phone(home, f"other party {name}"),
        "",
        planted.mark(home, f"other address {name}", ""),
    )
    made = register.register_dispute(
        home.town.center,
        channel=DisputeChannel.DESK,
        kind=DisputeKind.NEIGHBOUR,
        facts=planted.mark(home, f"quarrel {name}", ""),
        parties=[PartyTold(*mine, is_applicant=True), other],
        **clerk,
    )
    register.note_consent(_again(made), made.parties[1], agrees=True, **clerk)
    head = home.town.staff[RoleKind.CENTER_HEAD]
    mediating.take_up(_again(made), [head], is_accepted=True, **clerk)
    return _again(made)


def _again(docket: Docket) -> Docket:
    dispute = docket.dispute
    dispute.refresh_from_db(
        from_queryset=type(dispute).objects.filter(unit=dispute.unit).select_related("site__region")
    )
    return queries.docket(dispute)
