"""谁能做: who may open accounts, give roles and see a person in clear."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from django.conf import settings

from bianmin.accounts.actor import SYSTEM, Actor
from bianmin.accounts.models import Person, User
from bianmin.regions.models import Region
from bianmin.rules.masking import Kind
from bianmin.rules.roles import ADMINISTRATORS, STAFF, RoleKind
from bianmin.rules.verdict import ALLOWED, Verdict, first_denial
from bianmin.sites.models import Site

_AT_SITE = frozenset({RoleKind.STATION_CLERK, RoleKind.CLERK, RoleKind.AGENT})
_IN_TOWNSHIP = _AT_SITE | {RoleKind.REVIEWER, RoleKind.CENTER_HEAD}
_IN_COUNTY = _IN_TOWNSHIP | {RoleKind.COUNTY_REVIEWER, RoleKind.COUNTY_OFFICE}

APPOINTS: Mapping[RoleKind, frozenset[RoleKind]] = MappingProxyType(
    {
        RoleKind.CENTER_HEAD: _AT_SITE,
        RoleKind.COUNTY_BUREAU: _IN_COUNTY,
        RoleKind.CITY_BUREAU: _IN_COUNTY | {RoleKind.COUNTY_BUREAU},
        RoleKind.SECURITY_ADMIN: STAFF - {RoleKind.SECURITY_ADMIN},
    }
)
"""任用: which role gives which others, within its own part of the tree."""

GRANTS = frozenset({RoleKind.CENTER_HEAD, RoleKind.COUNTY_BUREAU, RoleKind.CITY_BUREAU})
"""授权: who says which items an account may take at a site."""

REVEALS: Mapping[Kind, frozenset[RoleKind]] = MappingProxyType(
    {
        Kind.NAME: STAFF - ADMINISTRATORS,
        Kind.PHONE: STAFF - ADMINISTRATORS,
        Kind.ADDRESS: STAFF - ADMINISTRATORS,
        Kind.ID_NUMBER: _IN_TOWNSHIP - {RoleKind.AGENT}
        | {RoleKind.COUNTY_REVIEWER, RoleKind.COUNTY_BUREAU},
        Kind.BANK: frozenset(
            {RoleKind.CLERK, RoleKind.REVIEWER, RoleKind.COUNTY_REVIEWER, RoleKind.CENTER_HEAD}
        ),
    }
)
"""查看明文: who may, with a reason, read which kind of value; the case says of whom."""


def may_sign_in(user: User) -> Verdict:
    return first_denial(
        (user.is_active, "这个账号已停用，请联系本单位的系统管理员"),
        (settings.BIANMIN_TRIAL or not user.is_demo, "演示账号不能在正式系统登录"),
    )


def may_give_role(
    by: Actor, kind: RoleKind, region: Region, person: Person, held: Iterable[RoleKind] = ()
) -> Verdict:
    others = frozenset(held) - {kind}
    return first_denial(
        (kind in STAFF, "群众身份不需要任用"),
        (_may_appoint(by, kind, region), f"您不能任用这个岗位（{region.name}）"),
        (by is SYSTEM or by.person_id != person.pk, "不能给本人任用岗位"),
        (
            kind not in ADMINISTRATORS or region.level == "city",
            "系统、安全、审计管理员只在全市设置",
        ),
        (
            not (others & ADMINISTRATORS and kind in ADMINISTRATORS),
            "系统、安全、审计管理员由不同的人担任，不能兼任",
        ),
        (
            not others or not ({kind, *others} & ADMINISTRATORS),
            "管理员不兼任业务岗位，不接触办件",
        ),
    )


def may_end_roles(by: Actor, kinds: Iterable[tuple[RoleKind, str]]) -> Verdict:
    """May end every one of these (kind, region path) roles of an account."""
    return first_denial(
        (
            by is SYSTEM or all(by.covers(path, *_givers(kind)) for kind, path in kinds),
            "这个账号的岗位不归您管理",
        )
    )


def may_dismiss(by: Actor, user: User, kinds: Iterable[tuple[RoleKind, str]]) -> Verdict:
    closes = by is SYSTEM or by.has(RoleKind.SYSTEM_ADMIN)
    return first_denial(
        (by is SYSTEM or by.user_id != user.pk, "不能停用本人的账号"),
        (closes or bool(may_end_roles(by, kinds)), "这个账号的岗位不归您管理"),
    )


def may_reset_factor(by: Actor, user: User) -> Verdict:
    return first_denial(
        (by is SYSTEM or by.user_id != user.pk, "不能重置本人的第二重验证"),
        (by is SYSTEM or by.has(RoleKind.SECURITY_ADMIN), "只有安全管理员可以重置第二重验证"),
    )


def may_grant(by: Actor, user: User, site: Site) -> Verdict:
    return first_denial(
        (
            by is SYSTEM or by.covers(site.region.path, *GRANTS),
            "只有本中心负责人或县（市、区）审批局可以授权",
        ),
        (by is SYSTEM or by.user_id != user.pk, "不能给本人授权"),
    )


def may_issue_token(by: Actor, user: User) -> Verdict:
    return first_denial(
        (by is SYSTEM or by.user_id == user.pk, "只能给本人的账号申请接口令牌"),
    )


def may_revoke_token(by: Actor, user: User) -> Verdict:
    allowed = by is SYSTEM or by.user_id == user.pk
    return first_denial(
        (allowed or by.has(RoleKind.SECURITY_ADMIN), "只有本人或安全管理员可以收回令牌")
    )


def may_reveal(by: Actor, person: Person, kind: Kind) -> Verdict:
    """May read one kind of value in clear; that the case is theirs is the caller's policy."""
    if by is SYSTEM or by.person_id == person.pk:
        return ALLOWED
    return first_denial(
        (not by.is_administrator, "管理员不能查看群众信息"),
        (by.has(*REVEALS.get(kind, frozenset())), "您的岗位不能查看这项信息的完整内容"),
    )


def may_change_person(by: Actor, person: Person) -> Verdict:
    return first_denial(
        (person.erased_at is None, "这个人的信息已按规定删除"),
        (not by.is_administrator, "管理员不能修改群众信息"),
        (
            by is SYSTEM or by.person_id == person.pk or by.is_staff,
            "只能修改本人的信息",
        ),
    )


def may_erase_person(by: Actor, person: Person) -> Verdict:
    return first_denial(
        (person.erased_at is None, "这个人的信息已按规定删除"),
        (
            by is SYSTEM or by.person_id == person.pk or by.has(RoleKind.COUNTY_BUREAU),
            "只有本人或县（市、区）审批局可以要求删除",
        ),
    )


def _may_appoint(by: Actor, kind: RoleKind, region: Region) -> bool:
    return by is SYSTEM or by.covers(region.path, *_givers(kind))


def _givers(kind: RoleKind) -> tuple[RoleKind, ...]:
    return tuple(giver for giver, given in APPOINTS.items() if kind in given)
