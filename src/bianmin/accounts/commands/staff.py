"""任用: opening accounts, giving and ending roles and grants. Rights end in the same second."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from bianmin.accounts import policies
from bianmin.accounts.actor import Actor
from bianmin.accounts.commands.passwords import refuse_weak
from bianmin.accounts.commands.sessions import end_access, unit_of
from bianmin.accounts.models import Grant, Person, Role, User
from bianmin.accounts.queries import holding_at
from bianmin.audit.commands import record
from bianmin.regions.models import Region
from bianmin.rules.errors import Conflict, Invalid
from bianmin.rules.roles import RoleKind
from bianmin.rules.verdict import require
from bianmin.sites.models import Site

LOGIN = re.compile(r"[a-z][a-z0-9._-]{2,39}")


@transaction.atomic
def hire(
    person: Person,
    *,
    login: str,
    display_name: str,
    kind: RoleKind,
    region: Region,
    site: Site | None = None,
    password: str | None = None,
    is_demo: bool = False,
    by: Actor,
    at: datetime,
) -> User:
    """任用: open a staff account with its first role; without a password it cannot sign in."""
    if not LOGIN.fullmatch(login):
        raise Invalid("登录名用小写字母开头，3 到 40 个小写字母、数字或 . _ -")
    user = User(
        login=login,
        display_name=display_name,
        person=person,
        is_staff_member=True,
        is_demo=is_demo,
        joined_at=at,
        password=make_password(password),
    )
    if password is not None:
        refuse_weak(password, user)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        raise Conflict(f"登录名 {login} 已有人使用") from None
    record(f"user:{user.pk}", "hire", unit=region.unit, by=by, at=at, login=login)
    give_role(user, kind, region, site=site, by=by, at=at)
    return user


@transaction.atomic
def give_role(
    user: User,
    kind: RoleKind,
    region: Region,
    *,
    site: Site | None = None,
    by: Actor,
    at: datetime,
    ends_at: datetime | None = None,
) -> Role:
    """任职: give an account a role in one part of the tree from this moment on."""
    person = Person.objects.select_for_update().get(pk=user.person_id)
    held = Role.objects.filter(holding_at(at), user__person=person).values_list("kind", flat=True)
    require(policies.may_give_role(by, kind, region, person, map(RoleKind, held)))
    if not user.is_active:
        raise Conflict("这个账号已停用，请先另开账号")
    if site is not None and not site.region.path.startswith(region.path):
        raise Invalid(f"{site.name}不在{region.name}")
    role = Role.objects.create(
        user=user, kind=kind.value, region=region, site=site, starts_at=at, ends_at=ends_at
    )
    record(
        f"user:{user.pk}",
        "give_role",
        unit=region.unit,
        by=by,
        at=at,
        role=kind.value,
        region=region.pk,
        site=site.pk if site else None,
    )
    return role


@transaction.atomic
def end_roles(
    user: User, *, by: Actor, at: datetime, reason: str, roles: Iterable[Role] | None = None
) -> int:
    """卸任: end the roles (all, when none is named) and every session and token with them."""
    held = list(_held(user, at))
    named = held if roles is None else [r for r in held if r.pk in {role.pk for role in roles}]
    require(policies.may_end_roles(by, _scopes(named)))
    ended = Role.objects.filter(pk__in=[role.pk for role in named]).update(ends_at=at)
    _end_grants_left(user, held, named, at=at)
    end_access(user, at=at)
    for role in named:
        record(
            f"user:{user.pk}",
            "end_role",
            unit=role.region.unit,
            by=by,
            at=at,
            reason=reason,
            role=role.kind,
            region=role.region_id,
        )
    return ended


@transaction.atomic
def dismiss(user: User, *, by: Actor, at: datetime, reason: str) -> User:
    """离任: close the account; roles, grants, sessions and tokens end in the same second."""
    held = list(_held(user, at))
    require(policies.may_dismiss(by, user, _scopes(held)))
    closed = User.objects.filter(pk=user.pk, is_active=True).update(is_active=False, left_at=at)
    if not closed:
        raise Conflict("这个账号已经停用")
    Role.objects.filter(pk__in=[role.pk for role in held]).update(ends_at=at)
    Grant.objects.filter(holding_at(at), user=user).update(ends_at=at)
    end_access(user, at=at)
    unit = held[0].region.unit if held else 0
    record(f"user:{user.pk}", "dismiss", unit=unit, by=by, at=at, reason=reason)
    user.refresh_from_db()
    return user


@transaction.atomic
def give_grant(
    user: User,
    site: Site,
    *,
    item_code: str = "",
    basis: str,
    by: Actor,
    at: datetime,
    ends_at: datetime | None = None,
) -> Grant:
    """授权: let an account take one item (blank: every item) at one site from now on.

    `basis` names what it stands on; that the person has passed is for the caller to know, so
    nothing but `workforce` calls this.
    """
    require(policies.may_grant(by, user, site))
    if not basis.strip():
        raise Invalid("请写明授权依据（培训合格证号）", {"basis": "请写明授权依据"})
    grant = Grant.objects.create(
        user=user, site=site, item_code=item_code, basis=basis, starts_at=at, ends_at=ends_at
    )
    record(
        f"user:{user.pk}",
        "grant",
        unit=site.unit,
        by=by,
        at=at,
        site=site.pk,
        item=item_code,
        basis=basis,
    )
    return grant


@transaction.atomic
def renew_grants(
    user: User,
    *,
    old: Collection[str],
    basis: str,
    ends_at: datetime,
    by: Actor,
    at: datetime,
) -> int:
    """续期: let the grants that stand on older certificates stand on a new one."""
    held = Grant.objects.filter(holding_at(at), user=user, basis__in=old)
    renewed = held.update(basis=basis, ends_at=ends_at)
    if renewed:
        unit = unit_of(by)
        record(
            f"user:{user.pk}", "renew_grants", unit=unit, by=by, at=at, basis=basis, grants=renewed
        )
    return renewed


@transaction.atomic
def end_grants_on(
    user: User, basis: str, *, unit: int, by: Actor, at: datetime, reason: str
) -> int:
    """收回: end every grant that stands on a certificate which no longer holds."""
    ended = Grant.objects.filter(holding_at(at), user=user, basis=basis).update(ends_at=at)
    facts = {"basis": basis, "grants": ended}
    record(f"user:{user.pk}", "end_grants", unit=unit, by=by, at=at, reason=reason, ended=facts)
    return ended


@transaction.atomic
def end_grant(grant: Grant, *, by: Actor, at: datetime, reason: str) -> None:
    """收回授权: the account may not take the item from this second on."""
    require(policies.may_grant(by, grant.user, grant.site))
    if not Grant.objects.filter(holding_at(at), pk=grant.pk).update(ends_at=at):
        raise Conflict("这项授权已经结束")
    record(
        f"user:{grant.user_id}",
        "end_grant",
        unit=grant.site.unit,
        by=by,
        at=at,
        reason=reason,
        site=grant.site_id,
        item=grant.item_code,
    )


def _end_grants_left(
    user: User, held: Iterable[Role], ended: Iterable[Role], *, at: datetime
) -> None:
    """What was granted at a site ends with the last role there."""
    gone = {role.pk for role in ended}
    stays = {role.site_id for role in held if role.pk not in gone}
    left = {role.site_id for role in ended if role.site_id is not None} - stays
    Grant.objects.filter(holding_at(at), user=user, site_id__in=left).update(ends_at=at)


def _held(user: User, at: datetime) -> Iterable[Role]:
    roles = Role.objects.select_for_update(of=("self",)).select_related("region")
    return roles.filter(holding_at(at), user=user)


def _scopes(roles: Iterable[Role]) -> list[tuple[RoleKind, str]]:
    return [(RoleKind(role.kind), role.region.path) for role in roles]
