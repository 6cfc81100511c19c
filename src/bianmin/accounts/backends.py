"""账号核验: which accounts a session may stand for; asked on every request."""

from __future__ import annotations

from django.contrib.auth.backends import BaseBackend

from bianmin.accounts.models import User
from bianmin.accounts.policies import may_sign_in


class AccountBackend(BaseBackend):
    """Loads the account of a session. Signing in itself is done by the commands alone."""

    def get_user(self, user_id: int) -> User | None:
        user = User.objects.filter(pk=user_id).first()
        return user if user is not None and may_sign_in(user) else None
