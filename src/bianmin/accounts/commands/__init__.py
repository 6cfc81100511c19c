"""人员的门: everything that can be done to people and accounts, in one list."""

from bianmin.accounts.commands.codes import enter_by_code, send_code
from bianmin.accounts.commands.ending_mandates import ask_end, end_by_phone, end_mandate
from bianmin.accounts.commands.factors import (
    check_totp,
    enrol_passkey,
    enrol_totp,
    note_passkey,
    reset_factors,
)
from bianmin.accounts.commands.mandates import (
    agree,
    ask_mandate,
    keep_paper,
    record_mandate,
    register_side,
    use_at_window,
    use_mandate,
)
from bianmin.accounts.commands.passwords import change_password, enter_by_password, set_password
from bianmin.accounts.commands.people import (
    change_phone,
    correct_person,
    erase_person,
    identify,
    own_copy,
    register_person,
    reveal,
)
from bianmin.accounts.commands.sessions import end_sessions, start_staff_session
from bianmin.accounts.commands.staff import (
    dismiss,
    end_grant,
    end_grants_on,
    end_roles,
    give_grant,
    give_role,
    hire,
    renew_grants,
)
from bianmin.accounts.commands.tokens import issue_token, revoke_token

__all__ = [
    "agree",
    "ask_end",
    "ask_mandate",
    "change_password",
    "change_phone",
    "check_totp",
    "correct_person",
    "dismiss",
    "end_by_phone",
    "end_grant",
    "end_grants_on",
    "end_mandate",
    "end_roles",
    "end_sessions",
    "enrol_passkey",
    "enrol_totp",
    "enter_by_code",
    "enter_by_password",
    "erase_person",
    "give_grant",
    "give_role",
    "hire",
    "identify",
    "issue_token",
    "keep_paper",
    "note_passkey",
    "own_copy",
    "record_mandate",
    "register_person",
    "register_side",
    "renew_grants",
    "reset_factors",
    "reveal",
    "revoke_token",
    "send_code",
    "set_password",
    "start_staff_session",
    "use_at_window",
    "use_mandate",
]
