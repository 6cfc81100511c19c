"""人员的门: everything that can be done to people and accounts, in one list."""

from bianmin.accounts.commands.people import (
    change_phone,
    correct_person,
    erase_person,
    identify,
    own_copy,
    register_person,
    reveal,
)
from bianmin.accounts.commands.sessions import end_sessions
from bianmin.accounts.commands.staff import (
    dismiss,
    end_grant,
    end_roles,
    give_grant,
    give_role,
    hire,
)
from bianmin.accounts.commands.tokens import issue_token, revoke_token

__all__ = [
    "change_phone",
    "correct_person",
    "dismiss",
    "end_grant",
    "end_roles",
    "end_sessions",
    "erase_person",
    "give_grant",
    "give_role",
    "hire",
    "identify",
    "issue_token",
    "own_copy",
    "register_person",
    "reveal",
    "revoke_token",
]
