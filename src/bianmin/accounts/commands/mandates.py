"""委托: asked for and agreed to by a code, recorded at a window, used, and ended by either side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from bianmin.accounts import mandate_policies as policies
from bianmin.accounts.actor import Actor
from bianmin.accounts.commands import tallies
from bianmin.accounts.commands.codes import GRANT, WRONG, send_digits, spend
from bianmin.accounts.commands.ending_mandates import (
    STOP,
    day_words,
    end_rows,
    owner_of,
    tail_of,
    tell_side,
    trace,
    unit_of,
)
from bianmin.accounts.commands.people import register_person
from bianmin.accounts.limits import MANDATES_ASKED
from bianmin.accounts.mandates import SHOWN, asked_of, is_live, live_at
from bianmin.accounts.models import Mandate, Person, SignInCode
from bianmin.accounts.queries import person_by_id_number
from bianmin.files.blobs import Readable
from bianmin.files.commands import take_upload
from bianmin.files.models import StoredFile
from bianmin.ground.crypto import keyed_hash
from bianmin.ground.ids import new_id
from bianmin.rules import identity, mandates
from bianmin.rules.errors import Conflict, Invalid, TooMany
from bianmin.rules.mandates import MOST_HELD, End, Terms, Way
from bianmin.rules.verdict import require
from bianmin.sites.models import Site

TOO_MANY_HELD = f"一个人一年里最多替 {MOST_HELD} 位家人办事，更多的请找村代办员"
HELD_WITHIN = timedelta(days=366)
PAPER = "委托书"
OVER = "这份委托已经停了，不能再替家人办"


@dataclass(frozen=True)
class Wanted:
    """想要的委托: as typed; whether such a person exists is told to nobody."""

    name: str
    id_number: str
    relation: str
    areas: Sequence[str]
    items: Sequence[str]
    months: int
    matter: str = ""  # what the one item is called; items stand above this context
    ends_others: bool = False  # 只留这一份: what was given to the same holder before ends with it


@dataclass(frozen=True)
class Agreed:
    """同意的结果: the mandate, or the sentence why not."""

    mandate: Mandate | None = None
    reason: str = ""


@transaction.atomic
def ask_mandate(holder: Person, wanted: Wanted, *, address: str, by: Actor, at: datetime) -> int:
    """申请委托: send a code to the principal's own phone; return what the browser waits for.

    A person who is not known, has another name, no phone of their own or is no adult is answered
    like any other: nobody learns here who is registered with us.
    """
    require(policies.may_ask(by, holder))
    number = identity.parse_id_number(wanted.id_number, today=localdate(at))
    if number.number == holder.id_number.clear():
        raise Invalid("不能委托给自己", {"id_number": "这是您自己的身份证号"})
    terms = _terms(wanted, Way.CODE, number.born_on, at)
    if not tallies.count(MANDATES_ASKED, str(holder.pk), at=at):
        raise TooMany("今天申请的次数用完了，请明天再来，或一起到窗口办")
    waits = new_id()
    principal = _reached(number.number, wanted.name, holder)
    if principal is None:
        return waits
    sent = _send(principal, holder, terms, wanted, address=address, at=at)
    if sent is None:
        return waits
    row = _row(principal, holder, terms, wanted, by=by, at=at)
    row.pk, row.code = waits, sent.pk
    row.save(force_insert=True)
    trace(row, "ask", by=by, at=at)
    return waits


@transaction.atomic
def agree(
    mandate_id: int | None,
    digits: str,
    *,
    matter: str = "",
    address: str,
    by: Actor,
    at: datetime,
) -> Agreed:
    """同意委托: the code from the principal's phone, typed by the holder; it holds from now on.

    A wrong try counts even though the request is refused: the caller keeps its writes.
    """
    asked = asked_of(mandate_id, by.person_id)
    code, reason = spend(asked.code if asked else None, digits, GRANT, address=address, at=at)
    if code is None or asked is None:
        return Agreed(reason=reason or WRONG)
    phone = asked.principal.phone_hash
    if phone is None or bytes(phone) != bytes(code.phone_hash):
        return Agreed(reason=WRONG)  # the phone was changed meanwhile
    return Agreed(_grant(asked, matter, by=by, at=at))


@transaction.atomic
def record_mandate(
    site: Site,
    principal: Person,
    holder: Person,
    wanted: Wanted,
    *,
    document: str = "",
    by: Actor,
    at: datetime,
) -> Mandate:
    """窗口登记委托: both cards seen, the paper signed; a guardian by law brings the document."""
    require(policies.may_record(by, site, principal, holder))
    if principal.pk == holder.pk:
        raise Invalid("不能委托给自己", {"holder_id_number": "两个人的身份证号一样"})
    if not holder.phone:
        told = "要有手机号才能在网上代办"
        raise Invalid(told, {"holder_phone": told})
    born_on = identity.parse_id_number(principal.id_number.clear(), today=localdate(at)).born_on
    is_guardian = wanted.relation == mandates.Relation.GUARDIAN
    terms = _terms(wanted, Way.LAW if is_guardian else Way.PAPER, born_on, at, document)
    row = _row(principal, holder, terms, wanted, by=by, at=at)
    row.site, row.document = site, document.strip()
    row.save(force_insert=True)
    return _grant(row, wanted.matter, by=by, at=at)


@transaction.atomic
def register_side(
    side: str, *, name: str, id_number: str, phone: str, by: Actor, at: datetime
) -> Person:
    """登记一方: as the card says; what is wrong is said at the fields of this side."""
    try:
        return register_person(name=name, id_number=id_number, phone=phone, by=by, at=at)
    except Invalid as wrong:
        said = wrong.fields or {"id_number": str(wrong)}
        fields = {f"{side}_{field}": told for field, told in said.items()}
        raise Invalid(str(wrong), fields) from None


@transaction.atomic
def keep_paper(mandate: Mandate, content: Readable, *, by: Actor, at: datetime) -> StoredFile:
    """存委托书: the paper as it was signed, photographed at the window that recorded it."""
    owner, unit = owner_of(mandate), unit_of(mandate)
    return take_upload(content, unit=unit, owner=owner, display_name=PAPER, by=by, at=at)


@transaction.atomic
def use_mandate(
    mandate_id: int, *, act: str, case: str, unit: int, item: str, by: Actor, at: datetime
) -> None:
    """用委托: what is done under it, written down and told to both; Conflict when it has ended."""
    mandate = _held(mandate_id, at)
    if mandate is None or mandate.holder_id != by.person_id:
        raise Conflict(OVER)
    _used(mandate, act, case, unit, item, by=by, at=at)


@transaction.atomic
def use_at_window(
    mandate_id: int, *, act: str, case: str, unit: int, item: str, by: Actor, at: datetime
) -> None:
    """窗口凭委托办: the holder is at the window with their card; written down and told alike."""
    mandate = _held(mandate_id, at)
    if mandate is None:
        raise Conflict(OVER)
    require(policies.may_use_at_window(by, mandate))
    _used(mandate, act, case, unit, item, by=by, at=at, at_window=True)


def _held(mandate_id: int, at: datetime) -> Mandate | None:
    """Hold the row: of a revocation and an act that meet, one is over when the other begins."""
    live = Mandate.objects.select_for_update(of=("self",)).filter(live_at(at), pk=mandate_id)
    return live.select_related(*SHOWN).first()


def _used(
    mandate: Mandate,
    act: str,
    case: str,
    unit: int,
    item: str,
    *,
    by: Actor,
    at: datetime,
    at_window: bool = False,
) -> None:
    where = {"at_window": True} if at_window else {}
    trace(mandate, "use", by=by, at=at, reason="", act=act, case=case, **where)
    words = mandates.ACTS.get(act) or mandates.OTHERS[act]  # type: ignore[call-overload]
    told = {"act": words, "item": item, "tail": tail_of(mandate.holder), "link": STOP}
    tell_side(mandate, mandate.principal, "mandate_used", told, f"{act}:{case}", at=at, unit=unit)


def _terms(wanted: Wanted, way: Way, born_on: date, at: datetime, document: str = "") -> Terms:
    return mandates.terms(
        wanted.relation,
        way,
        areas=wanted.areas,
        items=wanted.items,
        months=wanted.months,
        today=localdate(at),
        born_on=born_on,
        document=document,
    )


def _reached(number: str, name: str, holder: Person) -> Person | None:
    """The person of this number and name, who has a phone that the holder does not answer."""
    found = person_by_id_number(number)
    if found is None or found.kind != "natural" or found.erased_at is not None:
        return None
    if keyed_hash("name", found.name) != keyed_hash("name", " ".join(name.split())):
        return None
    phones = [bytes(one.phone_hash) for one in (found, holder) if one.phone_hash]
    return found if len(set(phones)) == 2 else None


def _send(
    principal: Person, holder: Person, terms: Terms, wanted: Wanted, *, address: str, at: datetime
) -> SignInCode | None:
    """Send the code; one too many is as silent as a wrong name (the holder's own limit spoke)."""
    told = {
        "tail": tail_of(holder),
        "kin": mandates.RELATIONS[terms.relation],
        "scope": mandates.scope_words(terms.areas, terms.items, wanted.matter),
        "due": day_words(terms.ends_on),
    }
    mobile = principal.phone.clear()
    template = "mandate_code_alone" if wanted.ends_others else "mandate_code"
    try:
        return send_digits(mobile, GRANT, template, told, address=address, at=at)
    except TooMany:
        return None


def _row(
    principal: Person, holder: Person, terms: Terms, wanted: Wanted, *, by: Actor, at: datetime
) -> Mandate:
    return Mandate(
        principal=principal,
        holder=holder,
        relation=terms.relation.value,
        way=terms.way.value,
        areas=list(terms.areas),
        items=list(terms.items),
        ends_on=terms.ends_on,
        ends_others=wanted.ends_others,
        asked_at=at,
        asked_by=by.user_id,
    )


def _grant(mandate: Mandate, matter: str, *, by: Actor, at: datetime) -> Mandate:
    """Let it hold; it renews an earlier one of the same scope. The holder's row takes turns."""
    Person.objects.select_for_update().get(pk=mandate.holder_id)
    free = Mandate.objects.filter(order__isnull=True, holder_id=mandate.holder_id)
    others = free.exclude(principal_id=mandate.principal_id).exclude(way=Way.LAW)
    lately = others.filter(granted_at__gt=at - HELD_WITHIN).values("principal_id").distinct()
    is_kin = mandate.way != Way.LAW and mandate.order is None
    if is_kin and lately.count() >= MOST_HELD:
        raise Conflict(TOO_MANY_HELD)
    mandate.since = _renew(mandate, free, by=by, at=at)
    asked = Mandate.objects.filter(pk=mandate.pk, granted_at__isnull=True)
    if not asked.update(granted_at=at, since=mandate.since):
        raise Conflict("这份委托已经生效了")
    mandate.granted_at = at
    trace(mandate, "grant", by=by, at=at, way=mandate.way, areas=len(mandate.areas))
    due = day_words(mandate.ends_on)
    given = {
        "tail": tail_of(mandate.holder),
        "kin": mandates.RELATIONS[mandates.Relation(mandate.relation)],
        "scope": mandates.scope_words(mandate.areas, mandate.items, matter),
        "due": due,
        "link": STOP,
    }
    held_words = {"tail": tail_of(mandate.principal), "due": due}
    tell_side(mandate, mandate.principal, "mandate_given", given, "given", at=at)
    tell_side(mandate, mandate.holder, "mandate_held", held_words, "held", at=at)
    return mandate


def _renew(
    mandate: Mandate, free: QuerySet[Mandate], *, by: Actor, at: datetime
) -> datetime | None:
    """续期: end what was given before for the very same matters; since when that one held.

    One for other matters stands beside it, each until its own day: what was agreed to in writing
    is neither stretched nor cut by a later word, unless that word says so (只留这一份). A ward's
    word does not end a guardianship.
    """
    standing = free.filter(granted_at__isnull=False, ended_at__isnull=True)
    began = None
    for one in standing.filter(principal_id=mandate.principal_id).select_related(*SHOWN):
        is_over = not is_live(one, at)
        is_ward = (one.way == Way.LAW) is not (mandate.way == Way.LAW)
        is_same = _scope_of(one) == _scope_of(mandate)
        if not is_over and (is_ward or not (is_same or mandate.ends_others)):
            continue
        end_rows([one], End.EXPIRED if is_over else End.REPLACED, by=by, at=at, tells=False)
        if not is_over:
            began = min(filter(None, (began, one.since, one.granted_at)))
    return began


def _scope_of(mandate: Mandate) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(mandate.areas), frozenset(mandate.items)
