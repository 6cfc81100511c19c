"""谁能照登记的填: whoever fills in for another has the card at hand, no more opens."""

from __future__ import annotations

from bianmin.accounts.actor import Actor
from bianmin.accounts.models import Person
from bianmin.cases.models import Draft
from bianmin.cases.policies import AT_WINDOW
from bianmin.ground.crypto import keyed_hash
from bianmin.rules.roles import RoleKind
from bianmin.rules.verdict import Verdict, first_denial

NOT_AS_REGISTERED = "姓名和登记的对不上，请对照身份证再填；不能照登记的填表"


def may_prefill(actor: Actor, person: Person, as_named: str) -> Verdict:
    """照登记的填: a window alone, with the card at hand: number and name both as registered."""
    return first_denial(
        (actor.has(*AT_WINDOW), "只有窗口能照登记的填表"),
        (person.name.clear() == as_named.strip(), NOT_AS_REGISTERED),
    )


def may_open_earlier(actor: Actor, draft: Draft, person: Person, as_named: str) -> Verdict:
    """翻以前代办的: an agent in the own draft, for whom number and name are both as registered."""
    return first_denial(
        (
            actor.has(RoleKind.AGENT) and draft.user_id == actor.user_id,
            "只有代办的人能看自己代填的",
        ),
        (person.name.clear() == as_named.strip(), NOT_AS_REGISTERED),
    )


def may_ask_registered(
    actor: Actor, draft: Draft, person: Person, *, as_named: str, phone: str
) -> Verdict:
    """请本人同意: the code goes to the registered telephone, and only where the agent knows it."""
    named = may_open_earlier(actor, draft, person, as_named)
    if not named:
        return named
    is_same = keyed_hash("phone", phone) == bytes(person.phone_hash or b"")
    return first_denial(
        (bool(phone) and is_same, "手机号和登记的不一样；换了号码，请本人到窗口更改"),
    )
