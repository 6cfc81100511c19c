"""人员: registering, correcting, reading in clear and erasing people."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from bianmin.accounts import policies
from bianmin.accounts.actor import Actor
from bianmin.accounts.commands.codes import citizen_login
from bianmin.accounts.commands.ending_mandates import end_of_person
from bianmin.accounts.commands.sessions import end_access, end_sessions
from bianmin.accounts.models import Person, User
from bianmin.accounts.queries import person_by_id_number
from bianmin.audit.commands import record
from bianmin.ground.crypto import keyed_hash
from bianmin.messaging.commands import queue_sms
from bianmin.regions.models import Region
from bianmin.rules import identity
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.masking import Kind
from bianmin.rules.verdict import require

FIELDS: dict[str, Kind] = {
    "name": Kind.NAME,
    "id_number": Kind.ID_NUMBER,
    "phone": Kind.PHONE,
    "address": Kind.ADDRESS,
    "bank_account": Kind.BANK,
}
"""字段: the sealed fields of a person, each with its kind."""

SHARED_BY_TOO_MANY = 3
"""可疑: a phone that so many others already have is looked at by a supervisor."""


@transaction.atomic
def register_person(
    *,
    name: str,
    id_number: str,
    by: Actor,
    at: datetime,
    kind: str = "natural",
    phone: str = "",
    address: str = "",
    village: Region | None = None,
) -> Person:
    """登记: return the person of this number, known before or new; the name must agree.

    What is known already is not overwritten here: a phone is changed by `change_phone` alone.
    """
    name = _name(name)
    number, birth_year = _number(kind, id_number, at)
    mobile = identity.parse_mobile(phone) if phone else ""
    found = person_by_id_number(number) or _create(
        kind=kind,
        name=name,
        id_number=number,
        id_number_hash=keyed_hash("id_number", number),
        birth_year=birth_year,
        address=address.strip(),
        village=village,
        by=by,
        at=at,
        **_phone(mobile),
    )
    if keyed_hash("name", found.name) != keyed_hash("name", name):
        sentence = "姓名和身份证号对不上，请对照身份证核对"
        raise Invalid(sentence, {"name": sentence})
    if mobile and not found.phone:
        _write(found, **_phone(mobile))
    return found


def _create(*, by: Actor, at: datetime, **fields: object) -> Person:
    """Insert the person, or take the one whom somebody else inserted at the same moment."""
    person = Person(**fields)
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError:
        return Person.objects.get(id_number_hash=person.id_number_hash)
    record(f"person:{person.pk}", "register", unit=_unit(person), by=by, at=at, kind=person.kind)
    return person


@transaction.atomic
def identify(user: User, *, name: str, id_number: str, by: Actor, at: datetime) -> Person:
    """认定本人: say who the holder of an account is.

    A number registered before is linked only when it was registered with this very phone,
    which the code has just proved; otherwise the person shows the card at a window.
    """
    own = Person.objects.select_for_update().get(pk=user.person_id)
    number, birth_year = _number("natural", id_number, at)
    name = _name(name)
    if own.id_number_hash is not None:
        _refuse_other_number(own, number)
        return own
    known = person_by_id_number(number)
    if known is None:
        id_hash = keyed_hash("id_number", number)
        _write(own, name=name, id_number=number, id_number_hash=id_hash, birth_year=birth_year)
        person = own
    else:
        person = _same_person(own, known, name)
        User.objects.filter(pk=user.pk).update(person=person)
        user.person = person
    User.objects.filter(pk=user.pk).update(display_name=str(person.name))
    record(f"person:{person.pk}", "identify", unit=_unit(person), by=by, at=at, user=user.pk)
    return person


def _refuse_other_number(person: Person, number: str) -> None:
    if bytes(person.id_number_hash or b"") != keyed_hash("id_number", number):
        raise Conflict("这个账号已登记了另一个身份证号，要更改请带身份证到窗口")


def _same_person(own: Person, known: Person, name: str) -> Person:
    same_phone = known.phone_hash is not None and known.phone_hash == own.phone_hash
    same_name = keyed_hash("name", known.name) == keyed_hash("name", name)
    if not (same_phone and same_name):
        raise Conflict("这些信息要当面核对，请带身份证到就近的便民服务站登记一次手机号")
    return known


@transaction.atomic
def correct_person(
    person: Person,
    *,
    by: Actor,
    at: datetime,
    reason: str,
    name: str = "",
    address: str = "",
    bank_account: str = "",
    village: Region | None = None,
) -> Person:
    """更正: correct what is wrong in a person's record; what is blank stays as it is."""
    require(policies.may_change_person(by, person))
    changes: dict[str, object] = {"name": _name(name)} if name else {}
    changes |= {"address": address.strip()} if address else {}
    changes |= {"bank_account": bank_account.strip()} if bank_account else {}
    changes |= {"village": village} if village else {}
    if not changes:
        raise Invalid("没有要更正的内容")
    _write(person, **changes)
    record(
        f"person:{person.pk}",
        "correct",
        unit=_unit(person),
        by=by,
        at=at,
        reason=reason,
        fields=sorted(changes),
    )
    return person


