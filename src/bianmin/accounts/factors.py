"""第二重验证: reading what an account has enrolled, and the arithmetic of its codes."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings

from bianmin.accounts.models import User
from bianmin.ground import crypto

STEP_SECONDS = 30
DRIFT = 1  # steps a telephone's clock may be wrong
PASSED = "factor"
"""The session's key that says for which account the second factor was shown."""

TOTP = Authenticator.Type.TOTP
PASSKEY = Authenticator.Type.WEBAUTHN


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Seals the secrets that allauth stores, and names the product on the phone."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(crypto.seal_bytes("totp", text.encode())).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.open_bytes("totp", base64.b64decode(encrypted_text)).decode()

    def get_totp_issuer(self) -> str:
        return f"便民·{settings.BIANMIN_CITY}"

    def get_totp_label(self, user: User) -> str:
        return user.login

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        found: dict[str, str] = super().get_public_key_credential_rp_entity()
        return found | {"name": self.get_totp_issuer()}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        return {"id": str(user.pk).encode(), "display_name": user.display_name, "name": user.login}


def needs_second_factor(session: Mapping[str, Any], user: User) -> bool:
    """Whether this session has shown a password only, and so reaches nothing yet."""
    return user.is_staff_member and session.get(PASSED) != user.pk


def kinds_of(user: User) -> frozenset[str]:
    """The kinds of factor the account has enrolled."""
    found = Authenticator.objects.filter(user_id=user.pk).values_list("type", flat=True)
    return frozenset(found)


def step_of(secret: str, digits: str, *, at: datetime) -> int | None:
    """Return the step of time these six digits belong to; None when they are wrong."""
    now = int(at.timestamp()) // STEP_SECONDS
    typed = "".join(digits.split())
    for step in range(now - DRIFT, now + DRIFT + 1):
        if hmac.compare_digest(totp(secret, step).encode(), typed.encode()):
            return step
    return None


def totp(secret: str, step: int) -> str:
    """Return the six digits of one step of time (RFC 6238)."""
    return str(format_hotp_value(hotp_value(secret, step)))


def code_now(secret: str, *, at: datetime) -> str:
    """Return the six digits that hold at this moment."""
    return totp(secret, int(at.timestamp()) // STEP_SECONDS)
