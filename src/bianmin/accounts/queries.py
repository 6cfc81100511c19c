"""人员的问题: who acts, what they were granted, whom a number or phone belongs to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, OuterRef, Q, QuerySet, Value, When

from bianmin.accounts.actor import ActiveRole, Actor
from bianmin.accounts.models import ApiToken, Grant, Mandate, Person, Role, SignInCode, User
from bianmin.accounts.policies import may_sign_in
from bianmin.ground.crypto import keyed_hash
from bianmin.rules.roles import RoleKind

CODE_REMEMBERED = timedelta(minutes=30)


def holding_at(at: datetime) -> Q:
    """Roles and grants that hold at a moment; one that ends now no longer does."""
    return Q(starts_at__lte=at) & (Q(ends_at__isnull=True) | Q(ends_at__gt=at))


def _standing(user: User, *, at: datetime) -> dict[str, Any]:
    """The roles of an account that hold at this moment with what it was granted at the site of
    each, and which relatives ever let its person act, in one statement."""
    granted = Grant.objects.filter(
        holding_at(at), user_id=OuterRef("user_id"), site_id=OuterRef("site_id")
    )
    entrusted = Mandate.objects.filter(
        holder_id=OuterRef("user__person_id"), granted_at__isnull=False, order__isnull=True
    )
    rows = list(
        Role.objects.filter(holding_at(at), user_id=user.pk, user__is_active=True)
        .annotate(
            items=ArraySubquery(granted.values("item_code")),
            kin=ArraySubquery(entrusted.values("principal_id")),
        )
        .order_by("id")
        .values_list("kind", "region__path", "region__unit", "site_id", "items", "kin")
    )
    roles = tuple(
        ActiveRole(RoleKind(kind), path, unit, site, frozenset(items))
        for kind, path, unit, site, items, _ in rows
    )
    return {"roles": roles, "kin": frozenset(one for *_, kin in rows for one in kin)}


def actor_of(user: User, *, at: datetime, channel: str) -> Actor:
    """The account as an actor: its person, and the roles that hold at this moment."""
    return Actor(
        user_id=user.pk,
        person_id=user.person_id,
        name=user.display_name,
        channel=channel,
        **(_standing(user, at=at) if user.is_staff_member else {}),
    )


def actor_of_token(token: str, *, at: datetime) -> Actor | None:
    """The actor behind a bearer token, or None when it is unknown, ended or revoked."""
    found = (
        ApiToken.objects.filter(
            token_hash=keyed_hash("token", token), revoked_at__isnull=True, expires_at__gt=at
        )
        .select_related("user")
        .first()
    )
    if found is None or not may_sign_in(found.user):
        return None
    return actor_of(found.user, at=at, channel="api")


def is_granted(actor: Actor, site_id: int, item_code: str, *, at: datetime) -> bool:
    """Whether the account may take this item at this site at this moment (授权)."""
    return granted_items(actor, site_id, at=at).filter(item_code__in=("", item_code)).exists()


def granted_items(actor: Actor, site_id: int, *, at: datetime) -> QuerySet[Grant]:
    """What the account was granted at one site; a blank item code means every item."""
    if actor.user_id is None:
        return Grant.objects.none()
    return Grant.objects.filter(holding_at(at), user_id=actor.user_id, site_id=site_id)


def person_by_id_number(number: str) -> Person | None:
    """The person who holds this identity number or credit code."""
    if not number:
        return None
    return Person.objects.filter(id_number_hash=keyed_hash("id_number", number)).first()


def people_by_phone(phone: str) -> QuerySet[Person]:
    """Everybody reached at this phone: one phone often serves a family."""
    return Person.objects.filter(phone_hash=keyed_hash("phone", phone), erased_at__isnull=True)


def person_by_phone(phone: str) -> Person | None:
    """The one person reached at this phone; None when nobody or more than one is."""
    found = list(people_by_phone(phone).order_by("id")[:2])
    return found[0] if len(found) == 1 else None


def staff_in(paths: Iterable[str], *, at: datetime) -> QuerySet[User]:
    """Accounts with a role in these parts of the tree at this moment."""
    inside = Q(pk__in=[])
    for path in paths:
        inside |= Q(region__path__startswith=path)
    holding = Role.objects.filter(inside & holding_at(at)).values("user_id")
    return User.objects.filter(pk__in=holding, is_active=True)


def staff_at(site_id: int, *kinds: RoleKind, at: datetime) -> QuerySet[User]:
    """Accounts that hold one of these roles at the site at this moment."""
    roles = Role.objects.filter(holding_at(at), site_id=site_id, kind__in=kinds)
    return User.objects.filter(pk__in=roles.values("user_id"), is_active=True)


def agents_at(sites: Iterable[int], *, at: datetime, village: int = 0) -> QuerySet[Role]:
    """代办员: who serves as an agent at these sites now; those of the village itself first."""
    own = Case(When(user__person__village_id=village, then=Value(0)), default=Value(1))
    serving = Role.objects.filter(
        holding_at(at), kind=RoleKind.AGENT.value, site_id__in=list(sites), user__is_active=True
    )
    return serving.select_related("user__person__village", "site").order_by(own, "id")


def sent_code(code_id: int | None, *, at: datetime) -> SignInCode | None:
    """The code a browser waits for, while the page still makes sense; it may be spent already."""
    if code_id is None:
        return None
    return SignInCode.objects.filter(pk=code_id, sent_at__gt=at - CODE_REMEMBERED).first()


def tokens_of(user: User, *, at: datetime) -> QuerySet[ApiToken]:
    """The account's tokens that still work."""
    live = ApiToken.objects.filter(user_id=user.pk, revoked_at__isnull=True, expires_at__gt=at)
    return live.order_by("-created_at")


def names_of(user_ids: Iterable[int]) -> dict[int, str]:
    """The public names of accounts: 经办人 beside what they handle."""
    return dict(User.objects.filter(pk__in=set(user_ids)).values_list("pk", "display_name"))
