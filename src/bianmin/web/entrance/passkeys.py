"""Passkeys: the challenge for the browser and the check of its answer, by allauth and fido2."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError

from bianmin.accounts.commands import note_passkey
from bianmin.accounts.models import User


def challenge(user: User) -> dict[str, Any]:
    """Return what the browser signs to show that it holds a passkey of the account."""
    found: dict[str, Any] = auth.begin_authentication(user)
    return found


def matching_passkey(user: User, answer: Any, *, at: datetime) -> Authenticator | None:
    """Return the account's passkey that signed this session's challenge, or None."""
    try:
        auth.parse_authentication_response(answer)
        held: Authenticator = auth.complete_authentication(user, answer)
    except (ValidationError, ValueError, TypeError, KeyError):
        return None
    note_passkey(held, at=at)
    return held


def new_challenge(user: User) -> dict[str, Any]:
    """Return what the browser makes a new passkey from."""
    found: dict[str, Any] = auth.begin_registration(user, passwordless=False)
    return found


def is_new_passkey(answer: Any) -> bool:
    """Tell whether the browser's answer registers a passkey for this session's challenge."""
    try:
        auth.parse_registration_response(answer)
        auth.complete_registration(answer)
    except (ValidationError, ValueError, TypeError, KeyError):
        return False
    return True
