"""批量开户: many people, accounts and roles at once, for the demo world and for imports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.db import transaction

from bianmin.accounts import demo
from bianmin.accounts.actor import Actor
from bianmin.accounts.models import Grant, Person, Role, User
from bianmin.audit.commands import Trace, record_many
from bianmin.ground.copying import Blank, copy
from bianmin.ground.crypto import keyed_hash
from bianmin.ground.ids import new_id
from bianmin.regions.models import Region
from bianmin.rules.identity import parse_id_number, parse_mobile
from bianmin.rules.roles import RoleKind
from bianmin.sites.models import Site

BATCH = 2_000
NEW_PERSON = Blank(Person)


@dataclass(frozen=True)
class NewPerson:
    """新人员: one person as a list names them."""

    name: str
    id_number: str
    phone: str
    address: str = ""
    village: Region | None = None


@dataclass(frozen=True)
class NewStaff:
    """新职员: one person with the account and the role to be opened for them."""

    person: NewPerson
    login: str
    kind: RoleKind
    region: Region
    site: Site | None = None
    basis: str = ""  # what a grant of every item at the site stands on; none: no grant
    served: timedelta = timedelta(0)  # how long they have been in the service before


@transaction.atomic
def bulk_people(rows: Iterable[NewPerson], *, at: datetime) -> list[Person]:
    """批量登记: register people whose numbers are known to be new and different."""
    people = [_person(row, at) for row in rows]
    copy(people, Person)
    return people


@transaction.atomic
def bulk_staff(
    rows: Sequence[NewStaff], *, password: str, is_demo: bool, by: Actor, at: datetime
) -> list[User]:
    """批量任用: open accounts that share one first password, hashed once.

    Demo accounts get their second factor; everybody else enrols one at the first sign-in.
    """
    people = bulk_people([row.person for row in rows], at=at)
    hashed = make_password(password)
    users = User.objects.bulk_create(
        (
            User(
                id=new_id(),
                login=row.login,
                display_name=row.person.name,
                person=person,
                is_staff_member=True,
                is_demo=is_demo,
                joined_at=at - row.served,
                password=hashed,
            )
            for row, person in zip(rows, people, strict=True)
        ),
        batch_size=BATCH,
    )
    hired = list(zip(rows, users, strict=True))
    Role.objects.bulk_create(
        (
            Role(user=user, kind=row.kind.value, region=row.region, site=row.site, starts_at=at)
            for row, user in hired
        ),
        batch_size=BATCH,
    )
    Grant.objects.bulk_create(
        (
            Grant(user=user, site=row.site, basis=row.basis, starts_at=at)
            for row, user in hired
            if row.basis and row.site
        ),
        batch_size=BATCH,
    )
    Authenticator.objects.bulk_create(demo.authenticators(users), batch_size=BATCH)
    traces = (
        Trace(f"user:{user.pk}", "hire", row.region.unit, facts={"role": row.kind.value})
        for row, user in hired
    )
    record_many(traces, by=by, at=at)
    return users


def _person(row: NewPerson, at: datetime) -> Person:
    number = parse_id_number(row.id_number, today=at.date())
    phone = parse_mobile(row.phone)
    return NEW_PERSON(
        id=new_id(),
        name=row.name,
        id_number=number.number,
        id_number_hash=keyed_hash("id_number", number.number),
        phone=phone,
        phone_hash=keyed_hash("phone", phone),
        address=row.address,
        birth_year=number.born_on.year,
        village=row.village,
    )