@transaction.atomic
def change_phone(person: Person, phone: str, *, by: Actor, at: datetime, reason: str) -> Person:
    """换手机号: the OLD number is told, so that nobody's number is replaced in silence."""
    require(policies.may_change_person(by, person))
    mobile = identity.parse_mobile(phone)
    person = Person.objects.select_for_update().get(pk=person.pk)
    new_hash = keyed_hash("phone", mobile)
    if person.phone_hash is not None and bytes(person.phone_hash) == new_hash:
        raise Conflict("新手机号和原来的一样")
    old, old_hash = person.phone, person.phone_hash
    _write(person, **_phone(mobile))
    _move_account(person, new_hash, at)
    event = record(
        f"person:{person.pk}",
        "change_phone",
        unit=_unit(person),
        by=by,
        at=at,
        reason=reason,
        old=bytes(old_hash).hex() if old_hash else "",
        new=new_hash.hex(),
        **_doubts(person, new_hash),
    )
    if old:
        queue_sms(
            unit=_unit(person),
            to=old,
            template="phone_changed",
            params={"tail": mobile[-4:]},
            dedupe_key=f"phone-changed:{event.pk}",
            at=at,
        )
    return person


def _doubts(person: Person, phone_hash: bytes) -> dict[str, object]:
    """What makes a new phone suspicious: a colleague's, or one that answers for many."""
    others = Person.objects.filter(phone_hash=phone_hash).exclude(pk=person.pk)
    of_staff = others.filter(users__is_staff_member=True, users__is_active=True).exists()
    shared = others.count()
    return {
        "shared_with": shared,
        "of_staff": of_staff,
        "alert": of_staff or shared >= SHARED_BY_TOO_MANY,
    }


def _move_account(person: Person, phone_hash: bytes, at: datetime) -> None:
    """The new phone signs in from now on, the old one no more (numbers are given out again)."""
    for user in User.objects.filter(person=person, is_staff_member=False, is_active=True):
        taken = User.objects.filter(login=citizen_login(phone_hash)).exists()
        if taken:
            User.objects.filter(pk=user.pk).update(
                login=f"closed:{user.pk}", is_active=False, left_at=at
            )
        else:
            User.objects.filter(pk=user.pk).update(login=citizen_login(phone_hash))
        end_sessions(user)


@transaction.atomic
def reveal(person: Person, field: str, *, by: Actor, at: datetime, reason: str) -> str:
    """查看明文: return one field in clear; who read it and why is kept."""
    if field not in FIELDS:
        raise Invalid("没有这项信息")
    require(policies.may_reveal(by, person, FIELDS[field]))
    if len(reason.strip()) < 2:
        raise Invalid("请填写查看原因", {"reason": "请填写查看原因"})
    subject = f"person:{person.pk}"
    record(subject, "reveal", unit=_unit(person), by=by, at=at, reason=reason, field=field)
    return _clear(person, field)


@transaction.atomic
def own_copy(person: Person, *, by: Actor, at: datetime) -> dict[str, str]:
    """本人副本: return everything this context keeps of a person, for the person alone."""
    require(policies.may_reveal(by, person, Kind.ID_NUMBER))
    record(f"person:{person.pk}", "own_copy", unit=_unit(person), by=by, at=at)
    copy = {field: _clear(person, field) for field in FIELDS}
    copy["birth_year"] = str(person.birth_year or "")
    copy["village"] = person.village.name if person.village else ""
    return copy


@transaction.atomic
def erase_person(person: Person, *, by: Actor, at: datetime, reason: str) -> Person:
    """删除: empty the person's record and leave a tombstone; the accounts end with it.

    Whether open cases forbid it is asked by the caller, which stands above cases.
    """
    require(policies.may_erase_person(by, person))
    for user in User.objects.select_for_update().filter(person=person, is_active=True):
        User.objects.filter(pk=user.pk).update(
            is_active=False, left_at=at, display_name="已删除", login=f"erased:{user.pk}"
        )
        end_access(user, at=at)
    end_of_person(person, by=by, at=at)
    _write(
        person,
        **dict.fromkeys(FIELDS, ""),
        id_number_hash=None,
        phone_hash=None,
        birth_year=None,
        village=None,
        household=None,
        erased_at=at,
    )
    record(f"person:{person.pk}", "erase", unit=0, by=by, at=at, reason=reason)
    return person


def _clear(person: Person, field: str) -> str:
    value = getattr(person, field)
    return str(value.clear()) if value else ""


def _write(person: Person, **changes: object) -> None:
    for field, value in changes.items():
        setattr(person, field, value)
    person.save(update_fields=list(changes))


def _phone(mobile: str) -> dict[str, object]:
    return {"phone": mobile, "phone_hash": keyed_hash("phone", mobile)} if mobile else {}


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not 2 <= len(name) <= 60:
        raise Invalid("请填写姓名", {"name": "请按身份证上的写法填写姓名"})
    return name


def _number(kind: str, text: str, at: datetime) -> tuple[str, int | None]:
    if kind == "legal":
        return identity.parse_credit_code(text), None
    parsed = identity.parse_id_number(text, today=localdate(at))
    return parsed.number, parsed.born_on.year


def _unit(person: Person) -> int:
    return person.village.unit if person.village else 0
