"""Signing in through the real pages."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import timezone

from bianmin.accounts import factors
from bianmin.accounts.factors import FactorAdapter
from bianmin.accounts.models import User
from bianmin.messaging.models import OutgoingMessage
from bianmin.rules.roles import RoleKind
from tests import make

PASSWORD = "correct-horse-battery"
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
HASHED = make_password(PASSWORD)


def staff(kind: RoleKind = RoleKind.CLERK, *, enrolled: bool = True, demo: bool = False) -> User:
    user = make.user(kind, make.region("聊城市"))
    User.objects.filter(pk=user.pk).update(password=HASHED, is_demo=demo)
    user.refresh_from_db()
    if enrolled:
        sealed = FactorAdapter().encrypt(SECRET)
        Authenticator.objects.create(user=user, type="totp", data={"secret": sealed})
    return user


def give_password(client: Client, user: User, **query: str) -> Any:
    form = {"login": user.login, "password": PASSWORD}
    return client.post("/staff/", form, query_params=query)


def code_now() -> str:
    return factors.code_now(SECRET, at=timezone.now())


def sign_in_staff(client: Client, user: User) -> Any:
    give_password(client, user)
    return client.post("/staff/factor/", {"digits": code_now()})


def sent_digits() -> str:
    message = OutgoingMessage.objects.filter(unit=0).order_by("-id")[0]
    return str(message.params.clear()["code"])


def sign_in_citizen(client: Client, phone: str = "13800000001", **query: str) -> Any:
    client.post("/sign-in/", {"phone": phone}, query_params=query)
    return client.post("/sign-in/code/", {"code": sent_digits()}, query_params=query)
