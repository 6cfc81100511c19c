"""调解: taken up by mediators whom all accept, held in sessions, settled in writing or orally."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from bianmin.accounts.actor import Actor
from bianmin.accounts.models import User
from bianmin.calendars.queries import work_calendar
from bianmin.cases.commands.documents import take_number
from bianmin.disputes import policies
from bianmin.disputes.commands.writing import MOVED, check, hold, move, tell, trace
from bianmin.disputes.docket import Docket
from bianmin.disputes.known import known_party, known_person
from bianmin.disputes.models import Agreement, FollowUp, MediationSession, Mediator
from bianmin.disputes.queries.mediation import could_mediate
from bianmin.messaging.commands import queue_sms
from bianmin.rules import clock
from bianmin.rules import mediation as rules
from bianmin.rules.clock import SHANGHAI
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.mediation import CONCLUDES, CONFIRMS, DisputeState, Verb
from bianmin.rules.numbers import DocumentKind
from bianmin.rules.verdict import require

LONGEST, LONGEST_PLACE = 4000, 100


@dataclass(frozen=True)
class Terms:
    """协议内容: what the law wants in it (§29): facts, what is agreed, how and by when."""

    facts: str
    terms: str
    performance: str
    perform_by: date | None = None


@transaction.atomic
def take_up(
    docket: Docket, mediators: Collection[User], *, is_accepted: bool, by: Actor, at: datetime
) -> None:
    """受理调解: all are willing and accept the mediators, who are kin of none (§17, §19)."""
    require(policies.may_do(by, docket, Verb.TAKE_UP))
    docket = hold(docket)
    require(rules.may_begin(docket.consents))
    _check_mediators(docket, mediators, is_accepted, at)
    until = clock.due_or_pending(localdate(at), CONCLUDES, work_calendar()).on
    move(docket, DisputeState.OPEN, taken_up_at=at, conclude_by=until)
    _name(docket, mediators, at)
    names = "、".join(user.display_name for user in mediators)
    for party in docket.parties:
        tell(docket, party, "mediation_open", "", at=at, agent=names)
    trace(docket.dispute, "take_up", by=by, at=at, mediators=[user.pk for user in mediators])


@transaction.atomic
def replace_mediators(
    docket: Docket, mediators: Collection[User], *, is_accepted: bool, by: Actor, at: datetime
) -> None:
    """换调解员: a party objects, or one cannot go on; the new ones are accepted as the first."""
    require(policies.may_do(by, docket, Verb.REPLACE))
    docket = hold(docket)
    _check_mediators(docket, mediators, is_accepted, at)
    wanted = {user.pk for user in mediators}
    stays = Mediator.objects.filter(
        unit=docket.unit, dispute_id=docket.dispute.pk, left_at__isnull=True
    )
    stays.exclude(user_id__in=wanted).update(left_at=at)
    _name(docket, [user for user in mediators if user.pk not in docket.mediating], at)
    trace(docket.dispute, "replace_mediators", by=by, at=at, mediators=sorted(wanted))


@transaction.atomic
def plan_session(
    docket: Docket, *, starts_at: datetime, place: str, by: Actor, at: datetime
) -> MediationSession:
    """约调解会: when and where; every party is told."""
    require(policies.may_do(by, docket, Verb.SIT))
    check(place=(place, "请写在哪里调解", LONGEST_PLACE))
    planned = MediationSession(
        unit=docket.unit, dispute=docket.dispute, starts_at=starts_at, place=place.strip()
    )
    MediationSession.objects.bulk_create([planned])
    local = starts_at.astimezone(SHANGHAI)
    if starts_at > at:
        slot = f"{local.month}月{local.day}日{local:%H:%M}"
        for party in docket.parties:
            tell(docket, party, "mediation_sitting", str(planned.pk), at=at, slot=slot)
    trace(docket.dispute, "plan_session", by=by, at=at, starts_at=starts_at.isoformat())
    return planned


@transaction.atomic
def note_session(
    docket: Docket,
    session: MediationSession,
    *,
    present: str,
    minutes: str,
    by: Actor,
    at: datetime,
) -> None:
    """调解记录: who was there and what was said (§27), once the session has begun."""
    require(policies.may_do(by, docket, Verb.SIT))
    check(present=(present, "请写到场的人", 500), minutes=(minutes, "请写调解的经过", LONGEST))
    if at < session.starts_at:
        raise Conflict("调解会还没开始")
    here = MediationSession.objects.filter(unit=session.unit, pk=session.pk, noted_at=None)
    said = {"present": present.strip(), "minutes": minutes.strip()}
    if not here.update(noted_at=at, noted_by=by.user_id, **said):
        raise Conflict("这次调解会已经记过了")
    trace(docket.dispute, "note_session", by=by, at=at, session=session.pk)


@transaction.atomic
def draw_agreement(docket: Docket, terms: Terms, *, by: Actor, at: datetime) -> Agreement:
    """拟协议书: numbered and printed for signing; until signed it may be drawn anew (§28, §29)."""
    require(policies.may_do(by, docket, Verb.DRAW))
    _require_session(docket)
    _check_terms(terms)
    _check_due(terms.perform_by, localdate(at))
    written = {**_columns(terms), "drawn_at": at, "drawn_by": by.user_id}
    drawn = docket.agreement
    if drawn is not None:
        here = Agreement.objects.filter(unit=drawn.unit, pk=drawn.pk, effective_on__isnull=True)
        if not here.update(**written):
            raise Conflict(MOVED)
    else:
        year, site = localdate(at).year, docket.dispute.site
        number = take_number(site.unit, site.region_id, DocumentKind.AGREEMENT, year)
        of = {"unit": docket.unit, "dispute": docket.dispute}
        drawn = Agreement(number=number, **of, **written)
        Agreement.objects.bulk_create([drawn])
    trace(docket.dispute, "draw_agreement", by=by, at=at, document=drawn.number)
    return drawn


@transaction.atomic
def sign_agreement(docket: Docket, *, signed_on: date, by: Actor, at: datetime) -> None:
    """协议生效: all parties and the mediators have signed the paper and it is stamped (§29)."""
    require(policies.may_do(by, docket, Verb.SIGN))
    drawn = docket.agreement
    if drawn is None:
        raise Conflict("还没有拟协议书")
    if not localdate(drawn.drawn_at) <= signed_on <= localdate(at):
        wrong = "签订日期在拟协议书以后、今天以前"
        raise Invalid(wrong, {"signed_on": wrong})
    if drawn.perform_by and drawn.perform_by < signed_on:
        wrong = "写的履行期限已经过了，请改好协议书再签"
        raise Invalid(wrong, {"signed_on": wrong})
    confirm_by = _confirm_by(signed_on)
    here = Agreement.objects.filter(unit=drawn.unit, pk=drawn.pk, drawn_at=drawn.drawn_at)
    if not here.update(effective_on=signed_on, confirm_by=confirm_by):
        raise Conflict(MOVED)
    _settle(docket, DisputeState.WRITTEN, signed_on, drawn.perform_by, by=by, at=at)


@transaction.atomic
def note_oral_agreement(
    docket: Docket, *, terms: str, agreed_on: date, perform_by: date | None, by: Actor, at: datetime
) -> None:
    """口头协议登记: in force when it was reached, noted by the mediator (§28, §30)."""
    require(policies.may_do(by, docket, Verb.NOTE_ORAL))
    _require_session(docket)
    check(terms=(terms, "请写达成了什么协议", LONGEST))
    began = docket.dispute.taken_up_at
    if not (localdate(began) if began else agreed_on) <= agreed_on <= localdate(at):
        wrong = "达成的日子在调解开始以后、今天以前"
        raise Invalid(wrong, {"agreed_on": wrong})
    _check_due(perform_by, agreed_on)
    if docket.agreement is not None:
        raise Conflict("已经拟了协议书，请各方签字，或者终止调解")
    assert by.user_id is not None
    made = Agreement(
        unit=docket.unit,
        dispute=docket.dispute,
        is_oral=True,
        terms=terms.strip(),
        perform_by=perform_by,
        drawn_at=at,
        drawn_by=by.user_id,
        effective_on=agreed_on,
        confirm_by=_confirm_by(agreed_on),
    )
    Agreement.objects.bulk_create([made])
    _settle(docket, DisputeState.ORAL, agreed_on, perform_by, by=by, at=at)


def _settle(
    docket: Docket,
    to: DisputeState,
    effective_on: date,
    perform_by: date | None,
    *,
    by: Actor,
    at: datetime,
) -> None:
    move(docket, to, ended_at=at)
    due_on = rules.visit_due(effective_on, perform_by)
    FollowUp.objects.bulk_create(
        [FollowUp(unit=docket.unit, dispute=docket.dispute, due_on=due_on)]
    )
    until = _confirm_by(effective_on)
    told = {"due": f"{until.month}月{until.day}日"} if until else {}
    for party in docket.parties:
        tell(docket, party, "mediation_settled", "", at=at, **told)
    trace(
        docket.dispute, "settle", by=by, at=at, how=to.value,
        effective_on=effective_on.isoformat(), visit_on=due_on.isoformat(),
    )  # fmt: skip


def _confirm_by(effective_on: date) -> date | None:
    return clock.due_or_pending(effective_on, CONFIRMS, work_calendar()).on


def _check_due(perform_by: date | None, agreed_on: date) -> None:
    if perform_by and perform_by < agreed_on:
        wrong = "履行期限不能早于达成协议的日子"
        raise Invalid(wrong, {"perform_by": wrong})


def _require_session(docket: Docket) -> None:
    if not any(session.noted_at for session in docket.sessions):
        raise Conflict("先把调解会的经过记下来，再写协议")


def _name(docket: Docket, mediators: Collection[User], at: datetime) -> None:
    of = {"unit": docket.unit, "dispute": docket.dispute}
    Mediator.objects.bulk_create(
        [Mediator(user_id=user.pk, named_at=at, **of) for user in mediators]
    )
    for user in mediators:
        if user.person.phone:
            queue_sms(
                unit=docket.unit,
                to=user.person.phone,
                template="mediator_named",
                params={
                    "site": docket.dispute.site.name,
                    "link": f"/desk/disputes/{docket.dispute.pk}/",
                },
                dedupe_key=f"dispute:{docket.dispute.pk}:mediator:{user.pk}",
                at=at,
            )


def _check_mediators(
    docket: Docket, mediators: Collection[User], is_accepted: bool, at: datetime
) -> None:
    wrong = {}
    ids = {user.pk for user in mediators}
    offered = could_mediate(docket.dispute.site, at=at).filter(pk__in=ids)
    parties = [known_party(party) for party in docket.parties]
    if not ids:
        wrong["mediators"] = "请选至少一名调解员"
    elif offered.count() != len(ids):
        wrong["mediators"] = "调解员只能是本乡镇在岗的人员和代办员"
    for user in mediators:
        fits = rules.may_mediate(known_person(user.person), parties)
        if not fits:
            wrong["mediators"] = f"{user.display_name}：{fits.reason}"
    if not is_accepted:
        wrong["is_accepted"] = "要问过各方、也问过调解员，确认了才能开始"
    if wrong:
        raise Invalid("调解员还没有定好", wrong)


def _columns(terms: Terms) -> dict[str, str | date | None]:
    return {
        "facts": terms.facts.strip(),
        "terms": terms.terms.strip(),
        "performance": terms.performance.strip(),
        "perform_by": terms.perform_by,
    }


def _check_terms(terms: Terms) -> None:
    check(
        facts=(terms.facts, "请写主要事实、争议事项和各方责任", LONGEST),
        terms=(terms.terms, "请写达成了什么协议", LONGEST),
        performance=(terms.performance, "请写怎么履行", 500),
    )
